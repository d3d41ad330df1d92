"""The logical hash: a digest of what a table says, whatever file, program or row order carries it.

Canonical form of a table, version 1 (UTF-8 throughout):

1. A line of JSON without blanks: `{"fields":[[name,type],...],"primaryKey":[name,...]}` and a line feed. Fields stand
   in the order of their names; types are those of the Table Schema. A key keeps the order of its fields.
2. The rows in the order of the primary key: strings by code point, numbers and dates by value, missing values last.
   Rows with equal keys, and tables without a key, are in the order of their canonical bytes.
3. A row is its values in the order of the fields, then a line feed. A value is its length in bytes in decimal digits, a
   colon, and its text; a missing value is `-`. An empty string counts as missing, for CSV cannot tell them apart.
4. Text of a value: string: as it is; integer, year: decimal; date: `YYYY-MM-DD`; boolean: `true` or `false`; number:
   the 64 bits of its IEEE 754 double as a signed decimal integer, with one zero and one NaN; other types: as written.

The hash is the SHA-256 of this. A package's is that of lines `table hash`, each with a line feed, sorted by table.

A table in several files is the sequence of them: after the line of 1. follows, for each file in the order of the
descriptor, the hash that the file has as a table by itself, and a line feed. So each file is hashed alone, wherever and
whenever it is written; which rows stand in which file belongs to what such a table says.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.errors import PackageError
from corpuspkg.package import split_resource

if TYPE_CHECKING:
    from corpuspkg.package import Package

LOGICAL_HASH = "corpuspkg:logicalHash"
_TEXT = pa.large_string()
_SLICE_BYTES = 32_000_000
_BATCH_ROWS = 8192
_INTEGERS = ("integer", "year")


def text_value(text: str) -> pa.Scalar:
    """A large string as Arrow has it; pa.scalar would import pandas where that is installed."""
    data = text.encode()
    buffers = [None, pa.py_buffer(struct.pack("=qq", 0, len(data))), pa.py_buffer(data)]
    return pa.Array.from_buffers(_TEXT, 1, buffers)[0]


_NULL = pa.nulls(1, _TEXT)[0]
_ZERO = pa.Array.from_buffers(pa.int64(), 1, [None, pa.py_buffer(struct.pack("=q", 0))])[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongHash:
    """A resource, or the package where `resource` is None, whose logical hash is not the one declared."""

    resource: str | None
    declared: str
    actual: str


def hash_table(table: pa.Table, schema: Mapping[str, Any]) -> str:
    """Logical hash of a table.

    Args:
        table: Its rows, in any order and any chunks.
        schema: Its Table Schema: `fields` with name and type, `primaryKey`.

    >>> schema = {"fields": [{"name": "n", "type": "integer"}], "primaryKey": ["n"]}
    >>> one, other = pa.table({"n": [1, 2]}), pa.table({"n": pa.chunked_array([[2], [1]], pa.int8())})
    >>> hash_table(one, schema) == hash_table(other, schema)
    True
    >>> hash_table(one, schema) == hash_table(one.slice(1), schema)
    False
    """
    types, key = _types(schema), key_fields(schema)
    digest = _begin(types, key)
    for rows in encode_in_parts(_in_order(table, types, key), types):
        digest.update(_bytes(rows))
    return f"sha256:{digest.hexdigest()}"


def hash_batches(batches: Iterable[pa.RecordBatch], schema: Mapping[str, Any]) -> str | None:
    """Logical hash of a table that does not fit in memory.

    Args:
        batches: Its rows in the order of the key, as published tables have them.
        schema: As for `hash_table`.

    Returns:
        The hash; None where the rows are in another order, have no key or doubled keys: that needs the whole table.
    """
    ordered = OrderedHash(schema)
    for batch in batches:
        ordered.add(pa.Table.from_batches([batch]))
    return ordered.result()


class OrderedHash:
    """The logical hash of rows that come in the order of the key, a table at a time."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        """Start without rows; `schema` as for `hash_table`."""
        self._types, self._key = _types(schema), key_fields(schema)
        self._digest = _begin(self._types, self._key)
        self._last: pa.Table | None = None
        self._is_ordered = True

    def add(self, table: pa.Table) -> None:
        """Take in the next rows."""
        if not table.num_rows or not self._is_ordered:
            return
        following = self._last is None or _is_rising(
            pa.concat_tables([self._last, table[:1].select(self._key)]), self._key
        )
        self._is_ordered = bool(self._key) and following and _is_rising(table, self._key)
        if self._is_ordered:
            for rows in encode_in_parts(table, self._types):
                self._digest.update(_bytes(rows))
            self._last = table.slice(table.num_rows - 1).select(self._key)

    def result(self) -> str | None:
        """The hash; None where the rows were in another order, have no key or doubled keys."""
        return f"sha256:{self._digest.hexdigest()}" if self._is_ordered else None


def hash_files(hashes: Iterable[str], schema: Mapping[str, Any]) -> str:
    """Logical hash of a table in several files, from those of the files in the order of the descriptor."""
    digest = _begin(_types(schema), key_fields(schema))
    for one in hashes:
        digest.update(f"{one}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def hash_package(tables: Mapping[str, str]) -> str:
    """Logical hash of a package, from those of its tables by name.

    >>> hash_package({"b": "sha256:2", "a": "sha256:1"}) == hash_package({"a": "sha256:1", "b": "sha256:2"})
    True
    """
    lines = "".join(f"{name} {tables[name]}\n" for name in sorted(tables))
    return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def key_fields(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Fields of the primary key; Data Package v1 wrote a single one as a string."""
    key = schema.get("primaryKey", ())
    return (key,) if isinstance(key, str) else tuple(key)


