"""What a process does to tie letters to each other: it reads one part of the checkpoint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.model import AgentKind, Letter, Participation, ReferenceKind, Segment, SegmentRole
from corpuspkg.pipeline.checkpoint import read_part
from corpuspkg.pipeline.finish.database import Cursor
from corpuspkg.records import columns_of, letters_of
from corpuspkg.references import IndexedLetter, LetterIndex, resolve_letter, resolve_open, sentences_naming
from corpuspkg.references.resolve import WORD_ROLES
from corpuspkg.rows import reference_rows
from corpuspkg.schema import arrow_schema, load_tables

_Numbers = np.ndarray[Any, np.dtype[np.int64]]
_ROWS = 2048
_COLUMNS = (
    "letter_id",
    *(f"letters.{name}" for name in ("letter_id", "text", "sent_date", "sent_date_basis", "published_date")),
    *(f"segments.{name}" for name in ("role", "start", "end")),
    "participations",
    "references",
)
_NUMBER, _TEXT = pa.int64(), pa.string()
PAIRS = pa.schema([("part", _NUMBER), ("number", _NUMBER), ("author", _TEXT), ("recipient", _TEXT)])
DAYS = pa.schema([("part", _NUMBER), ("number", _NUMBER), ("key", _TEXT), ("day", pa.date32())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the checkpoint, as jobs take it.

    Attributes:
        place: Its number.
        path: Its file.
        first: The number of its first document.
        people: How many participations there are before it.
        agents: Of the participations in the order of the records: `agent_id`, and `held` for an office's holder.
        names: The names that letters may call each other's parties by.
    """

    place: int
    path: Path
    first: int
    people: int
    agents: Path
    names: Path

    def batches(self) -> Iterator[tuple[pa.RecordBatch, _Numbers, pa.Table]]:
        """The letters, some at a time, with their numbers and the agents of their participations."""
        known, number = Cursor(self.agents, skip=self.people), self.first
        for whole in read_part(self.path, _COLUMNS, rows=_ROWS):
            batch, numbers = whole, np.arange(number, number + whole.num_rows)
            number += whole.num_rows
            if whole.column("letter_id").null_count:
                valid = whole.column("letter_id").is_valid()
                batch, numbers = whole.filter(valid), numbers[valid.to_numpy(zero_copy_only=False)]
            count = pc.sum(pc.list_value_length(batch.column("participations"))).as_py() or 0
            yield batch, numbers, known.take(count)


@dataclass(frozen=True, slots=True)
class AskJob:
    """Notes which letters would be looked up by those of a part.

    Attributes:
        pairs, days: Where it is written, in the columns of `PAIRS` and `DAYS`.
    """

    part: Part
    pairs: Path
    days: Path

    def run(self) -> None:
        """Read the part."""
        pairs, days = _Asked(), _Asked()
        index = replace(_names(self.part.names), by_pair=pairs, by_day=days)
        for batch, numbers, agents in self.part.batches():
            texts = batch.column("letters").flatten().field("text").to_pylist()
            for number, text, spans in zip(numbers.tolist(), texts, _word_spans(batch), strict=True):
                named = chain.from_iterable(one.pairs() for one in sentences_naming(text or "", spans, index))
                pairs.note(number, named)
            places = _open(batch)
            for place, letter in _letters(batch, agents, places):
                for _ in resolve_open(letter, index):
                    pass
                number = int(numbers[place])
                pairs.note(number, pairs.asked)
                days.note(number, days.asked)
                pairs.asked.clear()
                days.asked.clear()
        pairs.save(self.part.place, PAIRS, self.pairs)
        days.save(self.part.place, DAYS, self.days)


class _Asked(Mapping[Any, tuple[IndexedLetter, ...]]):
    """Holds nothing, and notes what is looked up."""

    def __init__(self) -> None:
        self.asked: set[tuple[Any, ...]] = set()
        self._rows: set[tuple[Any, ...]] = set()

    def __getitem__(self, key: tuple[Any, ...]) -> tuple[IndexedLetter, ...]:
        self.asked.add(key)
        raise KeyError

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def note(self, number: int, keys: Iterator[tuple[Any, ...]] | set[tuple[Any, ...]]) -> None:
        """Keep what a letter looks up."""
        self._rows.update((number, *key) for key in keys)

    def save(self, place: int, schema: pa.Schema, path: Path) -> None:
        """Write what all letters look up."""
        rows = ((place, *row) for row in sorted(self._rows))
        write_rows(rows, schema, path)


