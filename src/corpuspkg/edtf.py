"""Extended Date/Time Format (ISO 8601-2:2019): the part of level 1 that letters need.

Supported: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`; unspecified digits (`192X`, `2020-XX-28`, `XXXX-10-28`); qualifiers `?`,
`~`, `%` at the end; intervals `A/B` with open (`..`) or unknown (empty) ends. Seasons, long years and level 2 are not.
Source of the grammar: Library of Congress, EDTF Specification (2019-02-04).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_DATE = re.compile(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?([?~%])?")


def is_edtf(value: str) -> bool:
    """Tell whether `value` is a date or interval in the supported part of EDTF.

    >>> is_edtf("2024-10-04/2024-10-05"), is_edtf("2023-09-30/.."), is_edtf("XXXX-10-28")
    (True, True, True)
    >>> is_edtf("2023-02-29"), is_edtf("August 199"), is_edtf("2024-10-05/2024-10-04"), is_edtf("")
    (False, False, False, False)
    """
    try:
        bounds(value)
    except ValueError:
        return False
    return True


# The same dates are asked about again and again.
@lru_cache(maxsize=4096)
def bounds(value: str) -> tuple[date | None, date | None]:
    """First and last day that an EDTF string allows; None where an end is open, unknown or has no fixed year.

    Raises:
        ValueError: `value` is not in the supported part of EDTF, is no day of the calendar, or runs backwards.

    >>> bounds("2020-02")
    (datetime.date(2020, 2, 1), datetime.date(2020, 2, 29))
    >>> bounds("2023-09-30/..")
    (datetime.date(2023, 9, 30), None)
    >>> bounds("XXXX-10-28")
    (None, None)
    """
    if "/" not in value:
        return _day_range(value)
    left, _, right = value.partition("/")
    if left in ("", "..") and right in ("", ".."):
        raise ValueError(f"{value!r} is an interval without any bound")
    earliest = None if left in ("", "..") else _day_range(left)[0]
    latest = None if right in ("", "..") else _day_range(right)[1]
    if earliest and latest and earliest > latest:
        raise ValueError(f"{value!r} ends before it starts")
    return earliest, latest


def _day_range(text: str) -> tuple[date | None, date | None]:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no EDTF date")
    year, month, day, _ = match.groups()
    months = _numbers(month, 1, 12) if month else range(1, 13)
    if "X" in year:
        if year.rstrip("X").isdigit() and not month:
            return date(max(int(year.replace("X", "0")), 1), 1, 1), date(int(year.replace("X", "9")), 12, 31)
        if year != "XXXX":
            raise ValueError(f"{text!r} mixes unspecified digits of the year with a month")
        if day and not any(_numbers(day, 1, monthrange(2000, m)[1]) for m in months):
            raise ValueError(f"{text!r} is no day of the calendar")
        return None, None
    number = int(year)
    if number < 1:
        raise ValueError(f"{text!r} lies before the year 1")
    days = [date(number, m, d) for m in months for d in _month_days(number, m, day)]
    if not days:
        raise ValueError(f"{text!r} is no day of the calendar")
    return days[0], days[-1]


def _month_days(year: int, month: int, day: str | None) -> tuple[int, ...]:
    last = monthrange(year, month)[1]
    if day is None:
        return (1, last)
    return tuple(_numbers(day, 1, last))


def _numbers(pattern: str, low: int, high: int) -> list[int]:
    """Numbers from `low` to `high` whose two digits fit `pattern`, where X stands for any digit."""
    if pattern.isdigit():
        return [int(pattern)] if low <= int(pattern) <= high else []
    return [n for n in range(low, high + 1) if all(p in ("X", d) for p, d in zip(pattern, f"{n:02d}", strict=True))]
