"""Write all buckets of a package, and describe what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpuspkg.config import Config
from corpuspkg.descriptor import Files, describe_package
from corpuspkg.logical import hash_files, hash_resource
from corpuspkg.package import Package
from corpuspkg.pipeline.checkpoint import Checkpoint
from corpuspkg.pipeline.finish.buckets import WriteJob
from corpuspkg.pipeline.finish.database import Workspace
from corpuspkg.pipeline.finish.order import sources
from corpuspkg.pipeline.finish.settlement import Settlement
from corpuspkg.pipeline.jobs import Share, do_here
from corpuspkg.schema import TABLES, load_tables
from corpuspkg.tablefiles import StoredPart

Parts = Mapping[str, Sequence[StoredPart]]


# What one process writes beside others. The texts are most of the work, and begun first.
_APART = (
    ("segments",),
    ("letters",),
    ("citations", "references"),
    ("sources", "issues", "agents", "instruments"),
    ("evidence", "participations", "curations"),
)


def finish(
    checkpoint: Checkpoint,
    settlement: Settlement,
    root: Path,
    work: Workspace,
    *,
    with_text: bool = True,
    share: Share = do_here,
) -> dict[str, list[StoredPart]]:
    """Write the files of all tables.

    Args:
        checkpoint: The records of the corpus.
        settlement: What is settled of it.
        root: Folder of the package.
        work: Where and with what to work.
        with_text: False leaves out the letters' texts.
        share: Does the work; with more than one thread the tables of a bucket are written apart.

    Returns:
        What was written of each table, by bucket.
    """
    records = sources(checkpoint, settlement.ranks, work, share)
    told = replace(settlement, unread=(), problems=())
    jobs = [
        WriteJob(
            settlement=told,
            bucket=bucket,
            tables=tables,
            source=source,
            root=root,
            work=replace(work, folder=work.folder / f"write-{bucket}-{tables[0]}", threads=1),
            with_text=with_text,
        )
        for tables in (_APART if work.threads > 1 else (TABLES,))
        for bucket, source in enumerate(records)
    ]
    written = {(jobs[number].bucket, name): part for number, parts in share(jobs) for name, part in parts.items()}
    return {name: [written[bucket, name] for bucket in range(len(records))] for name in TABLES}


def describe(config: Config, parts: Parts, root: Path) -> dict[str, Any]:
    """The descriptor of what was written.

    Args:
        config: Name, version, licences and the like.
        parts: What was written of each table, by bucket.
        root: Folder of the package.
    """
    schemas = load_tables()
    hashes = {name: _logical_hash(name, stored, root) for name, stored in parts.items()}
    files: list[tuple[str, Files, Files]] = []
    for name, stored in parts.items():
        if len(stored) == 1:
            files.append((name, stored[0].csv, stored[0].parquet))
        else:
            files.append((name, [part.csv for part in stored], [part.parquet for part in stored]))
    return describe_package(config, schemas, files, hashes)


def _logical_hash(name: str, parts: Sequence[StoredPart], root: Path) -> str:
    schema = load_tables()[name].descriptor["schema"]
    hashes = [part.logical or _hash_of(part, schema, root) for part in parts]
    return hashes[0] if len(hashes) == 1 else hash_files(hashes, schema)


def _hash_of(part: StoredPart, schema: Mapping[str, Any], root: Path) -> str:
    """The logical hash of a file whose rows are not in the order of their key.

    A key that extends the letter's identifier sorts otherwise than the identifier where that holds a blank.
    """
    resource = {"name": "part", "path": part.parquet.path, "format": "parquet", "schema": schema}
    return hash_resource(Package(root, {"resources": [resource]}), resource)