def wrong_hashes(package: Package) -> Iterator[WrongHash]:
    """The declared logical hashes of a package that its files do not have; resources that declare none are passed.

    Raises:
        PackageError: A file cannot be read.
    """
    actual: dict[str, str] = {}
    for name in package.tables():
        for resource in package.resources(name):
            schema = package.schema(resource)
            if not schema.get("fields"):
                continue
            actual[name] = hash_resource(package, resource)
            declared = resource.get(LOGICAL_HASH)
            if declared is not None and declared != actual[name]:
                yield WrongHash(resource=resource["name"], declared=str(declared), actual=actual[name])
    declared = package.descriptor.get(LOGICAL_HASH)
    if declared is not None and declared != hash_package(actual):
        yield WrongHash(resource=None, declared=str(declared), actual=hash_package(actual))


def hash_resource(package: Package, resource: dict[str, Any]) -> str:
    """Logical hash of a table's file, read a batch at a time where its rows are in order and it is Parquet.

    Raises:
        PackageError: The file cannot be read.
    """
    schema = package.schema(resource)
    parts = split_resource(resource)
    hashes = [_hash_file(package, part, schema) or hash_table(package.read_resource(part), schema) for part in parts]
    return hash_files(hashes, schema) if isinstance(resource["path"], list) else hashes[0]


def encode_rows(table: pa.Table, types: Mapping[str, str]) -> pa.LargeStringArray:
    """The canonical form of each row; also what decides whether two rows say the same."""
    columns = [_encode(table.column(name), types[name], name) for name in sorted(types)]
    if not columns:
        return pa.array(["\n"] * table.num_rows, _TEXT)
    return pc.binary_join_element_wise(*columns, text_value("\n"), text_value(""))


def encode_in_parts(table: pa.Table, types: Mapping[str, str]) -> Iterator[pa.LargeStringArray]:
    """The canonical form of each row, so many rows at a time that it stays small."""
    for part in _slices(table):
        yield encode_rows(part, types)


def canonical_text(column: pa.ChunkedArray, kind: str, name: str) -> pa.Array:
    """The values of a column as text, as the canonical form writes them; empty strings are null."""
    values = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    try:
        if kind in _INTEGERS:
            text = values.cast(pa.int64()).cast(_TEXT)
        elif kind == "date":
            text = values.cast(pa.date32()).cast(_TEXT)
        elif kind == "boolean":
            text = values.cast(pa.bool_()).cast(_TEXT)
        elif kind == "number":
            text = _bits(values).cast(_TEXT)
        else:
            text = values.cast(_TEXT)
    except (pa.ArrowException, ValueError) as error:
        raise PackageError(f"field {name!r} holds what is no {kind}: {error}") from None
    return pc.if_else(pc.equal(pc.binary_length(text), _ZERO), _NULL, text)


