"""Look at the corpus as a whole: who is who, which letter answers which, which instruments are cited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from corpuspkg.authority import Registry
from corpuspkg.curate import curated_agents
from corpuspkg.findings import make_issue
from corpuspkg.identity import AgentIndex, identify_agents
from corpuspkg.model import Issue
from corpuspkg.pipeline.checkpoint import Checkpoint
from corpuspkg.pipeline.finish.agents import settle_agents
from corpuspkg.pipeline.finish.asking import Part
from corpuspkg.pipeline.finish.database import Workspace, database, insert, save
from corpuspkg.pipeline.finish.order import bucket_of, rank_documents
from corpuspkg.pipeline.finish.pointers import settle_references
from corpuspkg.pipeline.finish.settlement import Ranks, Settlement
from corpuspkg.pipeline.finish.survey import Survey, survey
from corpuspkg.pipeline.gather import sidecar_name
from corpuspkg.pipeline.jobs import Share, do_here
from corpuspkg.records import columns_of, letters_of, record_schema
from corpuspkg.rows import DocumentIssue
from corpuspkg.schema import arrow_schema, load_tables

if TYPE_CHECKING:
    import duckdb

# How often `settle` has all parts of the checkpoint read: to survey them, to ask, and to resolve where that finds any.
PASSES = 3
_ASSIGNED = "SELECT agent_id, status, office FROM assigned JOIN ranked USING (number) ORDER BY rank, turn"
_STARTS = "SELECT bucket, count(*) FROM assigned JOIN ranked USING (number) GROUP BY bucket"
# What is cited, as the authority files have it, else as the first letter does that brings it with it.
_INSTRUMENTS = """
CREATE TABLE instruments AS
WITH named AS (SELECT DISTINCT instrument_id FROM cited),
brought AS (
    SELECT unnest(arg_min(proposed, letter_id)) FROM proposed
    WHERE instrument_id NOT IN (SELECT instrument_id FROM registry) GROUP BY instrument_id
)
SELECT * EXCLUDE (letter_id) FROM brought SEMI JOIN named USING (instrument_id)
UNION ALL BY NAME SELECT * FROM registry SEMI JOIN named USING (instrument_id)
"""
_DOUBLED = """
SELECT file, letter_id, first FROM (
    SELECT file, letter_id, min(file) OVER same AS first, row_number() OVER same AS place
    FROM documents WHERE letter_id IS NOT NULL WINDOW same AS (PARTITION BY letter_id ORDER BY file)
) WHERE place > 1 ORDER BY letter_id, file
"""
_UNKNOWN = {
    "sidecar-agent-unknown": (
        (
            "SELECT file, name, given FROM mentions ANTI JOIN agents ON given = agents.agent_id"
            " JOIN assigned USING (number, turn) JOIN documents USING (number)"
            " WHERE given IS NOT NULL AND assigned.agent_id = given ORDER BY file, turn"
        ),
        "participations: {!r}: there is no agent {!r}",
    ),
    "sidecar-instrument-unknown": (
        (
            "SELECT file, exact, target FROM chosen JOIN documents USING (number)"
            " WHERE place = 'citations' AND target NOT IN (SELECT instrument_id FROM instruments) ORDER BY ALL"
        ),
        "citations: {!r}: there is no instrument {!r}",
    ),
    "sidecar-letter-unknown": (
        (
            "SELECT file, exact, target FROM chosen JOIN documents USING (number) WHERE place = 'references'"
            " AND target NOT IN (SELECT letter_id FROM documents WHERE letter_id IS NOT NULL) ORDER BY ALL"
        ),
        "references: {!r}: there is no letter {!r}",
    ),
}


def identify(checkpoint: Checkpoint) -> AgentIndex:
    """The agents of a corpus with the rules that joined their names; for a corpus that fits in memory."""
    curated = [agent for sidecar in checkpoint.sidecars for agent in curated_agents(sidecar.agents)]
    records = pa.Table.from_batches(checkpoint.read(), record_schema())
    return identify_agents(letters_of(records.filter(records.column("letter_id").is_valid())), curated)


def settle(
    checkpoint: Checkpoint, registry: Registry, per_bucket: int, work: Workspace, share: Share = do_here
) -> Settlement:
    """Settle what no letter can tell by itself.

    Args:
        checkpoint: The records of the corpus.
        registry: The instruments that the authority files list.
        per_bucket: Letters in a bucket.
        work: Where to work; the tables of what is settled are left in its folder.
        share: Does the work on the parts of the checkpoint.
    """
    with database(work) as connection:
        found = survey(checkpoint, connection, work.folder, share)
        ranks = rank_documents(connection, per_bucket, work.folder / "ranks.parquet")
        settle_agents(connection, found.names)
        _settle_instruments(connection, registry)
        parts = _parts(checkpoint, found, work.folder)
        references = settle_references(connection, parts, found.parties, work.folder, share)
        paths = {}
        for name, key in (("agents", "agent_id"), ("instruments", "instrument_id")):
            query = f"SELECT *, {bucket_of(key, ranks.bits)} AS bucket FROM {name} ORDER BY bucket, {key}"  # noqa: S608 - our own names
            paths[name] = save(connection, query, work.folder / f"{name}.parquet")
        (letters,) = connection.execute("SELECT count(letter_id) FROM documents").fetchone() or (0,)
        undecided = [DocumentIssue(file=sidecar_name(one.file), issue=one.issue) for one in found.problems]
        undecided = sorted([*checkpoint.problems, *undecided], key=_file)
        return Settlement(
            ranks=ranks,
            participations=save(connection, _ASSIGNED, work.folder / "participations.parquet"),
            starts=_starts(connection, ranks),
            references=references,
            agents=paths["agents"],
            instruments=paths["instruments"],
            letters=letters,
            unread=tuple(sorted(found.unread, key=_file)),
            problems=(*undecided, *_doubled(connection), *_unknown(connection)),
        )


def _parts(checkpoint: Checkpoint, found: Survey, folder: Path) -> list[Part]:
    """The parts of a checkpoint as jobs take them."""
    parts = zip(checkpoint.parts, found.starts, accumulate(found.people, initial=0), strict=False)
    return [
        Part(
            place=place,
            path=path,
            first=first,
            people=before,
            agents=folder / "agents-read.parquet",
            names=folder / "names.parquet",
        )
        for place, (path, first, before) in enumerate(parts)
    ]


def _file(one: DocumentIssue) -> str:
    return one.file


def _settle_instruments(connection: duckdb.DuckDBPyConnection, registry: Registry) -> None:
    """Make the table `instruments`."""
    schema = arrow_schema(load_tables()["instruments"])
    rows = columns_of([asdict(one) for one in registry.instruments.values()], schema)
    insert(connection, "registry", pa.Table.from_arrays(rows, names=schema.names))
    connection.execute(_INSTRUMENTS)


def _starts(connection: duckdb.DuckDBPyConnection, ranks: Ranks) -> tuple[int, ...]:
    """First participation of each bucket."""
    counts = dict(connection.execute(_STARTS).fetchall())
    starts = [0]
    for bucket in range(len(ranks.starts) - 2):
        starts.append(starts[-1] + counts.get(bucket, 0))
    return tuple(starts)


def _doubled(connection: duckdb.DuckDBPyConnection) -> Iterator[DocumentIssue]:
    for file, letter_id, first in connection.execute(_DOUBLED).fetchall():
        message = f"the letter_id {letter_id!r} is that of {first} as well"
        yield DocumentIssue(file=file, issue=make_issue("duplicate-letter-id", message))


def _unknown(connection: duckdb.DuckDBPyConnection) -> Iterator[DocumentIssue]:
    """Decisions that name what nobody knows."""
    for code, (query, message) in _UNKNOWN.items():
        for file, *names in connection.execute(query).fetchall():
            issue: Issue = make_issue(code, message.format(*names))
            yield DocumentIssue(file=sidecar_name(file), issue=issue)
