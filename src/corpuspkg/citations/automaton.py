"""Finds thousands of strings in one pass: Aho-Corasick where its wheel is installed, dictionaries where not.

Both give the same hits: every occurrence of every pattern, overlapping ones too, by start, the longest first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Hit = tuple[int, int, int]
"""Start, end and pattern number."""

# A deterministic automaton scans three times faster and takes about 250 bytes per byte of pattern.
_DETERMINISTIC_LIMIT = 600_000
_HEAD = 4
_NATIVE_HEAD = 16
_NATIVE_KEY = 20
_SHORT = 4
_PIECE = 1_000_000
# What may stand before a word in folded text.
_LEAD_CODES = frozenset(code for code in b" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\x1e")
_LEADS = [bytes([code]) for code in sorted(_LEAD_CODES)]


def _is_short(pattern: bytes) -> bool:
    """Tell a pattern that is a word of a few letters: it counts only where a word starts."""
    return len(pattern) <= _SHORT and pattern.isalnum()


def _order(hit: Hit) -> tuple[int, int]:
    """By start, the longest first."""
    return hit[0], -hit[1]


class Finder(Protocol):
    """What both automata do."""

    longest: int
    """Length of the longest pattern."""

    def find(self, data: bytes) -> list[Hit]:
        """All hits in `data`, by start, the longest first."""
        ...


def find_in_pieces(finder: Finder, data: bytes) -> Iterable[Hit]:
    """The same hits as of `find`, piece by piece of a long text, so that they never stand in memory all together.

    >>> list(find_in_pieces(build_finder([b"act"]), b"an act"))
    [(3, 6, 0)]
    """
    return finder.find(data) if len(data) <= _PIECE else _find_in_pieces(finder, data)


def _find_in_pieces(finder: Finder, data: bytes) -> Iterator[Hit]:
    for low in range(0, len(data), _PIECE):
        begin = max(0, low - 1)  # whether a word starts, the character before it tells
        for start, end, number in finder.find(data[begin : low + _PIECE + finder.longest]):
            if low <= start + begin < low + _PIECE:
                yield start + begin, end + begin, number


class NativeFinder:
    """Aho-Corasick by `ahocorasick-rs` over the heads of the patterns, and a dictionary of the whole ones.

    Heads keep the automaton small enough for a processor's cache, however many names there are: a hit of a head is
    looked up by its next bytes. Short patterns would be hit inside many a word, so each is sought with every character
    that may stand before it.
    """

    def __init__(self, patterns: Sequence[bytes]) -> None:
        import ahocorasick_rs  # noqa: PLC0415  # optional, and only the builder needs it

        self._numbers = {pattern: number for number, pattern in enumerate(patterns)}
        lengths: dict[bytes, set[int]] = {}
        heads: dict[bytes, tuple[int, bytes]] = {}
        for pattern in patterns:
            head = pattern[:_NATIVE_HEAD]
            if len(pattern) > _NATIVE_HEAD:
                key = pattern[:_NATIVE_KEY] if len(pattern) >= _NATIVE_KEY else head
                lengths.setdefault(key, set()).add(len(pattern))
            for lead in _LEADS if _is_short(pattern) else (b"",):
                heads[lead + head] = (len(lead) - 1, head)
        self._lengths = {key: tuple(found) for key, found in lengths.items()}
        # For each head: where its pattern starts, the number of the pattern that it is as a whole (or -1), its length
        # below zero, the lengths of the patterns little longer than it, and whether still longer ones start with it.
        far = {key[:_NATIVE_HEAD] for key in lengths if len(key) == _NATIVE_KEY}
        self._heads = [
            (skip, self._numbers.get(head, -1), -len(head), self._lengths.get(head, ()), head in far)
            for skip, head in heads.values()
        ]
        self.longest = max(map(len, patterns), default=0)
        small = sum(map(len, heads)) < _DETERMINISTIC_LIMIT
        implementation = ahocorasick_rs.Implementation
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            list(heads),
            matchkind=ahocorasick_rs.MatchKind.Standard,
            implementation=implementation.DFA if small else implementation.ContiguousNFA,
        )

    def find(self, data: bytes) -> list[Hit]:
        """All hits in `data`, by start, the longest first."""
        heads, lengths, numbers = self._heads, self._lengths, self._numbers
        found = []
        for sought, at, _ in self._automaton.find_matches_as_indexes(b"\x1e" + data, overlapping=True):
            skip, whole, size, near, far = heads[sought]
            start = at + skip
            if whole >= 0:
                found.append((start, size - start, whole))
            for length in near:
                number = numbers.get(data[start : start + length], -1)
                if number >= 0:
                    found.append((start, -start - length, number))
            if far:
                for length in lengths.get(data[start : start + _NATIVE_KEY], ()):
                    number = numbers.get(data[start : start + length], -1)
                    if number >= 0:
                        found.append((start, -start - length, number))
        found.sort()
        return [(start, -end, number) for start, end, number in found]


class PlainFinder:
    """The same by a regular expression over the patterns' first bytes and a dictionary of the whole ones."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        self._numbers = {pattern: number for number, pattern in enumerate(patterns)}
        lengths: dict[bytes, set[int]] = {}
        for pattern in patterns:
            lengths.setdefault(pattern[:_HEAD], set()).add(len(pattern))
        self._lengths = {head: sorted(found) for head, found in lengths.items()}
        self.longest = max(map(len, patterns), default=0)
        self._heads = re.compile(b"(?=" + _alternation(sorted(lengths)) + b")", re.DOTALL) if lengths else None

    def find(self, data: bytes) -> list[Hit]:
        """All hits in `data`, by start, the longest first."""
        hits: list[Hit] = []
        if self._heads is None:
            return hits
        for match in self._heads.finditer(data):
            start = match.start()
            for size in range(1, _HEAD + 1):
                for length in self._lengths.get(data[start : start + size], ()) if start + size <= len(data) else ():
                    number = self._numbers.get(data[start : start + length])
                    if number is None or start + length > len(data):
                        continue
                    if not (
                        length <= _SHORT
                        and start
                        and data[start - 1] not in _LEAD_CODES
                        and _is_short(data[start : start + length])
                    ):
                        hits.append((start, start + length, number))
        return sorted(hits, key=_order)


def build_finder(patterns: Sequence[bytes], *, native: bool | None = None) -> Finder:
    """The fastest finder there is here.

    Args:
        patterns: Distinct, none empty; a hit names one by its place in this list.
        native: True or False to ask for one kind; None takes the native one if its wheel is installed.

    >>> build_finder([b"act", b"acts of"], native=False).find(b"acts of")
    [(0, 7, 1), (0, 3, 0)]
    """
    if native is False:
        return PlainFinder(patterns)
    try:
        return NativeFinder(patterns)
    except ImportError:
        if native:
            raise
        return PlainFinder(patterns)


def _alternation(heads: Sequence[bytes]) -> bytes:
    """Pattern of a trie over short strings, so that a mismatch costs a look at one byte."""
    branches: dict[int, list[bytes]] = {}
    for head in heads:
        if not head:
            return b""
        branches.setdefault(head[0], []).append(head[1:])
    parts = []
    for first, rests in sorted(branches.items()):
        tail = b"" if b"" in rests else _alternation(sorted(rests))
        parts.append(re.escape(bytes([first])) + tail)
    return parts[0] if len(parts) == 1 else b"(?:" + b"|".join(parts) + b")"
