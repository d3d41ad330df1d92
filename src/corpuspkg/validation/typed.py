"""Read typed rows: Parquet files, JSON files and rows that stand in the descriptor itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from corpuspkg.validation.columns import strings
from corpuspkg.validation.rows import FIRST_ROW, Batch, Rows
from corpuspkg.validation.structured import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from corpuspkg.validation.package import Field

# Rows in a batch: as many as make up so many bytes, between these bounds.
_BYTES = 4 * 2**20
_ROWS = 65_536
_FEWEST = 1024
_BUFFER = 2**20


class Parquet:
    """A Parquet file."""

    def __init__(self, path: Path) -> None:
        # Read a buffer at a time: a column's part of a row group may be larger than what memory is for.
        self._file = pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False)
        self.labels = tuple(self._file.schema_arrow.names)
        self.types = tuple(self._file.schema_arrow.types)

    def batches(
        self, names: Sequence[str] | None = None, within: tuple[str, str, str] | None = None
    ) -> Iterator[Batch]:
        """Rows, a part of a row group at a time.

        Args:
            names: Columns to read, in the file's order; all by default.
            within: A column of text with a least and a greatest value: groups of rows whose statistics say that they
                hold none between them are left out.
        """
        first = FIRST_ROW
        for group in range(self._file.metadata.num_row_groups):
            described = self._file.metadata.row_group(group)
            if within and self._outside(described, *within):
                first += described.num_rows
                continue
            width = described.total_byte_size // max(described.num_rows, 1) + 1
            size = min(max(_BYTES // width, _FEWEST), _ROWS)
            for batch in self._file.iter_batches(size, row_groups=[group], columns=names, use_threads=False):
                yield Batch(columns=tuple(batch.columns), rows=Rows(start=first, length=batch.num_rows))
                first += batch.num_rows

    def _outside(self, group: pq.RowGroupMetaData, name: str, least: str, greatest: str) -> bool:
        if name not in self.labels:
            return False
        statistics = group.column(self.labels.index(name)).statistics if group.num_columns == len(self.labels) else None
        if statistics is None or not statistics.has_min_max or not isinstance(statistics.min, str):
            return False
        return bool(statistics.max < least or statistics.min > greatest)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class JsonRows:
    """Rows of JSON: objects, or arrays of which the first is the header.

    Args:
        items: The rows.
        header: Whether the first of the arrays is the header.
    """

    def __init__(self, items: Iterable[Any], *, header: bool = True) -> None:
        rows = list(items)
        keyed = bool(rows) and all(isinstance(row, dict) for row in rows)
        if keyed:
            self.labels: tuple[str, ...] | None = tuple(dict.fromkeys(key for row in rows for key in row))
            self.rows = [[row.get(label) for label in self.labels] for row in rows]
        else:
            self.labels = tuple(map(str, rows[0])) if rows and header and isinstance(rows[0], list) else None
            self.rows = rows[1:] if self.labels is not None else rows
        self.width = len(self.labels) if self.labels is not None else max(map(_size, self.rows), default=0)

    def columns(self) -> Iterator[list[Any]]:
        """The cells by column; what is missing at the end of a row is null."""
        for place in range(self.width):
            yield [row[place] if isinstance(row, list) and place < len(row) else None for row in self.rows]

    def sizes(self) -> Iterator[tuple[int, int]]:
        """Numbers and sizes of the rows that do not have the table's width."""
        for number, row in enumerate(self.rows, start=FIRST_ROW if self.labels is not None else 1):
            if _size(row) != self.width:
                yield number, _size(row)

    @property
    def numbers(self) -> Rows:
        """Numbers of the rows; the first one is 2 where there is a header."""
        return Rows(start=FIRST_ROW if self.labels is not None else 1, length=len(self.rows))


def load_items(path: Path, kind: str, place: str | None) -> list[Any]:
    """The rows of a JSON file.

    Args:
        kind: json or jsonl.
        place: The dialect's `property`: where in the file the rows stand.

    Raises:
        ValueError: The file is no JSON or holds no list.
    """
    text = path.read_text(encoding="utf-8-sig")
    if kind == "jsonl":
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    content = json.loads(text)
    for step in place.split(".") if place else ():
        content = content[step] if isinstance(content, dict) and step in content else None
    if not isinstance(content, list):
        raise ValueError("holds no list of rows")  # noqa: TRY004 - one error for all that is wrong with the file
    return content


def json_column(field: Field, cells: list[Any]) -> tuple[pa.Array, pa.Array | None]:
    """JSON values as text that the field's type reads, and which of them are of another type."""
    texts: list[str | None] = []
    wrong = np.zeros(len(cells), dtype=bool)
    for place, cell in enumerate(cells):
        text = _as_text(field, cell)
        wrong[place] = cell is not None and text is None
        texts.append(canonical_json(cell) if wrong[place] else text)
    return strings(texts), pa.array(wrong) if wrong.any() else None


def _as_text(field: Field, cell: object) -> str | None:
    """A JSON value as the text a field of the type reads; None where it is a value of another type."""
    if cell is None or isinstance(cell, str):
        return cell
    kind = field.type
    if isinstance(cell, bool):
        return str(cell).lower() if kind in ("boolean", "any") else None
    if isinstance(cell, (int, float)):
        if kind == "integer" and isinstance(cell, float):
            return str(int(cell)) if cell.is_integer() else None
        return repr(cell) if kind in ("integer", "number", "year", "any") else None
    shape = "array" if isinstance(cell, list) else "object"
    if kind == "list" and isinstance(cell, list):
        return str(field.properties.get("delimiter", ",")).join(map(str, cell))
    allowed = {"array": ("array", "geopoint", "any"), "object": ("object", "geojson", "geopoint", "any")}[shape]
    return canonical_json(cell) if kind in allowed else None


def _size(row: object) -> int:
    return len(row) if isinstance(row, list) else 0
