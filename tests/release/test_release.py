from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from email.parser import Parser
from pathlib import Path
from typing import Any

import pytest
import yaml
from datacite import schema45
from typer.testing import CliRunner

import corpuspkg
from corpuspkg.citing import cite_package
from corpuspkg.cli import app
from corpuspkg.errors import PackageError
from corpuspkg.locate import locate
from corpuspkg.pipeline import build
from corpuspkg.release import ReleaseReport, release, verify
from corpuspkg.release.changelog import parse_changelog

Git = Callable[..., str]
LETTER = """Millbrook, 4 March 2021

Dear Commissioner Brown,

Article 11 of the European Convention on Human Rights protects our meeting on the bridge. So does the Charter of the
United Nations in its spirit. Please repair the bridge.

Yours sincerely,
Ada Miller
"""
PROJECT = """[project]
name = "bridge-letters"
version = "1.0.0"

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[tool.corpuspkg]
title = "Letters about a bridge"
description = "Letters that people of an invented town wrote to their council."
keywords = ["letters", "bridges"]
release_date = 2026-01-31
doi = "10.1234/bridges.1"
data_statement = "docs/statement.md"
rights = "The texts belong to their authors."
contributors = [
    { title = "Ada Miller", givenName = "Ada", familyName = "Miller", roles = ["creator"] },
    { title = "Millbrook Archive", roles = ["creator", "publisher"] },
]
licenses = [{ name = "CC-BY-4.0", title = "CC BY 4.0", path = "https://creativecommons.org/licenses/by/4.0/" }]

[tool.hatch.build.targets.wheel]
bypass-selection = true

[tool.hatch.build.targets.wheel.force-include]
"datapackage.json" = "bridge_letters/data/datapackage.json"
"dist" = "bridge_letters/data/dist"

[tool.hatch.build.targets.sdist.force-include]
"dist" = "dist"
"""
CHANGELOG = "# Changelog\n\n## 1.0.0 - 2026-01-31\n\nThe first letter.\n"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def commit(folder: Path, git: Git, message: str = "Change") -> None:
    """Build what stands in the folder and commit it."""
    assert not build(folder).refused
    write(folder, {"CITATION.cff": cite_package(corpuspkg.open(folder), format="cff") + "\n"})
    git(folder, "add", "--all")
    git(folder, "commit", "-qm", message)


