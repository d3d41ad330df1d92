"""Follow a Parquet table while it is checked: its CSV form, and its logical hash, without reading the rows again.

A CSV file that has the very bytes of the rows as RFC 4180 writes them says what the Parquet file says: what holds for
one holds for the other, and nothing need be parsed. Where a byte differs, the file is checked as any other.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa

from corpuspkg.errors import PackageError
from corpuspkg.logical import OrderedHash, hash_files
from corpuspkg.tablefiles import csv_lines
from corpuspkg.validation.package import Dialect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corpuspkg.validation.package import Field, Package, Resource

# Types of fields whose values stand in one way in CSV, and of the columns that hold them.
_FIELDS = {"string": pa.string(), "integer": pa.int64(), "date": pa.date32(), "boolean": pa.bool_()}
# What changes how a cell of these types is read.
_READ_OTHERWISE = ("trueValues", "falseValues", "groupChar", "bareNumber", "decimalChar")
_NAME = re.compile(r"\w+")


def text_forms(package: Package) -> dict[str, Resource]:
    """The CSV form of each Parquet resource whose rows may stand in it as they are, by the name of the Parquet one."""
    found: dict[str, Resource] = {}
    texts = [one for one in package.resources if one.format == "csv"]
    for typed in package.resources:
        if typed.format == "parquet":
            alike = next((text for text in texts if _are_alike(text, typed)), None)
            if alike is not None:
                found[typed.name] = alike
    return found


def _are_alike(text: Resource, typed: Resource) -> bool:
    """Whether the rows of one mean the same in the other, if they are the same."""
    if typed.name.removesuffix(".parquet") != text.name or len(text.files) != len(typed.files):
        return False
    one, other = text.schema, typed.schema
    if one is None or other is None or text.encoding != "utf-8" or text.dialect != Dialect():
        return False
    return (
        all(map(_is_plain, one.fields))
        and list(map(_meaning, one.fields)) == list(map(_meaning, other.fields))
        and all(field.missing == ("",) for field in other.fields if field.type == "string")
        and (one.fields_match, one.primary_key, one.unique_keys)
        == (other.fields_match, other.primary_key, other.unique_keys)
        and [(key.fields, key.reference_fields) for key in one.foreign_keys]
        == [(key.fields, key.reference_fields) for key in other.foreign_keys]
    )


def _is_plain(field: Field) -> bool:
    return (
        field.type in _FIELDS
        and field.format == "default"
        and field.missing == ("",)
        and _NAME.fullmatch(field.name) is not None
        and not any(name in field.properties for name in _READ_OTHERWISE)
    )


def _meaning(field: Field) -> tuple[object, ...]:
    return field.name, field.type, field.format, field.constraints


class TextForm:
    """Compares CSV files with the rows of a Parquet table, as far as they are the same.

    Attributes:
        resource: The CSV resource.
        same: Whether no difference was found so far.
        digests: SHA-256 of the files that are the same, by their paths.
    """

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
        self.same = all((resource.folder / file).is_file() for file in resource.files)
        self.digests: dict[Path, str] = {}
        self._names = [field.name for field in resource.schema.fields] if resource.schema else []
        self._types = [_FIELDS[field.type] for field in resource.schema.fields] if resource.schema else []
        self._file: BinaryIO | None = None
        self._path = resource.folder
        self._digest = hashlib.sha256()
        self._count = 0

    def start_file(self, labels: Sequence[str], types: Sequence[pa.DataType]) -> None:
        """Say that the next rows stand in the next file."""
        self._end_file()
        if not self.same or self._count == len(self.resource.files):
            self.same = False
            return
        self.same = list(labels) == self._names and list(types) == self._types
        self._path = self.resource.folder / self.resource.files[self._count]
        self._count += 1
        if self.same:
            try:
                self._file = self._path.open("rb")
            except OSError:
                self.same = False
            self._digest = hashlib.sha256()
            self._compare(",".join(labels).encode() + b"\n")

    def add(self, columns: Sequence[pa.Array]) -> None:
        """Compare the next rows."""
        if not self.same:
            return
        # A row without values is no row in CSV.
        if columns and all(column.null_count for column in columns):
            self.same = False
            return
        self._compare(csv_lines(pa.Table.from_arrays(list(columns), names=self._names)))

    def end(self) -> bool:
        """Whether the files are the same to their ends."""
        self._end_file()
        self.same = self.same and self._count == len(self.resource.files)
        return self.same

    def _compare(self, expected: bytes | memoryview) -> None:
        if self._file is None:
            return
        try:
            there = self._file.read(len(expected))
        except OSError:
            there = b""
        self._digest.update(there)
        one, other = (np.frombuffer(data, np.uint8) for data in (there, expected))
        self.same = len(one) == len(other) and bool(np.array_equal(one, other))

    def _end_file(self) -> None:
        if self._file is None:
            return
        self.same = self.same and not self._file.read(1)
        self._file.close()
        self._file = None
        if self.same:
            self.digests[self._path] = self._digest.hexdigest()


class LogicalForm:
    """The logical hash of a Parquet table, file by file, where its rows come in the order of the key."""

    def __init__(self, resource: Resource, schema: dict[str, object]) -> None:
        self._schema = schema
        self._hashes: list[OrderedHash | None] = []
        self._labels: list[str] = []
        self._is_parted = len(resource.files) > 1

    def start_file(self, labels: Sequence[str], types: Sequence[pa.DataType]) -> None:  # noqa: ARG002 - any will do
        """Say that the next rows stand in the next file."""
        self._labels = list(labels)
        names = {field["name"] for field in self._schema["fields"]}  # type: ignore[attr-defined]
        self._hashes.append(OrderedHash(self._schema) if names == set(labels) else None)

    def add(self, columns: Sequence[pa.Array]) -> None:
        """Take in the next rows."""
        ordered = self._hashes[-1]
        if ordered is not None:
            try:
                ordered.add(pa.Table.from_arrays(list(columns), names=self._labels))
            except PackageError:
                # What is no value of its type is told by the check of the rows.
                self._hashes[-1] = None

    def result(self) -> str | None:
        """The hash; None where it cannot be told so."""
        hashes = [ordered.result() if ordered else None for ordered in self._hashes]
        told = [one for one in hashes if one is not None]
        if not told or len(told) < len(hashes):
            return None
        return hash_files(told, self._schema) if self._is_parted else told[0]
