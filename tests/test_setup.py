"""`make` says what is missing where it cannot set up its environment, and does nothing where all is there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ("cat", "cksum", "rm", "sh", "mkdir")
OLD = '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the set-up script, and `bin` with a few tools and no Python."""
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    shutil.copy(ROOT / "scripts" / "setup.sh", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def install_python(machine: Path, name: str, program: str) -> Path:
    path = machine / "bin" / name
    path.write_text(program, encoding="utf-8")
    path.chmod(0o755)
    return path


def set_up(machine: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "setup.sh"],
        cwd=machine,
        env={"PATH": str(machine / "bin"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_python_too_old(machine: Path) -> None:
    install_python(machine, "python3", OLD)
    result = set_up(machine)
    assert result.returncode == 3
    assert result.stderr == (
        "error: Python 3.11 or newer is needed, found Python 3.9.2 (install it, or run: make PYTHON=/path/to/python3)\n"
    )


def test_no_python(machine: Path) -> None:
    result = set_up(machine)
    assert result.returncode == 3
    assert "found no python3" in result.stderr


def test_chosen_python_too_old(machine: Path) -> None:
    old = install_python(machine, "python3.9", OLD)
    result = set_up(machine, PYTHON=str(old))
    assert result.returncode == 3
    assert f"PYTHON={old} is no Python 3.11 or newer" in result.stderr


def test_no_venv_module(machine: Path) -> None:
    install_python(machine, "python3", '#!/bin/sh\n[ "$1" = -m ] && exit 1\nexit 0\n')
    result = set_up(machine)
    assert result.returncode == 3
    assert "apt install python3-venv" in result.stderr
    assert not (machine / ".venv").exists()


def test_nothing_to_do(machine: Path) -> None:
    (machine / ".venv" / "bin").mkdir(parents=True)
    (machine / ".venv" / "bin" / "python").symlink_to(sys.executable)
    wanted = subprocess.run(
        ["/bin/sh", "-c", 'echo "$(cksum <pyproject.toml) $(pwd -P)"'],
        cwd=machine,
        capture_output=True,
        text=True,
        check=True,
    )
    (machine / ".venv" / ".installed").write_text(wanted.stdout, encoding="utf-8")
    result = set_up(machine)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