def make_corpus(folder: Path, git: Git) -> Path:
    files = {"seeds/bridge.txt": LETTER, "pyproject.toml": PROJECT, "CHANGELOG.md": CHANGELOG, ".gitignore": "build/\n"}
    write(
        folder, files | {"docs/statement.md": "# Data statement\n\nOne invented letter.\n", "README.md": "# Bridge\n"}
    )
    git(folder, "init", "-q")
    commit(folder, git)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus in a repository, released: the folder of the corpus."""

    def git(folder: Path, *arguments: str) -> str:
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    folder = make_corpus(tmp_path_factory.mktemp("first") / "corpus", git)
    report = release(folder, "1.0.0")
    assert report.refusals == ()
    assert report.folder == folder / "build" / "release" / "1.0.0"
    return folder


@pytest.fixture
def released(made: Path, tmp_path: Path) -> Path:
    """A copy of the release, free to be spoilt."""
    return shutil.copytree(made / "build" / "release" / "1.0.0", tmp_path / "1.0.0")


@pytest.fixture
def corpus(made: Path, tmp_path: Path, git: Git) -> Path:
    """A clone of the corpus with the release tagged."""
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(made), str(folder))
    git(folder, "tag", "v1.0.0")
    return folder


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    write(folder, {name: text.replace(old, new)})


def next_version(folder: Path, version: str) -> None:
    edit(folder, "pyproject.toml", 'version = "1.0.0"', f'version = "{version}"')
    write(folder, {"CHANGELOG.md": CHANGELOG.replace("## 1.0.0", f"## {version} - 2026-01-31\n\nMore.\n\n## 1.0.0", 1)})


def messages(report: ReleaseReport) -> str:
    return "\n".join(map(str, report.refusals))


def test_two_checkouts_give_the_same_bytes(made: Path, corpus: Path, git: Git) -> None:
    (corpus / "README.md").chmod(0o755)
    write(corpus, {"build/left-over.txt": "x"})
    git(corpus, "config", "core.fileMode", "false")
    strange = {
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "77",
        "SOURCE_DATE_EPOCH": "1000000000",
        "COLUMNS": "40",
    }
    command = [sys.executable, "-m", "corpuspkg", "release", "--quiet", "--directory", "clone"]
    done = subprocess.run(
        command, cwd=corpus.parent, env=os.environ | strange, umask=0o077, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    first, again = (folder / "build" / "release" / "1.0.0" for folder in (made, corpus))
    names = sorted(path.name for path in first.iterdir())
    assert sorted(path.name for path in again.iterdir()) == names
    assert [name for name in names if (first / name).read_bytes() != (again / name).read_bytes()] == []


def test_what_is_in_a_release(released: Path) -> None:
    assert {path.name for path in released.iterdir()} == {
        ".zenodo.json",
        "CITATION.cff",
        "RELEASE_NOTES.md",
        "SHA256SUMS",
        "bridge-letters-data-1.0.0.tar.gz",
        "bridge-letters-data-1.0.0.zip",
        "bridge_letters-1.0.0-py2.py3-none-any.whl",
        "bridge_letters-1.0.0.tar.gz",
        "codebook.html",
        "codebook.md",
        "croissant.json",
        "data-statement.md",
        "datacite.json",
    }
    with zipfile.ZipFile(released / "bridge-letters-data-1.0.0.zip") as archive:
        inside = set(archive.namelist())
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 1, 31, 0, 0, 0)}
    with tarfile.open(released / "bridge-letters-data-1.0.0.tar.gz") as tar:
        assert set(tar.getnames()) == inside
        assert {(entry.mode, entry.uid, entry.uname) for entry in tar.getmembers()} == {(0o644, 0, "")}
    assert {
        f"bridge-letters-data-1.0.0/{name}"
        for name in ("datapackage.json", "dist/letters.csv", "seeds/bridge.txt", "pyproject.toml", "SHA256SUMS")
    } <= inside


def test_all_descriptions_say_the_same(released: Path, made: Path) -> None:
    descriptor = read_json(made / "datapackage.json")
    cff = yaml.safe_load((released / "CITATION.cff").read_text(encoding="utf-8"))
    datacite, croissant = read_json(released / "datacite.json"), read_json(released / "croissant.json")
    zenodo = read_json(released / ".zenodo.json")
    with zipfile.ZipFile(next(released.glob("*.whl"))) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith("METADATA"))
        python = Parser().parsestr(wheel.read(name).decode())
        assert json.loads(wheel.read("bridge_letters/data/datapackage.json")) == descriptor
    codebook, notes = ((released / name).read_text(encoding="utf-8") for name in ("codebook.md", "RELEASE_NOTES.md"))
    title = "Letters about a bridge"
    assert {
        descriptor["title"],
        cff["title"],
        datacite["titles"][0]["title"],
        croissant["alternateName"],
        zenodo["title"],
    } == {title}
    assert title in codebook.splitlines()[0]
    assert title in notes.splitlines()[0]
    assert {
        descriptor["version"],
        str(cff["version"]),
        datacite["version"],
        croissant["version"],
        zenodo["version"],
        python["Version"],
    } == {"1.0.0"}
    assert {
        descriptor["created"][:10],
        str(cff["date-released"]),
        datacite["dates"][0]["date"],
        croissant["datePublished"],
        zenodo["publication_date"],
    } == {"2026-01-31"}
    assert datacite["publicationYear"] == "2026"
    assert {
        descriptor["licenses"][0]["name"].lower(),
        cff["license"][0].lower(),
        datacite["rightsList"][0]["rightsIdentifier"].lower(),
        zenodo["license"],
    } == {"cc-by-4.0"}
    assert croissant["license"] == descriptor["licenses"][0]["path"] == datacite["rightsList"][0]["rightsUri"]
    assert [one["title"] for one in descriptor["contributors"]] == ["Ada Miller", "Millbrook Archive"]
    assert [one.get("name") or f"{one['given-names']} {one['family-names']}" for one in cff["authors"]] == [
        "Ada Miller",
        "Millbrook Archive",
    ]
    inverted = ["Miller, Ada", "Millbrook Archive"]
    assert [one["name"] for one in datacite["creators"]] == [one["name"] for one in zenodo["creators"]] == inverted
    assert [one["name"] for one in croissant["creator"]] == ["Ada Miller", "Millbrook Archive"]
    assert datacite["publisher"]["name"] == croissant["publisher"]["name"] == "Millbrook Archive"
    assert cff["doi"] == datacite["doi"] == "10.1234/bridges.1"
    assert croissant["identifier"] == descriptor["id"] == "https://doi.org/10.1234/bridges.1"
    assert zenodo["notes"] == croissant["copyrightNotice"] == datacite["rightsList"][1]["rights"]
    assert zenodo["notes"] == "The texts belong to their authors."
    assert descriptor["keywords"] == cff["keywords"] == croissant["keywords"] == zenodo["keywords"]


def test_hashes_agree(released: Path, made: Path) -> None:
    sums = dict(line.split("  ")[::-1] for line in (released / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert set(sums) == {path.name for path in released.iterdir()} - {"SHA256SUMS"}
    descriptor, croissant = read_json(made / "datapackage.json"), read_json(released / "croissant.json")
    hashes = {resource["path"]: resource["hash"].removeprefix("sha256:") for resource in descriptor["resources"]}
    files = {entry["@id"]: entry for entry in croissant["distribution"]}
    assert files.pop("archive")["sha256"] == sums["bridge-letters-data-1.0.0.zip"]
    assert {name: entry["sha256"] for name, entry in files.items()} == hashes
    notes = (released / "RELEASE_NOTES.md").read_text(encoding="utf-8")
    assert all(digest in notes for name, digest in sums.items() if name != "RELEASE_NOTES.md")
    assert all(hashlib.sha256((released / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())


def test_citation_file_by_its_schema(released: Path) -> None:
    command = ["check_jsonschema", "--builtin-schema", "vendor.citation-file-format", str(released / "CITATION.cff")]
    checked = subprocess.run([sys.executable, "-m", *command], check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_datacite_by_its_schema(released: Path) -> None:
    assert list(schema45.validator.iter_errors(read_json(released / "datacite.json"))) == []


def test_zenodo_has_known_entries_only(released: Path) -> None:
    # Zenodo publishes no schema that could be asked offline: these are the entries that its documentation lists.
    known = {"title", "upload_type", "description", "creators", "version", "publication_date", "keywords", "license"}
    known |= {"access_right", "notes", "related_identifiers", "contributors", "language", "doi"}
    record = read_json(released / ".zenodo.json")
    assert set(record) <= known
    assert {"title", "upload_type", "description", "creators", "access_right"} <= set(record)
    assert all(set(one) <= {"name", "affiliation", "orcid", "gnd"} for one in record["creators"])


READ_CROISSANT = """
import json, sys, warnings
warnings.simplefilter("ignore")
import mlcroissant

