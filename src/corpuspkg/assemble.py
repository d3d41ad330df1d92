"""Take letter records apart into the rows of the published tables."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.schema import arrow_schema, load_tables

# The tables whose rows stand in letter records as they are published.
WHOLE_TABLES = ("letters", "citations", "segments", "evidence", "sources", "curations", "issues")
# Fields that carry a letter's text, by table.
_TEXTS = {"letters": "text", "segments": "text"}


def explode(records: pa.RecordBatch, name: str, *, with_text: bool = True) -> pa.Table:
    """The rows of one table in the order of the records.

    Args:
        records: Letter records.
        name: Of the table; one of `WHOLE_TABLES`, or one whose missing fields somebody else fills.
        with_text: False leaves out the letters' texts; spans and hashes stay.
    """
    schema = arrow_schema(load_tables()[name])
    rows = pc.list_flatten(records.column(name))
    columns = [rows.field(field.name) for field in schema]
    if not with_text and name in _TEXTS:
        at = schema.get_field_index(_TEXTS[name])
        columns[at] = pa.nulls(len(rows), columns[at].type)
    return pa.Table.from_arrays(columns, schema=schema)


def explode_participations(records: pa.RecordBatch, decided: Mapping[str, pa.Array]) -> pa.Table:
    """The rows of `participations`, sorted by their key within each letter.

    Args:
        records: Letter records.
        decided: Columns that only the whole corpus tells, for all participations of the records in their order.
    """
    rows = explode(records, "participations")
    for name, column in decided.items():
        rows = rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), column)
    keys = pa.table(
        {
            "letter": pc.list_parent_indices(records.column("participations")),
            "role": rows.column("role"),
            "position": rows.column("position"),
        }
    )
    return rows.take(pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in keys.column_names]))


def explode_references(records: pa.RecordBatch, replaced: pa.Table) -> pa.Table:
    """The rows of `references`.

    Args:
        records: Letter records.
        replaced: The rows of letters whose references the corpus settles, in their order, with the place `at` of the
            letter among the records.
    """
    rows = explode(records, "references")
    if not replaced.num_rows:
        return rows
    parents = pc.list_parent_indices(records.column("references"))
    places = replaced.column("at").combine_chunks().cast(parents.type)
    kept = pc.invert(pc.is_in(parents, value_set=places))
    order = pc.sort_indices(pa.concat_arrays([parents.filter(kept), places]))
    settled = pa.Table.from_arrays([replaced.column(name) for name in rows.schema.names], schema=rows.schema)
    return pa.concat_tables([rows.filter(kept), settled]).take(order)
