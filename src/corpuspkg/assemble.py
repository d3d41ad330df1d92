"""Assemble letters into the published tables: rows with identifiers, in the order of their keys."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from corpuspkg.edtf import bounds
from corpuspkg.model import Agent, Curation, Instrument, Issue, Letter
from corpuspkg.schema import TABLES, Table, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a letter's text came from: a row of `sources`."""

    source_id: str
    file: str
    sha256: str
    bytes: int
    encoding: str
    offset_map: str
    publisher: str | None = None
    url: str | None = None
    published_date: str | None = None
    rights: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltLetter:
    """A letter with its source and the decisions made about it; its participations have their agents."""

    source: Source
    letter: Letter
    curations: tuple[Curation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssue:
    """A finding about an input file as a whole: why it gave no letter, or what is wrong with its sidecar."""

    file: str
    issue: Issue


def assemble_tables(
    schemas: Mapping[str, Table],
    letters: Iterable[BuiltLetter],
    failed: Iterable[DocumentIssue],
    agents: Iterable[Agent],
    instruments: Iterable[Instrument],
    *,
    with_text: bool = True,
) -> dict[str, pa.Table]:
    """All tables, each sorted by its key.

    Args:
        schemas: The tables' descriptors.
        letters: The letters, in any order.
        failed: Input files that gave no letter.
        agents: The agents that the participations name.
        instruments: The instruments that the citations name.
        with_text: False leaves out the letters' texts; spans and hashes stay.
    """
    import pyarrow as pa  # noqa: PLC0415 - reading letters does without it

    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for built in sorted(letters, key=lambda one: one.letter.letter_id):
        for name, row in _letter_rows(built, with_text=with_text):
            rows[name].append(row)
    rows["agents"] = [asdict(agent) for agent in sorted(agents, key=lambda agent: agent.agent_id)]
    rows["instruments"] = [asdict(one) for one in sorted(instruments, key=lambda one: one.instrument_id)]
    rows["issues"] += [_failure_row(one) for one in failed]
    rows["issues"].sort(key=lambda row: (row["document"], row["issue_id"]))
    rows["sources"].sort(key=lambda row: str(row["source_id"]))
    return {
        name: pa.Table.from_pylist([_clean(row) for row in rows[name]], schema=arrow_schema(schemas[name]))
        for name in TABLES
    }


def _clean(row: Row) -> Row:
    """CSV cannot tell an empty string from none, so no table has empty strings."""
    return {key: None if value == "" else value for key, value in row.items()}


def _letter_rows(built: BuiltLetter, *, with_text: bool) -> Iterator[tuple[str, Row]]:
    """The rows that a letter gives, each with its table's name."""
    letter = built.letter
    key = letter.letter_id
    yield "letters", _letter_row(built, with_text=with_text)
    yield "sources", asdict(built.source)
    starts = [segment.start for segment in letter.segments]
    for number, segment in enumerate(letter.segments, 1):
        text = letter.text[segment.start : segment.end] if with_text else None
        yield (
            "segments",
            {"segment_id": _id(key, "s", number), "letter_id": key, "position": number, "text": text} | asdict(segment),
        )
    yield from (("participations", row) for row in _participation_rows(letter))
    for number, citation in enumerate(letter.citations, 1):
        yield (
            "citations",
            asdict(citation)
            | {
                "citation_id": _id(key, "c", number),
                "letter_id": key,
                "segment_id": _segment_id(key, starts, citation.start),
                "group_id": None if citation.group is None else _id(key, "g", citation.group),
                "candidates": " ".join(citation.candidates),
            },
        )
    for number, reference in enumerate(letter.references, 1):
        yield (
            "references",
            asdict(reference)
            | {
                "reference_id": _id(key, "r", number),
                "letter_id": key,
                "segment_id": _segment_id(key, starts, reference.start),
            },
        )
    for number, evidence in enumerate(sorted(letter.evidence, key=lambda one: (one.field, one.start or 0)), 1):
        exact = None if evidence.start is None else letter.text[evidence.start : evidence.end]
        yield "evidence", asdict(evidence) | {"evidence_id": _id(key, "e", number), "letter_id": key, "exact": exact}
    for number, issue in enumerate(letter.issues, 1):
        identity = {"issue_id": _id(key, "i", number), "letter_id": key, "document": built.source.file}
        yield "issues", asdict(issue) | identity
    for number, curation in enumerate(built.curations, 1):
        yield "curations", asdict(curation) | {"curation_id": _id(key, "k", number), "letter_id": key}


def _letter_row(built: BuiltLetter, *, with_text: bool) -> Row:
    letter, dates = built.letter, built.letter.dates
    earliest: date | None
    latest: date | None
    earliest, latest = bounds(dates.sent_date) if dates.sent_date else (None, None)
    return {
        "letter_id": letter.letter_id,
        "title": letter.title,
        "language": letter.language,
        "text": letter.text if with_text else None,
        "text_sha256": hashlib.sha256(letter.text.encode()).hexdigest(),
        "sent_date": dates.sent_date,
        "sent_date_earliest": earliest,
        "sent_date_latest": latest,
        "sent_date_basis": dates.basis,
        "published_date": dates.published_date,
        "place_from": letter.place_from,
        "place_to": letter.place_to,
        "source_id": built.source.source_id,
    }


def _participation_rows(letter: Letter) -> Iterator[Row]:
    positions: dict[str, int] = {}
    rows = []
    for participation in letter.participations:
        positions[participation.role] = position = positions.get(participation.role, 0) + 1
        rows.append(asdict(participation) | {"letter_id": letter.letter_id, "position": position})
    yield from sorted(rows, key=lambda row: (row["role"], row["position"]))


def _failure_row(failed: DocumentIssue) -> Row:
    return asdict(failed.issue) | {"issue_id": _id(failed.file, "i", 1), "document": failed.file, "letter_id": None}


def _id(owner: str, letter: str, number: int) -> str:
    return f"{owner}#{letter}{number:04d}"


def _segment_id(letter_id: str, starts: Sequence[int], offset: int) -> str:
    return _id(letter_id, "s", max(bisect_right(starts, offset), 1))
