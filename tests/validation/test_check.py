"""What the conformance suite does not show: large files, several files, limits, paths, JSON, keys on disk."""

from __future__ import annotations

import gzip
import json
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

from corpuspkg.errors import PackageError
from corpuspkg.validation import Finding, check_package, keys, load_codes, validate_package
from corpuspkg.validation.keys import Budget, KeyIndex
from corpuspkg.validation.rows import Rows

if TYPE_CHECKING:
    from pathlib import Path

AB = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string", "constraints": {"maxLength": 9}}]


def package(folder: Path, *resources: dict[str, Any]) -> Path:
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}))
    return folder


def places(findings: list[Finding]) -> list[tuple[str, str | None, int | None]]:
    return [(each.code, each.file, each.row) for each in findings]


def test_rows_are_numbered_across_batches_and_beside_odd_rows(tmp_path: Path) -> None:
    wrong = {70_000: "70000,x,extra", 300_001: "short", 300_002: "", 500_000: "x,ok", 599_999: '1,"a\nb",c'}
    lines = [wrong.get(number, f"{number},text {number % 100}") for number in range(2, 600_002)]
    (tmp_path / "t.csv").write_text("a,b\n" + "\n".join(lines) + "\n")
    found = validate_package(package(tmp_path, {"name": "t", "path": "t.csv", "schema": {"fields": AB}}))
    assert sorted({(each.row, each.code) for each in found}) == [
        (70_000, "cell-extra"),
        (300_001, "cell-missing"),
        (300_001, "type"),
        (300_002, "row-blank"),
        (500_000, "type"),
        (599_999, "cell-extra"),
    ]


