"""Uniqueness and references over whole tables, in bounded memory.

The keys of a table are kept in memory as compact columns; past a budget they move to disk, parted by a hash, and each
part is then checked by itself. Equal keys always fall into the same part.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.columns import strings, true_places
from corpuspkg.validation.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Bytes of keys that are kept in memory, over all tables; an index with less than its share stays there.
BUDGET = 64 * 2**20
_SHARE = 8
_PARTS = 64
_TAIL = 8


@dataclass(slots=True)
class Budget:
    """Memory that several indexes share.

    Attributes:
        limit: Bytes they may keep together.
        used: Bytes they keep.
    """

    limit: int = BUDGET
    used: int = 0
    _lock: Lock = field(default_factory=Lock)

    def add(self, size: int) -> None:
        """Count bytes that are kept, or no longer where it is below zero; tables are checked in threads."""
        with self._lock:
            self.used += size


class KeyIndex:
    """The keys of one table, each with its row.

    Args:
        budget: Memory to keep keys in before they move to disk.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._keys: list[pa.Array] = []
        self._rows: list[Rows] = []
        self._bytes = 0
        self._sorted = True
        self._last: pa.Scalar | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._files = 0
        # Those that have all keys: two forms of a table have one index, and are asked about one after the other.
        self._held_by: list[KeyIndex] = []

    @property
    def spilled(self) -> bool:
        """Whether keys lie on disk."""
        return self._folder is not None

    def add(self, columns: Sequence[pa.Array], rows: Rows) -> None:
        """Take in the keys of a batch; a row whose key has a null part is left out."""
        keys = join_key(columns)
        if keys.null_count:
            valid = keys.is_valid()
            rows = Rows(listed=rows.at(true_places(valid)))
            keys = keys.filter(valid)
        if not len(keys):
            return
        self._watch_order(keys)
        self._keys.append(keys)
        self._rows.append(rows)
        size = keys.nbytes + (0 if rows.listed is None else rows.listed.nbytes)
        self._bytes += size
        self._budget.add(size)
        if self._budget.used > self._budget.limit and self._bytes * _SHARE > self._budget.limit:
            self._spill()

    def close(self) -> None:
        """Remove what lies on disk."""
        if self._folder is not None:
            self._folder.cleanup()

    def duplicates(self) -> Iterator[tuple[np.ndarray, np.ndarray, pa.Array]]:
        """Rows whose key stands in an earlier row, that row, and the key."""
        if self._sorted:
            return
        for keys, rows in self.parts(spilled=self.spilled):
            if len(pc.unique(keys)) == len(keys):
                continue
            codes = keys.dictionary_encode().indices.to_numpy(zero_copy_only=False)
            order = np.argsort(rows, kind="stable")
            first = np.empty(codes.max() + 1, dtype=np.int64)
            first[codes[order[::-1]]] = order[::-1]
            again = np.flatnonzero(first[codes] != np.arange(len(codes)))
            yield rows[again], rows[first[codes[again]]], keys.take(pa.array(again))

    def absent_from(self, target: KeyIndex) -> Iterator[tuple[np.ndarray, pa.Array]]:
        """Rows whose key `target` does not have, and the key."""
        if target in self._held_by:
            return
        holds = True
        spilled = self.spilled or target.spilled
        for (keys, rows), (known, _) in zip(self.parts(spilled=spilled), target.parts(spilled=spilled), strict=True):
            if keys.type != known.type:
                keys, known = pc.cast(keys, pa.string()), pc.cast(known, pa.string())  # noqa: PLW2901 - one form
            absent = pc.invert(pc.is_in(keys, value_set=known))
            if pc.any(absent).as_py():
                holds = False
                mask = absent.to_numpy(zero_copy_only=False)
                yield rows[mask], keys.filter(absent)
        if holds:
            self._held_by.append(target)

    def parts(self, *, spilled: bool) -> Iterator[tuple[pa.Array, np.ndarray]]:
        """Keys and rows: all at once, or parted by hash."""
        if not spilled:
            yield self._in_memory()
            return
        self._spill()
        for part in range(_PARTS):
            yield self._read_part(part)

    def _watch_order(self, keys: pa.Array) -> None:
        """Keys that rise from row to row are unique: no table of hashes is needed for them."""
        if not self._sorted:
            return
        if self._last is not None and (self._last.type != keys.type or not pc.less(self._last, keys[0]).as_py()):
            self._sorted = False
            return
        self._sorted = len(keys) == 1 or bool(pc.all(pc.less(keys[:-1], keys[1:])).as_py())
        self._last = keys[-1]

    def _in_memory(self) -> tuple[pa.Array, np.ndarray]:
        if not self._keys:
            return pa.nulls(0, pa.string()), np.empty(0, dtype=np.int64)
        return _concat(self._keys), np.concatenate([rows.all() for rows in self._rows])

    def _spill(self) -> None:
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="corpuspkg-keys-")
        if not self._keys:
            return
        keys, rows = self._in_memory()
        keys = pc.cast(keys, pa.string())
        parts = _part_numbers(keys)
        order = np.argsort(parts, kind="stable")
        ends = np.searchsorted(parts[order], np.arange(_PARTS), side="right")
        table = pa.table({"key": keys.take(pa.array(order)), "row": pa.array(rows[order])})
        start = 0
        for part, end in enumerate(ends.tolist()):
            path = Path(self._folder.name) / f"{part}.{self._files}"
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table.slice(start, end - start))
            start = end
        self._files += 1
        self._budget.add(-self._bytes)
        self._keys, self._rows, self._bytes = [], [], 0

    def _read_part(self, part: int) -> tuple[pa.Array, np.ndarray]:
        folder = Path(self._folder.name) if self._folder else Path()
        tables = []
        for number in range(self._files):
            with pa.OSFile(str(folder / f"{part}.{number}")) as source:
                tables.append(pa.ipc.open_file(source).read_all())
        # Few keys leave parts empty.
        if not any(table.num_rows for table in tables):
            return pa.nulls(0, pa.string()), np.empty(0, dtype=np.int64)
        table = pa.concat_tables(tables).combine_chunks()
        return _concat(table["key"].chunks), table["row"].to_numpy()


