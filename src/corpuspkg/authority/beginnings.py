"""How matches of a regular expression can begin, read from the expression itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import takewhile

LENGTH = 3
_ZERO_WIDTH = frozenset("bBAZ")
_CLASSES = frozenset("sSdDwW")
_GROUP = re.compile(r"\((?:\?(?:P<\w+>|P=|[a-z-]*:|<?[=!]))?")
_ESCAPED = re.compile(r"\\[^a-zA-Z0-9]")
_LISTED = re.compile(r"\[((?:[^\]\[\\^-]|\\[^a-zA-Z0-9]){1,6})\]")
_IN_CLASS = re.compile(r"\\?.", re.DOTALL)
# Characters that match another where case is ignored, though they are not its other case.
_FOLDED = "\u0130\u0131\u017f\u212a\u212b"
_REPEAT = re.compile(r"(?P<sign>[?*+])|\{(?P<least>\d*)(?:,\d*)?\}")

# How a match can begin: patterns of one character each, and whether more of them may be told.
_Beginning = tuple[tuple[str, ...], bool]
_EMPTY: _Beginning = ((), True)


def tell_beginnings(pattern: str) -> tuple[tuple[str, ...], str]:
    r"""How a match can begin, case ignored: its first characters in lower case, `LENGTH` at most, or a pattern of them.

    >>> tell_beginnings(r"(?:my )?dear|no\. ?\d|\dth")
    (('dea', 'my ', 'no.'), '\\dth')
    """
    return _sort(_Reader(pattern).read())


def any_beginning(pattern: str) -> str:
    """A pattern for how a match can begin, whatever its case."""
    written, marked = tell_beginnings(pattern)
    if "" in written:
        return ""
    behind: dict[str, set[tuple[str, ...]]] = {}
    for one in written:
        behind.setdefault(one[0], set()).add(tuple(map(re.escape, one[1:])))
    told = by_first({first: "" if () in others else _alternation(others) for first, others in behind.items()})
    return f"{told}|(?i:{marked})" if marked else told


def by_first(behind: Mapping[str, str]) -> str:
    r"""Branches by their first letter, whatever its case, with what stands behind it: so most are refused unread.

    >>> by_first({"m": "ay|ärz", "я": "нв"})
    '(?=[\\0-\\x7f])(?:[Mm](?i:ay|ärz))|(?=[^\\0-\\x7f])(?:[Яя](?i:нв))'
    """
    branches = [(_either_case(first), f"(?i:{rest})") for first, rest in behind.items()]
    plain = "|".join(first + rest for first, rest in branches if any(map(str.isascii, first[1:-1])))
    others = "|".join(first + rest for first, rest in branches if not first.isascii())
    return rf"(?=[\0-\x7f])(?:{plain or '(?!)'})|(?=[^\0-\x7f])(?:{others or '(?!)'})"


def _either_case(letter: str) -> str:
    """A class of what a letter matches where case is ignored."""
    same = re.compile(re.escape(letter), re.IGNORECASE)
    cases = {letter, letter.lower(), letter.upper(), *_FOLDED}
    return f"[{''.join(sorted(re.escape(case) for case in cases if same.fullmatch(case)))}]"


def has_one_case(letter: str) -> bool:
    """Whether `lower` tells which letters are the same where case is ignored; not so of the dotless i."""
    upper = letter.upper()
    return len(upper) == 1 and upper.lower() == letter.lower()


def _sort(beginnings: Iterable[_Beginning]) -> tuple[tuple[str, ...], str]:
    """Beginnings that are written out, and a pattern for the others."""
    told = {() if characters[:1] and _is_any(characters[0]) else characters for characters, _ in beginnings}
    if () in told:
        return ("",), ""
    plain = {characters for characters in told if all(map(_literal, characters))}
    written = sorted("".join(character[-1] for character in characters) for characters in plain)
    return tuple(written), _alternation(told - plain)


def _alternation(beginnings: Iterable[tuple[str, ...]]) -> str:
    """One pattern for some beginnings; what they have in common is written once."""
    behind: dict[str, set[tuple[str, ...]]] = {}
    for first, *others in beginnings:
        behind.setdefault(first, set()).add(tuple(others))
    return "|".join(
        first if () in others else first + _grouped(_alternation(others)) for first, others in sorted(behind.items())
    )


def _grouped(pattern: str) -> str:
    return f"(?:{pattern})" if "|" in pattern else pattern


def _is_any(character: str) -> bool:
    """Whether a pattern of one character stands for nearly any."""
    return character == "." or character.startswith("[^")


def _is_letter(character: str) -> bool:
    """Whether a pattern of one character stands for a character in one case or both."""
    return len(character) == 1 and character != "."


def _literal(character: str) -> bool:
    """Whether a pattern of one character is that character, in one case or both."""
    return _is_letter(character) or _ESCAPED.fullmatch(character) is not None


def _members(written: str) -> Iterable[str]:
    """The patterns of a class's characters, where they are few and written out; else the class itself."""
    listed = _LISTED.fullmatch(written)
    members = [member[-1] for member in _IN_CLASS.findall(listed[1])] if listed else []
    if not members or not all(map(has_one_case, members)):
        return (written,)
    return (re.escape(member.lower()) for member in members)


class _Reader:
    """Reads a regular expression as far as its first characters need."""

    def __init__(self, pattern: str, length: int = LENGTH) -> None:
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
            return {((member,), True) for member in _members(self.pattern[begin : self.at])}
        self.at += 2 if char == "\\" else 1
        written = self.pattern[begin : self.at]
        if char in "^$" or (char == "\\" and written[1] in _ZERO_WIDTH):
            return {_EMPTY}
        if char == "\\" and written[1].isalnum() and written[1] not in _CLASSES:
            return {((), False)}  # a character by its number, and the like
        if len(written) == 1:
            written = written.lower() if has_one_case(written) else f"[{written}]"
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
