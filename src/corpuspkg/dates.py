"""Read date expressions into EDTF by explicit patterns.

Every form is written out (`dateforms`); nothing is guessed: no day, month or year is taken from a word that does not say it. An
expression that names no day of the calendar ("31 February 2020") is kept as impossible, so that it can be reported.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, TypeVar

from corpuspkg.dateforms import CARDINALS, CENTURIES, ORDINALS, find_expressions, load_months
from corpuspkg.feasts import load_feasts

_Value = TypeVar("_Value")
_ROMAN = {r: n for n, r in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"], 1)}
# Digits that optical character recognition reads as letters.
_OCR_DIGITS = str.maketrans("lIOo", "1100")
_OCR_LETTERS = str.maketrans("10", "lo")
# Movable feasts are counted in the Gregorian calendar of Britain and its colonies.
_GREGORIAN, _LAST_MARCH_YEAR = 1753, 1752
_CALENDARS_APART = range(10, 14)
# Days of each month in a leap year.
_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 2
_FIRST_YEAR, _LAST_YEAR = 1400, 2199


class DateMention(NamedTuple):
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


def find_dates(text: str, start: int = 0, end: int | None = None) -> tuple[DateMention, ...]:
    """Date expressions between two offsets, in order.

    >>> [d.edtf for d in find_dates("July 23,2019; 23rd of July, 2019; 23.07.2019; 7/8/2019; this 4th day of May, 1861")]
    ['2019-07-23', '2019-07-23', '2019-07-23', '2019-07-08/2019-08-07', '1861-05-04']
    >>> [d.edtf for d in find_dates("this tenth day of May, nineteen hundred and thirty six; July 12,1 9 1 8")]
    ['1936-05-10', '1918-07-12']
    >>> [(d.edtf, d.impossible) for d in find_dates("on Oct 28; 31 February 2020; in May 1916; August 199; 3 мая 1916 г.")]
    [('XXXX-10-28', False), (None, True), ('1916-05', False), ('1916-05-03', False)]
    """
    return _find(text, start, len(text) if end is None else end)


# The head of a letter is asked about by several readers.
@lru_cache(maxsize=256)
def _find(text: str, start: int, end: int) -> tuple[DateMention, ...]:
    mentions = [_read(match) for match in find_expressions(text, start, end)]
    return tuple([mention for mention in mentions if mention is not None])


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
            return _named(match, group("dm"), _named_in(ORDINALS, group("dw")), group("dy"))
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
    number, _ = _read_year(group("oy"))
    if group("om") == "may" or number is None:
        return None
    return DateMention(*span, f"{number:04d}-{_month(group('om')):02d}")


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
    return DateMention(*span, _named_in(load_feasts(), plain).on(number).isoformat()) if number >= _GREGORIAN else None


def _named(match: re.Match[str], month: str, day: int, year: str | None) -> DateMention | None:
    if month in {"may", "mar"} and not year:
        return None
    return _day(match.span(), year, _month(month), day)


def _month(name: str) -> int:
    months = load_months()
    plain = name.lower()
    return months.get(plain) or months.get(plain.translate(_OCR_LETTERS)) or _named_in(months, plain)


def _named_in(table: Mapping[str, _Value], name: str) -> _Value:
    """What a table has for a name, be it printed with the long s or with another letter that case tells apart."""
    plain = re.sub(r"\s", " ", name.lower())
    return table[plain] if plain in table else {_fold(key): value for key, value in table.items()}[_fold(plain)]


def _fold(name: str) -> str:
    return name.casefold().replace("ı", "i").replace("\N{COMBINING DOT ABOVE}", "")


def _digits(written: str) -> int:
    return int(written.translate(_OCR_DIGITS))


def _day(span: tuple[int, int], year: str | None, month: int, day: int) -> DateMention | None:
    number, short = _read_year(year) if year else (None, None)
    if number is not None and not _FIRST_YEAR <= number <= _LAST_YEAR:
        return None
    if not 1 <= month <= 12 or not 1 <= day <= _days(number or 2000, month):
        return DateMention(*span, None, impossible=True)
    written = "XXXX" if number is None else f"{number:04d}"
    return DateMention(*span, f"{written}-{month:02d}-{day:02d}", short_year=short)


def _read_year(written: str) -> tuple[int | None, str | None]:
    """A year, or the last two digits where only those are written."""
    if written[:1].isalpha() and "h" in written.lower():
        return _year_of_words(written), None
    digits = "".join(written.strip("'’`/. ").split()).translate(_OCR_DIGITS)
    digits, _, double = digits.partition("/")
    if len(digits) == len("16"):
        return None, digits
    number = int(digits)
    # "9 February 1642/3": the year began in March, and was 1643 as years are counted since.
    return number + (bool(double) and str(number + 1).endswith(double)), None


def _year_of_words(written: str) -> int:
    """A year in words: "nineteen hundred and thirty-six", "two thousand and eleven"."""
    plain = " ".join(re.sub(r"[\s,-]+(?:and\s)?", " ", written.lower()).split())
    century = max((words for words in CENTURIES if plain.startswith(words)), key=len)
    rest = plain[len(century) :].strip().replace(" ", "-")
    return CENTURIES[century] + (CARDINALS[rest] if rest else 0)


def _days(year: int, month: int) -> int:
    return _MONTHS[month - 1] - (month == _FEBRUARY and not isleap(year))


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
