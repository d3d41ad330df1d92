"""Between reading letters and finishing the package: letter records on disk, in numbered parts.

A part is a Parquet file with the columns of `corpuspkg.records.record_schema`. It is there as a whole or not at all,
and how the documents are split into parts changes nothing in the package.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from corpuspkg.records import record_schema
from corpuspkg.rows import DocumentIssue
from corpuspkg.sidecar import Sidecar

# Rows and bytes of a row group: what a reader holds at a time.
_GROUP_ROWS = 4096
_GROUP_BYTES = 16_000_000
_READ_ROWS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The records of all documents of a corpus.

    Attributes:
        folder: Where the parts lie.
        parts: Their files, in the order of the plan. A document that gave no letter is a record without `letter_id`.
        sidecars: The sidecars that say something.
        problems: What is wrong with sidecars: the maintainer has to decide, so nothing is published.
        documents: Number of documents.
    """

    folder: Path
    parts: tuple[Path, ...]
    sidecars: tuple[Sidecar, ...] = ()
    problems: tuple[DocumentIssue, ...] = ()
    documents: int = 0

    def read(self, columns: Sequence[str] | None = None, *, rows: int = _READ_ROWS) -> Iterator[pa.RecordBatch]:
        """The records, some at a time.

        Args:
            columns: Columns of the records, and fields of their lists as `letters.sent_date`; all by default. A list of
                which only some fields are read has structs with these fields alone.
            rows: Most records in a batch.
        """
        for part in self.parts:
            yield from read_part(part, columns, rows=rows)

    def counts(self) -> list[int]:
        """The number of records of each part."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

        return [pq.read_metadata(part).num_rows for part in self.parts]


def read_part(path: Path, columns: Sequence[str] | None = None, *, rows: int = _READ_ROWS) -> Iterator[pa.RecordBatch]:
    """The records of one part; see `Checkpoint.read`."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    wanted = None if columns is None else [name.replace(".", ".list.element.") for name in columns]
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(rows, columns=wanted, use_threads=False)


def write_part(batches: Iterable[pa.RecordBatch], path: Path) -> int:
    """Write a part; its file appears when it is complete and on disk.

    Returns:
        The number of records.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    written = 0
    try:
        with unfinished.open("wb") as file:
            with pq.ParquetWriter(file, record_schema(), compression="zstd", compression_level=1) as writer:
                for table in _groups(batches):
                    writer.write_table(table, row_group_size=max(table.num_rows, 1))
                    written += table.num_rows
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return written


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Batches joined into row groups of some size."""
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        waiting.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= _GROUP_ROWS or size >= _GROUP_BYTES:
            yield pa.Table.from_batches(waiting)
            waiting, rows, size = [], 0, 0
    if waiting:
        yield pa.Table.from_batches(waiting)


def _sync_folder(folder: Path) -> None:
    """Make the file's name last, where the system lets folders be opened for it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)
