"""Columns of cells: what parsing gives, and the few operations that all parsers share.

pyarrow's kernels do the work; where a rule needs Python it runs once for each distinct value of a batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


# pyarrow imports pandas (0.4 s) wherever it is given a Python value: few of them go another, slower way.
_FEW = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A column read as its field's type.

    Attributes:
        values: Logical values that compare and equal as the type says: int64 or decimal, float64, date32,
            timestamp, boolean, text; null where the cell is missing or invalid.
        invalid: Which cells are not of the type; None where all are.
        text: For numbers, the digits as written (floating point loses some).
    """

    values: pa.Array
    invalid: pa.Array | None = None
    text: pa.Array | None = None


def strings(values: Iterable[str | None]) -> pa.Array:
    """An array of text."""
    listed = list(values)
    if len(listed) > _FEW:
        return pa.array(listed, type=pa.string())
    builder = pa.lib.StringBuilder()
    builder.append_values(listed)
    return builder.finish()


@cache
def truth(value: bool) -> pa.Scalar:  # noqa: FBT001 - the value is all there is
    """True or false as pyarrow's kernels take it."""
    null = pa.nulls(1)
    return (null.is_null() if value else null.is_valid())[0]


@cache
def no_value(kind: pa.DataType) -> pa.Scalar:
    """Null of a type."""
    return pa.nulls(1, kind)[0]


def true_places(mask: pa.Array) -> np.ndarray:
    """Positions of the true elements."""
    places = pc.indices_nonzero(mask)
    return np.frombuffer(places.buffers()[1], dtype=np.uint64, count=len(places)).astype(np.int64)


def holds_any(mask: pa.Array | None) -> bool:
    """Whether any element is true; null counts as false."""
    return mask is not None and bool(pc.any(mask).as_py())


def matches(text: pa.Array, pattern: str) -> pa.Array:
    """Which cells match an RE2 pattern anywhere; missing cells count as matching."""
    return pc.fill_null(pc.match_substring_regex(text, pattern), truth(True))  # noqa: FBT003 - pyarrow takes it by position


def keep(text: pa.Array, mask: pa.Array) -> pa.Array:
    """The column with null where the mask is false."""
    return pc.if_else(mask, text, no_value(text.type))


def try_cast(column: pa.Array, target: pa.DataType) -> pa.Array | None:
    """The column cast, or None where any cell cannot be."""
    try:
        return pc.cast(column, target)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def parse_distinct(text: pa.Array, convert: Callable[[str], Any], target: pa.DataType) -> Parsed:
    """Parse with a Python function, once for each distinct text.

    Args:
        text: Cells as text.
        convert: Gives the value; raises ValueError for a text that is none.
        target: Arrow type of the values.
    """
    encoded = text.dictionary_encode()
    values: list[Any] = []
    wrong: list[bool] = []
    for each in encoded.dictionary.to_pylist():
        try:
            value = convert(each)
            if isinstance(value, str):
                # JSON can escape half of a surrogate pair, which is no text.
                value.encode()
        except (ValueError, OverflowError, RecursionError, ArithmeticError):
            value = None
        values.append(value)
        wrong.append(value is None)
    parsed = strings(values) if pa.types.is_string(target) else pa.array(values, type=target)
    column = parsed.take(encoded.indices)
    if not any(wrong):
        return Parsed(values=column)
    invalid = pc.fill_null(pa.array(wrong).take(encoded.indices), truth(False))  # noqa: FBT003 - as above
    return Parsed(values=column, invalid=invalid)


def fails_distinct(text: pa.Array, test: Callable[[str], bool]) -> pa.Array:
    """Which cells fail a test in Python, run once for each distinct text; missing cells pass."""
    encoded = text.dictionary_encode()
    failed = pa.array([not test(each) for each in encoded.dictionary.to_pylist()], type=pa.bool_())
    return pc.fill_null(failed.take(encoded.indices), truth(False))  # noqa: FBT003 - as above
