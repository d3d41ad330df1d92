"""Which part of an instrument a mention cites: "Articles 18 and 19 of the …", "…, para. 8", "Chapter VII of the …"."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpuspkg.citations.scan import fold_pattern
from corpuspkg.dateforms import ORDINALS

if TYPE_CHECKING:
    from collections.abc import Sequence

BEFORE = 170
_ROMAN = r"[ivxlc]{1,7}(?![a-z0-9])"
_VALUE = (
    r"(?:[lrd]\. ?\d{1,4}(?:-\d{1,4}){0,3}(?![a-z0-9])"
    rf"|\d{{1,4}}(?:\.\d{{1,4}}){{0,3}}[a-z]?(?:-\d{{1,3}}[a-z]?(?=\()|-[a-z](?![a-z]))?"
    r"(?: [a-h](?= of (?:the )?))?(?: ?(?:bis|ter|quater|quinquies))?(?![a-z0-9]|/\d)"
    rf"|{_ROMAN}|[a-h](?![a-z0-9]))"
)
_SUBS = r"(?: ?\((?:[a-z]{1,4}|\d{1,3})\))*"
_ITEM = re.compile(rf"(?P<value>{_VALUE})(?P<subs>{_SUBS})(?: (?P<also>note|et seq\.?))?")
_ONLY_SUBS = re.compile(r"(?P<subs>\((?:[a-z]{1,4}|\d{1,3})\)(?: ?\((?:[a-z]{1,4}|\d{1,3})\))*)")
_JOIN = re.compile(r"(?P<range> ?- ?| to | through )|, (?:and |or )?| (?:and|or|nor|as well as|&|et|und|y) ")
_NEST = re.compile(r",? (?:and|or|nor) (?:of )?|,? (?:(?:of|in|to) (?:the )?)?|")
_LINK = re.compile(
    r"(?:,? (?:of|to|in|under|from|common to|set out in|contained in|enshrined in"
    r"|laid down in|annexed to|under the terms of)"
    r"(?: both| either)?|,)?(?: (?:the|that|this|said|its|our|your|same|aforementioned"
    r"|above-mentioned|four|two|(?:1[89]|20)\d\d|us|u\.s\.|un|u\.n\.|eu|relevant|amended|revised))*(?: [a-z]{3,15}'s)?"
    r" ?[\"']?(?:the )?\Z"
    r"|,? (?:(?:de la|de los|de las|du|des|del|der|dem|de|da|do|della|dans la|en la) |de l'|dell')"
    r"(?:(?:nuestr[ao]|notre|nostr[ao]|noss[ao]|unserer|unseres|dich[ao]|mism[ao]|citad[ao]|présente?|même|dit) )?\Z"
)
_AFTER = re.compile(
    r"(?:'s|\"|\))?(?:,? \(| \[|,)? ?(?:and in particular |in particular |(?:most )?notably |including |and |see |in "
    r"|at |under |by |cf\. |namely |especially "
    r"|particularly |specifically )?(?:its |particular |particular,? )?(?:the )?"
)
_LATER_IN_CLAUSE = re.compile(
    r"(?: [a-z', ]{2,50}? in (?:its )?| [a-z', ]{2,60}? \()(?=(?:article|art\.|paragraph"
    r"|section)s? [\d])"
)
_LEADS = ("common ", "operative ", "preambular ")
BEHIND = 80
_OWN_BEHIND = re.compile(r"\)?,? \(?")
_EXPLANATION = re.compile(r" \((?:the )?[\"']?[a-z][^()\d]{1,40}\)")
_CONTINUES = re.compile(r"[,)]? ?(?:of|to) (?:the |that |this |your |our |its |my |his )?[a-z]")


class Pinpoint(NamedTuple):
    """A part of an instrument, and where the words that name it stand."""

    kind: str
    value: str
    start: int
    end: int


class _Level(NamedTuple):
    kind: str
    rank: int
    values: list[str]
    end: int


@cache
def _units() -> tuple[re.Pattern[str], dict[str, tuple[str, int]]]:
    with Path(__file__).with_name("units.csv").open(encoding="utf-8", newline="") as file:
        rows = [{**row, "unit": fold_pattern(row["unit"])} for row in csv.DictReader(file)]
    names = sorted((row["unit"] for row in rows), key=len, reverse=True)
    pattern = re.compile(rf"(?: |(?<![a-z0-9à-ÿ]))(?P<unit>{'|'.join(map(re.escape, names))})(?![a-z])")
    return pattern, {row["unit"]: (row["kind"], int(row["rank"])) for row in rows}


_BRITISH = ("s", "ss")  # "s 501(2) of the Migration Act": so short that only the blank before tells them
_ABBREVIATED = ("s.", "ss.", "u/s", "u/ss")  # before a figure only: to the automaton "U.S. (" and "'s (" look like them
_COUNTED_UNITS = ("article", "paragraph", "section", "principle", "subparagraph", "sub-paragraph", "clause")
# "the second paragraph of article 5", "in its first article"
_FIGURED = {f"{number}{ending}": number for number in range(1, 31) for ending in ("st", "nd", "rd", "th", "d")}
_PLACES = ORDINALS | _FIGURED
_COUNTED = re.compile(
    rf"(?P<word>[a-z]+(?:-[a-z]+)?|\d\d?(?:st|nd|rd|th|d)) (?P<unit>{'|'.join(_COUNTED_UNITS)})(?![a-z-])"
)


def _match_counted(folded: str, at: int, limit: int) -> re.Match[str] | None:
    match = _COUNTED.match(folded, at, limit)
    return match if match and match["word"] in _PLACES else None


@cache
def unit_anchors() -> tuple[str, ...]:
    """The beginnings of pinpoints for the automaton: each unit with the characters that its value can start with."""
    _, meanings = _units()
    starts = [*(f" {char}" for char in "123456789ivxlcabdefghr"), *"123456789", " no. ", " ("]
    counted = (f"{word} {unit}" for word in _PLACES for unit in _COUNTED_UNITS)
    british = (f" {unit} {digit}" for unit in _BRITISH for digit in "123456789")
    abbreviated = (f"{unit}{blank}{digit}" for unit in _ABBREVIATED for blank in ("", " ") for digit in "123456789")
    others = [unit for unit in meanings if unit not in (*_BRITISH, *_ABBREVIATED)]
    return ("preamble ", *counted, *british, *abbreviated, *(unit + start for unit in others for start in starts))


def pinpoint_before(folded: str, text: str, at: int, places: Sequence[int], floor: int = 0) -> Pinpoint | None:
    """The pinpoint that leads up to `at`.

    Args:
        floor: Where the mention before ends: a pinpoint right behind it is rather its own if another one follows.
        places: Where pinpoints may start, ascending (hits of `unit_anchors`).

    >>> sentence = "under articles 2(4) and 51 of the charter"
    >>> pinpoint_before(sentence, sentence, sentence.index("charter"), [6]).value
    '2(4), 51'
    """
    units, _ = _units()
    first, last = bisect_left(places, max(floor, at - BEFORE)), bisect_left(places, at)
    if last - first > 1 and floor and _OWN_BEHIND.fullmatch(folded, floor, places[first]):
        own = pinpoint_before(folded, text, at, places[first + 1 : last])
        if own:
            return own
    for place in places[first:last]:
        match = units.match(folded, place, at) or _match_counted(folded, place, at)
        if match is None or folded.endswith("its ", 0, place):  # "and its annexes": of what was named before
            continue
        if match["unit"] == "preamble":
            if _LINK.match(folded, match.end(), at):
                return Pinpoint("preamble", "preamble", _led(folded, place), match.end())
            continue
        levels = _read_levels(folded, text, place, at)
        link = _LINK.match(folded, levels[-1].end, at) if levels else None
        if link and floor and link.group()[0] == "," and _OWN_BEHIND.fullmatch(folded, floor, place):
            return None  # between commas right behind a name: "the X Declaration, principle 21, the Y Protocol"
        if link:
            return _combine(levels, _led(folded, place))
    return None


def _led(folded: str, place: int) -> int:
    """Where a pinpoint starts with the adjective before it: "operative paragraph 3"."""
    return place - len(next((lead for lead in _LEADS if folded.endswith(lead, 0, place)), ""))


_PARALLEL_LED = re.compile(r",? (?:and|or|as well as) |, ")
_PARALLEL_BEHIND = re.compile(r" (?:of|to|in) (?:the )?\Z")


def pinpoint_parallel(folded: str, text: str, at: int, limit: int, kind: str) -> Pinpoint | None:
    """The pinpoint between two names whose unit stands before the first alone.

    >>> sentence = "articles 9(2) of the covenant and 7(4) of the charter"
    >>> pinpoint_parallel(sentence, sentence, 29, sentence.index("charter"), "article").value
    '7(4)'
    """
    led = _PARALLEL_LED.match(folded, at, limit)
    if led is None or not folded[led.end()].isdigit():
        return None
    values, end = _read_values(folded, text, led.end(), limit)
    if not values or not _PARALLEL_BEHIND.match(folded, end, limit):
        return None
    return Pinpoint(kind, ", ".join(values), led.end(), end)


def pinpoint_after(folded: str, text: str, at: int, limit: int, places: Sequence[int]) -> Pinpoint | None:
    """The pinpoint right behind `at`, or at the end of its clause, unless it leads up to something else.

    Args:
        limit: Where the next mention starts.
        places: Where pinpoints may start, ascending.

    >>> pinpoint_after("resolution 2347, para. 8, on", "resolution 2347, para. 8, on", 15, 28, [17]).value
    '8'
    >>> law = "the basic law protects the press in article 5."
    >>> pinpoint_after(law, law, 13, len(law), [36]).value
    '5'
    """
    first = bisect_left(places, at)
    if first == len(places) or places[first] > min(limit, at + BEHIND):
        return None
    explained = _EXPLANATION.match(folded, at, limit)
    link = None
    for begin in (at, explained.end()) if explained else (at,):
        link = _AFTER.match(folded, begin, begin + 40)
        if link and link.end() > begin and link.end() in places[first : first + 4]:
            break
    else:
        link = _LATER_IN_CLAUSE.match(folded, at, min(limit, at + BEHIND))
    if link is None:
        return None
    levels = _read_levels(folded, text, link.end(), min(limit, at + BEFORE))
    if not levels:
        return None
    closed = "(" in link.group() and folded[levels[-1].end : levels[-1].end + 1] == ")"
    if not closed and _CONTINUES.match(folded, levels[-1].end, levels[-1].end + 12):
        return None
    return _combine(levels, link.end())


def read_pinpoint(folded: str, text: str, at: int, limit: int) -> Pinpoint | None:
    """The pinpoint that starts at a place, whatever is around it.

    >>> read_pinpoint("see article 19(1)(a), then", "see Article 19(1)(a), then", 4, 26).value
    '19(1)(a)'
    """
    levels = _read_levels(folded, text, at, limit)
    return _combine(levels, at) if levels else None


def _read_levels(folded: str, text: str, at: int, limit: int) -> list[_Level]:
    levels: list[_Level] = []
    units, meanings = _units()
    position = at
    while len(levels) < 4:  # noqa: PLR2004  # article, paragraph, sub-paragraph, and one to spare
        unit = units.match(folded, position, limit)
        if unit is None:
            counted = _match_counted(folded, position, limit)
            if counted is None:
                break
            kind, rank = meanings[counted["unit"]]
            levels.append(_Level(kind, rank, [str(_PLACES[counted["word"]])], counted.end()))
            nest = _NEST.match(folded, counted.end(), limit)
            position = nest.end() if nest else counted.end()
            continue
        kind, rank = meanings[unit["unit"]]
        values, end = _read_values(folded, text, unit.end(), limit)
        if not values:
            break
        if unit["unit"] == "§" and levels and levels[-1].kind == "article" and folded.startswith("articles", at):
            # "Articles 6 § 1 and 13": the sign is of one article, what follows are articles again
            articles = [*levels[-1].values[:-1], levels[-1].values[-1] + _nested(values[0]), *values[1:]]
            levels[-1] = _Level("article", levels[-1].rank, articles, end)
        elif levels and (levels[-1].kind, levels[-1].rank) == (kind, rank):
            levels[-1] = _Level(kind, rank, levels[-1].values + values, end)
        else:
            levels.append(_Level(kind, rank, values, end))
        nest = _NEST.match(folded, end, limit)
        position = nest.end() if nest else end
        if nest and "and" in nest.group() and kind in _PARALLEL and _is_parallel(folded, position, limit, kind):
            break
    return levels


_PARALLEL = ("article", "section")


def _is_parallel(folded: str, at: int, limit: int, kind: str) -> bool:
    """Tell whether a section follows an article: "Article 77 and section 165 of the Act" are parts of two laws."""
    units, meanings = _units()
    unit = units.match(folded, at, limit)
    return unit is not None and meanings[unit["unit"]][0] in _PARALLEL and meanings[unit["unit"]][0] != kind


def _read_values(folded: str, text: str, at: int, limit: int) -> tuple[list[str], int]:
    values: list[str] = []
    position = at + 1 if folded[at : at + 1] == " " else at
    if folded.startswith(("no. ", "nos. "), position):
        position = folded.index(" ", position) + 1
    end = at
    joined = ""
    while position < limit:
        item = _ITEM.match(folded, position, limit)
        only = None if item else _ONLY_SUBS.match(folded, position, limit)
        if only and not values and not joined:
            values.append(_unwrap(text[only.start() : only.end()].replace(" ", "")))
            end = only.end()
        elif only and values:
            values.append(values[-1].split("(")[0] + text[only.start() : only.end()].replace(" ", ""))
            end = only.end()
        elif item and _is_value(item, text, joined):
            value = _write_value(item, text)
            values[-1:] = [f"{values[-1]}-{value}"] if joined == "range" else [*values[-1:], value]
            end = item.end()
        else:
            break
        join = _JOIN.match(folded, end, limit)
        if join is None:
            break
        joined = "range" if join["range"] else "and"
        position = join.end()
    return values, end


def _unwrap(subs: str) -> str:
    """The value of a part that is a letter or number in parentheses.

    >>> _unwrap("(3)(a)"), _unwrap("(26)")
    ('3(a)', '26')
    """
    first, _, rest = subs.removeprefix("(").partition(")")
    return first + rest


def _is_value(item: re.Match[str], text: str, joined: str) -> bool:
    value = item["value"]
    if value[0].isdigit() or value[1:2] == ".":  # "article L. 122-5" of a French code
        return True
    written = text[item.start("value") : item.end("value")]
    if value == "i" and joined and _PRONOUN.match(text, item.end()):
        return False
    if len(value) == 1 and value not in "ivxlc":
        return written.isupper() and not joined
    return written.isupper()


_PRONOUN = re.compile(r"['’]|,? [a-z]")  # "under section 5, I remind you"


def _write_value(item: re.Match[str], text: str) -> str:
    written = text[item.start("value") : item.end("value")]
    also = f" {item['also']}" if item["also"] else ""
    return written + text[item.start("subs") : item.end("subs")].replace(" ", "") + also


def _combine(levels: list[_Level], start: int) -> Pinpoint:
    """One pinpoint from nested ones: the larger part with the smaller in parentheses behind it."""
    end = levels[-1].end
    ordered = sorted(levels, key=lambda level: level.rank)
    outer = ordered[0]
    inner = [level for level in ordered[1:] if level.rank > outer.rank]
    if len(outer.values) > 1 or not inner:
        if inner and outer is levels[0]:  # "Articles 7 and 8, paragraph 2": the paragraph is that of the last
            tail = "".join(_nested(level.values[0]) for level in inner)
            if len(inner) == 1:
                last = [outer.values[-1] + _nested(value) for value in inner[0].values]
                return Pinpoint(outer.kind, ", ".join([*outer.values[:-1], *last]), start, end)
            return Pinpoint(outer.kind, ", ".join([*outer.values[:-1], outer.values[-1] + tail]), start, end)
        return Pinpoint(outer.kind, ", ".join(outer.values), start, end)
    if outer.rank <= 2:  # noqa: PLR2004  # annexes, parts and chapters hold articles; these are cited without them
        return (
            _combine(inner, start)
            if len(inner) > 1
            else Pinpoint(inner[0].kind, ", ".join(inner[0].values), start, end)
        )
    values = [outer.values[0]]
    for level in inner:
        values = [value + _nested(part) for value in values for part in level.values]
    return Pinpoint(outer.kind, ", ".join(values), start, end)


def _nested(value: str) -> str:
    head, paren, tail = value.partition("(")
    return f"({head.removesuffix('.')})" + paren + tail
