"""Finds words in a text in one pass, however many they are, so that slower patterns look only where one stands."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

from corpuspkg.authority.beginnings import letters_before

Hits = list[tuple[int, int]]
# Letters of each word that are looked for.
_TOLD = 6


class Literals:
    """Strings that are looked for all at once; case of unaccented Latin letters ignored.

    Args:
        literals: Distinct and in lower case, none empty.

    >>> Literals(["letter", "note"]).find("Your Letter, my note, his letters")
    [(5, 0), (16, 1), (26, 0)]
    """

    def __init__(self, literals: Sequence[str]) -> None:
        self._search = _build([literal.encode() for literal in literals])

    def find(self, text: str) -> Hits:
        """All places where a literal starts, in order, with its number."""
        data = lower_bytes(text)
        hits = self._search(data)
        return hits if len(data) == len(text) or not hits else list(_in_characters(data, hits))


class Words:
    r"""A pattern of words, case ignored, that is tried only where one of its words begins.

    Args:
        pattern: A regular expression each of whose matches begins with letters that it tells.

    >>> Words(r"\b(?:letters?|notes?)\b").search("Nothing but a Note").span()
    (14, 18)
    """

    def __init__(self, pattern: str) -> None:
        self._written = pattern

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._written, re.IGNORECASE)

    @cached_property
    def _beginnings(self) -> Literals:
        told = letters_before(self._written, _TOLD)
        if told is None:
            raise ValueError(f"{self._written!r} does not tell its first letters")
        cases = {_plain_lower(case) for word in told for case in (word, word.upper(), word.capitalize())}
        shortest = [word for word in cases if not any(word[:end] in cases for end in range(1, len(word)))]
        return Literals(sorted(shortest))

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match, as `re.Pattern.search` gives it."""
        for at, _ in self._beginnings.find(text[start:end]):
            if match := self._pattern.match(text, start + at, end):
                return match
        return None

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """What `re.Pattern.match` gives."""
        return self._pattern.match(text, start, end)


def _plain_lower(word: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in word)


@lru_cache(maxsize=4)
def lower_bytes(text: str) -> bytes:
    """The text in UTF-8 with A to Z in lower case: no other character is changed, and so no offset."""
    return text.encode(errors="replace").lower()


def _in_characters(data: bytes, hits: Hits) -> Iterator[tuple[int, int]]:
    at = characters = 0
    for start, number in hits:
        characters += len(data[at:start].decode())
        at = start
        yield characters, number


def _build(literals: Sequence[bytes]) -> Callable[[bytes], Hits]:
    try:
        import ahocorasick_rs  # noqa: PLC0415  # only the builder needs it, and there is a way without
    except ImportError:
        return lambda data: _search_each(data, literals)
    automaton = ahocorasick_rs.BytesAhoCorasick(literals, implementation=ahocorasick_rs.Implementation.DFA)

    def search(data: bytes) -> Hits:
        found = automaton.find_matches_as_indexes(data, overlapping=True)
        return sorted([(start, number) for number, start, _ in found])

    return search


def _search_each(data: bytes, literals: Sequence[bytes]) -> Hits:
    hits: Hits = []
    for number, literal in enumerate(literals):
        at = data.find(literal)
        while at >= 0:
            hits.append((at, number))
            at = data.find(literal, at + 1)
    return sorted(hits)
