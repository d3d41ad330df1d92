"""Counts, the measures that follow from them, and the mistakes behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """What is scored."""

    MENTION = "mention"
    LINK = "link"
    PINPOINT = "pinpoint"
    DATE = "date"
    AUTHOR = "author"
    RECIPIENT = "recipient"
    CC = "cc"
    PLACE = "place"


class Verdict(StrEnum):
    """What a mistake is: nothing given, something wrong given, something given where there is nothing."""

    MISSED = "missed"
    WRONG = "wrong"
    FALSE = "false"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing that was not as the gold says.

    Attributes:
        expected: What the gold says; None where it says that there is nothing.
        found: What was given; None where nothing was.
        context: The passage, for mentions.
    """

    verdict: Verdict
    measure: Measure
    collection: str
    family: str
    letter: str
    expected: str | None
    found: str | None
    context: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of one measure; tallies add up.

    Attributes:
        gold: Answers that the gold holds.
        given: Answers that were given and can be judged.
        right: Those of them that are right.
        nothing: Letters whose gold says that there is nothing to find.
        invented: Those of them for which an answer was given nevertheless.
    """

    gold: int = 0
    given: int = 0
    right: int = 0
    nothing: int = 0
    invented: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Sum of two tallies."""
        return Tally(
            gold=self.gold + other.gold,
            given=self.given + other.given,
            right=self.right + other.right,
            nothing=self.nothing + other.nothing,
            invented=self.invented + other.invented,
        )

    @property
    def precision(self) -> float | None:
        """Share of the given answers that are right; None where none was given."""
        return self.right / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        """Share of the gold's answers that were given; None where the gold holds none."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there is nothing to judge.

        >>> Tally(gold=4, given=2, right=2).f1
        0.6666666666666666
        """
        return 2 * self.right / (self.gold + self.given) if self.gold + self.given else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A tally and what it is of. `family` is a family of instruments, or empty for metadata and for totals."""

    collection: str
    measure: Measure
    family: str
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of an evaluation.

    Attributes:
        letters: Letters per collection.
        scores: In the order of collection, measure, family; the total of a measure (family "") before its families.
        mistakes: In the order of the letters.
        unscored: Names of instruments in the gold that no authority could tell, with the letter: not scored for links.
        failed: Letters that broke the extraction, with the reason: scored as if nothing was read.
    """

    letters: dict[str, int]
    scores: tuple[Score, ...]
    mistakes: tuple[Mistake, ...]
    unscored: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]


def total(scores: Iterable[Score]) -> tuple[Score, ...]:
    """Add up the scores of single letters; citations also over all families.

    >>> one = Score(collection="a", measure=Measure.LINK, family="treaty", tally=Tally(gold=1))
    >>> [(score.family, score.tally.gold) for score in total([one, one])]
    [('', 2), ('treaty', 2)]
    """
    sums: dict[tuple[str, Measure, str], Tally] = {}
    for score in scores:
        for family in {"", score.family}:
            key = (score.collection, score.measure, family)
            sums[key] = sums.get(key, Tally()) + score.tally
    order = list(Measure)
    return tuple(
        Score(collection=collection, measure=measure, family=family, tally=sums[collection, measure, family])
        for collection, measure, family in sorted(sums, key=lambda key: (key[0], order.index(key[1]), key[2]))
    )
