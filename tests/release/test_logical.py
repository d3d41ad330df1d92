from __future__ import annotations

import hashlib
import json
import struct
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuspkg
from corpuspkg.logical import LOGICAL_HASH, hash_batches, hash_package, hash_table, wrong_hashes
from corpuspkg.store import write_json

FIELDS = [
    {"name": "name", "type": "string"},
    {"name": "count", "type": "integer"},
    {"name": "day", "type": "date"},
    {"name": "share", "type": "number"},
    {"name": "yes", "type": "boolean"},
]
SCHEMA: dict[str, Any] = {"fields": FIELDS, "primaryKey": ["name"]}
TYPES = pa.schema(
    [
        ("name", pa.string()),
        ("count", pa.int64()),
        ("day", pa.date32()),
        ("share", pa.float64()),
        ("yes", pa.bool_()),
    ]
)
ROWS: list[dict[str, Any]] = [
    {"name": "Ähre", "count": -3, "day": date(2021, 3, 4), "share": 0.5, "yes": True},
    {"name": "ab", "count": None, "day": None, "share": -0.0, "yes": False},
    {"name": "abc", "count": 12, "day": date(987, 1, 2), "share": None, "yes": None},
]


def table(rows: list[dict[str, Any]] = ROWS) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=TYPES)


def test_the_canonical_form_is_the_documented_one() -> None:
    written = (
        '{"fields":[["count","integer"],["day","date"],["name","string"],["share","number"],["yes","boolean"]],'
        '"primaryKey":["name"]}\n'
        "--2:ab1:05:false\n"
        "2:1210:0987-01-023:abc--\n"
        "2:-310:2021-03-045:Ähre19:46026788191726469124:true\n"
    )
    assert hash_table(table(), SCHEMA) == f"sha256:{hashlib.sha256(written.encode()).hexdigest()}"


def test_layout_does_not_matter(tmp_path: Path) -> None:
    expected = hash_table(table(), SCHEMA)
    assert hash_table(table(ROWS[::-1]), SCHEMA) == expected
    assert hash_table(pa.concat_tables([table(ROWS[:1]), table(ROWS[1:])]), SCHEMA) == expected
    assert hash_table(table().select(TYPES.names[::-1]), SCHEMA) == expected
    assert hash_table(table(), {"fields": FIELDS[::-1], "primaryKey": ["name"]}) == expected
    for options in ({"compression": "snappy"}, {"row_group_size": 1, "use_dictionary": False}):
        pq.write_table(table(), tmp_path / "table.parquet", **options)
        assert hash_table(pq.ParquetFile(tmp_path / "table.parquet").read(), SCHEMA) == expected


@pytest.mark.parametrize(
    "change",
    [{"name": "abd"}, {"count": 13}, {"day": None}, {"share": 0.0}, {"yes": False}, {"name": "ab", "count": None}],
)
def test_content_matters(change: dict[str, Any]) -> None:
    assert hash_table(table([*ROWS[:2], ROWS[2] | change]), SCHEMA) != hash_table(table(), SCHEMA)


def test_type_and_key_matter() -> None:
    retyped = {"fields": [{"name": "name", "type": "any"}, *FIELDS[1:]], "primaryKey": ["name"]}
    assert hash_table(table(), retyped) != hash_table(table(), SCHEMA)
    assert hash_table(table(), SCHEMA | {"primaryKey": ["name", "count"]}) != hash_table(table(), SCHEMA)


@pytest.mark.parametrize("rows_per_batch", [1, 2, 3])
def test_batches_in_order_give_the_hash_of_the_table(rows_per_batch: int) -> None:
    whole = table(sorted(ROWS, key=lambda row: str(row["name"])))
    assert hash_batches(whole.to_batches(rows_per_batch), SCHEMA) == hash_table(whole, SCHEMA)
    assert hash_batches([*table([]).to_batches(), *whole.to_batches()], SCHEMA) == hash_table(whole, SCHEMA)


def test_batches_in_no_order_need_the_table() -> None:
    whole = table(sorted(ROWS, key=lambda row: str(row["name"])))
    for batches in (table(ROWS).to_batches(), whole.to_batches(1)[::-1], [*whole.to_batches(), *whole.to_batches()]):
        assert hash_batches(batches, SCHEMA) is None
    assert hash_batches(whole.to_batches(), {"fields": FIELDS}) is None
    assert hash_batches([], SCHEMA) == hash_table(table([]), SCHEMA)


def test_rows_without_a_key_and_doubled_keys_have_one_order() -> None:
    doubled = [{**ROWS[0], "count": number} for number in (2, 1, 2)]
    for schema in (SCHEMA, {"fields": FIELDS}):
        assert hash_table(table(doubled), schema) == hash_table(table(doubled[::-1]), schema)
        assert hash_table(table(doubled), schema) != hash_table(table(doubled[:2]), schema)


