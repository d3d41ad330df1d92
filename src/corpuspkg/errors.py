"""The mistakes that stop work, named after whose mistake they are.

A finding about data is a value (`corpuspkg.model.Issue`), never an exception. Each exception here carries what a
person needs to mend it: the place and a hint. `exit_code` is what a command returns for it.
"""

from __future__ import annotations

from os import PathLike, fspath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class CorpuspkgError(Exception):
    """Base of all errors a user can mend.

    Args:
        message: What is wrong.
        path: The file or folder concerned.
        hint: What to do about it.
    """

    exit_code = 3

    def __init__(self, message: str, *, path: str | PathLike[str] | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = None if path is None else fspath(path)
        self.hint = hint

    def __str__(self) -> str:
        """One line: place, message, hint."""
        place = f"{self.path}: " if self.path else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{hint}"


class InputError(CorpuspkgError):
    """A letter, a sidecar or a folder of letters cannot be used as it is."""


class ConfigError(CorpuspkgError):
    """`pyproject.toml` lacks something or says something that makes no sense."""


class SchemaError(CorpuspkgError):
    """A table descriptor under `schema/` is broken."""


class PackageError(CorpuspkgError):
    """A data package cannot be opened, or what it holds cannot be read."""


class DownloadError(CorpuspkgError):
    """A release cannot be fetched, or is not what it should be: the cache holds no half or wrong file."""


class UploadError(CorpuspkgError):
    """A release cannot be uploaded, or the other side refuses it."""


class OutputError(CorpuspkgError):
    """Results cannot be written: the previous ones stay as they were."""


class MissingExtraError(CorpuspkgError):
    """A feature needs a package that is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"this needs the package {package!r}, which is not installed",
            hint=f"run: pip install 'corpuspkg[{extra}]'",
        )


class UnknownNameError(CorpuspkgError):
    """A table, format, corpus or version was asked for that does not exist.

    Args:
        kind: What was asked for, for example "table".
        name: The name given.
        known: The names there are.
    """

    exit_code = 2

    def __init__(self, kind: str, name: str, known: Sequence[str], *, path: str | PathLike[str] | None = None) -> None:
        from difflib import get_close_matches  # noqa: PLC0415 - a mistake alone needs it

        nearest = get_close_matches(name, known, n=1)
        guess = f"did you mean {nearest[0]!r}? " if nearest else ""
        listing = ", ".join(known) if known else "none"
        super().__init__(f"no {kind} {name!r}", path=path, hint=f"{guess}there are: {listing}")
