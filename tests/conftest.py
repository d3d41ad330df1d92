"""Fixtures for all tests: a small package of invented letters, written from the schema alone."""

from __future__ import annotations

import copy
import csv
import hashlib
import json
import signal
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpuspkg.schema import Table, arrow_schema, load_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
TEXT = "Dear Council,\nPlease repair the bridge, as the Bridges Act asks.\nAda Miller"
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()
SOURCE = {"bytes": len(TEXT), "encoding": "utf-8", "sha256": DIGEST}
LETTER = {"language": "en", "text": TEXT, "text_sha256": DIGEST}
ROWS: dict[str, list[dict[str, Any]]] = {
    "letters": [
        {
            **LETTER,
            "letter_id": "bridge",
            "title": "A letter, with a comma",
            "sent_date": "2021-03-04",
            "sent_date_earliest": date(2021, 3, 4),
            "sent_date_latest": date(2021, 3, 4),
            "sent_date_basis": "dateline",
            "source_id": "bridge",
        },
        {**LETTER, "letter_id": "undated", "sent_date_basis": "none", "source_id": "undated"},
    ],
    "agents": [{"agent_id": "ada-miller", "name": "Ada Miller", "kind": "person"}],
    "participations": [
        {
            "letter_id": "bridge",
            "role": "author",
            "position": 1,
            "agent_id": "ada-miller",
            "as_written": "Ada Miller",
            "start": 65,
            "end": 75,
            "status": "extracted",
        }
    ],
    "instruments": [
        {"instrument_id": "act:bridges", "kind": "statute", "title": "Bridges Act", "status": "registered"}
    ],
    "segments": [
        {"segment_id": "bridge#1", "letter_id": "bridge", "position": 1, "role": "body", "start": 0, "end": 75}
    ],
    "citations": [
        {
            "citation_id": "bridge#c1",
            "letter_id": "bridge",
            "segment_id": "bridge#1",
            "instrument_id": "act:bridges",
            "start": 47,
            "end": 58,
            "exact": TEXT[47:58],
            "form": "full",
            "status": "resolved",
            "rule_id": "cite.title",
        }
    ],
    "sources": [
        {**SOURCE, "source_id": "bridge", "file": "bridge.txt"},
        {**SOURCE, "source_id": "undated", "file": "undated.txt"},
    ],
}


def write_package(folder: Path, *, name: str = "tiny", version: str = "1.2.3") -> Path:
    """Write the small package and return its descriptor's path."""
    (folder / "dist").mkdir(parents=True)
    tables = load_tables(ROOT / "schema")
    resources = [resource for table in tables.values() for resource in _write_table(folder, table)]
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": "Letters about a bridge",
        "version": version,
        "licenses": [{"name": "CC-BY-4.0"}],
        "resources": [
            *(resource for resource in resources if resource["format"] == "csv"),
            *(resource for resource in resources if resource["format"] == "parquet"),
        ],
    }
    path = folder / "datapackage.json"
    path.write_text(json.dumps(descriptor, indent=2), encoding="utf-8")
    return path


def _write_table(folder: Path, table: Table) -> list[dict[str, Any]]:
    rows = [{name: row.get(name) for name in table.field_names} for row in ROWS.get(table.name, [])]
    with (folder / "dist" / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table.field_names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    arrow = pa.Table.from_pylist(rows, schema=arrow_schema(table))
    pq.write_table(arrow, folder / "dist" / f"{table.name}.parquet")
    csv_resource = {**table.descriptor, "type": "table", "path": f"dist/{table.name}.csv", "format": "csv"}
    schema = copy.deepcopy(table.descriptor["schema"])
    for key in schema.get("foreignKeys", ()):
        key["reference"]["resource"] += ".parquet"
    parquet_resource = {
        **table.descriptor,
        "schema": schema,
        "name": f"{table.name}.parquet",
        "path": f"dist/{table.name}.parquet",
        "format": "parquet",
    }
    return [csv_resource, parquet_resource]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Folder of the small package."""
    return write_package(tmp_path / "tiny").parent


@pytest.fixture
def make_package() -> Callable[..., Path]:
    """`write_package`, for tests that need several."""
    return write_package


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C raises, also where the tests run in the background and their shell made it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
