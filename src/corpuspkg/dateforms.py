"""The forms of date expressions, and where in a text one of them stands.

Month names of several languages are in `authority/months.csv`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from corpuspkg.authority.beginnings import any_beginning, by_first
from corpuspkg.feasts import load_feasts

# Ordinal numbers in words: days of a month, and whatever else is counted so.
_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first "
    "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth "
    "twenty-ninth thirtieth thirty-first"
)
ORDINALS = {word: number for number, word in enumerate(_ORDINAL_WORDS.split(), 1)}
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
# Numbers below a hundred in words, and the centuries of years.
CARDINALS = {word: number for number, word in enumerate((*_ONES, *_TEENS), 1)}
CARDINALS |= {ten: 10 * number for number, ten in enumerate(_TENS, 2)}
CARDINALS |= {f"{ten}-{one}": CARDINALS[ten] + CARDINALS[one] for ten in _TENS for one in _ONES}
CENTURIES = {f"{word} hundred": 100 * number for word, number in CARDINALS.items() if 14 <= number <= 19}
CENTURIES |= {f"one thousand {word} hundred": 1000 + 100 * number for word, number in CARDINALS.items() if number < 10}
CENTURIES |= {"two thousand": 2000}
# How far a date reaches from its figures, and from an ordinal before a year in words.
_REACH = 40
_REACH_WORDS = 40
_FIGURES = re.compile(r"[0-9]+")
# Letters that tell the beginning of a month's name.
_TOLD = 3
_BEFORE_OF = frozenset(("st ", "nd ", "rd ", "th ", "ay "))
_ORDINAL = re.compile(r"(?:st|nd|rd|th) (?:day )?of ", re.IGNORECASE)


@cache
def load_months() -> dict[str, int]:
    """Month names and abbreviations, lower case, with their numbers."""
    source = files("corpuspkg.authority").joinpath("months.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return {row["form"]: int(row["month"]) for row in rows}


def _any_of(names: Iterable[str]) -> str:
    """Any of some names, case ignored; most words are refused by one look at their first letter."""
    behind: dict[str, list[str]] = {}
    for name in names:
        behind.setdefault(name[0], []).append(re.escape(name[1:]).replace(r"\ ", r"\s"))
    return by_first({first: "|".join(rest) for first, rest in behind.items()})


def find_expressions(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Expressions of dates between two offsets, in order; the group that is named last tells the form.

    >>> [found.group() for found in find_expressions("On 3 May 1916, the 12 members", 0, 29)]
    ['3 May 1916']
    """
    return [found for opened, closed in _windows(text, start, end) for found in _matches(text, opened, closed)]


@cache
def _date() -> re.Pattern[str]:
    return re.compile(_written())


def _figures() -> str:
    """What a date that begins with figures begins with."""
    months = _any_of(sorted({name[:_TOLD] for name in load_months()}))
    figured = _any_of(name for name in load_months() if name[0].isdigit())
    return (
        rf"0c|{figured}|"
        r"[0-9]{4}-|[0-9][0-9lIOo]?(?![0-9])(?:\s?(?:st|nd|rd|th|d|er|º|ª|adh|ú))?(?:/[0-9]{1,2})?"
        rf"(?:\s?[./-]\s?[0-9]|[\s,./-]*(?:[ivxIVX]|(?i:da?y?|of|the|mo)|(?:{months})))"
    )


@cache
def _begun() -> re.Pattern[str]:
    """Where a date can begin: nearly all words and figures are refused by this in a tenth of the time."""
    return re.compile(rf"(?<![\w./-])(?=(?=[0-9])(?:{_figures()})|(?=[^\W0-9])(?:{any_beginning(_written())}))")


