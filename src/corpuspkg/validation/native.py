"""Read typed columns (Parquet) as the types of Table Schema 2.0.

A typed column fits a field where its values are values of the field's type; a column of text is read like CSV. A
floating-point column fits an integer field as far as its values are whole, since many writers know no null integers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.columns import Parsed, strings
from corpuspkg.validation.lexical import parse, without_missing
from corpuspkg.validation.structured import canonical_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpuspkg.validation.package import Field


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this type holds text."""
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def as_text(column: pa.Array) -> pa.Array:
    """A column of text in its plain form."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column if pa.types.is_string(column.type) else pc.cast(column, pa.string())


def fits(field: Field, kind: pa.DataType) -> bool:
    """Whether a column of this Arrow type can hold the field.

    >>> from corpuspkg.validation.package import Field
    >>> fits(Field(name="a", type="integer"), pa.int32()), fits(Field(name="a", type="integer"), pa.bool_())
    (True, False)
    """
    types = pa.types
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if field.type == "any" or types.is_null(kind) or is_text(kind):
        return True
    number = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
    listed = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
    record = types.is_struct(kind) or types.is_map(kind)
    return bool(
        {
            "integer": number,
            "number": number,
            "year": types.is_integer(kind),
            "boolean": types.is_boolean(kind),
            "date": types.is_date(kind),
            "datetime": types.is_timestamp(kind),
            "time": types.is_time(kind),
            "duration": types.is_duration(kind),
            "string": field.format == "binary" and (types.is_binary(kind) or types.is_large_binary(kind)),
            "array": listed,
            "list": listed,
            "object": record,
            "geojson": record,
            "geopoint": listed or record,
            "yearmonth": False,
        }[field.type]
    )


def parse_native(field: Field, column: pa.Array) -> tuple[pa.Array, Parsed]:
    """Read a column whose type `fits`.

    Returns:
        The column with null for missing values, and the values.
    """
    if is_text(column.type):
        text = without_missing(field, as_text(column))
        return text, parse(field, text)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_null(column.type):
        return column, Parsed(values=column)
    return column, _READERS.get(field.type, _as_is)(column)


def _integer(column: pa.Array) -> Parsed:
    kind = column.type
    if pa.types.is_integer(kind):
        wide = pa.types.is_uint64(kind) and column.null_count < len(column) and pc.max(column).as_py() >= 2**63
        return Parsed(values=pc.cast(column, pa.decimal256(76, 0) if wide else pa.int64()))
    whole = pc.fill_null(pc.equal(pc.round(column), column), True)  # noqa: FBT003 - pyarrow takes it by position
    if pa.types.is_floating(kind):
        whole = pc.and_(whole, pc.fill_null(pc.less(pc.abs(column), 2.0**63), True))  # noqa: FBT003 - as above
        target = pa.int64()
    else:
        target = pa.decimal256(76, 0)
    values = pc.cast(pc.if_else(whole, column, pa.scalar(None, kind)), target)
    return Parsed(values=values, invalid=None if pc.all(whole).as_py() else pc.invert(whole))


def _number(column: pa.Array) -> Parsed:
    text = pc.cast(column, pa.string()) if not pa.types.is_floating(column.type) else None
    return Parsed(values=pc.cast(column, pa.float64(), safe=False), text=text)


def _datetime(column: pa.Array) -> Parsed:
    return Parsed(values=pc.cast(column, pa.timestamp("us"), safe=False))


def _time(column: pa.Array) -> Parsed:
    # A fraction of zeros would compare as more than none.
    return Parsed(values=pc.replace_substring_regex(pc.cast(column, pa.string()), r"\.0+$", ""))


def _duration(column: pa.Array) -> Parsed:
    seconds = [None if value is None else f"0 {value.total_seconds()}" for value in column.to_pylist()]
    return Parsed(values=strings(seconds))


def _json(column: pa.Array) -> Parsed:
    values = [
        None if value is None else canonical_json(json.loads(json.dumps(value, default=str)))
        for value in column.to_pylist()
    ]
    return Parsed(values=strings(values))


def _as_is(column: pa.Array) -> Parsed:
    if pa.types.is_nested(column.type):
        return _json(column)
    return Parsed(values=column)


_READERS: dict[str, Callable[[pa.Array], Parsed]] = {
    "integer": _integer,
    "year": _integer,
    "number": _number,
    "date": lambda column: Parsed(values=pc.cast(column, pa.date32())),
    "datetime": _datetime,
    "time": _time,
    "duration": _duration,
    "array": _json,
    "list": _json,
    "object": _json,
    "geojson": _json,
    "geopoint": _json,
}
