"""Letters as lines of JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from corpuspkg.errors import InputError
from corpuspkg.pipeline.sources.archive import BrokenContainerError
from corpuspkg.pipeline.sources.documents import Row, record_row, refused_row, too_large
from corpuspkg.pipeline.sources.partition import Partition, Rules

_BLOCK = 1 << 20
_BOM = b"\xef\xbb\xbf"
# A text in JSON can be six times as long as it is, and the other fields want room.
_ESCAPED, _BESIDE = 6, 1 << 20
# As many lines tell whether the fields are named as the configuration has them.
_PROBED = 100


class Lines(NamedTuple):
    """Some lines of a file: bytes from start to end, the number of the first line, and how many there are."""

    start: int
    end: int
    first: int
    lines: int


def check_fields(path: Path, rules: Rules, shown: Path) -> bool:
    """Refuse a file none of whose first lines has an identifier and a text, or is an object at all.

    Args:
        path: The file.
        rules: What they are called.
        shown: The file that the error names.

    Returns:
        Whether there is any line that is not blank.

    Raises:
        InputError: It says which fields there are.
        BrokenContainerError: The file is of another kind.
    """
    seen: dict[str, None] = {}
    wrong, probed = "", 0
    with path.open("rb") as file:
        for number, line in enumerate(_lines(file, rules.max_bytes), 1):
            if isinstance(line, bytes) and not line.strip():
                continue
            record = _parse(line) if isinstance(line, bytes) else None
            if isinstance(record, dict):
                if record.keys() >= {rules.id_column, rules.text_column}:
                    return True
                seen.update(dict.fromkeys(record))
            elif isinstance(line, bytes) and not wrong:
                wrong = f"line {number}: {_wrong(line, record)}"
            probed += 1
            if probed == _PROBED:
                break
    if seen:
        missing = [name for name in (rules.id_column, rules.text_column) if name not in seen] or ["both in one line"]
        raise InputError(
            f"its lines have no {' and no '.join(missing)}; they have: {', '.join(seen)[:300]}",
            path=shown,
            hint="name the fields under [tool.corpuspkg.columns], as in: id = 'number', text = 'body'",
        )
    if wrong:
        raise BrokenContainerError(f"none of its first lines is a JSON object; {wrong}", path=shown)
    return probed > 0


def split_lines(path: Path, documents: int, size: int) -> Iterator[Lines]:
    """Cut a file at ends of lines.

    Args:
        path: The file.
        documents, size: Most lines and bytes of a share; it is larger by a part of a line.
    """
    start = at = count = 0
    first, is_open = 1, False
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            done = 0
            while done < len(block):
                cut = _cut(block, done, documents - count, start + size - at)
                count += block.count(b"\n", done, cut.end)
                done = cut.end
                if cut.whole:
                    yield Lines(start, at + done, first, count)
                    start, first, count = at + done, first + count, 0
            at += len(block)
            is_open = not block.endswith(b"\n")
    if start < at:
        yield Lines(start, at, first, count + is_open)


class _Cut(NamedTuple):
    end: int
    whole: bool


def _cut(block: bytes, begin: int, lines: int, limit: int) -> _Cut:
    """Where the share ends in a block: after so many lines, or with the line that reaches the limit in bytes."""
    if limit >= len(block) and block.count(b"\n", begin) < lines:
        return _Cut(len(block), whole=False)
    at = begin
    for _ in range(lines):
        found = block.find(b"\n", at)
        if found < 0:
            return _Cut(len(block), whole=False)
        at = found + 1
        if at >= limit:
            break
    return _Cut(at, whole=True)


def read_jsonl(partition: Partition) -> Iterator[Row]:
    """The documents of a partition."""
    with Path(partition.path).open("rb") as file:
        file.seek(partition.start)
        for number, line in enumerate(_lines(file, partition.rules.max_bytes, partition.end), partition.first):
            place = f"{partition.name}:{number}"
            if isinstance(line, int):
                yield refused_row(place, "seed-too-large", too_large(line, partition.rules.max_bytes))
            elif line.strip():
                yield _document(line, place, partition)


def _lines(file: IO[bytes], most: int, end: int | None = None) -> Iterator[bytes | int]:
    """Lines from where the file stands; of one that is too long, its length."""
    longest = most * _ESCAPED + _BESIDE
    at = file.tell()
    while (end is None or at < end) and (line := file.readline(longest)):
        length = len(line)
        while len(line) == longest and not line.endswith(b"\n"):
            line = file.readline(longest)
            length += len(line)
        yield line.removeprefix(_BOM) if length == len(line) else length
        at += length


def _parse(line: bytes) -> Any:
    """What a line says; a message where that is no JSON."""
    try:
        return json.loads(line.decode())
    except UnicodeDecodeError as error:
        return f"byte 0x{line[error.start]:02x} at offset {error.start} of the line is not valid UTF-8"
    except json.JSONDecodeError as error:
        return f"the line is no JSON: {error.msg} at character {error.pos + 1}"
    except (ValueError, RecursionError) as error:
        return f"the line cannot be read: {error}"


def _document(line: bytes, place: str, partition: Partition) -> Row:
    record = _parse(line)
    if isinstance(record, dict):
        return record_row(place, partition.name, record, partition.rules)
    return refused_row(place, "record-broken", _wrong(line, record))


def _wrong(line: bytes, parsed: Any) -> str:
    """Why a line is no JSON object. What was parsed is a message, unless the line itself is a text."""
    is_message = isinstance(parsed, str) and not line.lstrip().startswith(b'"')
    return str(parsed) if is_message else "the line is no JSON object"


def whole_lines(path: Path) -> int:
    """Cut off what follows the last end of a line; gives the number of lines that are left."""
    lines = end = at = 0
    with path.open("rb+") as file:
        while block := file.read(_BLOCK):
            lines += block.count(b"\n")
            end = at + block.rfind(b"\n") + 1 if b"\n" in block else end
            at += len(block)
        file.truncate(end)
        os.fsync(file.fileno())
    return lines
