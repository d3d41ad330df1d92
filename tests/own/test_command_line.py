"""The command line starts fast, shows progress on terminals alone, and completes in shells."""

from __future__ import annotations

import json
import os
import pty
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

import corpuspkg
from corpuspkg.__main__ import main as start
from corpuspkg.cli import app
from corpuspkg.pipeline import build

HEAVY = {"rich", "pandas", "pyarrow", "yaml", "jsonschema", "frictionless", "requests", "pooch", "trafilatura"}
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(corpuspkg.__file__).parents[1])}
LETTER = "Millbrook, 4 March 2021\n\nDear Mayor Brown,\n\nPlease repair the bridge.\n\nYours sincerely,\nAda Miller\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(LETTER, encoding="utf-8")
    return tmp_path


def test_help_loads_nothing_heavy() -> None:
    run = "from corpuspkg.cli import main\ntry: main()\nexcept SystemExit: pass\nprint(*sys.modules)"
    code = f"import sys; sys.argv = ['corpuspkg', '--help']\n{run}"
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert not loaded & HEAVY


def test_help_is_fast() -> None:
    costs = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "corpuspkg", "--help"], env=ENVIRONMENT, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    # Of the process, so that what else the machine does counts little; about half of this on a machine of 2024.
    assert min(costs) < 0.3


def test_build_as_json(corpus: Path) -> None:
    (corpus / "seeds" / "b.txt").write_bytes(b"Br\xfccke")
    result = CliRunner().invoke(app, ["build", str(corpus), "--json"])
    assert result.exit_code == 1
    record = json.loads(result.stdout)
    assert record["rows"]["letters"] == 1
    assert [(one["file"], one["code"]) for one in record["findings"]] == [("b.txt", "seed-encoding")]
    assert not record["refused"]


def run_on_terminal(arguments: list[str]) -> str:
    """What a command writes to a terminal on stderr."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "corpuspkg", *arguments]
    process = subprocess.Popen(command, env=ENVIRONMENT | {"TERM": "xterm"}, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    written = b""
    while True:
        try:
            block = os.read(ours, 4096)
        except OSError:
            break
        if not block:
            break
        written += block
    process.wait(30)
    os.close(ours)
    return written.decode()


LONG = {
    "add": ["add", "{new}", "--into", "{corpus}"],
    "agents": ["agents", "{corpus}"],
    "build": ["build", "{corpus}"],
    "diff": ["diff", "{corpus}", "{released}"],
    "extract": ["extract", "{seed}", "{seed}"],
    "release": ["release", "--check", "--directory", "{released}"],
    "review": ["review", "--dir", "{corpus}", "--non-interactive"],
    "validate": ["validate", "{released}"],
    "verify": ["verify", "{released}"],
}


@pytest.mark.parametrize("name", LONG)
def test_progress_on_a_terminal_alone(name: str, corpus: Path, released_corpus: Path, tmp_path: Path) -> None:
    build(corpus)
    (tmp_path / "new.txt").write_text(LETTER, encoding="utf-8")
    places = {"corpus": corpus, "released": released_corpus, "seed": corpus / "seeds" / "a.txt"}
    command = [word.format(new=tmp_path / "new.txt", **places) for word in LONG[name]]
    assert run_on_terminal(command) != ""
    shutil.rmtree(corpus / "originals", ignore_errors=True)
    for path in corpus.glob("seeds/new.*"):
        path.unlink()
    assert run_on_terminal([*command, "--quiet"]) == ""
    if name != "add":
        assert run_on_terminal([*command, "--json"]) == ""
        assert CliRunner().invoke(app, command).stderr == ""


def test_init_asks_on_a_terminal(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "corpuspkg", "init", str(tmp_path / "new"), "--license", "CC0-1.0"]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    os.write(ours, b"bridge-letters\n\nAda Miller <ada@example.org>\n")
    assert process.wait(60) == 0
    said = os.read(ours, 4096).decode()
    os.close(ours)
    assert "Name [new]" in said
    assert "Licence" not in said
    descriptor = json.loads((tmp_path / "new" / "datapackage.json").read_text(encoding="utf-8"))
    assert (descriptor["name"], descriptor["title"]) == ("bridge-letters", "Bridge letters")
    assert descriptor["contributors"][0]["title"] == "Ada Miller"


def test_completion_by_typers_own_means() -> None:
    environment = ENVIRONMENT | {
        "_CORPUSPKG_COMPLETE": "complete_bash",
        "COMP_WORDS": "corpuspkg re",
        "COMP_CWORD": "1",
        "_TYPER_COMPLETE_ARGS": "corpuspkg re",
    }
    code = "import sys; sys.argv = ['corpuspkg']; from corpuspkg.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert {"release", "review"} <= set(done.stdout.split())


def test_an_interruption_while_the_program_loads_ends_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C before the command line is loaded shows no traceback."""

    class Loading(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "corpuspkg.cli", Loading("corpuspkg.cli"))
    with pytest.raises(SystemExit, match="130"):
        start()
    assert capsys.readouterr().err == "stopped from the keyboard\n"
