"""Packages of letters: what must hold between their tables."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpuspkg.schema import arrow_schema, load_tables
from corpuspkg.validation import check_package, validate_package

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def corpus(tiny: Path) -> Path:
    """The small package, with a segment for its second letter."""
    segment = read(tiny, "segments")[0]
    other = {**segment, "segment_id": "undated#1", "letter_id": "undated"}
    write(tiny, "segments", [segment, other])
    return tiny


def read(folder: Path, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.ParquetFile(folder / "dist" / f"{table}.parquet").read().to_pylist()
    return rows


def write(folder: Path, table: str, rows: list[dict[str, Any]], *forms: str) -> None:
    """Write a table in both forms, or in the one named."""
    described = load_tables()[table]
    if not forms or "csv" in forms:
        with (folder / "dist" / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, described.field_names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    if not forms or "parquet" in forms:
        arrow = pa.Table.from_pylist(rows, schema=arrow_schema(described))
        pq.write_table(arrow, folder / "dist" / f"{table}.parquet")


def test_a_sound_corpus(corpus: Path) -> None:
    report = check_package(corpus)
    assert report.findings == ()
    assert report.resources == 2 * len(load_tables())


@pytest.mark.parametrize(
    ("table", "change", "code", "field"),
    [
        ("citations", {"exact": "the Bridge Act"}, "span", "exact"),
        ("citations", {"start": 46, "end": 57}, "span", "exact"),
        ("citations", {"start": 58, "end": 47}, "span", "start, end"),
        ("citations", {"end": 5000}, "span", "start, end"),
        ("participations", {"as_written": "Ada"}, "span", "as_written"),
        ("participations", {"end": None}, "span", "start, end"),
        ("segments", {"text": "Dear"}, "span", "text"),
        ("segments", {"start": 3}, "segment-order", "start"),
        ("segments", {"position": 2}, "segment-order", "position"),
        ("letters", {"sent_date_earliest": None}, "date-bounds", "sent_date_earliest"),
        ("letters", {"sent_date": "2021-03-04/.."}, "date-bounds", "sent_date_latest"),
        ("letters", {"sent_date": None}, "date-bounds", "sent_date_earliest"),
        ("letters", {"sent_date": "4 March 2021"}, "edtf", "sent_date"),
        ("letters", {"published_date": "2021-02-30"}, "edtf", "published_date"),
        ("instruments", {"adopted_date": "199"}, "edtf", "adopted_date"),
        ("letters", {"text_sha256": "0" * 64}, "text-hash", "text_sha256"),
    ],
)
def test_a_broken_invariant(corpus: Path, table: str, change: dict[str, Any], code: str, field: str) -> None:
    first, *others = read(corpus, table)
    write(corpus, table, [{**first, **change}, *others])
    found = validate_package(corpus)
    assert (code, field, 2) in {(each.code, each.field, each.row) for each in found}
    assert {each.code for each in found} == {code}


def test_text_that_is_in_no_segment(corpus: Path) -> None:
    write(corpus, "segments", read(corpus, "segments")[:1])
    (finding,) = validate_package(corpus)
    assert (finding.code, finding.row, finding.field) == ("segment-order", 3, "text")


def test_forms_that_differ(corpus: Path) -> None:
    first, second = read(corpus, "letters")
    write(corpus, "letters", [first, {**second, "title": "Another title"}], "csv")
    (finding,) = validate_package(corpus)
    assert (finding.code, finding.file, finding.row, finding.field) == ("csv-twin", "dist/letters.csv", 3, "title")
    assert finding.message == "'Another title' in the CSV, None in the Parquet"


def test_forms_of_different_length(corpus: Path) -> None:
    write(corpus, "agents", [*read(corpus, "agents"), {"agent_id": "b", "name": "B", "kind": "person"}], "csv")
    (finding,) = validate_package(corpus)
    assert (finding.code, finding.row) == ("csv-twin", 3)


def test_an_edition_without_texts(corpus: Path) -> None:
    write(corpus, "letters", [{**row, "text": None} for row in read(corpus, "letters")])
    assert validate_package(corpus) == []


def test_the_csv_form_alone(corpus: Path) -> None:
    path = corpus / "datapackage.json"
    descriptor = json.loads(path.read_text())
    descriptor["resources"] = [each for each in descriptor["resources"] if each["format"] == "csv"]
    path.write_text(json.dumps(descriptor))
    write(corpus, "citations", [{**read(corpus, "citations")[0], "exact": "x"}])
    (finding,) = validate_package(corpus)
    assert (finding.code, finding.file, finding.row) == ("span", "dist/citations.csv", 2)


def test_a_sound_corpus_is_checked_without_pandas(corpus: Path) -> None:
    # pyarrow imports pandas, which takes as long as the whole check, wherever it is given a Python value.
    program = (
        "import sys; from pathlib import Path; from corpuspkg.validation import check_package;"
        f"assert not check_package(Path({str(corpus)!r})).findings; assert 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
