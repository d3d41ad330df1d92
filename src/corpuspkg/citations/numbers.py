"""Reads numbers, lists of them, years and dates at a given place of the folded text. Every pattern is bounded."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from corpuspkg.citations.scan import fold_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?![a-z])"
)
YEAR = r"(?:1[6-9]|20)\d\d(?!\d)"
_DAY = r"(?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
DATE = (
    rf"(?:{_DAY}(?: ?[-/] ?\d{{1,2}})? (?:day )?(?:of )?{MONTH},? {YEAR}|{MONTH} {_DAY}(?:[-/]\d{{1,2}})?,? {YEAR}"
    r"|(?:19|20)\d\d-\d\d-\d\d(?!\d))"
)
PARTIAL_DATE = rf"(?:{_DAY},? (?:of )?{MONTH}|{MONTH} {_DAY}(?!\d))"
_DATE_PARTS = re.compile(
    rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:day )?(?:of )?(?P<m1>{MONTH}),? (?P<y1>\d{{4}})"
    rf"|(?P<m2>{MONTH}) (?:the )?(?:\d{{1,2}}[-/])?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}})"
    rf"|(?P<iso>\d{{4}}-\d\d-\d\d)"
)
_MONTH_BEHIND = re.compile(r" (?:of )?" + MONTH)
_DAY_DIGITS = 2
# Next to a number with its year, a lone number this small is no resolution ("…, 5 of them").
_SMALL = 100

_NUMBER = re.compile(
    r"(?P<mark>(?:#|no(?:s|\.|s\.)?|numbers?|nr\.?|n[°º])? ?)"
    r"(?P<num>(?:es|s)-\d{1,2}/\d{1,3}|(?:19|20)\d\d/\d{1,3}(?!\d)|\d{1,2}/\d{1,4}"
    r"|\d{1,4})(?P<letter> ?[a-f](?= ?\())?(?![\d%]|/\d{1,2}(?!\d)|/[a-z]|[.,]\d|[a-z]"
    r"|-[a-z])"
    r"(?P<paren> ?\( ?(?:(?P<year>(?:19|20)\d\d)|(?P<roman>(?:es-|s-)?[ivxlc]{1,7})|(?P<pdate>" + DATE + r")) ?\)?)?"
    rf"(?P<tail>,? (?:(?:of|on|dated|from|adopted(?: on| in)?|passed(?: on| in)?) (?:the )?)?{DATE}"
    rf"|,? (?:of|from|adopted in|passed in) (?P<tyear>{YEAR})|,? (?P<cyear>(?:19|20)\d\d)(?= ?[;.)]))?"
    rf"(?P<partial> of {PARTIAL_DATE})?"
)
_SEPARATOR = re.compile(
    r" ?[,;.] ?(?:and |& |or |as well as |also )?| ?& ?"
    rf"| (?:and|or|et|und|y|e|ou|{fold_pattern('и')}|{fold_pattern('а также')}|as well as|to|through"
    r"|along with|together with|plus) (?:also )?| ?[-/] ?"
)
_UNIT = re.compile(
    rf" (?:{MONTH}|years?|months?|days?|weeks?|hours?|percent|per cent|million|thousand|people"
    r"|members?|states?|countries|times|of (?:the|them|its|our|these|those|which|whom)"
    r"|other|more)"
)


class Item(NamedTuple):
    """A number in a list: where it stands, what it says of its year, session or day."""

    start: int
    end: int
    number: str
    letter: str
    year: int | None
    roman: str
    day: date | None
    parenthesized: bool
    marked: bool
    after: int


def read_item(folded: str, at: int) -> Item | None:
    """The number at `at`, with the year, session or date behind it.

    >>> read_item("822 (1993) of 30 april 1993", 0).day
    datetime.date(1993, 4, 30)
    """
    match = _NUMBER.match(folded, at, at + 120)
    if match is None or (match["num"].isdigit() and (match["num"][0] == "0" or _month_follows(folded, match))):
        return None
    year, roman = match["year"], match["roman"] or ""
    stop = match.end("num")
    if match["paren"]:
        stop = match.end("paren")
        if folded[stop - 1] != ")" and roman:
            roman, stop = "", match.end("num")
    day = None
    if match["pdate"]:
        day = parse_date(match["pdate"])
    if match["tail"] and stop >= match.end("paren"):
        stop = match.end("tail")
        day = day or parse_date(match["tail"])
        year = year or match["tyear"] or match["cyear"]
    after = match.end("partial") if match["partial"] else stop
    if stop == match.end("num") and match["letter"]:
        stop = after = match.end("letter")
    return Item(
        match.start("num"),
        stop,
        match["num"],
        (match["letter"] or "").strip(),
        int(year) if year else day.year if day else None,
        roman,
        day,
        bool(match["paren"]),
        bool(match["mark"].strip()),
        max(after, stop),
    )


def _month_follows(folded: str, match: re.Match[str]) -> bool:
    """Tell whether the number is the day of a date."""
    return len(match["num"]) <= _DAY_DIGITS and _MONTH_BEHIND.match(folded, match.end("num")) is not None


def read_list(folded: str, at: int, *, plural: bool, mixed: bool = False) -> Iterator[Item]:
    """The numbers of a list that starts at `at`.

    Args:
        plural: The word before was a plural; after a singular a list goes on only where the next number has a year in
            parentheses as well.
        mixed: Numbers with and without a slash may follow each other.
    """
    item = read_item(folded, at)
    closed = False
    while item is not None:
        yield item
        first = item
        sep = _SEPARATOR.match(folded, first.after, first.after + 24)
        if sep is None:
            return
        item = read_item(folded, sep.end())
        if item is None:
            return
        styled = item.parenthesized or bool(item.roman) or (first.marked and item.marked)
        word = sep.group().strip()
        if not styled and (
            word in (".", "")
            or closed
            or not plural
            or (first.parenthesized and item.number.isdigit() and int(item.number) < _SMALL)
            or (not mixed and ("/" in first.number) != ("/" in item.number))
            or (item.year is None and "/" not in item.number and _UNIT.match(folded, item.end, item.end + 14))
        ):
            return
        closed = closed or word.endswith(("and", "or", "&", "et", "und"))


@lru_cache(maxsize=4096)
def parse_date(text: str) -> date | None:
    """The first full date in a short piece of folded text.

    >>> parse_date("(12 november 1993)"), parse_date("february 30, 1999")
    (datetime.date(1993, 11, 12), None)
    """
    match = _DATE_PARTS.search(text)
    if match is None:
        return None
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
    else:
        name = (match["m1"] or match["m2"])[:3]
        month = _MONTHS.index(name) + 1
        day, year = int(match["d1"] or match["d2"]), int(match["y1"] or match["y2"])
    try:
        return date(year, month, day)
    except ValueError:
        return None
