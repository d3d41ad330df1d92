"""Which letter answers which: references resolved within the corpus.

A first pass only notes which letters would be looked up: by both parties, or by a party and the day. The database finds
those, and a second pass resolves the references of the letters that asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.model import AgentKind, Letter, Participation, ReferenceKind, Segment, SegmentRole
from corpuspkg.pipeline.checkpoint import Checkpoint
from corpuspkg.pipeline.finish.database import Cursor, Inserter, save
from corpuspkg.records import columns_of, letters_of
from corpuspkg.references import IndexedLetter, LetterIndex, names_parties, resolve_letter
from corpuspkg.references.resolve import MOST_BETWEEN_TWO, WORD_ROLES
from corpuspkg.rows import reference_rows
from corpuspkg.schema import arrow_schema, load_tables

if TYPE_CHECKING:
    import duckdb

_Numbers = np.ndarray[Any, np.dtype[np.int64]]
_Choose = Callable[[pa.RecordBatch, _Numbers], _Numbers]
_ROWS = 2048
_COLUMNS = (
    "letter_id",
    *(f"letters.{name}" for name in ("letter_id", "text", "sent_date", "sent_date_basis", "published_date")),
    *(f"segments.{name}" for name in ("role", "start", "end")),
    "participations",
    "references",
)
_PAIR = pa.schema([("author", pa.string()), ("recipient", pa.string())])
_DAY = pa.schema([("key", pa.string()), ("day", pa.date32())])
# A letter's parties by the keys that others may name them by.
_PARTIES = """
CREATE TABLE parties AS
WITH every AS (
    SELECT number, side, '@' || agent_id AS key FROM assigned WHERE side IS NOT NULL
    UNION ALL SELECT number, side, party FROM assigned WHERE party IS NOT NULL
)
SELECT DISTINCT number, side, key FROM every
"""
_BY_PAIR = f"""
CREATE TABLE by_pair AS
WITH asked AS (SELECT DISTINCT author, recipient FROM asked_pairs),
authors AS (SELECT number, key FROM parties WHERE side = 'from' AND key IN (SELECT author FROM asked)),
recipients AS (SELECT number, key FROM parties WHERE side = 'to' AND key IN (SELECT recipient FROM asked)),
between_two AS (
    SELECT authors.key AS author, recipients.key AS recipient, number, letter_id
    FROM authors JOIN recipients USING (number) JOIN documents USING (number)
)
SELECT author, recipient, number, row_number() OVER (PARTITION BY author, recipient ORDER BY letter_id) AS place
FROM between_two SEMI JOIN asked USING (author, recipient) QUALIFY place <= {MOST_BETWEEN_TWO + 1}
"""
_BY_DAY = """
CREATE TABLE by_day AS
WITH asked AS (SELECT DISTINCT key, day FROM asked_days)
SELECT DISTINCT key, day, number FROM parties
JOIN (SELECT number, earliest AS day FROM documents WHERE earliest = latest) USING (number)
SEMI JOIN asked USING (key, day)
"""
_ENTRIES = """
SELECT number, letter_id, earliest, latest,
    list(key) FILTER (side = 'from') AS authors, list(key) FILTER (side = 'to') AS recipients
