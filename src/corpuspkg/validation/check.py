"""Check a whole package: descriptor, files, rows, keys, and what holds between the tables of a corpus."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.corpus import check_corpus
from corpuspkg.validation.delimited import Delimited
from corpuspkg.validation.descriptor import read_package
from corpuspkg.validation.header import header_findings, match_columns
from corpuspkg.validation.integrity import check_files
from corpuspkg.validation.package import Field, Package, Resource, Schema
from corpuspkg.validation.relations import check_keys, wanted_keys
from corpuspkg.validation.report import DEFAULT_LIMIT, Finding, Log, Report
from corpuspkg.validation.rows import Batch
from corpuspkg.validation.table import TableCheck
from corpuspkg.validation.typed import JsonRows, Parquet, json_column, load_items

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def validate_package(path: Path, *, limit: int | None = DEFAULT_LIMIT) -> list[Finding]:
    """All that is wrong with a data package.

    Args:
        path: The package's folder or its descriptor.
        limit: Findings kept for each resource and kind; a closing finding says how many more there are. None keeps
            all.

    Raises:
        PackageError: There is no descriptor, or it cannot be read.
    """
    return list(check_package(path, limit=limit).findings)


def check_package(path: Path, *, limit: int | None = DEFAULT_LIMIT) -> Report:
    """As `validate_package`, with counts.

    Raises:
        PackageError: There is no descriptor, or it cannot be read.
    """
    started = time.perf_counter()
    log = Log(limit=limit)
    package = read_package(path, log)
    wanted = wanted_keys(package)
    tables: dict[str, TableCheck | None] = {}
    try:
        for each in package.resources:
            tables[each.name] = _check_resource(each, wanted.get(each.name, frozenset()), log)
        check_keys(package, tables, log)
    finally:
        for table in tables.values():
            for index in table.indexes.values() if table else ():
                index.close()
    check_corpus(package, log)
    return log.report([each.name for each in package.resources], time.perf_counter() - started)


def _check_resource(resource: Resource, wanted: frozenset[tuple[str, ...]], log: Log) -> TableCheck | None:
    files = check_files(resource, log)
    if resource.format == "data":
        return _check_data(resource, wanted, log)
    if not resource.format:
        if resource.schema is not None and files:
            message = f"{files[0]}: rows are read from CSV, Parquet and JSON only"
            log.add("not-checked", message, resource=resource.name, file=files[0])
        return None
    if not files:
        return None
    log.resources += 1
    table: TableCheck | None = None
    for file in files:
        try:
            table = _check_file(resource, file, table, wanted, log)
        except (pa.ArrowException, OSError, EOFError, ValueError) as error:
            message = f"{file} cannot be read as {resource.format}: {str(error).splitlines()[0]}"
            log.add("file-unreadable", message, resource=resource.name, file=file)
    return table


def _check_file(
    resource: Resource,
    file: str,
    table: TableCheck | None,
    wanted: frozenset[tuple[str, ...]],
    log: Log,
) -> TableCheck:
    path = resource.folder / file
    if resource.format == "parquet":
        source = Parquet(path)
        table = table or _table(resource, source.labels, len(source.labels), wanted, log)
        _start(table, file, source.labels, len(source.labels), source.types)
        for batch in source.batches():
            table.add(batch)
        source.close()
        return table
    if resource.format in ("json", "jsonl"):
        rows = JsonRows(load_items(path, resource.format, resource.dialect.data_property))
        return _check_json(resource, rows, table, file, wanted, log)

    def tell(code: str, message: str, row: int | None) -> None:
        log.add(code, message, resource=resource.name, file=file, row=row)

    width = len(resource.schema.fields) if resource.schema else None
    text = Delimited(path, resource.dialect, resource.encoding, width, tell, expected=table.labels if table else None)
    layout = text.layout
    if table is None:
        table = _table(resource, layout.labels, layout.width, wanted, log)
        _start(table, file, layout.labels, layout.width, None)
    else:
        table.continue_file(file)
    clean = all(each.missing == ("",) for each in table.schema.fields)
    for batch in text.batches(clean=clean):
        table.add(batch)
    return table


def _check_data(resource: Resource, wanted: frozenset[tuple[str, ...]], log: Log) -> TableCheck | None:
    if not isinstance(resource.data, list):
        if resource.schema is not None:
            log.add("not-checked", "data that is no list of rows", resource=resource.name)
        return None
    log.resources += 1
    return _check_json(resource, JsonRows(resource.data, header=resource.dialect.header), None, None, wanted, log)


def _check_json(
    resource: Resource,
    rows: JsonRows,
    table: TableCheck | None,
    file: str | None,
    wanted: frozenset[tuple[str, ...]],
    log: Log,
) -> TableCheck:
    table = table or _table(resource, rows.labels, rows.width, wanted, log)
    columns = _start(table, file, rows.labels, rows.width, None)
    for number, size in rows.sizes():
        code = "cell-extra" if size > rows.width else "cell-missing"
        message = f"{size} cells where the table has {rows.width} fields"
        log.add(code, message, resource=resource.name, file=file, row=number)
    arrays = []
    for each, cells in zip(columns, rows.columns(), strict=True):
        array, wrong = json_column(each or Field(name=""), cells)
        if each and wrong is not None:
            table.tell_mismatch(each, array, wrong, rows.numbers)
            array = pc.if_else(wrong, pa.scalar(None, pa.string()), array)
        arrays.append(array)
    table.add(Batch(columns=tuple(arrays), rows=rows.numbers))
    return table


def _table(
    resource: Resource, labels: Sequence[str] | None, width: int, wanted: frozenset[tuple[str, ...]], log: Log
) -> TableCheck:
    names = labels if labels is not None else [f"field {number}" for number in range(1, width + 1)]
    schema = resource.schema or Schema(fields=tuple(Field(name=name) for name in names))
    table = TableCheck(resource=resource, schema=schema, log=log, wanted=wanted)
    table.compile()
    return table


def _start(
    table: TableCheck, file: str | None, labels: Sequence[str] | None, width: int, types: Sequence[pa.DataType] | None
) -> tuple[Field | None, ...]:
    for code, message, name in header_findings(table.schema, labels, width):
        row = None if labels is None else 1
        table.log.add(code, message, resource=table.resource.name, file=file, row=row, field=name)
    columns = match_columns(table.schema, labels, width)
    table.labels = tuple(labels) if labels is not None else None
    table.start_file(file, columns, types)
    return columns


__all__ = ["Finding", "Package", "Report", "check_package", "validate_package"]
