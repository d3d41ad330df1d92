"""Settle a date in figures by the day of the week written beside it, or by the usage of the letter's own words."""

from __future__ import annotations

import re
from datetime import date

from corpuspkg.authority.patterns import words
from corpuspkg.dates import DateMention

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
# How a much used publishing system (Drupal, format "medium") stamps a page: month first.
_STAMPED = re.compile(r" - \d\d:\d\d\b")
_FIGURES = re.compile(r"\d+")
_NEAR = 16
_SAMPLE = 3000
_CENTURIES = (1700, 1800, 1900, 2000)


def by_weekday(text: str, mention: DateMention) -> str | None:
    """The one reading of a date whose weekday is the one written; None where none or several agree.

    >>> from corpuspkg.dates import find_dates
    >>> text = "Sunday, 24/9/16"
    >>> by_weekday(text, find_dates(text)[0])
    '1916-09-24'
    """
    written = _WEEKDAY.search(text, max(0, mention.start - _NEAR), mention.end + _NEAR)
    if not written:
        return None
    weekday = _DAYS.index(written.group(1).lower())
    agreeing = {day for day in _readings(text, mention) if day.weekday() == weekday}
    if len(agreeing) > 1 and mention.ambiguous and _STAMPED.match(text, mention.end):
        first = int(_FIGURES.findall(text[mention.start : mention.end])[0])
        agreeing = {day for day in agreeing if day.month == first}
    return agreeing.pop().isoformat() if len(agreeing) == 1 else None


def by_usage(text: str, mention: DateMention) -> str | None:
    """A date in figures as the letter's words let it be read: day first beside "Dublin" or "honour", month first beside "U.S.".

    None where the words speak for neither or both.

    >>> from corpuspkg.dates import find_dates
    >>> text = "Dublin, 4-5-1916. I have the honour to report"
    >>> by_usage(text, find_dates(text)[0])
    '1916-05-04'
    """
    tokens = {token.strip(".,;:()").lower() for token in text[:_SAMPLE].split()}
    day_first, month_first = bool(tokens & words("day_first")), bool(tokens & words("month_first"))
    if day_first is month_first:
        return None
    first, second, *_ = (int(figure) for figure in _FIGURES.findall(text[mention.start : mention.end]))
    day, month = (first, second) if day_first else (second, first)
    year = mention.edtf[:4] if mention.edtf and mention.has_year else "XXXX"
    return f"{year}-{month:02d}-{day:02d}"


def _readings(text: str, mention: DateMention) -> list[date]:
    if mention.edtf and mention.has_year:
        return [date.fromisoformat(part) for part in mention.edtf.split("/") if len(part) == len("YYYY-MM-DD")]
    years = [century + int(mention.short_year) for century in _CENTURIES] if mention.short_year else []
    if mention.edtf:
        pairs = [(int(mention.edtf[5:7]), int(mention.edtf[8:10]))]
    else:
        first, second = (int(figure) for figure in _FIGURES.findall(text[mention.start : mention.end])[:2])
        pairs = [(first, second), (second, first)]
    found = []
    for year in years:
        for month, day in pairs:
            try:
                found.append(date(year, month, day))
            except ValueError:
                continue
    return found
