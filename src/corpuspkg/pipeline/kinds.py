"""What kind of input a file is, by its name."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What documents are read from."""

    FOLDER = "folder"
    ZIP = "zip"
    TAR = "tar"
    JSONL = "jsonl"
    PARQUET = "parquet"


# Suffixes of compression; zstandard is read by pyarrow, the others by Python.
COMPRESSIONS = {".gz": "gzip", ".bz2": "bz2", ".xz": "xz", ".zst": "zstd"}
_KINDS = {
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
    ".parquet": Kind.PARQUET,
    ".zip": Kind.ZIP,
    ".tar": Kind.TAR,
}
_SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}
KNOWN = (
    "folders of .txt files, .jsonl, .parquet, .zip and .tar are read; .jsonl and .tar also as .gz, .bz2, .xz or .zst"
)


def compression(name: str) -> str | None:
    """How a file is compressed.

    >>> compression("a.tgz"), compression("a.jsonl.zst"), compression("a.zip")
    ('gzip', 'zstd', None)
    """
    return COMPRESSIONS.get(_suffix(_long(name)))


def container_kind(name: str) -> Kind | None:
    """What a file of many documents is; None for any other file.

    >>> container_kind("A.TAR.GZ").value, container_kind("a.parquet").value, container_kind("a.txt.gz")
    ('tar', 'parquet', None)
    """
    bare = plain_name(name)
    kind = _KINDS.get(_suffix(bare))
    return None if kind in (Kind.PARQUET, Kind.ZIP) and bare != _long(name) else kind


def plain_name(name: str) -> str:
    """The name without the suffix of its compression.

    >>> plain_name("a/letters.jsonl.gz"), plain_name("b.tgz")
    ('a/letters.jsonl', 'b.tar')
    """
    long = _long(name)
    suffix = _suffix(long)
    return long[: -len(suffix)] if suffix in COMPRESSIONS else long


def _long(name: str) -> str:
    suffix = _suffix(name)
    return name[: -len(suffix)] + _SHORT[suffix] if suffix in _SHORT else name


def _suffix(name: str) -> str:
    head, dot, tail = name.rpartition(".")
    return f"{dot}{tail}".lower() if head and "/" not in tail else ""
