"""Assemble letter records into the published tables: rows in the order of their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.model import Agent, Instrument, Letter
from corpuspkg.records import columns_of, record_schema
from corpuspkg.rows import DocumentIssue, Row, failure_row, participation_rows, reference_rows
from corpuspkg.schema import TABLES, Table, arrow_schema

# Fields that carry a letter's text, by table.
_TEXTS = {"letters": "text", "segments": "text"}


def assemble_tables(
    schemas: Mapping[str, Table],
    records: pa.Table,
    letters: Sequence[Letter],
    failed: Iterable[DocumentIssue],
    agents: Iterable[Agent],
    instruments: Iterable[Instrument],
    *,
    with_text: bool = True,
) -> dict[str, pa.Table]:
    """All tables, each sorted by its key.

    Args:
        schemas: The tables' descriptors.
        records: The letter records, in any order.
        letters: Their letters in the same order; participations have their agents, references are resolved.
        failed: Input files that gave no letter.
        agents: The agents that the participations name.
        instruments: The instruments that the citations name.
        with_text: False leaves out the letters' texts; spans and hashes stay.
    """
    order = sorted(range(len(letters)), key=lambda at: letters[at].letter_id)
    if order != list(range(len(letters))):
        records, letters = records.take(pa.array(order, pa.int64())), [letters[at] for at in order]
    rows = {
        "participations": [row for letter in letters for row in sorted(participation_rows(letter), key=_place)],
        "references": [row for letter in letters for row in reference_rows(letter)],
        "agents": [asdict(agent) for agent in sorted(agents, key=lambda agent: agent.agent_id)],
        "instruments": [asdict(one) for one in sorted(instruments, key=lambda one: one.instrument_id)],
    }
    tables = {}
    for name in TABLES:
        schema = arrow_schema(schemas[name])
        if name in rows:
            tables[name] = _table(rows[name], schema)
            continue
        tables[name] = _flatten(records, name, schema, without=None if with_text else _TEXTS.get(name))
    failures = _table([failure_row(one) for one in failed], tables["issues"].schema)
    tables["issues"] = _sort(pa.concat_tables([tables["issues"], failures]), "document", "issue_id")
    tables["sources"] = _sort(tables["sources"], "source_id")
    return tables


def _place(participation: Row) -> tuple[str, int]:
    return participation["role"], participation["position"]


def _table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_arrays(columns_of(rows, schema), schema=schema)


def _flatten(records: pa.Table, name: str, schema: pa.Schema, *, without: str | None) -> pa.Table:
    """The rows of one table, in the order of the records."""
    kind = record_schema().field(name).type.value_type
    chunks = [pc.list_flatten(chunk) for chunk in records.column(name).chunks]
    columns = []
    for field in schema:
        parts = [chunk.field(field.name) for chunk in chunks]
        if field.name == without:
            parts = [pa.nulls(len(part), field.type) for part in parts]
        columns.append(pa.chunked_array(parts, kind.field(field.name).type))
    return pa.Table.from_arrays(columns, schema=schema)


def _sort(table: pa.Table, *key: str) -> pa.Table:
    return table.take(pc.sort_indices(table, sort_keys=[(name, "ascending") for name in key]))