def join_key(columns: Sequence[pa.Array]) -> pa.Array:
    r"""One key for each row: a column as it is, several joined without ambiguity; null where any part is.

    >>> join_key([pa.array(["a", "b"]), pa.array([1, None])]).to_pylist()
    ['1\x1fa\x1f1', None]
    """
    if len(columns) == 1:
        only = columns[0]
        plain = pa.types.is_int64(only.type) or pa.types.is_string(only.type)
        return only if plain else pc.cast(only, pa.string())
    texts = [pc.cast(column, pa.string()) for column in columns]
    sizes = [pc.cast(pc.binary_length(text), pa.string()) for text in texts[:-1]]
    return pc.binary_join_element_wise(*sizes, *texts, strings(["\x1f"])[0], null_handling="emit_null")


def _concat(arrays: Sequence[pa.Array]) -> pa.Array:
    kinds = {array.type for array in arrays}
    if len(kinds) > 1:
        arrays = [pc.cast(array, pa.string()) for array in arrays]
    if sum(array.nbytes for array in arrays) > 2**31 - 1 and not kinds <= {pa.int64()}:
        arrays = [pc.cast(array, pa.large_string()) for array in arrays]
    return arrays[0] if len(arrays) == 1 else pa.concat_arrays(arrays)


def _part_numbers(keys: pa.Array) -> np.ndarray:
    """A part for each key, by the last bytes of its text."""
    wide = pc.cast(keys, pa.large_string()) if not pa.types.is_large_string(keys.type) else keys
    _, offset_buffer, data_buffer = wide.buffers()
    offsets = np.frombuffer(offset_buffer, dtype=np.int64)[wide.offset : wide.offset + len(wide) + 1]
    data = np.frombuffer(data_buffer, dtype=np.uint8) if data_buffer else np.zeros(1, dtype=np.uint8)
    ends, sizes = offsets[1:], np.diff(offsets)
    mixed = sizes.astype(np.uint64)
    for back in range(1, _TAIL + 1):
        there = sizes >= back
        byte = data[np.where(there, ends - back, 0)].astype(np.uint64)
        mixed = mixed * np.uint64(1099511628211) + np.where(there, byte, 0).astype(np.uint64)
    return ((mixed >> np.uint64(17)) % np.uint64(_PARTS)).astype(np.int64)
