"""Compare a rebuilt package with the one that stands: what differs, by file, row and field."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from itertools import islice, zip_longest
from pathlib import Path, PurePosixPath
from typing import Any

from corpuspkg.descriptor import PARQUET_BYTES
from corpuspkg.package import FILES
from corpuspkg.schema import TABLES, Table
from corpuspkg.store import DATA_FOLDER, DESCRIPTOR

_SHOWN_PER_TABLE = 10
_SHOWN_CHARACTERS = 60
_SUFFIXES = (".csv", ".parquet")
_BLOCK = 2**20
_ROWS = 65_536
# Bytes of a CSV file up to which its rows are compared by their keys, in memory.
_LARGE = 64 * 2**20


def compare_packages(rebuilt: Path, standing: Path, schemas: Mapping[str, Table]) -> list[str]:
    """Differences between two packages, a line each; none where every file is equal.

    CSV files and the descriptor are compared byte for byte. So are Parquet files, unless another version of pyarrow
    wrote the standing one: its bytes differ by that alone, and its rows are compared instead.
    """
    differences: list[str] = []
    rewritten: set[str] = set()
    there, expected = _files(standing), _files(rebuilt)
    for path in expected:
        table = schemas[_table_of(path)]
        if path not in there:
            differences.append(f"{path}: is missing")
        elif _equal_bytes(rebuilt / path, standing / path):
            continue
        elif path.endswith(".csv"):
            differences += islice(_compare_csv(path, table, rebuilt, standing), _SHOWN_PER_TABLE)
        elif _equal_content(rebuilt / path, standing / path):
            rewritten.add(path)
        else:
            differences.append(f"{path}: differs from the rebuilt table")
    differences += [f"{path}: is no table of the package" for path in there if path not in expected]
    return differences + _compare_descriptors(rebuilt / DESCRIPTOR, standing / DESCRIPTOR, rewritten)


def _files(root: Path) -> dict[str, None]:
    """The files of tables below the data folder, in the order of the tables: CSV before Parquet."""
    data = root / DATA_FOLDER
    paths = [*data.glob("*"), *(path for name in TABLES for path in data.glob(f"{name}/{name}-*"))]
    found = [path.relative_to(root).as_posix() for path in paths if path.suffix in _SUFFIXES]
    return dict.fromkeys(sorted(found, key=lambda path: (_place(path), path)))


def _place(path: str) -> tuple[int, str]:
    table = _table_of(path)
    return TABLES.index(table) if table in TABLES else len(TABLES), table


def _table_of(path: str) -> str:
    """The table that a file is of: `dist/letters.csv`, or `dist/letters/letters-0.csv`."""
    parts = PurePosixPath(path).relative_to(DATA_FOLDER).parts
    return parts[0] if len(parts) > 1 else PurePosixPath(parts[0]).stem


def _equal_bytes(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while block := first.read(_BLOCK):
            if block != second.read(_BLOCK):
                return False
    return True


def _compare_csv(path: str, table: Table, rebuilt: Path, standing: Path) -> Iterator[str]:
    """What differs between two files that are not equal."""
    if max((root / path).stat().st_size for root in (rebuilt, standing)) > _LARGE:
        yield from _compare_row_by_row(path, table, rebuilt, standing)
        return
    new, old = (dict(_rows(root / path, table)) for root in (rebuilt, standing))
    found = False
    for key in sorted(new.keys() | old.keys()):
        label = ", ".join(key)
        if key not in old:
            yield f"{path}: row {label} would be added"
        elif key not in new:
            yield f"{path}: row {label} would be removed"
        elif new[key] != old[key]:
            yield from _compare_fields(f"{path}: row {label}", new[key], old[key])
        else:
            continue
        found = True
    if not found:
        yield f"{path}: holds the same rows in another order or notation"


def _compare_row_by_row(path: str, table: Table, rebuilt: Path, standing: Path) -> Iterator[str]:
    """Differences of files too large to be held, up to the first row that one of them lacks."""
    found = False
    pairs = zip_longest(_rows(rebuilt / path, table), _rows(standing / path, table))
    for new, old in pairs:
        if new is None or old is None or new[0] != old[0]:
            label = ", ".join((new or old)[0])
            yield f"{path}: rows would be added or removed from row {label} on"
            return
        if new[1] != old[1]:
            found = True
            yield from _compare_fields(f"{path}: row {', '.join(new[0])}", new[1], old[1])
    if not found:
        yield f"{path}: holds the same rows in another notation"


def _compare_fields(place: str, new: Mapping[str, str], old: Mapping[str, str]) -> Iterator[str]:
    for field in sorted(new.keys() | old.keys()):
        before, after = old.get(field), new.get(field)
        if before != after:
            yield f"{place}: {field}: {_short(before)} would become {_short(after)}"


def _rows(path: Path, table: Table) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield tuple(row.get(field) or "" for field in table.primary_key), row


def _short(value: str | None) -> str:
    if value is None:
        return "nothing"
    return repr(value if len(value) <= _SHOWN_CHARACTERS else value[: _SHOWN_CHARACTERS - 1] + "…")


def _equal_content(first: Path, second: Path) -> bool:
    """Whether two Parquet files of different writers hold the same table."""
    import pyarrow as pa  # noqa: PLC0415 - only needed where bytes differ
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    try:
        one, other = pq.ParquetFile(first), pq.ParquetFile(second)
        if one.metadata.created_by == other.metadata.created_by:
            return False
        return one.metadata.num_rows == other.metadata.num_rows and all(
            left.equals(right) for left, right in zip(one.iter_batches(_ROWS), other.iter_batches(_ROWS), strict=True)
        )
    except (pa.ArrowException, OSError):
        return False


def _compare_descriptors(rebuilt: Path, standing: Path, rewritten: set[str]) -> list[str]:
    if not standing.is_file():
        return [f"{DESCRIPTOR}: is missing"]
    if rebuilt.read_bytes() == standing.read_bytes():
        return []
    try:
        old = json.loads(standing.read_text(encoding="utf-8"))
    except ValueError as error:
        return [f"{DESCRIPTOR}: is no valid JSON: {error}"]
    new = json.loads(rebuilt.read_text(encoding="utf-8"))
    differences = list(islice(_differing(_without(new, rewritten), _without(old, rewritten), ""), _SHOWN_PER_TABLE))
    if differences or rewritten:
        return differences
    return [f"{DESCRIPTOR}: says the same in another notation"]


def _without(descriptor: Any, rewritten: set[str]) -> Any:
    """The descriptor without size and hash of the files that another version of pyarrow wrote."""
    resources = descriptor.get("resources", []) if isinstance(descriptor, dict) else []
    for resource in resources:
        files = resource.get(FILES, []) if isinstance(resource, dict) else []
        for entry in (resource, *(files if isinstance(files, list) else ())):
            if isinstance(entry, dict) and isinstance(entry.get("path"), str) and entry["path"] in rewritten:
                for stated in (PARQUET_BYTES, "bytes", "hash"):
                    entry.pop(stated, None)
    return descriptor


def _differing(new: Any, old: Any, place: str) -> Iterator[str]:
    if isinstance(new, dict) and isinstance(old, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from _differing(new.get(key), old.get(key), f"{place}.{key}" if place else key)
    elif isinstance(new, list) and isinstance(old, list) and len(new) == len(old):
        for index, (one, other) in enumerate(zip(new, old, strict=True)):
            name = one.get("name", index) if isinstance(one, dict) else index
            yield from _differing(one, other, f"{place}[{name}]")
    elif new != old:
        before, after = (None if value is None else json.dumps(value, ensure_ascii=False) for value in (old, new))
        yield f"{DESCRIPTOR}: {place}: {_short(before)} would become {_short(after)}"