def write_rows(rows: Iterator[tuple[Any, ...]] | Sequence[tuple[Any, ...]], schema: pa.Schema, path: Path) -> None:
    """Write rows to a Parquet file for use within the build."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(list(column), one.type) for column, one in zip(columns, schema, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path)


@lru_cache(maxsize=1)
def _names(path: Path) -> LetterIndex:
    """The names that are looked for, without letters; of the last file asked for, which all jobs of a build share."""
    names = frozenset(value for rows in Cursor(path).rest() for value in rows.column("name").to_pylist())
    return LetterIndex.of(names, {}, {})


def _open(batch: pa.RecordBatch) -> _Numbers:
    """Places of letters with an open reference."""
    lists = batch.column("references")
    rows = lists.flatten()
    is_open = pc.and_(
        pc.equal(rows.field("kind"), pa.array([ReferenceKind.LETTER.value])[0]),
        pc.equal(rows.field("status"), pa.array(["unresolved"])[0]),
    )
    parents = pc.list_parent_indices(lists).filter(is_open).to_numpy(zero_copy_only=False)
    return np.unique(parents).astype(np.int64)


def _word_spans(batch: pa.RecordBatch) -> Iterator[list[Segment]]:
    """The segments of each letter that can speak of letters; a letter without segments has none."""
    lists = batch.column("segments")
    rows = lists.flatten()
    role = SegmentRole.BODY
    wanted = pc.is_in(rows.field("role"), value_set=pa.array([one.value for one in WORD_ROLES]))
    counts = np.bincount(pc.list_parent_indices(lists).filter(wanted).to_numpy(), minlength=batch.num_rows)
    spans = zip(*(rows.field(name).filter(wanted).to_pylist() for name in ("start", "end")), strict=True)
    for count in counts.tolist():
        yield [Segment(role=role, start=start, end=end) for _, (start, end) in zip(range(count), spans, strict=False)]


def _letters(batch: pa.RecordBatch, agents: pa.Table, places: _Numbers) -> Iterator[tuple[int, Letter]]:
    """Letters of a batch with their agents, and their places."""
    counts = pc.list_value_length(batch.column("participations")).to_numpy()
    ends = np.cumsum(counts)
    letters = letters_of(pa.Table.from_batches([batch.take(pa.array(places, pa.int64()))]))
    for place, letter in zip(places.tolist(), letters, strict=True):
        own = agents.slice(int(ends[place] - counts[place]), int(counts[place])).to_pylist()
        people = tuple(_known_as(one, row) for one, row in zip(letter.participations, own, strict=True))
        yield place, replace(letter, participations=people)


def _known_as(one: Participation, told: dict[str, Any]) -> Participation:
    """A participation with its agent; an office with the name of its holder."""
    if told["held"] is None:
        return replace(one, agent_id=told["agent_id"])
    return replace(one, agent_id=told["agent_id"], name=told["held"], kind=AgentKind.PERSON)


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of a saved table."""

    path: Path
    skip: int
    rows: int

    def read(self) -> list[dict[str, Any]]:
        """The rows."""
        found: list[dict[str, Any]] = Cursor(self.path, skip=self.skip).take(self.rows).to_pylist()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveJob:
    """Resolves the references of the letters of a part that look up letters which are there.

    Attributes:
        asking: These letters, by their numbers.
        pairs, days: What they look up, each with the numbers of the letters found.
        entries: The letters found.
        resolved: Where the references of the letters that change are written.
    """

    part: Part
    asking: Slice
    pairs: Slice
    days: Slice
    entries: Slice
    resolved: Path

    def run(self) -> None:
        """Read the part."""
        schema = arrow_schema(load_tables()["references"])
        index, asking = self._index(), [row["number"] for row in self.asking.read()]
        rows: list[dict[str, Any]] = []
        places: list[tuple[int, int]] = []
        for batch, numbers, agents in self.part.batches():
            chosen = np.flatnonzero(np.isin(numbers, asking))
            for place, letter in _letters(batch, agents, chosen):
                settled = resolve_letter(letter, index)
                if settled is not letter:
                    rows += reference_rows(settled)
                    places += [(int(numbers[place]), turn) for turn in range(len(settled.references))]
        self._save(rows, places, schema)

    def _index(self) -> LetterIndex:
        entries = {
            row["number"]: IndexedLetter(
                row["letter_id"],
                frozenset(row["authors"] or ()),
                frozenset(row["recipients"] or ()),
                row["earliest"],
                row["latest"],
            )
            for row in self.entries.read()
        }
        by_pair: dict[tuple[str, str], tuple[IndexedLetter, ...]] = {}
        for row in self.pairs.read():
            by_pair[row["author"], row["recipient"]] = tuple(entries[number] for number in row["numbers"])
        by_day: dict[tuple[str, date], tuple[IndexedLetter, ...]] = {}
        for row in self.days.read():
            by_day[row["key"], row["day"]] = tuple(entries[number] for number in row["numbers"])
        return replace(_names(self.part.names), by_pair=by_pair, by_day=by_day)

    def _save(self, rows: list[dict[str, Any]], places: list[tuple[int, int]], schema: pa.Schema) -> None:
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

        numbers, turns = (pa.array([place[at] for place in places], _NUMBER) for at in (0, 1))
        columns = [numbers, turns, *columns_of(rows, schema)]
        pq.write_table(pa.table(columns, names=["number", "turn", *schema.names]), self.resolved)