@cache
def _written() -> str:
    """All forms as one pattern."""
    month = _any_of(sorted(load_months(), key=len, reverse=True))
    feast = _any_of(load_feasts()).replace("'", "['’]").replace(r"\.", r"\.?")
    word_days = _any_of(sorted(ORDINALS, key=len, reverse=True))
    day = r"(?:[0-3lI]?[0-9]|[0-3][lIOo]|[lI][lIOo]|[lI](?=st\b))"
    # A raised number behind a date is a note's.
    note = r"(?:\b|(?=[¹²³⁴-⁹]))"
    suffix = r"(?:\s?(?:st|nd|rd|th|d|er|º|ª|adh|ú))?"
    spaced = r"[12](?:\s[0-9]){3}(?!\s?[0-9])"
    year = (
        rf"(?:{_year_in_words()}|{spaced}|"
        r"[12lI][0-9lIOo]{3}(?:/[0-9]{1,2}(?![0-9/]))?(?![0-9])|"
        r"(?:['’`]|\s?/\.?|\s?/\s(?=[0-9]{2}[.,]?\s*(?:$|\n)))[0-9]{2}(?![0-9]))"
    )
    of = r"(?:\s?,?\s?(?:day\s)?(?:of\s|de\s|d[’'])?(?:the\s(?:month\sof\s)?)?|\.\s?)"
    sep = r"(?:,?\sin\sthe\syear(?:\sof\sour\sLord)?(?=[\s,])|[,.]|\s(?:of|de|del|anno)(?=\s)|\[\d{1,2}\])*[\s,.\[]*"
    # "Fri, 16 Dec 94 13:43", "Wed Nov 19 07:20:46 PST 2008": the clock beside the year.
    clock = r"[0-9]{1,2}:[0-9]{2}"
    sep_clock = rf"\s{clock}(?::[0-9]{{2}})?(?:\s[A-Z]{{2,5}})?\s(?=[12][0-9]{{3}})"
    return "|".join(
        (
            r"(?P<iso>(?P<iy>[12][0-9]{3})-(?P<im>[01][0-9])-(?P<id>[0-3][0-9])(?![0-9]))",
            (
                r"(?P<num>(?P<na>[0-3]?[0-9])\s?(?P<ns>[./-])\s?(?P<nb>[0-3]?[0-9])\s?(?P=ns)\s?"
                r"(?P<ny>[12][0-9]{3}|[0-9]{2})(?![\w/-]|\.[0-9]))"
            ),
            # "30/10 1901", as in Scandinavia: day first.
            r"(?P<nord>(?P<nd>[0-3]?[0-9])/(?P<nm>1[0-2]|0?[1-9])(?:\s|\s?-)(?P<nz>[12][0-9]{3})(?![0-9]))",
            # "4th mo. 2d 1789", as Friends wrote: the months by number.
            (
                rf"(?P<mo>(?P<om1>1[0-2]|[1-9])(?:st|nd|rd|th|d)?\s?mo(?:nth|\.)?,?\s(?P<od1>{day}){suffix}[,.]?\s(?P<oy1>[12][0-9]{{3}})(?![0-9])"
                rf"|(?P<od2>{day}){suffix}\s(?:day\s)?of\s(?:the\s)?(?P<om2>1[0-2]|[1-9])(?:st|nd|rd|th|d)?\s?mo(?:nth|\.)?,?\s(?P<oy2>[12][0-9]{{3}})(?![0-9]))"
            ),
            (
                r"(?P<rom>(?P<rd>[0-3]?[0-9])[./\s-]\s?(?P<rm>XII|XI|IX|IV|VIII|VII|VI|V|III|II|I|X|xii|xi|ix|iv|viii|vii|vi|v|iii|ii|i|x)"
                r"[./\s-]\s?(?P<ry>[12][0-9]{3}|[0-9]{2})(?![0-9]))"
            ),
            (
                rf"(?:(?P<dd>{day}){suffix}(?:/(?P<ds>[0-3]?[0-9]))?|(?P<dw>(?:{word_days}))){of}(?P<dm>{month}){note}\.?"
                rf"(?:{sep}(?P<dy>{year}|[0-9]{{2}}(?=[.\s]*$|[.\s]*\n|\s{clock})))?"
            ),
            (
                rf"(?P<mm>{month}|Apri1|Ju1y|0ctober|N0vember|Oct0ber)\b(?:[.:]|,(?=\s?\d\d?(?:st|nd|rd|th)?[,.\s]+[12]\d{{3}}))?\s?(?:the\s|th\s)?(?P<md>{day}){suffix}(?![^\W¹²³⁴-⁹])"
                rf"(?:/(?P<ms>[0-3]?[0-9]))?(?![0-9:\]]|\s?(?:p\.?|a\.?)m\b)(?:(?:{sep_clock}|{sep})(?P<my>{year}|[0-9]{{2}}(?=\.?\s*(?:$|\n)|\s{clock})))?"
            ),
            rf"(?P<ft>{feast})[,.]?\s+(?P<fy>{year})",
            rf"(?P<om>{month})\b\.?,?\s(?:(?:of|de)\s)?(?P<oy>{year})",
        )
    )


def _year_in_words() -> str:
    """A year as deeds write it: "nineteen hundred and thirty-six"."""
    centuries = _any_of(sorted(CENTURIES, key=len, reverse=True))
    below = _any_of(sorted(CARDINALS, key=len, reverse=True)).replace(r"\-", r"[\s-]")
    return rf"(?:{centuries})(?:,?\s(?:and\s)?(?:{below}))?(?![\w-])"


def _matches(text: str, start: int, end: int) -> list[re.Match[str]]:
    match_at, free, found = _date().match, start, []
    for begun in _begun().finditer(text, start, end):
        at = begun.start()
        if at >= free and (match := match_at(text, at, end)):
            free = match.end()
            found.append(match)
    return found


def _windows(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches round figures and ordinals: no date stands elsewhere, and most text has none."""
    windows = []
    opened, closed = start, -1
    for first, last in _needed(text, start, end):
        if first - _REACH > closed:
            if closed >= 0:
                windows.append((opened, min(closed, end)))
            opened = max(start, first - _REACH)
            while opened > start and not text[opened - 1].isspace():
                opened -= 1
        closed = last + _REACH
    if closed >= 0:
        windows.append((opened, min(closed, end)))
    return windows


def _needed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Figures and ordinals in words, in order."""
    found = [match.span() for match in _FIGURES.finditer(text, start, end)]
    for of in ("of ", "OF ", "Of "):
        at = text.find(of, start, end)
        while at >= 0:
            behind = at + len(of)
            if text[at - 3 : at].lower() in _BEFORE_OF and (
                match := _ORDINAL.search(text, max(start, behind - len("th day of ")), behind)
            ):
                found.append((match.start(), match.end() + _REACH_WORDS))
            at = text.find(of, behind, end)
    found.sort()
    return found
