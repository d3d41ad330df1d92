"""Days that letters name instead of counting: fixed feasts, and those that move with Easter."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast: a day of the year, or days after Easter."""

    month: int | None
    day: int | None
    offset: int | None

    def on(self, year: int) -> date:
        """The day in a year of the Gregorian calendar.

        >>> load_feasts()["easter monday"].on(1916)
        datetime.date(1916, 4, 24)
        """
        if self.month and self.day:
            return date(year, self.month, self.day)
        return easter(year) + timedelta(days=self.offset or 0)


@cache
def load_feasts() -> dict[str, Feast]:
    """Feasts by name, lower case, with straight apostrophes."""
    source = files("corpuspkg.authority").joinpath("feasts.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return {
        row["name"].lower().replace("’", "'"): Feast(
            int(row["month"]) if row["month"] else None,
            int(row["day"]) if row["day"] else None,
            int(row["easter_offset"]) if row["easter_offset"] else None,
        )
        for row in rows
    }


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    The anonymous algorithm, as given by J. Meeus, Astronomical Algorithms (1991), chapter 8.

    >>> easter(2024)
    datetime.date(2024, 3, 31)
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    correction = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * correction) // 451
    month, day = divmod(h + correction - 7 * m + 114, 31)
    return date(year, month, day + 1)
