"""Letters in a zip archive, of any number: its directory is read as a stream, and each member by its place.

After the format's description, APPNOTE.TXT 6.3.10 of PKWARE. The standard library holds the whole directory in memory.
"""

from __future__ import annotations

import bz2
import os
import struct
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

from corpuspkg.pipeline.sources.archive import BrokenContainerError, member, read_members
from corpuspkg.pipeline.sources.documents import Row, too_large
from corpuspkg.pipeline.sources.listing import Found
from corpuspkg.pipeline.sources.partition import Partition

_END, _END_SIZE = b"PK\5\6", 22
_END64, _END64_SIZE = b"PK\6\6", 56
_LOCATOR64, _LOCATOR64_SIZE = b"PK\6\7", 20
_ENTRY, _ENTRY_SIZE = b"PK\1\2", 46
_LOCAL, _LOCAL_SIZE = b"PK\3\4", 30
_COMMENT_MAX = 65_535
_ENCRYPTED, _SIZES_BEHIND, _UTF8 = 0x1, 0x8, 0x800
_ALL_ONES = 0xFFFFFFFF
_STORED, _DEFLATED, _BZIP2 = 0, 8, 12
_NO_DIRECTORY = "has no directory at its end: it is no zip archive or was cut off"


def list_zip(path: Path) -> Iterator[Found]:
    """The letters and sidecars of an archive.

    Raises:
        BrokenContainerError: The archive ends early or is damaged; what was found before that can be read.
    """
    with path.open("rb") as file:
        directory = _directory(file)
        if directory is None:
            yield from _walk(file)
            raise BrokenContainerError(_NO_DIRECTORY, path=path)
        at, size, shift = directory
        file.seek(at)
        end = at + size
        while at < end:
            head = file.read(_ENTRY_SIZE)
            if len(head) < _ENTRY_SIZE or head[:4] != _ENTRY:
                raise BrokenContainerError(f"its directory is damaged at byte {at}", path=path)
            fields = struct.unpack("<4x2H2H2H3I3H2H2I", head)
            flags, method, crc, packed, unpacked = fields[2], fields[3], *fields[6:9]
            names, extra, comment, offset = *fields[9:12], fields[15]
            name, more = file.read(names), file.read(extra)
            file.seek(comment, os.SEEK_CUR)
            unpacked, packed, offset = _wide(more, unpacked, packed, offset)
            found = _member(name, flags, (offset + shift, packed, unpacked, method, crc))
            if found:
                yield found
            at += _ENTRY_SIZE + names + extra + comment


def read_zip(partition: Partition) -> Iterator[Row]:
    """The documents of a partition."""
    with Path(partition.path).open("rb") as file:
        yield from read_members(partition, partial(_read, file, partition.rules.max_bytes))


def _directory(file: IO[bytes]) -> tuple[int, int, int] | None:
    """Where the directory begins, its size, and how far everything is shifted by what stands before the archive."""
    length = file.seek(0, os.SEEK_END)
    file.seek(max(length - _COMMENT_MAX - _END_SIZE, 0))
    start, tail = file.tell(), file.read()
    found = tail.rfind(_END)
    if found < 0 or len(tail) < found + _END_SIZE:
        return None
    size, offset = struct.unpack("<2I", tail[found + 12 : found + 20])
    end = start + found
    file.seek(max(end - _LOCATOR64_SIZE, 0))
    locator = file.read(_LOCATOR64_SIZE)
    if locator[:4] == _LOCATOR64:
        # For more members, or more bytes, than the end of the archive can say.
        place = _end64(file, end - _LOCATOR64_SIZE - _END64_SIZE, struct.unpack("<Q", locator[8:16])[0])
        if place is None:
            return None
        end, size, offset = place
    return (end - size, size, end - size - offset) if end - size >= offset else None


def _end64(file: IO[bytes], *places: int) -> tuple[int, int, int] | None:
    """Place of the record, size and offset of the directory: it stands before its locator, or where that says."""
    for place in places:
        file.seek(max(place, 0))
        record = file.read(_END64_SIZE)
        if record[:4] == _END64 and len(record) == _END64_SIZE:
            size, offset = struct.unpack("<2Q", record[40:56])
            return place, size, offset
    return None


