"""Options of the test run; at the root because pytest reads options before it looks into folders of tests."""

from __future__ import annotations

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite measured golden outputs (never a hand-written expectation); refused under CI",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to rewrite golden outputs where nobody would read them."""
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError("--update-golden is refused under CI: run it by hand and read the difference")
