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
from corpuspkg.validation.delimited import Delimited
from corpuspkg.validation.layout import TextFile
from corpuspkg.validation.package import Dialect
from corpuspkg.validation.profile import TYPES as TYPES_OF_THE_STANDARD

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


def _write(
    folder: Path, names: Sequence[str], rows: Sequence[Sequence[str]], described: dict[str, Any] | None = None
) -> Path:
    """Write a table as CSV and as Parquet; `described` gives the fields that are not in `TYPES`."""
    kinds = {name: field for name, (field, _, _) in TYPES.items()} | (described or {})
    fields = [{"name": "id", "type": "integer"}, *({**kinds[name], "name": name} for name in names)]
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


# What a cell may hold to confuse a parser.
_ODD = st.sampled_from(
    [
        *("9" * 5000, "1e99999999999999999999", "-", "+", ".", "nan", "INF", "0x", "P9999999999Y", "=", "%", "T", "'"),
        *("99999999999999999999-01", "[" * 3000, '{"a": "\\ud800"}', "[1e999]", "24:00:00", "10:60", "5 BC", "1.1.1"),
        *(
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T24:00:00",
            "1,,2",
            "181,0",
            "1e9,1",
            "a@",
            "http://[",
            "%zz",
            "\x00",
        ),
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(TYPES_OF_THE_STANDARD)),
    st.sampled_from(["default", "any", "%Y", "%", "array", "object", "topojson", "uri", "email", "binary", "uuid"]),
    st.lists(_ODD | st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=8),
    st.fixed_dictionaries(
        {},
        optional={
            "minimum": st.sampled_from([1, "1", "2020-01-01", "INF", "P1Y", "10:00:00", "2020"]),
            "minLength": st.just(2),
            "unique": st.booleans(),
            "enum": st.just(["1", "a"]),
            "jsonSchema": st.sampled_from([{"$ref": "#/none"}, {"$ref": "#"}, {"pattern": "("}, {"$ref": "http://x/"}]),
        },
    ),
)
def test_no_cell_makes_the_check_fail(kind: str, form: str, cells: list[str], constraints: dict[str, Any]) -> None:
    field = {"name": "a", "type": kind, "format": form, "constraints": constraints}
    rows = [[str(number), cell] for number, cell in enumerate(cells)]
    with tempfile.TemporaryDirectory() as folder:
        check_package(_write(Path(folder), ["a"], rows, {"a": field}))


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200) | st.text('a",;\n\r1\\# ', max_size=60).map(str.encode),
    st.sampled_from(["csv", "pq", "json"]),
)
def test_no_file_makes_the_check_fail(content: bytes, form: str) -> None:
    schema = {"fields": [{"name": "a", "type": "integer"}, {"name": "b"}], "primaryKey": ["a"]}
    dialects = [{}, {"delimiter": ";", "commentChar": "#"}, {"delimiter": "a1"}, {"escapeChar": "\\"}]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"t.{form}").write_bytes(content)
        resources = [
            {"name": f"t{number}", "path": f"t.{form}", "type": "table", "schema": schema, "dialect": dialect}
            for number, dialect in enumerate(dialects)
        ]
        (folder / "datapackage.json").write_text(json.dumps({"resources": resources}))
        check_package(folder)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(_TEXT, min_size=2, max_size=2), max_size=6), st.booleans())
def test_both_readers_of_text_read_the_same(rows: list[list[str]], quoted: bool) -> None:  # noqa: FBT001 - drawn
    # A trailing comment is all that keeps the fast reader away.
    marked = any("\r" in cell or "#" in cell for row in rows for cell in row)
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for mark in (None, "#"):
            path = Path(folder) / "t.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(
                    file, lineterminator="\n", quoting=csv.QUOTE_ALL if quoted or marked else csv.QUOTE_MINIMAL
                ).writerows([["a", "b"], *rows])
            text = Delimited(TextFile(path=path, dialect=Dialect(comment_char=mark), encoding="utf-8"), _fail)
            batches = list(text.batches(clean=False))
            cells = [[cell for batch in batches for cell in batch.columns[place].to_pylist()] for place in (0, 1)]
            found.append(([row for batch in batches for row in batch.rows.all().tolist()], cells))
    assert found[0] == found[1]
    assert found[0][1] == [[row[place] for row in rows] for place in (0, 1)]


def _fail(code: str, message: str, row: int | None) -> None:
    raise AssertionError((code, message, row))


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
