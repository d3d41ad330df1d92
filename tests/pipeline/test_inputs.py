"""The same letters give the same tables, whatever they come in."""

import csv
import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpuspkg.pipeline import build

LETTERS = 200
DECIDED = 30
PLACES = ("Exampleton", "Millbrook", "Zürich", "Port Sample")
# What names the file that a row is about, and nothing else.
SOURCE_NAMES = {"sources": {"file"}, "issues": {"document", "issue_id"}, "curations": set[str]()}
SIDECAR = {
    "source": {"url": {"value": "https://example.org/30", "reason": "its page", "evidence": "the page"}},
    "participations": [{"role": "cc", "name": "Cy Dee", "agent": "cy-dee", "reason": "r", "evidence": "e"}],
    "agents": [{"agent": "cy-dee", "name": "Cyrus Dee", "kind": "person", "reason": "r", "evidence": "e"}],
}


def make_text(number: int) -> str:
    place = PLACES[number % len(PLACES)]
    return (
        f"{place}, {number % 28 + 1} May 20{number % 20:02}\r\n\r\nDear Dr. Marsh,\n\n"
        f"We write about Security Council resolution {820 + number} (1993) and the bridge at {place}.\n\n"
        f"Yours sincerely,\n\nBen Reed\nChair of society no. {number}\n"
    )


def letter_id(number: int) -> str:
    return f"box{number % 3}/letter{number:03}" if number % 4 else f"letter{number:03}"


@pytest.fixture(scope="module")
def texts() -> dict[str, bytes]:
    made = {letter_id(number): make_text(number).encode() for number in range(LETTERS)}
    return made | {letter_id(17): b"", letter_id(18): b"\xef\xbb\xbfDear Sir,\n\nA short one.\n"}


def folder_of(root: Path, texts: dict[str, bytes]) -> None:
    for name, text in texts.items():
        path = root / "seeds" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    (root / "seeds" / f"{letter_id(DECIDED)}.yaml").write_text(json.dumps(SIDECAR))


def members(texts: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """In an order that is not that of names; the sidecar stands far from its letter."""
    for name, text in reversed(texts.items()):
        yield f"{name}.txt", text
    yield f"{letter_id(DECIDED)}.yaml", json.dumps(SIDECAR).encode()


def records(texts: dict[str, bytes]) -> Iterator[dict[str, object]]:
    for name, text in texts.items():
        yield {"id": name, "text": text.decode(), "metadata": SIDECAR if name == letter_id(DECIDED) else None}


def jsonl(texts: dict[str, bytes]) -> bytes:
    return "".join(json.dumps(record) + "\n\n" for record in records(texts)).encode()


def write_jsonl(root: Path, texts: dict[str, bytes]) -> None:
    (root / "letters.jsonl").write_bytes(jsonl(texts))


def write_gzip(root: Path, texts: dict[str, bytes]) -> None:
    (root / "letters.jsonl.gz").write_bytes(gzip.compress(jsonl(texts)))


def write_zstd(root: Path, texts: dict[str, bytes]) -> None:
    (root / "letters.ndjson.zst").write_bytes(pa.compress(jsonl(texts), "zstd", asbytes=True))


def write_parquet(root: Path, texts: dict[str, bytes]) -> None:
    rows = [record | {"metadata": json.dumps(record["metadata"])} for record in records(texts)]
    pq.write_table(pa.Table.from_pylist(rows), root / "letters.parquet", row_group_size=37)


def write_dataset(root: Path, texts: dict[str, bytes]) -> None:
    """Several files, bytes as texts, and metadata as structs."""
    rows = [record | {"text": texts[str(record["id"])]} for record in records(texts)]
    schema = pa.Table.from_pylist(rows).schema
    for year in range(3):
        path = root / "letters" / f"year={year}" / "part-0.parquet"
        path.parent.mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(rows[year::3], schema), path)


