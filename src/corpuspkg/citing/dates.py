"""EDTF dates as a reader or a reference manager understands them, with their doubt kept.

An interval says within which days a letter was sent, so `2023-09-30/..` is "not before 30 September 2023".
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from corpuspkg.edtf import bounds

NO_DATE = "n.d."
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_EXACT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_YEARLESS = re.compile(r"XXXX-(\d{2})(?:-(\d{2}))?")
_QUALIFIED = {"?": "{} (uncertain)", "~": "ca. {}", "%": "ca. {} (uncertain)"}


def show_date(edtf: str | None) -> str:
    """A date in words, the day before the month.

    >>> show_date("2021-03-04"), show_date("2021-03"), show_date("1923~"), show_date(None)
    ('4 March 2021', 'March 2021', 'ca. 1923', 'n.d.')
    >>> show_date("2024-10-04/2024-10-05")
    'between 4 October 2024 and 5 October 2024'
    >>> show_date("2023-09-30/.."), show_date("../1990"), show_date("192X")
    ('not before 30 September 2023', 'not after 1990', 'between 1920 and 1929')
    >>> show_date("XXXX-10-28"), show_date("2020-XX-28")
    ('28 October of an unknown year', '2020-XX-28 (EDTF)')
    """
    if not edtf:
        return NO_DATE
    start, slash, end = edtf.partition("/")
    if not slash:
        return _single(edtf)
    if start in ("", ".."):
        return f"not after {_single(end)}"
    if end in ("", ".."):
        return f"not before {_single(start)}"
    return f"between {_single(start)} and {_single(end)}"


def show_year_first(edtf: str | None) -> str:
    """A date as APA writes it: the year first where it is exact, else in words.

    >>> show_year_first("2021-03-04"), show_year_first("2021"), show_year_first("2023-09-30/..")
    ('2021, March 4', '2021', 'not before 30 September 2023')
    """
    exact = _EXACT.fullmatch(edtf or "")
    if exact is None:
        return show_date(edtf)
    year, month, day = exact.groups()
    rest = [_MONTHS[int(month) - 1]] if month else []
    rest += [str(int(day))] if day else []
    return ", ".join([year, " ".join(rest)] if rest else [year])


def csl_date(edtf: str | None) -> dict[str, Any] | None:
    """A date as CSL-JSON has it: its parts where it is exact, else its words; None where there is none.

    >>> csl_date("2021-03"), csl_date("1923~")
    ({'date-parts': [[2021, 3]]}, {'date-parts': [[1923]], 'circa': True})
    >>> csl_date("2023-09-30/..")
    {'literal': 'not before 30 September 2023'}
    """
    if not edtf:
        return None
    is_circa = edtf.endswith(tuple(_QUALIFIED))
    exact = _EXACT.fullmatch(edtf[:-1] if is_circa else edtf)
    if exact is None:
        return {"literal": show_date(edtf)}
    parts = {"date-parts": [[int(part) for part in exact.groups() if part]]}
    return parts | ({"circa": True} if is_circa else {})


def one_year(edtf: str | None) -> int | None:
    """The year, where only one is possible.

    >>> one_year("2024-10-04/2024-10-05"), one_year("2023-09-30/.."), one_year("2021?")
    (2024, None, 2021)
    """
    earliest, latest = days(edtf)
    return earliest.year if earliest and latest and earliest.year == latest.year else None


def one_month(edtf: str | None) -> int | None:
    """The month, where only one is possible.

    >>> one_month("2024-10-04/2024-10-05"), one_month("2024")
    (10, None)
    """
    earliest, latest = days(edtf)
    same = earliest and latest and (earliest.year, earliest.month) == (latest.year, latest.month)
    return earliest.month if earliest and same else None


def exact_day(edtf: str | None) -> date | None:
    """The day, where it is exact and not in doubt.

    >>> exact_day("2021-03-04"), exact_day("2021-03-04?")
    (datetime.date(2021, 3, 4), None)
    """
    exact = _EXACT.fullmatch(edtf or "")
    return days(edtf)[0] if exact and exact.group(3) else None


def days(edtf: str | None) -> tuple[date | None, date | None]:
    """First and last day; none where there is no date, or one that this project does not write."""
    try:
        return bounds(edtf) if edtf else (None, None)
    except ValueError:
        return None, None


def _single(edtf: str) -> str:
    qualifier = edtf[-1] if edtf[-1] in _QUALIFIED else ""
    text = edtf.removesuffix(qualifier)
    exact, yearless = _EXACT.fullmatch(text), _YEARLESS.fullmatch(text)
    if exact:
        shown = _day_month_year(*exact.groups())
    elif yearless:
        shown = f"{_day_month_year(None, *yearless.groups())} of an unknown year"
    elif re.fullmatch(r"\d+X+", text):
        shown = f"between {text.replace('X', '0')} and {text.replace('X', '9')}"
    else:
        shown = f"{text} (EDTF)"
    return _QUALIFIED[qualifier].format(shown) if qualifier else shown


def _day_month_year(year: str | None, month: str | None, day: str | None) -> str:
    parts = [str(int(day))] if day else []
    parts += [_MONTHS[int(month) - 1]] if month else []
    return " ".join([*parts, year] if year else parts)
