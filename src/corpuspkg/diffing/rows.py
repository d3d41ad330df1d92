"""Compare the rows of two tables by key, a column at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.diffing.changes import FieldChange, Key, RowChange, TableDiff
from corpuspkg.logical import canonical_text, encode_in_parts, encode_rows, key_fields

# Positions or marks of rows.
Positions = np.ndarray[Any, Any]
# Types whose values can be compared as they are; others have several forms of one value.
_DIRECT = ("integer", "year", "date", "boolean")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A table and its Table Schema."""

    rows: pa.Table
    schema: Mapping[str, Any]

    @property
    def types(self) -> dict[str, str]:
        """Type of each field."""
        return {field["name"]: field.get("type", "any") for field in self.schema.get("fields", ())}


def diff_rows(name: str, old: Side, new: Side, limit: int | None) -> TableDiff:
    """How the rows of `new` differ from those of `old`.

    Rows are matched by the primary key of `new`, else of `old`; where neither serves (a field is missing, values are
    doubled), whole rows are compared, and a corrected row counts as one removed and one added.

    Args:
        name: Of the table.
        limit: How many rows of each kind to list; None lists all.
    """
    for side in (new, old):
        key = key_fields(side.schema)
        if key and all(field in one.types for field in key for one in (old, new)):
            keys = _keys(old, key), _keys(new, key)
            if all(pc.count_distinct(column).as_py() == len(column) for column in keys):
                return _by_key(name, old, new, key, keys, limit)
    return _by_row(name, old, new, limit)


def _keys(side: Side, key: tuple[str, ...]) -> pa.Array:
    return encode_rows(side.rows.select(key), {field: side.types[field] for field in key})


def _by_key(
    name: str, old: Side, new: Side, key: tuple[str, ...], keys: tuple[pa.Array, pa.Array], limit: int | None
) -> TableDiff:
    before, after = keys
    if before.equals(after):
        removed = added = np.empty(0, np.int64)
        common_old, common_new = old.rows, new.rows
    else:
        place = pc.index_in(before, value_set=after)
        found = place.drop_null()
        removed = np.flatnonzero(_numpy(pc.is_null(place)))
        added = np.delete(np.arange(len(after)), found.to_numpy())
        common_old = old.rows.filter(pc.is_valid(place))
        common_new = new.rows.take(found)
    counts, masks = _changed(Side(rows=common_old, schema=old.schema), Side(rows=common_new, schema=new.schema))
    changed = np.flatnonzero(np.logical_or.reduce(list(masks.values()))) if masks else np.empty(0, np.int64)
    return TableDiff(
        name=name,
        key=key,
        old_rows=old.rows.num_rows,
        new_rows=new.rows.num_rows,
        added=len(added),
        removed=len(removed),
        changed=len(changed),
        fields=counts,
        added_keys=_key_values(new.rows, key, added[:limit]),
        removed_keys=_key_values(old.rows, key, removed[:limit]),
        changes=_row_changes(common_old, common_new, key, changed[:limit], masks),
    )


def _changed(old: Side, new: Side) -> tuple[dict[str, int], dict[str, Positions]]:
    """For each common field that differs, in how many rows and in which."""
    counts, masks = {}, {}
    for field, kind in new.types.items():
        if field not in old.types:
            continue
        mask = _differs(old.rows.column(field), new.rows.column(field), old.types[field], kind, field)
        if mask is not None:
            counts[field], masks[field] = int(mask.sum()), mask
    return counts, masks


def _differs(old: pa.ChunkedArray, new: pa.ChunkedArray, old_type: str, new_type: str, field: str) -> Positions | None:
    """Where two columns differ; None where nowhere. Missing values equal each other alone."""
    if old_type == new_type and old.equals(new):
        return None
    before, after = old, new
    if old_type != new_type or new_type not in _DIRECT or old.type != new.type:
        before, after = canonical_text(old, old_type, field), canonical_text(new, new_type, field)
    unequal = pc.fill_null(pc.not_equal(before, after), fill_value=False)
    mask = pc.or_(unequal, pc.xor(pc.is_null(before), pc.is_null(after)))
    values = _numpy(mask)
    return values if values.any() else None


def _row_changes(
    old: pa.Table, new: pa.Table, key: tuple[str, ...], rows: Positions, masks: dict[str, Any]
) -> tuple[RowChange, ...]:
    names = list(masks)
    before = old.select(names).take(rows).to_pylist()
    after = new.select(names).take(rows).to_pylist()
    return tuple(
        RowChange(
            key=values,
            fields=tuple(
                FieldChange(field=field, old=before[at][field], new=after[at][field])
                for field in names
                if masks[field][row]
            ),
        )
        for at, (row, values) in enumerate(zip(rows, _key_values(new, key, rows), strict=True))
    )


def _key_values(table: pa.Table, key: tuple[str, ...], rows: Positions) -> tuple[Key, ...]:
    columns = [table.column(field).take(rows).to_pylist() for field in key]
    return tuple(zip(*columns, strict=True))


def _by_row(name: str, old: Side, new: Side, limit: int | None) -> TableDiff:
    """Compare whole rows, each as often as it stands; over the fields that both have."""
    fields = [field for field in new.types if field in old.types]
    before, after = (
        pa.chunked_array(
            encode_in_parts(side.rows.select(fields), {field: side.types[field] for field in fields}), pa.large_string()
        )
        for side in (old, new)
    )
    removed, added = _surplus(before, after)
    return TableDiff(
        name=name,
        key=(),
        old_rows=old.rows.num_rows,
        new_rows=new.rows.num_rows,
        added=len(added),
        removed=len(removed),
        fields={},
        added_keys=_key_values(new.rows, tuple(fields), added[:limit]),
        removed_keys=_key_values(old.rows, tuple(fields), removed[:limit]),
    )


def _surplus(before: pa.ChunkedArray, after: pa.ChunkedArray) -> tuple[Positions, Positions]:
    """Positions of the rows that stand more often on one side: of those in `before`, and of those in `after`.

    >>> sides = [["a", "b", "a"]], [["b", "a"], ["c"]]
    >>> _surplus(*(pa.chunked_array(side, pa.large_string()) for side in sides))
    (array([2]), array([2]))
    """
    encoded = pa.chunked_array([*before.chunks, *after.chunks], pa.large_string()).dictionary_encode()
    codes = np.concatenate([np.empty(0, np.int64), *(chunk.indices.to_numpy() for chunk in encoded.chunks)])
    codes = codes.astype(np.int64, copy=False)
    sides = codes[: len(before)], codes[len(before) :]
    counts = [np.bincount(side, minlength=int(codes.max(initial=-1)) + 1) for side in sides]
    return _beyond(sides[0], *counts), _beyond(sides[1], *reversed(counts))


def _beyond(codes: Positions, own: Positions, other: Positions) -> Positions:
    """Positions of the values that come after as many of their kind as the other side has."""
    order = np.argsort(codes, kind="stable")
    firsts = np.cumsum(own) - own
    rank = np.arange(len(codes)) - firsts[codes[order]]
    return np.sort(order[rank >= other[codes[order]]])


def _numpy(mask: pa.Array | pa.ChunkedArray) -> Positions:
    values: Positions = mask.to_numpy(zero_copy_only=False) if isinstance(mask, pa.Array) else mask.to_numpy()
    return values.astype(bool, copy=False)
