"""`corpuspkg validate`."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from corpuspkg.cli import app

if TYPE_CHECKING:
    from pathlib import Path

runner = CliRunner()


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text("a\n1\nx\n")
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a", "type": "integer"}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    return tmp_path


def test_a_sound_package(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (broken / "t.csv").write_text("a\n1\n2\n")
    monkeypatch.chdir(broken)
    result = runner.invoke(app, ["validate"])
    assert result.exit_code == 0, result.output
    assert "2 rows in 1 table checked" in result.output
    assert "nothing is wrong" in result.output


def test_findings_as_a_table(broken: Path) -> None:
    result = runner.invoke(app, ["validate", str(broken)])
    assert result.exit_code == 1
    assert "1 error" in result.output
    assert "'x' is no integer" in " ".join(result.output.split())


def test_a_table_names_the_file_in_full(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    name = "observations-of-the-third-year.csv"
    (broken / "t.csv").rename(broken / name)
    descriptor = (broken / "datapackage.json").read_text().replace("t.csv", name)
    (broken / "datapackage.json").write_text(descriptor)
    assert name in runner.invoke(app, ["validate", str(broken)]).output


def test_findings_as_json(broken: Path) -> None:
    result = runner.invoke(app, ["validate", str(broken / "datapackage.json"), "--format", "json"])
    assert result.exit_code == 1
    (finding,) = json.loads(result.stdout)
    assert (finding["code"], finding["file"], finding["row"], finding["field"]) == ("type", "t.csv", 3, "a")
    assert finding["hint"]


def test_findings_as_csv(broken: Path) -> None:
    result = runner.invoke(app, ["validate", str(broken), "--format", "csv"])
    (finding,) = csv.DictReader(io.StringIO(result.stdout))
    assert (finding["severity"], finding["row"], finding["value"]) == ("error", "3", "x")


def test_wrong_usage(broken: Path) -> None:
    assert runner.invoke(app, ["validate", str(broken), "--format", "xml"]).exit_code == 2
