"""The words for letters, statements and documents, and the rules: `words.csv` and `rules.csv`."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpuspkg.model import ReferenceKind

_DOCUMENTS = ("copy", "document", "draft", "list", "paper", "statement", "survey", "table")


@dataclass(frozen=True, slots=True)
class Word:
    """A word for something a letter can point to; `bare`: "your <word>" alone already points to one."""

    kind: ReferenceKind
    bare: bool


def _rows(name: str) -> list[dict[str, str]]:
    source = files("corpuspkg.references").joinpath(name)
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))


@cache
def load_words() -> dict[str, Word]:
    """Each word with its kind, in singular and plural.

    >>> load_words()["dispatches"].kind.value
    'letter'
    """
    words = {}
    for row in _rows("words.csv"):
        word = Word(ReferenceKind(row["kind"]), row["bare"] == "yes")
        words[row["word"]] = words[_plural(row["word"])] = word
    return words


def _plural(word: str) -> str:
    if word.endswith(("ch", "s")):
        return word if word.endswith("s") and not word.endswith("ss") else word + "es"
    return word[:-1] + "ies" if word.endswith("y") else word + "s"


@cache
def word_pattern() -> re.Pattern[str]:
    """Any of the words, as a whole word, case ignored."""
    words = "|".join(re.escape(word) for word in sorted(load_words(), key=len, reverse=True))
    return re.compile(rf"(?<![\w’'-])(?:{words})(?![\w-])", re.IGNORECASE)


@cache
def enclosed_pattern() -> re.Pattern[str]:
    """A document said to go with the letter."""
    words = "|".join(re.escape(word) for word in sorted({*load_words(), *_DOCUMENTS}, key=len, reverse=True))
    return re.compile(
        rf"\b(?:the|this)\s(?:herewith\s)?(?:attached|enclosed|inclosed|annexed|accompanying)\s(?:\w+\s){{0,2}}?(?:{words})\b",
        re.IGNORECASE,
    )


def list_rules() -> tuple[dict[str, str], ...]:
    """The rules that find references: id, description, and a text that each finds and one it must not."""
    return tuple(_rows("rules.csv"))
