"""Which letter answers which: references resolved within the corpus.

A first pass over the parts of the checkpoint only notes which letters would be looked up: by both parties, or by a
party and the day. The database finds those, and a second pass resolves the references of the letters that asked for any
which is there. Each part is read by itself, in whatever process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from corpuspkg.pipeline.finish.asking import DAYS, PAIRS, AskJob, Part, ResolveJob, Slice, write_rows
from corpuspkg.pipeline.finish.database import Cursor, Inserter, save
from corpuspkg.pipeline.jobs import Share
from corpuspkg.references.resolve import MOST_BETWEEN_TWO
from corpuspkg.schema import arrow_schema, load_tables

if TYPE_CHECKING:
    import duckdb

# Rows of a group in what is read a part at a time.
_GROUP = 4096
_NAMES = pa.schema([("name", pa.string())])
# A letter's parties by the keys that others may name them by.
_PARTIES = """
CREATE TABLE parties AS
WITH every AS (
    SELECT number, side, '@' || agent_id AS key FROM assigned WHERE side IS NOT NULL
    UNION ALL SELECT number, side, party FROM assigned WHERE party IS NOT NULL
)
SELECT DISTINCT number, side, key FROM every
"""
_BY_PAIR = f"""
CREATE TABLE by_pair AS
WITH asked AS (SELECT DISTINCT author, recipient FROM asked_pairs),
authors AS (SELECT number, key FROM parties WHERE side = 'from' AND key IN (SELECT author FROM asked)),
recipients AS (SELECT number, key FROM parties WHERE side = 'to' AND key IN (SELECT recipient FROM asked)),
between_two AS (
    SELECT authors.key AS author, recipients.key AS recipient, number, letter_id
    FROM authors JOIN recipients USING (number) JOIN documents USING (number)
), placed AS (
    SELECT author, recipient, number, row_number() OVER (PARTITION BY author, recipient ORDER BY letter_id) AS place
    FROM between_two SEMI JOIN asked USING (author, recipient) QUALIFY place <= {MOST_BETWEEN_TWO + 1}
)
SELECT author, recipient, list(number ORDER BY place) AS numbers FROM placed GROUP BY author, recipient
"""
_BY_DAY = """
CREATE TABLE by_day AS
WITH asked AS (SELECT DISTINCT key, day FROM asked_days)
SELECT key, day, list(DISTINCT number) AS numbers FROM parties
JOIN (SELECT number, earliest AS day FROM documents WHERE earliest = latest) USING (number)
SEMI JOIN asked USING (key, day) GROUP BY key, day
"""
# Who asks for a letter that is there, beside itself.
_ASKING = """
CREATE TABLE asking AS
SELECT part, number FROM asked_pairs JOIN by_pair USING (author, recipient)
WHERE len(numbers) > 1 OR numbers[1] <> number
UNION SELECT part, number FROM asked_days JOIN by_day USING (key, day) WHERE len(numbers) > 1 OR numbers[1] <> number
"""
# What the letters of each part look up, and the letters that they find.
_PAIRS_FOUND = """
CREATE TABLE pairs_found AS SELECT DISTINCT part, author, recipient, numbers
FROM asked_pairs SEMI JOIN asking USING (number) JOIN by_pair USING (author, recipient)
"""
_DAYS_FOUND = """
CREATE TABLE days_found AS SELECT DISTINCT part, key, day, numbers
FROM asked_days SEMI JOIN asking USING (number) JOIN by_day USING (key, day)
"""
_ENTRIES_FOUND = """
CREATE TABLE entries_found AS
WITH wanted AS (
    SELECT part, unnest(numbers) AS number FROM pairs_found UNION SELECT part, unnest(numbers) FROM days_found
), entries AS (
    SELECT number, letter_id, earliest, latest,
        list(key) FILTER (side = 'from') AS authors, list(key) FILTER (side = 'to') AS recipients
    FROM documents JOIN parties USING (number) SEMI JOIN wanted USING (number) GROUP BY ALL
)
SELECT part, entries.* FROM wanted JOIN entries USING (number)
"""


_RESOLVED = (("number", pa.int64()), ("turn", pa.int64()))


def settle_references(
    connection: duckdb.DuckDBPyConnection, parts: Sequence[Part], names: set[str], folder: Path, share: Share
) -> Path:
    """Resolve the references of a corpus.

    Args:
        connection: With the tables of the survey, `assigned` and `ranked`.
        parts: Of the checkpoint. The files that they name beside the records are written here.
        names: The names that letters may call each other's parties by.
        folder: Where to write.
        share: Does the work on the parts.

    Returns:
        A table of the rows of `references` that are settled, with the `rank` of their letter, in the package's order.
    """
    schema = arrow_schema(load_tables()["references"])
    for path in {part.agents for part in parts}:
        save(connection, "SELECT agent_id, held FROM assigned ORDER BY number, turn", path, _GROUP)
    for path in {part.names for part in parts}:
        write_rows([(name,) for name in sorted(names)], _NAMES, path)
    resolved = Inserter(connection, "resolved", pa.schema([*_RESOLVED, *schema]))
    jobs = list(_resolve_jobs(connection, parts, folder)) if _ask(connection, parts, folder, share) else []
    for number, _ in share(jobs):
        _take(jobs[number].resolved, resolved)
    resolved.flush()
    columns = ", ".join(f'resolved."{name}"' for name in schema.names)
    query = f"SELECT rank, {columns} FROM resolved JOIN ranked USING (number) ORDER BY rank, turn"
    return save(connection, query, folder / "references.parquet")


def _ask(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part], folder: Path, share: Share) -> bool:
    """Note which letters would be looked up, in the tables `asked_pairs` and `asked_days`; whether there are any."""
    pairs, days = Inserter(connection, "asked_pairs", PAIRS), Inserter(connection, "asked_days", DAYS)
    jobs = [
        AskJob(part, folder / f"pairs-{part.place}.parquet", folder / f"days-{part.place}.parquet") for part in parts
    ]
    asked = 0
    for number, _ in share(jobs):
        asked += _take(jobs[number].pairs, pairs) + _take(jobs[number].days, days)
    pairs.flush()
    days.flush()
    return bool(asked)


def _take(path: Path, table: Inserter) -> int:
    """Move the rows of a file into a table; how many there are."""
    taken = 0
    for rows in Cursor(path).rest():
        table.add(rows)
        taken += rows.num_rows
    path.unlink()
    return taken


def _resolve_jobs(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part], folder: Path) -> Iterator[ResolveJob]:
    """A job for each part with letters that ask for letters which are there."""
    for query in (_PARTIES, _BY_PAIR, _BY_DAY, _ASKING, _PAIRS_FOUND, _DAYS_FOUND, _ENTRIES_FOUND):
        connection.execute(query)
    tables = {"asking": "asking", "pairs": "pairs_found", "days": "days_found", "entries": "entries_found"}
    slices = {name: _slices(connection, table, folder / f"{table}.parquet") for name, table in tables.items()}
    for part in parts:
        if part.place in slices["asking"]:
            none = Slice(slices["asking"][part.place].path, 0, 0)
            own = {name: found.get(part.place, none) for name, found in slices.items()}
            yield ResolveJob(part=part, resolved=folder / f"resolved-{part.place}.parquet", **own)


def _slices(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> dict[int, Slice]:
    """Write a table by parts; where the rows of each are."""
    save(connection, f"SELECT * FROM {table} ORDER BY part", path, _GROUP)
    counts = connection.execute(f"SELECT part, count(*) FROM {table} GROUP BY part ORDER BY part").fetchall()
    starts = accumulate((rows for _, rows in counts), initial=0)
    return {part: Slice(path, skip, rows) for (part, rows), skip in zip(counts, starts, strict=False)}
