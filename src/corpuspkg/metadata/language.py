"""Tell a text's language by its script and its commonest words; None where that is not sure."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+")
_MARKS = "’“”–—"
# Blanks for all of ASCII that is no letter.
_BLANKED = bytes(code if chr(code).isalpha() or code > 127 else 32 for code in range(256))
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


def _split_words(sample: str) -> list[str]:
    """Runs of letters, in lower case; found faster where beside the commonest marks and ASCII there are letters only."""
    plain = sample
    for mark in _MARKS:
        plain = plain.replace(mark, " ")
    if plain.isascii():
        return plain.lower().encode().translate(_BLANKED).decode().split()
    words = plain.lower().encode(errors="replace").translate(_BLANKED).decode().split()
    return words if "".join(words).isalpha() else _WORD.findall(sample.lower())


def detect_language(text: str, start: int = 0, end: int | None = None) -> str | None:
    """BCP 47 tag of a passage, by stop words; None where no language leads clearly.

    >>> detect_language("We write to you about the harbour and the bridge that is in our town.")
    'en'
    >>> detect_language("12 34") is None
    True
    """
    stop = len(text) if end is None else end
    words = _split_words(text[start : min(stop, start + _SAMPLE)])
    counts: dict[str, int] = {}
    for languages, times in Counter(map(_profiles().get, words)).items():
        for language in languages or ():
            counts[language] = counts.get(language, 0) + times
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < _LEAST:
        return None
    if len(ranked) > 1 and ranked[0][1] < ranked[1][1] * _LEADS:
        return None
    return ranked[0][0]
