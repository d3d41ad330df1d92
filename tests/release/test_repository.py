"""The citation file and the changelog of this repository."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import corpuspkg
from corpuspkg.citing import cite_package
from corpuspkg.locate import version_key
from corpuspkg.release.changelog import read_changelog

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def package() -> corpuspkg.Package:
    if not (ROOT / "datapackage.json").is_file():
        pytest.skip("the corpus is not built")
    return corpuspkg.open(ROOT)


def test_citation_file_is_what_the_command_writes(package: corpuspkg.Package) -> None:
    written = cite_package(package, format="cff") + "\n"
    stands = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert stands == written, "run: corpuspkg cite . --format cff > CITATION.cff"


def test_citation_file_is_valid() -> None:
    command = ["check_jsonschema", "--builtin-schema", "vendor.citation-file-format", str(ROOT / "CITATION.cff")]
    checked = subprocess.run([sys.executable, "-m", *command], check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_changelog_runs_backwards_and_is_dated(package: corpuspkg.Package) -> None:
    sections = read_changelog(ROOT / "CHANGELOG.md")
    versions = [version_key(section.version) for section in sections]
    assert versions == sorted(versions, reverse=True)
    assert all(section.date and section.text for section in sections)
    dates = {section.version: section.date for section in sections}
    created = package.descriptor.get("created")
    if created and package.version in dates:
        assert created[:10] == dates[package.version]


def test_every_letter_can_be_cited(package: corpuspkg.Package) -> None:
    for row in package.load("letters", format="records"):
        for style in ("apa", "chicago", "bibtex", "ris", "csl-json"):
            said = cite_package(package, row["letter_id"], format=style)
            assert row["letter_id"].replace("_", "") in said.replace("\\", "").replace("_", "")
            assert "None" not in said
    assert json.loads(cite_package(package, format="csl-json"))[0]["title"] == package.descriptor["title"]