data = mlcroissant.Dataset(jsonld=sys.argv[1])
print(json.dumps({each.name: len(list(data.records(each.name))) for each in data.metadata.record_sets}))
print(next(iter(data.records("letters")))["letters/letter_id"].decode())
try:
    list(mlcroissant.Dataset(jsonld=sys.argv[2]).records("letters"))
except Exception as error:
    print(error.__cause__ or error)
"""


def test_croissant_records_are_read(
    released: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROISSANT_CACHE", str(tmp_path / "cache"))
    spoilt = shutil.copytree(released, tmp_path / "spoilt")
    archive = spoilt / "bridge-letters-data-1.0.0.zip"
    archive.write_bytes(archive.read_bytes() + b"x")
    command = [sys.executable, "-c", READ_CROISSANT, str(released / "croissant.json"), str(spoilt / "croissant.json")]
    read = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    package = corpuspkg.open(made)
    assert json.loads(read[0]) == {name: len(package.load(name, format="records")) for name in package.tables()}
    assert read[1] == "bridge"
    assert "hash" in read[2].lower()


def test_frictionless_finds_nothing_wrong(released: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(released / "bridge-letters-data-1.0.0.zip", tmp_path / "unpacked")
    (descriptor,) = (tmp_path / "unpacked").glob("*/datapackage.json")
    command = [sys.executable, "-W", "ignore", "-m", "frictionless", "validate", "--json", str(descriptor)]
    checked = subprocess.run(command, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_codebook_says_what_the_data_are(released: Path) -> None:
    text = (released / "codebook.md").read_text(encoding="utf-8")
    lines = text.splitlines()
    (role,) = (line for line in lines if line.startswith("| `role` |") and "author (1)" in line)
    assert "recipient (1)" in role
    (place,) = (line for line in lines if line.startswith("| `place_from` |"))
    assert place.endswith("| 0.0% | 1 different | Millbrook |")
    page = (released / "codebook.html").read_text(encoding="utf-8")
    assert "<td><code>place_from</code></td>" in page


def test_verify_accepts_what_was_released(released: Path, tmp_path: Path) -> None:
    archive, sdist = released / "bridge-letters-data-1.0.0.zip", released / "bridge_letters-1.0.0.tar.gz"
    for path in (released, archive, archive.with_suffix("").with_suffix(".0.tar.gz"), next(released.glob("*.whl"))):
        assert verify(path) == [], path
    for path in (archive, sdist):
        assert verify(path, rebuild=True) == [], path
    shutil.unpack_archive(archive, tmp_path / "unpacked")
    assert verify(next((tmp_path / "unpacked").iterdir())) == []
    result = CliRunner().invoke(app, ["verify", str(released)])
    assert (result.exit_code, result.output.strip()) == (0, f"{released}: all as published.")


def test_verify_finds_what_was_changed(released: Path, tmp_path: Path) -> None:
    edit(released, "codebook.md", "Codebook", "Cookbook")
    (released / "datacite.json").unlink()
    write(released, {"extra.txt": "x"})
    assert [str(finding) for finding in verify(released)] == [
        "codebook.md: is not the file that was published: its SHA-256 differs",
        "datacite.json: is missing",
        "extra.txt: is not listed in SHA256SUMS",
    ]
    shutil.unpack_archive(released / "bridge-letters-data-1.0.0.zip", tmp_path / "unpacked")
    (folder,) = (tmp_path / "unpacked").iterdir()
    edit(folder, "dist/agents.csv", "Ada Miller", "Ada Müller")
    assert [finding.file for finding in verify(folder)] == ["dist/agents.csv", "dist/agents.csv"]
    result = CliRunner().invoke(app, ["verify", "--json", str(folder)])
    assert result.exit_code == 1
    assert [one["file"] for one in json.loads(result.output)] == ["dist/agents.csv", "dist/agents.csv"]


def test_rebuild_finds_tables_that_the_seeds_do_not_give(released: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(released / "bridge-letters-data-1.0.0.zip", tmp_path / "unpacked")
    (folder,) = (tmp_path / "unpacked").iterdir()
    (folder / "SHA256SUMS").unlink()
    edit(folder, "seeds/bridge.txt", "Please repair", "Do repair")
    assert verify(folder) == []
    assert {finding.file for finding in verify(folder, rebuild=True)} >= {"letters", "sources"}


def test_verify_refuses_what_is_no_release(released: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PackageError, match="is this a release"):
        verify(tmp_path / "empty")
    with pytest.raises(PackageError, match="neither a folder nor an archive"):
        verify(released / "codebook.md")
    with pytest.raises(PackageError, match="no such file"):
        verify(tmp_path / "nowhere")
    with pytest.raises(PackageError, match="nothing to rebuild from"):
        verify(next(released.glob("*.whl")), rebuild=True)
    write(released, {"SHA256SUMS": f"{'0' * 64}  ../../secret\n"})
    with pytest.raises(PackageError, match="outside the release"):
        verify(released)


def test_a_second_release(corpus: Path, git: Git) -> None:
    next_version(corpus, "1.1.0")
    write(corpus, {"seeds/mill.txt": LETTER.replace("bridge", "mill")})
    commit(corpus, git)
    report = release(corpus)
    assert report.folder is not None, messages(report)
    notes = (report.folder / "RELEASE_NOTES.md").read_text(encoding="utf-8")
    assert "- minor: 1 letter added: mill" in notes
    assert "More." in notes
    assert "The first letter." not in notes


def test_a_corpus_that_does_not_commit_its_tables(corpus: Path, git: Git) -> None:
    git(corpus, "rm", "-rq", "--cached", "dist", "datapackage.json")
    write(corpus, {".gitignore": "build/\ndist/\ndatapackage.json\n"})
    commit(corpus, git)
    git(corpus, "tag", "-f", "v1.0.0")
    for version, asked in (("1.0.1", "ask for a minor one"), ("1.1.0", "")):
        next_version(corpus, version)
        write(corpus, {"seeds/MILL.TXT": LETTER.replace("bridge", "mill")})
        commit(corpus, git)
        report = release(corpus)
        assert asked in messages(report)
        assert (report.folder is None) is bool(asked)
        git(corpus, "checkout", "-q", "v1.0.0", "--", "pyproject.toml")
    assert report.folder is not None
    assert "1 letter added: MILL" in (report.folder / "RELEASE_NOTES.md").read_text(encoding="utf-8")
    assert verify(report.folder, rebuild=True) == [], "also a letter whose ending is in capitals is carried"
    with pytest.raises(PackageError, match="revision holds no datapackage"), locate("git:v1.0.0", base=corpus):
        pass


def test_too_small_a_bump_is_refused(corpus: Path, git: Git) -> None:
    next_version(corpus, "1.0.1")
    write(corpus, {"seeds/mill.txt": LETTER.replace("bridge", "mill")})
    commit(corpus, git)
    report = release(corpus)
    assert report.folder is None
    assert "from 1.0.0 to 1.0.1 is a patch version, and the data ask for a minor one: 1 letter added" in messages(
        report
    )
    assert "release it as 1.1.0" in messages(report)
    assert release(corpus, "v7.0.0").version == "7.0.0", "the one asked for is the one refused"
    assert not list((corpus / "build" / "release").iterdir())


def test_all_reasons_are_given_at_once(corpus: Path, git: Git) -> None:
    git(corpus, "tag", "v1.2.0")
    edit(corpus, "pyproject.toml", "release_date = 2026-01-31\n", "")
    write(corpus, {"CHANGELOG.md": "# Changelog\n"})
    said = messages(release(corpus, "1.1.0"))
    for part in (
        'set version = "1.1.0"',
        "does not name the day of the release",
        "CHANGELOG.md says nothing of 1.1.0 (add a section: ## 1.1.0 - YYYY-MM-DD)",
        "uncommitted changes: CHANGELOG.md and 1 more",
        "version 1.1.0 is not above the last one, 1.2.0",
    ):
        assert part in said
    result = CliRunner().invoke(app, ["release", "1.1.0", "--directory", str(corpus)])
    assert result.exit_code == 1
    assert "nothing was written" in result.output
    result = CliRunner().invoke(app, ["release", "1.1.0", "--directory", str(corpus), "--json"])
    assert result.exit_code == 1
    record = json.loads(result.output)
    assert (record["version"], record["folder"]) == ("1.1.0", None)
    assert len(record["refusals"]) == 5


def test_a_last_release_that_is_not_there_is_missed(corpus: Path, git: Git) -> None:
    git(corpus, "tag", "--delete", "v1.0.0")
    next_version(corpus, "1.0.1")
    commit(corpus, git)
    assert "there is no tag v1.0.0 to compare it with (git fetch --tags" in messages(release(corpus))


def test_a_version_is_released_from_one_commit_only(corpus: Path, git: Git) -> None:
    edit(corpus, "README.md", "Bridge", "Bridges")
    commit(corpus, git)
    assert "1.0.0 has been released from another commit" in messages(release(corpus))


def test_a_package_that_was_not_rebuilt_is_refused(corpus: Path, git: Git) -> None:
    edit(corpus, "dist/agents.csv", "Ada Miller", "Ada Müller")
    git(corpus, "tag", "--delete", "v1.0.0")
    git(corpus, "commit", "-qam", "Correct by hand")
    assert "the committed package is not what a rebuild gives: dist/agents.csv" in messages(release(corpus))


def test_a_stale_citation_file_is_refused(corpus: Path, git: Git) -> None:
    edit(corpus, "CITATION.cff", "bridges", "fords")
    git(corpus, "tag", "--delete", "v1.0.0")
    git(corpus, "commit", "-qam", "Change the keywords")
    assert "corpuspkg cite . --format cff > CITATION.cff" in messages(release(corpus))


def test_a_letter_that_takes_too_long_has_to_be_in_quarantine(corpus: Path, git: Git) -> None:
    edit(corpus, "pyproject.toml", "[tool.corpuspkg]", "[tool.corpuspkg]\ndocument_seconds = 1.0")
    write(corpus, {"seeds/long.txt": LETTER + "See Security Council resolution 1325 (2000).\n" * 200_000})
    next_version(corpus, "1.0.1")
    commit(corpus, git)
    refused = messages(release(corpus, "1.0.1"))
    assert "long.txt: document-timeout: the letter is not in the package" in refused
    assert "bridge.txt" not in refused
    edit(corpus, "pyproject.toml", "[tool.corpuspkg]", '[tool.corpuspkg]\nquarantine = ["long.txt"]')
    commit(corpus, git)
    assert release(corpus, "1.0.1", check=True).refusals == ()


def test_no_repository(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": PROJECT, "CHANGELOG.md": CHANGELOG, "seeds/bridge.txt": LETTER})
    assert "a release is made from a commit" in messages(release(tmp_path))


def test_check_keeps_nothing(corpus: Path) -> None:
    result = CliRunner().invoke(app, ["release", "--check", "--directory", str(corpus)])
    assert result.exit_code == 0, result.output
    assert result.output.endswith("Version 1.0.0 can be released.\n")
    assert not list((corpus / "build" / "release").iterdir())


def test_changelog_headings() -> None:
    text = "## [2.0.0] - 2026-02-01\n\nb\n\n## Unreleased\n\nc\n\n## v1.0.0 (2026-01-01)\na\n### Added\nd\n## 0.9.0\n"
    assert [(section.version, section.date, section.text) for section in parse_changelog(text)] == [
        ("2.0.0", "2026-02-01", "b"),
        ("1.0.0", "2026-01-01", "a\n### Added\nd"),
        ("0.9.0", None, ""),
    ]
