"""Time and memory of comparing two packages: `python benchmarks/diff.py [ROWS]`, by default 1,000,000 against as many.

The tables are citations of invented letters. The later edition has 1% of the rows corrected, 1% added and 1% removed.
They are compared in the order of their key, in two random orders, and so without a key. Time is that of the process,
imports included.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.config import load_config
from corpuspkg.descriptor import describe_package
from corpuspkg.logical import hash_table
from corpuspkg.package import open_package
from corpuspkg.schema import Table, arrow_schema, load_tables
from corpuspkg.store import DESCRIPTOR, write_json, write_table

_PER_LETTER = 20


def citations(table: Table, numbers: np.ndarray[Any, Any], corrected: np.ndarray[Any, Any]) -> pa.Table:
    """Rows with the given numbers; those of `corrected` have another pinpoint."""
    owners = pc.utf8_lpad(pa.array(numbers // _PER_LETTER).cast("string"), 7, "0")
    letters = pc.binary_join_element_wise("letter-", owners, "")
    places = pc.utf8_lpad(pa.array(numbers % _PER_LETTER + 1).cast("string"), 4, "0")
    start = pa.array(numbers % 5000)
    columns = {
        "citation_id": pc.binary_join_element_wise(letters, places, "#c"),
        "letter_id": letters,
        "segment_id": pc.binary_join_element_wise(letters, places, "#s"),
        "instrument_id": pc.binary_join_element_wise("un:sc:res:", pa.array(numbers % 2700).cast("string"), ""),
        "start": start,
        "end": pc.add(start, 39),
        "exact": pc.binary_join_element_wise(
            "resolution", pa.array(numbers % 2700).cast("string"), "of the Security Council", " "
        ),
        "pinpoint": pa.array(np.where(np.isin(numbers, corrected), "2", "1")),
    }
    for field in table.fields:
        if field.constraints.get("required") and field.name not in columns:
            value = field.constraints.get("enum", ["cite.un-sc-resolution"])[0]
            columns[field.name] = pa.array([value]).take(pa.array(np.zeros(len(numbers), np.int64)))
    rows = [columns.get(name, pa.nulls(len(numbers))) for name in table.field_names]
    return pa.table(rows, names=list(table.field_names)).cast(arrow_schema(table))


def write_package(folder: Path, rows: pa.Table, schemas: dict[str, Table]) -> None:
    """Write a package of one table."""
    folder.mkdir()
    files = [("citations", *write_table("citations", rows, folder))]
    write_json(describe_package(load_config(folder), schemas, files), folder / DESCRIPTOR)


def compare(old: Path, new: Path) -> None:
    """Compare, and print what it cost this process from its start."""
    from corpuspkg.diffing import diff_packages  # noqa: PLC0415 - its import is part of the time

    (table,) = diff_packages(open_package(old), open_package(new)).tables
    seconds, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{old.name:10} {table.added:,} added, {table.removed:,} removed, {table.changed:,} changed", end=": ")
    print(f"{seconds:.1f} s, peak {peak:,} MB", end="; ")
    package = open_package(old)
    edition = package.resources("citations")[-1]
    rows = package.read_resource(edition)
    began = time.process_time()
    hash_table(rows, package.schema(edition))
    print(f"logical hash {time.process_time() - began:.1f} s")


def drop_key(folder: Path) -> None:
    """Take the primary key out of a package's descriptor."""
    path = folder / DESCRIPTOR
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    for resource_ in descriptor["resources"]:
        resource_["schema"].pop("primaryKey")
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def main() -> None:
    """Write the packages, and measure each pair in a process of its own."""
    if len(sys.argv) == 4:  # noqa: PLR2004 - --compare OLD NEW
        compare(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    schemas = load_tables()
    numbers = np.arange(count)
    later = np.concatenate([np.delete(numbers, np.s_[::100]), np.arange(count, count + count // 100)])
    editions = {
        "old": citations(schemas["citations"], numbers, numbers[:0]),
        "new": citations(schemas["citations"], later, numbers[50::100]),
    }
    chance = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as place:
        for order in ("ordered", "shuffled", "keyless"):
            for edition, rows in editions.items():
                shown = rows if order == "ordered" else rows.take(chance.permutation(rows.num_rows))
                folder = Path(place) / edition / order
                folder.parent.mkdir(exist_ok=True)
                write_package(folder, shown, schemas)
                if order == "keyless":
                    drop_key(folder)
            pair = [str(Path(place) / edition / order) for edition in editions]
            subprocess.run([sys.executable, __file__, "--compare", *pair], check=True)  # noqa: S603 - itself


if __name__ == "__main__":
    main()
