"""Split delimited text into records in Python, for dialects beyond pyarrow's reader."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from corpuspkg.validation.package import Dialect


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A row: its number in the file, comments counted, and its cells."""

    number: int
    cells: list[str]


def read_records(stream: TextIO, dialect: Dialect) -> Iterator[Record]:
    """All records but comments.

    >>> import io
    >>> from corpuspkg.validation.package import Dialect
    >>> [r.cells for r in read_records(io.StringIO("a||b;1||2"), Dialect(delimiter="||", line_terminator=";"))]
    [['a', 'b'], ['1', '2']]
    """
    usual = len(dialect.delimiter) == 1 and dialect.line_terminator in (None, "\n", "\r\n", "\r")
    comments: set[int] = set(dialect.comment_rows)
    number = 0
    lines = _lines(stream, dialect, comments)
    for cells in csv.reader(lines, **csv_options(dialect)) if usual else _split(stream.read(), dialect):
        number += 1
        while usual and number in comments and number not in dialect.comment_rows:
            number += 1
        commented = not usual and bool(dialect.comment_char and cells and cells[0].startswith(dialect.comment_char))
        if number not in dialect.comment_rows and not commented:
            yield Record(number=number, cells=cells)


def csv_options(dialect: Dialect) -> dict[str, Any]:
    """The dialect as Python's csv module takes it; cells may be of any size."""
    csv.field_size_limit(2**31 - 1)
    return {
        "delimiter": dialect.delimiter,
        "quotechar": dialect.quote_char,
        "quoting": csv.QUOTE_NONE if dialect.quote_char is None else csv.QUOTE_MINIMAL,
        "doublequote": dialect.double_quote,
        "escapechar": dialect.escape_char,
        "skipinitialspace": dialect.skip_initial_space,
    }


def _lines(stream: Iterable[str], dialect: Dialect, comments: set[int]) -> Iterator[str]:
    """Lines without comments; the numbers of comments, counted in records, go to `comments`."""
    mark, quote = dialect.comment_char, dialect.quote_char
    if not mark:
        yield from stream
        return
    inside = False
    number = 0
    for line in stream:
        if not inside:
            number += 1
            if line.startswith(mark):
                comments.add(number)
                continue
        if quote and line.count(quote) % 2:
            inside = not inside
        yield line


def _split(text: str, dialect: Dialect) -> Iterator[list[str]]:
    """Cells by any delimiter and line end."""
    end = re.escape(dialect.line_terminator) if dialect.line_terminator else r"\r\n|\n|\r"
    token = re.compile(f"(?P<delimiter>{re.escape(dialect.delimiter)})|(?P<end>{end})")
    quote = dialect.quote_char
    cells: list[str] = []
    at = 0
    while at < len(text):
        if dialect.skip_initial_space and cells:
            at += len(text[at:]) - len(text[at:].lstrip(" "))
        cell = ""
        if quote and text.startswith(quote, at):
            cell, at = _quoted(text, at + 1, quote, double=dialect.double_quote)
        match = token.search(text, at)
        cell += text[at : match.start() if match else len(text)]
        cells.append(cell)
        at = match.end() if match else len(text)
        if match is None or match["end"] is not None:
            yield cells
            cells = []
        elif at == len(text):
            cells.append("")
            yield cells


def _quoted(text: str, at: int, quote: str, *, double: bool) -> tuple[str, int]:
    parts: list[str] = []
    while True:
        end = text.find(quote, at)
        if end < 0:
            return "".join([*parts, text[at:]]), len(text)
        parts.append(text[at:end])
        if double and text.startswith(quote, end + 1):
            parts.append(quote)
            at = end + 2
            continue
        return "".join(parts), end + 1
