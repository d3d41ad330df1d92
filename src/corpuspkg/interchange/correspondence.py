"""What exchange formats say of letters, apart from how they write it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpuspkg.model import AgentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrespAgent:
    """A sender or addressee.

    Attributes:
        refs: Addresses of the agent in authority files (VIAF, GND, Wikidata, ISNI, ROR).
        uncertain: The source marks the attribution as uncertain.
    """

    name: str
    kind: AgentKind = AgentKind.PERSON
    refs: tuple[str, ...] = ()
    uncertain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrespLetter:
    """A letter's metadata.

    Attributes:
        key: Identifier of the letter within its edition.
        url: Address of the letter.
        date: EDTF.
        date_argued: The date is an editor's conclusion, not the letter's statement.
        note: Free text, such as those who got copies.
    """

    key: str | None = None
    url: str | None = None
    senders: tuple[CorrespAgent, ...] = ()
    recipients: tuple[CorrespAgent, ...] = ()
    date: str | None = None
    date_argued: bool = False
    place_from: str | None = None
    place_to: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A digital index of letters: what a CMIF file holds.

    Attributes:
        url: Where the file can be found.
        date: Day of the release, ISO 8601; None where the release has none.
        letters: The letters, in the order they are written.
    """

    title: str
    version: str
    editors: tuple[str, ...]
    publishers: tuple[str, ...]
    url: str
    letters: Iterable[CorrespLetter]
    date: str | None = None
    licence_title: str | None = None
    licence_url: str | None = None
    edition_url: str | None = None
