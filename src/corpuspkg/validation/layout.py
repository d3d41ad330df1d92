"""Look at a delimited file before its rows are read: header, width, and which reader can read it."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from corpuspkg.validation.records import csv_options, read_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpuspkg.validation.package import Dialect
    from corpuspkg.validation.records import Record

_HEAD = 2**16
_BLOCK = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile:
    """A delimited file as its resource describes it.

    Attributes:
        width: Number of the schema's fields, for files without header.
        expected: The header of the file that this one continues: it may be repeated here.
    """

    path: Path
    dialect: Dialect
    encoding: str
    width: int | None = None
    expected: tuple[str, ...] | None = None

    @property
    def compressed(self) -> bool:
        """Whether the file is packed with gzip."""
        return self.path.suffix.lower() == ".gz"

    def open(self) -> BinaryIO:
        """Open the file, unpacked."""
        if self.compressed:
            return gzip.open(self.path, "rb")  # type: ignore[return-value]  # reads bytes like any file
        return self.path.open("rb")

    def records(self) -> Iterator[Record]:
        """All records, read in Python; bytes that cannot be decoded become lone surrogates."""
        with self.open() as raw:
            encoding = "utf-8-sig" if self.encoding == "utf-8" else self.encoding
            stream = io.TextIOWrapper(raw, encoding=encoding, newline="", errors="surrogateescape")
            yield from read_records(stream, self.dialect)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What is known of a delimited file before its rows are read.

    Attributes:
        labels: The header; None where the dialect says there is none, empty where the file ends before it.
        offset: Bytes up to the first row of data.
        first: Number of the first row of data.
        width: Cells in a row.
        plain: Whether pyarrow's reader can read it.
        odd_quotes: The number of quote characters is odd; looked at in plain files.
    """

    labels: tuple[str, ...] | None
    offset: int
    first: int
    width: int
    plain: bool
    odd_quotes: bool = False


def look(file: TextFile) -> Layout:
    """Read the header, and all bytes once to see that they are in the encoding."""
    dialect = file.dialect
    utf8 = file.encoding in ("utf-8", "utf-8-sig", "ascii")
    if not utf8 or not dialect.is_plain or file.compressed:
        return _look_slowly(file)
    with file.open() as stream:
        offset = len(codecs.BOM_UTF8) if stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else 0
        stream.seek(offset)
        # A lone carriage return ends lines that the counting of bytes below would not see.
        lone = b"\r" in stream.read(_HEAD).replace(b"\r\n", b"")
        stream.seek(offset)
        quotes = None if lone else _count_quotes(stream, file)
        if quotes is None:
            return _look_slowly(file)
        stream.seek(offset)
        record, size = _first_record(stream, dialect)
    labels = tuple(record or ())
    odd = quotes % 2 == 1 and dialect.escape_char is None
    if file.expected is not None and labels != file.expected:
        width = len(file.expected)
        return Layout(labels=file.expected, offset=offset, first=1, width=width, plain=True, odd_quotes=odd)
    if dialect.header:
        return Layout(labels=labels, offset=offset + size, first=2, width=len(labels), plain=True, odd_quotes=odd)
    return Layout(labels=None, offset=offset, first=1, width=file.width or len(labels), plain=True, odd_quotes=odd)


def _count_quotes(stream: BinaryIO, file: TextFile) -> int | None:
    """Quote characters in the file, or None where some bytes are not in the encoding."""
    decoder = codecs.getincrementaldecoder(file.encoding.removesuffix("-sig"))()
    quote = (file.dialect.quote_char or "").encode()
    quotes = 0
    try:
        while block := stream.read(_BLOCK):
            decoder.decode(block)
            quotes += block.count(quote) if quote else 0
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return quotes


def _first_record(stream: BinaryIO, dialect: Dialect) -> tuple[list[str] | None, int]:
    """The first row and its size in bytes."""
    size = 0

    def lines() -> Iterator[str]:
        nonlocal size
        for line in stream:
            size += len(line)
            yield line.decode("utf-8", errors="replace")

    return next(csv.reader(lines(), **csv_options(dialect)), None), size


def _look_slowly(file: TextFile) -> Layout:
    dialect = file.dialect
    if not dialect.header:
        width = file.width
        if width is None:
            first = next(iter(file.records()), None)
            width = len(first.cells) if first else 0
        return Layout(labels=None, offset=0, first=1, width=width, plain=False)
    parts: list[list[str]] = []
    last = max(dialect.header_rows, default=0)
    for record in file.records():
        if record.number in dialect.header_rows or (dialect.header_rows == (1,) and not parts):
            parts.append(record.cells)
            last = max(last, record.number)
        if record.number >= last and parts:
            break
    labels = _join_header(parts, dialect.header_join)
    if file.expected is not None and labels != file.expected:
        return Layout(labels=file.expected, offset=0, first=1, width=len(file.expected), plain=False)
    return Layout(labels=labels, offset=0, first=last + 1, width=len(labels), plain=False)


def _join_header(parts: list[list[str]], join: str) -> tuple[str, ...]:
    """Labels of a header of several rows; a cell without text repeats the one before it in its row."""
    width = max(map(len, parts), default=0)
    labels = []
    for place in range(width):
        words: list[str] = []
        for part in parts:
            filled = next((cell for cell in reversed(part[: place + 1]) if cell), "") if len(parts) > 1 else ""
            word = part[place] if place < len(part) and part[place] else filled
            if word and (not words or words[-1] != word):
                words.append(word)
        labels.append(join.join(words))
    return tuple(labels)
