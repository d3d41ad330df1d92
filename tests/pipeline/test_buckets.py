"""A package whose tables are parted: the same rows, in files that everything reads."""

import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import corpuspkg
from corpuspkg.diffing import diff_packages
from corpuspkg.pipeline import build
from corpuspkg.release.verify import verify
from corpuspkg.validation import validate_package

LETTERS = 90
PER_PARTITION = 20
NAMES = ("Ada Marsh", "Ben Reed", "Cora Lund", "Dan Oakes")


def make_letter(number: int) -> str:
    source = random.Random(number)  # noqa: S311 - repeatable, not secret
    one, other = source.sample(NAMES, 2)
    day = source.randint(10, 28)
    body = f"In your letter of {day} May 2021 you spoke of Security Council resolution 8{day} (1993)."
    return f"{day} May 2021\n\nDr. {other}\nExampleton\n\nDear {other},\n\n{body}\n\nYours sincerely,\n\n{one}\n"


def write_corpus(root: Path, *, per_partition: int) -> Path:
    root.mkdir()
    (root / "pyproject.toml").write_text(
        '[project]\nname = "parted"\n[tool.corpuspkg]\nseeds = "letters.jsonl"\npartition_documents = 25\n'
        f"letters_per_partition = {per_partition}\n"
    )
    rows = [json.dumps({"id": f"letter{at:03}", "text": make_letter(at)}) for at in range(LETTERS)]
    random.Random(3).shuffle(rows)  # noqa: S311 - as above
    (root / "letters.jsonl").write_text("\n".join(rows))
    return root


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same letters with tables in one file, and in eight."""
    folder = tmp_path_factory.mktemp("parted")
    roots = {
        "whole": write_corpus(folder / "whole", per_partition=1000),
        "parted": write_corpus(folder / "parted", per_partition=PER_PARTITION),
    }
    for root in roots.values():
        assert build(root).rows["letters"] == LETTERS
    return roots


def files(root: Path) -> dict[str, bytes]:
    paths = [root / "datapackage.json", *(path for path in (root / "dist").rglob("*") if path.is_file())]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def sorted_rows(table: pa.Table) -> list[dict[str, Any]]:
    return sorted(table.to_pylist(), key=lambda row: [(value is None, str(value)) for value in row.values()])


def test_a_parted_table_is_in_files_by_the_hash_of_the_letter(roots: dict[str, Path]) -> None:
    names = sorted(path.name for path in (roots["parted"] / "dist" / "citations").iterdir())
    assert names == [f"citations-{tag}.{kind}" for tag in range(8) for kind in ("csv", "parquet")]
    package = corpuspkg.open(roots["parted"])
    [resource, *_] = package.resources("letters")
    assert resource["path"] == [f"dist/letters/letters-{tag}.csv" for tag in range(8)]
    assert "bytes" not in resource
    assert len(resource["corpuspkg:files"]) == 8


def test_a_parted_package_holds_the_same_rows(roots: dict[str, Path]) -> None:
    whole, parted = corpuspkg.open(roots["whole"]), corpuspkg.open(roots["parted"])
    assert parted.tables() == whole.tables()
    for table in whole.tables():
        assert sorted_rows(parted.load(table, format="arrow")) == sorted_rows(whole.load(table, format="arrow"))
    assert len(parted.load("letters")) == LETTERS
    difference = diff_packages(whole, parted)
    assert all(not (table.added or table.removed or table.changed) for table in difference.tables)


def test_a_parted_package_is_valid_and_as_published(roots: dict[str, Path]) -> None:
    assert validate_package(roots["parted"]) == []
    assert verify(roots["parted"]) == []
    assert build(roots["parted"], check=True).differences == ()


def test_what_is_wrong_in_a_file_of_many_is_named_by_its_file(roots: dict[str, Path], tmp_path: Path) -> None:
    copied = tmp_path / "copy"
    for name, data in files(roots["parted"]).items():
        (copied / name).parent.mkdir(parents=True, exist_ok=True)
        (copied / name).write_bytes(data)
    broken = copied / "dist" / "segments" / "segments-5.csv"
    broken.write_text(broken.read_text().replace("Yours sincerely", "Yours falsely", 1))
    findings = {(finding.code, finding.file) for finding in validate_package(copied)}
    assert ("bytes-mismatch", "dist/segments/segments-5.csv") in findings
    assert ("csv-twin", "dist/segments/segments-5.csv") in findings
    assert {file for _, file in findings} == {"dist/segments/segments-5.csv"}
    assert [finding.file for finding in verify(copied)] == ["dist/segments/segments-5.csv"]
    [difference] = build_check(copied, roots["parted"])
    assert difference.startswith("dist/segments/segments-5.csv: row ")


def build_check(copied: Path, root: Path) -> tuple[str, ...]:
    for name in ("pyproject.toml", "letters.jsonl"):
        (copied / name).write_bytes((root / name).read_bytes())
    return build(copied, check=True).differences


def test_tables_go_back_into_one_file(roots: dict[str, Path], tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "again", per_partition=PER_PARTITION)
    build(root)
    (root / "dist" / "letters" / "notes.md").write_text("mine")
    settings = (root / "pyproject.toml").read_text()
    (root / "pyproject.toml").write_text(settings.replace(f"partition = {PER_PARTITION}\n", "partition = 1000\n"))
    build(root)
    expected = files(roots["whole"])
    there = files(root)
    assert there.pop("dist/letters/notes.md") == b"mine"
    assert there == expected


def test_the_letters_of_a_bucket_are_sorted(roots: dict[str, Path]) -> None:
    package = corpuspkg.open(roots["parted"])
    for table, key in (("letters", "letter_id"), ("sources", "source_id"), ("agents", "agent_id")):
        column = package.load(table, format="arrow").column(key)
        for chunk in column.chunks:
            assert chunk.equals(chunk.take(pc.sort_indices(chunk)))
