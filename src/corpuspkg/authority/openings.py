"""Patterns for what lines begin with, tried by the line's first characters.

Most lines begin like none of dozens of phrases. To find that out, an alternation of all of them with case ignored takes
microseconds a line; to look up which phrases can begin with the line's first three characters takes a tenth of that.
One look answers for all kinds of phrases, and its answer is remembered.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import cached_property, lru_cache

from corpuspkg.authority.beginnings import LENGTH, has_one_case, tell_beginnings

# Beginnings of lines that are remembered; text with ever other beginnings is a little slower.
_MOST_REMEMBERED = 10_000


class _Table:
    """Which alternatives of some openings a beginning fits.

    Attributes:
        known: Beginnings that were asked about, with the patterns that each fits of those openings that it fits any of.
    """

    def __init__(self) -> None:
        self.known: dict[str, dict[Openings, tuple[re.Pattern[str], ...]]] = {}
        self._all: list[tuple[Openings, int]] = []
        self._written: dict[str, list[int]] = {}
        self._marked: dict[str, list[int]] = {}

    def add(self, openings: Openings, alternative: int, pattern: str) -> None:
        """Take in an alternative of some openings."""
        letters, marked = tell_beginnings(pattern)
        number = len(self._all)
        self._all.append((openings, alternative))
        for beginning in letters:
            self._written.setdefault(beginning, []).append(number)
        if marked:
            self._marked.setdefault(marked, []).append(number)
        self.known.clear()
        self.__dict__.pop("_any_marked", None)

    @cached_property
    def _any_marked(self) -> re.Pattern[str]:
        return re.compile("|".join(self._marked) or r"(?!)", re.IGNORECASE)

    def find(self, key: str) -> dict[Openings, tuple[re.Pattern[str], ...]]:
        """The alternatives that a beginning fits, each by itself: each set of them would be compiled anew."""
        fitting: dict[Openings, tuple[re.Pattern[str], ...]] = {}
        for number in sorted(self._numbers(key)):
            openings, alternative = self._all[number]
            fitting[openings] = (*fitting.get(openings, ()), openings.alternative(alternative))
        if len(self.known) >= _MOST_REMEMBERED:
            self.known.clear()
        self.known[key] = fitting
        return fitting

    def _numbers(self, key: str) -> set[int]:
        if not (key.isascii() or all(map(has_one_case, key))):
            return set(range(len(self._all)))
        begin = key.lower()
        found = {number for end in range(len(begin) + 1) for number in self._written.get(begin[:end], ())}
        if self._any_marked.match(key):
            for marked, numbers in self._marked.items():
                if _compile(marked, re.IGNORECASE).match(key):
                    found.update(numbers)
        return found


_TABLE = _Table()


class Openings:
    """Alternatives that are matched where a line, or a part of one, begins; case ignored.

    Args:
        alternatives: Regular expressions, in order of preference, or one.
        frame: What stands before and behind the alternatives in the whole pattern.
        skipped: Characters that the frame allows before an alternative, which say nothing of it.
        flags: Those of the whole pattern.

    >>> Openings(["yours truly", "(?:very )?sincerely"]).match("Very sincerely, Ann Lee").end()
    14
    """

    def __init__(
        self,
        alternatives: str | Sequence[str],
        frame: tuple[str, str] = ("", ""),
        skipped: str = "",
        *,
        flags: re.RegexFlag = re.IGNORECASE,
    ) -> None:
        alternatives = (alternatives,) if isinstance(alternatives, str) else alternatives
        self._alternatives = alternatives
        self._frame = frame
        self._flags = flags
        self._skipped = skipped
        self._known = _TABLE.known
        for number, alternative in enumerate(alternatives):
            _TABLE.add(self, number, alternative)

    def alternative(self, number: int) -> re.Pattern[str]:
        """One of the alternatives in its frame."""
        before, behind = self._frame
        return _compile(f"{before}(?:{self._alternatives[number]}){behind}", self._flags)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """What `re.Pattern.match` of the whole pattern gives."""
        key = text[start : start + LENGTH]
        if self._skipped and key[:1] in self._skipped:
            key = text[start:end].lstrip(self._skipped)[:LENGTH]
        try:
            fitting = self._known[key]
        except KeyError:
            fitting = _TABLE.find(key)
        if self in fitting:
            for pattern in fitting[self]:
                if found := pattern.match(text, start, end):
                    return found
        return None

    def begins(self, text: str) -> bool:
        """Whether a text begins like one of the alternatives: false is sure, true is not."""
        key = text[:LENGTH]
        return self in (self._known[key] if key in self._known else _TABLE.find(key))


@lru_cache(maxsize=1024)
def _compile(pattern: str, flags: re.RegexFlag) -> re.Pattern[str]:
    return re.compile(pattern, flags)
