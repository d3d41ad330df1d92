"""What was found in an original, and the error for one that gives no letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Any, Literal

from corpuspkg.errors import InputError, MissingExtraError

EXTRA = "add"


class UnreadableOriginalError(InputError):
    """A file holds no text that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value that the original states outside the letter's text; it becomes a decision of the sidecar.

    Attributes:
        part: Of the sidecar.
        field: Field of that part; for `participations` the role.
        place: Where in the original it stands, for the evidence.
    """

    part: Literal["source", "letter", "participations"]
    field: str
    value: str
    place: str
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The letter in an original.

    Attributes:
        text: The letter, paragraphs apart.
        made_with: Kind of file and the library that read it.
        facts: What the original states outside the text.
        notes: What was left out or may be incomplete, for the person to read.
    """

    text: str
    made_with: str
    facts: Sequence[Fact] = ()
    notes: Sequence[str] = ()


def require(module: str, package: str | None = None) -> Any:
    """Import a library of the extra `add`.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtraError(package or module, EXTRA) from None


def made_with(kind: str, package: str) -> str:
    """Kind of file and the version of the library that read it."""
    return f"{kind}, {package} {version(package)}"


def web_address(value: str | None) -> str | None:
    """An http address without blanks, else None.

    >>> web_address(" https://example.org/a "), web_address("file:///a"), web_address("https://a b")
    ('https://example.org/a', None, None)
    """
    text = (value or "").strip()
    return text if text.lower().startswith(("http://", "https://")) and not any(map(str.isspace, text)) else None


def day(value: str | None) -> str | None:
    """The day of an ISO 8601 date or time, as the page writes it; None where there is none.

    >>> day("2021-03-04T23:30:00+02:00"), day("2021-03"), day("4 March")
    ('2021-03-04', '2021-03', None)
    """
    import re  # noqa: PLC0415 - doctest shows all there is

    match = re.fullmatch(r"\s*(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[T ].*)?\s*", value or "")
    if match is None:
        return None
    from corpuspkg.edtf import is_edtf  # noqa: PLC0415 - as above

    return match[1] if is_edtf(match[1]) else None
