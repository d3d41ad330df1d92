"""What the README and the pages of docs/ tell people to run does run, and the rows they show are those of the data."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import corpuspkg

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
# Commands that a test cannot run, with the reason.
NOT_RUN = {
    "make build": ".ci/run rebuilds the package; here it would set up an environment",
    "make test": "this is that test",
    "pip install corpuspkg": "the wheel is installed by .ci/run",
}


def blocks(language: str) -> list[tuple[str, str]]:
    """Code blocks of all pages: where each stands, and its code."""
    texts = [(page.name, page.read_text(encoding="utf-8")) for page in PAGES]
    return [
        (f"{name}:{text.count(chr(10), 0, match.start()) + 1}", match.group(1))
        for name, text in texts
        for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    ]


def parametrize(language: str) -> pytest.MarkDecorator:
    found = blocks(language)
    return pytest.mark.parametrize("code", [code for _, code in found], ids=[place for place, _ in found])


def copy_of_repository(folder: Path) -> Path:
    for name in ("seeds", "dist", "schema"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("datapackage.json", "pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def environment() -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}


@parametrize("python")
def test_python(code: str, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=copy_of_repository(tmp_path),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@parametrize("sh")
def test_shell(code: str, tmp_path: Path) -> None:
    kept = [line for line in code.splitlines() if line.partition("#")[0].strip() not in NOT_RUN]
    result = subprocess.run(
        ["/bin/sh", "-eu", "-c", "\n".join(kept)],
        cwd=copy_of_repository(tmp_path),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("command", [command for command in NOT_RUN if command.startswith("make ")])
def test_targets_exist(command: str) -> None:
    subprocess.run([*command.split(), "--dry-run"], cwd=ROOT, check=True, capture_output=True)


@parametrize("r")
def test_files_named_in_r_exist(code: str) -> None:
    named = re.findall(r'"([^"]+/[^"]+)"', code)
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_readme_opens_with_the_two_commands() -> None:
    place, code = blocks("sh")[0]
    assert place == "README.md:3"
    assert [line.partition("#")[0].strip() for line in code.splitlines()] == ["make build", "make test"]


def test_readme_shows_the_first_rows() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- citations: [^\n]*-->\n(.*?)<!-- end of citations -->", text, re.DOTALL)
    assert shown
    with (ROOT / "dist" / "citations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:5]
    lines = shown.group(1).strip().splitlines()
    names = [name.strip("` ") for name in lines[0].strip("|").split("|")]
    expected = [[row[name] for name in names] for row in rows]
    assert [[cell.strip("` ") for cell in line.strip("|").split("|")] for line in lines[2:]] == expected


def test_readme_lists_the_tables_and_their_keys() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (`[^|]+`) \|$", text, re.MULTILINE))
    keys = {name: corpuspkg.describe(name).primary_key for name in corpuspkg.tables()}
    assert {name: tuple(re.findall(r"`(\w+)`", key)) for name, key in listed.items()} == keys


def test_readme_cites_the_version_and_title() -> None:
    assert f"\n> {corpuspkg.cite()}\n" in (ROOT / "README.md").read_text(encoding="utf-8")
