"""Compare decisions with what the rules read today: some have become redundant, some contradict the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from corpuspkg.curate import find_passage, overruled
from corpuspkg.identity.names import compatible, parse_person
from corpuspkg.model import AgentKind, Citation, CitationStatus, Letter, Role
from corpuspkg.review.question import Kind, Proposal, Question
from corpuspkg.sidecar import Sidecar

# What a decision about a participation may say beside role and name.
_STATED = ("kind", "office", "affiliation", "place", "as_written")
# Rows that name nobody.
_UNNAMED = (AgentKind.OFFICE, AgentKind.GROUP)


def check_decisions(read: Letter, sidecar: Sidecar) -> Iterator[Question]:
    """Decisions that the rules make by themselves, and those that the text contradicts.

    Args:
        read: What the rules read from the text, without the sidecar.
        sidecar: The decisions.
    """
    for field, entry in sidecar.source.items():
        yield from _source(read, field, entry["value"])
    for field, entry in sidecar.letter.items():
        yield from _field(read, field, entry["value"])
    for entry in sidecar.citations:
        yield from _citation(read, entry)
    for entry in sidecar.references:
        yield from _reference(read, entry)
    removed = {(entry["role"], entry["name"]) for entry in sidecar.participations if entry.get("action") == "remove"}
    for entry in sidecar.participations:
        if entry.get("action") == "remove":
            yield from _removal(read, entry)
        else:
            yield from (one for one in _participation(read, entry) if (one.field, one.value) not in removed)


def _removal(read: Letter, entry: Mapping[str, Any]) -> Iterator[Question]:
    if not any((one.role, one.name) == (entry["role"], entry["name"]) for one in read.participations):
        message = f"the rules find no {entry['role']} {entry['name']!r} (any more)"
        yield _question(read, Kind.REDUNDANT, "participations", entry["role"], entry["name"], message, (None, None))


def _participation(read: Letter, entry: Mapping[str, Any]) -> Iterator[Question]:
    words = entry.get("as_written")
    place = find_passage(read.text, words, 1) if words else (None, None)
    row = overruled(read.participations, entry, place)
    if row is None:
        yield from () if "replaces" in entry else _duplicates(read, entry)
        return
    role, name, span = entry["role"], entry["name"], (row.start, row.end)
    if (
        row.name == name
        and "agent" not in entry
        and all(entry[key] == getattr(row, key) for key in _STATED if key in entry)
    ):
        message = f"the rules find the {role} {name!r} by themselves"
        yield _question(read, Kind.REDUNDANT, "participations", role, name, message, span)
    elif row.kind is AgentKind.PERSON and not compatible(parse_person(row.name), parse_person(name)):
        message = f"the text names the {role} {row.name!r}, the sidecar {name!r}"
        yield _question(read, Kind.CONFLICT, "participations", role, name, message, span)


def _duplicates(read: Letter, entry: Mapping[str, Any]) -> Iterator[Question]:
    """Rows of the rules beside which a decision adds whom they may mean."""
    for one in read.participations:
        if one.role != entry["role"] or one.name == entry["name"]:
            continue
        if one.kind in _UNNAMED or compatible(parse_person(one.name), parse_person(entry["name"])):
            message = (
                f"the rules find the {one.role} {one.name!r}, the sidecar adds {entry['name']!r}: the same twice?"
                f" If not, say there: replaces: null"
            )
            removal = {"action": "remove", "role": entry["role"], "name": one.name}
            proposal = Proposal(label=f"yes: leave out {one.name!r}", part="participations", entry=removal)
            asked = _question(read, Kind.DUPLICATE, "participations", one.role, one.name, message, (one.start, one.end))
            yield replace(asked, proposals=(proposal,))


def _source(read: Letter, field: str, decided: str | None) -> Iterator[Question]:
    """What the text may say of its own source: who published it, and when."""
    if field == "published_date":
        yield from (replace(one, table="sources") for one in _field(read, field, decided))
    publishers = [one for one in read.participations if one.role is Role.PUBLISHER] if field == "publisher" else []
    for row in publishers[:1]:
        kind, message = Kind.REDUNDANT, f"the rules find the publisher {row.name!r} by themselves"
        if row.name != decided:
            kind, message = Kind.CONFLICT, f"the text names the publisher {row.name!r}, the sidecar {decided!r}"
        yield _question(read, kind, "sources", field, decided, message, (row.start, row.end))


def _field(read: Letter, field: str, decided: str | None) -> Iterator[Question]:
    found = read.dates.sent_date if field == "sent_date" else None
    found = read.dates.published_date if field == "published_date" else found
    found = getattr(read, field) if hasattr(read, field) else found
    evidence = next((row for row in read.evidence if row.field == field), None)
    span = (evidence.start, evidence.end) if evidence else (None, None)
    # What was inferred and then accepted has become certain by the decision.
    if found is not None and found == decided and not (evidence and evidence.method == "derived"):
        message = f"the rules read {field} {found!r} by themselves"
        yield _question(read, Kind.REDUNDANT, "letters", field, decided, message, span)
    elif found not in (None, decided) and evidence is not None and evidence.method == "extracted":
        message = f"the text says {field} {found!r}, the sidecar {decided!r}"
        yield _question(read, Kind.CONFLICT, "letters", field, decided, message, span)


def _citation(read: Letter, entry: Mapping[str, Any]) -> Iterator[Question]:
    start, end = find_passage(read.text, entry["exact"], entry.get("occurrence", 1))
    if start is None or end is None:
        return
    found = [one for one in read.citations if one.start < end and start < one.end]
    if entry.get("action") == "remove":
        if not found:
            message = f"the rules find no citation in {entry['exact']!r} any more"
            yield _question(read, Kind.REDUNDANT, "citations", entry["exact"], None, message, (start, end))
        return
    decided = entry.get("instrument")
    same = [one for one in found if (one.start, one.end) == (start, end)]
    if same and _equals(same[0], entry):
        message = f"the rules resolve {entry['exact']!r} to {decided!r} by themselves"
        yield _question(read, Kind.REDUNDANT, "citations", entry["exact"], decided, message, (start, end))
    elif decided and found and all(_is_another(one, decided) for one in found):
        message = f"the rules resolve {found[0].exact!r} to {found[0].instrument_id!r}, the sidecar to {decided!r}"
        yield _question(read, Kind.CONFLICT, "citations", entry["exact"], decided, message, (start, end))


def _is_another(citation: Citation, decided: str) -> bool:
    return citation.status is CitationStatus.RESOLVED and citation.instrument_id != decided


def _reference(read: Letter, entry: Mapping[str, Any]) -> Iterator[Question]:
    span = find_passage(read.text, entry["exact"], entry.get("occurrence", 1))
    found = [one for one in read.references if (one.start, one.end) == span]
    if entry.get("action") == "remove":
        message = "" if found or span[0] is None else f"the rules find no reference in {entry['exact']!r} any more"
    else:
        # Which letter is meant is told by the corpus, not by the letter alone.
        is_read = found and "target_letter" not in entry
        said = is_read and all(entry[key] == getattr(found[0], key) for key in ("kind", "date", "url") if key in entry)
        message = f"the rules read the reference {entry['exact']!r} so by themselves" if said else ""
    if message:
        yield _question(read, Kind.REDUNDANT, "references", entry["exact"], None, message, span)


def _equals(citation: Citation, entry: Mapping[str, Any]) -> bool:
    """Whether the rules say all that the decision says."""
    read = {
        "instrument": citation.instrument_id,
        "pinpoint_kind": citation.pinpoint_kind,
        "pinpoint": citation.pinpoint,
        "form": citation.form,
        "status": citation.status,
    }
    stated = {key: entry[key] for key in read if key in entry}
    return citation.status is CitationStatus.RESOLVED and all(read[key] == value for key, value in stated.items())


def _question(
    read: Letter,
    kind: Kind,
    table: str,
    field: str,
    value: str | None,
    message: str,
    span: tuple[int | None, int | None],
) -> Question:
    start, end = span
    return Question(
        letter_id=read.letter_id,
        kind=kind,
        table=table,
        field=field,
        message=message,
        value=value,
        start=start,
        end=end,
    )
