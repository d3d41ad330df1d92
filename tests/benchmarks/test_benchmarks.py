"""The benchmarks run, on very little."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["citations.py", "--only", "registry", "--megabytes", "0.02"], "aliases (50,000 added)"),
        (["citations.py", "--only", "attacks", "--attack-size", "1000"], "unclosed parentheses"),
        (["metadata.py", "--megabytes", "0.02"], "segments and metadata"),
        (["build.py", "--letters", "20"], "more CPU time than without"),
    ],
)
def test_benchmark_runs(arguments: list[str], expected: str) -> None:
    done = subprocess.run(
        [sys.executable, FOLDER / arguments[0], *arguments[1:]], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout
