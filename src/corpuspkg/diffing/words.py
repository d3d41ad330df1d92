"""How one text became another, in words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import takewhile

_WORDS = re.compile(r"\S+\s*|\s+")
_CONTEXT = 6
_LINES = re.compile(r".*\n|.+")
# The exact comparison looks at all pairs of equal words, again and again: so many of them cost about a second. Above,
# the most common words are passed over, as difflib does; above the second number, lines are compared instead.
_EXACT_PAIRS = 30_000
_JUNKED_PAIRS = 300_000
# difflib's own measure of a common word: more than 1% of at least 200.
_JUNK_FROM = 200
_JUNK_SHARE = 100


class Op(StrEnum):
    """What happened to words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    OMITTED = "omitted"


@dataclass(frozen=True, slots=True)
class Words:
    """Words with what happened to them; omitted ones are the same in both and too many to show."""

    op: Op
    text: str


def diff_words(old: str, new: str, *, context: int = _CONTEXT) -> tuple[Words, ...]:
    """The changed words with some words around them.

    >>> [(str(part.op), part.text) for part in diff_words("Repair the old bridge", "Repair the stone bridge")]
    [('same', 'Repair the '), ('removed', 'old '), ('added', 'stone '), ('same', 'bridge')]
    """
    for pattern in (_WORDS, _LINES):
        before, after = pattern.findall(old), pattern.findall(new)
        start = _common(before, after)
        end = _common(before[start:][::-1], after[start:][::-1])
        middle_old, middle_new = before[start : len(before) - end], after[start : len(after) - end]
        opcodes = _opcodes(middle_old, middle_new)
        if opcodes is not None:
            break
    else:
        opcodes = [("replace", 0, len(middle_old), 0, len(middle_new))]
    parts = _context(_words(before[:start]), context, at_end=True)
    for tag, i1, i2, j1, j2 in opcodes:
        if tag == "equal":
            parts += _between(_words(middle_old[i1:i2]), context)
            continue
        parts += [Words(Op.REMOVED, "".join(middle_old[i1:i2]))] if i2 > i1 else []
        parts += [Words(Op.ADDED, "".join(middle_new[j1:j2]))] if j2 > j1 else []
    parts += _context(_words(before[len(before) - end :] if end else []), context, at_end=False)
    return tuple(parts)


def _opcodes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]] | None:
    """What difflib finds, as opcodes; None where they would take too long."""
    has_junk = len(new) >= _JUNK_FROM
    for autojunk, limit in ((False, _EXACT_PAIRS), (True, _JUNKED_PAIRS)):
        common = len(new) // _JUNK_SHARE + 1 if autojunk and has_junk else len(new)
        in_old, in_new = Counter(old), Counter(new)
        if sum(in_old[word] * count for word, count in in_new.items() if count <= common) <= limit:
            return list(SequenceMatcher(None, old, new, autojunk=autojunk).get_opcodes())
        if not has_junk:
            break
    return None


def _words(tokens: list[str]) -> list[str]:
    return _WORDS.findall("".join(tokens))


def _common(one: list[str], other: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _context(words: list[str], context: int, *, at_end: bool) -> list[Words]:
    """The words nearest to a change at their end (or start)."""
    if not words:
        return []
    shown = words[-context:] if at_end else words[:context]
    parts = [Words(Op.SAME, "".join(shown))]
    if len(words) > context:
        omitted = Words(Op.OMITTED, f"{len(words) - context} words")
        parts = [omitted, *parts] if at_end else [*parts, omitted]
    return parts


def _between(words: list[str], context: int) -> list[Words]:
    """Words between two changes."""
    if len(words) <= 2 * context:
        return [Words(Op.SAME, "".join(words))]
    return [
        Words(Op.SAME, "".join(words[:context])),
        Words(Op.OMITTED, f"{len(words) - 2 * context} words"),
        Words(Op.SAME, "".join(words[-context:])),
    ]
