"""Finds thousands of strings in one pass: Aho-Corasick where its wheel is installed, dictionaries where not.

Both give the same hits: every occurrence of every pattern, overlapping ones too, by start, the longest first. What
starts with a letter is found only where a word starts, and a word of a few letters only as a whole word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Hit = tuple[int, int, int]
"""Start, end and pattern number."""

_HEAD = 4
_NATIVE_HEAD = 32
_SHORT = 4
_FEW = 3
_PIECE = 100_000
# Signs that patterns start with; no word starts right behind one.
_SIGNS = b"\xa7\xb6"
# Of the upper codes the last 64 are letters in any alphabet that a text is folded to.
_LETTERS = frozenset(code for code in range(256) if chr(code).isalpha() or code >= 0xC0)  # noqa: PLR2004  # said above
_WORD_CODES = frozenset(code for code in range(256) if code in _LETTERS or chr(code).isalnum() or code in _SIGNS)
# The text as the native automaton sees it: a blank for all that is no letter, digit or sign, a 1 for 1 to 9. Fewer
# paths lead out of its root then, and its tables stay in the processor's cache.
_SEEN = bytes(
    ord("1") if chr(code) in "123456789" else code if code in _WORD_CODES else ord(" ") for code in range(256)
)


def _is_short(pattern: bytes) -> bool:
    """Tell a pattern that is a word of a few letters: it counts only as a whole word."""
    return len(pattern) <= _SHORT and all(code in _WORD_CODES for code in pattern)


def _leads(pattern: bytes) -> bool:
    """Tell whether a pattern counts only where a word starts: one that starts with a letter."""
    return pattern[0] in _LETTERS


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


_Candidate = tuple[int, bytes | None, int, int]
"""What a head may stand for: where it starts, counted from the hit in a text with a blank put before it, the pattern,
its length and number; without a pattern, the length of several in the dictionary, 0 for those longer than a head."""


class NativeFinder:
    """Aho-Corasick by `ahocorasick-rs` over the heads of the patterns, and a dictionary of the whole ones.

    It reads a simpler text than the one asked about (`_SEEN`), and no more than the heads of long patterns: what it
    finds is looked up by the bytes that stand there.
    """

    def __init__(self, patterns: Sequence[bytes]) -> None:
        import ahocorasick_rs  # noqa: PLC0415  # optional, and only the builder needs it

        groups: dict[bytes, list[int]] = {}
        for number, pattern in enumerate(patterns):
            seen = (b" " if _leads(pattern) else b"") + pattern.translate(_SEEN) + (b" " if _is_short(pattern) else b"")
            groups.setdefault(seen[:_NATIVE_HEAD], []).append(number)
        self._numbers: dict[bytes, int] = {}
        self._long: dict[bytes, frozenset[int]] = {}
        self._heads = [self._plan(patterns, group) for group in groups.values()]
        self.longest = max(map(len, patterns), default=0)
        # A deterministic automaton is a third faster in a benchmark of its own, but ten times as large: between
        # two letters all else that is done drives its tables out of the processor's cache.
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            list(groups),
            matchkind=ahocorasick_rs.MatchKind.Standard,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def _plan(self, patterns: Sequence[bytes], group: Sequence[int]) -> tuple[_Candidate, ...]:
        """What to compare where a head was found: each of few patterns, or by their lengths what the dictionary has."""
        if len(group) <= _FEW:
            return tuple((_leads(patterns[n]) - 1, patterns[n], len(patterns[n]), n) for n in group)
        lengths: set[tuple[int, int]] = set()
        for number in group:
            pattern = patterns[number]
            self._numbers[pattern] = number
            size, key = len(pattern), pattern[:_NATIVE_HEAD]
            if size >= _NATIVE_HEAD:
                self._long[key] = self._long.get(key, frozenset()) | {size}
            lengths.add((_leads(pattern) - 1, size if size < _NATIVE_HEAD else 0))
        return tuple((skip, None, size, 0) for skip, size in lengths)

    def find(self, data: bytes) -> list[Hit]:
        """All hits in `data`, by start, the longest first."""
        heads, limit, stands = self._heads, len(data), data.startswith
        found = []
        seen = b" %b " % data.translate(_SEEN)
        for sought, at, _ in self._automaton.find_matches_as_indexes(seen, overlapping=True):
            for skip, pattern, size, number in heads[sought]:
                start = at + skip
                if start < 0:  # the blank put before
                    continue
                if pattern is not None:
                    if stands(pattern, start):
                        found.append((start, -start - size, number))
                    continue
                for length in (size,) if size else self._long.get(data[start : start + _NATIVE_HEAD], ()):
                    other = self._numbers.get(data[start : start + length], -1)
                    if other >= 0 and start + length <= limit:
                        found.append((start, -start - length, other))
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
            if start and _leads(data[start : start + 1]) and data[start - 1] in _WORD_CODES:
                continue
            for size in range(1, _HEAD + 1):
                for length in self._lengths.get(data[start : start + size], ()) if start + size <= len(data) else ():
                    end = start + length
                    number = self._numbers.get(data[start:end])
                    whole = end >= len(data) or data[end] not in _WORD_CODES or not _is_short(data[start:end])
                    if number is not None and end <= len(data) and whole:
                        hits.append((start, end, number))
        return sorted(hits, key=_order)


def build_finder(patterns: Sequence[bytes], *, native: bool | None = None) -> Finder:
    """The fastest finder there is here.

    Args:
        patterns: Distinct, none empty; a hit names one by its place in this list.
        native: True or False to ask for one kind; None takes the native one if its wheel is installed.

    >>> build_finder([b"treaty", b"treaty of"], native=False).find(b"a treaty of")
    [(2, 11, 1), (2, 8, 0)]
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
