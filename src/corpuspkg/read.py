"""Read letters from files: decode them, and say of each that cannot be read why not."""

from __future__ import annotations

import codecs
import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from corpuspkg.findings import make_issue
from corpuspkg.model import Issue

# A text file may hold form feeds and the like; a file with NUL or many other control characters is no text.
_CONTROL = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 26, 27})
_PROBE_BYTES = 65_536
_CONTROL_SHARE = 0.02
_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A decoded input file.

    Attributes:
        stem: The document's identifier: its path without `.txt`, in NFC, where its input gives it no other.
        file: Path as published: relative to the folder of letters, with forward slashes.
        text: The decoded text, without a byte order mark.
        preamble: Bytes of the byte order mark, 0 where there is none.
        sha256, size: Of the file's bytes.
    """

    stem: str
    file: str
    text: str
    encoding: str
    preamble: int
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An input file that could not be read, and why."""

    stem: str
    file: str
    issue: Issue


def read_document(
    path: Path, *, encoding: str | None = None, max_bytes: int = 100_000_000, folder: Path | None = None
) -> Document | Unread:
    """Read one file.

    Args:
        path: The file.
        encoding: Its encoding where it is not UTF-8.
        max_bytes: Refuse a larger file.
        folder: Folder of letters that it is named from; its own by default.
    """
    data = read_raw(path, max_bytes=max_bytes)
    file = published_name(path.relative_to(folder or path.parent).as_posix())
    if isinstance(data, Issue):
        return Unread(stem=name_stem(file), file=file, issue=data)
    return decode_document(file, data, encoding)


def published_name(name: str) -> str:
    """A name as published: in NFC, and text whatever bytes a file system or an archive has."""
    if name.isascii():
        return name
    return unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def name_stem(name: str) -> str:
    """A path without its suffix.

    >>> name_stem("2021/may/letter.1.txt"), name_stem("2021.05/letter")
    ('2021/may/letter.1', '2021.05/letter')
    """
    head, dot, tail = name.rpartition(".")
    return head if dot and head and "/" not in tail and not head.endswith("/") else name


def read_raw(path: Path, *, max_bytes: int = 100_000_000) -> bytes | Issue:
    """The bytes of an input file, or why it cannot be read."""
    issue = _refuse(path, max_bytes)
    if issue is not None:
        return issue
    try:
        return path.read_bytes()
    except OSError as error:
        return make_issue("seed-unreadable", f"cannot be opened: {error.strerror}")


def decode_document(
    file: str, data: bytes, encoding: str | None = None, document_id: str | None = None
) -> Document | Unread:
    """Decode the bytes of an input file.

    Args:
        file: Its name as published.
        data: Its bytes.
        encoding: Its encoding where it is not UTF-8.
        document_id: Its identifier where that is not its name without suffix.

    >>> decode_document("a.txt", b"Dear Sir,").text, decode_document("a.txt", b" ").issue.code
    ('Dear Sir,', 'seed-empty')
    """
    stem = name_stem(file) if document_id is None else document_id
    decoded = _decode(data, encoding)
    if isinstance(decoded, Issue):
        return Unread(stem=stem, file=file, issue=decoded)
    text, name, preamble = decoded
    if not text.strip():
        return Unread(stem=stem, file=file, issue=make_issue("seed-empty", "the file holds white space only"))
    return Document(
        stem=stem,
        file=file,
        text=text,
        encoding=name,
        preamble=preamble,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
    )


def _refuse(path: Path, max_bytes: int) -> Issue | None:
    """Why a path is not even opened."""
    if path.is_symlink() and not path.exists():
        return make_issue("seed-dangling-link", f"links to {path.readlink()}, which does not exist")
    try:
        if not path.exists():
            return make_issue("seed-missing", "there is no such file")
        if not path.is_file():
            return make_issue("seed-not-a-file", "is a folder" if path.is_dir() else "is no regular file")
        size = path.stat().st_size
    except OSError as error:
        return make_issue("seed-unreadable", f"cannot be opened: {error.strerror}")
    if size > max_bytes:
        limit = f"{max_bytes / _MEBIBYTE:.0f} MiB" if max_bytes >= _MEBIBYTE else f"{max_bytes} bytes"
        return make_issue("seed-too-large", f"has {size / _MEBIBYTE:.1f} MiB, more than the limit of {limit}")
    if size == 0:
        return make_issue("seed-empty", "the file has no bytes")
    return None


def _decode(data: bytes, encoding: str | None) -> tuple[str, str, int] | Issue:
    """Text, name of the encoding and length of the byte order mark; or why there is no text."""
    name = encoding or "utf-8"
    preamble = len(codecs.BOM_UTF8) if name == "utf-8" and data.startswith(codecs.BOM_UTF8) else 0
    if encoding is None and (issue := _binary(data)):
        return issue
    try:
        return data[preamble:].decode(name), name, preamble
    except UnicodeDecodeError as error:
        at = preamble + error.start
        found = f"byte 0x{data[at]:02x} at offset {at} is not valid {name}"
        if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            found += "; the file starts like UTF-16"
        return make_issue("seed-encoding", found)
    except LookupError:
        return make_issue("seed-encoding", f"there is no encoding {name!r}")


def _binary(data: bytes) -> Issue | None:
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return None
    probe = data[:_PROBE_BYTES]
    at = data.find(b"\0")
    if at >= 0:
        return make_issue("seed-not-text", f"the file is binary: a NUL byte stands at offset {at}")
    control = len(probe) - len(probe.translate(None, _CONTROL))
    if control > _CONTROL_SHARE * len(probe):
        return make_issue("seed-not-text", f"the file is binary: {control} control characters in {len(probe)} bytes")
    return None
