"""The test sentences under `tests/cases/citations`, one test a sentence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpuspkg.citations import CitationContext, find_citations
from corpuspkg.model import Citation, Segment, SegmentRole
from corpuspkg.normalize import normalize

FOLDER = Path(__file__).parents[1] / "cases" / "citations"
FIELDS = ("instrument_id", "pinpoint_kind", "pinpoint", "status")

Case = dict[str, Any]


def load_cases() -> list[Any]:
    """Every sentence with its file and line."""
    cases = [
        (f"{path.stem}-{number}", json.loads(line))
        for path in sorted(FOLDER.glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]
    return [pytest.param(case, id=name, marks=gap_marks(case)) for name, case in cases]


def gap_marks(case: Case) -> list[pytest.MarkDecorator]:
    """A known gap must fail, so that it is struck from the case on the day it is closed."""
    return [pytest.mark.xfail(reason=case["gap"], strict=True)] if "gap" in case else []


def read(case: Case) -> tuple[str, list[Citation]]:
    text = normalize(case["text"]).text
    given = case.get("context", {})
    latest = date.fromisoformat(given["sent_latest"]) if "sent_latest" in given else None
    context = CitationContext(sent_latest=latest, author_country=given.get("author_country"))
    body = Segment(role=SegmentRole.BODY, start=0, end=len(text))
    return text, sorted(find_citations(text, (body,), context).citations, key=lambda one: one.start)


def agrees(citation: Citation, expected: Case) -> bool:
    """Whether all that the case states of a citation is so."""
    for field in FIELDS:
        if field in expected:
            wanted = expected[field]
            if getattr(citation, field) not in (wanted if isinstance(wanted, list) else [wanted]):
                return False
    return True


def spans(text: str, case: Case) -> list[tuple[int, int]]:
    """Where the expected mentions stand, each behind the one before."""
    at, found = 0, []
    for expected in case["citations"]:
        words, prefix = normalize(expected["exact"]).text, expected.get("prefix", "")
        start = text.index(prefix + words, at) + len(prefix)
        at = start + len(words)
        found.append((start, at))
    return found


@pytest.mark.parametrize("case", load_cases())
def test_sentence(case: Case) -> None:
    text, found = read(case)
    described = [
        (one.exact, one.instrument_id, one.pinpoint_kind, one.pinpoint, str(one.status), one.rule_id) for one in found
    ]
    assert len(found) == len(case["citations"]), described
    for citation, expected, (start, end) in zip(found, case["citations"], spans(text, case), strict=True):
        assert text[citation.start : citation.end] == citation.exact
        assert citation.start < end, described
        assert start < citation.end, described
        assert agrees(citation, expected), (expected, described)
