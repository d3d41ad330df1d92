"""Measure extraction against gold letters: what `corpuspkg evaluate` does, in one call.

The gold format and the rules of matching are described in this folder's README. Nothing here reads letters itself: the
extraction is handed in, so that any can be measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from corpuspkg.evaluation.gold import GoldError, GoldLetter, Resolve, read_gold
from corpuspkg.evaluation.mentions import score_citations
from corpuspkg.evaluation.metadata import score_metadata
from corpuspkg.evaluation.scores import Measure, Mistake, Report, Score, Tally, Verdict, total
from corpuspkg.model import Letter, LetterId
from corpuspkg.normalize import normalize

__all__ = ["GoldError", "GoldLetter", "Measure", "Mistake", "Report", "Score", "Tally", "Verdict", "evaluate"]

Extract = Callable[[str, str], Letter]


def evaluate(paths: Iterable[Path], extract: Extract, resolve: Resolve) -> Report:
    """Score an extraction against gold files.

    Args:
        paths: Gold files.
        extract: Gives a letter for its normalized text and a name.
        resolve: Gives the instrument ids a name in the gold stands for; none where it is unknown.

    Raises:
        GoldError: A gold file is not as documented.
    """
    letters: dict[str, int] = {}
    results: list[Score | Mistake] = []
    unscored: list[tuple[str, str]] = []
    failed: list[tuple[str, str]] = []
    for gold in (letter for path in paths for letter in read_gold(path, resolve)):
        letters[gold.collection] = letters.get(gold.collection, 0) + 1
        normalized = normalize(gold.text)
        letter = Letter(letter_id=LetterId(gold.name), text=normalized.text)
        try:
            letter = extract(normalized.text, gold.name)
        except Exception as error:  # noqa: BLE001 - one letter's failure counts as nothing read, and is reported
            failed.append((gold.name, f"{type(error).__name__}: {error}"))
        results += score_metadata(gold, letter)
        results += score_citations(gold, letter.citations, normalized)
        unscored += [
            (gold.name, one.words) for one in gold.citations or () if one.instrument_ids is None and not one.optional
        ]
    return Report(
        letters=letters,
        scores=total(one for one in results if isinstance(one, Score)),
        mistakes=tuple(one for one in results if isinstance(one, Mistake)),
        unscored=tuple(unscored),
        failed=tuple(failed),
    )
