from pathlib import Path

import pytest

from corpuspkg.sidecar import Sidecar, read_sidecar

WHY = "reason: because, evidence: the text"


def issues(tmp_path: Path, content: str) -> list[str]:
    path = tmp_path / "x.yaml"
    path.write_text(content, encoding="utf-8")
    read = read_sidecar(path)
    assert not isinstance(read, Sidecar)
    assert all(issue.hint for issue in read)
    return [f"{issue.code}: {issue.message}" for issue in read]


def test_a_letter_without_sidecar_has_an_empty_one(tmp_path: Path) -> None:
    assert read_sidecar(tmp_path / "x.yaml") == Sidecar()


def test_a_sidecar_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        f"encoding: cp1252\nletter:\n  sent_date: {{value: 2024-10-04, basis: foot, {WHY}}}\n"
        f"participations:\n- {{role: author, name: Ann Example, {WHY}}}\n"
    )
    read = read_sidecar(path)
    assert isinstance(read, Sidecar)
    assert read.encoding == "cp1252"
    assert read.letter["sent_date"]["value"] == "2024-10-04"
    assert read.participations[0]["name"] == "Ann Example"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "sidecar-invalid: the sidecar is empty"),
        ("- a", "sidecar-invalid: top level: ['a'] is not of type 'object'"),
        ("colour: blue", "sidecar-invalid: top level: Additional properties are not allowed ('colour' was unexpected)"),
        ("encoding: 7", "sidecar-invalid: encoding: 7 is not of type 'string'"),
        (
            f"letter: {{sent_date: {{value: 5 October 2024, {WHY}}}}}",
            "sidecar-date: letter.sent_date.value: '5 October 2024' is no EDTF date",
        ),
        (
            f"source: {{published_date: {{value: '2024-13', {WHY}}}}}",
            "sidecar-date: source.published_date.value: '2024-13' is no EDTF date",
        ),
        (
            f"participations: [{{name: A, {WHY}}}]",
            "sidecar-invalid: participations.0: 'role' is a required property",
        ),
        (
            "letter: {title: {value: A, reason: because}}",
            "sidecar-invalid: letter.title: 'evidence' is a required property",
        ),
        (
            f"source: {{url: {{value: not an address, {WHY}}}}}",
            "sidecar-invalid: source.url.value: 'not an address' is not a 'uri'",
        ),
        ("a: [", "sidecar-unreadable: line 1: expected the node content, but found '<stream end>'"),
        ("encoding: a\nencoding: b", "sidecar-unreadable: line 2: 'encoding' stands twice"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(tmp_path: Path, content: str, expected: str) -> None:
    assert expected in issues(tmp_path, content)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    assert len(issues(tmp_path, "encoding: 7\nletter_id: 8\ncolour: blue")) == 3


def test_a_sidecar_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    read = read_sidecar(path)
    assert not isinstance(read, Sidecar)
    assert read[0].code == "sidecar-unreadable"
    path.unlink()
    path.mkdir()
    read = read_sidecar(path)
    assert not isinstance(read, Sidecar)
    assert read[0].message == "cannot be opened: Is a directory"


def test_line_ends_of_text_are_lf(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text('letter: {title: {value: "a\\rb\\r\\nc", reason: because, evidence: the text}}')
    read = read_sidecar(path)
    assert isinstance(read, Sidecar)
    assert read.letter["title"]["value"] == "a\nb\nc"
