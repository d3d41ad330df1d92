"""Metadata of other editions into sidecars: only what the text does not say, and nothing that is decided is changed."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from corpuspkg.cli.import_ import ImportFormat, import_
from corpuspkg.errors import InputError
from corpuspkg.interchange import CorrespAgent, CorrespLetter, Index, fill_sidecars, read_csv2cmi
from corpuspkg.interchange.cmif import write_cmif_file
from corpuspkg.model import AgentKind, Letter, LetterDates, Participation, ParticipationStatus, Role
from corpuspkg.pipeline.imports import ImportReport, import_metadata
from corpuspkg.sidecar import Sidecar, read_sidecar

BARE = "The weir above the mill leaks again, and nobody has come to mend it since the spring.\n"
FULL = CorrespLetter(
    key="weir",
    senders=(CorrespAgent(name="Ada Quill", refs=("http://viaf.org/viaf/123",)),),
    recipients=(CorrespAgent(name="Town Council of Vik", kind=AgentKind.ORGANIZATION, uncertain=True),),
    date="1851-05-03",
    place_from="Port Ellery",
    place_to="Vik",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "weir.txt").write_text(BARE, encoding="utf-8")
    return seeds


def sidecar_of(folder: Path, stem: str = "weir") -> Sidecar:
    sidecar = read_sidecar(folder / f"{stem}.yaml")
    assert isinstance(sidecar, Sidecar), sidecar
    return sidecar


def run(folder: Path, *letters: CorrespLetter) -> ImportReport:
    return import_metadata(letters, folder, "edition.xml")


def test_a_sidecar_is_filled_with_reason_and_evidence(folder: Path) -> None:
    report = run(folder, FULL)
    assert report.written == ((folder / "weir.yaml", 5),)
    sidecar = sidecar_of(folder)
    assert {name: entry["value"] for name, entry in sidecar.letter.items()} == {
        "sent_date": "1851-05-03",
        "place_from": "Port Ellery",
        "place_to": "Vik",
    }
    assert [(entry["role"], entry["name"], entry.get("kind")) for entry in sidecar.participations] == [
        ("author", "Ada Quill", None),
        ("recipient", "Town Council of Vik", "organization"),
    ]
    assert sidecar.participations[0]["evidence"] == "edition.xml, letter weir; http://viaf.org/viaf/123"
    assert "uncertain" in sidecar.participations[1]["reason"]


def test_a_second_import_adds_nothing(folder: Path) -> None:
    run(folder, FULL)
    before = (folder / "weir.yaml").read_bytes()
    report = run(folder, FULL)
    assert (report.written, report.unchanged, report.conflicts) == ((), ("weir",), ())
    assert (folder / "weir.yaml").read_bytes() == before


OLD = """\
# Decided by the archivist.
letter:
    place_from:
        value: Holm   # not Ellery
        reason: The paper is of the mill at Holm.
        evidence: the watermark
participations:
- role: author
  name: Max Voss
  reason: The hand is his.
  evidence: the hand
