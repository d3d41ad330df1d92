"""Write one bucket of a package: the files of all tables with the rows of its letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.assemble import explode, explode_participations, explode_references
from corpuspkg.pipeline.finish.database import Cursor, Inserter, Workspace, database, select
from corpuspkg.pipeline.finish.settlement import Settlement
from corpuspkg.schema import TABLES, arrow_schema, load_tables
from corpuspkg.store import table_stem
from corpuspkg.tablefiles import StoredPart, TableWriter

# Tables whose rows stand in the order of the letters; the others are sorted by a key of their own.
_BY_LETTER = ("letters", "participations", "citations", "references", "segments", "evidence", "curations")
_BY_KEY = {"sources": "source_id", "issues": "document, issue_id"}


def finish_bucket(
    settlement: Settlement,
    bucket: int,
    records: Iterable[pa.RecordBatch],
    root: Path,
    work: Workspace,
    *,
    with_text: bool = True,
) -> dict[str, StoredPart]:
    """Write the files of a bucket.

    Args:
        settlement: What is settled of the corpus.
        bucket: Its number.
        records: All its records in the order of the package, in any batches.
        root: Folder of the package.
        work: Where and with what to work.
        with_text: False leaves out the letters' texts.

    Returns:
        What was written, by table.
    """
    tag = settlement.ranks.buckets[bucket]
    with ExitStack() as stack:
        writers = {name: stack.enter_context(_writer(name, tag, root)) for name in TABLES}
        threads = stack.enter_context(ThreadPoolExecutor(work.threads))
        sorter = stack.enter_context(database(work))
        unsorted = {name: Inserter(sorter, name, arrow_schema(load_tables()[name])) for name in _BY_KEY}
        decided = _Decided.of_bucket(settlement, bucket)
        for batch in records:
            for name, inserter in unsorted.items():
                inserter.add(explode(batch, name))
            steps = [partial(_write, writers[name], make) for name, make in decided.tables(batch, with_text=with_text)]
            # Asking for the results raises what failed in a thread.
            list(threads.map(lambda step: step(), steps))
        for name, inserter in unsorted.items():
            inserter.flush()
            for rows in select(sorter, f"SELECT * FROM {name} ORDER BY {_BY_KEY[name]}"):
                _write(writers[name], partial(_as_published, rows, name))
        for name, path in (("agents", settlement.agents), ("instruments", settlement.instruments)):
            for rows in _of_bucket(path, bucket):
                _write(writers[name], partial(_as_published, rows, name))
        return {name: writer.close() for name, writer in writers.items()}


def _writer(name: str, tag: str | None, root: Path) -> TableWriter:
    table = load_tables()[name]
    return TableWriter(table_stem(root, name, tag), arrow_schema(table), table.descriptor["schema"], root)


def _write(writer: TableWriter, make: Callable[[], pa.Table]) -> None:
    writer.write(make())


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

    def tables(self, records: pa.RecordBatch, *, with_text: bool) -> list[tuple[str, Callable[[], pa.Table]]]:
        """How the tables of the next records are made; that can be done in any thread."""
        count = pc.sum(pc.list_value_length(records.column("participations"))).as_py() or 0
        settled = self.participations.take(count)
        columns = {name: settled.column(name) for name in ("agent_id", "status", "office")}
        made: dict[str, Callable[[], pa.Table]] = {
            name: partial(explode, records, name, with_text=with_text) for name in _BY_LETTER
        }
        made["participations"] = partial(explode_participations, records, columns)
        made["references"] = partial(explode_references, records, self._replaced(records.num_rows))
        return list(made.items())

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
