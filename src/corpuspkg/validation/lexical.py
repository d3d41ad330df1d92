"""Read columns of text, as CSV and JSON strings give them, as the types of Table Schema 2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation import numeric, structured, temporal
from corpuspkg.validation.columns import Parsed, holds_any, no_value, strings
from corpuspkg.validation.package import Field

if TYPE_CHECKING:
    from collections.abc import Callable

_PARSERS: dict[str, Callable[[Field, pa.Array], Parsed]] = {
    "string": structured.parse_string,
    "number": numeric.parse_number,
    "integer": numeric.parse_integer,
    "boolean": numeric.parse_boolean,
    "object": structured.parse_object,
    "array": structured.parse_array,
    "datetime": temporal.parse_datetime,
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "year": temporal.parse_year,
    "yearmonth": temporal.parse_yearmonth,
    "duration": temporal.parse_duration,
    "geopoint": structured.parse_geopoint,
    "geojson": structured.parse_geojson,
    "any": structured.parse_any,
}


def parse(field: Field, text: pa.Array) -> Parsed:
    """Read a column of text; null stands for a missing value.

    >>> parse(Field(name="a", type="integer"), strings(["1", "x", None])).values.to_pylist()
    [1, None, None]
    """
    if field.type == "list":
        return structured.parse_list(field, text, lambda kind, items: parse(Field(name="", type=kind), items))
    return _PARSERS[field.type](field, text)


def without_missing(field: Field, text: pa.Array) -> pa.Array:
    """The column with null for each string that stands for a missing value."""
    if not field.missing:
        return text
    mask = (
        pc.equal(text, strings(field.missing)[0]) if len(field.missing) == 1 else pc.is_in(text, strings(field.missing))
    )
    return pc.if_else(mask, no_value(pa.string()), text) if holds_any(mask) else text


def identity(field: Field, parsed: Parsed) -> pa.Array:
    """Values that are equal exactly where the logical values are."""
    if field.type != "number":
        return parsed.values
    return numeric.canonical_numbers(parsed.text if parsed.text is not None else pc.cast(parsed.values, pa.string()))
