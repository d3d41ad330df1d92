"""The rows of the published tables that one letter gives, before the corpus is looked at as a whole."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any

from corpuspkg.model import Citation, Curation, Instrument, Issue, Letter, Reference

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
    """A finding about an input file as a whole: why it gave no letter, or what is wrong with its sidecar.

    Attributes:
        decision: True for a sidecar that cannot be read: nothing is published before a person has mended it.
    """

    file: str
    issue: Issue
    decision: bool = False


def reference_rows(letter: Letter) -> list[Row]:
    """The rows of `references` that a letter gives."""
    key, references = letter.letter_id, letter.references
    segments = zip(references, segment_ids(letter, references), strict=True)
    return [
        _plain(reference) | {"reference_id": numbered_id(key, "r", number), "letter_id": key, "segment_id": segment_id}
        for number, (reference, segment_id) in enumerate(segments, 1)
    ]


@cache
def _reader(kind: Any) -> tuple[tuple[str, ...], attrgetter[Any]]:
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)


def _plain(value: Any) -> Row:
    """The fields of a value. Unlike `dataclasses.asdict` it copies nothing, which takes a tenth of the time."""
    kind: Any = type(value)
    names, read = _reader(kind)
    return dict(zip(names, read(value), strict=True))


def numbered_id(owner: str, mark: str, number: int) -> str:
    """Identifier of a row: whose it is, a letter for its kind, its number.

    >>> numbered_id("bridge", "c", 3)
    'bridge#c0003'
    """
    return f"{owner}#{mark}{number:04d}"


def segment_ids(letter: Letter, passages: Iterable[Citation | Reference]) -> list[str]:
    """The segments of a letter that passages stand in."""
    starts = [segment.start for segment in letter.segments]
    return [numbered_id(letter.letter_id, "s", max(bisect_right(starts, one.start), 1)) for one in passages]
