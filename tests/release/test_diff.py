from __future__ import annotations

import copy
import json
import shutil
import tarfile
import time
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import corpuspkg
from corpuspkg.cli import app
from corpuspkg.diffing import Bump, PackageDiff, diff_packages
from corpuspkg.diffing.bump import next_version
from corpuspkg.diffing.render import to_markdown
from corpuspkg.diffing.words import Op, diff_words
from corpuspkg.errors import PackageError, UnknownNameError
from corpuspkg.locate import locate
from corpuspkg.schema import Field, Table, load_tables

Edition = Callable[..., Path]
Rows = dict[str, list[dict[str, Any]]]


def compare(old: Path, new: Path, **options: Any) -> PackageDiff:
    return diff_packages(corpuspkg.open(old), corpuspkg.open(new), **options)


def changed(diff: PackageDiff) -> dict[str, tuple[int, int, int]]:
    return {table.name: (table.added, table.removed, table.changed) for table in diff.tables if not table.is_equal}


def with_field(table: str, change: Callable[[list[dict[str, Any]]], None]) -> dict[str, Table]:
    """The tables with a changed list of fields."""
    tables = dict(load_tables())
    descriptor = copy.deepcopy(tables[table].descriptor)
    fields = descriptor["schema"]["fields"]
    change(fields)
    names = ("name", "type", "title", "description")
    made = tuple(
        Field(**{name: field.get(name, "") for name in names}, constraints=field.get("constraints", {}))
        for field in fields
    )
    old = tables[table]
    tables[table] = Table(
        name=old.name,
        title=old.title,
        description=old.description,
        fields=made,
        primary_key=old.primary_key,
        foreign_keys=old.foreign_keys,
        descriptor=descriptor,
    )
    return tables


def test_equal_content_asks_for_nothing(edition: Edition, rows: Rows) -> None:
    for table in rows.values():
        table.reverse()
    diff = compare(edition("old"), edition("new", rows, version="1.2.4"))
    assert diff.bump is Bump.NONE
    assert not diff.reasons
    assert changed(diff) == {}


def test_added_letter_is_minor(edition: Edition, rows: Rows, new_letter: Callable[..., Any]) -> None:
    rows["letters"].append(new_letter("mill"))
    diff = compare(edition("old"), edition("new", rows))
    assert (diff.bump, changed(diff)) == (Bump.MINOR, {"letters": (1, 0, 0)})
    assert [reason.text for reason in diff.reasons] == ["1 letter added: mill"]


def test_removed_letter_is_major(edition: Edition, rows: Rows) -> None:
    rows["letters"].pop()
    diff = compare(edition("old"), edition("new", rows))
    assert (diff.bump, diff.reasons[0].text) == (Bump.MAJOR, "1 letter removed: undated")


def test_corrected_value_is_a_patch_with_its_field(edition: Edition, rows: Rows) -> None:
    rows["letters"][0]["title"] = "The new bridge"
    rows["participations"][1]["role"] = "signatory"
    rows["participations"][1]["position"] = 1
    diff = compare(edition("old"), edition("new", rows))
    assert diff.bump is Bump.PATCH
    assert changed(diff) == {"letters": (0, 0, 1), "participations": (1, 1, 0)}
    (table,) = (table for table in diff.tables if table.name == "letters")
    (change,) = table.changes
    assert change.key == ("bridge",)
    assert [(field.field, field.old, field.new) for field in change.fields] == [
        ("title", "The old bridge", "The new bridge")
    ]
    assert table.fields == {"title": 1}


def test_missing_value_differs_from_a_value(edition: Edition, rows: Rows) -> None:
    rows["letters"][0]["title"] = None
    assert changed(compare(edition("old"), edition("new", rows))) == {"letters": (0, 0, 1)}


