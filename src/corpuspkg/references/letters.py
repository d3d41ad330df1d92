"""The letters of a corpus as other letters may speak of them: by their parties and their day."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import product

from corpuspkg.edtf import bounds
from corpuspkg.model import AgentKind, Letter, Participation, Role

# Of the plain characters, those that are neither letters nor digits.
_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}
AUTHORS = (Role.AUTHOR, Role.SIGNATORY, Role.SENDER)


@dataclass(frozen=True, slots=True)
class IndexedLetter:
    """What is needed of a letter to recognize it: its parties by their keys, and its date."""

    letter_id: str
    authors: frozenset[str]
    recipients: frozenset[str]
    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class LetterIndex:
    """The letters of a corpus, to be found by what two agreements need: both parties, or a party and the day.

    Attributes:
        names: The names of all parties, folded; all are of several words.
        openings: By the first word of each and its second one, how many words the longest name has that begins so.
    """

    names: AbstractSet[str] = frozenset()
    openings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    by_pair: Mapping[tuple[str, str], tuple[IndexedLetter, ...]] = field(default_factory=dict)
    by_day: Mapping[tuple[str, date], tuple[IndexedLetter, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        names: AbstractSet[str],
        by_pair: Mapping[tuple[str, str], tuple[IndexedLetter, ...]],
        by_day: Mapping[tuple[str, date], tuple[IndexedLetter, ...]],
    ) -> LetterIndex:
        """An index with these letters; letters between two parties are in the order of their ids."""
        openings: dict[str, dict[str, int]] = {}
        for name in names:
            first, second, *rest = name.split(" ")
            seconds = openings.setdefault(first, {})
            seconds[second] = max(2 + len(rest), seconds.get(second, 0))
        return cls(names, openings, by_pair, by_day)


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """A name as compared: without case, marks, points and a leading article.

    >>> fold_name("The Society of Ærø")
    'society of ærø'
    """
    if name.isascii():
        words = name.lower().translate(_BLANKS).split()
    else:
        plain = unicodedata.normalize("NFKD", name).casefold()
        words = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def index_letters(letters: Iterable[Letter]) -> LetterIndex:
    """Index letters by each author and recipient that is named in full or known as an agent."""
    names: set[str] = set()
    by_pair: dict[tuple[str, str], list[IndexedLetter]] = {}
    by_day: dict[tuple[str, date], list[IndexedLetter]] = {}
    for letter in sorted(letters, key=lambda one: one.letter_id):
        earliest, latest = sent_bounds(letter.dates.sent_date)
        authors, recipients = party_keys(letter, AUTHORS), party_keys(letter, (Role.RECIPIENT,))
        entry = IndexedLetter(letter.letter_id, authors, recipients, earliest, latest)
        names |= {key for key in authors | recipients if not key.startswith("@")}
        for pair in product(authors, recipients):
            by_pair.setdefault(pair, []).append(entry)
        if earliest and earliest == latest:
            for key in authors | recipients:
                by_day.setdefault((key, earliest), []).append(entry)
    return LetterIndex.of(names, {k: tuple(v) for k, v in by_pair.items()}, {k: tuple(v) for k, v in by_day.items()})


def party_keys(letter: Letter, roles: Sequence[Role]) -> frozenset[str]:
    """Keys of the parties: agents where they are known, and names in full."""
    keys: set[str] = set()
    for one in letter.participations:
        if one.role in roles:
            keys.update(_party_keys(one))
    return frozenset(keys)


def _party_keys(participation: Participation) -> Iterator[str]:
    if participation.agent_id:
        yield f"@{participation.agent_id}"
    if name := party_name(participation):
        yield name


def party_name(participation: Participation) -> str | None:
    """The name that a party is known by in other letters; None where the name may be anybody's."""
    name = fold_name(participation.name)
    # A surname alone, a group of unnamed people or "the minister" may be anybody.
    return name if " " in name and participation.kind in (AgentKind.PERSON, AgentKind.ORGANIZATION) else None


def party_side(role: Role) -> str | None:
    """Which side of a letter a role makes a party of: "from" or "to"."""
    return "from" if role in AUTHORS else "to" if role is Role.RECIPIENT else None


def sent_bounds(sent_date: str | None) -> tuple[date | None, date | None]:
    """First and last day of a date."""
    return bounds(sent_date) if sent_date else (None, None)
