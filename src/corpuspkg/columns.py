"""The columns of the published tables that letters give: the rows of `corpuspkg.rows`, many letters at once.

A column at a time is several times faster than a dictionary a row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import chain, repeat
from operator import attrgetter
from typing import Any

from corpuspkg.edtf import bounds
from corpuspkg.model import Citation, Curation, Evidence, Instrument, Issue, Participation, Reference, Segment
from corpuspkg.rows import BuiltLetter, DocumentIssue, Source, numbered_id, segment_ids

Values = dict[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows that documents give to a table.

    Attributes:
        counts: How many rows each document gives.
        values: The rows' fields by name, all documents one after the other; what is left out is empty.
    """

    counts: list[int]
    values: Values


def table_columns(documents: Sequence[BuiltLetter | DocumentIssue]) -> dict[str, Columns]:
    """All rows of some documents, by table; with those of `problems`."""
    built = [one if isinstance(one, BuiltLetter) else None for one in documents]
    rows = _Rows(built)
    return {
        "letters": rows.letters(),
        "sources": rows.of(Source, [(one.source,) if one else () for one in built]),
        "segments": rows.segments(),
        "participations": rows.participations(),
        "citations": rows.citations(),
        "references": rows.references(),
        "evidence": rows.evidence(),
        "issues": _issues(documents, rows),
        "curations": rows.of(Curation, [one.curations if one else () for one in built], "curation_id", "k"),
        "instruments": rows.of(Instrument, [one.instruments if one else () for one in built]),
        "problems": _problems(documents, rows),
    }


@cache
def _readers(kind: Any) -> tuple[tuple[str, attrgetter[Any]], ...]:
    return tuple((field.name, attrgetter(field.name)) for field in fields(kind))


def _values(kind: Any, flat: Sequence[Any]) -> Values:
    return {name: list(map(read, flat)) for name, read in _readers(kind)}


def _spread(values: Iterable[Any], counts: Iterable[int]) -> list[Any]:
    """Each value as often as its document has rows."""
    return list(chain.from_iterable(map(repeat, values, counts)))


def _by_place(evidence: Evidence) -> tuple[str, int]:
    return evidence.field, evidence.start or 0


class _Rows:
    """The rows of letters; a document that gave no letter gives none."""

    def __init__(self, built: Sequence[BuiltLetter | None]) -> None:
        self.built = built
        self.keys = [one.letter.letter_id if one else "" for one in built]
        self.texts = [one.letter.text if one else "" for one in built]

    def of(self, kind: Any, values: Sequence[Sequence[Any]], name: str | None = None, mark: str = "") -> Columns:
        """The fields of values, with an identifier where the table has one of its own."""
        counts = list(map(len, values))
        columns = _values(kind, list(chain.from_iterable(values)))
        if name is not None:
            columns["letter_id"] = _spread(self.keys, counts)
            columns[name] = [
                numbered_id(key, mark, number)
                for key, count in zip(self.keys, counts, strict=True)
                for number in range(1, count + 1)
            ]
        return Columns(counts, columns)

    def letters(self) -> Columns:
        """One row a letter."""
        built = [one for one in self.built if one]
        letters = [one.letter for one in built]
        dates = [letter.dates for letter in letters]
        days = [bounds(one.sent_date) if one.sent_date else (None, None) for one in dates]
        values: Values = {
            "text_sha256": [hashlib.sha256(letter.text.encode()).hexdigest() for letter in letters],
            "sent_date": [one.sent_date for one in dates],
            "sent_date_earliest": [earliest for earliest, _ in days],
            "sent_date_latest": [latest for _, latest in days],
            "sent_date_basis": [one.basis for one in dates],
            "published_date": [one.published_date for one in dates],
            "source_id": [one.source.source_id for one in built],
        }
        for name in ("letter_id", "title", "language", "text", "place_from", "place_to"):
            values[name] = list(map(attrgetter(name), letters))
        return Columns([int(one is not None) for one in self.built], values)

    def segments(self) -> Columns:
        """The segments, with their place and text."""
        found = self.of(Segment, [one.letter.segments if one else () for one in self.built], "segment_id", "s")
        found.values["position"] = [number for count in found.counts for number in range(1, count + 1)]
        found.values["text"] = self._passages(found)
        return found

    def participations(self) -> Columns:
        """The participations, counted by role."""
        found = self.of(Participation, [one.letter.participations if one else () for one in self.built])
        found.values["letter_id"] = _spread(self.keys, found.counts)
        positions: dict[tuple[str, str], int] = {}
        found.values["position"] = place = []
        for at in zip(_spread(range(len(self.built)), found.counts), found.values["role"], strict=True):
            positions[at] = positions.get(at, 0) + 1
            place.append(positions[at])
        return found

    def citations(self) -> Columns:
        """The citations, with their segments and groups."""
        found = self.of(Citation, [one.letter.citations if one else () for one in self.built], "citation_id", "c")
        values = found.values
        values["segment_id"] = self._segment_ids([one.letter.citations if one else () for one in self.built])
        values["group_id"] = [
            None if group is None else numbered_id(key, "g", group)
            for key, group in zip(values["letter_id"], values["group"], strict=True)
        ]
        values["candidates"] = [" ".join(some) for some in values["candidates"]]
        return found

    def references(self) -> Columns:
        """The references, with their segments."""
        found = self.of(Reference, [one.letter.references if one else () for one in self.built], "reference_id", "r")
        found.values["segment_id"] = self._segment_ids([one.letter.references if one else () for one in self.built])
        return found

    def evidence(self) -> Columns:
        """The evidence by field and place, with its passages."""
        rows = [sorted(one.letter.evidence, key=_by_place) if one else () for one in self.built]
        found = self.of(Evidence, rows, "evidence_id", "e")
        found.values["exact"] = self._passages(found)
        return found

    def _passages(self, found: Columns) -> list[str | None]:
        texts = _spread(self.texts, found.counts)
        spans = zip(texts, found.values["start"], found.values["end"], strict=True)
        return [None if start is None else text[start:end] for text, start, end in spans]

    def _segment_ids(self, passages: Sequence[Sequence[Any]]) -> list[str]:
        some = zip(self.built, passages, strict=True)
        return [key for one, found in some if one and found for key in segment_ids(one.letter, found)]


def _problems(documents: Sequence[BuiltLetter | DocumentIssue], rows: _Rows) -> Columns:
    """Decisions that could not be carried out, or not be read."""
    problems = [
        one.problems if isinstance(one, BuiltLetter) else (one.issue,) if one.decision else () for one in documents
    ]
    found = rows.of(Issue, problems)
    found.values["document"] = _spread(_files(documents), found.counts)
    return found


def _files(documents: Sequence[BuiltLetter | DocumentIssue]) -> list[str]:
    return [one.source.file if isinstance(one, BuiltLetter) else one.file for one in documents]


def _issues(documents: Sequence[BuiltLetter | DocumentIssue], rows: _Rows) -> Columns:
    """The issues of letters and of documents that gave none."""
    issues = [
        one.letter.issues if isinstance(one, BuiltLetter) else () if one.decision else (one.issue,) for one in documents
    ]
    files = _files(documents)
    found = rows.of(Issue, issues)
    values = found.values
    values["document"] = _spread(files, found.counts)
    values["letter_id"] = _spread([one.letter.letter_id if one else None for one in rows.built], found.counts)
    values["issue_id"] = [
        numbered_id(key or file, "i", number)
        for key, file, count in zip(rows.keys, files, found.counts, strict=True)
        for number in range(1, count + 1)
    ]
    return found
