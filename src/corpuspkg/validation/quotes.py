"""The rows of a corpus that quote letters: their words stand where they say, and segments cover the texts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from corpuspkg.validation.passages import (
    Mask,
    Numbers,
    Texts,
    differing,
    holding_more_than_blanks,
    plain_mask,
    plain_numbers,
    take,
)
from corpuspkg.validation.report import Log, shown
from corpuspkg.validation.rows import FILE_STEP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.validation.package import Resource

# Tables whose rows quote a letter: the fields of the span and of its words.
SPANS = {
    "segments": ("start", "end", "text"),
    "citations": ("start", "end", "exact"),
    "references": ("start", "end", "exact"),
    "evidence": ("start", "end", "exact"),
    "participations": ("start", "end", "as_written"),
}
# Where words may stand without a place: nothing in the text says them.
_PLACELESS = ("participations", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusTable:
    """A table of the corpus in the form that is read: Parquet where there is one."""

    name: str
    resource: Resource
    log: Log

    def tell(self, code: str, message: str, row: int, field: str, value: object = None) -> None:
        """Report a row, numbered as in `corpuspkg.validation.rows.FILE_STEP`."""
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

    def part(self, other: Resource) -> CorpusTable:
        """The file that goes with one of another table, where both are parted alike by their names; else all files."""
        for one in self.resource.parts():
            if len(self.resource.files) > 1 and _tag(one.files[0]) == _tag(other.files[0]):
                return CorpusTable(name=self.name, resource=one, log=self.log)
        return self


def _tag(file: str) -> str:
    """What tells a file of a parted table from the others: `letters-3.csv` has "3"."""
    return PurePosixPath(file).stem.rpartition("-")[2]


@dataclass(frozen=True, slots=True)
class QuotingRows:
    """Rows of a table that belong to some letters; those of other letters are left out.

    Attributes:
        numbers: The rows.
        letters: The place of the letter of each.
        columns: Their fields.
        words: The field of the words that they quote.
    """

    numbers: Numbers
    letters: Numbers
    columns: dict[str, pa.Array]
    words: str

    @classmethod
    def of(cls, texts: Texts, numbers: Numbers, columns: dict[str, pa.Array], table: str) -> QuotingRows:
        """Those of some rows of a table that belong to letters of `texts`."""
        letters = texts.letters(columns["letter_id"])
        if letters.min(initial=0) < 0:
            here = np.flatnonzero(letters >= 0)
            numbers, letters = numbers[here], letters[here]
            columns = {name: take(column, here) for name, column in columns.items()}
        return cls(numbers, letters, columns, SPANS[table][2])

    def places(self, name: str) -> tuple[Numbers, Mask]:
        """The numbers in a field, and where there are some."""
        column = self.columns[name]
        if not pa.types.is_int64(column.type):
            # Where not all are numbers that fit, what is wrong is told elsewhere; none of them is a place.
            return np.zeros(len(column), np.int64), np.zeros(len(column), bool)
        return plain_numbers(column), plain_mask(column.is_valid())


def check_spans(table: CorpusTable, texts: Texts, rows: QuotingRows) -> None:
    """Check that the words which rows quote stand where they say."""
    (start, has_start), (end, has_end) = rows.places("start"), rows.places("end")
    words = rows.columns[rows.words]
    quoted = plain_mask(words.is_valid())
    sound = has_start & has_end & (start >= 0) & (start < end) & (end <= texts.lengths()[rows.letters])
    nowhere = ~has_start & ~has_end
    odd = ~sound & ~nowhere
    if table.name not in _PLACELESS:
        odd |= nowhere & quoted
    compared = np.flatnonzero(sound & quoted)
    there = words if len(compared) == len(words) else take(words, compared)
    odd[compared] |= differing(texts, rows.letters[compared], start[compared], end[compared], there)
    for at in np.flatnonzero(odd).tolist():
        cells = (rows.columns[name][at].as_py() for name in ("start", "end", rows.words))
        _tell_span(table, texts.text(int(rows.letters[at])), int(rows.numbers[at]), rows.words, *cells)


def _tell_span(
    table: CorpusTable, text: str, row: int, words: str, start: int | None, end: int | None, quoted: str | None
) -> None:
    if start is None and end is None:
        table.tell("span", "words without a place", row, words, quoted)
    elif start is None or end is None or not 0 <= start < end <= len(text):
        table.tell("span", f"[{start}, {end}) is no span of a text of {len(text)} characters", row, "start, end")
    else:
        table.tell("span", f"the text has {shown(text[start:end])} there", row, words, quoted)


def check_segments(segments: CorpusTable, letters: CorpusTable, texts: Texts, chunks: Sequence[QuotingRows]) -> None:
    """Check that the segments of some letters, all in `chunks`, follow each other and leave out blanks alone."""
    columns: list[list[Numbers]] = [[], [], [], [], []]
    for rows in chunks:
        (start, one), (end, two), (position, three) = map(rows.places, ("start", "end", "position"))
        known = one & two & three
        for column, values in zip(columns, (rows.letters, position, start, end, rows.numbers), strict=True):
            column.append(values[known])
    found = [np.concatenate(column) if column else np.zeros(0, np.int64) for column in columns]
    order = np.lexsort(found[::-1])
    letter, position, start, end, number = (column[order] for column in found)
    odd = _uncovered(texts, letter, position, start, end)
    for at in np.flatnonzero(odd).tolist():
        first, stop = np.searchsorted(letter, [at, at + 1])
        listed = zip(*(column[first:stop].tolist() for column in (position, start, end, number)), strict=True)
        _tell_segments(segments, letters, texts, at, list(listed))


def _uncovered(texts: Texts, letter: Numbers, position: Numbers, start: Numbers, end: Numbers) -> Mask:
    """Letters whose segments may not follow each other and cover the text; rows in the order of their places."""
    first = np.searchsorted(letter, np.arange(len(texts)))
    counts = np.diff(np.append(first, len(letter)))
    before = np.roll(end, 1)
    before[first[counts > 0]] = 0
    wrong = position != np.arange(len(letter)) - first[letter] + 1
    wrong |= (start < before) | (end < start) | (end > texts.lengths()[letter])
    odd = np.zeros(len(texts), bool)
    odd[letter[wrong]] = True
    sound = np.flatnonzero(~odd[letter])
    gap = holding_more_than_blanks(texts, letter[sound], before[sound], start[sound])
    odd[letter[sound][gap]] = True
    rest = np.flatnonzero(~odd)
    last = np.zeros(len(texts), np.int64)
    last[counts > 0] = end[(first + counts - 1)[counts > 0]]
    odd[rest] |= holding_more_than_blanks(texts, rest, last[rest], texts.lengths()[rest])
    return odd


def _tell_segments(
    segments: CorpusTable, letters: CorpusTable, texts: Texts, letter: int, listed: Sequence[tuple[int, int, int, int]]
) -> None:
    """Say what is wrong with the segments of a letter: position, start, end and row of each, in order."""
    text, at, number = texts.text(letter), 0, 0
    for position, start, end, row in listed:
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
        message = f"{texts.ids[letter].as_py()}: {shown(text[at:])} is in no segment"
        letters.tell("segment-order", message, int(texts.rows[letter]), "text")
