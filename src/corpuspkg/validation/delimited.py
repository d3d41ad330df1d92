"""Read delimited text: pyarrow's reader where the dialect is plain, a reader in Python for the rest.

Both give the same batches: all cells as text, rows with too few or too many cells repaired and reported.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from corpuspkg.validation.columns import strings
from corpuspkg.validation.records import Record, csv_options, read_records
from corpuspkg.validation.rows import Batch, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from corpuspkg.validation.package import Dialect

    Tell = Callable[[str, str, int | None], None]

_BLOCK = 4 * 2**20
_ROWS = 20_000
# What Python's decoder makes of bytes that are not in the encoding.
_ESCAPED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What is known of a delimited file before its rows are read.

    Attributes:
        labels: The header; None where the dialect says there is none, empty where the file ends before it.
        offset: Bytes up to the first row of data.
        first: Number of the first row of data.
        width: Cells in a row.
        plain: Whether pyarrow's reader can read it.
    """

    labels: tuple[str, ...] | None
    offset: int
    first: int
    width: int
    plain: bool


class Delimited:
    """A delimited file.

    Args:
        width: Number of the schema's fields, for files without header.
        expected: The header of the file that this one continues: it may be repeated here.
    """

    def __init__(
        self,
        path: Path,
        dialect: Dialect,
        encoding: str,
        width: int | None,
        tell: Tell,
        *,
        expected: tuple[str, ...] | None = None,
    ) -> None:
        self._path = path
        self._dialect = dialect
        self._encoding = encoding
        self._tell = tell
        self._expected = expected
        self.layout = self._look(width)

    def batches(self, *, clean: bool) -> Iterator[Batch]:
        """All rows.

        Args:
            clean: Put null for the empty string, where that is all that stands for a missing value.
        """
        if self.layout.plain:
            yield from self._fast(clean=clean)
        else:
            yield from self._slow()

    def _open(self) -> BinaryIO:
        if self._path.suffix.lower() == ".gz":
            return gzip.open(self._path, "rb")  # type: ignore[return-value]  # reads bytes like any file
        return self._path.open("rb")

    def _look(self, width: int | None) -> Layout:
        with self._open() as stream:
            start = stream.read(len(codecs.BOM_UTF8))
            offset = len(start) if start == codecs.BOM_UTF8 else 0
            stream.seek(offset)
            head = stream.read(2**16)
            utf8 = self._encoding in ("utf-8", "utf-8-sig", "ascii")
            # A lone carriage return ends lines that the counting of bytes below would not see.
            odd = b"\r" in head.replace(b"\r\n", b"")
            plain = utf8 and self._dialect.is_plain and not odd and self._path.suffix.lower() != ".gz"
            if not plain:
                return self._look_slowly(width)
            stream.seek(offset)
            record, size = _first_record(stream, self._dialect)
        if self._expected is not None and tuple(record or ()) != self._expected:
            return Layout(labels=self._expected, offset=offset, first=1, width=len(self._expected), plain=True)
        if self._dialect.header:
            labels = tuple(record or ())
            return Layout(labels=labels, offset=offset + size, first=2, width=len(labels), plain=True)
        return Layout(labels=None, offset=offset, first=1, width=width or len(record or ()), plain=True)

    def _look_slowly(self, width: int | None) -> Layout:
        dialect = self._dialect
        if not dialect.header:
            if width is None:
                first = next(iter(self._records()), None)
                width = len(first.cells) if first else 0
            return Layout(labels=None, offset=0, first=1, width=width, plain=False)
        parts: list[list[str]] = []
        last = max(dialect.header_rows, default=0)
        for record in self._records():
            if record.number in dialect.header_rows or (dialect.header_rows == (1,) and not parts):
                parts.append(record.cells)
                last = max(last, record.number)
            if record.number >= last and parts:
                break
        labels = _join_header(parts, dialect.header_join)
        if self._expected is not None and labels != self._expected:
            return Layout(labels=self._expected, offset=0, first=1, width=len(self._expected), plain=False)
        return Layout(labels=labels, offset=0, first=last + 1, width=len(labels), plain=False)

    def _fast(self, *, clean: bool) -> Iterator[Batch]:
        layout = self.layout
        if layout.width == 0 or self._path.stat().st_size <= layout.offset:
            return
        odd: list[tuple[int, int, str]] = []

        def keep_aside(row: pv.InvalidRow) -> str:
            odd.append((row.number - 1, row.actual_columns, row.text))
            return "skip"

        names = [f"c{number}" for number in range(layout.width)]
        dialect = self._dialect
        with pa.OSFile(str(self._path)) as source:
            source.seek(layout.offset)
            reader = pv.open_csv(
                source,
                read_options=pv.ReadOptions(use_threads=False, column_names=names, block_size=_BLOCK),
                parse_options=pv.ParseOptions(
                    delimiter=dialect.delimiter,
                    quote_char=dialect.quote_char or False,
                    double_quote=dialect.double_quote,
                    escape_char=dialect.escape_char or False,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=keep_aside,
                ),
                convert_options=pv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.binary()),
                    null_values=[""] if clean else [],
                    strings_can_be_null=clean,
                    quoted_strings_can_be_null=clean,
                ),
            )
            read = 0
            for batch in reader:
                number = batch.num_rows
                if not number:
                    continue
                positions, read = _positions(read, number, [index for index, _, _ in odd])
                rows = _shift(positions, layout.first)
                yield self._decode(batch.columns, rows, clean=clean)
                if len(odd) >= _ROWS:
                    yield from self._repaired(self._as_records(odd[:-1]))
                    odd = odd[-1:]
        if odd:
            yield from self._repaired(self._as_records(odd))

    def _as_records(self, odd: list[tuple[int, int, str]]) -> list[Record]:
        first = self.layout.first
        return [Record(number=index + first, cells=self._cells(text)) for index, _, text in odd]

    def _cells(self, text: str) -> list[str]:
        return next(csv.reader(io.StringIO(text, newline=""), **csv_options(self._dialect)), [])

    def _decode(self, columns: Sequence[pa.Array], rows: Rows, *, clean: bool) -> Batch:
        texts = []
        for column in columns:
            try:
                texts.append(pc.cast(column, pa.string()))
            except pa.ArrowInvalid:
                texts.append(self._decode_cells(column, rows))
        return Batch(columns=tuple(texts), rows=rows, cleaned=clean)

    def _decode_cells(self, column: pa.Array, rows: Rows) -> pa.Array:
        texts: list[str | None] = []
        for position, cell in enumerate(column.to_pylist()):
            try:
                texts.append(None if cell is None else cell.decode("utf-8"))
            except UnicodeDecodeError as error:
                row = int(rows.at(np.array([position]))[0])
                self._tell("encoding", f"byte {cell[error.start]:#04x} is not UTF-8", row)
                texts.append(cell.decode("utf-8", errors="replace"))
        return strings(texts)

    def _records(self) -> Iterator[Record]:
        with self._open() as raw:
            encoding = "utf-8-sig" if self._encoding == "utf-8" else self._encoding
            stream = io.TextIOWrapper(raw, encoding=encoding, newline="", errors="surrogateescape")
            yield from read_records(stream, self._dialect)

    def _slow(self) -> Iterator[Batch]:
        pending: list[Record] = []
        for record in self._records():
            if record.number < self.layout.first:
                continue
            pending.append(self._without_escapes(record))
            if len(pending) >= _ROWS:
                yield from self._repaired(pending)
                pending = []
        if pending:
            yield from self._repaired(pending)

    def _without_escapes(self, record: Record) -> Record:
        """The row with a replacement character for each byte that could not be decoded."""
        cells = [_ESCAPED.sub("\N{REPLACEMENT CHARACTER}", cell) for cell in record.cells]
        if cells == record.cells:
            return record
        self._tell("encoding", f"bytes that are not {self._encoding}", record.number)
        return Record(number=record.number, cells=cells)

    def _repaired(self, records: list[Record]) -> Iterator[Batch]:
        """Rows of any number of cells, brought to the width of the table."""
        width = self.layout.width
        for record in records:
            size = len(record.cells)
            if size == 0 or (size == 1 and not record.cells[0]):
                continue
            if size > width:
                self._tell("cell-extra", f"{size} cells where the table has {width} fields", record.number)
            elif size < width:
                self._tell("cell-missing", f"{size} cells where the table has {width} fields", record.number)
        null = self._dialect.null_sequence
        columns = tuple(strings(_cell(record.cells, place, null) for record in records) for place in range(width))
        listed = np.array([record.number for record in records], dtype=np.int64)
        yield Batch(columns=columns, rows=Rows(listed=listed))


