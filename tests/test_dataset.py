"""Opening packages and loading tables, in each format; mistakes give messages that help."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any, assert_type

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import corpuspkg
from corpuspkg.description import PackageDescription, TableDescription
from corpuspkg.errors import MissingExtraError, PackageError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def edit(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the descriptor of a package."""
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def without_parquet(descriptor: dict[str, Any]) -> None:
    descriptor["resources"] = [entry for entry in descriptor["resources"] if entry["format"] == "csv"]


def zip_folder(folder: Path, archive: Path, prefix: str = "") -> Path:
    with zipfile.ZipFile(archive, "w") as opened:
        for file in sorted(folder.rglob("*")):
            opened.write(file, prefix + file.relative_to(folder).as_posix())
    return archive


def test_pandas_types(tiny: Path) -> None:
    letters = corpuspkg.open(tiny).load("letters")
    assert str(letters["sent_date_earliest"].dtype) == "datetime64[s]"
    assert letters["sent_date_earliest"][0] == pd.Timestamp(2021, 3, 4)
    assert letters["sent_date_earliest"].isna().tolist() == [False, True]
    assert isinstance(letters["title"].dtype, pd.StringDtype)
    assert letters["title"][1] is pd.NA
    assert letters["sent_date_basis"].cat.categories[0] == "dateline"
    assert len(letters["sent_date_basis"].cat.categories) == 8
    assert corpuspkg.open(tiny).load("citations")["start"].dtype == pd.Int64Dtype()


def test_empty_table_keeps_its_types(tiny: Path) -> None:
    references = corpuspkg.open(tiny).load("references")
    assert len(references) == 0
    assert references["marker_start"].dtype == pd.Int64Dtype()
    assert "footnote" in references["kind"].cat.categories


def test_keys_join(tiny: Path) -> None:
    package = corpuspkg.open(tiny)
    joined = (
        package.load("citations")
        .merge(package.load("letters"), on="letter_id")
        .merge(package.load("instruments"), on="instrument_id", suffixes=("", "_instrument"))
    )
    assert joined["title_instrument"].tolist() == ["Bridges Act"]


def test_arrow(tiny: Path) -> None:
    table = corpuspkg.open(tiny).load("letters", format="arrow")
    assert isinstance(table, pa.Table)
    assert table.schema.field("sent_date_earliest").type == pa.date32()


def test_polars(tiny: Path) -> None:
    frame = corpuspkg.open(tiny).load("letters", format="polars")
    assert frame.schema["sent_date_earliest"] == pl.Date
    assert isinstance(frame.schema["sent_date_basis"], pl.Enum)
    assert frame["title"].to_list() == ["A letter, with a comma", None]


def test_records(tiny: Path) -> None:
    record = corpuspkg.open(tiny).load("letters", format="records")[0]
    assert record["sent_date_earliest"] == date(2021, 3, 4)
    assert record["place_to"] is None


@pytest.mark.parametrize("table", ["letters", "citations", "references", "participations"])
def test_csv_and_parquet_load_alike(tiny: Path, table: str) -> None:
    from_parquet = corpuspkg.open(tiny).load(table)
    edit(tiny, without_parquet)
    pd.testing.assert_frame_equal(corpuspkg.open(tiny).load(table), from_parquet)


@pytest.mark.parametrize("target", ["folder", "descriptor", "zip", "zip with a folder"])
def test_places_to_open(tiny: Path, tmp_path: Path, target: str) -> None:
    places = {
        "folder": tiny,
        "descriptor": tiny / "datapackage.json",
        "zip": zip_folder(tiny, tmp_path / "flat.zip"),
        "zip with a folder": zip_folder(tiny, tmp_path / "deep.whl", "some/where/"),
    }
    package = corpuspkg.open(places[target])
    assert package.version == "1.2.3"
    assert package.tables()[:2] == ("letters", "participations")
    assert len(package.load("letters")) == 2
    assert "tiny 1.2.3" in repr(package)


def test_describe_table(tiny: Path) -> None:
    table = corpuspkg.open(tiny).describe("citations")
    field = next(field for field in table.fields if field.name == "start")
    assert (field.type, field.title) == ("integer", "Start of the citation")
    assert field.rules() == "required; minimum 0"
    text = str(table)
    assert "primary key: citation_id" in text
    assert "foreign key: letter_id -> letters.letter_id" in text
    assert "one of full, short, list_item, anaphoric" in text
    assert max(map(len, text.splitlines())) <= 120
    html = table._repr_html_()
    assert "<code>pinpoint_kind</code>" in html
    assert html.count("<tr>") == len(table.fields) + 1


def test_describe_package(tiny: Path) -> None:
    package = corpuspkg.open(tiny).describe()
    assert package.version == "1.2.3"
    assert [table.name for table in package.tables] == list(corpuspkg.open(tiny).tables())
    assert "licence: CC-BY-4.0" in str(package)
    assert "Letters about a bridge" in package._repr_html_()


def test_html_is_escaped(tiny: Path) -> None:
    edit(tiny, lambda descriptor: descriptor["resources"][0].update(title="<script>alert(1)</script>"))
    edit(tiny, without_parquet)
    assert "<script>" not in corpuspkg.open(tiny).describe("letters")._repr_html_()


