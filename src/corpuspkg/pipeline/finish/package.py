"""Write all buckets of a package, and describe what was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpuspkg.config import Config
from corpuspkg.descriptor import Files, describe_package
from corpuspkg.logical import hash_files, hash_resource
from corpuspkg.package import Package
from corpuspkg.pipeline.checkpoint import Checkpoint
from corpuspkg.pipeline.finish.buckets import finish_bucket
from corpuspkg.pipeline.finish.database import Workspace
from corpuspkg.pipeline.finish.order import sorted_records
from corpuspkg.pipeline.finish.settlement import Settlement
from corpuspkg.schema import TABLES, load_tables
from corpuspkg.tablefiles import StoredPart

Parts = Mapping[str, Sequence[StoredPart]]


def finish(
    checkpoint: Checkpoint, settlement: Settlement, root: Path, work: Workspace, *, with_text: bool = True
) -> dict[str, list[StoredPart]]:
    """Write the files of all tables.

    Args:
        checkpoint: The records of the corpus.
        settlement: What is settled of it.
        root: Folder of the package.
        work: Where and with what to work.
        with_text: False leaves out the letters' texts.

    Returns:
        What was written of each table, by bucket.
    """
    parts: dict[str, list[StoredPart]] = {name: [] for name in TABLES}
    # The records of a bucket follow each other; a bucket may have none.
    come = groupby(sorted_records(checkpoint, settlement.ranks, work), itemgetter(0))
    following = next(come, None)
    for bucket in range(len(settlement.ranks.buckets)):
        records: Iterable[pa.RecordBatch] = ()
        if following and following[0] == bucket:
            records = _records(following[1])
        written = finish_bucket(settlement, bucket, records, root, work, with_text=with_text)
        if following and following[0] == bucket:
            following = next(come, None)
        for name, part in written.items():
            parts[name].append(part)
    return parts


def _records(pairs: Iterable[tuple[int, pa.RecordBatch]]) -> Iterator[pa.RecordBatch]:
    for _, records in pairs:
        yield records


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
