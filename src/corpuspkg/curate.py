"""Apply a person's decisions to what the rules read, and keep a record of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpuspkg.findings import make_issue
from corpuspkg.model import (
    AgentKind,
    Citation,
    CitationForm,
    CitationStatus,
    CuratedAgent,
    Curation,
    DateBasis,
    Evidence,
    Issue,
    Letter,
    Participation,
    ParticipationStatus,
    Reference,
    ReferenceKind,
    Role,
)
from corpuspkg.sidecar import Sidecar

CURATED = "curated"
# Decisions on `letters` that are plain fields of a Letter; the dates sit in a value of their own.
_LETTER_FIELDS = ("title", "language", "place_from", "place_to")
_AUTHORITY_IDS = ("wikidata", "viaf", "isni", "ror")


@dataclass(frozen=True, slots=True, kw_only=True)
class Curated:
    """A letter after a person's decisions.

    Attributes:
        curations: The decisions, in the order of the sidecar.
        issues: Decisions that could not be carried out.
    """

    letter: Letter
    curations: tuple[Curation, ...] = ()
    issues: tuple[Issue, ...] = ()


def curate(letter: Letter, sidecar: Sidecar) -> Curated:
    """Carry out the decisions of a sidecar on its letter."""
    curations = [
        *(_decision("sources", name, entry) for name, entry in sidecar.source.items()),
        *(_decision("letters", name, entry) for name, entry in sidecar.letter.items()),
        *(_agent_record(entry) for entry in sidecar.agents),
    ]
    curated = _curate_letter(letter, sidecar.letter)
    issues: list[Issue] = []
    for table, entries, step in (
        ("participations", sidecar.participations, _curate_participation),
        ("citations", sidecar.citations, _curate_citation),
        ("references", sidecar.references, _curate_reference),
    ):
        for entry in entries:
            curated, issue = step(curated, entry)
            issues.extend([issue] if issue else [])
            curations.append(_row_record(table, entry))
    return Curated(letter=curated, curations=tuple(curations), issues=tuple(issues))


def curated_agents(entries: Sequence[Mapping[str, Any]]) -> list[CuratedAgent]:
    """What a sidecar says of agents."""
    return [
        CuratedAgent(
            agent_id=entry["agent"],
            name=entry.get("name"),
            kind=AgentKind(entry["kind"]) if "kind" in entry else None,
            forms=tuple(entry.get("forms", ())),
            not_forms=tuple(entry.get("not_forms", ())),
            **{key: entry.get(key) for key in _AUTHORITY_IDS},
        )
        for entry in entries
    ]


def _decision(table: str, field: str, entry: Mapping[str, Any]) -> Curation:
    return Curation(
        table=table,
        field=field,
        action="set",
        value=entry["value"],
        reason=entry["reason"],
        evidence=entry["evidence"],
    )


def _agent_record(entry: Mapping[str, Any]) -> Curation:
    parts = [f"{key}: {entry[key]}" for key in ("name", "kind", *_AUTHORITY_IDS) if key in entry]
    parts += [f"{key}: {' | '.join(entry[key])}" for key in ("forms", "not_forms") if key in entry]
    return Curation(
        table="agents",
        field=entry["agent"],
        action="set",
        value="; ".join(parts) or None,
        reason=entry["reason"],
        evidence=entry["evidence"],
    )


def _row_record(table: str, entry: Mapping[str, Any]) -> Curation:
    action = entry.get("action", "add" if table == "participations" else "set")
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


def _curate_letter(letter: Letter, entries: Mapping[str, Mapping[str, Any]]) -> Letter:
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


def _curate_participation(letter: Letter, entry: Mapping[str, Any]) -> tuple[Letter, Issue | None]:
    role = Role(entry["role"])
    if entry.get("action") == "remove":
        kept = tuple(row for row in letter.participations if (row.role, row.name) != (role, entry["name"]))
        if len(kept) == len(letter.participations):
            return letter, make_issue(
                "sidecar-passage-missing", f"no {role} {entry['name']!r} was read from the letter"
            )
        return replace(letter, participations=kept), None
    start = end = None
    if "as_written" in entry:
        start, end = _find(letter.text, entry["as_written"], 1)
        if start is None:
            return letter, _missing("participations", entry["as_written"], 1)
    row = Participation(
        role=role,
        name=entry["name"],
        kind=AgentKind(entry.get("kind", "person")),
        status=ParticipationStatus.CURATED,
        rule_id=CURATED,
        as_written=entry.get("as_written"),
        office=entry.get("office"),
        affiliation=entry.get("affiliation"),
        place=entry.get("place"),
        start=start,
        end=end,
        agent_id=entry.get("agent"),
    )
    return replace(letter, participations=(*letter.participations, row)), None


def _curate_citation(letter: Letter, entry: Mapping[str, Any]) -> tuple[Letter, Issue | None]:
    exact, occurrence = entry["exact"], entry.get("occurrence", 1)
    start, end = _find(letter.text, exact, occurrence)
    if start is None or end is None:
        return letter, _missing("citations", exact, occurrence)
    found = [row for row in letter.citations if row.start < end and start < row.end]
    others = [row for row in letter.citations if row not in found]
    if entry.get("action") == "remove":
        return replace(letter, citations=tuple(others)), None
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
    row = replace(
        base,
        start=start,
        end=end,
        exact=exact,
        rule_id=CURATED,
        instrument_id=entry.get("instrument", base.instrument_id),
        pinpoint_kind=entry.get("pinpoint_kind", base.pinpoint_kind),
        pinpoint=entry.get("pinpoint", base.pinpoint),
        form=CitationForm(entry.get("form", base.form)),
        status=CitationStatus(entry.get("status", CitationStatus.RESOLVED if "instrument" in entry else base.status)),
    )
    return replace(letter, citations=tuple(sorted([*others, row], key=lambda one: (one.start, one.end)))), None


def _curate_reference(letter: Letter, entry: Mapping[str, Any]) -> tuple[Letter, Issue | None]:
    exact, occurrence = entry["exact"], entry.get("occurrence", 1)
    start, end = _find(letter.text, exact, occurrence)
    if start is None or end is None:
        return letter, _missing("references", exact, occurrence)
    found = [row for row in letter.references if (row.start, row.end) == (start, end)]
    others = [row for row in letter.references if row not in found]
    if entry.get("action") == "remove":
        return replace(letter, references=tuple(others)), None
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
    return replace(letter, references=tuple(sorted([*others, row], key=lambda one: (one.start, one.end)))), None


def _find(text: str, words: str, occurrence: int) -> tuple[int | None, int | None]:
    """Span of the n-th occurrence of `words`, or Nones."""
    at = -1
    for _ in range(occurrence):
        at = text.find(words, at + 1)
        if at < 0:
            return None, None
    return at, at + len(words)


def _missing(table: str, words: str, occurrence: int) -> Issue:
    times = f" {occurrence} times" if occurrence > 1 else ""
    return make_issue("sidecar-passage-missing", f"{table}: the letter does not hold {words!r}{times}", table=table)
