"""Letter records: a letter with all the rows it gives, as one row of nested columns.

What travels between processes is a batch of these. A list of structs stands for each table that a letter contributes
rows to; `letters_of` leads back to the part of a letter that work on the whole corpus needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.columns import Columns, table_columns
from corpuspkg.model import (
    AgentKind,
    DateBasis,
    Issue,
    Letter,
    LetterDates,
    Participation,
    ParticipationStatus,
    Reference,
    ReferenceKind,
    Role,
    Segment,
    SegmentRole,
)
from corpuspkg.rows import BuiltLetter, DocumentIssue, Row
from corpuspkg.schema import TABLES, arrow_schema, load_tables

# The tables that a letter gives rows to. Its instruments are those that no authority file lists.
LETTER_TABLES = tuple(name for name in TABLES if name != "agents")
_STRING = pa.string()
# What tells agents apart and is published with the agent, not with the participation.
_AGENT_FIELDS = (pa.field("name", pa.string()), pa.field("kind", pa.string()))


@cache
def record_schema() -> pa.Schema:
    """The columns of a batch of letter records.

    - `file`: the document, as published.
    - `letter_id`: null where the document gave no letter; `issues` says why, and all other lists are empty.
    - one list of structs for each table of `LETTER_TABLES`, with the table's fields as in its descriptor.
      `participations` have `name` and `kind` too, and an `agent_id` only where a person gave one.
    - `problems`: like `issues`, but about decisions in the sidecar that could not be carried out.
    """
    tables = load_tables()
    columns = []
    for name in LETTER_TABLES:
        # Which fields are required is checked on the whole table: some are known only then.
        parts = [field.with_nullable(True) for field in arrow_schema(tables[name])]  # noqa: FBT003 - pyarrow's way
        parts += _AGENT_FIELDS if name == "participations" else ()
        columns.append(pa.field(name, pa.list_(pa.struct(parts))))
    problems = pa.field("problems", columns[-1].type)
    return pa.schema([pa.field("file", pa.string()), pa.field("letter_id", pa.string()), *columns, problems])


def nest_letters(letters: Sequence[BuiltLetter | DocumentIssue]) -> pa.RecordBatch:
    """Letter records of letters, and of documents that gave none, in the order given."""
    schema, tables = record_schema(), table_columns(letters)
    files = [one.file if isinstance(one, DocumentIssue) else one.source.file for one in letters]
    ids = [None if isinstance(one, DocumentIssue) else one.letter.letter_id for one in letters]
    columns = [pa.array(files, pa.string()), pa.array(ids, pa.string())]
    columns += [_nest(tables[name], schema.field(name).type) for name in (*LETTER_TABLES, "problems")]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def columns_of(rows: Sequence[Row], row_fields: Iterable[pa.Field]) -> list[pa.Array]:
    """The fields of rows as columns. CSV cannot tell an empty string from none, so there are no empty strings."""
    return [_column([row.get(field.name) for row in rows], field.type) for field in row_fields]


def _column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if "" in values and kind == _STRING:
        values = [None if value == "" else value for value in values]
    return pa.array(values, kind)


def letters_of(records: pa.Table) -> list[Letter]:
    """The letters of records, with what work on the whole corpus needs: citations, evidence and issues stay behind."""
    return [letter for batch in records.to_batches() for letter in _letters_of_batch(batch)]


def document_issues(records: pa.RecordBatch, column: str) -> Iterator[DocumentIssue]:
    """The findings in `issues` or `problems` of records, in their order."""
    names = [field.name for field in fields(Issue)]
    files = records.column("file").to_pylist()
    for file, found in zip(files, _lists(records, column, names, Issue), strict=True):
        yield from (DocumentIssue(file=file, issue=issue) for issue in found)


def _nest(rows: Columns, kind: pa.ListType) -> pa.ListArray:
    parts = [kind.value_type.field(at) for at in range(kind.value_type.num_fields)]
    size = sum(rows.counts)
    columns = [
        _column(rows.values[part.name], part.type) if part.name in rows.values else pa.nulls(size, part.type)
        for part in parts
    ]
    structs = pa.StructArray.from_arrays(columns, fields=parts)
    offsets = pa.array(accumulate(rows.counts, initial=0), pa.int32())
    return pa.ListArray.from_arrays(offsets, structs, type=kind)


def _lists(
    batch: pa.RecordBatch, column: str, names: Sequence[str], make: Callable[..., Any], **kinds: Mapping[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """For each record, the values made of the rows of a table; `kinds` are vocabularies by field."""
    lists = batch.column(column)
    structs = lists.flatten()
    columns = [structs.field(name).to_pylist() for name in names]
    for at, name in enumerate(names):
        if name in kinds:
            columns[at] = [kinds[name][value] for value in columns[at]]
        elif name in _REQUIRED:
            columns[at] = ["" if value is None else value for value in columns[at]]
    values = [make(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]
    ends = list(accumulate(pc.fill_null(pc.list_value_length(lists), 0).to_pylist(), initial=0))
    for start, end in pairwise(ends):
        yield tuple(values[start:end])


@cache
def _members(vocabulary: type[StrEnum]) -> dict[str, Any]:
    return {member.value: member for member in vocabulary}


# Text that values always have, be it empty, which is null in tables.
_REQUIRED = ("name", "rule_id", "exact", "text", "message")
_REFERENCE = tuple(field.name for field in fields(Reference))
_PARTICIPATION = tuple(field.name for field in fields(Participation))


def _letters_of_batch(batch: pa.RecordBatch) -> Iterator[Letter]:
    heads = _lists(
        batch,
        "letters",
        ("letter_id", "text", "sent_date", "sent_date_basis", "published_date"),
        _head,
        sent_date_basis=_members(DateBasis),
    )
    segments = _lists(batch, "segments", ("role", "start", "end"), Segment, role=_members(SegmentRole))
    participations = _lists(
        batch,
        "participations",
        _PARTICIPATION,
        Participation,
        role=_members(Role),
        kind=_members(AgentKind),
        status=_members(ParticipationStatus),
    )
    references = _lists(batch, "references", _REFERENCE, Reference, kind=_members(ReferenceKind))
    for head, parts, people, pointers in zip(heads, segments, participations, references, strict=True):
        yield Letter(**head[0], segments=parts, participations=people, references=pointers)


def _head(
    letter_id: str, text: str, sent_date: str | None, sent_date_basis: DateBasis, published_date: str | None
) -> Row:
    dates = LetterDates(sent_date=sent_date, basis=sent_date_basis, published_date=published_date)
    return {"letter_id": letter_id, "text": text, "dates": dates}