def _first_record(stream: BinaryIO, dialect: Dialect) -> tuple[list[str] | None, int]:
    """The first row and its size in bytes."""
    size = 0

    def lines() -> Iterator[str]:
        nonlocal size
        for line in stream:
            size += len(line)
            yield line.decode("utf-8", errors="replace")

    return next(csv.reader(lines(), **csv_options(dialect)), None), size


def _cell(cells: list[str], place: int, null: str | None) -> str | None:
    if not cells:
        return ""
    cell = cells[place] if place < len(cells) else None
    return None if cell == null else cell


def _join_header(parts: list[list[str]], join: str) -> tuple[str, ...]:
    """Labels of a header of several rows; a cell without text repeats the one before it in its row."""
    width = max(map(len, parts), default=0)
    labels = []
    for place in range(width):
        words: list[str] = []
        for part in parts:
            filled = next((cell for cell in reversed(part[: place + 1]) if cell), "") if len(parts) > 1 else ""
            word = part[place] if place < len(part) and part[place] else filled
            if word and (not words or words[-1] != word):
                words.append(word)
        labels.append(join.join(words))
    return tuple(labels)


def _positions(read: int, number: int, odd: list[int]) -> tuple[np.ndarray | tuple[int, int], int]:
    """Positions in the file of the next rows, where those at `odd` were left out; and the position after them."""
    inside = [index for index in odd if index >= read]
    if not inside or inside[0] >= read + number:
        return (read, number), read + number
    span = number + len(inside)
    taken = np.setdiff1d(np.arange(read, read + span), np.array(inside), assume_unique=True)[:number]
    return taken, int(taken[-1]) + 1


def _shift(positions: np.ndarray | tuple[int, int], first: int) -> Rows:
    if isinstance(positions, tuple):
        return Rows(start=positions[0] + first, length=positions[1])
    return Rows(listed=positions + first)
