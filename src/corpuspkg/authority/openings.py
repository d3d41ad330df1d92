"""Patterns for what lines begin with, tried by the line's first characters.

Most lines begin like none of dozens of phrases. To find that out, an alternation of all of them with case ignored takes
microseconds a line; to look up which phrases can begin with the line's first three characters takes a tenth of that.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import takewhile

_LENGTH = 3
# Beginnings of lines that are remembered; text with ever other beginnings is a little slower.
_MOST_REMEMBERED = 5_000
_MOST_PATTERNS = 60
_ZERO_WIDTH = frozenset("bBAZ")
_CLASSES = frozenset("sSdDwW")
_GROUP = re.compile(r"\((?:\?(?:P<\w+>|P=|[a-z-]*:|<?[=!]))?")
_REPEAT = re.compile(r"(?P<sign>[?*+])|\{(?P<least>\d*)(?:,\d*)?\}")

# How a match can begin: patterns of one character each, and whether more of them may be told.
_Beginning = tuple[tuple[str, ...], bool]
_EMPTY: _Beginning = ((), True)


class Openings:
    """Alternatives that are matched where a line, or a part of one, begins; case ignored.

    Args:
        alternatives: Regular expressions, in order of preference, or one.
        frame: What stands before and behind the alternatives in the whole pattern.
        skipped: Characters that the frame allows before an alternative, which say nothing of it.
        flags: Those of the whole pattern.
        apart: Whether the alternatives are told and tried one by one, or as one pattern.

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
        apart: bool = True,
    ) -> None:
        alternatives = (alternatives,) if isinstance(alternatives, str) else alternatives
        parts = alternatives if apart else ("|".join(alternatives),)
        self._alternatives = [(part, *_sort(_Reader(part).read())) for part in parts]
        self._frame = frame
        self._flags = flags
        self._skipped = skipped
        self._known: dict[str, tuple[re.Pattern[str], ...]] = {}

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """What `re.Pattern.match` of the whole pattern gives."""
        key = text[start : start + _LENGTH]
        if self._skipped and key[:1] in self._skipped:
            key = text[start:end].lstrip(self._skipped)[:_LENGTH]
        try:
            patterns = self._known[key]
        except KeyError:
            patterns = self._find(key)
        for pattern in patterns:
            if found := pattern.match(text, start, end):
                return found
        return None

    def begins(self, text: str) -> bool:
        """Whether a text begins like one of the alternatives: false is sure, true is not."""
        key = text[:_LENGTH]
        return bool(self._known[key] if key in self._known else self._find(key))

    def _find(self, key: str) -> tuple[re.Pattern[str], ...]:
        """The alternatives that a beginning fits, each by itself: each set of them would be compiled anew."""
        begin, told = key.lower(), all(map(_has_one_case, key))
        before, behind = self._frame
        fitting = tuple(
            _compile(f"{before}(?:{alternative}){behind}", self._flags)
            for alternative, letters, patterns in self._alternatives
            if not told or begin.startswith(letters) or (patterns and _compile(patterns, re.IGNORECASE).match(key))
        )
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = fitting
        return fitting


@lru_cache(maxsize=1024)
def _compile(pattern: str, flags: re.RegexFlag) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def _has_one_case(letter: str) -> bool:
    """Whether `lower` tells which letters are the same where case is ignored; not so of the dotless i."""
    upper = letter.upper()
    return len(upper) == 1 and upper.lower() == letter.lower()


def _sort(beginnings: Iterable[_Beginning]) -> tuple[tuple[str, ...], str]:
    """Beginnings that are letters, and a pattern for the others."""
    told = {characters for characters, _ in beginnings}
    plain = {characters for characters in told if all(map(_is_letter, characters))}
    patterns = {"".join(characters) for characters in told - plain}
    if len(patterns) > _MOST_PATTERNS:
        patterns = {characters[0] if characters else "" for characters in told - plain}
    return tuple(sorted(map("".join, plain))), "|".join(sorted(patterns))


