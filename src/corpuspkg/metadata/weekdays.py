"""Settle a date in figures by the day of the week written beside it."""

from __future__ import annotations

import re
from datetime import date

from corpuspkg.dates import DateMention

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")
_NEAR = 16
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
    return agreeing.pop().isoformat() if len(agreeing) == 1 else None


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