def test_an_empty_table_has_a_hash() -> None:
    assert hash_table(table([]), SCHEMA) != hash_table(table(), SCHEMA)


def test_an_empty_string_is_missing() -> None:
    schema = {"fields": [{"name": "a", "type": "string"}]}
    assert hash_table(pa.table({"a": ["", "x"]}), schema) == hash_table(pa.table({"a": [None, "x"]}), schema)


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=6), st.randoms())
def test_values_never_run_into_each_other(rows: list[tuple[str, str]], random: Any) -> None:
    schema = {"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}], "primaryKey": ["a"]}

    def hashed(pairs: list[tuple[str, str]]) -> str:
        columns = {name: pa.array([pair[i] for pair in pairs], pa.string()) for i, name in enumerate("ab")}
        return hash_table(pa.table(columns), schema)

    shuffled = random.sample(rows, len(rows))
    assert hashed(rows) == hashed(shuffled)
    if rows:
        moved = [(rows[0][0] + rows[0][1][:1], rows[0][1][1:]), *rows[1:]]
        assert (hashed(moved) == hashed(rows)) == (sorted(moved) == sorted(rows))


def written(value: Any, kind: str) -> str:
    """A value as the documentation of the canonical form says, without pyarrow."""
    if value is None or value == "":
        return "-"
    if kind == "boolean":
        text = "true" if value else "false"
    elif kind == "number":
        text = str(struct.unpack(">q", struct.pack(">d", value + 0.0))[0])
    else:
        text = value.isoformat() if isinstance(value, date) else str(value)
    return f"{len(text.encode())}:{text}"


def written_hash(rows: list[dict[str, Any]], schema: dict[str, Any]) -> str:
    """The logical hash of rows with unique keys, by the documentation alone."""
    types = sorted((field["name"], field["type"]) for field in schema["fields"])
    header = {"fields": [list(pair) for pair in types], "primaryKey": schema["primaryKey"]}
    lines = [json.dumps(header, ensure_ascii=False, separators=(",", ":"))]
    ordered = sorted(rows, key=lambda row: [row[name] for name in schema["primaryKey"]])
    lines += ["".join(written(row[name], kind) for name, kind in types) for row in ordered]
    text = "".join(f"{line}\n" for line in lines)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


VALUES = {
    "name": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4),
    "count": st.none() | st.integers(-(2**63), 2**63 - 1),
    "day": st.none() | st.dates(),
    "share": st.none() | st.floats(allow_nan=False),
    "yes": st.none() | st.booleans(),
}


@given(st.lists(st.fixed_dictionaries(VALUES), unique_by=lambda row: row["name"], max_size=8), st.integers(1, 4))
def test_a_second_program_gets_the_same_hash(rows: list[dict[str, Any]], rows_per_chunk: int) -> None:
    chunks = [table(rows[start : start + rows_per_chunk]) for start in range(0, len(rows), rows_per_chunk)]
    chunked = pa.concat_tables(chunks) if chunks else table([])
    assert hash_table(chunked, SCHEMA) == written_hash(rows, SCHEMA)


def test_the_first_corpus_has_the_hashes_that_it_declares() -> None:
    root = Path(__file__).resolve().parents[2]
    if not (root / "datapackage.json").is_file():
        pytest.skip("the corpus is not built")
    package = corpuspkg.open(root)
    assert list(wrong_hashes(package)) == []
    for name in package.tables():
        resource = package.resources(name)[0]
        if resource.get(LOGICAL_HASH):
            rows = package.load(name, format="records")
            assert resource[LOGICAL_HASH] == written_hash(rows, package.schema(resource)), name


def declare(folder: Path) -> corpuspkg.Package:
    package = corpuspkg.open(folder)
    hashes = {}
    for name in package.tables():
        for resource in package.resources(name):
            hashes[name] = resource[LOGICAL_HASH] = hash_table(
                package.read_resource(resource), package.schema(resource)
            )
    package.descriptor[LOGICAL_HASH] = hash_package(hashes)
    write_json(package.descriptor, folder / "datapackage.json")
    return package


def test_csv_and_parquet_have_the_same_hash(tiny: Path) -> None:
    package = declare(tiny)
    for name in package.tables():
        assert len({resource[LOGICAL_HASH] for resource in package.resources(name)}) == 1
    assert list(wrong_hashes(corpuspkg.open(tiny))) == []


def test_a_wrong_hash_is_found(tiny: Path) -> None:
    declare(tiny)
    path = tiny / "dist" / "agents.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Ada Miller", "Ada Müller"), encoding="utf-8")
    assert [wrong.resource for wrong in wrong_hashes(corpuspkg.open(tiny))] == ["agents"]
