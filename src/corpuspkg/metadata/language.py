"""Tell a text's language by its script and its commonest words; None where that is not sure."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+")
# Characters looked at, words needed, and by how much the first language must lead the second.
_SAMPLE = 900
_LEAST = 3
_LEADS = 1.3


@cache
def _profiles() -> dict[str, tuple[str, ...]]:
    source = files("corpuspkg.metadata").joinpath("stopwords.csv")
    profiles: dict[str, list[str]] = {}
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        for word in row["words"].split("|"):
            profiles.setdefault(word, []).append(row["language"])
    return {word: tuple(languages) for word, languages in profiles.items()}


def detect_language(text: str, start: int = 0, end: int | None = None) -> str | None:
    """BCP 47 tag of a passage, by stop words; None where no language leads clearly.

    >>> detect_language("We write to you about the harbour and the bridge that is in our town.")
    'en'
    >>> detect_language("12 34") is None
    True
    """
    stop = len(text) if end is None else end
    sample = text[start : min(stop, start + _SAMPLE)].lower()
    profiles = _profiles()
    counts: dict[str, int] = {}
    for word in _WORD.findall(sample):
        for language in profiles.get(word, ()):
            counts[language] = counts.get(language, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < _LEAST:
        return None
    if len(ranked) > 1 and ranked[0][1] < ranked[1][1] * _LEADS:
        return None
    return ranked[0][0]