"""


def test_decisions_are_kept_with_their_comments_and_conflicts_told(folder: Path) -> None:
    (folder / "weir.yaml").write_text(OLD, encoding="utf-8")
    report = run(folder, FULL)
    assert report.conflicts == (
        "weir.yaml: place_from: the sidecar says 'Holm', the import 'Port Ellery'",
        "weir.yaml: author: the sidecar says 'Max Voss', the import 'Ada Quill'",
    )
    text = (folder / "weir.yaml").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line in OLD.splitlines()] == OLD.splitlines()
    sidecar = sidecar_of(folder)
    assert set(sidecar.letter) == {"sent_date", "place_from", "place_to"}
    assert [entry["name"] for entry in sidecar.participations] == ["Max Voss", "Town Council of Vik"]


def test_a_sidecar_in_one_line_stays_as_it_is(folder: Path) -> None:
    old = "letter: {title: {value: A, reason: b, evidence: c}}\n"
    (folder / "weir.yaml").write_text(old, encoding="utf-8")
    report = run(folder, FULL)
    assert (folder / "weir.yaml").read_text(encoding="utf-8") == old
    assert "add them by hand" in report.conflicts[0]


def test_what_the_text_says_is_not_decided_again() -> None:
    author = Participation(
        role=Role.AUTHOR, name="Quill", kind=AgentKind.PERSON, status=ParticipationStatus.EXTRACTED, rule_id="r"
    )
    letter = Letter(
        letter_id="weir", text=BARE, dates=LetterDates(sent_date="1851-05"), place_to="Holm", participations=(author,)
    )
    filled = fill_sidecars(FULL, letter, Sidecar(), "", "edition.xml")
    assert set(filled.letter) == {"place_from"}
    assert [entry["role"] for entry in filled.participations] == ["recipient"]
    assert filled.conflicts == ("place_to: the text says 'Holm', the import 'Vik'",)


def test_another_date_or_author_in_the_text_is_a_conflict() -> None:
    author = Participation(
        role=Role.AUTHOR, name="Max Voss", kind=AgentKind.PERSON, status=ParticipationStatus.EXTRACTED, rule_id="r"
    )
    letter = Letter(letter_id="weir", text=BARE, dates=LetterDates(sent_date="1852"), participations=(author,))
    filled = fill_sidecars(FULL, letter, Sidecar(), "", "edition.xml")
    assert len(filled.conflicts) == 2
    assert "sent_date" not in filled.letter


def test_letters_are_found_by_address_and_unknown_ones_told(folder: Path) -> None:
    by_address = CorrespLetter(url="https://letters.example/weir.html", date="1851")
    report = run(folder, by_address, CorrespLetter(key="elsewhere", date="1851"))
    assert report.written == ((folder / "weir.yaml", 1),)
    assert report.unknown == ("elsewhere",)


def test_a_broken_sidecar_is_left_alone(folder: Path) -> None:
    (folder / "weir.yaml").write_text("letter: [", encoding="utf-8")
    report = run(folder, FULL)
    assert not report.written
    assert "the sidecar is broken" in report.conflicts[0]
    assert (folder / "weir.yaml").read_text(encoding="utf-8") == "letter: ["


TABLE = """\
key;sender;senderID;senderPlace;senderDate;addressee;addresseePlace;note
weir;Quill, Ada/[Max Voss];http://viaf.org/viaf/123/http://viaf.org/viaf/456;Vik;1851-05-03/1851-05-05;unknown;;x
mill;;;;[1852];Wray, Tom;Vik;
"""


def test_a_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "letters.csv"
    path.write_text(TABLE, encoding="utf-8-sig")
    first, second = read_csv2cmi(path)
    assert [(one.name, one.refs, one.uncertain) for one in first.senders] == [
        ("Quill, Ada", ("http://viaf.org/viaf/123",), False),
        ("Max Voss", ("http://viaf.org/viaf/456",), True),
    ]
    assert (first.date, first.recipients, first.place_to, first.note) == ("1851-05-03/1851-05-05", (), None, "x")
    assert (second.date, second.date_argued, second.senders) == ("1852", True, ())


@pytest.mark.parametrize(
    ("content", "message"), [(b"a,b\n1,2\n", "lacks the column 'sender'"), (b"\xff\xfe\xff", "no UTF-8 at byte")]
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "letters.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_csv2cmi(path)


def test_the_command_imports_both_formats(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, edition = tmp_path / "letters.csv", tmp_path / "edition.xml"
    table.write_text("key,sender,addressee,senderDate\nweir,Ada Quill,Tom Wray,1851\n", encoding="utf-8")
    import_(ImportFormat.CSV2CMI, table, into=folder, delimiter="/")
    assert "3 decisions added" in capsys.readouterr().out
    index = Index(title="t", version="1", editors=("e",), publishers=("p",), url="https://a.example", letters=(FULL,))
    write_cmif_file(index, edition)
    with pytest.raises(typer.Exit):
        import_(ImportFormat.CMIF, edition, into=folder, delimiter="/")
    told = capsys.readouterr()
    assert "recipient: the sidecar says 'Tom Wray', the import 'Town Council of Vik'" in told.err
    assert sidecar_of(folder).letter["sent_date"]["value"] == "1851"
