from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from bibtexparser.entrypoint import parse_string
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from datacite import schema45
from typer.testing import CliRunner

import corpuspkg
from corpuspkg.citing import CITATION_FORMATS, CitationFormat, cite_package
from corpuspkg.citing.dates import show_date
from corpuspkg.cli import app
from corpuspkg.errors import ConfigError, PackageError, UnknownNameError

Edition = Callable[..., Path]
Rows = dict[str, list[dict[str, Any]]]
RELEASED = {"release_date": "2026-01-15", "doi": "10.1234/bridges.1", "homepage": "https://bridges.example.org"}


@pytest.fixture
def package(edition: Edition) -> corpuspkg.Package:
    return corpuspkg.open(edition("corpus", **RELEASED))


@pytest.fixture
def unreleased(edition: Edition) -> corpuspkg.Package:
    return corpuspkg.open(edition("unreleased"))


def test_apa(package: corpuspkg.Package) -> None:
    assert cite_package(package) == (
        "Miller, A., & Millbrook Archive. (2026, January 15). Letters about a bridge (Version 1.2.3) [Data set]. "
        "Millbrook Archive. https://doi.org/10.1234/bridges.1"
    )
    assert cite_package(package, "bridge") == (
        "Ada Miller, & Mill & Society. (2021, March 4). The old bridge [Letter to Council of Millbrook]. In A. Miller "
        "& Millbrook Archive, Letters about a bridge (Version 1.2.3; letter bridge) [Data set]. Millbrook Archive. "
        "https://doi.org/10.1234/bridges.1"
    )
    assert cite_package(package, "undated").startswith("[Letter]. (n.d.). In A. Miller & Millbrook Archive, Letters")


def test_chicago(package: corpuspkg.Package) -> None:
    assert cite_package(package, format="chicago") == (
        "Miller, Ada, and Millbrook Archive. Letters about a bridge. Version 1.2.3. Millbrook Archive, 2026. "
        "https://doi.org/10.1234/bridges.1"
    )
    assert cite_package(package, "bridge", format="chicago").startswith(
        "Ada Miller and Mill & Society. “The old bridge.” Letter to Council of Millbrook, 4 March 2021. "
        "In Letters about a bridge, edited by Ada Miller and Millbrook Archive, version 1.2.3, letter bridge."
    )


def test_nothing_is_invented(unreleased: corpuspkg.Package) -> None:
    assert cite_package(unreleased) == (
        "Miller, A., & Millbrook Archive. (n.d.). Letters about a bridge (Version 1.2.3) [Data set]. Millbrook Archive."
    )
    for style in ("bibtex", "ris", "csl-json", "cff"):
        said = cite_package(unreleased, format=style)
        assert "doi" not in said.lower()
        assert "http" not in said
        assert "20" not in said.replace("1.2.0", "")
    with pytest.raises(ConfigError, match="needs release_date"):
        cite_package(unreleased, format="datacite")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("2023-09-30/..", "not before 30 September 2023"),
        ("2024-10-04/2024-10-05", "between 4 October 2024 and 5 October 2024"),
        ("2020-02?", "February 2020 (uncertain)"),
        ("1987~", "ca. 1987"),
    ],
)
def test_doubtful_dates_stay_doubtful(edition: Edition, rows: Rows, sent: str, shown: str) -> None:
    rows["letters"][0]["sent_date"] = sent
    package = corpuspkg.open(edition("doubtful", rows, **RELEASED))
    assert f"({shown})" in cite_package(package, "bridge")
    assert shown in cite_package(package, "bridge", format="chicago")
    assert f"date = {{{sent}}}" in cite_package(package, "bridge", format="bibtex")
    assert shown in cite_package(package, "bridge", format="ris")
    assert show_date(sent) == shown


