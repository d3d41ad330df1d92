"""Reads the names of instruments that no authority holds: runs of capitalized words before or behind an anchor."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpuspkg.citations.document import Document

_WORD = re.compile(r"[^\W_][\w'’&/-]*")


@cache
def _parts() -> tuple[frozenset[str], frozenset[str]]:
    """Words that link the parts of a name, and words that open a sentence or lead up to a name (`name_parts.csv`).

    The latter are no part of a name even with a capital.
    """
    with Path(__file__).with_name("name_parts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return (
        frozenset(row["word"] for row in rows if row["role"] == "link"),
        frozenset(row["word"] for row in rows if row["role"] == "opener"),
    )


def load_openers() -> frozenset[str]:
    """Words, in small letters, that open a sentence or lead up to a name."""
    return _parts()[1]


_TOKEN = re.compile(r"\([^()\n]{2,80}\)|[\w'’&./-]*[\w&]\.?|\S")
_JOINED_BY = re.compile(r"[A-Z][\w'’-]*(?: (?:of|in|to|for|with|on|from))+ (?:the |its )(?=[A-Z])")
_DETERMINERS = ("the", "its", "their")
_SHOUTED = ("THE", "OF", "AND", "UNDER", "IN")
_ROMAN = re.compile(r"[IVXLC]+")
_ABBREVIATION = re.compile(r"(?:[A-Z]\.)+|U\.S\.|No\.|St\.|Dr\.|Mr\.")
_LISTED = re.compile(r"(?:[A-Z][\w'’-]*,? ){1,5}(?:and|or|&) [A-Z]")
_LAST_LISTED = re.compile(r"(?:and|or) [A-Z]")
_LONGEST_WORD = 40
_REACH = 170
_REMEMBERED = 4096
_WINDOW = 400
_SAFE = 250
_LIMIT = 14
_NEAR = 50
_SAMPLE = 20_000
_UNBROKEN = re.compile(r"(?m)^[^\n]{130,}")  # no line broken to a width is so long


@lru_cache(maxsize=_REMEMBERED)
def slug(words: str) -> str:
    """A name as part of an identifier.

    >>> slug("Chiragov and Others v. Arménia")
    'chiragov-and-others-v-armenia'
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def read_name_before(document: Document, at: int, *, limit: int = _LIMIT, others: bool = False) -> int | None:
    """Start of the run of capitalized words that ends at `at`; None where there is none.

    Small linking words count inside the run, words in parentheses too. A capitalized word that opens the sentence
    counts only if it is no function word.

    Args:
        others: "and Others" belongs to the name.
    """
    text = document.text
    last = text[text.rfind(" ", max(0, at - _LONGEST_WORD), at) + 1 : at]
    if last.isalpha() and last.islower() and last not in _parts()[0] and last != "others":
        return None  # by far the most frequent case
    low = max(0, at - _REACH)
    low = max(low, text.rfind("\n\n", low, at) + 1, text.rfind("\t", low, at) + 1)
    line = text.rfind("\n", low, at) + 1
    if line and not is_wrapped(document):
        low = line
    if low and text[low - 1].isalnum():
        low = text.find(" ", low, at) + 1 or at
    begin = max(0, low - 2)  # two characters more tell whether a sentence starts there
    found = _find_name_before(text[begin:at], low - begin, limit, others)
    return None if found is None else begin + found


def is_wrapped(document: Document) -> bool:
    """Tell whether the letter breaks its lines to a width, so that a name may run over a line's end."""
    known = document.notes.get("wrapped")
    if known is None:
        long = sum(len(line) for line in _UNBROKEN.findall(document.text, 0, _SAMPLE))
        known = document.notes["wrapped"] = 2 * long < min(len(document.text), _SAMPLE)
    return bool(known)


@lru_cache(maxsize=_REMEMBERED)
def _find_name_before(text: str, low: int, limit: int, others: bool) -> int | None:  # noqa: FBT001  # a key of the cache
    """As `read_name_before`, in a window that ends at the anchor: form letters repeat it word by word."""
    at = len(text)
    best: int | None = None
    edge_word = ""  # the word behind the one looked at
    edge = at  # where the parentheses right before `at` begin
    for token in islice(_tokens_backwards(text, low, at), 2 * limit):
        word = token.group()
        if word in _DETERMINERS and best is None and not others:
            break  # no name ends so
        if word in _DETERMINERS and best is not None and _LAST_NAME.search(text, low, token.start()):
            break
        inside = word in _HEADS and _goes_on_before(text, token.start(), token.end())
        if inside or (word[0].isupper() and _is_part(word, named=best is not None or token.end() + 1 < at)):
            best = token.start()
        elif not (
            (word.lower() in _parts()[0] and not word[0].isupper())
            or (others and word == "others")
            or (best is not None and word[0] == "(" and not (others and len(word) > 1))
            or (best is not None and word == "," and edge_word != "the" and _lists(text, token.start(), at))
            or (best is None and word[0] == "(" and token.end() + 1 >= edge)
        ):
            break
        else:
            edge = token.start() if word[0] == "(" else edge
        edge_word = word
    return None if best is None else _without_opening(text, best, at)


