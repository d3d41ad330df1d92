"""Bring letter records into the order of the package, in bounded memory.

DuckDB settles the order on the identifiers alone. The records are moved here: its own sort does not spill rows of
nested lists (2.0 ends with "out of memory"), and records are moved once, in runs that fit in memory.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa

from corpuspkg.pipeline.checkpoint import Checkpoint, read_part
from corpuspkg.pipeline.finish.database import Cursor, Workspace, save
from corpuspkg.pipeline.finish.settlement import Ranks
from corpuspkg.pipeline.jobs import Share
from corpuspkg.records import record_schema

if TYPE_CHECKING:
    import duckdb

# Bytes of a run, and of records that are parted into runs at a time: a run is held a few times over while it is sorted.
_RUN_BYTES = 64 * 2**20
_MOST_RUNS = 400
# Jobs that the records are moved by.
_MOST_JOBS = 32
_BATCH_ROWS = 2048
_RANK = "rank"
HASH_BITS = 16


def bucket_bits(letters: int, per_bucket: int) -> int:
    """How many bits of the hash name a bucket: as few as keep buckets at `per_bucket` letters, on average.

    >>> [bucket_bits(letters, 100) for letters in (0, 100, 101, 200, 201)]
    [0, 0, 1, 1, 2]
    """
    return min((max(letters - 1, 0) // per_bucket).bit_length(), HASH_BITS)


def bucket_of(key: str, bits: int) -> str:
    """The bucket of a row, in SQL: the first bits of the SHA-256 of its key.

    Args:
        key: The key, in SQL.
        bits: As `bucket_bits` gives them.
    """
    if not bits:
        return "0"
    return f"(('0x' || left(sha256({key}), 4))::INTEGER >> {HASH_BITS - bits})"


def rank_documents(connection: duckdb.DuckDBPyConnection, per_bucket: int, path: Path) -> Ranks:
    """Give each document its rank, in the table `ranked` and in a file.

    Args:
        connection: Its table `documents` has `number`, `file` and `letter_id`.
        per_bucket: Letters in a bucket.
        path: The file.
    """
    (letters,) = connection.execute("SELECT count(letter_id) FROM documents").fetchone() or (0,)
    bits = bucket_bits(letters, per_bucket)
    connection.execute(
        f"CREATE TABLE ranked AS SELECT number, letter_id, bucket,"
        " row_number() OVER (ORDER BY bucket, letter_id IS NULL, letter_id, file) - 1 AS rank"
        f" FROM (SELECT *, {bucket_of('coalesce(letter_id, file)', bits)} AS bucket FROM documents)"
    )
    counts = dict(connection.execute("SELECT bucket, count(*) FROM ranked GROUP BY bucket").fetchall())
    (ordered,) = connection.execute("SELECT coalesce(bool_and(rank = number), true) FROM ranked").fetchone() or (True,)
    starts = np.cumsum([0, *(counts.get(bucket, 0) for bucket in range(2**bits))]).tolist()
    save(connection, "SELECT rank FROM ranked ORDER BY number", path)
    return Ranks(table=path, starts=tuple(starts), ordered=bool(ordered))


class Source(Protocol):
    """Brings the records of a bucket in the order of the package. It travels to the process that writes them."""

    def records(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The records with these columns alone, some at a time."""


