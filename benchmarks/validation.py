"""Measure validation beside frictionless: CPU time, peak memory and findings on a table of 1,000,000 rows.

Run: python benchmarks/validation.py [--rows 1000000] [--slice 20000] [--full] [--folder DIR]

Writes a package of two tables: `visits` with 8 columns of mixed types, a primary key and a foreign key into `places`;
as CSV and as Parquet, sound and with broken cells. Each check runs in a process of its own; CPU time is that of the
process and its children around the check, without imports; memory is the most the process ever held. frictionless
checks a package of fewer rows (`--slice`; both tables shrink alike) and its time is scaled, since it needs minutes;
`--full` gives it all rows.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

ROWS_PER_PLACE = 20
BREAK_EVERY = 10_000
FIELDS = [
    {"name": "id", "type": "integer", "constraints": {"required": True, "minimum": 1}},
    {"name": "place", "type": "string", "constraints": {"required": True}},
    {"name": "code", "type": "string", "constraints": {"pattern": "[A-Z]{2}-[0-9]{4}|none"}},
    {"name": "note", "type": "string", "constraints": {"maxLength": 80}},
    {"name": "price", "type": "number", "constraints": {"minimum": 0, "maximum": 100000}},
    {"name": "open", "type": "boolean"},
    {"name": "day", "type": "date", "constraints": {"minimum": "2000-01-01"}},
    {"name": "kind", "type": "string", "constraints": {"enum": ["private", "public", "school"]}},
]


def make_tables(rows: int, *, broken: bool) -> dict[str, pa.Table]:
    """The two tables; broken: every 10,000th row has one wrong cell, in turn in each column."""
    random = np.random.default_rng(1)
    number = np.arange(rows)
    count = -(-rows // ROWS_PER_PLACE)
    place = random.integers(0, count, rows)
    days = np.datetime64("2001-01-01") + (number % 8000).astype("timedelta64[D]")
    columns = {
        "id": (number + 1).astype(str).astype(object),
        "place": np.char.add("place-", place.astype(str)).astype(object),
        "code": np.char.add("AB-", np.char.zfill((number % 10_000).astype(str), 4)).astype(object),
        "note": np.char.add("a remark, quoted, on visit ", (number % 977).astype(str)).astype(object),
        "price": np.round(random.random(rows) * 1000, 2).astype(str).astype(object),
        "open": np.where(number % 3 == 0, "true", "false").astype(object),
        "day": days.astype(str).astype(object),
        "kind": np.array(["private", "public", "school"], dtype=object)[number % 3],
    }
    if broken:
        wrong = ["x", "place-none", "ab-1", "long " * 20, "-1", "perhaps", "2001-02-30", "other"]
        for turn, row in enumerate(range(BREAK_EVERY, rows, BREAK_EVERY)):
            name = list(columns)[turn % len(wrong)]
            columns[name][row] = wrong[turn % len(wrong)]
    text = pa.table({name: pa.array(values, type=pa.string()) for name, values in columns.items()})
    places = pa.table({"place": pa.array([f"place-{n}" for n in range(count)])})
    return {"visits": text, "places": places}


def typed(table: pa.Table) -> pa.Table:
    """The table with the types a Parquet file would have; only possible where the types hold."""
    kinds = {"id": pa.int64(), "price": pa.float64(), "open": pa.bool_(), "day": pa.date32()}
    fields = [pa.field(name, kinds.get(name, pa.string())) for name in table.column_names]
    return table.cast(pa.schema(fields))


def write_package(folder: Path, rows: int, form: str, *, broken: bool) -> Path:
    """Write the tables and a descriptor; broken Parquet keeps to values its types can hold."""
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, table in make_tables(rows, broken=broken).items():
        path = folder / f"{name}.{form}"
        if form == "csv":
            pv.write_csv(table, path, pv.WriteOptions(quoting_style="needed"))
        else:
            pq.write_table(_parquet_table(table, broken=broken) if name == "visits" else table, path)
        schema = {"fields": FIELDS, "primaryKey": ["id"]} if name == "visits" else {"primaryKey": ["place"]}
        if name == "visits":
            reference = {"resource": "places", "fields": ["place"]}
            schema["foreignKeys"] = [{"fields": ["place"], "reference": reference}]
        else:
            schema["fields"] = [{"name": "place", "type": "string"}]
        resources.append({"name": name, "path": path.name, "format": form, "type": "table", "schema": schema})
    descriptor = folder / "datapackage.json"
    descriptor.write_text(json.dumps({"name": "visits", "resources": resources}))
    return descriptor


def _parquet_table(table: pa.Table, *, broken: bool) -> pa.Table:
    if not broken:
        return typed(table)
    cells = table.to_pydict()
    for name, wrong, right in (("id", "x", "1"), ("open", "perhaps", "true"), ("day", "2001-02-30", "1999-02-28")):
        cells[name] = [right if cell == wrong else cell for cell in cells[name]]
    return typed(pa.table(cells))


def measure(tool: str, descriptor: Path) -> dict[str, float]:
    """Check a package in this process."""
    if tool == "corpuspkg":
        from corpuspkg.validation import check_package  # noqa: PLC0415 - one tool a process

        check_package(_warm_up())
    else:
        import frictionless  # noqa: PLC0415 - as above

        frictionless.validate(str(_warm_up()))
    before, wall = _cpu(), time.perf_counter()
    if tool == "corpuspkg":
        report = check_package(descriptor, limit=None)
        findings = sum(report.counts.values())
        without_row = sum(finding.row is None for finding in report.findings)
    else:
        result = frictionless.validate(str(descriptor), limit_errors=10**9)
        findings, without_row = result.stats["errors"], 0
    return {
        "cpu": _cpu() - before,
        "wall": time.perf_counter() - wall,
        "peak_mb": _peak(),
        "findings": findings,
        "without_row": without_row,
    }


def _warm_up() -> Path:
    """A package of ten rows: after it everything is imported."""
    return write_package(Path(tempfile.mkdtemp()), 10, "csv", broken=False)


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _peak() -> float:
    """Megabytes this process has held at most; getrusage would count the parent's as well."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Write the packages, run each tool on each, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--slice", type=int, default=20_000, help="rows that frictionless checks")
    parser.add_argument("--full", action="store_true", help="give frictionless all rows")
    parser.add_argument("--folder", type=Path, help="where to write the packages (kept)")
    parser.add_argument("--measure", nargs=2, metavar=("TOOL", "DESCRIPTOR"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure[0], Path(options.measure[1]))))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        part = options.rows if options.full else min(options.slice, options.rows)
        print(f"{options.rows:,} rows, 8 columns; frictionless on {part:,} rows, its CPU time scaled to all")
        print(f"{'package':16} {'tool':14} {'cpu s':>9} {'wall s':>9} {'peak MB':>8} {'findings':>9} {'ratio':>8}")
        for form in ("csv", "parquet"):
            for broken in (False, True):
                _compare(folder, form, options.rows, part, broken=broken)


def _compare(folder: Path, form: str, rows: int, part: int, *, broken: bool) -> None:
    name = f"{form}{' broken' if broken else ''}"
    whole = write_package(folder / f"{name}-{rows}", rows, form, broken=broken)
    ours = _run("corpuspkg", whole)
    other = _run("frictionless", write_package(folder / f"{name}-{part}", part, form, broken=broken))
    cpu = other["cpu"] * rows / part
    _print(name, "corpuspkg", ours, ours["cpu"], cpu / ours["cpu"])
    _print(name, "frictionless", other, cpu, 1.0)
    if ours["without_row"]:
        print(f"  {ours['without_row']} findings without a row")


def _print(name: str, tool: str, run: dict[str, float], cpu: float, ratio: float) -> None:
    figures = f"{cpu:9.2f} {run['wall']:9.2f} {run['peak_mb']:8.0f} {run['findings']:9,.0f} {ratio:8.1f}"
    print(f"{name:16} {tool:14} {figures}")


def _run(tool: str, descriptor: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", tool, str(descriptor)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - ourselves
    result: dict[str, float] = json.loads(output.splitlines()[-1])
    return result


if __name__ == "__main__":
    main()
