"""Every command has --json and --quiet, and says in JSON what stops it."""

from __future__ import annotations

import hashlib
import json
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from corpuspkg.cli import app, main

GROUP: Any = typer.main.get_command(app)
NAMES = sorted(GROUP.commands)
LETTER = "Millbrook, 4 March 2021\n\nDear Mayor Brown,\n\nPlease repair the bridge.\n\nYours sincerely,\nAda Miller\n"
GOLD = {"name": "a", "collection": "made", "text": LETTER, "citations": []}
INDEX = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt>
<publicationStmt><publisher>P</publisher></publicationStmt><sourceDesc><bibl>B</bibl></sourceDesc></fileDesc>
<profileDesc><correspDesc key="a"><correspAction type="received"><placeName>Riverton</placeName></correspAction>
</correspDesc></profileDesc></teiHeader></TEI>
"""
# Commands that print a JSON object a file, a line each.
BY_LINE = ("add", "extract")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address(released_corpus: Path, tmp_path: Path) -> Iterator[str]:
    """Where a release can be fetched."""
    folder = tmp_path / "site" / "1.0.0"
    folder.mkdir(parents=True)
    data = next((released_corpus / "build" / "release" / "0.1.0").glob("*.zip")).read_bytes()
    (folder / "corpuspkg-data-1.0.0.zip").write_bytes(data)
    (folder / "SHA256SUMS").write_text(f"{hashlib.sha256(data).hexdigest()}  corpuspkg-data-1.0.0.zip\n")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder.parent))) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def invocations(
    released_corpus: Path, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[str]]:
    """A command line of each command that does something."""
    monkeypatch.setenv("CORPUSPKG_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CORPUSPKG_RELEASES", address)
    (tmp_path / "own" / "seeds").mkdir(parents=True)
    (tmp_path / "own" / "seeds" / "a.txt").write_text(LETTER, encoding="utf-8")
    (tmp_path / "new.txt").write_text(LETTER, encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    (tmp_path / "index.xml").write_text(INDEX, encoding="utf-8")
    own, new, released = str(tmp_path / "own"), str(tmp_path / "new.txt"), str(released_corpus)
    return {
        "add": ["add", new, str(tmp_path / "none.txt"), "--into", own],
        "agents": ["agents", own],
        "build": ["build", own],
        "cite": ["cite", released],
        "diff": ["diff", released, "."],
        "download": ["download", "1.0.0"],
        "evaluate": ["evaluate", str(tmp_path / "gold.jsonl")],
        "explain": ["explain", new],
        "export": ["export", released],
        "extract": ["extract", new, str(tmp_path / "none.txt")],
        "import": ["import", "cmif", str(tmp_path / "index.xml"), "--into", f"{own}/seeds"],
        "init": ["init", str(tmp_path / "fresh")],
        "publish": ["publish", "--to", "zenodo", "--directory", released, "--dry-run"],
        "release": ["release", "--directory", released, "--check"],
        "review": ["review", "--dir", own],
        "rules": ["rules", "cite.un"],
        "validate": ["validate", released],
        "verify": ["verify", str(released_corpus / "build" / "release" / "0.1.0")],
    }


def test_every_command_is_tried(invocations: dict[str, list[str]]) -> None:
    assert sorted(invocations) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_has_both_options(name: str) -> None:
    options = {option for parameter in GROUP.commands[name].params for option in parameter.opts}
    assert {"--json", "--quiet", "-q"} <= options


@pytest.mark.parametrize("name", NAMES)
def test_json_is_all_that_is_printed(name: str, invocations: dict[str, list[str]]) -> None:
    result = CliRunner().invoke(app, [*invocations[name], "--json"])
    assert result.exit_code in (0, 1), result.exception
    assert result.stderr == ""
    lines = result.stdout.splitlines() if name in BY_LINE else [result.stdout]
    assert lines
    assert [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", NAMES)
def test_quiet_prints_no_more(name: str, invocations: dict[str, list[str]], tmp_path: Path) -> None:
    full = CliRunner().invoke(app, invocations[name])
    for made in ("own/seeds/new.txt", "own/seeds/new.yaml", "own/originals", "fresh"):
        path = tmp_path / made
        if path.exists():
            path.rename(tmp_path / f"{path.name}.away")
    quiet = CliRunner().invoke(app, [*invocations[name], "--quiet"])
    assert quiet.exit_code == full.exit_code
    assert len(quiet.output) <= len(full.output)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mistake", ["no such option", "no such file"])
def test_what_stops_it_is_told_in_json(
    name: str, mistake: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = str(tmp_path / "gone")
    (tmp_path / "pyproject.toml").write_text("[project", encoding="utf-8")
    stopped = {
        "add": ["--into", "/dev/null", gone],
        "cite": [gone],
        "diff": [gone, gone],
        "download": ["1.0.0", "--corpus", "gone"],
        "import": ["cmif", gone, "--into", gone],
        "init": [gone, "--license", "gone"],
        "publish": ["--to", "pypi", "--directory", gone],
        "release": ["--directory", str(tmp_path)],
        "review": ["--dir", gone],
        "rules": ["--format", "gone"],
        "extract": ["--format", "table", gone],
    }.get(name, [gone])
    arguments = ["--gone"] if mistake == "no such option" else stopped
    monkeypatch.setattr(sys, "argv", ["corpuspkg", name, *arguments, "--json"])
    with pytest.raises(SystemExit) as stop:
        main()
    printed = capsys.readouterr()
    assert printed.out == ""
    error = json.loads(printed.err)["error"]
    assert error["exit_code"] == stop.value.code
    assert stop.value.code in (2, 3)
    assert error["message"]
    assert set(error) == {"kind", "message", "path", "hint", "exit_code"}


@pytest.mark.parametrize(("stop", "code"), [(KeyboardInterrupt, 130), (SystemExit(143), 143)])
def test_a_stop_is_told_in_json(
    stop: BaseException, code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise stop

    monkeypatch.setattr("corpuspkg.pipeline.corpus_agents", stopped)
    monkeypatch.setattr(sys, "argv", ["corpuspkg", "agents", "--json"])
    with pytest.raises(SystemExit) as stopping:
        main()
    printed = capsys.readouterr()
    assert (stopping.value.code, printed.out) == (code, "")
    assert json.loads(printed.err)["error"]["exit_code"] == code


def test_json_and_another_format_contradict() -> None:
    result = CliRunner().invoke(app, ["diff", ".", ".", "--json", "--format", "html"])
    assert result.exit_code == 2
    assert "contradict" in result.stderr
