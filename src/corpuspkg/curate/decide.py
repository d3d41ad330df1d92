"""Carry out the decisions of a sidecar on its letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from corpuspkg.curate.agents import record_agent
from corpuspkg.curate.mentions import curate_citation, curate_reference
from corpuspkg.curate.outcome import CURATED, Outcome
from corpuspkg.curate.participations import curate_participation
from corpuspkg.curate.settled import open_issues
from corpuspkg.model import Curation, DateBasis, Evidence, Issue, Letter
from corpuspkg.sidecar import Sidecar

# Decisions on `letters` that are plain fields of a Letter; the dates sit in a value of their own.
_LETTER_FIELDS = ("title", "language", "place_from", "place_to")
_STEPS: dict[str, Callable[[Letter, Mapping[str, Any]], Outcome]] = {
    "participations": curate_participation,
    "citations": curate_citation,
    "references": curate_reference,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Curated:
    """A letter after a person's decisions.

    Attributes:
        letter: With the issues that the decisions leave open.
        curations: The decisions, in the order of the sidecar.
        issues: Decisions that could not be carried out.
    """

    letter: Letter
    curations: tuple[Curation, ...] = ()
    issues: tuple[Issue, ...] = ()


def curate(letter: Letter, sidecar: Sidecar) -> Curated:
    """Carry out the decisions of a sidecar on its letter."""
    if not (sidecar.source or sidecar.letter or sidecar.agents or any(getattr(sidecar, table) for table in _STEPS)):
        return Curated(letter=letter)
    curations = [
        *(_record_field("sources", name, entry) for name, entry in sidecar.source.items()),
        *(_record_field("letters", name, entry) for name, entry in sidecar.letter.items()),
        *(record_agent(entry) for entry in sidecar.agents),
    ]
    curated = _curate_fields(letter, sidecar.letter)
    outcomes: list[Outcome] = []
    for table, step in _STEPS.items():
        entries = getattr(sidecar, table)
        actions: dict[int, str] = {}
        # What is taken away goes first: what another decision puts in its place is no second row.
        for at in sorted(range(len(entries)), key=lambda at: entries[at].get("action") != "remove"):
            outcome = step(curated, entries[at])
            curated, actions[at] = outcome.letter, outcome.action
            outcomes.append(outcome)
        curations += [_record_row(table, entry, actions[at]) for at, entry in enumerate(entries)]
    return Curated(
        letter=replace(curated, issues=open_issues(letter, curated, sidecar.letter, outcomes)),
        curations=tuple(curations),
        issues=tuple(outcome.issue for outcome in outcomes if outcome.issue),
    )


def _record_field(table: str, field: str, entry: Mapping[str, Any]) -> Curation:
    return Curation(
        table=table,
        field=field,
        action="set",
        value=entry["value"],
        reason=entry["reason"],
        evidence=entry["evidence"],
    )


def _record_row(table: str, entry: Mapping[str, Any], action: str) -> Curation:
    if table == "participations":
        key, value = f"{entry['role']}", entry["name"]
    else:
        key = f"{entry['exact']} ({entry.get('occurrence', 1)})"
        skipped = ("action", "exact", "occurrence", "reason", "evidence")
        value = "; ".join(f"{name}: {entry[name]}" for name in entry if name not in skipped) or None
    return Curation(
        table=table,
        field=key,
        action=action,
        value=value if action != "remove" or table == "participations" else None,
        reason=entry["reason"],
        evidence=entry["evidence"],
    )


def _curate_fields(letter: Letter, entries: Mapping[str, Mapping[str, Any]]) -> Letter:
    dates, evidence = letter.dates, [row for row in letter.evidence if row.field not in entries]
    changes: dict[str, Any] = {name: entries[name]["value"] for name in _LETTER_FIELDS if name in entries}
    if "sent_date" in entries:
        value = entries["sent_date"]["value"]
        basis = DateBasis(entries["sent_date"].get("basis", "evidence")) if value else DateBasis.NONE
        dates = replace(dates, sent_date=value, basis=basis)
    if "published_date" in entries:
        dates = replace(dates, published_date=entries["published_date"]["value"])
    for name, entry in entries.items():
        if entry["value"] is not None:
            evidence.append(Evidence(field=name, value=entry["value"], method=CURATED, rule_id=CURATED))
    return replace(letter, dates=dates, evidence=tuple(evidence), **changes)
