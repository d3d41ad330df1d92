"""What a person is asked, and the answers proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """Why something is asked."""

    UNRESOLVED = "unresolved"
    AMBIGUOUS = "ambiguous"
    INFERRED = "inferred"
    MISSING = "missing"
    SAME_AGENT = "same-agent"
    DUPLICATE = "duplicate"
    REDUNDANT = "redundant"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A decision that can be taken.

    Attributes:
        label: What it means, for the person.
        part: Of the sidecar.
        field: Of `letter`.
        entry: The decision without reason and evidence. `{}` as a value stands for what the person types.
        typed: Key of the entry that the person types.
    """

    label: str
    part: str
    entry: Mapping[str, Any]
    field: str | None = None
    typed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something uncertain.

    Attributes:
        table, field: What it is about.
        value: What stands there now.
        start, end: The passage in the letter's text.
        proposals: None for what is only reported.
    """

    letter_id: str
    kind: Kind
    table: str
    field: str | None
    message: str
    value: str | None = None
    start: int | None = None
    end: int | None = None
    proposals: tuple[Proposal, ...] = ()
