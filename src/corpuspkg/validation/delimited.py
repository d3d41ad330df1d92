"""Read delimited text: pyarrow's reader where the dialect is plain, a reader in Python for the rest.

Both give the same batches: all cells as text, rows with too few or too many cells repaired and reported.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from corpuspkg.validation.columns import strings
from corpuspkg.validation.layout import TextFile, look
from corpuspkg.validation.records import Record, csv_options
from corpuspkg.validation.rows import Batch, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    # Takes a code, a message and a row.
    Tell = Callable[[str, str, int | None], None]

_BLOCK = 2**20
_ROWS = 20_000
# What Python's decoder makes of bytes that are not in the encoding.
_ESCAPED = re.compile("[\udc80-\udcff]")


class Delimited:
    """A delimited file."""

    def __init__(self, file: TextFile, tell: Tell) -> None:
        self._file = file
        self._dialect = file.dialect
        self._tell = tell
        self.layout = look(file)

    def batches(self, *, clean: bool) -> Iterator[Batch]:
        """All rows.

        Args:
            clean: Put null for the empty string, where that is all that stands for a missing value.
        """
        if self.layout.plain:
            yield from self._fast(clean=clean)
        else:
            yield from self._slow(self.layout.first)

    def _fast(self, *, clean: bool) -> Iterator[Batch]:
        layout = self.layout
        if layout.width == 0 or self._file.path.stat().st_size <= layout.offset:
            return
        odd: list[tuple[int, int, str]] = []
        fallback = False
        last: Batch | None = None

        def keep_aside(row: pv.InvalidRow) -> str:
            odd.append((row.number - 1, row.actual_columns, row.text))
            return "skip"

        read = 0
        with pa.OSFile(str(self._file.path)) as source:
            source.seek(layout.offset)
            try:
                for batch in self._reader(source, keep_aside, clean=clean):
                    positions, read = _positions(read, batch.num_rows, [index for index, _, _ in odd])
                    last = Batch(columns=tuple(batch.columns), rows=_shift(positions, layout.first), cleaned=clean)
                    yield last
                    if len(odd) >= _ROWS:
                        yield from self._repaired(self._as_records(odd[:-1]))
                        odd = odd[-1:]
            except pa.ArrowInvalid:
                # A row larger than a block, for one: Python's reader goes on from here.
                fallback = True
                odd = [each for each in odd if each[0] < read]
        if layout.odd_quotes and not fallback:
            self._tell_quotes(last, odd)
        if odd:
            yield from self._repaired(self._as_records(odd))
        if fallback:
            yield from self._slow(layout.first + read)

    def _reader(
        self, source: pa.NativeFile, keep_aside: Callable[[pv.InvalidRow], str], *, clean: bool
    ) -> Iterator[pa.RecordBatch]:
        names = [f"c{number}" for number in range(self.layout.width)]
        dialect = self._dialect
        yield from pv.open_csv(
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
                column_types=dict.fromkeys(names, pa.string()),
                check_utf8=False,
                null_values=[""] if clean else [],
                strings_can_be_null=clean,
                quoted_strings_can_be_null=clean,
            ),
        )

    def _tell_quotes(self, last: Batch | None, odd: list[tuple[int, int, str]]) -> None:
        """Say what an odd number of quotes means: the last row runs to the end of the file, or a quote is stray."""
        row, text = 0, ""
        if last is not None and len(last.rows):
            row, text = int(last.rows.at(np.array([len(last.rows) - 1]))[0]), last.columns[-1][-1].as_py() or ""
        if odd and odd[-1][0] + self.layout.first > row:
            row, text = odd[-1][0] + self.layout.first, odd[-1][2]
        if "\n" in text:
            self._tell("quote-unclosed", "a quote is not closed: the row runs to the end of the file", row)
        else:
            self._tell("quote-unbalanced", "the number of quote characters is odd", None)

    def _as_records(self, odd: list[tuple[int, int, str]]) -> list[Record]:
        first = self.layout.first
        return [Record(number=index + first, cells=self._cells(text)) for index, _, text in odd]

    def _cells(self, text: str) -> list[str]:
        return next(csv.reader(io.StringIO(text, newline=""), **csv_options(self._dialect)), [])

    def _slow(self, first: int) -> Iterator[Batch]:
        pending: list[Record] = []
        for record in self._file.records():
            if record.number < first:
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
        self._tell("encoding", f"bytes that are not {self._file.encoding}", record.number)
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


def _cell(cells: list[str], place: int, null: str | None) -> str | None:
    if not cells:
        return ""
    cell = cells[place] if place < len(cells) else None
    return None if cell == null else cell


def _positions(read: int, number: int, odd: list[int]) -> tuple[np.ndarray | tuple[int, int], int]:
    """Positions in the file of the next rows, where those at `odd` were left out; and the position after them."""
    inside = [index for index in odd if index >= read]
    if not number:
        return (read, 0), read
    if not inside or inside[0] >= read + number:
        return (read, number), read + number
    span = number + len(inside)
    taken = np.setdiff1d(np.arange(read, read + span), np.array(inside), assume_unique=True)[:number]
    return taken, int(taken[-1]) + 1


def _shift(positions: np.ndarray | tuple[int, int], first: int) -> Rows:
    if isinstance(positions, tuple):
        return Rows(start=positions[0] + first, length=positions[1])
    return Rows(listed=positions + first)