@pytest.mark.parametrize(
    ("change", "bump", "reason"),
    [
        (lambda fields: fields.pop(), Bump.MAJOR, "field agents.authority_source removed"),
        (
            lambda fields: fields.append({"name": "born", "type": "string"}),
            Bump.MINOR,
            "field agents.born added",
        ),
        (
            lambda fields: fields[-1].update(type="date"),
            Bump.MAJOR,
            "field agents.authority_source retyped from string to date",
        ),
        (lambda fields: fields[1].update(title="Called"), Bump.PATCH, "title of agents.name changed"),
        (lambda fields: fields.reverse(), Bump.NONE, None),
    ],
)
def test_schema_changes(
    edition: Edition, change: Callable[[list[dict[str, Any]]], None], bump: Bump, reason: str | None
) -> None:
    diff = compare(edition("old"), edition("new", schemas=with_field("agents", change)))
    assert diff.bump is bump
    assert [each.text for each in diff.reasons] == ([reason] if reason else [])


def test_tables_of_one_side(edition: Edition) -> None:
    fewer = {name: table for name, table in load_tables().items() if name != "references"}
    old, new = edition("old"), edition("new", schemas=fewer)
    assert compare(old, new).bump is Bump.MAJOR
    assert [reason.text for reason in compare(new, old).reasons] == ["table references added"]


def test_metadata_is_a_patch(edition: Edition) -> None:
    diff = compare(edition("old"), edition("new", title="Letters about two bridges"))
    assert (diff.bump, diff.reasons[0].text) == (Bump.PATCH, "title of package changed")


def test_numbers_are_whole_where_the_listing_is_not(edition: Edition, new_letter: Callable[..., Any]) -> None:
    letters = [new_letter(f"letter-{number:03}") for number in range(50)]
    later = [new_letter(f"letter-{number:03}", title="T") for number in range(10, 60)]
    diff = compare(edition("old", {"letters": letters}), edition("new", {"letters": later}), limit=3)
    (table,) = (table for table in diff.tables if table.name == "letters")
    assert (table.added, table.removed, table.changed) == (10, 10, 40)
    assert [len(part) for part in (table.added_keys, table.removed_keys, table.changes)] == [3, 3, 3]
    assert table.changes[0].key == ("letter-010",)
    assert "and 51 more" in to_markdown(diff)


def test_rows_with_doubled_keys_are_compared_whole(edition: Edition, rows: Rows) -> None:
    rows["agents"].append(rows["agents"][0] | {"name": "Ada M."})
    old = edition("old", rows)
    rows["agents"][-1] = rows["agents"][-1] | {"name": "A. Miller"}
    assert changed(compare(old, edition("new", rows))) == {"agents": (1, 1, 0)}


def test_words() -> None:
    old = "one two three four five six seven eight nine ten eleven twelve the end"
    parts = diff_words(old, old.replace("ten", "TEN"), context=2)
    assert [(part.op, part.text) for part in parts] == [
        (Op.OMITTED, "7 words"),
        (Op.SAME, "eight nine "),
        (Op.REMOVED, "ten "),
        (Op.ADDED, "TEN "),
        (Op.SAME, "eleven twelve "),
        (Op.OMITTED, "2 words"),
    ]
    assert [part.op for part in diff_words("", "a b")] == [Op.ADDED]
    assert [part.op for part in diff_words("a b", "a b")] == [Op.SAME]
    long = " ".join(f"w{number}" for number in range(20_000))
    assert sum(part.op is Op.REMOVED for part in diff_words(long, long.replace("w5000 ", "").replace("w150 ", ""))) == 2


def test_words_of_texts_that_repeat_themselves_take_no_time() -> None:
    began = time.perf_counter()
    assert [part.op for part in diff_words("a b " * 900, "b a c " * 700)] == [Op.REMOVED, Op.ADDED]
    assert time.perf_counter() - began < 2


def test_next_version() -> None:
    assert [next_version("1.2.3", bump) for bump in Bump] == ["1.2.3", "1.2.4", "1.3.0", "2.0.0"]
    assert [next_version("0.2.3", bump) for bump in Bump] == ["0.2.3", "0.2.4", "0.2.4", "0.3.0"]


def packed(folder: Path, target: Path) -> list[Path]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    with zipfile.ZipFile(target / "package.zip", "w") as archive:
        for path in files:
            archive.write(path, path.relative_to(folder))
    with zipfile.ZipFile(target / "bridges-1.2.3-py3-none-any.whl", "w") as archive:
        for path in files:
            archive.write(path, Path("bridges/data") / path.relative_to(folder))
    with tarfile.open(target / "package.tar.gz", "w:gz") as tar:
        tar.add(folder, "package")
    released = target / "release"
    released.mkdir()
    shutil.copy(target / "package.zip", released / "bridges-data-1.2.3.zip")
    return [*(target / name for name in ("package.zip", "bridges-1.2.3-py3-none-any.whl", "package.tar.gz")), released]