def test_type_checkers_know_what_each_format_gives(tiny: Path) -> None:
    """Checked by mypy; at run time `assert_type` does nothing."""
    package = corpuspkg.open(tiny)
    assert_type(package.load("letters"), pd.DataFrame)
    assert_type(package.load("letters", format="polars"), pl.DataFrame)
    assert_type(package.load("letters", format="records"), list[dict[str, Any]])
    assert_type(package.describe(), PackageDescription)
    assert_type(package.describe("letters"), TableDescription)


def test_unknown_table_names_the_nearest(tiny: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"no table 'citation'.*did you mean 'citations'\?.*instruments"):
        corpuspkg.open(tiny).load("citation")


def test_unknown_format(tiny: Path) -> None:
    with pytest.raises(UnknownNameError, match="pandas, arrow, polars, records"):
        corpuspkg.open(tiny).load("letters", format="panda")  # type: ignore[call-overload] # the mistake shown


def test_missing_polars_names_the_command(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'corpuspkg\[polars\]'"):
        corpuspkg.open(tiny).load("letters", format="polars")


def test_missing_file(tiny: Path) -> None:
    (tiny / "dist" / "letters.parquet").unlink()
    with pytest.raises(PackageError, match=r"letters\.parquet: the file is missing"):
        corpuspkg.open(tiny).load("letters")


def test_truncated_file(tiny: Path) -> None:
    file = tiny / "dist" / "letters.parquet"
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(PackageError, match=r"letters\.parquet: cannot be read"):
        corpuspkg.open(tiny).load("letters")


def test_missing_member_of_an_archive(tiny: Path, tmp_path: Path) -> None:
    (tiny / "dist" / "letters.parquet").unlink()
    with pytest.raises(PackageError, match="missing in the archive"):
        corpuspkg.open(zip_folder(tiny, tmp_path / "tiny.zip")).load("letters")


def test_other_columns_than_the_schema(tiny: Path) -> None:
    shutil.copy(tiny / "dist" / "agents.parquet", tiny / "dist" / "letters.parquet")
    with pytest.raises(PackageError, match=r"not those of the schema: without letter_id.* with agent_id"):
        corpuspkg.open(tiny).load("letters")


def test_wrong_type_in_csv(tiny: Path) -> None:
    edit(tiny, without_parquet)
    file = tiny / "dist" / "letters.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("2021-03-04,dateline", "soon,dateline"), encoding="utf-8")
    with pytest.raises(PackageError, match=r"letters\.csv: cannot be read.*'soon'"):
        corpuspkg.open(tiny).load("letters")


def test_value_outside_its_categories(tiny: Path) -> None:
    edit(tiny, without_parquet)
    file = tiny / "dist" / "agents.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",person,", ",robot,"), encoding="utf-8")
    with pytest.raises(PackageError, match="kind has 'robot'"):
        corpuspkg.open(tiny).load("agents")
    assert corpuspkg.open(tiny).load("agents", format="records")[0]["kind"] == "robot"


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "https://example.org/letters.csv", "a/../../b.csv"])
def test_paths_outside_the_package_are_refused(tiny: Path, path: str) -> None:
    edit(tiny, without_parquet)
    edit(tiny, lambda descriptor: descriptor["resources"][0].update(path=path))
    with pytest.raises(PackageError, match="no path within the package"):
        corpuspkg.open(tiny).load("letters")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "no valid JSON"),
        ("[]", "is no object"),
        ('{"resources": []}', "lists no resources"),
        ('{"resources": [{"path": "a.csv"}]}', "has no name"),
        ('{"resources": [{"name": "a"}]}', "has no path"),
    ],
)
def test_broken_descriptor(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "datapackage.json").write_text(content, encoding="utf-8")
    with pytest.raises(PackageError, match=message):
        corpuspkg.open(tmp_path)


def test_no_package(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Council", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    for name, message in {
        "": "no such file",
        "nowhere": "no such file or folder",
        "letter.txt": "no data package",
        "empty.zip": "holds no datapackage.json",
    }.items():
        with pytest.raises(PackageError, match=message):
            corpuspkg.open(tmp_path / name)


def test_package_of_a_stranger(tmp_path: Path) -> None:
    """Data Package v1, a semicolon, its own mark for what is missing, a schema in a file, no descriptions."""
    (tmp_path / "schema.json").write_text(
        json.dumps(
            {
                "fields": [{"name": "id", "type": "integer"}, {"name": "when", "type": "date"}, {"name": "note"}],
                "missingValues": ["-"],
                "primaryKey": "id",
                "foreignKeys": [{"fields": "id", "reference": {"resource": "", "fields": "id"}}],
            }
        ),
        encoding="utf-8",
    )
    (tmp_path / "notes.csv").write_text("id;when;note\n1;2020-01-02;x\n2;-;y\n", encoding="utf-8")
    resource = {"name": "notes", "path": "notes.csv", "schema": "schema.json", "dialect": {"delimiter": ";"}}
    picture = {"name": "picture", "path": "picture.png"}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource, picture]}), encoding="utf-8")
    package = corpuspkg.open(tmp_path)
    assert package.tables() == ("notes",)
    assert package.describe("notes").key_lines() == ("primary key: id", "foreign key: id -> notes.id")
    assert "notes" in str(package.describe())
    frame = package.load("notes")
    assert frame["id"].tolist() == [1, 2]
    assert frame["when"].isna().tolist() == [False, True]
