"""Dates, times and durations as Table Schema writes them, parsed column by column."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.columns import Parsed, keep, matches, parse_distinct, try_cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpuspkg.validation.package import Field

_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DATETIME = rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]+)?{_ZONE}?$"
_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
_YEAR = re.compile(rf"(-?(?:[1-9][0-9]{{3,}}|0[0-9]{{3}})){_ZONE}?")
_YEARMONTH = re.compile(rf"(-?(?:[1-9][0-9]{{3,}}|0[0-9]{{3}}))-(0[1-9]|1[0-2]){_ZONE}?")
_DURATION = re.compile(
    r"(-)?P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.ASCII
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_STAMP = pa.timestamp("us")
# The four dates after which XML Schema compares durations: months differ in length.
_REFERENCES = (date(1696, 9, 1), date(1697, 2, 1), date(1903, 3, 1), date(1903, 7, 1))


def parse_date(field: Field, text: pa.Array) -> Parsed:
    """Days; `yyyy-mm-dd` unless the format says otherwise."""
    if field.format == "default":
        values = try_cast(text, pa.date32())
        return Parsed(values=values) if values is not None else parse_distinct(text, _iso_date, pa.date32())
    read = _reader(field.format)
    return parse_distinct(text, lambda each: read(each).date(), pa.date32())


def parse_datetime(field: Field, text: pa.Array) -> Parsed:
    """Moments; those with a zone are brought to UTC."""
    if field.format != "default":
        read = _reader(field.format)
        return parse_distinct(text, lambda each: _naive(read(each)), _STAMP)
    good = matches(text, _DATETIME)
    if pc.all(good).as_py():
        values = try_cast(text, _STAMP)
        if values is None:
            zoned = try_cast(text, pa.timestamp("us", "UTC"))
            values = None if zoned is None else pc.cast(zoned, _STAMP)
        if values is not None:
            return Parsed(values=values)
    parsed = parse_distinct(keep(text, good), _iso_datetime, _STAMP)
    invalid = pc.invert(good) if parsed.invalid is None else pc.or_(pc.invert(good), parsed.invalid)
    return Parsed(values=parsed.values, invalid=invalid)


def parse_time(field: Field, text: pa.Array) -> Parsed:
    """Times of day, as `hh:mm:ss` text."""
    if field.format != "default":
        read = _reader(field.format)
        return parse_distinct(text, lambda each: read(each).time().isoformat(), pa.string())
    good = matches(text, _TIME)
    return Parsed(values=keep(text, good), invalid=None if pc.all(good).as_py() else pc.invert(good))


def parse_year(_: Field, text: pa.Array) -> Parsed:
    """Years, as numbers; XML Schema's gYear."""

    def read(each: str) -> int:
        match = _YEAR.fullmatch(each)
        if match is None:
            raise ValueError(each)
        return _counted(match[1])

    return parse_distinct(text, read, pa.int64())


def parse_yearmonth(_: Field, text: pa.Array) -> Parsed:
    """Months, as their number counted from year 0; XML Schema's gYearMonth."""

    def read(each: str) -> int:
        match = _YEARMONTH.fullmatch(each)
        if match is None:
            raise ValueError(each)
        return _counted(match[1]) * 12 + int(match[2]) - 1

    return parse_distinct(text, read, pa.int64())


def parse_duration(_: Field, text: pa.Array) -> Parsed:
    """Durations, as text of their months and seconds; XML Schema's duration."""
    return parse_distinct(text, lambda each: "{} {}".format(*duration(each)), pa.string())


def _counted(year: str) -> int:
    """A year as a number; years of more than 15 digits are beyond what is compared."""
    if len(year) > 16:  # noqa: PLR2004 - a sign and 15 digits
        raise ValueError(year)
    return int(year)


def duration(text: str) -> tuple[int, float]:
    """Months and seconds of a duration.

    Raises:
        ValueError: The text is no duration.

    >>> duration("P1Y2M"), duration("-PT1.5S"), duration("P1DT1H")
    ((14, 0.0), (0, -1.5), (0, 90000.0))
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no duration")
    years, months, days, hours, minutes = (int(part or 0) for part in match.groups()[1:6])
    sign = -1 if match[1] else 1
    seconds = ((days * 24 + hours) * 60 + minutes) * 60 + float(match[7] or 0)
    return sign * (years * 12 + months), sign * seconds + 0.0


def duration_order(left: str, right: str) -> int | None:
    """Compare two durations as `parse_duration` writes them: -1, 0, 1, or None where months leave it open.

    >>> duration_order("1 0.0", "0 2678400.0") is None, duration_order("1 0.0", "0 2764800.0")
    (True, -1)
    """
    one, two = (_lengths(each) for each in (left, right))
    signs = {(a > b) - (a < b) for a, b in zip(one, two, strict=True)}
    return signs.pop() if len(signs) == 1 else None


def _lengths(canonical: str) -> list[float]:
    months, _, seconds = canonical.partition(" ")
    lengths = []
    for start in _REFERENCES:
        count = start.year * 12 + start.month - 1 + int(months)
        # 400 years of the calendar have 146097 days; whole cycles keep the date within what Python counts.
        cycles, rest = divmod(count, 4800)
        end = date(rest // 12 + 1600, rest % 12 + 1, start.day)
        days = end.toordinal() + (cycles * 4800 - 19200) // 4800 * 146097 - start.toordinal()
        lengths.append(days * 86400 + float(seconds))
    return lengths


def _iso_date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _iso_datetime(text: str) -> datetime:
    """A moment of XML Schema; 24:00:00 is the end of the day, digits beyond microseconds are dropped."""
    trimmed = re.sub(r"(\.[0-9]{6})[0-9]+", r"\1", text)
    if trimmed[10:19] == "T24:00:00":
        return _naive(datetime.fromisoformat(trimmed[:10] + "T00:00:00" + trimmed[19:])) + timedelta(days=1)
    return _naive(datetime.fromisoformat(trimmed))


def _naive(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _reader(pattern: str) -> Callable[[str], datetime]:
    if pattern == "any":
        return _read_any
    return lambda text: datetime.strptime(text, pattern)  # noqa: DTZ007 - the pattern says whether there is a zone


def _read_any(text: str) -> datetime:
    """Any representation: ISO 8601, or what dateutil reads (it comes with pandas)."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.combine(date.min, time.fromisoformat(text))
    except ValueError:
        pass
    parser: Any = import_module("dateutil.parser")
    with warnings.catch_warnings():
        # A zone that dateutil does not know is no reason to warn: the text is a moment all the same.
        warnings.simplefilter("ignore")
        try:
            moment: datetime = parser.parse(text)
        except Exception as error:
            # dateutil lets all sorts of errors through for odd text.
            raise ValueError(text) from error
    return moment
