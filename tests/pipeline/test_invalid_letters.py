"""A letter whose rows do not fit the tables costs itself alone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpuspkg.authority import Registry
from corpuspkg.model import Letter, LetterDates
from corpuspkg.pipeline import build
from corpuspkg.pipeline.batch import document_batch, normalize_batch
from corpuspkg.pipeline.checkpoint import Checkpoint, write_part
from corpuspkg.pipeline.extract import extract_text
from corpuspkg.validation import validate_package

TEXT = b"4 May 2021\n\nDear Dr. Marsh,\n\nWe write about resolution 1325 (2000).\n\nYours,\n\nBen Reed\n"
Change = Callable[[Letter], Letter]


def shift(letter: Letter) -> Letter:
    first, *rest = letter.segments
    return replace(letter, segments=(replace(first, end=first.end + 400), *rest))


def misquote(letter: Letter) -> Letter:
    return replace(letter, citations=tuple(replace(one, exact="resolution 13") for one in letter.citations))


CHANGES: dict[str, tuple[Change, str]] = {
    "date": (
        lambda one: replace(one, dates=LetterDates(published_date="May")),
        "letters.published_date: 'May' is no date in EDTF",
    ),
    "pattern": (lambda one: replace(one, language="not a tag"), "letters.language: 'not a tag' "),
    "span": (shift, "segments: "),
    "words": (misquote, "citations: 'resolution 13' does not stand at "),
    "segment": (lambda one: replace(one, segments=()), "citations: there is no segment 'b#s0001'"),
}


@pytest.mark.parametrize(("change", "message"), CHANGES.values(), ids=CHANGES)
def test_what_does_not_fit_the_tables_is_an_issue(
    change: Change, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def extract(text: str, letter_id: str, registry: Registry) -> Letter:
        letter = extract_text(text, letter_id, registry)
        return change(letter) if letter_id == "b" else letter

    monkeypatch.setattr("corpuspkg.pipeline.batch.extract_text", extract)
    documents = [{"file": f"{name}.txt", "data": TEXT} for name in "abc"]
    records = normalize_batch(document_batch(documents)).to_pylist()
    assert [record["letter_id"] for record in records] == ["a", None, "c"]
    [issue] = records[1]["issues"]
    assert (issue["code"], issue["document"], issue["severity"]) == ("letter-invalid", "b.txt", "error")
    assert issue["message"].startswith(message)


def test_the_others_are_published(make_corpus: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def extract(text: str, letter_id: str, registry: Registry) -> Letter:
        letter = extract_text(text, letter_id, registry)
        return misquote(letter) if letter_id == "b" else letter

    def read(*given: object) -> Checkpoint:
        folder = given[2]
        assert isinstance(folder, Path)
        documents = [{"file": f"{name}.txt", "data": TEXT} for name in "abc"]
        part = folder / "part-000000.parquet"
        write_part([normalize_batch(document_batch(documents))], part)
        return Checkpoint(folder=folder, parts=(part,), documents=3)

    monkeypatch.setattr("corpuspkg.pipeline.batch.extract_text", extract)
    monkeypatch.setattr("corpuspkg.pipeline.corpus.read_corpus", read)
    root = make_corpus(a=TEXT, b=TEXT, c=TEXT)
    report = build(root)
    assert [(one.file, one.issue.code) for one in report.findings] == [("b.txt", "letter-invalid")]
    assert (report.rows["letters"], report.rows["issues"] >= 1) == (2, True)
    assert validate_package(root) == []
