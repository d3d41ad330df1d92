"""Read chosen fields of a table row by row, for checks that compare tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from corpuspkg.validation.delimited import Delimited
from corpuspkg.validation.header import match_columns
from corpuspkg.validation.lexical import parse, without_missing
from corpuspkg.validation.native import fits, is_text, parse_native
from corpuspkg.validation.typed import Parquet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpuspkg.validation.package import Resource
    from corpuspkg.validation.rows import Rows


def iterate_rows(resource: Resource, names: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows as numbers and values; a cell that is not of its field's type is None.

    Args:
        resource: A resource of one CSV or Parquet file with a schema.
        names: Fields to read.
    """
    for rows, columns in iterate_columns(resource, names):
        lists = [columns[name].to_pylist() for name in names]
        for number, values in zip(rows.all().tolist(), zip(*lists, strict=True), strict=True):
            yield number, dict(zip(names, values, strict=True))


def iterate_columns(resource: Resource, names: Sequence[str]) -> Iterator[tuple[Rows, dict[str, pa.Array]]]:
    """Batches of rows: their numbers, and the values of chosen fields as columns.

    A file that cannot be read ends the iteration: its own check has said so.
    """
    try:
        yield from _columns(resource, names)
    except (pa.ArrowException, OSError, EOFError, ValueError):
        return


def _columns(resource: Resource, names: Sequence[str]) -> Iterator[tuple[Rows, dict[str, pa.Array]]]:
    schema = resource.schema
    if schema is None:
        return
    path = resource.folder / resource.files[0]
    if resource.format == "parquet":
        source = Parquet(path)
        labels: tuple[str, ...] | None = source.labels
        width = len(source.labels)
        batches = source.batches()
    else:
        text = Delimited(path, resource.dialect, resource.encoding, len(schema.fields), lambda *_: None)
        labels, width = text.layout.labels, text.layout.width
        batches = text.batches(clean=False)
    fields = match_columns(schema, labels, width)
    for batch in batches:
        columns = {name: pa.nulls(len(batch.rows), pa.string()) for name in names}
        for field, column in zip(fields, batch.columns, strict=False):
            if field is None or field.name not in columns:
                continue
            if not is_text(column.type):
                if fits(field, column.type):
                    columns[field.name] = parse_native(field, column)[1].values
            else:
                plain = column if pa.types.is_string(column.type) else column.cast(pa.string())
                columns[field.name] = parse(field, without_missing(field, plain)).values
        yield batch.rows, columns
