"""What comes of a decision about a row, and the passage it names."""

from __future__ import annotations

from dataclasses import dataclass

from corpuspkg.findings import make_issue
from corpuspkg.model import Issue, Letter

CURATED = "curated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a decision about a row comes to.

    Attributes:
        letter: With the decision carried out.
        action: What was done: `add`, `set` or `remove`, as the table `curations` says it.
        issue: Why it could not be carried out.
        note: What the published table of issues says of it.
        start, end: The passage decided on.
    """

    letter: Letter
    action: str
    issue: Issue | None = None
    note: Issue | None = None
    start: int | None = None
    end: int | None = None


def find_passage(text: str, words: str, occurrence: int) -> tuple[int | None, int | None]:
    """Span of the n-th occurrence of `words`, or Nones.

    >>> find_passage("an act, an act", "an act", 2)
    (8, 14)
    """
    at = -1
    for _ in range(occurrence):
        at = text.find(words, at + 1)
        if at < 0:
            return None, None
    return at, at + len(words)


def missing_passage(table: str, words: str, occurrence: int) -> Issue:
    """The letter does not hold the words that a decision names."""
    times = f" {occurrence} times" if occurrence > 1 else ""
    return make_issue("sidecar-passage-missing", f"{table}: the letter does not hold {words!r}{times}", table=table)


def without_effect(table: str, what: str) -> Issue:
    """A decision takes away what no rule reads."""
    return make_issue("decision-without-effect", f"{table}: a decision takes away {what}, and no rule reads it")
