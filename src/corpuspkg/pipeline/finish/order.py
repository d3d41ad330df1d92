"""Bring letter records into the order of the package, in bounded memory.

DuckDB settles the order on the identifiers alone. The records are moved here: its own sort does not spill rows of
nested lists (2.0 ends with "out of memory"), and records are moved once, in runs that fit in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from corpuspkg.pipeline.checkpoint import Checkpoint
from corpuspkg.pipeline.finish.database import Cursor, Workspace, save
from corpuspkg.pipeline.finish.settlement import Ranks

if TYPE_CHECKING:
    import duckdb

# Bytes of a run, and of records that are parted into runs at a time: a run is held a few times over while it is sorted.
_RUN_BYTES = 64 * 2**20
_MOST_RUNS = 400
_BATCH_ROWS = 2048
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


def sorted_records(checkpoint: Checkpoint, ranks: Ranks, work: Workspace) -> Iterator[tuple[int, pa.RecordBatch]]:
    """All records in the order of the package, each batch with the bucket that it is of."""
    batches = checkpoint.read(rows=_BATCH_ROWS) if ranks.ordered else _moved(checkpoint, ranks, work)
    place = bucket = 0
    for batch in batches:
        taken = 0
        while taken < batch.num_rows:
            while place >= ranks.starts[bucket + 1]:
                bucket += 1
            rows = min(batch.num_rows - taken, ranks.starts[bucket + 1] - place)
            yield bucket, batch.slice(taken, rows)
            place, taken = place + rows, taken + rows


def _moved(checkpoint: Checkpoint, ranks: Ranks, work: Workspace) -> Iterator[pa.RecordBatch]:
    documents = ranks.starts[-1]
    rows = max(_run_rows(checkpoint, documents), -(-documents // _MOST_RUNS))
    folder = work.folder / "runs"
    folder.mkdir()
    runs = [folder / f"{number}.arrow" for number in range(-(-documents // rows))]
    _part(checkpoint, Cursor(ranks.table), runs, rows)
    for run in runs:
        with pa.OSFile(str(run)) as source:
            records = pa.ipc.open_stream(source).read_all()
        run.unlink()
        places = np.argsort(records.column("rank").to_numpy())
        records = records.drop_columns("rank").take(pa.array(places))
        yield from records.combine_chunks().to_batches(max_chunksize=_BATCH_ROWS)


def _run_rows(checkpoint: Checkpoint, documents: int) -> int:
    """Records of a run, by the size of all of them."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    size = 0
    for part in checkpoint.parts:
        described = pq.read_metadata(part)
        size += sum(described.row_group(group).total_byte_size for group in range(described.num_row_groups))
    return max(documents * _RUN_BYTES // max(size, 1), 1)


def _part(checkpoint: Checkpoint, ranks: Cursor, runs: list[Path], rows: int) -> None:
    """Write each record to the run that its rank is in."""
    with ExitStack() as stack:
        writers: dict[int, pa.ipc.RecordBatchStreamWriter] = {}
        for records in _blocks(checkpoint):
            rank = ranks.take(records.num_rows).column("rank").to_numpy()
            order = np.argsort(rank // rows, kind="stable")
            numbers, starts = np.unique((rank // rows)[order], return_index=True)
            moved = records.append_column("rank", pa.array(rank)).take(pa.array(order)).combine_chunks()
            for number, start, end in zip(numbers.tolist(), starts, [*starts[1:], len(order)], strict=True):
                if number not in writers:
                    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
                    sink = stack.enter_context(pa.OSFile(str(runs[number]), "wb"))
                    writers[number] = stack.enter_context(pa.ipc.new_stream(sink, moved.schema, options=options))
                writers[number].write_table(moved.slice(start, end - start))


def _blocks(checkpoint: Checkpoint) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    size = 0
    for batch in checkpoint.read():
        waiting.append(batch)
        size += batch.nbytes
        if size >= _RUN_BYTES:
            yield pa.Table.from_batches(waiting)
            waiting, size = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting)
