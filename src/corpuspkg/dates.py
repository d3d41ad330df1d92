"""Read date expressions into EDTF by explicit patterns.

Every form is written out; nothing is guessed: no day, month or year is taken from a word that does not say it. An
expression that names no day of the calendar ("31 February 2020") is kept as impossible, so that it can be reported.
Month names of several languages are in `authority/months.csv`.
"""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from corpuspkg.authority.openings import Openings
from corpuspkg.feasts import load_feasts

_ROMAN = {r: n for n, r in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"], 1)}
# Ordinal numbers in words: days of a month, and whatever else is counted so.
_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first "
    "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth "
    "twenty-ninth thirtieth thirty-first"
)
ORDINALS = {word: number for number, word in enumerate(_ORDINAL_WORDS.split(), 1)}
# Digits that optical character recognition reads as letters.
_OCR_DIGITS = str.maketrans("lIOo", "1100")
_OCR_LETTERS = str.maketrans("10", "lo")
# Movable feasts are counted in the Gregorian calendar of Britain and its colonies.
_GREGORIAN, _LAST_MARCH_YEAR = 1753, 1752
_CALENDARS_APART = range(10, 14)
_FIRST_YEAR, _LAST_YEAR = 1400, 2199


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression in a text.

    Attributes:
        edtf: The date; an interval where a numeric date can be read in two ways; None where it is no day at all.
        impossible: The expression has the form of a date, but no calendar has it.
        short_year: Last two digits of the year, where only those are written.
    """

    start: int
    end: int
    edtf: str | None
    impossible: bool = False
    ambiguous: bool = False
    short_year: str | None = None

    @property
    def has_year(self) -> bool:
        """Whether the year is known."""
        return self.edtf is not None and not self.edtf.startswith("XXXX")

    @property
    def has_day(self) -> bool:
        """Whether a day is named."""
        return self.edtf is not None and len(self.edtf.partition("/")[0]) == len("YYYY-MM-DD")


@cache
def load_months() -> dict[str, int]:
    """Month names and abbreviations, lower case, with their numbers."""
    source = files("corpuspkg.authority").joinpath("months.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return {row["form"]: int(row["month"]) for row in rows}


def _by_first_letter(names: list[str]) -> Iterator[str]:
    """Alternatives grouped by their first letter: most words are refused by one look."""
    for first in sorted({name[0] for name in names}):
        rest = (re.escape(name[1:]).replace(r"\ ", r"\s") for name in names if name[0] == first)
        yield f"{re.escape(first)}(?:{'|'.join(rest)})"


@cache
def _pattern() -> Openings:
    names = sorted(load_months(), key=len, reverse=True)
    feast = "|".join(
        re.escape(name).replace(r"\ ", r"\s").replace("'", "['’]").replace(r"\.", r"\.?") for name in load_feasts()
    )
    month = "|".join(_by_first_letter(names))
    word_days = "|".join(sorted(ORDINALS, key=len, reverse=True))
    day = r"(?:[0-3lI]?[0-9]|[0-3][lIOo]|[lI][lIOo]|[lI](?=st\b))"
    # A raised number behind a date is a note's.
    note = r"(?:\b|(?=[¹²³⁴-⁹]))"
    suffix = r"(?:\s?(?:st|nd|rd|th|d|er|º|ª|adh|ú))?"
    year = r"(?:[12lI][0-9lIOo]{3}(?:/[0-9]{1,2}(?![0-9/]))?(?![0-9])|(?:['’`]|\s?/\.?)[0-9]{2}(?![0-9]))"
    of = r"(?:\s?,?\s?(?:day\s)?(?:of\s|de\s|d[’'])?(?:the\s(?:month\sof\s)?)?|\.\s?)"
    sep = r"(?:,?\sin\sthe\syear(?:\sof\sour\sLord)?(?=[\s,])|[,.]|\s(?:of|de|del|anno)(?=\s)|\[\d{1,2}\])*[\s,.\[]*"
    # "Fri, 16 Dec 94 13:43", "Wed Nov 19 07:20:46 PST 2008": the clock beside the year.
    clock = r"[0-9]{1,2}:[0-9]{2}"
    sep_clock = rf"\s{clock}(?::[0-9]{{2}})?(?:\s[A-Z]{{2,5}})?\s(?=[12][0-9]{{3}})"
    return Openings(
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
                rf"(?:(?P<dd>{day}){suffix}(?:/(?P<ds>[0-3]?[0-9]))?|(?P<dw>(?i:{word_days}))){of}(?P<dm>(?i:{month})){note}\.?"
                rf"(?:{sep}(?P<dy>{year}|[0-9]{{2}}(?=[.\s]*$|[.\s]*\n|\s{clock})))?"
            ),
            (
                rf"(?P<mm>(?i:{month})|Apri1|Ju1y|0ctober|N0vember|Oct0ber)\b(?:[.:]|,(?=\s?\d\d?(?:st|nd|rd|th)?[,.\s]+[12]\d{{3}}))?\s?(?:the\s|th\s)?(?P<md>{day}){suffix}(?![^\W¹²³⁴-⁹])"
                rf"(?:/(?P<ms>[0-3]?[0-9]))?(?![0-9:\]]|\s?(?:p\.?|a\.?)m\b)(?:(?:{sep_clock}|{sep})(?P<my>{year}|[0-9]{{2}}(?=\.?\s*(?:$|\n)|\s{clock})))?"
            ),
            rf"(?P<ft>(?i:{feast}))[,.]?\s+(?P<fy>{year})",
            rf"(?P<om>(?i:{month}))\b\.?,?\s(?:(?:of|de)\s)?(?P<oy>{year})",
        ),
        flags=re.NOFLAG,
        apart=False,
    )


# How far a date reaches from its figures.
_REACH = 40
_FIGURES = re.compile(r"[0-9]+")
_ORDINAL = re.compile(r"(?:st|nd|rd|th) (?:day )?of ", re.IGNORECASE)
_START = re.compile(r"(?<![\w./-])\w")


def find_dates(text: str, start: int = 0, end: int | None = None) -> tuple[DateMention, ...]:
    """Date expressions between two offsets, in order.

    >>> [d.edtf for d in find_dates("July 23,2019; 23rd of July, 2019; 23.07.2019; 7/8/2019; this 4th day of May, 1861")]
    ['2019-07-23', '2019-07-23', '2019-07-23', '2019-07-08/2019-08-07', '1861-05-04']
    >>> [(d.edtf, d.impossible) for d in find_dates("on Oct 28; 31 February 2020; in May 1916; August 199; 3 мая 1916 г.")]
    [('XXXX-10-28', False), (None, True), ('1916-05', False), ('1916-05-03', False)]
    """
    return _find(text, start, len(text) if end is None else end)


# The head of a letter is asked about by several readers.
@lru_cache(maxsize=256)
def _find(text: str, start: int, end: int) -> tuple[DateMention, ...]:
    needed = _needed(text, start, end)
    if not needed:
        return ()
    mentions = [_read(match) for a, b in _windows(text, start, end, needed) for match in _matches(text, a, b)]
    return tuple([mention for mention in mentions if mention is not None])


def _matches(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Expressions of dates, in order: tried where words begin as one can."""
    match_at, free, found = _pattern().match, start, []
    for word in _START.finditer(text, start, end):
        at = word.start()
        if at >= free and (match := match_at(text, at, end)):
            free = match.end()
            found.append(match)
    return found


