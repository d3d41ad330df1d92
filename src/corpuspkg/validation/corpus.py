"""What holds between the tables of a corpus of letters, beyond what a Table Schema can say.

A package is a corpus where it has the tables and fields of `corpuspkg.schema`. Then every span's words stand at its
place in `letters.text` (code points), segments follow each other and cover the text, dates agree with their EDTF
strings, digests with the texts, and the CSV form of each table with its Parquet form.

Texts are read in blocks of a bounded size; the rows that speak of them are looked up block by block.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from corpuspkg.edtf import bounds
from corpuspkg.validation.reading import iterate_rows
from corpuspkg.validation.report import shown
from corpuspkg.validation.rows import FILE_STEP
from corpuspkg.validation.twins import check_twins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from corpuspkg.validation.package import Package, Resource
    from corpuspkg.validation.report import Log

    # Letters: row and text.
    _Block = dict[str, tuple[int, str]]

# Characters of text that are kept in memory at a time; the rows around the ends of a block are read twice.
_BLOCK = 48 * 2**20
_PARQUET = ".parquet"
# Tables whose rows quote a letter: the fields of the span and of its words.
_SPANS = {
    "segments": ("start", "end", "text"),
    "citations": ("start", "end", "exact"),
    "references": ("start", "end", "exact"),
    "evidence": ("start", "end", "exact"),
    "participations": ("start", "end", "as_written"),
}
# Where words may stand without a place: nothing in the text says them.
_PLACELESS = ("participations", "evidence")
# Fields that hold dates in EDTF.
_DATES = {
    "letters": ("sent_date", "published_date"),
    "instruments": ("adopted_date",),
    "references": ("date",),
    "sources": ("published_date",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A table of the corpus in the form that is read: Parquet where there is one."""

    name: str
    resource: Resource
    log: Log

    def tell(self, code: str, message: str, row: int, field: str, value: object = None) -> None:
        text = None if value is None else str(value)[:100]
        number, row = divmod(row, FILE_STEP)
        self.log.add(
            code,
            message,
            resource=self.resource.name,
            file=self.resource.files[number],
            row=row,
            field=field,
            value=text,
        )

    def part(self, other: Resource) -> _Table:
        """The file that goes with one of another table, where both are parted alike by their names; else all files."""
        for one in self.resource.parts():
            if len(self.resource.files) > 1 and _tag(one.files[0]) == _tag(other.files[0]):
                return _Table(name=self.name, resource=one, log=self.log)
        return self

    def rows(self, *fields: str, within: tuple[str, str, str] | None = None) -> Iterator[tuple[Any, ...]]:
        return iterate_rows(self.resource, fields, within)


def check_corpus(package: Package, log: Log) -> None:
    """Check the invariants of a corpus, where the package is one."""
    tables = _tables(package, log)
    letters = tables.get("letters")
    if letters is None or not _has(letters.resource, "letter_id", "text", "text_sha256"):
        return
    check_twins(package, log)
    for name, fields in _DATES.items():
        if name in tables and _has(tables[name].resource, *fields):
            _check_dates(tables[name], fields)
    for each in letters.resource.parts():
        part = _Table(name=letters.name, resource=each, log=log)
        beside = {name: table.part(each) for name, table in tables.items()}
        for block in _text_blocks(part):
            for name, (start, end, words) in _SPANS.items():
                if name in tables and _has(tables[name].resource, "letter_id", start, end, words):
                    _check_spans(beside[name], block, words)
            if "segments" in tables:
                _check_segments(beside["segments"], part, block)


def _tables(package: Package, log: Log) -> dict[str, _Table]:
    found: dict[str, _Table] = {}
    for resource in package.resources:
        readable = resource.files and all((resource.folder / file).is_file() for file in resource.files)
        if resource.schema is not None and readable and resource.format in ("csv", "parquet"):
            name = resource.name.removesuffix(_PARQUET)
            if name not in found or resource.format == "parquet":
                found[name] = _Table(name=name, resource=resource, log=log)
    return found


