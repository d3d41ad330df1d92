"""How one text became another, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import takewhile

_WORDS = re.compile(r"\S+\s*|\s+")
_CONTEXT = 6
# Above this many pairs of differing words, the exact comparison costs seconds; common words are then passed over.
_EXACT_PAIRS = 4_000_000


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
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    middle_old, middle_new = before[start : len(before) - end], after[start : len(after) - end]
    parts = _context(before[:start], context, at_end=True)
    matcher = SequenceMatcher(None, middle_old, middle_new, autojunk=len(middle_old) * len(middle_new) > _EXACT_PAIRS)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            parts += _between(middle_old[i1:i2], context)
            continue
        parts += [Words(Op.REMOVED, "".join(middle_old[i1:i2]))] if i2 > i1 else []
        parts += [Words(Op.ADDED, "".join(middle_new[j1:j2]))] if j2 > j1 else []
    parts += _context(before[len(before) - end :] if end else [], context, at_end=False)
    return tuple(parts)


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
