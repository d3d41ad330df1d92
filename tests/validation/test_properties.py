"""Tables that are valid by construction have no findings; a single wrong cell is found at its row."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuspkg.validation import check_package

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t,;'\""), min_size=1, max_size=12
)
# A type, its valid cells, and a cell that is not of the type.
TYPES: dict[str, tuple[dict[str, Any], st.SearchStrategy[str], str]] = {
    "text": ({"type": "string", "constraints": {"maxLength": 12}}, _TEXT, "x" * 13),
    "whole": ({"type": "integer"}, st.integers(-(10**40), 10**40).map(str), "1.5"),
    "number": ({"type": "number"}, st.decimals(allow_nan=False, allow_infinity=False).map(str), "1,5"),
    "flag": ({"type": "boolean"}, st.sampled_from(["true", "false", "1", "0"]), "yes"),
    "day": ({"type": "date"}, st.dates().map(str), "2023-02-29"),
    "moment": ({"type": "datetime"}, st.datetimes().map(lambda each: each.isoformat()), "2023-02-28 12:00:00"),
    "kind": ({"type": "string", "categories": ["a", "b"]}, st.sampled_from(["a", "b"]), "c"),
    "code": ({"type": "string", "constraints": {"pattern": "ab|cd"}}, st.sampled_from(["ab", "cd"]), "abx"),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Names of fields, and rows of cells; the first cell numbers the row."""
    names = draw(st.lists(st.sampled_from(sorted(TYPES)), min_size=1, max_size=4, unique=True))
    count = draw(st.integers(1, 20))
    columns = [draw(st.lists(st.just("") | TYPES[name][1], min_size=count, max_size=count)) for name in names]
    return names, [[str(number), *cells] for number, *cells in zip(range(count), *columns, strict=True)]


def _write(folder: Path, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    fields = [{"name": "id", "type": "integer"}, *({"name": name, **TYPES[name][0]} for name in names)]
    schema = {"fields": fields, "primaryKey": ["id"]}
    with (folder / "t.csv").open("w", encoding="utf-8", newline="") as file:
        # Python 3.11 leaves a lone carriage return without quotes, where it would end the row.
        returns = any("\r" in cell for row in rows for cell in row)
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL)
        writer.writerows([["id", *names], *rows])
    columns = {name: [row[place] for row in rows] for place, name in enumerate(["id", *names])}
    pq.write_table(pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}), folder / "t.pq")
    resources = [
        {"name": "text", "path": "t.csv", "schema": schema},
        {"name": "typed", "path": "t.pq", "format": "parquet", "schema": schema},
    ]
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}))
    return folder


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_valid_table_has_no_findings(table: tuple[list[str], list[list[str]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert check_package(_write(Path(folder), *table)).findings == ()


@settings(max_examples=60, deadline=None)
@given(tables(), st.data())
def test_one_wrong_cell_is_found_at_its_row(table: tuple[list[str], list[list[str]]], data: st.DataObject) -> None:
    names, rows = table
    row = data.draw(st.integers(0, len(rows) - 1))
    name = data.draw(st.sampled_from(names))
    rows[row][names.index(name) + 1] = TYPES[name][2]
    with tempfile.TemporaryDirectory() as folder:
        found = check_package(_write(Path(folder), names, rows)).findings
    assert [(finding.resource, finding.row, finding.field) for finding in found] == [
        ("text", row + 2, name),
        ("typed", row + 2, name),
    ]


@settings(max_examples=30, deadline=None)
@given(tables(), st.data())
def test_a_repeated_key_is_found_at_its_row(table: tuple[list[str], list[list[str]]], data: st.DataObject) -> None:
    names, rows = table
    rows.append([str(len(rows)), *rows[0][1:]])
    row = data.draw(st.integers(1, len(rows) - 1))
    rows[row][0] = "0"
    with tempfile.TemporaryDirectory() as folder:
        found = check_package(_write(Path(folder), names, rows)).findings
    assert {(finding.code, finding.row) for finding in found} == {("primary-key", row + 2)}
