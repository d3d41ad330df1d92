"""Check letter records before they are published: one that the finished package could not hold costs itself alone.

What is checked is what a letter can break by itself: the fields of its rows, the places of its passages, and what its
rows say of each other. The whole package is checked again when it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.edtf import is_edtf
from corpuspkg.schema import load_tables
from corpuspkg.validation.columns import holds_any, true_places
from corpuspkg.validation.constraints import Check, compile_checks
from corpuspkg.validation.native import parse_native
from corpuspkg.validation.package import Field
from corpuspkg.validation.report import shown

# Fields that the whole corpus fills.
_SETTLED = {"participations": ("agent_id",)}
_TABLES = ("letters", "sources", "segments", "participations", "citations", "references", "evidence", "curations")
_FURTHER = ("instruments", "issues")
# Tables whose rows name a segment, and those whose rows quote the letter: the field of the words.
_IN_SEGMENTS = ("citations", "references")
_WORDS = {"segments": "text", "citations": "exact", "references": "exact", "evidence": "exact"}
_WORDS |= {"participations": "as_written"}
_DATES = {"letters": ("sent_date", "published_date"), "references": ("date",), "sources": ("published_date",)}
_DATES |= {"instruments": ("adopted_date",)}


def invalid_letters(records: pa.RecordBatch) -> dict[int, str]:
    """The letters that cannot be published, by their place among the records, each with what is wrong first.

    Args:
        records: Letter records.
    """
    found: dict[int, str] = {}
    for name in (*_TABLES, *_FURTHER):
        lists = records.column(name)
        rows = lists.flatten()
        if not len(rows):
            continue
        parents = pc.list_parent_indices(lists)
        for field, failed, message in _failing(name, rows):
            for place in true_places(failed).tolist():
                value = rows.field(field)[place].as_py()
                said = f"{name}.{field}: " + (message if value is None else f"{shown(value)} {message}")
                found.setdefault(parents[place].as_py(), said)
    for place, message in (*_misplaced(records), *_adrift(records)):
        found.setdefault(place, message)
    return found


@cache
def _fields(table: str) -> tuple[tuple[Field, tuple[Check, ...], bool], ...]:
    """The fields of a table, each with its checks and whether a letter has to fill it."""
    compiled = []
    for given in load_tables()[table].descriptor["schema"]["fields"]:
        constraints = given.get("constraints", {})
        field = Field(name=given["name"], type=given["type"], constraints=constraints, properties=given)
        required = constraints.get("required") is True and field.name not in _SETTLED.get(table, ())
        compiled.append((field, compile_checks(field)[0], required))
    return tuple(compiled)


def _failing(table: str, rows: pa.StructArray) -> Iterator[tuple[str, pa.Array, str]]:
    for field, checks, required in _fields(table):
        cells, parsed = parse_native(field, rows.field(field.name))
        if required and cells.null_count:
            yield field.name, cells.is_null(), "a required value is missing"
        if parsed.invalid is not None and holds_any(parsed.invalid):
            yield field.name, parsed.invalid, f"is no {field.type}"
        for check in checks:
            failed = check.test(parsed)
            if holds_any(failed):
                yield field.name, failed, check.message
    for name in _DATES.get(table, ()):
        dates = rows.field(name)
        odd = [one for one in pc.unique(dates).to_pylist() if one is not None and not is_edtf(one)]
        if odd:
            yield name, pc.is_in(dates, value_set=pa.array(odd, pa.string())), "is no date in EDTF"


def _misplaced(records: pa.RecordBatch) -> Iterator[tuple[int, str]]:
    """Letters with a passage that does not stand where a row says."""
    letters = records.column("letters")
    owners = pc.list_parent_indices(letters).to_pylist()
    texts = dict(zip(owners, letters.flatten().field("text").to_pylist(), strict=True))
    for name, words in _WORDS.items():
        lists = records.column(name)
        rows = lists.flatten()
        columns = [rows.field(column).to_pylist() for column in ("start", "end", words)]
        for place, start, end, exact in zip(pc.list_parent_indices(lists).to_pylist(), *columns, strict=True):
            if start is None and end is None:
                continue
            text = texts.get(place) or ""
            is_span = start is not None and end is not None and 0 <= start < end <= len(text)
            if not is_span or (exact is not None and text[start:end] != exact):
                yield place, f"{name}: {shown(exact)} does not stand at {start} to {end}"


def _adrift(records: pa.RecordBatch) -> Iterator[tuple[int, str]]:
    """Letters with a row that names a segment which is not there."""
    known = records.column("segments").flatten().field("segment_id")
    for name in _IN_SEGMENTS:
        lists = records.column(name)
        ids = lists.flatten().field("segment_id")
        adrift = pc.and_(ids.is_valid(), pc.invert(pc.is_in(ids, value_set=known)))
        for place in true_places(adrift).tolist():
            yield pc.list_parent_indices(lists)[place].as_py(), f"{name}: there is no segment {ids[place].as_py()!r}"
