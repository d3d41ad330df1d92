"""Write the files of a table so that the same rows give the same bytes, however they come.

CSV: UTF-8, LF, RFC 4180, null as an empty field. Parquet: version 2.6, data pages 1.0, zstd level 3, row groups of
65,536 rows. Parquet's bytes are the same for one version of pyarrow; its content is the same for all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.logical import OrderedHash, text_value

if TYPE_CHECKING:
    import pyarrow.parquet as pq

ROW_GROUP_ROWS = 65_536
# A row group ends before that where its text would fill more memory than a writer should take.
_ROW_GROUP_BYTES = 512 * 2**20
# Rows are cut into pieces of this size before anything depends on them: pages of Parquet end where arrays do.
_PIECE_ROWS = 4096
_TEXT = pa.large_string()
# What a cell of CSV is quoted for.
_ODD, _ODD_PATTERN = b'",\r\n', '[",\r\n]'


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A written file: path relative to the package, size and digest."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPart:
    """The files of a table, or of one bucket of it.

    Attributes:
        logical: Their logical hash (`corpuspkg.logical`); None where the rows did not come in the order of the key.
    """

    csv: StoredFile
    parquet: StoredFile
    rows: int
    logical: str | None


class TableWriter:
    """Writes `<stem>.csv` and `<stem>.parquet`, in memory that does not grow with the rows.

    The files are there as a whole when the context ends well.
    """

    def __init__(self, stem: Path, schema: pa.Schema, table_schema: Mapping[str, Any] | None, root: Path) -> None:
        """Open the files.

        Args:
            stem: Their path without suffix; its folder is made.
            schema: Arrow schema of the rows.
            table_schema: Their Table Schema; without one there is no logical hash.
            root: Folder of the package.
        """
        import pyarrow.parquet as pq  # noqa: PLC0415 - only writing needs it

        stem.parent.mkdir(parents=True, exist_ok=True)
        self._root, self._schema = root, schema
        self._csv = _Sink(stem.with_name(f"{stem.name}.csv"))
        self._parquet = _Sink(stem.with_name(f"{stem.name}.parquet"))
        self._csv.write(",".join(schema.names).encode() + b"\n")
        self._writer: pq.ParquetWriter = pq.ParquetWriter(
            pa.PythonFile(self._parquet, mode="w"),
            schema,
            version="2.6",
            data_page_version="1.0",
            compression="zstd",
            compression_level=3,
            store_schema=False,
        )
        self._hash = OrderedHash(table_schema) if table_schema else None
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._group: list[pa.RecordBatch] = []
        self._group_rows = self._group_bytes = 0
        self._rows = 0

    def write(self, rows: pa.Table) -> None:
        """Take in the next rows, in the order of the key."""
        self._waiting.append(rows)
        self._waiting_rows += rows.num_rows
        if self._waiting_rows < _PIECE_ROWS:
            return
        joined = pa.concat_tables(self._waiting)
        whole = self._waiting_rows - self._waiting_rows % _PIECE_ROWS
        for start in range(0, whole, _PIECE_ROWS):
            self._write_piece(joined.slice(start, _PIECE_ROWS))
        self._waiting, self._waiting_rows = [joined.slice(whole)], self._waiting_rows - whole

    def close(self) -> StoredPart:
        """Write what is left.

        Returns:
            What was written.
        """
        if self._waiting_rows:
            self._write_piece(pa.concat_tables(self._waiting))
        self._waiting = []
        self._end_group()
        self._writer.close()
        return StoredPart(
            csv=self._csv.close(self._root),
            parquet=self._parquet.close(self._root),
            rows=self._rows,
            logical=self._hash.result() if self._hash else None,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for sink in (self._csv, self._parquet):
            sink.abandon()
        # Where something failed it is still open, and would write the end of the file when it is forgotten.
        self._writer.close()

    def _write_piece(self, rows: pa.Table) -> None:
        piece = rows.combine_chunks()
        self._rows += piece.num_rows
        self._csv.write(csv_lines(piece))
        if self._hash:
            self._hash.add(piece)
        self._group += piece.to_batches()
        self._group_rows += piece.num_rows
        self._group_bytes += _text_bytes(piece)
        if self._group_rows >= ROW_GROUP_ROWS or self._group_bytes >= _ROW_GROUP_BYTES:
            self._end_group()

    def _end_group(self) -> None:
        if self._group:
            table = pa.Table.from_batches(self._group, self._schema)
            self._writer.write_table(table, row_group_size=ROW_GROUP_ROWS)
        self._group, self._group_rows, self._group_bytes = [], 0, 0


def write_table_part(
    stem: Path, batches: Iterable[pa.Table], schema: pa.Schema, table_schema: Mapping[str, Any] | None, root: Path
) -> StoredPart:
    """Write rows that come in the order of their key; see `TableWriter`."""
    with TableWriter(stem, schema, table_schema, root) as writer:
        for rows in batches:
            writer.write(rows)
        return writer.close()


def csv_lines(table: pa.Table) -> memoryview:
    r"""The rows as lines of CSV.

    >>> bytes(csv_lines(pa.table({"a": ["one, two", None], "b": [1, 2]})))
    b'"one, two",1\n,2\n'
    """
    columns = [_cells(column.combine_chunks()) for column in table.columns]
    columns[-1] = pc.binary_join_element_wise(columns[-1], text_value("\n"), text_value(""))
    lines = pc.binary_join_element_wise(*columns, text_value(",")) if len(columns) > 1 else columns[0]
    offsets = memoryview(lines.buffers()[1]).cast("q")
    start, end = offsets[lines.offset], offsets[lines.offset + len(lines)]
    return memoryview(lines.buffers()[2] or b"")[start:end]


def _cells(column: pa.Array) -> pa.Array:
    """The values of a column as they stand in CSV."""
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks else pa.nulls(0, column.type)
    text = column.cast(_TEXT)
    if (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)) and _holds(text, _ODD):
        odd = pc.match_substring_regex(text, _ODD_PATTERN)
        quoted = _quoted(text)
        text = quoted if pc.all(odd, skip_nulls=False).as_py() else pc.if_else(odd, quoted, text)
    return pc.fill_null(text, text_value("")) if text.null_count else text


def _quoted(text: pa.Array) -> pa.Array:
    quote = text_value('"')
    if _holds(text, b'"'):
        text = pc.replace_substring(text, pattern='"', replacement='""')
    return pc.binary_join_element_wise(quote, text, quote, text_value(""))


def _holds(text: pa.Array, characters: bytes) -> bool:
    """Whether one of some characters stands in any cell: one look through all of them, which most columns stop at."""
    offsets = memoryview(text.buffers()[1]).cast("q")
    start, end = offsets[text.offset], offsets[text.offset + len(text)]
    data = bytes(memoryview(text.buffers()[2] or b"")[start:end])
    return any(data.find(character) >= 0 for character in characters)


def _text_bytes(table: pa.Table) -> int:
    return sum(
        pc.sum(pc.binary_length(column)).as_py() or 0 for column in table.columns if pa.types.is_string(column.type)
    )


class _Sink:
    """A new file that counts and hashes what is written to it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.file: BinaryIO = path.open("wb")
        self._digest = hashlib.sha256()
        self._bytes = 0
        self._abandoned = False

    @property
    def closed(self) -> bool:
        return self.file.closed

    def write(self, data: bytes | memoryview) -> int:
        if self._abandoned:
            return len(data)
        self._digest.update(data)
        self._bytes += len(data)
        return self.file.write(data)

    def flush(self) -> None:
        if not self._abandoned:
            self.file.flush()

    def abandon(self) -> None:
        """Close the file; what is written from now on goes nowhere."""
        self._abandoned = True
        with suppress(OSError):  # what is left of the file cannot be written either
            self.file.close()

    def close(self, root: Path | None = None) -> StoredFile:
        # pyarrow closes the sink by itself; what was written is asked for afterwards.
        self.file.close()
        path = self._path.relative_to(root or self._path.anchor).as_posix()
        return StoredFile(path=path, bytes=self._bytes, sha256=self._digest.hexdigest())