def test_findings_beyond_the_limit_are_counted(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n" + "x,y\n" * 50)
    folder = package(tmp_path, {"name": "t", "path": "t.csv", "schema": {"fields": AB}})
    report = check_package(folder, limit=10)
    assert report.counts == {("t", "type"): 50}
    assert report.omitted == {("t", "type"): 40}
    assert len(report.findings) == 11
    assert report.findings[-1].message == "and 40 more of this kind"
    assert len(check_package(folder, limit=None).findings) == 50


def test_a_table_in_several_files(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("a,b\n1,x\n2,y\n")
    (tmp_path / "2.csv").write_text("a,b\n3,x\nz,y\n")
    (tmp_path / "3.csv").write_text("1,x\n")
    schema = {"fields": AB, "primaryKey": ["a"]}
    found = validate_package(package(tmp_path, {"name": "t", "path": ["1.csv", "2.csv", "3.csv"], "schema": schema}))
    assert ("type", "2.csv", 3) in places(found)
    (repeated,) = [each for each in found if each.row == 1]
    assert (repeated.code, repeated.file) == ("primary-key", "3.csv")
    assert repeated.message == "1 stands in row 2 of 1.csv already"


def test_compressed_text(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "t.csv.gz", "wt") as file:
        file.write("a,b\nx,y\n")
    found = validate_package(package(tmp_path, {"name": "t", "path": "t.csv.gz", "schema": {"fields": AB}}))
    assert places(found) == [("type", "t.csv.gz", 2)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.json", '[{"a": 1, "b": "x"}, {"a": "two", "b": "y"}, {"a": 3, "b": 4}]'),
        ("t.json", '[["a", "b"], [1, "x"], ["two", "y"], [3, 4]]'),
        ("t.jsonl", '{"a": 1, "b": "x"}\n{"a": "two", "b": "y"}\n{"a": 3, "b": 4}\n'),
    ],
)
def test_json_rows(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    found = validate_package(package(tmp_path, {"name": "t", "path": name, "schema": {"fields": AB}}))
    assert [(each.code, each.row, each.field) for each in found] == [("type", 3, "a"), ("type", 4, "b")]


def test_a_link_out_of_the_package_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,x\n")
    inner = tmp_path / "package"
    inner.mkdir()
    (inner / "t.csv").symlink_to("../secret.csv")
    found = validate_package(package(inner, {"name": "t", "path": "t.csv", "schema": {"fields": AB}}))
    assert [each.code for each in found] == ["path-unsafe"]


def test_what_is_not_checked_is_said(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"")
    report = check_package(
        package(
            tmp_path,
            {"name": "far", "path": "https://example.org/t.csv"},
            {"name": "sheet", "path": "t.xlsx", "schema": {"fields": AB}},
        )
    )
    assert [each.code for each in report.findings] == ["not-checked", "not-checked"]
    assert report.valid


def test_invalid_bytes_are_found_at_their_row(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"a,b\n1,caf\xe9\n2,ok\n3,\xff\n")
    found = validate_package(package(tmp_path, {"name": "t", "path": "t.csv", "schema": {"fields": AB}}))
    assert places(found) == [("encoding", "t.csv", 2), ("encoding", "t.csv", 4)]


def test_a_cell_larger_than_a_block(tmp_path: Path) -> None:
    large = "x" * 3_000_000
    (tmp_path / "t.csv").write_text(f'a,b\n1,x\nx,y\n3,"{large}"\nz,y\n')
    fields = [AB[0], {"name": "b"}]
    found = validate_package(package(tmp_path, {"name": "t", "path": "t.csv", "schema": {"fields": fields}}))
    assert places(found) == [("type", "t.csv", 3), ("type", "t.csv", 5)]


def test_quotes_that_are_not_closed(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('a,b\n1,x\n2,"y\n3,z\n')
    (tmp_path / "u.csv").write_text('a,b\n1,5" pipe\n2,y\n')
    schema = {"fields": [AB[0], {"name": "b"}]}
    tables = [{"name": name, "path": f"{name}.csv", "schema": schema} for name in ("t", "u")]
    found = validate_package(package(tmp_path, *tables))
    assert places(found) == [("quote-unclosed", "t.csv", 3), ("quote-unbalanced", "u.csv", None)]


@pytest.mark.parametrize("folder", ["", "inner/"])
def test_a_package_in_an_archive(tmp_path: Path, folder: str) -> None:
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": AB}}
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr(f"{folder}datapackage.json", json.dumps({"resources": [resource]}))
        archive.writestr(f"{folder}t.csv", "a,b\nx,y\n")
    assert places(validate_package(tmp_path / "p.zip")) == [("type", "t.csv", 2)]


def test_an_archive_without_descriptor(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("t.csv", "a,b\n")
    with pytest.raises(PackageError, match="holds no datapackage"):
        validate_package(tmp_path / "p.zip")


@pytest.mark.parametrize("content", ["", "{", "[]", '"x"', "\udcff"])
def test_an_unreadable_descriptor_stops_the_check(tmp_path: Path, content: str) -> None:
    (tmp_path / "datapackage.json").write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(PackageError):
        validate_package(tmp_path)


def test_no_descriptor(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="there is no descriptor"):
        validate_package(tmp_path)


@pytest.mark.parametrize("value", [None, 1, "x", [], {}, [[]], [{}], True])
@pytest.mark.parametrize(
    "place",
    [
        *(("resources",), ("resources", 0), ("resources", 0, "name"), ("resources", 0, "path")),
        *(("resources", 0, "schema"), ("resources", 0, "dialect"), ("resources", 0, "hash")),
        *(("resources", 0, "bytes"), ("resources", 0, "encoding"), ("resources", 0, "data")),
        *(("resources", 0, "format"), ("resources", 0, "schema", "fields"), ("resources", 0, "schema", "primaryKey")),
        *(("resources", 0, "schema", "fields", 0), ("resources", 0, "schema", "fields", 0, "name")),
        *(("resources", 0, "schema", "fields", 0, "type"), ("resources", 0, "schema", "fields", 0, "format")),
        *(("resources", 0, "schema", "fields", 0, "constraints"), ("resources", 0, "schema", "missingValues")),
        *(("resources", 0, "schema", "uniqueKeys"), ("resources", 0, "schema", "foreignKeys")),
        *(("resources", 0, "schema", "fieldsMatch"), ("resources", 0, "schema", "fields", 0, "missingValues")),
        *(("resources", 0, "schema", "fields", 0, "categories"), ("resources", 0, "dialect", "delimiter")),
        *(("resources", 0, "dialect", "headerRows"), ("resources", 0, "dialect", "commentRows")),
        *(("resources", 0, "schema", "fields", 0, "constraints", name) for name in ("enum", "minimum", "pattern")),
        *(("resources", 0, "schema", "fields", 0, name) for name in ("groupChar", "bareNumber", "decimalChar")),
    ],
)
def test_no_descriptor_makes_the_check_fail(tmp_path: Path, place: tuple[str | int, ...], value: object) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,x\n")
    field = {"name": "a", "type": "integer", "constraints": {}}
    table = {"name": "t", "path": "t.csv", "dialect": {}, "schema": {"fields": [field, {"name": "b"}]}}
    descriptor: Any = {"resources": [table]}
    inner = descriptor
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    validate_package(tmp_path)


def test_keys_on_disk_say_the_same_as_keys_in_memory() -> None:
    random = np.random.default_rng(3)
    numbers = random.integers(0, 5000, 6000)
    known = pa.array([f"k{number}" for number in range(0, 5000, 2)])
    results = []
    for budget in (1000, keys.BUDGET):
        index, target = KeyIndex(Budget(budget)), KeyIndex(Budget(budget))
        for start in range(0, 6000, 500):
            part = pa.array([None if number == 7 else f"k{number}" for number in numbers[start : start + 500]])
            index.add([part], Rows(start=start + 2, length=500))
        target.add([known], Rows(start=2, length=len(known)))
        assert index.spilled is (budget == 1000)
        again = {
            (int(row), int(first), key)
            for rows, firsts, found in index.duplicates()
            for row, first, key in zip(rows, firsts, found.to_pylist(), strict=True)
        }
        absent = {int(row) for rows, _ in index.absent_from(target) for row in rows}
        results.append((again, absent))
        index.close()
        target.close()
    assert results[0] == results[1]
    assert results[0][0]
    assert results[0][1] == {row + 2 for row, number in enumerate(numbers) if number % 2 and number != 7}


def test_every_code_is_documented_once() -> None:
    codes = load_codes()
    assert list(codes) == sorted(codes)
    assert all(code.description.endswith(".") and code.remedy and code.clause for code in codes.values())


def test_few_keys_are_looked_up_among_many_on_disk() -> None:
    many, few = KeyIndex(Budget(limit=0)), KeyIndex(Budget())
    many.add([pa.array([f"k{at}" for at in range(1000)])], Rows(start=2, length=1000))
    few.add([pa.array(["k7", "none"])], Rows(start=2, length=2))
    absent = [(rows.tolist(), keys.to_pylist()) for rows, keys in few.absent_from(many)]
    assert many.spilled
    assert absent == [([3], ["none"])]
    many.close()
    few.close()