def _hash_file(package: Package, resource: Mapping[str, Any], schema: Mapping[str, Any]) -> str | None:
    """Hash of a Parquet file without reading it as a whole; None where that cannot be done."""
    if resource.get("format") != "parquet":
        return None
    import pyarrow.parquet as pq  # noqa: PLC0415 - CSV does not need it

    file = package.file(dict(resource))
    try:
        opened = pq.ParquetFile(pa.BufferReader(file) if isinstance(file, bytes) else file)
        if set(opened.schema_arrow.names) != _types(schema).keys():
            return None
        return hash_batches(opened.iter_batches(_BATCH_ROWS), schema)
    except (pa.ArrowException, OSError):
        # Read as a whole, it gives the error that a person understands.
        return None


def _types(schema: Mapping[str, Any]) -> dict[str, str]:
    return {field["name"]: field.get("type", "any") for field in schema["fields"]}


def _begin(types: Mapping[str, str], key: tuple[str, ...]) -> hashlib._Hash:
    header = {"fields": sorted(map(list, types.items())), "primaryKey": list(key)}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{text}\n".encode())


def _encode(column: pa.ChunkedArray, kind: str, name: str) -> pa.Array:
    text = canonical_text(column, kind, name)
    length = pc.binary_length(text).cast(_TEXT)
    return pc.fill_null(pc.binary_join_element_wise(length, text, text_value(":")), text_value("-"))


def _bits(values: pa.Array) -> pa.Array:
    """The bits of doubles as integers, with one zero and one NaN."""
    numbers = values.cast(pa.float64())
    # Adding zero turns the negative zero into the positive one.
    numbers = pc.add(pc.if_else(pc.is_nan(numbers), float("nan"), numbers), 0.0)
    return numbers.view(pa.int64())


def _in_order(table: pa.Table, types: Mapping[str, str], key: tuple[str, ...]) -> pa.Table:
    """The table in the order of its key; published tables are in that order already."""
    if key and _is_rising(table, key):
        return table
    if key:
        table = table.take(pc.sort_indices(table.select(key), sort_keys=[(name, "ascending") for name in key]))
        if _is_rising(table, key):
            return table
    rows = pa.table({**{name: table.column(name) for name in key}, "": encode_rows(table, types)})
    order = [(name, "ascending") for name in (*key, "")]
    return table.take(pc.sort_indices(rows, sort_keys=order))


def _is_rising(table: pa.Table, key: tuple[str, ...]) -> bool:
    """Whether each row's key is above that of the row before."""
    before, after = table.slice(0, max(table.num_rows - 1, 0)), table.slice(1)
    below, level = pc.not_equal(_ZERO, _ZERO), pc.equal(_ZERO, _ZERO)
    for name in key:
        one, other = before.column(name), after.column(name)
        if one.null_count or other.null_count:
            return False
        below = pc.or_(below, pc.and_(level, pc.less(one, other)))
        level = pc.and_(level, pc.equal(one, other))
    return table.num_rows < 2 or bool(pc.all(below).as_py())  # noqa: PLR2004 - a pair of rows


def _slices(table: pa.Table) -> Iterator[pa.Table]:
    """Parts of a table, so many rows that their canonical form stays small."""
    rows = max(_SLICE_BYTES * table.num_rows // max(table.nbytes, 1), 1)
    starts = [*range(0, table.num_rows, rows), table.num_rows]
    for start, end in pairwise(starts):
        yield table.slice(start, end - start)


def _bytes(rows: pa.Array) -> memoryview:
    """All rows one after the other: the value buffer of their array."""
    if isinstance(rows, pa.ChunkedArray):
        rows = rows.combine_chunks()
    offsets = memoryview(rows.buffers()[1]).cast("q")
    start, end = offsets[rows.offset], offsets[rows.offset + len(rows)]
    return memoryview(rows.buffers()[2] or b"")[start:end]
