"""Who is who: agents for all participations of a corpus.

Names that stand for the same in every letter are joined in memory (`corpuspkg.identity`); what is confined to its
letter stays in the database, and so does the numbering of ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from corpuspkg.identity.clusters import (
    KINDS,
    Cluster,
    Numbers,
    agent_of,
    make_cluster,
    make_clusters,
    name_claimed,
    slug_of,
)
from corpuspkg.identity.merge import GENERATION_YEARS, Rulings, merge_records
from corpuspkg.identity.records import Collected, is_stranger
from corpuspkg.identity.rulings import rulings_of_forms, rulings_of_ids
from corpuspkg.identity.survey import LocalName, NameSurvey
from corpuspkg.model import AgentKind, CuratedAgent
from corpuspkg.pipeline.finish.database import insert
from corpuspkg.records import columns_of
from corpuspkg.schema import arrow_schema, load_tables

if TYPE_CHECKING:
    import duckdb

_NUMBER, _TEXT = pa.int64(), pa.string()
_TEXTS = ("letter_id", "kind", "key", "scope", "slug")
_CLUSTER = pa.schema([("cluster", _NUMBER), ("name", _TEXT), ("kind_at", _NUMBER), *((name, _TEXT) for name in _TEXTS)])
# Clusters of the database are numbered from here on; below are those that were joined in memory.
_ALONE = 1 << 40
_BATCH = 4096


# The clusters of names that nothing joined in memory: those of initials and surname, near each other in time, are one.
_MEMBERS = f"""
CREATE OR REPLACE TABLE members AS
WITH alone AS (
    SELECT * FROM locals l WHERE local NOT IN (SELECT local FROM promoted)
    AND NOT EXISTS (SELECT 1 FROM patterns p WHERE p.pattern = l.pattern)
), placed AS (
    SELECT local, name, first, last, coalesce(first, last, DATE '9999-12-31') AS day, scope,
        lag(first) OVER place AS first_before, lag(last) OVER place AS last_before
    FROM alone WHERE initial WINDOW place AS (PARTITION BY name ORDER BY day, scope)
), parted AS (
    SELECT local, name, day, scope, first IS NOT NULL AND first_before IS NOT NULL
        AND greatest(year(first), year(last), year(first_before), year(last_before))
          - least(year(first), year(last), year(first_before), year(last_before)) <= {GENERATION_YEARS} AS near
    FROM placed
), chained AS (
    SELECT local, name, sum(CASE WHEN near THEN 0 ELSE 1 END) OVER (PARTITION BY name ORDER BY day, scope) AS chain
    FROM parted
)
SELECT local, {_ALONE} + min(local) OVER (PARTITION BY name, chain) AS cluster FROM chained
UNION ALL SELECT local, {_ALONE} + local FROM alone WHERE NOT initial
"""
_CLUSTERS = f"""
INSERT INTO clusters
SELECT {_ALONE} + local, form, kind_at, letter_id, kind, name, scope, slug
FROM locals JOIN members USING (local) JOIN kinds USING (kind) WHERE NOT initial
UNION ALL
SELECT cluster, arg_max(form, (words, mixed, length, form)), any_value(kind_at), min(letter_id), any_value(kind),
    any_value(name), min(scope), arg_max(slug, (words, mixed, length, form))
FROM locals JOIN members USING (local) JOIN kinds USING (kind) WHERE initial GROUP BY cluster
"""
_ORDER = "name, kind_at, letter_id, kind, key, scope"
# Names that are numbered in one go: their ids cannot be those of any other name.
_STEM = "regexp_replace({}, '(-[0-9]+)+$', '')"
_IDS = f"""
CREATE OR REPLACE TABLE ids AS
SELECT cluster, CASE place WHEN 1 THEN slug ELSE slug || '-' || place END AS agent_id
FROM (SELECT cluster, slug, row_number() OVER (PARTITION BY slug ORDER BY {_ORDER}) AS place FROM clusters)
WHERE {_STEM.format("slug")} NOT IN (SELECT stem FROM shared)
"""
_SHARED = f"""
CREATE OR REPLACE TABLE shared AS
SELECT {_STEM.format("slug")} AS stem FROM clusters GROUP BY stem HAVING count(DISTINCT slug) > 1
UNION SELECT {_STEM.format("agent_id")} FROM claimed
"""
_ASSIGNED = """
CREATE TABLE assigned AS
WITH told AS (
    SELECT local, agent_id FROM members JOIN ids USING (cluster)
    UNION ALL SELECT local, agent_id FROM locals JOIN patterns USING (pattern) JOIN ids USING (cluster)
        WHERE local NOT IN (SELECT local FROM promoted)
    UNION ALL SELECT local, agent_id FROM promoted JOIN kept USING (record)
), placed AS (
    SELECT mentions.*, coalesce(kept.agent_id, told.agent_id, given) AS agent_id,
        coalesce(holders.agent_id = coalesce(kept.agent_id, told.agent_id, given), false) AS by_office
    FROM mentions LEFT JOIN kept USING (record) LEFT JOIN told USING (local)
    LEFT JOIN kept AS holders ON holders.record = mentions.holder
)
SELECT number, turn, agent_id, side,
    CASE WHEN by_office THEN 'inferred' ELSE status END AS status,
    CASE WHEN by_office THEN held_office ELSE office END AS office,
    CASE WHEN by_office THEN held_party ELSE party END AS party,
    CASE WHEN by_office THEN held END AS held
