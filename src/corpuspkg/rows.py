"""The rows of the published tables that one letter gives, before the corpus is looked at as a whole."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

from corpuspkg.edtf import bounds
from corpuspkg.model import Curation, Instrument, Issue, Letter

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
    """A letter with its source and the decisions made about it, before the corpus is looked at as a whole.

    Attributes:
        instruments: Those it cites that no authority file lists.
        problems: Decisions that could not be carried out.
    """

    source: Source
    letter: Letter
    curations: tuple[Curation, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    problems: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssue:
    """A finding about an input file as a whole: why it gave no letter, or what is wrong with its sidecar."""

    file: str
    issue: Issue


def record_rows(one: BuiltLetter | DocumentIssue) -> dict[str, list[Row]]:
    """All rows that a letter gives, by table; with those of `problems`."""
    if isinstance(one, DocumentIssue):
        return {"issues": [failure_row(one)]}
    letter, source = one.letter, one.source
    key, starts = letter.letter_id, [segment.start for segment in letter.segments]

    def numbered(mark: str, name: str, values: Iterable[Any]) -> list[Row]:
        return [
            _plain(value) | {name: _id(key, mark, number), "letter_id": key} for number, value in enumerate(values, 1)
        ]

    rows = {
        "letters": [_letter_row(one)],
        "sources": [_plain(source)],
        "segments": numbered("s", "segment_id", letter.segments),
        "participations": participation_rows(letter),
        "citations": numbered("c", "citation_id", letter.citations),
        "references": reference_rows(letter),
        "evidence": numbered("e", "evidence_id", sorted(letter.evidence, key=lambda e: (e.field, e.start or 0))),
        "issues": numbered("i", "issue_id", letter.issues),
        "curations": numbered("k", "curation_id", one.curations),
        "instruments": [_plain(instrument) for instrument in one.instruments],
        "problems": [_plain(issue) | {"document": source.file} for issue in one.problems],
    }
    for position, row in enumerate(rows["segments"], 1):
        row |= {"position": position, "text": letter.text[row["start"] : row["end"]]}
    for row, citation in zip(rows["citations"], letter.citations, strict=True):
        row["segment_id"] = _segment_id(key, starts, citation)
        row["group_id"] = None if citation.group is None else _id(key, "g", citation.group)
        row["candidates"] = " ".join(citation.candidates)
    for row in rows["evidence"]:
        row["exact"] = None if row["start"] is None else letter.text[row["start"] : row["end"]]
    for row in rows["issues"]:
        row["document"] = source.file
    return rows


def participation_rows(letter: Letter) -> list[Row]:
    """The rows of `participations` that a letter gives, in the order they were read."""
    positions: dict[str, int] = {}
    rows = []
    for participation in letter.participations:
        positions[participation.role] = position = positions.get(participation.role, 0) + 1
        rows.append(_plain(participation) | {"letter_id": letter.letter_id, "position": position})
    return rows


def reference_rows(letter: Letter) -> list[Row]:
    """The rows of `references` that a letter gives."""
    key, starts = letter.letter_id, [segment.start for segment in letter.segments]
    return [
        _plain(reference)
        | {"reference_id": _id(key, "r", number), "letter_id": key, "segment_id": _segment_id(key, starts, reference)}
        for number, reference in enumerate(letter.references, 1)
    ]


def failure_row(failed: DocumentIssue) -> Row:
    """The row of `issues` for a document that gave no letter."""
    return _plain(failed.issue) | {"issue_id": _id(failed.file, "i", 1), "document": failed.file, "letter_id": None}


def _letter_row(built: BuiltLetter) -> Row:
    letter, dates = built.letter, built.letter.dates
    earliest: date | None
    latest: date | None
    earliest, latest = bounds(dates.sent_date) if dates.sent_date else (None, None)
    return {
        "letter_id": letter.letter_id,
        "title": letter.title,
        "language": letter.language,
        "text": letter.text,
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


@cache
def _reader(kind: Any) -> tuple[tuple[str, ...], attrgetter[Any]]:
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)


def _plain(value: Any) -> Row:
    """The fields of a value. Unlike `dataclasses.asdict` it copies nothing, which takes a tenth of the time."""
    kind: Any = type(value)
    names, read = _reader(kind)
    return dict(zip(names, read(value), strict=True))


def _id(owner: str, letter: str, number: int) -> str:
    return f"{owner}#{letter}{number:04d}"


def _segment_id(letter_id: str, starts: Sequence[int], passage: Any) -> str:
    return _id(letter_id, "s", max(bisect_right(starts, passage.start), 1))
