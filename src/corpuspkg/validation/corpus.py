"""What holds between the tables of a corpus of letters, beyond what a Table Schema can say.

A package is a corpus where it has the tables and fields of `corpuspkg.schema`. Then every span's words stand at its
place in `letters.text` (code points), segments follow each other and cover the text, dates agree with their EDTF
strings, digests with the texts, and the CSV form of each table with its Parquet form.

Texts are read in blocks of a bounded size; the rows that speak of them are looked up block by block.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from corpuspkg.edtf import bounds
from corpuspkg.validation.reading import iterate_rows
from corpuspkg.validation.report import shown
from corpuspkg.validation.twins import check_twins

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpuspkg.validation.package import Package, Resource
    from corpuspkg.validation.report import Log

# Characters of text that are kept in memory at a time.
_BLOCK = 32 * 2**20
_PARQUET = ".parquet"
# Tables whose rows quote a letter: the fields of the span and of its words.
_SPANS = {
    "segments": ("start", "end", "text"),
    "citations": ("start", "end", "exact"),
    "references": ("start", "end", "exact"),
    "evidence": ("start", "end", "exact"),
    "participations": ("start", "end", "as_written"),
}
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
        self.log.add(
            code,
            message,
            resource=self.resource.name,
            file=self.resource.files[0],
            row=row,
            field=field,
            value=text,
        )

    def rows(self, *fields: str) -> Iterator[tuple[int, dict[str, Any]]]:
        return iterate_rows(self.resource, fields)


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
    for block in _text_blocks(letters):
        for name, (start, end, words) in _SPANS.items():
            if name in tables and _has(tables[name].resource, "letter_id", start, end, words):
                _check_spans(tables[name], block, words)
        if "segments" in tables:
            _check_segments(tables["segments"], letters, block)


def _tables(package: Package, log: Log) -> dict[str, _Table]:
    found: dict[str, _Table] = {}
    for resource in package.resources:
        readable = len(resource.files) == 1 and (resource.folder / resource.files[0]).is_file()
        if resource.schema is not None and readable and resource.format in ("csv", "parquet"):
            name = resource.name.removesuffix(_PARQUET)
            if name not in found or resource.format == "parquet":
                found[name] = _Table(name=name, resource=resource, log=log)
    return found


def _has(resource: Resource, *names: str) -> bool:
    return resource.schema is not None and all(resource.schema.field(name) for name in names)


def _check_dates(table: _Table, fields: tuple[str, ...]) -> None:
    derived = ("sent_date_earliest", "sent_date_latest")
    both = table.name == "letters" and _has(table.resource, *derived)
    for row, values in table.rows(*fields, *(derived if both else ())):
        for name in fields:
            if values[name] is None:
                limits: tuple[date | None, date | None] = (None, None)
            else:
                try:
                    limits = bounds(str(values[name]))
                except ValueError as error:
                    table.tell("edtf", str(error), row, name, values[name])
                    continue
            if name == "sent_date" and both:
                _compare_bounds(table, row, values, derived, limits)


def _compare_bounds(
    table: _Table, row: int, values: Mapping[str, Any], names: tuple[str, str], limits: tuple[date | None, date | None]
) -> None:
    for name, limit in zip(names, limits, strict=True):
        given = values[name]
        if (None if given is None else str(given)) != (None if limit is None else limit.isoformat()):
            message = f"is {given or 'null'} where {values['sent_date'] or 'no date'} gives {limit or 'null'}"
            table.tell("date-bounds", message, row, name, given)


def _text_blocks(letters: _Table) -> Iterator[dict[str, tuple[int, str]]]:
    """The texts by letter with their rows, a bounded number of characters at a time; digests are checked here."""
    block: dict[str, tuple[int, str]] = {}
    size = 0
    for row, values in letters.rows("letter_id", "text", "text_sha256"):
        text = values["text"]
        if text is None or values["letter_id"] is None:
            continue
        digest = hashlib.sha256(text.encode()).hexdigest()
        if values["text_sha256"] is not None and digest != values["text_sha256"]:
            letters.tell("text-hash", f"the text's digest is {digest}", row, "text_sha256", values["text_sha256"])
        block[values["letter_id"]] = (row, text)
        size += len(text)
        if size >= _BLOCK:
            yield block
            block, size = {}, 0
    if block:
        yield block


def _check_spans(table: _Table, block: Mapping[str, tuple[int, str]], words: str) -> None:
    for row, values in table.rows("letter_id", "start", "end", words):
        start, end = values["start"], values["end"]
        if values["letter_id"] not in block:
            continue
        text = block[values["letter_id"]][1]
        if start is None and end is None:
            if values[words] is not None and table.name not in ("participations", "evidence"):
                table.tell("span", "words without a place", row, words, values[words])
        elif start is None or end is None or not 0 <= start < end <= len(text):
            table.tell("span", f"[{start}, {end}) is no span of a text of {len(text)} characters", row, "start, end")
        elif values[words] is not None and text[start:end] != values[words]:
            message = f"the text has {shown(text[start:end])} there"
            table.tell("span", message, row, words, values[words])


def _check_segments(segments: _Table, letters: _Table, block: Mapping[str, tuple[int, str]]) -> None:
    spans: dict[str, list[tuple[int, int, int, int]]] = {letter: [] for letter in block}
    for row, values in segments.rows("letter_id", "position", "start", "end"):
        if values["letter_id"] in block and None not in (values["position"], values["start"], values["end"]):
            spans[values["letter_id"]].append((values["position"], values["start"], values["end"], row))
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
            elif text[at:start].strip():
                segments.tell("segment-order", f"leaves {shown(text[at:start])} before it uncovered", row, "start")
            at = max(at, end)
        if text[at:].strip():
            message = f"{letter}: {shown(text[at:])} is in no segment"
            letters.tell("segment-order", message, letter_row, "text")
