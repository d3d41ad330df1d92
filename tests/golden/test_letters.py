"""The golden letters: what a careful human reader would say of each, against what the code reads."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from corpuspkg.edtf import is_edtf
from corpuspkg.model import DateBasis, Participation, Role
from corpuspkg.normalize import normalize

LETTERS = Path(__file__).parent / "letters"
GAPS = LETTERS / "gaps.csv"
CASES = sorted(folder.name for folder in LETTERS.iterdir() if folder.is_dir())
SCALARS = ("sent_date", "sent_date_basis", "published_date", "place_from", "place_to")
NAMES = ("authors", "recipients", "cc")
# Who speaks and who signs is one question to a human reader of a signed letter.
ROLES = {"authors": (Role.AUTHOR, Role.SIGNATORY), "recipients": (Role.RECIPIENT,), "cc": (Role.CC,)}

Expected = dict[str, Any]


def load_expected(case: str) -> Expected:
    expected: Expected = json.loads((LETTERS / case / "expected.json").read_text(encoding="utf-8"))
    return expected


def load_gaps() -> dict[str, set[str]]:
    gaps: dict[str, set[str]] = {}
    if GAPS.exists():
        with GAPS.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                gaps.setdefault(row["letter"], set()).add(row["field"])
    return gaps


def save_gaps(gaps: dict[str, set[str]]) -> None:
    with GAPS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("letter", "field"))
        writer.writerows((letter, field) for letter in sorted(gaps) for field in sorted(gaps[letter]))


def alternatives(value: Any) -> list[str | None]:
    return value if isinstance(value, list) else [value]


def fold(name: str | None) -> str:
    plain = unicodedata.normalize("NFKD", name or "").casefold()
    words = "".join(c if c.isalnum() or c == "@" else " " for c in plain if not unicodedata.combining(c)).split()
    return " ".join(words).removeprefix("the ")


def scalar_agrees(value: str | None, expected: Any) -> bool:
    return fold(value) in {fold(one) for one in alternatives(expected)}


def date_agrees(value: str | None, expected: Any) -> bool:
    return value in alternatives(expected)


def names_agree(found: list[str], expected: list[Any], allowed: list[str]) -> bool:
    wanted = [{fold(name) for name in alternatives(entry)} for entry in expected]
    names = {fold(name) for name in found}
    known = set().union(*wanted, {fold(name) for name in allowed})
    return all(names & accepted for accepted in wanted) and names <= known


def found_names(participations: tuple[Participation, ...], field: str) -> list[str]:
    return [one.name for one in participations if one.role in ROLES[field]]


def read_values(case: str) -> dict[str, Any]:
    segment = pytest.importorskip("corpuspkg.segment", reason="the reader of letters is not there yet")
    metadata = pytest.importorskip("corpuspkg.metadata", reason="the reader of letters is not there yet")
    text = normalize((LETTERS / case / "letter.txt").read_text(encoding="utf-8")).text
    read = metadata.read_metadata(text, segment.segment_text(text))
    return {
        "sent_date": read.dates.sent_date,
        "sent_date_basis": read.dates.basis,
        "published_date": read.dates.published_date,
        "place_from": read.place_from,
        "place_to": read.place_to,
        **{field: found_names(read.participations, field) for field in NAMES},
    }


def wrong_fields(values: dict[str, Any], expected: Expected) -> dict[str, str]:
    """Fields on which the code differs from the human reader, with both answers."""
    wrong = {}
    for field in SCALARS:
        agrees = date_agrees if field.endswith("date") else scalar_agrees
        if not agrees(values[field], expected[field]):
            wrong[field] = f"{values[field]!r}, not {expected[field]!r}"
    for field in NAMES:
        if not names_agree(values[field], expected[field], expected.get("allowed", {}).get(field, [])):
            wrong[field] = f"{values[field]!r}, not {expected[field]!r}"
    return wrong


@pytest.mark.parametrize("case", CASES)
def test_letter(case: str, request: pytest.FixtureRequest) -> None:
    wrong = wrong_fields(read_values(case), load_expected(case))
    gaps = load_gaps()
    if request.config.getoption("--update-golden"):
        save_gaps(
            {
                **{name: gaps[name] for name in gaps if name in CASES and name != case},
                **({case: set(wrong)} if wrong else {}),
            }
        )
        return
    known = gaps.get(case, set())
    new = [f"{field}: {answer}" for field, answer in wrong.items() if field not in known]
    assert not new, f"{case}: " + "; ".join(new)
    assert not known - set(wrong), f"{case}: now right, take it out of gaps.csv: {sorted(known - set(wrong))}"


@pytest.mark.parametrize("case", CASES)
def test_expectation_is_sound(case: str) -> None:
    expected = load_expected(case)
    assert set(expected) - {"allowed", "reasons"} == {"note", *SCALARS, *NAMES}
    assert all(
        is_edtf(one) for field in ("sent_date", "published_date") for one in alternatives(expected[field]) if one
    )
    assert set(alternatives(expected["sent_date_basis"])) <= set(DateBasis)
    for field in ("sent_date", "authors", "recipients"):
        empty = not expected[field] or None in alternatives(expected[field])
        assert not empty or field in expected["reasons"], f"{field} is open without a reason"


@pytest.mark.parametrize("case", CASES)
def test_letter_is_of_a_letter_s_length(case: str) -> None:
    words = len((LETTERS / case / "letter.txt").read_text(encoding="utf-8").split())
    assert 25 <= words <= 260


def test_known_gaps_name_letters_and_fields() -> None:
    for case, fields in load_gaps().items():
        assert case in CASES
        assert fields <= {*SCALARS, *NAMES}