FROM placed
"""


@dataclass(frozen=True, slots=True)
class _Joined:
    """What was joined in memory: clusters in their total order, and the places of those that patterns belong to."""

    clusters: list[Cluster]
    patterns: dict[int, int]


def settle_agents(connection: duckdb.DuckDBPyConnection, names: NameSurvey) -> None:
    """Make the tables `agents`, and `assigned` with the agent of each participation.

    Args:
        connection: With the tables of the survey.
        names: The names that it found.
    """
    kinds = {"kind": [kind.value for kind in KINDS], "kind_at": list(range(len(KINDS)))}
    insert(connection, "kinds", pa.table(kinds))
    abbreviations = _abbreviations(connection, names)
    collected = names.collected()
    rulings = rulings_of_forms(collected, names.curated) if names.curated else Rulings()
    joined = _join(names, collected, abbreviations, rulings)
    promoted: dict[int, int] = {}
    wanted = {one.agent_id for one in names.curated} | {key.scope[1:] for key in names.numbers if is_stranger(key)}
    if wanted:
        _number(connection, joined, *name_claimed(joined.clusters, Rulings()), {})
        natural = _natural(connection, names, joined, wanted, promoted)
        collected = names.collected()
        rulings = rulings_of_ids(natural, collected, names.curated, rulings)
        joined = _join(names, collected, abbreviations, rulings)
    _number(connection, joined, *name_claimed(joined.clusters, rulings), promoted)
    _save_agents(connection, names, joined)


def _abbreviations(connection: duckdb.DuckDBPyConnection, names: NameSurvey) -> dict[str, str]:
    """Abbreviations that letters define and that stand for one organization of the corpus."""
    organizations = [key.name for key in names.numbers if key.kind is AgentKind.ORGANIZATION]
    insert(connection, "organizations", pa.table({"name": pa.array(organizations, _TEXT)}))
    rows = connection.sql(
        "SELECT short, any_value(run) FROM definitions"
        " WHERE short IN (SELECT name FROM organizations) AND run IN (SELECT name FROM organizations)"
        " AND short NOT LIKE '% %' GROUP BY short HAVING count(DISTINCT run) = 1 ORDER BY short"
    ).fetchall()
    return dict(rows)


def _join(names: NameSurvey, collected: Collected, abbreviations: Mapping[str, str], rulings: Rulings) -> _Joined:
    groups = merge_records(collected, abbreviations, rulings)
    clusters = [one for one in make_clusters(groups, collected) if not _is_pattern_alone(one, collected)]
    places = {groups.root(cluster.records[0].key): place for place, cluster in enumerate(clusters)}
    roots = ((number, groups.root(key)) for number, key in enumerate(names.pattern_keys()))
    return _Joined(clusters, {number: places[root] for number, root in roots if root in places})


def _is_pattern_alone(cluster: Cluster, collected: Collected) -> bool:
    return all(record.key in collected.patterns for record in cluster.records)


def _number(
    connection: duckdb.DuckDBPyConnection,
    joined: _Joined,
    named: Mapping[str, Cluster],
    rest: Sequence[Cluster],
    promoted: Mapping[int, int],
) -> None:
    """Make the table `ids`: the ids of all clusters, and `members`: the clusters of local names."""
    places = {id(cluster): place for place, cluster in enumerate(joined.clusters)}
    _replace(connection, "patterns", ("pattern", "cluster"), joined.patterns.items(), (_NUMBER, _NUMBER))
    _replace(connection, "promoted", ("local", "record"), promoted.items(), (_NUMBER, _NUMBER))
    claimed = [(places[id(cluster)], agent_id) for agent_id, cluster in named.items()]
    _replace(connection, "claimed", ("cluster", "agent_id"), claimed, (_NUMBER, _TEXT))
    rows = ((places[id(one)], *_row(one)) for one in rest)
    _replace(connection, "clusters", _CLUSTER.names, rows, _CLUSTER.types)
    for query in (_MEMBERS, _CLUSTERS, _SHARED, _IDS):
        connection.execute(query)
    connection.execute("INSERT INTO ids SELECT cluster, agent_id FROM claimed")
    # What could be the id of two names is given out in the order of all of them.
    numbers = Numbers(named)
    stem = _STEM.format("slug")
    asked = connection.cursor().execute(
        f"SELECT cluster, slug FROM clusters WHERE {stem} IN (SELECT stem FROM shared) ORDER BY {_ORDER}"
    )
    while rows_asked := asked.fetchmany(_BATCH):
        ids = [(cluster, numbers.take(slug)) for cluster, slug in rows_asked]
        _replace(connection, "given", ("cluster", "agent_id"), ids, (_NUMBER, _TEXT))
        connection.execute("INSERT INTO ids SELECT cluster, agent_id FROM given")


def _row(cluster: Cluster) -> tuple[str, int, str, str, str, str, str]:
    name, kind_at, letter_id, key = cluster.order
    return name, kind_at, letter_id, key.kind.value, key.name, key.scope, slug_of(name)


def _replace(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    names: Sequence[str],
    rows: Iterable[tuple[object, ...]],
    types: Sequence[pa.DataType],
) -> None:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = [pa.array(list(column), kind) for column, kind in zip(columns, types, strict=True)]
    connection.execute(f"DROP TABLE IF EXISTS {table}")
    insert(connection, table, pa.Table.from_arrays(arrays, names=list(names)))


def _natural(
    connection: duckdb.DuckDBPyConnection,
    names: NameSurvey,
    joined: _Joined,
    wanted: Iterable[str],
    promoted: dict[int, int],
) -> dict[str, Cluster]:
    """The clusters that the rules alone give ids which sidecars speak of; their local names are kept one by one."""
    _replace(connection, "wanted", ("agent_id",), ((one,) for one in sorted(wanted)), (_TEXT,))
    found = connection.sql("SELECT cluster, agent_id FROM ids SEMI JOIN wanted USING (agent_id)").fetchall()
    natural = {}
    for cluster, agent_id in found:
        if cluster < _ALONE:
            natural[agent_id] = joined.clusters[cluster]
            continue
        rows = connection.execute(
            "SELECT locals.* FROM locals JOIN members USING (local) WHERE cluster = ? ORDER BY scope", [cluster]
        ).fetchall()
        records = [names.promote(LocalName(*row)) for row in rows]
        promoted |= {row[0]: names.numbers[record.key] for row, record in zip(rows, records, strict=True)}
        natural[agent_id] = make_cluster(tuple(records))
    return natural


def _save_agents(connection: duckdb.DuckDBPyConnection, names: NameSurvey, joined: _Joined) -> None:
    told = connection.sql(f"SELECT cluster, agent_id FROM ids WHERE cluster < {_ALONE}").fetchall()
    entries: dict[str, list[CuratedAgent]] = defaultdict(list)
    for entry in names.curated:
        entries[entry.agent_id].append(entry)
    agents, kept = [], []
    for place, agent_id in told:
        cluster = joined.clusters[place]
        kept += [(names.numbers[one.key], agent_id) for one in cluster.records if one.key in names.numbers]
        # A holder of an office whom no letter names is known, but takes no part.
        if any(record.forms for record in cluster.records):
            agents.append(asdict(agent_of(agent_id, cluster, entries.get(agent_id, ()))))
    _replace(connection, "kept", ("record", "agent_id"), kept, (_NUMBER, _TEXT))
    schema = arrow_schema(load_tables()["agents"])
    insert(connection, "agents", pa.Table.from_arrays(columns_of(agents, schema), names=schema.names))
    connection.execute(
        "INSERT INTO agents (agent_id, name, kind)"
        f" SELECT agent_id, name, kind FROM clusters JOIN ids USING (cluster) WHERE cluster >= {_ALONE}"
    )
    connection.execute(_ASSIGNED)
