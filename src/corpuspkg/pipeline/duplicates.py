"""Letters with one identifier: those that came as lines, rows or members of archives cost themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa

from corpuspkg.pipeline.batch import failed_record
from corpuspkg.pipeline.checkpoint import read_part, write_part
from corpuspkg.pipeline.finish.database import Inserter, Workspace, database
from corpuspkg.pipeline.kinds import Kind
from corpuspkg.pipeline.parts import part_path
from corpuspkg.pipeline.plan import Plan
from corpuspkg.pipeline.sources import Partition, read_rows

_IDS = pa.schema([("letter_id", pa.string())])
_FOUND = pa.schema(
    [
        ("letter_id", pa.string()),
        ("file", pa.string()),
        ("sha256", pa.string()),
        ("part", pa.int64()),
        ("row", pa.int64()),
        ("is_file", pa.bool_()),
    ]
)
# The first stays: a file before what is in one, then by name and content, for the order of the input is of no account.
_DOUBLED = """
SELECT part, row, letter_id, first FROM (
    SELECT *, row_number() OVER same AS place, first_value(file) OVER same AS first
    FROM found SEMI JOIN (SELECT letter_id FROM ids GROUP BY letter_id HAVING count(*) > 1) USING (letter_id)
    WINDOW same AS (PARTITION BY letter_id ORDER BY is_file DESC, file, sha256, part, row)
) WHERE place > 1 AND NOT is_file ORDER BY part, row
"""
_ROWS = 4096
# Which document it is and what it is like.
Doubled = tuple[int, int, str, str]


def drop_duplicates(plan: Plan, folder: Path, work: Workspace) -> int:
    """Replace the records of lines, rows and members whose identifier another letter has by records that say so.

    Files with one identifier stay: a person has to decide about them before anything is published.

    Args:
        plan: The partitions that were read.
        folder: Where their parts are.
        work: Where to sort.

    Returns:
        How many there were.
    """
    if not any(_is_record(one) for one in plan.partitions):
        return 0
    dropped = 0
    with database(work) as connection:
        ids = Inserter(connection, "ids", _IDS)
        for partition in plan.partitions:
            for batch in read_part(part_path(folder, partition.number), ["letter_id"], rows=_ROWS):
                ids.add(pa.Table.from_batches([batch]))
        ids.flush()
        [(same,)] = connection.execute("SELECT count(letter_id) - count(DISTINCT letter_id) FROM ids").fetchall()
        if not same:
            return 0
        found = Inserter(connection, "found", _FOUND)
        for partition in plan.partitions:
            _survey(partition, folder, found)
        found.flush()
        doubled = connection.execute(_DOUBLED)
        for number, some in groupby(iter(doubled.fetchone, None), key=itemgetter(0)):
            dropped += _rewrite(plan.partitions[number], folder, {row[1]: row for row in some})
    return dropped


def _is_record(partition: Partition) -> bool:
    return partition.kind is not Kind.FOLDER


def _survey(partition: Partition, folder: Path, found: Inserter) -> None:
    first = 0
    columns = ["letter_id", "file", "sources.sha256"]
    for batch in read_part(part_path(folder, partition.number), columns, rows=_ROWS):
        numbers = pa.array(range(first, first + batch.num_rows), pa.int64())
        valid = batch.column("letter_id").is_valid()
        number = pa.array([partition.number] * batch.num_rows, pa.int64())
        is_file = pa.array([not _is_record(partition)] * batch.num_rows)
        # A document without a letter has no source.
        table = pa.table(
            [batch.column("letter_id"), batch.column("file"), number, numbers, is_file],
            names=["letter_id", "file", "part", "row", "is_file"],
        ).filter(valid)
        found.add(table.append_column("sha256", batch.column("sources").flatten().field("sha256")))
        first += batch.num_rows


def _rewrite(partition: Partition, folder: Path, doubled: Mapping[int, Doubled]) -> int:
    """Write a part anew; its rows are the documents of the partition in their order."""
    places: dict[int, str] = {
        at: row.get("place") or row["file"] for at, row in enumerate(read_rows(partition)) if at in doubled
    }
    path = part_path(folder, partition.number)
    write_part(_replaced(path, doubled, places), path)
    return len(doubled)


def _replaced(path: Path, doubled: Mapping[int, Doubled], places: Mapping[int, str]) -> Iterator[pa.RecordBatch]:
    first = 0
    for batch in read_part(path):
        start = 0
        for at in range(batch.num_rows):
            if first + at in doubled:
                _, _, letter_id, other = doubled[first + at]
                yield batch.slice(start, at - start)
                message = f"the letter_id {letter_id!r} is that of {other} as well"
                yield failed_record(places[first + at], "duplicate-letter-id", message)
                start = at + 1
        yield batch.slice(start)
        first += batch.num_rows
