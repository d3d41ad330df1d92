"""The corpus's configuration: `[project]` and `[tool.corpuspkg]` of its `pyproject.toml`, checked by a schema."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpuspkg.errors import ConfigError
from corpuspkg.schema import schema_dir

_MAX_LETTER_BYTES = 100_000_000
_DOCUMENT_SECONDS = 60
_WORKER_MEMORY = 2_048
# A partition is what an interrupted build does not do again, and what one process works on: a second or so.
_PARTITION_DOCUMENTS = 1_000
_PARTITION_BYTES = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The fields of a line of JSONL, or columns of a Parquet file, that hold a letter."""

    id: str = "id"
    text: str = "text"
    metadata: str = "metadata"


_LETTERS_PER_PARTITION = 500_000
_MEMORY_MEBIBYTES = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the build needs to know of a corpus.

    Attributes:
        root: Folder of the corpus.
        name, version: Of the package, from `[project]`.
        title, description, keywords: For the descriptor.
        licenses, contributors, sources: As in Data Package v2.
        inputs: Where the letters are: folders, files of many letters, or patterns, relative to the corpus.
        columns: What the fields of JSONL and Parquet are called.
        rights: Rights statement for letters whose sidecar gives none.
        authority: Additional authority files.
        max_letter_bytes: Largest input file taken for one letter.
        document_seconds: Longest time that reading one letter may take.
        worker_memory: Most memory that reading one letter may take, in MiB.
        quarantine: Input files, as published, that are known to fail in reading: a release may lack them.
        partition_documents, partition_bytes: Largest share of the letters that is read at once. The package is the same
            for any; how far a build has come is known by these shares.
        letters_per_partition: Up to so many letters, a table is one file.
        memory: Bytes that what needs the whole corpus may take before it goes to disk.
        release_date: Day of the release of this version, as ISO 8601.
        doi: DOI of this version, where it has one.
        releases: Where released versions can be fetched: `<releases>/<version>/` holds one.
        homepage, repository: Addresses, from `[project.urls]`.
        data_statement: Markdown file that says how the letters were chosen.
    """

    root: Path
    name: str
    version: str
    title: str
    description: str
    keywords: tuple[str, ...]
    licenses: tuple[dict[str, str], ...]
    contributors: tuple[dict[str, Any], ...]
    sources: tuple[dict[str, str], ...]
    inputs: tuple[str, ...]
    rights: str | None
    authority: tuple[Path, ...]
    max_letter_bytes: int
    document_seconds: float
    worker_memory: int
    quarantine: frozenset[str] = frozenset()
    columns: Columns = Columns()
    partition_documents: int = _PARTITION_DOCUMENTS
    partition_bytes: int = _PARTITION_BYTES
    letters_per_partition: int = _LETTERS_PER_PARTITION
    memory: int = _MEMORY_MEBIBYTES * 2**20
    release_date: str | None = None
    doi: str | None = None
    homepage: str | None = None
    repository: str | None = None
    releases: str | None = None
    data_statement: Path | None = None

    @property
    def seeds(self) -> Path:
        """The folder of letters that commands read and write which deal with letters one by one.

        Raises:
            ConfigError: The letters are in no folder.
        """
        folders = [path for path in (self.root / name for name in self.inputs) if not path.exists() or path.is_dir()]
        if not folders:
            raise ConfigError(
                f"the letters are in {', '.join(self.inputs)}, and this needs a folder of .txt files",
                path=self.root / "pyproject.toml",
                hint='name a folder as well, as in: seeds = ["seeds", "letters.jsonl"]',
            )
        return folders[0]


def load_config(root: Path) -> Config:
    """Read the configuration of the corpus in `root`; a folder without `pyproject.toml` gets defaults.

    Raises:
        ConfigError: `pyproject.toml` is no TOML, or an entry is unknown, missing or of the wrong type.
    """
    path = root / "pyproject.toml"
    document = _read_toml(path)
    project = document.get("project", {})
    tool = _plain(document.get("tool", {}).get("corpuspkg", {}))
    _check(tool, path)
    name = project.get("name") or re.sub(r"[^a-z0-9]+", "-", root.resolve().name.lower()).strip("-") or "letters"
    urls = {label.lower(): url for label, url in project.get("urls", {}).items()}
    authors = [{"title": author["name"]} for author in project.get("authors", ()) if "name" in author]
    return Config(
        root=root,
        name=name,
        version=project.get("version", "0.1.0"),
        title=tool.get("title", name),
        description=tool.get("description", project.get("description", "")),
        keywords=tuple(tool.get("keywords", project.get("keywords", ()))),
        licenses=tuple(tool.get("licenses", ())),
        contributors=tuple(tool.get("contributors", authors)),
        sources=tuple(tool.get("sources", ())),
        inputs=_inputs(tool.get("seeds", "seeds")),
        columns=Columns(**tool.get("columns", {})),
        partition_documents=tool.get("partition_documents", _PARTITION_DOCUMENTS),
        partition_bytes=tool.get("partition_bytes", _PARTITION_BYTES),
        rights=tool.get("rights"),
        authority=tuple(root / entry for entry in tool.get("authority", ())),
        max_letter_bytes=tool.get("max_letter_bytes", _MAX_LETTER_BYTES),
        document_seconds=tool.get("document_seconds", _DOCUMENT_SECONDS),
        worker_memory=tool.get("worker_memory", _WORKER_MEMORY),
        quarantine=frozenset(tool.get("quarantine", ())),
        letters_per_partition=tool.get("letters_per_partition", _LETTERS_PER_PARTITION),
        memory=tool.get("memory_mebibytes", _MEMORY_MEBIBYTES) * 2**20,
        release_date=tool.get("release_date"),
        doi=tool.get("doi"),
        homepage=urls.get("homepage"),
        repository=urls.get("repository") or urls.get("source"),
        releases=tool.get("releases"),
        data_statement=root / tool["data_statement"] if "data_statement" in tool else None,
    )


def _inputs(seeds: str | list[str]) -> tuple[str, ...]:
    return (seeds,) if isinstance(seeds, str) else tuple(seeds)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"no valid TOML: {error}", path=path) from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from None


def _plain(tool: dict[str, Any]) -> dict[str, Any]:
    """TOML has dates of its own; they are read as the strings that a corpus may write as well."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in tool.items()}


def _check(tool: dict[str, Any], path: Path) -> None:
    """Check `[tool.corpuspkg]` against `schema/config.schema.json`."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only the builder pays for it
    from jsonschema.exceptions import best_match  # noqa: PLC0415 - as above

    schema = json.loads((schema_dir() / "config.schema.json").read_text(encoding="utf-8"))
    error = best_match(Draft202012Validator(schema).iter_errors(tool))
    if error is not None:
        place = ".".join(["tool.corpuspkg", *map(str, error.absolute_path)])
        raise ConfigError(f"{place}: {error.message}", path=path, hint="schema/config.schema.json lists the entries")
