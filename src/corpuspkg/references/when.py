"""Dates of letters spoken of: read in full, or told from the date of the letter that speaks of them.

"of the 3d instant", "of 28 May last", "of yesterday's date" and a day without a year mean something only beside the
date of the letter they stand in. Where that date is an interval, both of its ends must give the same answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from corpuspkg.dates import find_dates
from corpuspkg.edtf import bounds
from corpuspkg.model import LetterDates

# Digits that optical character recognition reads as letters count as digits.
_DAY = r"(?:the\s)?(?P<day>(?:[0-3lI]?[0-9]|[1-3lI][O])(?![0-9]))\s?(?:st|nd|rd|th|d)?"
_OCR_DIGITS = str.maketrans("lLiIoO", "111100")
_MONTHS_AGO = (
    (
        re.compile(
            rf"{_DAY}[\s,]+(?:inst(?:ant|\.)?|of\sthis\smonth|of\sthe\s(?:present|current)\smonth)(?!\w)", re.IGNORECASE
        ),
        0,
    ),
    (re.compile(rf"{_DAY}[\s,]+(?:ult(?:imo|o\.?|\.)?|of\slast\smonth|of\sthe\spast\smonth)(?!\w)", re.IGNORECASE), 1),
)
# "of the 3d": a day of the letter's month, or of the one before where that day was still to come.
_BARE_DAY = re.compile(r"(?:the\s)?(?P<day>[0-3]?[0-9])\s?(?:st|nd|rd|th|d)\b(?!\s(?:of|day)\b)", re.IGNORECASE)
_YESTERDAY = re.compile(r"yesterday(?:['’]s\s(?:date)?)?", re.IGNORECASE)
_TODAY = re.compile(r"(?:to-?day(?:['’]s\sdate)?|th(?:is|e\ssame)\sdate|even\sdate)\b", re.IGNORECASE)
_LAST = re.compile(r"[\s,]*(?:last(?:\spast)?|ult(?:imo|\.))\b", re.IGNORECASE)
_LEAD = re.compile(r"(?:(?:the|this|on)\s)?", re.IGNORECASE)
_DATE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date that ends at `end`; `edtf` is None where the words name a day that cannot be told."""

    edtf: str | None
    end: int


def read_date(text: str, start: int, dates: LetterDates) -> ReadDate | None:
    """The date that starts at an offset, perhaps behind an article; None where none does.

    >>> here = LetterDates(sent_date="1861-09-05")
    >>> [read_date(words, 0, here).edtf for words in ("the 3d instant", "28 May last", "August 19", "June 1860")]
    ['1861-09-03', '1861-05-28', '1861-08-19', '1860-06']
    >>> read_date("28 May last", 0, LetterDates()).edtf, read_date("the matter", 0, here)
    ('XXXX-05-28', None)
    """
    at = _lead_end(text, start)
    for pattern, months in _MONTHS_AGO:
        if match := pattern.match(text, at):
            return ReadDate(_day_of_month(int(match["day"].translate(_OCR_DIGITS)), months, dates), match.end())
    for pattern, days in ((_YESTERDAY, 1), (_TODAY, 0)):
        if match := pattern.match(text, at):
            return ReadDate(_days_before(days, dates), match.end())
    mention = next(iter(find_dates(text, at, min(len(text), at + _DATE_LENGTH))), None)
    if mention is None or mention.start != at or mention.impossible:
        bare = _BARE_DAY.match(text, at)
        return ReadDate(_latest_day(int(bare["day"]), dates), bare.end()) if bare else None
    last = _LAST.match(text, mention.end)
    end = last.end() if last else at + len(text[at : mention.end].rstrip(". "))
    if mention.edtf is None or mention.has_year or not mention.edtf.startswith("XXXX"):
        return ReadDate(mention.edtf, end)
    return ReadDate(_latest(mention.edtf, dates), end)


def _lead_end(text: str, start: int) -> int:
    match = _LEAD.match(text, start)
    return match.end() if match else start


def _anchors(dates: LetterDates) -> tuple[date, ...]:
    """First and last day the letter can have been sent; nothing where an end is open."""
    earliest, latest = bounds(dates.sent_date) if dates.sent_date else (None, None)
    return (earliest, latest) if earliest and latest else ()


def _agreed(values: set[str | None]) -> str | None:
    return values.pop() if len(values) == 1 else None


def _day_of_month(day: int, months_ago: int, dates: LetterDates) -> str | None:
    values: set[str | None] = set()
    for anchor in _anchors(dates):
        month = anchor.year * 12 + anchor.month - 1 - months_ago
        values.add(_edtf(month // 12, month % 12 + 1, day))
    return _agreed(values)


def _days_before(days: int, dates: LetterDates) -> str | None:
    return _agreed({(anchor - timedelta(days=days)).isoformat() for anchor in _anchors(dates)})


def _latest_day(day: int, dates: LetterDates) -> str | None:
    values = {_day_of_month(day, 0 if day <= anchor.day else 1, _on(anchor)) for anchor in _anchors(dates)}
    return _agreed(values)


def _on(day: date) -> LetterDates:
    return LetterDates(sent_date=day.isoformat())


def _latest(yearless: str, dates: LetterDates) -> str:
    """The latest such day that is not after the letter: what was answered was written before."""
    month, day = int(yearless[5:7]), int(yearless[8:10])
    values: set[str | None] = set()
    for anchor in _anchors(dates):
        year = anchor.year if (month, day) <= (anchor.month, anchor.day) else anchor.year - 1
        values.add(_edtf(year, month, day))
    return _agreed(values) or yearless


def _edtf(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
