"""Compare a rebuilt package with the one that stands: what differs, by file, row and field."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from corpuspkg.descriptor import PARQUET_BYTES
from corpuspkg.schema import Table
from corpuspkg.store import DATA_FOLDER, DESCRIPTOR

_SHOWN_PER_TABLE = 10
_SHOWN_CHARACTERS = 60


def compare_packages(rebuilt: Path, standing: Path, schemas: Mapping[str, Table]) -> list[str]:
    """Differences between two packages, a line each; none where every file is equal.

    CSV files and the descriptor are compared byte for byte. So are Parquet files, unless another version of pyarrow
    wrote the standing one: its bytes differ by that alone, and its rows are compared instead.
    """
    differences: list[str] = []
    rewritten: set[str] = set()
    for name, table in schemas.items():
        differences += islice(_compare_csv(name, table, rebuilt, standing), _SHOWN_PER_TABLE)
        path = f"{DATA_FOLDER}/{name}.parquet"
        if not (standing / path).is_file():
            differences.append(f"{path}: is missing")
        elif (rebuilt / path).read_bytes() != (standing / path).read_bytes():
            if _equal_content(rebuilt / path, standing / path):
                rewritten.add(path)
            else:
                differences.append(f"{path}: differs from the rebuilt table")
    known = {f"{name}.{suffix}" for name in schemas for suffix in ("csv", "parquet")}
    for file in sorted((standing / DATA_FOLDER).glob("*")):
        if file.suffix in (".csv", ".parquet") and file.name not in known:
            differences.append(f"{DATA_FOLDER}/{file.name}: is no table of the package")
    return differences + _compare_descriptors(rebuilt / DESCRIPTOR, standing / DESCRIPTOR, rewritten)


def _compare_csv(name: str, table: Table, rebuilt: Path, standing: Path) -> Iterator[str]:
    path = f"{DATA_FOLDER}/{name}.csv"
    if not (standing / path).is_file():
        yield f"{path}: is missing"
        return
    if (rebuilt / path).read_bytes() == (standing / path).read_bytes():
        return
    new, old = _rows(rebuilt / path, table), _rows(standing / path, table)
    found = False
    for key in sorted(new.keys() | old.keys()):
        label = ", ".join(key)
        if key not in old:
            yield f"{path}: row {label} would be added"
        elif key not in new:
            yield f"{path}: row {label} would be removed"
        elif new[key] != old[key]:
            for field in sorted(new[key].keys() | old[key].keys()):
                before, after = old[key].get(field), new[key].get(field)
                if before != after:
                    yield f"{path}: row {label}: {field}: {_short(before)} would become {_short(after)}"
        else:
            continue
        found = True
    if not found:
        yield f"{path}: holds the same rows in another order or notation"


def _rows(path: Path, table: Table) -> dict[tuple[str, ...], dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {tuple(row.get(field) or "" for field in table.primary_key): row for row in csv.DictReader(file)}


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
        return bool(one.read().equals(other.read()))
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
        if isinstance(resource, dict) and resource.get("path") in rewritten:
            resource.pop(PARQUET_BYTES, None)
            resource.pop("hash", None)
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
