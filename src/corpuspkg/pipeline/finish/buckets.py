"""Write one bucket of a package: the files of all tables with the rows of its letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.assemble import explode, explode_participations, explode_references
from corpuspkg.pipeline.finish.database import Cursor, Inserter, Workspace, database, select
from corpuspkg.pipeline.finish.order import Source
from corpuspkg.pipeline.finish.settlement import Settlement
from corpuspkg.records import record_schema
from corpuspkg.schema import TABLES, arrow_schema, load_tables
from corpuspkg.store import table_stem
from corpuspkg.tablefiles import StoredPart, TableWriter

if TYPE_CHECKING:
    import duckdb

# Tables whose rows stand in the order of the letters; the others are sorted by a key of their own.
_BY_LETTER = ("letters", "participations", "citations", "references", "segments", "evidence", "curations")
# Tables whose rows are settled, whatever records say of them.
_OF_CORPUS = ("agents", "instruments")
_BY_KEY = {"sources": "source_id", "issues": "document, issue_id"}


def finish_bucket(
    settlement: Settlement,
    bucket: int,
    records: Iterable[pa.RecordBatch],
    root: Path,
    work: Workspace,
    *,
    with_text: bool = True,
    tables: Sequence[str] = TABLES,
) -> dict[str, StoredPart]:
    """Write the files of a bucket.

    Args:
        settlement: What is settled of the corpus.
        bucket: Its number.
        records: All its records in the order of the package, in any batches.
        root: Folder of the package.
        work: Where and with what to work.
        with_text: False leaves out the letters' texts.
        tables: Those to write; the records need no other columns than theirs.

    Returns:
        What was written, by table.
    """
    tag = settlement.ranks.buckets[bucket]
    with ExitStack() as stack:
        writers = {name: stack.enter_context(_writer(name, tag, root)) for name in tables}
        keys = {name: key for name, key in _BY_KEY.items() if name in tables}
        sorter = stack.enter_context(_Sorter.of(keys, work))
        decided = _Decided.of_bucket(settlement, bucket)
        own = [name for name in _BY_LETTER if name in tables]
        for batch in records:
            sorter.add(batch)
            for name, rows in decided.made(batch, own, with_text=with_text):
                writers[name].write(rows)
        for name, rows in sorter.sorted():
            writers[name].write(_as_published(rows, name))
        for name, path in (("agents", settlement.agents), ("instruments", settlement.instruments)):
            for rows in _of_bucket(path, bucket) if name in tables else ():
                writers[name].write(_as_published(rows, name))
        return {name: writer.close() for name, writer in writers.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteJob:
    """Writes some tables of a bucket.

    Attributes:
        tables: Their names.
        source: Brings the records.
        work: Where and with what; its folder is made, and gone afterwards.
    """

    settlement: Settlement
    bucket: int
    tables: tuple[str, ...]
    source: Source
    root: Path
    work: Workspace
    with_text: bool

    def run(self) -> dict[str, StoredPart]:
        """Write them; gives what was written, by table."""
        columns = [name for name in self.tables if name in record_schema().names and name not in _OF_CORPUS]
        records = self.source.records(columns) if columns else ()
        self.work.folder.mkdir(exist_ok=True)
        try:
            return finish_bucket(
                self.settlement,
                self.bucket,
                records,
                self.root,
                self.work,
                with_text=self.with_text,
                tables=self.tables,
            )
        finally:
            rmtree(self.work.folder)


@dataclass(frozen=True, slots=True)
class _Sorter:
    """Sorts tables by keys of their own, on disk where they are too large."""

    keys: Mapping[str, str]
    connection: duckdb.DuckDBPyConnection | None
    tables: Mapping[str, Inserter]

    @classmethod
    @contextmanager
    def of(cls, keys: Mapping[str, str], work: Workspace) -> Iterator[_Sorter]:
        if not keys:
            # A database takes a moment to load.
            yield cls({}, None, {})
            return
        with database(work) as connection:
            tables = {name: Inserter(connection, name, arrow_schema(load_tables()[name])) for name in keys}
            yield cls(keys, connection, tables)

    def add(self, records: pa.RecordBatch) -> None:
        for name, inserter in self.tables.items():
            inserter.add(explode(records, name))

    def sorted(self) -> Iterator[tuple[str, pa.Table]]:
        for name, inserter in self.tables.items():
            inserter.flush()
            if self.connection is not None:
                for rows in select(self.connection, f"SELECT * FROM {name} ORDER BY {self.keys[name]}"):
                    yield name, rows


def _writer(name: str, tag: str | None, root: Path) -> TableWriter:
    table = load_tables()[name]
    return TableWriter(table_stem(root, name, tag), arrow_schema(table), table.descriptor["schema"], root)


def _as_published(rows: pa.Table, name: str) -> pa.Table:
    schema = arrow_schema(load_tables()[name])
    return pa.Table.from_arrays([rows.column(field.name) for field in schema], schema=schema)


def _of_bucket(path: Path, bucket: int) -> Iterator[pa.Table]:
    for rows in Cursor(path).rest():
        yield rows.filter(pa.array(rows.column("bucket").to_numpy() == bucket))


@dataclass(slots=True)
class _Decided:
    """What is settled of the letters of a bucket, read beside their records."""

    participations: Cursor
    references: Iterator[pa.Table]
    rank: int
    waiting: pa.Table

    @classmethod
    def of_bucket(cls, settlement: Settlement, bucket: int) -> _Decided:
        references = Cursor(settlement.references)
        return cls(
            participations=Cursor(settlement.participations, skip=settlement.starts[bucket]),
            references=references.rest(),
            rank=settlement.ranks.starts[bucket],
            waiting=references.take(0),
        )

    def made(self, records: pa.RecordBatch, names: Sequence[str], *, with_text: bool) -> Iterator[tuple[str, pa.Table]]:
        """The rows of tables that the next records give."""
        for name in names:
            if name == "participations":
                count = pc.sum(pc.list_value_length(records.column(name))).as_py() or 0
                settled = self.participations.take(count)
                columns = {column: settled.column(column) for column in ("agent_id", "status", "office")}
                yield name, explode_participations(records, columns)
            elif name == "references":
                yield name, explode_references(records, self._replaced(records.num_rows))
            else:
                yield name, explode(records, name, with_text=with_text)

    def _replaced(self, rows: int) -> pa.Table:
        """The references that are settled for the next `rows` records, with the places of these."""
        first, self.rank = self.rank, self.rank + rows
        while not self.waiting.num_rows or self.waiting.column("rank")[-1].as_py() < self.rank:
            following = next(self.references, None)
            if following is None:
                break
            self.waiting = pa.concat_tables([self.waiting, following])
        ranks = self.waiting.column("rank").to_numpy()
        start, end = np.searchsorted(ranks, [first, self.rank]).tolist()
        found, self.waiting = self.waiting.slice(start, end - start), self.waiting.slice(end)
        return found.append_column("at", pa.array(ranks[start:end] - first))