def _tokens_backwards(text: str, low: int, at: int) -> Iterator[re.Match[str]]:
    """The tokens before a place, the last one first; most names are short, so the nearest are read by themselves."""
    near = text.find(" ", at - _NEAR, at) + 1 if at - low > _NEAR and text.find("(", low, at) < 0 else low
    yield from reversed(list(_TOKEN.finditer(text, max(low, near), at)))
    if near > low:
        yield from reversed(list(_TOKEN.finditer(text, low, near)))


# Words that open a passage ("Title IX of the …"), but also stand within a name: "Native Title Act".
_HEADS = frozenset({"Title", "House", "Senate", "Congress", "Parliament", "President", "Part", "Section", "Schedule"})
_WORD_BEFORE = re.compile(r"(?<![.!?:] )(?<!\A)\b(?P<word>[A-Z][a-z'’-]+) \Z")


def _goes_on_before(text: str, start: int, end: int) -> bool:
    """Tell whether such a word is part of a name: behind another capitalized word, or before "of"."""
    if text.startswith(" of ", end) and text[start:end] == "House":
        return True
    match = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    return match is not None and match["word"].lower() not in _parts()[1]


def _without_opening(text: str, start: int, at: int) -> int:
    """Start of a name without the sentence's first word, if small words join that to it: "Nothing in the X Treaty"."""
    before = text[max(0, start - 2) : start].strip(" \"“”'‘(")
    if before and before[-1] not in ".!?:\n":
        return start
    joined = _JOINED_BY.match(text, start, at)
    return joined.end() if joined and not (start and before == "" and text[start - 1] != "\n") else start


def _is_part(word: str, *, named: bool) -> bool:
    """Tell whether a capitalized word belongs to a name: no function word, Roman numeral or end of a sentence."""
    if word.lower() in _parts()[1] and not (word.isupper() and len(word) > 1 and word not in _SHOUTED):
        return False
    if named and _ROMAN.fullmatch(word):
        return False
    return word[-1] != "." or _is_abbreviation(word)


def _lists(text: str, comma: int, at: int) -> bool:
    """Tell whether a comma within a name is one of a list, as in "Sanctions, Accountability, and Divestment Act"."""
    return " and " in text[comma:at] or " & " in text[comma:at]


def _is_abbreviation(word: str) -> bool:
    return _ABBREVIATION.fullmatch(word) is not None


def read_name_after(document: Document, at: int, *, limit: int = _LIMIT) -> int | None:
    """End of the run of capitalized words that starts at `at`, links and lists inside it included."""
    text = document.text
    best, seen = _find_name_after(text[at : at + _WINDOW], limit)
    if seen > _SAFE:  # the window may have cut what decides
        best, _ = _find_name_after(text[at : at + _WINDOW * 4], limit)
    return None if best is None else at + best


@lru_cache(maxsize=_REMEMBERED)
def _find_name_after(text: str, limit: int) -> tuple[int | None, int]:
    """End of the name at the head of a passage, and how far was read."""
    position = 0
    best: int | None = None
    for _ in range(limit):
        match = _WORD.match(text, position, position + 50)
        if match is None:
            break
        word = match.group().rstrip("-/’'")
        end = match.start() + len(word)
        if word[0].isupper() and not (best is not None and word.lower() in _STOPPERS):
            best = end - 2 if word.endswith(("'s", "’s")) else end
            if word.endswith(("'s", "’s")):
                break
        elif (word.lower() not in _parts()[0] and not _AT.match(text, match.start())) or _NEXT_NAME.match(
            text, match.start()
        ):
            break
        gap = text[end : end + 2]
        if gap[:1] == "," and gap[1:2] in (" ", "\n"):
            ahead = _LISTED.match(text, end + 2, end + 90)
            if ahead is None and not _LAST_LISTED.match(text, end + 2):
                break
            position = end + 2
        elif gap[:1] in (" ", "\n") and text[end + 1 : end + 2] != "\n":
            position = end + 1
        else:
            break
    return best, position


# "Rights at Work" goes on; "… and the Freedom Charter" is a name of its own.
_AT = re.compile(r"at (?:Work|Sea|Birth|Home|Risk)\b")
_LAST_NAME = re.compile(
    r"\b(?:Act|Accords?|Agreement|Bill|Charter|Code|Compact|Convention|Covenant|Declaration|Directive"
    r"|Guidelines|Law|Principles|Protocol|Regulations?|Rules|Treaty|Statute|Pact)\b[^;:]{0,60}\band \Z"
)
_NEXT_NAME = re.compile(
    r"and (?:the|its) (?:[A-Z][\w'’-]* (?:of |on |for |the )*){0,6}"
    r"(?:Act|Bill|Charter|Compact|Convention|Covenant|Declaration|Directive|Law|Protocol|Regulations?|Treaty|Agreement|Statute"
    r"|Pact|Code|Constitution)\b"
)
_STOPPERS = frozenset(
    ["article", "articles", "section", "sections", "paragraph", "chapter", "annex", "under", "which", "that"]
)
