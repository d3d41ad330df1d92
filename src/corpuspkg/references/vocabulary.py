"""The words for letters, statements and documents, and the rules: `words.csv` and `rules.csv`."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpuspkg.authority.literals import Literals
from corpuspkg.model import ReferenceKind

ENCLOSED = ("attached", "enclosed", "inclosed", "annexed", "accompanying")
_PLAIN = re.compile(r"[ -~]*")
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
    """Any of the words, as a whole word."""
    words = "|".join(re.escape(word) for word in sorted(load_words(), key=len, reverse=True))
    return re.compile(rf"(?<![\w’'-])(?:{words})(?![\w-])", re.IGNORECASE)


@cache
def word_stems() -> tuple[str, ...]:
    """What the words begin with, as far as it is plain Latin: where none of these stands, no word does."""
    heads = sorted({_PLAIN.match(word).group() for word in load_words()})  # type: ignore[union-attr]
    return tuple(head for head in heads if not any(head != other and head.startswith(other) for other in heads))


@cache
def _stems() -> Literals:
    return Literals(word_stems())


def find_words(text: str) -> list[re.Match[str]]:
    """The words in a text, in order.

    >>> [match.group() for match in find_words("two letters and a Dispatch; notebooks")]
    ['letters', 'Dispatch']
    """
    return [match for at, _ in _stems().find(text) if (match := word_pattern().match(text, at))]


def find_words_within(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """The words in each of some spans that follow each other in a text, as `find_words` gives them for each alone.

    >>> list(find_words_within("a letter; two notes", [(0, 9), (10, 16)]))
    [[(2, 8)], []]
    """
    pattern, hits = word_pattern(), [at for at, _ in _stems().find(text)]
    first = 0
    for start, end in spans:
        first = bisect_left(hits, start, first)
        found = []
        for at in hits[first : bisect_left(hits, end, first)]:
            # What stands before the span is not looked at.
            match = pattern.match(text, at, end) if at > start else pattern.match(text[start:end])
            if match:
                found.append((at, at + match.end() - match.start()))
        yield found


def lower(text: str) -> str:
    """Lower case, character by character where the whole would change the length.

    >>> len(lower("İzmir")), lower("Ab")
    (5, 'ab')
    """
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@cache
def enclosed_pattern() -> re.Pattern[str]:
    """A document said to go with the letter, from the word that says so on."""
    words = "|".join(re.escape(word) for word in sorted({*load_words(), *_DOCUMENTS}, key=len, reverse=True))
    return re.compile(
        rf"(?:{'|'.join(ENCLOSED)})\s(?:\w+\s){{0,2}}?(?:{words})\b",
        re.IGNORECASE,
    )


def list_rules() -> tuple[dict[str, str], ...]:
    """The rules that find references: id, description, and a text that each finds and one it must not."""
    return tuple(_rows("rules.csv"))