def _tag(file: str) -> str:
    """What tells a file of a parted table from the others: `letters-3.csv` has "3"."""
    return PurePosixPath(file).stem.rpartition("-")[2]


def _has(resource: Resource, *names: str) -> bool:
    return resource.schema is not None and all(resource.schema.field(name) for name in names)


def _check_dates(table: _Table, fields: tuple[str, ...]) -> None:
    derived = ("sent_date_earliest", "sent_date_latest")
    both = table.name == "letters" and _has(table.resource, *derived)
    for row, *values in table.rows(*fields, *(derived if both else ())):
        for name, value in zip(fields, values, strict=False):
            try:
                limits = (None, None) if value is None else _bounds(str(value))
            except ValueError as error:
                table.tell("edtf", str(error), row, name, value)
                continue
            if name == "sent_date" and both:
                for field, given, limit in zip(derived, values[len(fields) :], limits, strict=True):
                    if given != limit:
                        message = f"is {given or 'null'} where {value or 'no date'} gives {limit or 'null'}"
                        table.tell("date-bounds", message, row, field, given)


@lru_cache(maxsize=100_000)
def _bounds(value: str) -> tuple[date | None, date | None]:
    return bounds(value)


def _text_blocks(letters: _Table) -> Iterator[_Block]:
    """The texts by letter with their rows, a bounded number of characters at a time; digests are checked here."""
    block: _Block = {}
    size = 0
    for row, letter, text, stated in letters.rows("letter_id", "text", "text_sha256"):
        if text is None or letter is None:
            continue
        digest = hashlib.sha256(text.encode()).hexdigest()
        if stated is not None and digest != stated:
            letters.tell("text-hash", f"the text's digest is {digest}", row, "text_sha256", stated)
        block[letter] = (row, text)
        size += len(text)
        if size >= _BLOCK:
            yield block
            block, size = {}, 0
    if block:
        yield block


def _check_spans(table: _Table, block: _Block, words: str) -> None:
    within = ("letter_id", min(block), max(block))
    for row, letter, start, end, quoted in table.rows("letter_id", "start", "end", words, within=within):
        if letter not in block:
            continue
        text = block[letter][1]
        if start is None and end is None:
            if quoted is not None and table.name not in _PLACELESS:
                table.tell("span", "words without a place", row, words, quoted)
        elif start is None or end is None or not 0 <= start < end <= len(text):
            table.tell("span", f"[{start}, {end}) is no span of a text of {len(text)} characters", row, "start, end")
        elif quoted is not None and text[start:end] != quoted:
            table.tell("span", f"the text has {shown(text[start:end])} there", row, words, quoted)


def _check_segments(segments: _Table, letters: _Table, block: _Block) -> None:
    spans: dict[str, list[tuple[int, int, int, int]]] = {letter: [] for letter in block}
    within = ("letter_id", min(block), max(block))
    for row, letter, position, start, end in segments.rows("letter_id", "position", "start", "end", within=within):
        if letter in block and None not in (position, start, end):
            spans[letter].append((position, start, end, row))
    for letter, listed in spans.items():
        letter_row, text = block[letter]
        at, number = 0, 0
        for position, start, end, row in sorted(listed):
            number += 1
            if position != number:
                segments.tell("segment-order", f"position {position} where {number} follows", row, "position")
                number = position
            if start < at:
                segments.tell("segment-order", f"starts at {start}, before the end of the one before", row, "start")
            elif start > at and text[at:start].strip():
                segments.tell("segment-order", f"leaves {shown(text[at:start])} before it uncovered", row, "start")
            at = max(at, end)
        if text[at:].strip():
            message = f"{letter}: {shown(text[at:])} is in no segment"
            letters.tell("segment-order", message, letter_row, "text")