@dataclass(frozen=True, slots=True)
class InParts:
    """Records that come in the order of the package: they are read from the checkpoint.

    Attributes:
        parts: Parts of the checkpoint that follow each other.
        skip: Records before those that are meant.
        rows: How many are meant.
    """

    parts: tuple[Path, ...]
    skip: int
    rows: int

    def records(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """See `Source`."""
        skip, left = self.skip, self.rows
        for batch in chain.from_iterable(read_part(part, columns, rows=_BATCH_ROWS) for part in self.parts):
            piece = batch.slice(skip, left)
            skip, left = max(skip - batch.num_rows, 0), left - piece.num_rows
            if piece.num_rows:
                yield piece


@dataclass(frozen=True, slots=True)
class InRuns:
    """Records that have been parted into runs.

    Attributes:
        runs: The files of each run; those of one run are sorted together.
    """

    runs: tuple[tuple[Path, ...], ...]

    def records(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """See `Source`."""
        for files in self.runs:
            tables = [_read_run(file, columns) for file in files if file.exists()]
            if tables:
                run = pa.concat_tables(tables)
                places = np.argsort(run.column(_RANK).to_numpy())
                run = run.drop_columns(_RANK).take(pa.array(places)).combine_chunks()
                yield from run.to_batches(max_chunksize=_BATCH_ROWS)


def _read_run(file: Path, columns: Sequence[str]) -> pa.Table:
    names = [*record_schema().names, _RANK]
    options = pa.ipc.IpcReadOptions(included_fields=[names.index(name) for name in (*columns, _RANK)])
    with pa.memory_map(str(file)) as source:
        return pa.ipc.open_stream(source, options=options).read_all()


def sources(checkpoint: Checkpoint, ranks: Ranks, work: Workspace, share: Share) -> list[Source]:
    """Where the records of each bucket are; they are parted into runs first where they come in another order.

    Args:
        checkpoint: The records.
        ranks: Their order in the package.
        work: Where runs are written.
        share: Does the work on the parts.
    """
    counts = checkpoint.counts()
    if ranks.ordered:
        return [_in_parts(checkpoint.parts, counts, start, stop) for start, stop in pairwise(ranks.starts)]
    bounds, sizes = _runs(checkpoint, ranks)
    folder = work.folder / "runs"
    folder.mkdir()
    # Each job leaves a file a run.
    size = -(-len(counts) // _MOST_JOBS)
    firsts = list(accumulate(counts, initial=0))
    jobs = [
        MoveJob(checkpoint.parts[at : at + size], firsts[at], ranks.table, bounds, folder, at // size)
        for at in range(0, len(counts), size)
    ]
    for _ in share(jobs):
        pass
    files = [tuple(job.file(run) for job in jobs) for run in range(len(bounds))]
    ends = [0, *accumulate(sizes)]
    return [InRuns(tuple(files[start:stop])) for start, stop in pairwise(ends)]


def _in_parts(parts: Sequence[Path], counts: Sequence[int], start: int, stop: int) -> InParts:
    firsts = list(accumulate(counts, initial=0))
    first = max(bisect_right(firsts, start) - 1, 0)
    return InParts(tuple(parts[first : bisect_left(firsts, stop)]), start - firsts[first], stop - start)


def _runs(checkpoint: Checkpoint, ranks: Ranks) -> tuple[list[int], list[int]]:
    """The first rank of each run, and how many runs each bucket has; no run has records of two buckets."""
    documents = ranks.starts[-1]
    rows = max(_run_rows(checkpoint, documents), -(-documents // _MOST_RUNS))
    buckets = [range(start, stop, rows) for start, stop in pairwise(ranks.starts)]
    return list(chain.from_iterable(buckets)), list(map(len, buckets))


def _run_rows(checkpoint: Checkpoint, documents: int) -> int:
    """Records of a run, by the size of all of them."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    size = 0
    for part in checkpoint.parts:
        described = pq.read_metadata(part)
        size += sum(described.row_group(group).total_byte_size for group in range(described.num_row_groups))
    return max(documents * _RUN_BYTES // max(size, 1), 1)


@dataclass(frozen=True, slots=True)
class MoveJob:
    """Writes each record of some parts to the run that its rank is in.

    Attributes:
        parts: The parts.
        first: The number of their first record.
        ranks: `rank` for each record, in the order of the checkpoint.
        bounds: The first rank of each run.
        folder: Of the runs.
        number: Of the job, for the names of its files.
    """

    parts: tuple[Path, ...]
    first: int
    ranks: Path
    bounds: list[int]
    folder: Path
    number: int

    def file(self, run: int) -> Path:
        """Where this job writes the records of a run; none is written where there are none."""
        return self.folder / f"{run}-{self.number}.arrow"

    def run(self) -> None:
        """Read the parts."""
        ranks = Cursor(self.ranks, skip=self.first)
        options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
        with ExitStack() as stack:
            writers: dict[int, pa.ipc.RecordBatchStreamWriter] = {}
            for records in self._blocks():
                rank = ranks.take(records.num_rows).column("rank").to_numpy()
                runs = np.searchsorted(self.bounds, rank, side="right") - 1
                order = np.argsort(runs, kind="stable")
                numbers, starts = np.unique(runs[order], return_index=True)
                moved = records.append_column(_RANK, pa.array(rank)).take(pa.array(order)).combine_chunks()
                for number, start, end in zip(numbers.tolist(), starts, [*starts[1:], len(order)], strict=True):
                    if number not in writers:
                        sink = stack.enter_context(pa.OSFile(str(self.file(number)), "wb"))
                        writers[number] = stack.enter_context(pa.ipc.new_stream(sink, moved.schema, options=options))
                    writers[number].write_table(moved.slice(start, end - start))

    def _blocks(self) -> Iterator[pa.Table]:
        waiting: list[pa.RecordBatch] = []
        size = 0
        for batch in chain.from_iterable(map(read_part, self.parts)):
            waiting.append(batch)
            size += batch.nbytes
            if size >= _RUN_BYTES:
                yield pa.Table.from_batches(waiting)
                waiting, size = [], 0
        if waiting:
            yield pa.Table.from_batches(waiting)