def _windows(text: str, start: int, end: int, needed: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches round figures and ordinals: no date stands elsewhere, and most text has none."""
    windows = []
    opened, closed = start, -1
    for first, last in needed:
        if first - _REACH > closed:
            if closed >= 0:
                windows.append((opened, min(closed, end)))
            opened = max(start, first - _REACH)
            while opened > start and not text[opened - 1].isspace():
                opened -= 1
        closed = last + _REACH
    windows.append((opened, min(closed, end)))
    return windows


def _needed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Figures and ordinals in words, in order."""
    found = [match.span() for match in _FIGURES.finditer(text, start, end)]
    for of in ("of ", "OF ", "Of "):
        at = text.find(of, start, end)
        while at >= 0:
            behind = at + len(of)
            if match := _ORDINAL.search(text, max(start, behind - len("th day of ")), behind):
                found.append(match.span())
            at = text.find(of, behind, end)
    return sorted(found)


def _read(match: re.Match[str]) -> DateMention | None:
    group, span, form = match.group, match.span(), match.lastgroup
    if form == "iso":
        return _day(span, group("iy"), int(group("im")), int(group("id")))
    if form == "nord":
        return _day(span, group("nz"), int(group("nm")), int(group("nd")))
    if form == "mo":
        return _by_number(
            span, group("oy1") or group("oy2"), group("om1") or group("om2"), group("od1") or group("od2")
        )
    if form == "num":
        return _numeric(span, int(group("na")), int(group("nb")), group("ny"), group("ns"))
    if form == "rom":
        return _day(span, group("ry"), _ROMAN[group("rm").upper()], int(group("rd")))
    if group("dm"):
        if group("dw"):
            return _named(match, group("dm"), ORDINALS[group("dw").lower()], group("dy"))
        day = _digits(group("dd"))
        return _named(match, group("dm"), _new_style(day, group("ds")) or day, group("dy"))
    if group("mm"):
        # "March 11/24, 1917": the second day is the new style's.
        day, second = _digits(group("md")), group("ms")
        late = _new_style(day, second)
        # "Aug. 7/30": what is no second day is the year.
        year = group("my") or (f"'{second}" if second and not late and len(second) == len("30") else None)
        return _named(match, group("mm"), late or day, year)
    if group("ft"):
        return _feast(span, group("ft"), group("fy"))
    if group("om") == "may" or group("oy")[0] in "'’`":
        return None
    return DateMention(*span, f"{int(group('oy').translate(_OCR_DIGITS)):04d}-{_month(group('om')):02d}")


def _new_style(day: int, second: str | None) -> int | None:
    """The second of two days, where the calendars of both lie ten to thirteen days apart."""
    return int(second) if second and int(second) - day in _CALENDARS_APART else None


def _by_number(span: tuple[int, int], year: str, month: str, day: str) -> DateMention | None:
    """A date with a numbered month; before 1752 the first month was March, and none is read."""
    return _day(span, year, int(month), _digits(day)) if int(year) > _LAST_MARCH_YEAR else None


def _feast(span: tuple[int, int], name: str, year: str) -> DateMention | None:
    plain = re.sub(r"\s", " ", name.lower().replace("’", "'"))
    plain = re.sub(r"^st (?=\w)", "st. ", plain)
    if not year.strip("'’`").translate(_OCR_DIGITS).isdigit() or len(year.strip("'’`")) != len("YYYY"):
        return None
    number = int(year.translate(_OCR_DIGITS))
    return DateMention(*span, load_feasts()[plain].on(number).isoformat()) if number >= _GREGORIAN else None


def _named(match: re.Match[str], month: str, day: int, year: str | None) -> DateMention | None:
    if month in {"may", "mar"} and not year:
        return None
    return _day(match.span(), year, _month(month), day)


def _month(name: str) -> int:
    plain = re.sub(r"\s", " ", name.lower())
    return load_months().get(plain) or load_months()[plain.translate(_OCR_LETTERS)]


def _digits(written: str) -> int:
    return int(written.translate(_OCR_DIGITS))


def _day(span: tuple[int, int], year: str | None, month: int, day: int) -> DateMention | None:
    short = None
    number = None
    if year:
        digits = year.strip("'’`/. ").translate(_OCR_DIGITS)
        digits, _, double = digits.partition("/")
        short, number = (digits, None) if len(digits) == 2 else (None, int(digits))
        if number is not None and double and str(number + 1).endswith(double):
            # "9 February 1642/3": the year began in March, and was 1643 as years are counted since.
            number += 1
    if number is not None and not _FIRST_YEAR <= number <= _LAST_YEAR:
        return None
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(number or 2000, month)[1]:
        return DateMention(*span, None, impossible=True)
    written = "XXXX" if number is None else f"{number:04d}"
    return DateMention(*span, f"{written}-{month:02d}-{day:02d}", short_year=short)


def _numeric(span: tuple[int, int], first: int, second: int, year: str, separator: str) -> DateMention | None:
    """A date in figures: day first with points, else both orders where both are possible."""
    if separator == ".":
        return _day(span, year, second, first)
    readings = [_day(span, year, month, day) for day, month in dict.fromkeys([(first, second), (second, first)])]
    possible = [mention for mention in readings if mention is not None and mention.edtf]
    if len(possible) == 1 or (len(possible) == 2 and first == second):
        return possible[0]
    if not possible:
        return readings[0]
    values = sorted(mention.edtf for mention in possible if mention.edtf)
    if values[0].startswith("XXXX"):
        return DateMention(*span, None, ambiguous=True, short_year=possible[0].short_year)
    return DateMention(*span, "/".join(values), ambiguous=True)