def test_archives_are_packages(edition: Edition, tmp_path: Path) -> None:
    folder = edition("old")
    for path in [folder / "datapackage.json", *packed(folder, tmp_path)]:
        with locate(str(path)) as package, locate(str(folder)) as other:
            assert not diff_packages(package, other).reasons, path


def test_git_revisions_and_versions(
    edition: Edition, rows: Rows, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = edition("corpus")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "First")
    git(folder, "tag", "v1.2.3")
    rows["letters"].pop()
    edition("corpus", rows)
    monkeypatch.chdir(folder)
    for name in ("HEAD", "git:main", "v1.2.3", "1.2.3"):
        with locate(name) as old, locate(".") as new:
            assert diff_packages(old, new).bump is Bump.MAJOR, name
    monkeypatch.chdir(folder / "dist")
    with locate("git:HEAD") as old:
        assert old.tables()[0] == "letters"
    for name in ("9.9.9", "git:nowhere", "--upload-pack=x", "git:--output=x"):
        with pytest.raises(UnknownNameError, match=r"no .*there are: 1\.2\.3"), locate(name):
            pass


def test_names_of_nothing(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PackageError, match="is this the folder of a data package"), locate(str(tmp_path / "empty")):
        pass
    with pytest.raises(UnknownNameError), locate("nowhere", base=tmp_path):
        pass
    folder = edition("broken")
    (folder / "dist" / "letters.parquet").unlink()
    with pytest.raises(PackageError, match=r"letters\.parquet: the file is missing"):
        compare(folder, folder)


def test_an_archive_cannot_write_outside(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("{}")
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.add(tmp_path / "x", "../evil/datapackage.json")
    with pytest.raises(PackageError, match="cannot be unpacked"), locate(str(tmp_path / "evil.tar")):
        pass


class Checker(HTMLParser):
    """Counts tags that are not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's signature
        self.seen.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def two(edition: Edition, rows: Rows) -> tuple[str, str]:
    """Two editions: a word of the text and a name with signs of markup changed, an agent removed."""
    old = edition("old")
    rows["letters"][0]["text"] = rows["letters"][0]["text"].replace("old bridge", "stone bridge")
    rows["agents"][0]["name"] = "<b>Ada|Miller</b>"
    del rows["agents"][1]
    return str(old), str(edition("new", rows, version="1.3.0"))


def test_command_table(two: tuple[str, str]) -> None:
    result = CliRunner().invoke(app, ["diff", *two])
    assert result.exit_code == 1, result.output
    assert "bridges 1.2.3 → bridges 1.3.0: asks for a patch version" in result.output
    assert "[-old-] {+stone+} bridge" in " ".join(result.output.split())
    assert "- council" in result.output
    same = CliRunner().invoke(app, ["diff", two[0], two[0]])
    assert (same.exit_code, same.output.strip()) == (0, "bridges 1.2.3 → bridges 1.2.3: no difference")


def test_command_json(two: tuple[str, str]) -> None:
    result = CliRunner().invoke(app, ["diff", *two, "--format", "json"])
    report = json.loads(result.output)
    assert report["bump"] == "patch"
    letters = next(table for table in report["tables"] if table["name"] == "letters")
    words = letters["changes"][0]["fields"][0]["words"]
    assert {"op": "added", "text": "stone "} in words


def test_command_html(two: tuple[str, str]) -> None:
    result = CliRunner().invoke(app, ["diff", *two, "--format", "html"])
    checker = Checker()
    checker.feed(result.output)
    assert checker.open == []
    assert {"ins", "del", "table"} <= checker.seen
    assert "b" not in checker.seen
    assert "<ins>stone </ins>" in result.output


def test_command_markdown(two: tuple[str, str]) -> None:
    result = CliRunner().invoke(app, ["diff", *two, "--format", "markdown"])
    assert "~~old~~ **stone** bridge" in result.output
    assert r"Ada Miller → &lt;b>Ada\|Miller&lt;/b>" in result.output
