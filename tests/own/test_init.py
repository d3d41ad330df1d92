"""`corpuspkg init` lays out a repository that builds at once."""

from __future__ import annotations

import json
import subprocess
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

import corpuspkg
from corpuspkg.cli import app
from corpuspkg.config import load_config
from corpuspkg.errors import InputError, UnknownNameError
from corpuspkg.pipeline import build
from corpuspkg.release import release as make_release
from corpuspkg.scaffold import NewCorpus, init_corpus, licences
from corpuspkg.sidecar import Sidecar, read_sidecar

PLAN = NewCorpus(
    name="bridge-letters",
    title='Letters about "the bridge" \\ Brücke',
    licence="CC-BY-SA-4.0",
    maintainer="Ada Miller <ada@example.org>",
    corpuspkg_version="0.1.0",
    today=date(2021, 3, 9),
)


def plan(**changes: Any) -> NewCorpus:
    return replace(PLAN, **changes)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("init") / "bridge"
    files = init_corpus(folder, PLAN)
    assert files == sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return folder


def test_configuration_says_what_was_asked(corpus: Path) -> None:
    config = load_config(corpus)
    assert (config.name, config.title, config.version) == ("bridge-letters", PLAN.title, "0.1.0")
    assert config.licenses[0]["name"] == "CC-BY-SA-4.0"
    assert config.contributors[0]["title"] == "Ada Miller"
    project = tomllib.loads((corpus / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["authors"] == [{"name": "Ada Miller", "email": "ada@example.org"}]
    assert project["entry-points"]["corpuspkg.corpora"] == {"bridge-letters": "bridge_letters"}
    assert "creativecommons.org/licenses/by-sa/4.0" in (corpus / "LICENSE").read_text(encoding="utf-8")


def test_no_placeholder_is_left(corpus: Path) -> None:
    for path in corpus.rglob("*"):
        if path.is_file():
            assert "{{" not in path.read_text(encoding="utf-8"), path


def test_sidecar_is_valid_and_names_its_schema(corpus: Path) -> None:
    path = corpus / "seeds" / "sample-letter.yaml"
    assert isinstance(read_sidecar(path), Sidecar)
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../schema/sidecar.schema.json"
    assert (path.parent / first.partition("=")[2]).is_file()


def test_builds_and_opens_as_a_checkout(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = build(corpus)
    assert not report.findings
    monkeypatch.syspath_prepend(corpus / "src")
    info = corpus / "src" / "bridge_letters-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bridge-letters\nVersion: 0.1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[corpuspkg.corpora]\nbridge-letters = bridge_letters\n", encoding="utf-8")
    assert "bridge-letters" in corpuspkg.corpora()
    (letter,) = corpuspkg.load("letters", corpus="bridge-letters", format="records")
    assert (letter["sent_date"], letter["place_to"]) == ("2021-03-04", "Riverton")
    cited = {row["instrument_id"] for row in corpuspkg.load("citations", corpus="bridge-letters", format="records")}
    assert cited == {"coe:ets:5", "treaty:iccpr"}


def test_releases_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "bridge"
    init_corpus(folder, PLAN)
    build(folder)
    for command in ("init", "add --all", "-c user.name=a -c user.email=a@example.org commit -m first"):
        git = ["git", "-C", str(folder), *command.split()]
        subprocess.run(git, check=True, capture_output=True)
    report = make_release(folder)
    assert report.refusals == ()
    assert {"bridge-letters-data-0.1.0.zip", "bridge_letters-0.1.0-py3-none-any.whl"} <= set(report.files or {})


@pytest.mark.parametrize(
    ("recorded", "command"),
    [
        (None, "make build && make test"),
        ('{"url": "https://example.org/a.whl"}', "make build && make test"),
        ('{"url": "file:///home/ada/a%20b"}', "make build CORPUSPKG='/home/ada/a b' && make test"),
    ],
)
def test_says_where_the_program_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorded: str | None, command: str
) -> None:
    monkeypatch.setattr("corpuspkg.scaffold.distribution", lambda _: SimpleNamespace(read_text=lambda _: recorded))
    result = CliRunner().invoke(app, ["init", str(tmp_path / "new")])
    assert result.output.splitlines()[-1].strip() == command


def test_refuses_a_folder_with_files(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(InputError, match="not empty: it holds mine"):
        init_corpus(tmp_path, PLAN)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(InputError, match="a file of this name"):
        init_corpus(tmp_path / "mine.txt", PLAN)


def test_accepts_a_fresh_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    init_corpus(tmp_path, PLAN)
    assert (tmp_path / "pyproject.toml").is_file()


@pytest.mark.parametrize(
    "name", ["My Letters", "letters_", "-letters", "9letters", "a--b", "", "../up", "email", "corpuspkg", "class"]
)
def test_refuses_names_that_cannot_be_installed(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="name"):
        init_corpus(tmp_path / "new", plan(name=name))
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "change", [{"title": "a\nb"}, {"title": " "}, {"maintainer": "<ada@example.org>"}, {"maintainer": "\x7f"}]
)
def test_refuses_texts_that_cannot_be_configuration(tmp_path: Path, change: dict[str, str]) -> None:
    with pytest.raises(InputError):
        init_corpus(tmp_path / "new", plan(**change))


def test_unknown_licence(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean"):
        init_corpus(tmp_path / "new", plan(licence="CC-BY-4"))
    assert "CC0-1.0" in licences()


def test_command_takes_flags_and_defaults(tmp_path: Path) -> None:
    folder = tmp_path / "Town Letters"
    result = CliRunner().invoke(app, ["init", str(folder), "--license", "CC0-1.0"])
    assert result.exit_code == 0, result.output
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert (descriptor["name"], descriptor["title"]) == ("town-letters", "Town letters")
    assert descriptor["licenses"][0]["name"] == "CC0-1.0"
    assert CliRunner().invoke(app, ["init", str(folder)]).exit_code != 0