def _wide(extra: bytes, *sizes: int) -> tuple[int, ...]:
    """Sizes and offset, those of more than 32 bits from the extra field that has them."""
    if _ALL_ONES not in sizes:
        return sizes
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack("<2H", extra[at : at + 4])
        if kind == 1:
            values = iter(struct.unpack(f"<{length // 8}Q", extra[at + 4 : at + 4 + length // 8 * 8]))
            return tuple(next(values, size) if size == _ALL_ONES else size for size in sizes)
        at += 4 + length
    return sizes


def _member(raw: bytes, flags: int, place: tuple[int, ...]) -> Found | None:
    refusal = ("archive-member", "is encrypted: unpack the archive with its password") if flags & _ENCRYPTED else None
    return member(_name(raw, flags), place[2], place, refusal)


def _name(raw: bytes, flags: int) -> str:
    """Without the mark of UTF-8 a name is in the code page of MS-DOS by the book; most programs write UTF-8 anyway."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8" if flags & _UTF8 else "cp437", "replace")


def _read(file: IO[bytes], most: int, place: Any) -> bytes | tuple[str, str]:
    offset, packed, unpacked, method, crc = place
    if unpacked > most:
        return "seed-too-large", too_large(unpacked, most)
    file.seek(offset)
    head = file.read(_LOCAL_SIZE)
    if len(head) < _LOCAL_SIZE or head[:4] != _LOCAL:
        return "archive-member", f"does not stand at byte {offset} of the archive, where its directory has it"
    file.seek(sum(struct.unpack("<2H", head[26:30])), os.SEEK_CUR)
    data = file.read(packed)
    try:
        if method == _DEFLATED:
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, most + 1)
        elif method == _BZIP2:
            data = bz2.BZ2Decompressor().decompress(data, most + 1)
        elif method != _STORED:
            return "archive-member", f"is compressed by method {method}, which is not read: pack it with deflate"
    except (zlib.error, OSError) as error:
        return "archive-member", f"cannot be unpacked: {error}"
    if len(data) != unpacked or zlib.crc32(data) != crc:
        return "archive-member", f"is damaged: {len(data)} of {unpacked} bytes, or others than its checksum says"
    return data


def _walk(file: IO[bytes]) -> Iterator[Found]:
    """Members of an archive without directory: each has a head of its own, though not always its size."""
    at = 0
    while True:
        file.seek(at)
        head = file.read(_LOCAL_SIZE)
        if len(head) < _LOCAL_SIZE or head[:4] != _LOCAL:
            return
        flags, method = struct.unpack("<2H", head[6:10])
        crc, packed, unpacked, names, extra = struct.unpack("<3I2H", head[14:30])
        name, more = file.read(names), file.read(extra)
        unpacked, packed = _wide(more, unpacked, packed)
        begin = file.tell()
        if flags & _SIZES_BEHIND:
            measured = _measure(file, method)
            if measured is None:
                return
            crc, packed, unpacked = measured
        end = begin + packed
        if end > os.fstat(file.fileno()).st_size:
            return
        found = _member(name, flags, (at, packed, unpacked, method, crc))
        if found:
            yield found
        at = _next(file, end) if flags & _SIZES_BEHIND else end


def _measure(file: IO[bytes], method: int) -> tuple[int, int, int] | None:
    """Checksum and sizes of a member that are not said before it; None where it is not whole."""
    if method != _DEFLATED:
        return None
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    crc = packed = unpacked = 0
    try:
        while not unpacker.eof and (block := file.read(1 << 16)):
            data = unpacker.decompress(block)
            crc, unpacked = zlib.crc32(data, crc), unpacked + len(data)
            packed += len(block) - len(unpacker.unused_data)
    except zlib.error:
        return None
    return (crc, packed, unpacked) if unpacker.eof else None


def _next(file: IO[bytes], end: int) -> int:
    """Where the member behind a data descriptor begins: that has 12 to 24 bytes."""
    file.seek(end)
    found = file.read(28).find(_LOCAL)
    return end + (found if found >= 0 else 28)
