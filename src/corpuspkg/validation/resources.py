"""Check one resource: its files, then its rows, whatever format they are in."""

from __future__ import annotations

import csv
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.columns import no_value
from corpuspkg.validation.delimited import Delimited
from corpuspkg.validation.header import header_findings, match_columns
from corpuspkg.validation.integrity import check_files
from corpuspkg.validation.layout import TextFile
from corpuspkg.validation.package import Field, Schema
from corpuspkg.validation.rows import Batch
from corpuspkg.validation.table import TableCheck
from corpuspkg.validation.typed import JsonRows, Parquet, json_column, load_items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.validation.keys import Budget
    from corpuspkg.validation.package import Resource
    from corpuspkg.validation.report import Log

# What reading a broken file raises.
UNREADABLE = (pa.ArrowException, OSError, EOFError, ValueError, csv.Error, zlib.error)


class Follower(Protocol):
    """Sees the rows of a Parquet resource while they are checked."""

    def start_file(self, labels: Sequence[str], types: Sequence[pa.DataType]) -> None:
        """Say which columns the next rows have."""

    def add(self, columns: Sequence[pa.Array]) -> None:
        """Take in the next rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceCheck:
    """The check of one resource.

    Attributes:
        budget: Memory for the keys of all tables.
        wanted: Sets of fields whose keys other checks need.
        beside: Follow the rows of a Parquet resource.
    """

    resource: Resource
    log: Log
    budget: Budget
    wanted: frozenset[tuple[str, ...]]
    beside: tuple[Follower, ...] = ()

    def run(self) -> TableCheck | None:
        """Check everything but keys; the table's keys are in what is returned, None where no rows could be read."""
        resource = self.resource
        files = check_files(resource, self.log)
        if resource.format == "data":
            return self._data()
        if not resource.format:
            if resource.schema is not None and files:
                self._tell("not-checked", f"{files[0]}: rows are read from CSV, Parquet and JSON only", files[0])
            return None
        table: TableCheck | None = None
        for file in files:
            try:
                table = self._file(file, table)
            except UNREADABLE as error:
                reason = (str(error).splitlines() or [type(error).__name__])[0]
                self._tell("file-unreadable", f"{file} cannot be read as {resource.format}: {reason}", file)
        if files:
            self.log.resources += 1
        return table

    def _tell(
        self, code: str, message: str, file: str | None, row: int | None = None, field: str | None = None
    ) -> None:
        self.log.add(code, message, resource=self.resource.name, file=file, row=row, field=field)

    def _file(self, file: str, table: TableCheck | None) -> TableCheck:
        if self.resource.format == "parquet":
            return self._parquet(file, table)
        if self.resource.format in ("json", "jsonl"):
            dialect = self.resource.dialect
            items = load_items(self.resource.folder / file, self.resource.format, dialect.data_property)
            return self._json(JsonRows(items, header=dialect.header), table, file)
        return self._text(file, table)

    def _text(self, file: str, table: TableCheck | None) -> TableCheck:
        schema = self.resource.schema
        described = TextFile(
            path=self.resource.folder / file,
            dialect=self.resource.dialect,
            encoding=self.resource.encoding,
            width=len(schema.fields) if schema else None,
            expected=table.labels if table else None,
        )
        text = Delimited(described, lambda code, message, row: self._tell(code, message, file, row))
        layout = text.layout
        if table is None:
            table = self._table(layout.labels, layout.width)
            self._start(table, file, layout.labels, layout.width, None)
        else:
            table.continue_file(file)
        for batch in text.batches(clean=all(each.missing == ("",) for each in table.schema.fields)):
            table.add(batch)
        return table

    def _parquet(self, file: str, table: TableCheck | None) -> TableCheck:
        source = Parquet(self.resource.folder / file)
        width = len(source.labels)
        table = table or self._table(source.labels, width)
        self._start(table, file, source.labels, width, source.types)
        for one in self.beside:
            one.start_file(source.labels, source.types)
        for batch in source.batches():
            table.add(batch)
            for one in self.beside:
                one.add(batch.columns)
        source.close()
        return table

    def _data(self) -> TableCheck | None:
        if isinstance(self.resource.data, list):
            self.log.resources += 1
            return self._json(JsonRows(self.resource.data, header=self.resource.dialect.header), None, None)
        if self.resource.schema is not None:
            self._tell("not-checked", "data that is no list of rows", None)
        return None

    def _json(self, rows: JsonRows, table: TableCheck | None, file: str | None) -> TableCheck:
        table = table or self._table(rows.labels, rows.width)
        columns = self._start(table, file, rows.labels, rows.width, None)
        for number, size in rows.sizes():
            code = "cell-extra" if size > rows.width else "cell-missing"
            self._tell(code, f"{size} cells where the table has {rows.width} fields", file, number)
        arrays = []
        for each, cells in zip(columns, rows.columns(), strict=True):
            array, wrong = json_column(each or Field(name=""), cells)
            if each and wrong is not None:
                table.tell_mismatch(each, array, wrong, rows.numbers)
                array = pc.if_else(wrong, no_value(pa.string()), array)
            arrays.append(array)
        table.add(Batch(columns=tuple(arrays), rows=rows.numbers))
        return table

    def _table(self, labels: Sequence[str] | None, width: int) -> TableCheck:
        names = labels if labels is not None else [f"field {number}" for number in range(1, width + 1)]
        schema = self.resource.schema or Schema(fields=tuple(Field(name=name) for name in names))
        table = TableCheck(resource=self.resource, schema=schema, log=self.log, wanted=self.wanted, budget=self.budget)
        table.compile()
        return table

    def _start(
        self,
        table: TableCheck,
        file: str | None,
        labels: Sequence[str] | None,
        width: int,
        types: Sequence[pa.DataType] | None,
    ) -> tuple[Field | None, ...]:
        for code, message, name in header_findings(table.schema, labels, width):
            self._tell(code, message, file, None if labels is None else 1, name)
        columns = match_columns(table.schema, labels, width)
        table.labels = tuple(labels) if labels is not None else None
        table.start_file(file, columns, types)
        return columns
