"""Small packages of invented letters in several editions, and git repositories that hold them."""

from __future__ import annotations

import copy
import hashlib
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from corpuspkg.config import load_config
from corpuspkg.descriptor import describe_package
from corpuspkg.logical import hash_table
from corpuspkg.schema import Table, arrow_schema, load_tables
from corpuspkg.store import DESCRIPTOR, write_json, write_table

Rows = dict[str, list[dict[str, Any]]]
TEXT = (
    "Millbrook, 4 March 2021\n\nDear Council,\n\nPlease repair the old bridge over the river before the winter, as the "
    "Bridges Act asks of every council in the county.\n\nYours sincerely,\nAda Miller"
)
CONFIG = {
    "title": "Letters about a bridge",
    "description": "Letters that people of an invented town wrote to their council.",
    "licenses": ({"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"},),
    "contributors": (
        {"title": "Ada Miller", "givenName": "Ada", "familyName": "Miller", "roles": ["creator"]},
        {"title": "Millbrook Archive", "roles": ["creator", "publisher"]},
    ),
    "keywords": ("letters", "bridges"),
}


def letter(name: str, text: str = TEXT, **fields: Any) -> dict[str, Any]:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {
        "letter_id": name,
        "language": "en",
        "text": text,
        "text_sha256": digest,
        "sent_date_basis": "none",
        "source_id": name,
        **fields,
    }


def source(name: str) -> dict[str, Any]:
    return {"source_id": name, "file": f"{name}.txt", "sha256": "0" * 64, "bytes": len(TEXT), "encoding": "utf-8"}


def part(name: str, role: str, position: int, agent: str) -> dict[str, Any]:
    return {"letter_id": name, "role": role, "position": position, "agent_id": agent, "status": "extracted"}


BRIDGE = letter(
    "bridge",
    title="The old bridge",
    sent_date="2021-03-04",
    sent_date_earliest=date(2021, 3, 4),
    sent_date_latest=date(2021, 3, 4),
    sent_date_basis="dateline",
)
ROWS: Rows = {
    "letters": [BRIDGE, letter("undated")],
    "agents": [
        {"agent_id": "ada-miller", "name": "Ada Miller", "kind": "person"},
        {"agent_id": "council", "name": "Council of Millbrook", "kind": "organization"},
        {"agent_id": "mill-society", "name": "Mill & Society", "kind": "organization"},
    ],
    "participations": [
        part("bridge", "author", 1, "ada-miller"),
        part("bridge", "author", 2, "mill-society"),
        part("bridge", "recipient", 1, "council"),
    ],
    "sources": [source("bridge"), source("undated")],
}


def make_edition(
    folder: Path, rows: Rows | None = None, *, schemas: dict[str, Table] | None = None, **config: Any
) -> Path:
    """Write a package and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    schemas = schemas or load_tables()
    tables = {
        name: pa.Table.from_pylist((ROWS | (rows or {})).get(name, []), schema=arrow_schema(schema))
        for name, schema in schemas.items()
    }
    files = [(name, *write_table(name, table, folder)) for name, table in tables.items()]
    hashes = {name: hash_table(table, schemas[name].descriptor["schema"]) for name, table in tables.items()}
    settings = replace(load_config(folder), **({"name": "bridges", "version": "1.2.3"} | CONFIG | config))
    write_json(describe_package(settings, schemas, files, hashes), folder / DESCRIPTOR)
    return folder


@pytest.fixture
def edition(tmp_path: Path) -> Callable[..., Path]:
    """`make_edition` for a folder of the given name."""
    return lambda name, rows=None, **config: make_edition(tmp_path / name, rows, **config)


@pytest.fixture
def rows() -> Rows:
    """The rows of the small package, free to be changed."""
    return copy.deepcopy(ROWS)


@pytest.fixture
def new_letter() -> Callable[..., dict[str, Any]]:
    """`letter`."""
    return letter


@pytest.fixture
def git() -> Callable[..., str]:
    """Run git in a folder, as an invented person and without the user's settings."""

    def run(folder: Path, *arguments: str) -> str:
        settings = ("user.name=Ada Miller", "user.email=ada@example.org", "init.defaultBranch=main")
        options = [part for setting in settings for part in ("-c", setting)]
        done = subprocess.run(
            ["git", *options, "-C", str(folder), *arguments],  # noqa: S607 - the developer's git
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    return run
