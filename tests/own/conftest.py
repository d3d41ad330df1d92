"""A corpus as `corpuspkg init` lays it out, whose first version is released."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from corpuspkg.pipeline import build
from corpuspkg.release import release
from corpuspkg.scaffold import NewCorpus, init_corpus

PLAN = NewCorpus(
    name="bridge-letters",
    title="Letters about the bridge",
    licence="CC-BY-4.0",
    maintainer="Ada Miller <ada@example.org>",
    corpuspkg_version="0.1.0",
    today=date(2021, 3, 9),
)


@pytest.fixture(scope="session")
def released_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be changed: tests share it."""
    folder = tmp_path_factory.mktemp("released") / "bridge"
    init_corpus(folder, PLAN)
    build(folder)
    for command in ("init", "add --all", "-c user.name=a -c user.email=a@example.org commit -m first"):
        git = ["git", "-C", str(folder), *command.split()]
        subprocess.run(git, check=True, capture_output=True)
    assert not release(folder).refusals
    return folder