FROM (SELECT number FROM by_pair UNION SELECT number FROM by_day)
JOIN documents USING (number) JOIN parties USING (number) GROUP BY ALL ORDER BY number
"""


def settle_references(
    connection: duckdb.DuckDBPyConnection, checkpoint: Checkpoint, names: set[str], folder: Path
) -> Path:
    """Resolve the references of a corpus.

    Args:
        connection: With the tables of the survey, `assigned` and `ranked`.
        checkpoint: The records.
        names: The names that letters may call each other's parties by.
        folder: Where to write.

    Returns:
        A table of the rows of `references` that are settled, with the `rank` of their letter, in the package's order.
    """
    schema = arrow_schema(load_tables()["references"])
    agents = save(
        connection, "SELECT agent_id, held FROM assigned ORDER BY number, turn", folder / "agents-read.parquet"
    )
    resolved = Inserter(connection, "resolved", pa.schema([("number", pa.int64()), ("turn", pa.int64()), *schema]))
    asking = _ask(connection, checkpoint, names, agents)
    if len(asking):
        for query in (_PARTIES, _BY_PAIR, _BY_DAY):
            connection.execute(query)
        _resolve(checkpoint, _index(connection, names), agents, asking, resolved)
    resolved.flush()
    columns = ", ".join(f'resolved."{name}"' for name in schema.names)
    query = f"SELECT rank, {columns} FROM resolved JOIN ranked USING (number) ORDER BY rank, turn"
    return save(connection, query, folder / "references.parquet")


def _ask(connection: duckdb.DuckDBPyConnection, checkpoint: Checkpoint, names: set[str], agents: Path) -> _Numbers:
    """Note which letters would be looked up; the numbers of the letters that would look up any."""
    pairs, days = _Asked(), _Asked()
    index = LetterIndex.of(names, pairs, days)
    tables = (Inserter(connection, "asked_pairs", _PAIR), Inserter(connection, "asked_days", _DAY))
    asking: list[int] = []
    for number, letter in _letters(checkpoint, agents, lambda batch, _: _may_ask(batch, index)):
        before = pairs.count + days.count
        resolve_letter(letter, index)
        if pairs.count + days.count > before:
            asking.append(number)
        for asked, table, schema in zip((pairs, days), tables, (_PAIR, _DAY), strict=True):
            if len(asked.keys_) >= _ROWS:
                table.add(asked.take(schema))
    for asked, table, schema in zip((pairs, days), tables, (_PAIR, _DAY), strict=True):
        table.add(asked.take(schema))
        table.flush()
    return np.array(asking, np.int64)


class _Asked(Mapping[Any, tuple[IndexedLetter, ...]]):
    """Holds nothing, and notes what is looked up."""

    def __init__(self) -> None:
        self.keys_: set[tuple[Any, ...]] = set()
        self.count = 0

    def __getitem__(self, key: tuple[Any, ...]) -> tuple[IndexedLetter, ...]:
        self.keys_.add(key)
        self.count += 1
        raise KeyError

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def take(self, schema: pa.Schema) -> pa.Table:
        """What was looked up since."""
        columns = list(zip(*self.keys_, strict=True)) or [()] * len(schema)
        self.keys_.clear()
        return pa.table([pa.array(list(column), one.type) for column, one in zip(columns, schema, strict=True)], schema)


def _may_ask(batch: pa.RecordBatch, index: LetterIndex) -> _Numbers:
    """Places of letters with an open reference, or that name two parties beside a word for a letter."""
    lists = batch.column("references")
    rows = lists.flatten()
    is_open = pc.and_(
        pc.equal(rows.field("kind"), pa.array([ReferenceKind.LETTER.value])[0]),
        pc.equal(rows.field("status"), pa.array(["unresolved"])[0]),
    )
    asking = np.zeros(batch.num_rows, bool)
    asking[pc.list_parent_indices(lists).filter(is_open).to_numpy(zero_copy_only=False)] = True
    texts = batch.column("letters").flatten().field("text").to_pylist()
    for place, spans in enumerate(_word_spans(batch)):
        if not asking[place] and names_parties(texts[place] or "", spans, index):
            asking[place] = True
    return np.flatnonzero(asking)


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


def _letters(checkpoint: Checkpoint, agents: Path, choose: _Choose) -> Iterator[tuple[int, Letter]]:
    """Letters with their numbers and with their agents.

    Args:
        checkpoint: The records.
        agents: Of the participations in the order of the records.
        choose: Says of a batch of records and their numbers which are wanted, by their places.
    """
    known = Cursor(agents)
    number = 0
    for whole in checkpoint.read(_COLUMNS, rows=_ROWS):
        batch, numbers = whole, np.arange(number, number + whole.num_rows)
        number += whole.num_rows
        if whole.column("letter_id").null_count:
            valid = whole.column("letter_id").is_valid()
            batch, numbers = whole.filter(valid), numbers[valid.to_numpy(zero_copy_only=False)]
        counts = pc.list_value_length(batch.column("participations")).to_numpy()
        ends = np.cumsum(counts)
        told = known.take(int(counts.sum()))
        places = choose(batch, numbers)
        for place, letter in zip(
            places, letters_of(pa.Table.from_batches([batch.take(pa.array(places))])), strict=True
        ):
            own = told.slice(int(ends[place] - counts[place]), int(counts[place])).to_pylist()
            people = tuple(_known_as(one, row) for one, row in zip(letter.participations, own, strict=True))
            yield int(numbers[place]), replace(letter, participations=people)


def _known_as(one: Participation, told: dict[str, Any]) -> Participation:
    """A participation with its agent; an office with the name of its holder."""
    if told["held"] is None:
        return replace(one, agent_id=told["agent_id"])
    return replace(one, agent_id=told["agent_id"], name=told["held"], kind=AgentKind.PERSON)


def _index(connection: duckdb.DuckDBPyConnection, names: set[str]) -> LetterIndex:
    entries = _Entries(connection.sql(_ENTRIES).to_arrow_table())
    pairs = connection.execute(
        "SELECT author, recipient, list(number ORDER BY place) FROM by_pair GROUP BY author, recipient"
    ).fetchall()
    days = connection.execute("SELECT key, day, list(number) FROM by_day GROUP BY key, day").fetchall()
    return LetterIndex.of(names, _Found(pairs, entries), _Found(days, entries))


class _Entries:
    """The letters that were looked up, by their numbers."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table.combine_chunks()
        self._numbers = table.column("number").to_numpy()
        self.get = lru_cache(maxsize=1 << 16)(self._get)

    def _get(self, number: int) -> IndexedLetter:
        row = self._table.slice(int(np.searchsorted(self._numbers, number)), 1).to_pylist()[0]
        return IndexedLetter(
            row["letter_id"],
            frozenset(row["authors"] or ()),
            frozenset(row["recipients"] or ()),
            row["earliest"],
            row["latest"],
        )


class _Found(Mapping[Any, tuple[IndexedLetter, ...]]):
    """The letters that were found, by what they were looked up by."""

    def __init__(self, rows: list[tuple[Any, Any, list[int]]], entries: _Entries) -> None:
        self._numbers = {(one, other): np.array(numbers, np.int64) for one, other, numbers in rows}
        self._entries = entries

    def __getitem__(self, key: tuple[Any, ...]) -> tuple[IndexedLetter, ...]:
        return tuple(map(self._entries.get, self._numbers[key].tolist()))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def _resolve(checkpoint: Checkpoint, index: LetterIndex, agents: Path, asking: _Numbers, resolved: Inserter) -> None:
    """Resolve the references of the letters that asked; those that change go to `resolved`."""
    schema = arrow_schema(load_tables()["references"])

    def choose(_: pa.RecordBatch, numbers: _Numbers) -> _Numbers:
        return np.flatnonzero(np.isin(numbers, asking, assume_unique=True))

    for number, letter in _letters(checkpoint, agents, choose):
        settled = resolve_letter(letter, index)
        if settled is not letter:
            rows = reference_rows(settled)
            places = pa.array(range(len(rows)), pa.int64())
            columns = [pa.array([number] * len(rows), pa.int64()), places, *columns_of(rows, schema)]
            resolved.add(pa.table(columns, names=["number", "turn", *schema.names]))
