"""Read chosen fields of a table, for checks that compare tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from corpuspkg.validation.delimited import Delimited
from corpuspkg.validation.header import match_columns
from corpuspkg.validation.layout import TextFile
from corpuspkg.validation.lexical import parse, without_missing
from corpuspkg.validation.native import fits, is_text, parse_native
from corpuspkg.validation.resources import UNREADABLE
from corpuspkg.validation.rows import FILE_STEP
from corpuspkg.validation.typed import Parquet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpuspkg.validation.package import Field, Resource
    from corpuspkg.validation.rows import Batch, Rows


def iterate_columns(
    resource: Resource, names: Sequence[str], within: tuple[str, str, str] | None = None
) -> Iterator[tuple[Rows, dict[str, pa.Array]]]:
    """Batches of rows: their numbers, and the values of chosen fields as columns.

    A file that cannot be read ends the iteration: its own check has said so.

    Args:
        within: A field with a least and a greatest value: rows outside may be left out where that saves reading.
    """
    try:
        for number, part in enumerate(resource.parts()):
            for fields, batch in _batches(part, names, within):
                columns = {name: pa.nulls(len(batch.rows), pa.string()) for name in names}
                for field, column in zip(fields, batch.columns, strict=False):
                    if field is not None and field.name in columns:
                        columns[field.name] = _values(field, column)
                yield batch.rows.shifted(number * FILE_STEP) if number else batch.rows, columns
    except UNREADABLE:
        return


def _batches(
    resource: Resource, names: Sequence[str], within: tuple[str, str, str] | None
) -> Iterator[tuple[tuple[Field | None, ...], Batch]]:
    schema = resource.schema
    if schema is None:
        return
    path = resource.folder / resource.files[0]
    if resource.format == "parquet":
        source = Parquet(path)
        chosen = [label for label in source.labels if label in names]
        # Columns are chosen by their names, so they are matched by them.
        fields = tuple(schema.field(label) for label in chosen)
        for batch in source.batches(chosen, within):
            yield fields, batch
        source.close()
        return
    file = TextFile(path=path, dialect=resource.dialect, encoding=resource.encoding, width=len(schema.fields))
    text = Delimited(file, lambda *_: None)
    fields = match_columns(schema, text.layout.labels, text.layout.width)
    for batch in text.batches(clean=False):
        yield fields, batch


def _values(field: Field, column: pa.Array) -> pa.Array:
    if is_text(column.type):
        plain = column if pa.types.is_string(column.type) else column.cast(pa.string())
        return parse(field, without_missing(field, plain)).values
    if fits(field, column.type):
        return parse_native(field, column)[1].values
    return pa.nulls(len(column), pa.string())