def parse_bibtex(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = parse_string(text)
    assert not library.failed_blocks
    (entry,) = library.entries
    return entry


def test_bibtex_is_read_by_a_parser(package: corpuspkg.Package) -> None:
    entry = parse_bibtex(cite_package(package, format="bibtex"))
    assert (entry.entry_type, entry.key) == ("misc", "bridges-1.2.3")
    fields = {field.key: field.value for field in entry.fields}
    assert fields["author"] == "Miller, Ada and {Millbrook Archive}"
    assert (fields["year"], fields["month"], fields["doi"]) == ("2026", "jan", "10.1234/bridges.1")
    entry = parse_bibtex(cite_package(package, "bridge", format="bibtex"))
    fields = {field.key: field.value for field in entry.fields}
    assert entry.entry_type == "incollection"
    assert fields["author"] == r"{Ada Miller} and {Mill \& Society}"
    assert fields["booktitle"] == "{Letters about a bridge}"
    assert fields["date"] == "2021-03-04"
    undated = {field.key for field in parse_bibtex(cite_package(package, "undated", format="bibtex")).fields}
    assert not undated & {"year", "month", "date", "author"}


def test_csl_is_read_by_citeproc(package: corpuspkg.Package, edition: Edition, rows: Rows) -> None:
    rows["letters"][0]["sent_date"] = "2023-09-30/.."
    rows["letters"][1]["sent_date"] = "2021-03~"
    doubtful = corpuspkg.open(edition("doubtful", rows, **RELEASED))
    items = []
    for number, (source, letter) in enumerate(
        [(package, None), (package, "bridge"), (package, "undated"), (doubtful, "bridge"), (doubtful, "undated")]
    ):
        (item,) = json.loads(cite_package(source, letter, format="csl-json"))
        items.append(item | {"id": str(number)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        shown = [str(entry) for entry in bibliography.bibliography()]
    assert "Miller, A. and Millbrook Archive (2026) “Letters about a bridge”" in shown[0]
    assert "Ada Miller and Mill & Society (2021) “The old bridge”, Letters about a bridge" in shown[1]
    assert "no date" in shown[2]
    assert "(not before 30 September 2023)" in shown[3]
    assert "2021" in shown[4]


def test_ris(package: corpuspkg.Package) -> None:
    lines = cite_package(package, "bridge", format="ris").split("\n")
    assert all(line[2:6] == "  - " for line in lines)
    assert (lines[0], lines[-1]) == ("TY  - PCOMM", "ER  - ")
    assert {"AU  - Ada Miller", "AU  - Mill & Society", "A2  - Council of Millbrook", "DA  - 2021/03/04"} <= set(lines)


@pytest.mark.parametrize("letter", [None, "bridge", "undated"])
def test_datacite_is_valid(package: corpuspkg.Package, letter: str | None) -> None:
    record = json.loads(cite_package(package, letter, format="datacite"))
    assert list(schema45.validator.iter_errors(record)) == []
    assert record["publicationYear"] == "2026"
    assert record["creators"][0] == (
        {"name": "Miller, Ada", "nameType": "Personal", "givenName": "Ada", "familyName": "Miller"}
        if letter is None
        else {"name": "Ada Miller", "nameType": "Personal"}
        if letter == "bridge"
        else {"name": ":unkn"}
    )


def check_cff(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_cff_is_valid(package: corpuspkg.Package, tmp_path: Path) -> None:
    path = tmp_path / "CITATION.cff"
    path.write_text(cite_package(package, format="cff"), encoding="utf-8")
    checked = check_cff(path)
    assert checked.returncode == 0, checked.stdout
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert entries["authors"] == [{"given-names": "Ada", "family-names": "Miller"}, {"name": "Millbrook Archive"}]
    assert entries["date-released"].isoformat() if not isinstance(entries["date-released"], str) else True


def test_formats_and_mistakes(package: corpuspkg.Package) -> None:
    for style in CITATION_FORMATS:
        assert cite_package(package, format=style)
    with pytest.raises(UnknownNameError, match="did you mean 'bridge'"):
        cite_package(package, "brigde")
    wrong: Any = "mla"
    with pytest.raises(UnknownNameError, match="no format 'mla'"):
        cite_package(package, format=wrong)
    with pytest.raises(UnknownNameError, match="no format for a letter 'cff'"):
        cite_package(package, "bridge", format="cff")


def test_a_letter_of_a_large_corpus_is_missed_in_few_words(edition: Edition, new_letter: Callable[..., Any]) -> None:
    letters = [new_letter(f"letter-{number:03}") for number in range(300)]
    package = corpuspkg.open(edition("large", {"letters": letters}))
    with pytest.raises(UnknownNameError) as raised:
        cite_package(package, "leter-007")
    assert "did you mean 'letter-007'" in str(raised.value)
    assert len(str(raised.value)) < 300
    assert "letter-123" in cite_package(package, "letter-123")


def test_command(package: corpuspkg.Package) -> None:
    style: CitationFormat = "ris"
    result = CliRunner().invoke(app, ["cite", str(package.path), "--letter", "bridge", "--format", style])
    assert result.output == cite_package(package, "bridge", format=style) + "\n"
    wrong = CliRunner().invoke(app, ["cite", str(package.path), "--version", "9.9.9"])
    assert isinstance(wrong.exception, UnknownNameError)


def test_installed_corpus_is_cited_without_the_builder() -> None:
    script = (
        "import sys, corpuspkg; print(corpuspkg.cite());"
        "assert not {'pandas', 'pyarrow', 'frictionless', 'typer', 'corpuspkg.config'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    if "installed without its data" in done.stderr:
        pytest.skip("the corpus is not built")
    assert done.returncode == 0, done.stderr
    assert f"Version {corpuspkg.__version__}" in done.stdout


def test_other_versions(
    edition: Edition, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed = edition("installed", version="2.0.0")
    folder = edition("corpus", version="1.0.0")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "First")
    git(folder, "tag", "v1.0.0")
    monkeypatch.setattr("corpuspkg.citing.corpus_folder", lambda _: installed)
    monkeypatch.setattr("corpuspkg.dataset.corpus_folder", lambda _: installed)
    monkeypatch.delenv("CORPUSPKG_RELEASES", raising=False)
    monkeypatch.chdir(folder)
    assert "(Version 1.0.0)" in corpuspkg.cite(version="1.0.0")
    assert "(Version 2.0.0)" in corpuspkg.cite(version="2.0.0")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PackageError, match=r"'1\.0\.0' is not installed"):
        corpuspkg.cite(version="1.0.0")
    edition("corpus", version="1.1.0")
    for version in ("1.0.0", "1.1.0"):
        said = CliRunner().invoke(app, ["cite", str(folder), "--version", version]).output
        assert f"(Version {version})" in said, "a checkout knows its tags"