def _is_letter(character: str) -> bool:
    """Whether a pattern of one character stands for a character in one case or both."""
    return len(character) == 1 and character != "."


class _Reader:
    """Reads a regular expression as far as its first characters need."""

    def __init__(self, pattern: str, length: int = _LENGTH) -> None:
        self.pattern = pattern
        self.length = length
        self.at = 0

    def read(self) -> set[_Beginning]:
        """How a match of any of the alternatives from here on can begin."""
        found = self._read_alternative()
        while self.pattern[self.at : self.at + 1] == "|":
            self.at += 1
            found |= self._read_alternative()
        return found

    def _read_alternative(self) -> set[_Beginning]:
        found = {_EMPTY}
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            if not any(goes_on for _, goes_on in found):
                self._skip_alternative()
                break
            found = self._join(found, self._repeat(self._read_term()))
        return found

    def _skip_alternative(self) -> None:
        """Go to the end of an alternative of which no more is needed."""
        depth = 0
        while self.at < len(self.pattern) and (depth or self.pattern[self.at] not in "|)"):
            char = self.pattern[self.at]
            depth += (char == "(") - (char == ")")
            self.at = _class_end(self.pattern, self.at) if char == "[" else self.at + 1 + (char == "\\")

    def _read_term(self) -> set[_Beginning]:
        begin, char = self.at, self.pattern[self.at]
        if char == "(":
            return self._read_group()
        if char == "[":
            self.at = _class_end(self.pattern, begin)
        else:
            self.at += 2 if char == "\\" else 1
        written = self.pattern[begin : self.at]
        if char in "^$" or (char == "\\" and written[1] in _ZERO_WIDTH):
            return {_EMPTY}
        if char == "\\" and written[1].isalnum() and written[1] not in _CLASSES:
            return {((), False)}  # a character by its number, and the like
        if len(written) == 1:
            written = written.lower() if _has_one_case(written) else f"[{written}]"
        return {((written,), True)}

    def _read_group(self) -> set[_Beginning]:
        opening = _GROUP.match(self.pattern, self.at)
        assert opening is not None  # noqa: S101 - the pattern matches the parenthesis by itself
        self.at = opening.end()
        found = self.read()
        self.at += 1
        if opening.group() == "(?P=":
            return {((), False)}  # what a group before matched
        return {_EMPTY} if opening.group()[-1] in "=!" else found

    def _repeat(self, term: set[_Beginning]) -> set[_Beginning]:
        """A term as often as the repeat behind it allows."""
        repeat = _REPEAT.match(self.pattern, self.at)
        if repeat is None:
            return term
        self.at = repeat.end() + (self.pattern[repeat.end() : repeat.end() + 1] in ("?", "+"))
        found = term
        if repeat["sign"] != "?":
            for _ in range(self.length - 1):
                found = found | self._join(found, term)
        missing = repeat["sign"] in ("?", "*") or not (repeat["sign"] or int(repeat["least"] or 0))
        return found | {_EMPTY} if missing else found

    def _join(self, before: set[_Beginning], behind: set[_Beginning]) -> set[_Beginning]:
        joined = {one for one in before if not one[1]}
        for characters, _ in before - joined:
            for more, goes_on in behind:
                told = (characters + more)[: self.length]
                joined.add((told, goes_on and len(told) < self.length))
        return joined


def letters_before(pattern: str, length: int) -> set[str] | None:
    r"""The letters that a match of a pattern begins with, in lower case, of each as many as are told, `length` at most.

    None where a match can begin with no letter that is told.

    >>> sorted(letters_before(r"\b(?:open )?letters?|e-?mail\w", 4))
    ['e-ma', 'emai', 'lett', 'open']
    """
    found = set()
    for characters, _ in _Reader(pattern, length).read():
        plain = "".join(takewhile(_is_letter, characters))
        if not plain:
            return None
        found.add(plain)
    return found


def _class_end(pattern: str, begin: int) -> int:
    """Where a class of characters ends."""
    at = begin + 2 if pattern[begin + 1] == "^" else begin + 1
    at += pattern[at] == "]"
    while pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1
