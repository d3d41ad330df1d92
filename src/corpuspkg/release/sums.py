"""`SHA256SUMS`: digests of files in the format of sha256sum."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from corpuspkg.errors import PackageError
from corpuspkg.release.archives import Content

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


def write_sums(digests: Mapping[str, str]) -> str:
    r"""The file's text, sorted by name.

    >>> write_sums({"b.txt": "22", "a.txt": "11"})
    '11  a.txt\n22  b.txt\n'
    """
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))


def read_sums(text: str, place: str) -> dict[str, str]:
    """Digests by file name.

    Raises:
        PackageError: A line is none of sha256sum's, or names a file outside the folder.
    """
    digests = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise PackageError(f"line {number} is no digest and file name", path=place)
        digest, name = match.groups()
        if name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts:
            raise PackageError(f"line {number} names a file outside the release", path=place)
        digests[name] = digest
    return digests


def digest(content: Content, algorithm: str = "sha256") -> str:
    """Digest of bytes or of a file, lower-case hexadecimal.

    Raises:
        ValueError: There is no such algorithm.

    >>> digest(b"")[:8]
    'e3b0c442'
    """
    made = hashlib.new(algorithm, usedforsecurity=False)
    if isinstance(content, bytes):
        made.update(content)
        return made.hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, lambda: made).hexdigest()
