"""Find the year, or the century, that a letter's date leaves out: in its head, or by words of its time."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from corpuspkg.dates import find_dates
from corpuspkg.metadata.parts import Parts
from corpuspkg.model import SegmentRole

_CENTURIES = range(1500, 2100, 100)
# No letter is dated later.
_LAST_YEAR = 2039
_UNKNOWN = "XXXX"
# A year that ends a heading or stands alone: "Letters of the year 1861", "[1861]".
_YEAR_LAST = re.compile(r"(?:^|[\s,(\[])(?P<year>1[5-9]\d\d|20[0-2]\d)[)\].]*$")
_HEADED = frozenset({SegmentRole.HEADLINE, SegmentRole.ADDRESS, SegmentRole.DATELINE})


def year_of_head(parts: Parts, value: str) -> str | None:
    """A date without its year, with the one year that the head gives it: "May 3d" below "To Ann Lee, 3 May [1861]".

    Args:
        parts: The letter.
        value: The date, as `XXXX-MM-DD`.
    """
    full: set[str] = set()
    alone: set[str] = set()
    for segment in parts.head:
        if segment.role not in _HEADED:
            continue
        for a, b in parts.lines(segment):
            dates = [mention.edtf for mention in find_dates(parts.text, a, b) if mention.edtf and mention.has_year]
            full.update(edtf for edtf in dates if edtf[4:] == value[4:])
            alone.update(edtf for edtf in dates if len(edtf) == len("YYYY-MM") and edtf[4:] == value[4:7])
            last = _YEAR_LAST.search(parts.text, a, b)
            if last and not dates and (segment.role is SegmentRole.HEADLINE or last.start("year") - a <= 1):
                alone.add(last["year"])
    if full:
        return full.pop() if len(full) == 1 else None
    years = {edtf[:4] for edtf in alone}
    return years.pop() + value[4:] if len(years) == 1 else None


def century_by_words(text: str, short_year: str) -> tuple[str, tuple[str, ...]] | None:
    """The year that ends in two digits and lies within the time of the letter's words, with those words.

    None where the words leave no century or several.

    >>> century_by_words("I came by rail road to day", "64")
    ('1864', ('rail road', 'to day'))
    >>> century_by_words("I came to day", "64") is None
    True
    """
    first, last, told = _CENTURIES[0], _LAST_YEAR, []
    for match in _pattern().finditer(text.lower()):
        word = match.group()
        not_before, not_after = _words()[word]
        if not_before > first or not_after < last:
            first, last = max(first, not_before), min(last, not_after)
            told.append(word)
    years = [century + int(short_year) for century in _CENTURIES if first <= century + int(short_year) <= last]
    return (str(years[0]), tuple(told)) if len(years) == 1 else None


@cache
def _words() -> dict[str, tuple[int, int]]:
    source = files("corpuspkg.metadata").joinpath("period_words.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return {row["word"]: (int(row["not_before"] or 0), int(row["not_after"] or 9999)) for row in rows}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_words(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
