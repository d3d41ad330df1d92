"""Decisions about citations and references: a row is corrected at its passage, added there, or taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from corpuspkg.curate.outcome import CURATED, Outcome, find_passage, missing_passage, without_effect
from corpuspkg.model import Citation, CitationForm, CitationStatus, Letter, Reference, ReferenceKind

_UNSETTLED = (CitationStatus.UNRESOLVED, CitationStatus.AMBIGUOUS)


def curate_citation(letter: Letter, entry: Mapping[str, Any]) -> Outcome:
    """Carry out one decision about a citation."""
    exact, occurrence = entry["exact"], entry.get("occurrence", 1)
    start, end = find_passage(letter.text, exact, occurrence)
    if start is None or end is None:
        return Outcome(letter=letter, action="set", issue=missing_passage("citations", exact, occurrence))
    found = [row for row in letter.citations if row.start < end and start < row.end]
    others = [row for row in letter.citations if row not in found]
    if entry.get("action") == "remove":
        note = None if found else without_effect("citations", repr(exact))
        left = replace(letter, citations=tuple(others))
        return Outcome(letter=left, action="remove", note=note, start=start, end=end)
    base = (
        found[0]
        if found
        else Citation(
            start=start,
            end=end,
            exact=exact,
            form=CitationForm.FULL,
            status=CitationStatus.RESOLVED if "instrument" in entry else CitationStatus.UNRESOLVED,
            rule_id=CURATED,
        )
    )
    status = CitationStatus(entry.get("status", CitationStatus.RESOLVED if "instrument" in entry else base.status))
    # What is not settled names no instrument, also where a rule named one.
    named = None if status in _UNSETTLED else base.instrument_id
    row = replace(
        base,
        start=start,
        end=end,
        exact=exact,
        rule_id=CURATED,
        instrument_id=entry.get("instrument", named),
        pinpoint_kind=entry.get("pinpoint_kind", base.pinpoint_kind),
        pinpoint=entry.get("pinpoint", base.pinpoint),
        form=CitationForm(entry.get("form", base.form)),
        status=status,
    )
    rows = tuple(sorted([*others, row], key=lambda one: (one.start, one.end)))
    return Outcome(letter=replace(letter, citations=rows), action="set", start=start, end=end)


def curate_reference(letter: Letter, entry: Mapping[str, Any]) -> Outcome:
    """Carry out one decision about a reference."""
    exact, occurrence = entry["exact"], entry.get("occurrence", 1)
    start, end = find_passage(letter.text, exact, occurrence)
    if start is None or end is None:
        return Outcome(letter=letter, action="set", issue=missing_passage("references", exact, occurrence))
    found = [row for row in letter.references if (row.start, row.end) == (start, end)]
    others = [row for row in letter.references if row not in found]
    if entry.get("action") == "remove":
        note = None if found else without_effect("references", repr(exact))
        return Outcome(letter=replace(letter, references=tuple(others)), action="remove", note=note)
    base = (
        found[0]
        if found
        else Reference(
            kind=ReferenceKind.LETTER, start=start, end=end, exact=exact, status="unresolved", rule_id=CURATED
        )
    )
    row = replace(
        base,
        kind=ReferenceKind(entry.get("kind", base.kind)),
        date=entry.get("date", base.date),
        url=entry.get("url", base.url),
        target_letter_id=entry.get("target_letter", base.target_letter_id),
        status="resolved" if "target_letter" in entry else base.status,
        rule_id=CURATED,
    )
    rows = tuple(sorted([*others, row], key=lambda one: (one.start, one.end)))
    return Outcome(letter=replace(letter, references=rows), action="set", start=start, end=end)
