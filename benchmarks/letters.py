"""Letters for the benchmarks: the corpus's own and the test sentences, perturbed by a seeded generator."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEED = 20240229
_SENTENCE_SHARE = 0.1  # of the paragraphs, so many are test sentences; the rest is the prose of real letters
_LETTER_SIZE = 3_000
_NUMBER = re.compile(r"\b\d{1,4}\b")
_FILLER = ("indeed", "however", "naïve", "in Zürich", "señor", "on the other hand", "as you know", "— mind you —")
_OPENINGS = ("Dear Mr. President,", "Dear Ms. Berg,", "Sir:", "Your Excellency,", "To whom it may concern")
_CLOSINGS = ("Sincerely,\n\nAda Berg", "Respectfully yours,\n\nT. Brandt", "Yours faithfully,\nM. Lindqvist")


def make_letters(megabytes: float, seed: int = SEED) -> Iterator[str]:
    """Letters of about 3 KB, together so many megabytes of UTF-8; the same for the same seed.

    Words are dropped, doubled and put in, numbers changed, quotation marks and line ends varied, so that no two
    letters are the same and a cache helps nobody.
    """
    source = random.Random(seed)  # noqa: S311 - repeatable, not secret
    paragraphs, sentences = _paragraphs(), _sentences()
    left = int(megabytes * 1_000_000)
    while left > 0:
        letter = _make_letter(source, paragraphs, sentences)
        left -= len(letter.encode())
        yield letter


def cited_sentences() -> list[str]:
    """The test sentences that hold citations."""
    return [case["text"] for case in _cases() if case["citations"]]


def _cases() -> Iterator[dict[str, list[object]]]:
    for path in sorted((ROOT / "tests" / "cases" / "citations").glob("*.jsonl")):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _paragraphs() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    return [paragraph for text in texts for paragraph in text.splitlines() if paragraph.strip()]


def _sentences() -> list[str]:
    return [str(case["text"]) for case in _cases()]


def _make_letter(source: random.Random, paragraphs: list[str], sentences: list[str]) -> str:
    day = f"{source.randint(1, 28)} {source.choice(('January', 'May', 'October'))} {source.randint(1950, 2024)}"
    parts = [day, source.choice(_OPENINGS)]
    while sum(map(len, parts)) < _LETTER_SIZE:
        pool = sentences if source.random() < _SENTENCE_SHARE else paragraphs
        parts.append(_perturb(source, source.choice(pool)))
    return "\n\n".join([*parts, source.choice(_CLOSINGS)])


def _perturb(source: random.Random, text: str) -> str:
    words = text.split(" ")
    for _ in range(max(1, len(words) // 25)):
        at = source.randrange(len(words))
        words[at : at + 1] = source.choice(([], [words[at], words[at]], [words[at], source.choice(_FILLER)]))
        words = words or [""]
    changed = " ".join(words)
    if source.random() < 0.5:  # noqa: PLR2004 - half of them
        changed = _NUMBER.sub(lambda match: str(int(match[0]) + source.choice((0, 0, 1, 7))), changed)
    if source.random() < 0.3:  # noqa: PLR2004 - some are hard-wrapped
        changed = re.sub(r"(.{60,72}) ", r"\1\n", changed)
    return changed.replace("'", "’") if source.random() < 0.3 else changed  # noqa: PLR2004 - some are typeset
