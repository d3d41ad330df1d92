"""Packages of letters: what must hold between their tables."""

from __future__ import annotations

import csv
import hashlib
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
    from collections.abc import Callable
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


def test_both_forms_tell_what_is_wrong_with_a_row(corpus: Path) -> None:
    first, second = read(corpus, "letters")
    write(corpus, "letters", [{**first, "language": "no language"}, second])
    found = {(each.code, each.file, each.row) for each in validate_package(corpus)}
    assert found == {("pattern", f"dist/letters.{form}", 2) for form in ("csv", "parquet")}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + b"\n",
        lambda text: text + b"x,y\n",
        lambda text: text[:-1],
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.replace(b"person", b"organization", 1),
    ],
    ids=["blank-line", "short-row", "no-end", "line-ends", "mark", "value"],
)
def test_a_csv_form_of_other_bytes_is_read_by_itself(
    corpus: Path, change: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told of it is what is told where its bytes are never compared with the rows of the other form."""
    path = corpus / "dist" / "agents.csv"
    path.write_bytes(change(path.read_bytes()))
    found = check_package(corpus)
    monkeypatch.setattr("corpuspkg.validation.check.text_forms", lambda _: {})
    alone = check_package(corpus)
    assert (found.findings, found.rows, found.resources) == (alone.findings, alone.rows, alone.resources)


@pytest.mark.parametrize("threads", [1, 3])
def test_rows_in_another_order_than_their_letters(corpus: Path, threads: int) -> None:
    for table in ("letters", "segments", "citations"):
        write(corpus, table, read(corpus, table)[::-1])
    first, *others = read(corpus, "citations")
    codes = {each.code for each in check_package(corpus, threads=threads).findings}
    assert codes <= {"logical-hash"}
    write(corpus, "citations", [*others, {**first, "exact": "x"}])
    (finding,) = [each for each in check_package(corpus, threads=threads).findings if each.code == "span"]
    assert (finding.field, finding.row) == ("exact", len(others) + 2)


@pytest.mark.parametrize("block", [1, 60])
def test_places_count_characters_in_any_writing(corpus: Path, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuspkg.validation.corpus._BLOCK", block)
    text = "Дорога «Ω» — 𝔸\u2028\n\n“été”, naïve"
    spans = [(0, 10), (13, 14), (17, 22), (24, 29)]
    letter, other = read(corpus, "letters")
    digest = hashlib.sha256(text.encode()).hexdigest()
    write(corpus, "letters", [{**letter, "text": text, "text_sha256": digest}, other])
    for table in ("citations", "references", "evidence", "participations"):
        write(corpus, table, [])
    own, last = read(corpus, "segments")
    segments = [
        {**own, "segment_id": f"s{at}", "position": at, "start": start, "end": end, "text": text[start:end]}
        for at, (start, end) in enumerate(spans, 1)
    ]
    write(corpus, "segments", [*segments, last])
    found = [(each.code, each.message) for each in validate_package(corpus) if each.field in ("start", "text")]
    assert found == [
        ("segment-order", "leaves ' — ' before it uncovered"),
        ("segment-order", "leaves ', ' before it uncovered"),
    ]
    write(corpus, "segments", [{**segments[0], "text": "дорога «Ω»"}, *segments[1:], last])
    assert ("span", "the text has 'Дорога «Ω»' there") in [(one.code, one.message) for one in validate_package(corpus)]


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
