from datetime import date

import pytest

from corpuspkg.edtf import bounds, is_edtf


@pytest.mark.parametrize(
    ("value", "earliest", "latest"),
    [
        ("2024-10-05", date(2024, 10, 5), date(2024, 10, 5)),
        ("2024-10", date(2024, 10, 1), date(2024, 10, 31)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-10-04/2024-10-05", date(2024, 10, 4), date(2024, 10, 5)),
        ("2023-09-30/..", date(2023, 9, 30), None),
        ("../1861-05", None, date(1861, 5, 31)),
        ("/1861", None, date(1861, 12, 31)),
        ("198X", date(1980, 1, 1), date(1989, 12, 31)),
        ("2020-XX-31", date(2020, 1, 31), date(2020, 12, 31)),
        ("2020-1X-05", date(2020, 10, 5), date(2020, 12, 5)),
        ("XXXX-02-29", None, None),
        ("1861-05-04?", date(1861, 5, 4), date(1861, 5, 4)),
    ],
)
def test_bounds(value: str, earliest: date | None, latest: date | None) -> None:
    assert bounds(value) == (earliest, latest)


@pytest.mark.parametrize(
    "value",
    ["", "..", "../..", "2023-02-29", "2024-13", "2024-00-10", "5 October 2024", "2024-10-05/2024-10-04", "199",
     "XXXX-02-30", "19X0-05", "0000", "2024-10-05T10:00", "2024/10/05"],
)  # fmt: skip
def test_what_is_no_date(value: str) -> None:
    assert not is_edtf(value)