def write_zip(root: Path, texts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(root / "letters.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("box0")
        for number, (name, data) in enumerate(members(texts)):
            archive.writestr(name, data, (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2)[number % 3])


def tar_bytes(texts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, data in members(texts):
            info = tarfile.TarInfo(f"./{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return made.getvalue()


def write_tar(root: Path, texts: dict[str, bytes]) -> None:
    (root / "letters.tar").write_bytes(tar_bytes(texts))


def write_tgz(root: Path, texts: dict[str, bytes]) -> None:
    (root / "letters.tgz").write_bytes(gzip.compress(tar_bytes(texts)))


FORMS: dict[str, Callable[[Path, dict[str, bytes]], None]] = {
    "letters.jsonl": write_jsonl,
    "letters.jsonl.gz": write_gzip,
    "letters.ndjson.zst": write_zstd,
    "letters.parquet": write_parquet,
    "letters": write_dataset,
    "letters.zip": write_zip,
    "letters.tar": write_tar,
    "letters.tgz": write_tgz,
}


def tables(root: Path) -> dict[str, list[dict[str, str]]]:
    """All tables, without the names of files."""
    found = {}
    for path in sorted((root / "dist").glob("*.csv")):
        left_out = SOURCE_NAMES.get(path.stem, set())
        with path.open(encoding="utf-8", newline="") as file:
            rows = [{key: text for key, text in row.items() if key not in left_out} for row in csv.DictReader(file)]
        found[path.stem] = sorted(rows, key=lambda row: sorted(row.items()))
    return found


def corpus(root: Path, **settings: object) -> Path:
    root.mkdir(exist_ok=True)
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    (root / "pyproject.toml").write_text("\n".join(["[project]", 'name = "same"', "[tool.corpuspkg]", *lines]))
    return root


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory, texts: dict[str, bytes]) -> dict[str, list[dict[str, str]]]:
    root = corpus(tmp_path_factory.mktemp("folder"))
    folder_of(root, texts)
    report = build(root)
    assert [(one.file, one.issue.code) for one in report.findings] == [(f"{letter_id(17)}.txt", "seed-empty")]
    made = tables(root)
    assert len(made["letters"]) == LETTERS - 1
    assert {row["letter_id"] for row in made["letters"]} == texts.keys() - {letter_id(17)}
    assert [row["letter_id"] for row in made["participations"] if row["agent_id"] == "cy-dee"] == [letter_id(DECIDED)]
    return made


@pytest.mark.parametrize("form", FORMS)
def test_letters_give_the_same_tables_in_any_form(
    form: str, tmp_path: Path, texts: dict[str, bytes], expected: dict[str, list[dict[str, str]]]
) -> None:
    root = corpus(tmp_path / "corpus", seeds=form, partition_documents=64)
    FORMS[form](root, texts)
    report = build(root)
    [finding] = report.findings
    assert finding.issue.code == "seed-empty"
    made = tables(root)
    # An empty file is known as such by its size, an empty text by what it holds.
    for row in (*expected["issues"], *made["issues"]):
        if row["code"] == "seed-empty":
            row["message"] = ""
    assert made.keys() == expected.keys()
    for name, rows in expected.items():
        assert made[name] == rows, name
    assert {path.name for path in root.iterdir()} >= {"dist", "datapackage.json"}
    assert not (root / "build").exists()


def test_the_size_of_partitions_and_the_order_of_records_change_no_byte(
    tmp_path: Path, texts: dict[str, bytes]
) -> None:
    lines = jsonl(texts).split(b"\n")
    made = []
    for number, settings in enumerate(({}, {"partition_documents": 7}, {"partition_bytes": 900})):
        root = corpus(tmp_path / str(number), seeds="letters.jsonl", **settings)
        (root / "letters.jsonl").write_bytes(b"\n".join(lines if number < 2 else reversed(lines)))
        build(root)
        made.append({path.name: path.read_bytes() for path in (root / "dist").iterdir()})
    assert made[0] == made[1]
    assert made[0] == made[2]
