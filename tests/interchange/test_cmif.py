"""CMIF: what is written is valid and says what the package says; what is read is what was written."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from corpuspkg.cli.export import ExportFormat, export
from corpuspkg.edtf import is_edtf
from corpuspkg.errors import InputError, OutputError, PackageError
from corpuspkg.interchange import CorrespAgent, CorrespLetter, Index, index_package, read_cmif, write_cmif
from corpuspkg.interchange.cmif import write_cmif_file
from corpuspkg.interchange.dates import from_tei, to_tei
from corpuspkg.model import AgentKind
from corpuspkg.package import open_package
from corpuspkg.pipeline.imports import import_metadata

ROOT = Path(__file__).parents[2]
TEI = {"t": "http://www.tei-c.org/ns/1.0"}
PERSON = CorrespAgent(name="Ada Quill", refs=("http://viaf.org/viaf/123", "http://www.wikidata.org/entity/Q42"))
GUILD = CorrespAgent(name="Guild of Sign Painters & Co. <Vik>", kind=AgentKind.ORGANIZATION, uncertain=True)
LETTERS = (
    CorrespLetter(
        key="a 1",
        url="https://letters.example/a",
        senders=(PERSON, GUILD),
        recipients=(CorrespAgent(name="Tom Wray"), CorrespAgent(name="Jane Roe")),
        date="2021-03-04",
        place_from="Port Ellery",
        place_to="Kingsmere",
        note="Copies to: Max Voss",
    ),
    CorrespLetter(key="b", senders=(PERSON,), date="2023-09-30/..", date_argued=True),
    CorrespLetter(key="c", recipients=(GUILD,), date="XXXX-10-28"),
    CorrespLetter(key="d", date="192X?"),
    CorrespLetter(key="e"),
)


def index_of(
    letters: tuple[CorrespLetter, ...], licence: str | None = "https://creativecommons.org/licenses/by/4.0/"
) -> Index:
    return Index(
        title="Letters of a town",
        version="1.2.0",
        editors=("Ada Quill",),
        publishers=("Kingsmere Library",),
        url="https://letters.example/cmif.xml",
        letters=letters,
        date="2024-01-02",
        licence_url=licence,
        licence_title="Some licence",
    )


def written(index: Index) -> str:
    stream = io.StringIO()
    write_cmif(index, stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(__file__).with_name("cmif-1.1.rng")))


def assert_valid(text: str, schema: etree.RelaxNG) -> etree._Element:
    root = etree.fromstring(text.encode())
    assert schema.validate(root), schema.error_log
    return root


@pytest.mark.parametrize("licence", [None, "https://a.example/l", "no uri"])
def test_what_is_written_is_valid(schema: etree.RelaxNG, licence: str | None) -> None:
    assert_valid(written(index_of(LETTERS, licence)), schema)
    assert_valid(written(index_of((), licence)), schema)


def test_it_says_what_the_letters_say(schema: etree.RelaxNG) -> None:
    root = assert_valid(written(index_of(LETTERS)), schema)
    first, second, third, fourth, fifth = root.findall(".//t:correspDesc", TEI)
    assert (first.get("key"), first.get("ref")) == ("a 1", "https://letters.example/a")
    assert [name.text for name in first.findall("t:correspAction[@type='sent']/t:persName", TEI)] == ["Ada Quill"]
    (organization,) = first.findall("t:correspAction[@type='sent']/t:orgName", TEI)
    assert (organization.text, organization.get("cert")) == (GUILD.name, "low")
    assert len(first.findall("t:correspAction[@type='received']/t:persName", TEI)) == 2
    dates = [one.find(".//t:date", TEI) for one in (first, second, third, fourth)]
    assert [dict(one.attrib) for one in dates if one is not None] == [
        {"when": "2021-03-04"},
        {"notBefore": "2023-09-30", "evidence": "conjecture"},
        {},
        {"notBefore": "1920", "notAfter": "1929", "cert": "low"},
    ]
    assert [name.text for name in fifth.findall(".//t:persName", TEI)] == ["Unknown", "Unknown"]
    licence = root.find(".//t:licence", TEI)
    assert licence is not None
    assert licence.text == "This file is licensed under the terms of the Creative Commons License CC-BY 4.0"


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "letters.xml"
    write_cmif_file(index_of(LETTERS), path)
    assert read_cmif(path) == LETTERS
    assert [one.name for one in tmp_path.iterdir()] == ["letters.xml"]


NAME = st.text(min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)


@given(NAME, NAME, st.sampled_from(AgentKind))
@settings(max_examples=60, deadline=None)
def test_any_names_are_valid(schema: etree.RelaxNG, name: str, place: str, kind: AgentKind) -> None:
    agent = CorrespAgent(name=name, kind=kind, refs=("http://a.example/<x>", "http://a.example/x"))
    assert_valid(
        written(index_of((CorrespLetter(key=name, url=place, senders=(agent,), place_to=place, note=name),))), schema
    )


@pytest.mark.parametrize(
    "edtf",
    [
        *("1804", "1804-03", "1804-03-01", "1804/1805-02-03", "../1804", "1804-03?", "1804~", "192X", "18XX"),
        *("XXXX-05-01", "1925-XX", "1925-03-XX", "1925-XX-07", "1804?/1805"),
    ],
)
def test_dates_go_out_and_come_back(edtf: str) -> None:
    assert from_tei(to_tei(edtf), edtf) == edtf or not to_tei(edtf)


@given(st.dates(min_value=date(1, 1, 1)), st.dates(min_value=date(1, 1, 1)))
@settings(deadline=None)
def test_intervals_without_their_text_come_back(one: date, other: date) -> None:
    first, last = sorted((one, other))
    edtf = f"{first.isoformat()}/{last.isoformat()}" if first != last else first.isoformat()
    assert from_tei(to_tei(edtf)) == edtf


@pytest.mark.parametrize(
    "attributes", [{"when": "soon"}, {"notBefore": "2001", "notAfter": "2000"}, {"when": "2001-02-30"}]
)
def test_what_is_no_date_is_not_taken(attributes: dict[str, str]) -> None:
    found = from_tei(attributes)
    assert found is None or is_edtf(found)
    assert found is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE TEI [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><TEI>&x;</TEI>", "document type"),
        (b"<TEI", "no well-formed XML"),
        (b"<html/>", "no TEI"),
        (b"", "no well-formed XML"),
    ],
)  # fmt: skip
def test_what_is_no_cmif_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_cmif(path)
    with pytest.raises(InputError, match="cannot be opened"):
        read_cmif(tmp_path / "missing.xml")


def test_a_package_is_exported(tiny: Path, tmp_path: Path, schema: etree.RelaxNG) -> None:
    target = tmp_path / "out.xml"
    export(tiny, to=ExportFormat.CMIF, output=target, url=None)
    root = assert_valid(target.read_text(encoding="utf-8"), schema)
    rows = open_package(tiny).load("letters", format="records")
    assert len(root.findall(".//t:correspDesc", TEI)) == len(rows)
    before = target.read_bytes()
    export(tiny, to=ExportFormat.CMIF, output=target, url=None)
    assert target.read_bytes() == before


def test_an_export_that_cannot_be_written_leaves_nothing(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        export(tiny, to=ExportFormat.CMIF, output=tmp_path / "no" / "out.xml", url=None)
    with pytest.raises(PackageError):
        index_package(open_package(tmp_path / "no"))


def test_the_first_corpus_goes_out_and_its_own_sidecars_need_nothing(tmp_path: Path, schema: etree.RelaxNG) -> None:
    target = tmp_path / "corpus.xml"
    export(ROOT, to=ExportFormat.CMIF, output=target, url="https://letters.example/corpus.xml")
    assert_valid(target.read_text(encoding="utf-8"), schema)
    seeds = shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    report = import_metadata(read_cmif(target), seeds, target.name)
    assert not report.unknown
    assert not report.conflicts
    assert not report.written
