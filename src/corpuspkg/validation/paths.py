"""Which paths of a descriptor may be opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_REMOTE = re.compile(r"(https?|ftps?|s3|gs)://", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:|[A-Za-z][A-Za-z0-9+.-]*://|file:", re.IGNORECASE)


def is_remote(path: str) -> bool:
    """Whether a path is an address on a network.

    >>> is_remote("https://example.org/a.csv"), is_remote("data/a.csv")
    (True, False)
    """
    return _REMOTE.match(path) is not None


def unsafe_reason(path: str, folder: Path) -> str | None:
    """Why a path must not be opened, or None; links are followed.

    Source of the rule: Data Package 2.0, Glossary, "URL or Path".

    >>> from pathlib import Path
    >>> unsafe_reason("../a.csv", Path("/tmp")), unsafe_reason("/etc/passwd", Path("/tmp"))
    ('leads to a parent folder', 'is absolute')
    >>> unsafe_reason("data/a.csv", Path("/tmp"))
    """
    if path.startswith(("/", "\\")) or _DRIVE.match(path):
        return "is absolute"
    if path.startswith("~"):
        return "leads to a home folder"
    if "\0" in path:
        return "holds a null character"
    if ".." in re.split(r"[/\\]", path):
        return "leads to a parent folder"
    if "\\" in path:
        return "separates folders with backslashes"
    root = folder.resolve()
    if not (root / path).resolve().is_relative_to(root):
        return "is a link to outside the package's folder"
    return None
