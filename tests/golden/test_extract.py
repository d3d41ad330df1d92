"""Whole records of `extract` for a few golden letters: a change of any value shows as a difference to read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpuspkg.pipeline import extract_file
from corpuspkg.read import Unread
from corpuspkg.record import letter_record

GOLDEN = Path(__file__).parent
CASES = ("article-1", "congress-1", "diplomatic-1", "email-1", "open-letter-1", "un-1")
# Offsets stand in the record beside the words they cut out; the snapshot shows the words.
_OFFSETS = ("start", "end")


def snapshot(case: str) -> str:
    letter = extract_file(GOLDEN / "letters" / case / "letter.txt")
    assert not isinstance(letter, Unread)
    record = letter_record(letter)
    del record["text"], record["letter_id"]
    return json.dumps(_without_nulls(record), ensure_ascii=False, indent=1) + "\n"


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_nulls(one) for key, one in value.items() if one not in (None, [], ()) and key not in _OFFSETS
        }
    if isinstance(value, list | tuple):
        return [_without_nulls(one) for one in value]
    return value


@pytest.mark.parametrize("case", CASES)
def test_record(case: str, request: pytest.FixtureRequest) -> None:
    path = GOLDEN / "extract" / f"{case}.json"
    found = snapshot(case)
    if request.config.getoption("--update-golden"):
        path.write_text(found, encoding="utf-8", newline="\n")
        return
    expected = path.read_text(encoding="utf-8")
    assert json.loads(found) == json.loads(expected), "run pytest tests/golden --update-golden and read the difference"
    assert found == expected
