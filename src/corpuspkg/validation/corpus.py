"""What holds between the tables of a corpus of letters, beyond what a Table Schema can say.

A package is a corpus where it has the tables and fields of `corpuspkg.schema`. Then every span's words stand at its
place in `letters.text` (code points), segments follow each other and cover the text, dates agree with their EDTF
strings, digests with the texts, and the CSV form of each table with its Parquet form.

Texts are read in blocks of a bounded size, and beside them the rows that speak of them. Whole columns are compared at
once (`corpuspkg.validation.passages`); only rows that seem wrong are looked at one by one.
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.edtf import bounds
from corpuspkg.validation.abreast import InAnyOrder, InOrder, UnorderedError
from corpuspkg.validation.columns import true_places
from corpuspkg.validation.passages import (
    Mask,
    Numbers,
    Texts,
    buffers_of,
    plain_mask,
    plain_numbers,
    take,
)
from corpuspkg.validation.quotes import SPANS, CorpusTable, QuotingRows, check_segments, check_spans
from corpuspkg.validation.reading import iterate_columns
from corpuspkg.validation.report import Log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corpuspkg.validation.package import Package, Resource

# Bytes of text that are kept in memory at a time.
_BLOCK = 16 * 2**20
_PARQUET = ".parquet"
# Dates as days, and what stands for none.
_EPOCH, _NO_DAY = date(1970, 1, 1), -(2**40)
# Fields that hold dates in EDTF.
_DATES = {
    "letters": ("sent_date", "published_date"),
    "instruments": ("adopted_date",),
    "references": ("date",),
    "sources": ("published_date",),
}


def is_corpus(package: Package) -> bool:
    """Whether a package has the letters of a corpus."""
    letters = _tables(package, Log()).get("letters")
    return letters is not None and _has(letters.resource, "letter_id", "text", "text_sha256")


def corpus_checks(package: Package, limit: int | None) -> list[Callable[[], Log]]:
    """The checks of the invariants of a corpus; that the two forms of its tables agree is checked apart.

    Args:
        package: A corpus.
        limit: Findings kept for each resource and kind.

    Returns:
        Checks that can be run beside each other, each with a log of its own: of the passages of each file of letters,
        and of dates.
    """
    letters = _tables(package, Log())["letters"].resource
    passages = (partial(_check_letters, package, part, limit) for part in letters.parts())
    return [*passages, partial(_check_all_dates, package, limit)]


def _check_all_dates(package: Package, limit: int | None) -> Log:
    log = Log(limit=limit)
    tables = _tables(package, log)
    for name, fields in _DATES.items():
        if name in tables and _has(tables[name].resource, *fields):
            _check_dates(tables[name], fields)
    return log


def _check_letters(package: Package, letters: Resource, limit: int | None) -> Log:
    try:
        return _check_passages(package, letters, limit, InOrder)
    except UnorderedError:
        return _check_passages(package, letters, limit, InAnyOrder)


def _check_passages(
    package: Package,
    letters: Resource,
    limit: int | None,
    read: Callable[[Resource, Sequence[str]], InOrder | InAnyOrder],
) -> Log:
    """Check all rows that quote the letters of a file, and that segments cover these."""
    log = Log(limit=limit)
    tables = _tables(package, log)
    part = CorpusTable(name="letters", resource=letters, log=log)
    beside = []
    for name, fields in SPANS.items():
        more = ("position",) if name == "segments" else ()
        if name in tables and _has(tables[name].resource, "letter_id", *fields, *more):
            own = tables[name].part(letters)
            beside.append((own, read(own.resource, (*fields, *more))))
    for texts in _text_blocks(part, in_order=read is InOrder):
        for table, reader in beside:
            chunks = [QuotingRows.of(texts, rows, columns, table.name) for rows, columns in reader.of(texts)]
            for rows in chunks:
                check_spans(table, texts, rows)
            if table.name == "segments":
                check_segments(table, part, texts, chunks)
    return log


def _tables(package: Package, log: Log) -> dict[str, CorpusTable]:
    found: dict[str, CorpusTable] = {}
    for resource in package.resources:
        readable = resource.files and all((resource.folder / file).is_file() for file in resource.files)
        if resource.schema is not None and readable and resource.format in ("csv", "parquet"):
            name = resource.name.removesuffix(_PARQUET)
            if name not in found or resource.format == "parquet":
                found[name] = CorpusTable(name=name, resource=resource, log=log)
    return found


def _has(resource: Resource, *names: str) -> bool:
    return resource.schema is not None and all(resource.schema.field(name) for name in names)


def _check_dates(table: CorpusTable, fields: tuple[str, ...]) -> None:
    derived = ("sent_date_earliest", "sent_date_latest")
    both = table.name == "letters" and _has(table.resource, *derived)
    names = (*fields, *(derived if both else ()))
    for rows, columns in iterate_columns(table.resource, names):
        odd = np.zeros(len(rows), bool)
        for name in fields:
            odd |= _odd_dates(columns[name], [columns[one] for one in derived] if both and name == "sent_date" else [])
        if odd.any():
            places = np.flatnonzero(odd)
            values = [take(columns[name], places).to_pylist() for name in names]
            for row, *cells in zip(rows.at(places).tolist(), *values, strict=True):
                _check_dates_of_row(table, row, dict(zip(names, cells, strict=True)), derived if both else ())


def _odd_dates(dates: pa.Array, derived: Sequence[pa.Array]) -> Mask:
    """Which dates are not of the form, or have not these bounds; each date that there is is looked at once."""
    encoded = pc.cast(dates, pa.string()).dictionary_encode()
    limits = [_limits(value) for value in encoded.dictionary.to_pylist()]
    codes = pc.cast(encoded.indices, pa.int64())
    # Behind the last one stands what is without a date.
    codes = np.where(plain_mask(codes.is_valid()), plain_numbers(codes), len(limits))
    odd: Mask = np.array([*(limit is None for limit in limits), False])[codes]
    for at, given in enumerate(derived):
        if not pa.types.is_date32(given.type):
            return np.ones(len(dates), bool)
        known = [None if limit is None else limit[at] for limit in (*limits, (None, None))]
        expected = np.array([_NO_DAY if day is None else (day - _EPOCH).days for day in known])[codes]
        days = pc.cast(pc.cast(given, pa.int32()), pa.int64())
        odd |= np.where(plain_mask(days.is_valid()), plain_numbers(days), _NO_DAY) != expected
    return odd


def _limits(value: str) -> tuple[date | None, date | None] | None:
    try:
        return _bounds(value)
    except ValueError:
        return None


def _check_dates_of_row(table: CorpusTable, row: int, cells: dict[str, Any], derived: tuple[str, ...]) -> None:
    for name, value in cells.items():
        if name in derived:
            continue
        try:
            limits = (None, None) if value is None else _bounds(str(value))
        except ValueError as error:
            table.tell("edtf", str(error), row, name, value)
            continue
        if name == "sent_date":
            for field, limit in zip(derived, limits, strict=False):
                if cells[field] != limit:
                    message = f"is {cells[field] or 'null'} where {value or 'no date'} gives {limit or 'null'}"
                    table.tell("date-bounds", message, row, field, cells[field])


@lru_cache(maxsize=100_000)
def _bounds(value: str) -> tuple[date | None, date | None]:
    return bounds(value)


def _text_blocks(letters: CorpusTable, *, in_order: bool) -> Iterator[Texts]:
    """The letters that have a text, so many at a time that the texts stay small; digests are checked here."""
    waiting: list[tuple[pa.Array, pa.Array, Numbers]] = []
    size, last = 0, ""
    for numbers, columns in iterate_columns(letters.resource, ("letter_id", "text", "text_sha256")):
        ids, texts = columns["letter_id"], columns["text"]
        there = pc.and_(ids.is_valid(), texts.is_valid())
        rows = numbers.at(true_places(there))
        ids, texts, stated = (column.filter(there) for column in (ids, texts, columns["text_sha256"]))
        if not len(ids):
            continue
        if in_order and (ids[0].as_py() < last or not _rises(ids)):
            raise UnorderedError
        last = ids[-1].as_py()
        _check_digests(letters, texts, stated, rows)
        waiting.append((ids, texts, rows))
        size += texts.nbytes
        if size >= _BLOCK:
            yield Texts.of(*zip(*waiting, strict=True))
            waiting, size = [], 0
    if waiting:
        yield Texts.of(*zip(*waiting, strict=True))


def _rises(ids: pa.Array) -> bool:
    return len(ids) == 1 or bool(pc.all(pc.less(ids[:-1], ids[1:])).as_py())


def _check_digests(letters: CorpusTable, texts: pa.Array, stated: pa.Array, rows: Numbers) -> None:
    offsets, data = buffers_of(pc.cast(texts, pa.large_string()))
    spans = zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
    view = memoryview(data.data)
    for (start, end), given, row in zip(spans, stated.to_pylist(), rows.tolist(), strict=True):
        digest = hashlib.sha256(view[start:end]).hexdigest()
        if given is not None and digest != given:
            letters.tell("text-hash", f"the text's digest is {digest}", row, "text_sha256", given)
