"""Which body a number belongs to: the one named at the mention, in its sentence, or by the letter's own heading."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpuspkg.citations.automaton import build_finder, find_in_pieces
from corpuspkg.citations.scan import fold_pattern

if TYPE_CHECKING:
    from corpuspkg.citations.automaton import Finder
    from corpuspkg.citations.document import Document
    from corpuspkg.citations.numbers import Item

_PREFIX = r"(?:(?:united nations|un|u\.n\.|u\.s\.|us)(?:'s?|s')?[ -])?"
_SUFFIX = r"(?: \((?:the )?\"?[a-z. ]{2,24}\"?\))?(?:'s?)?"
_BETWEEN = (
    r"(?: (?:relevant|previous|earlier|recent|subsequent|unanimous|binding|landmark|historic|key|four|three"
    r"|two|five|several|numerous|various))?"
)
_AFTER = re.compile(
    r"(?:[,;]? (?:both |all )?(?:adopted |passed |issued |approved )?(?:unanimously )?(?:by"
    r"|of|from|in|at) (?:the )?|,? \(| (?:du|des|der|del|de la|de) | de l'| )"
)


_LONG = 20_000


@dataclass(frozen=True, slots=True)
class Names:
    """Patterns of the bodies' names, and what each name means."""

    anywhere: re.Pattern[str]
    before: re.Pattern[str]
    bodies: dict[str, str]
    exact: frozenset[str]
    telling: tuple[str, ...]  # a passage without any of these words names no body


class Body(NamedTuple):
    """A body named in the text."""

    body: str
    start: int
    end: int


@cache
def load_names() -> Names:
    """The names in `bodies.csv` as patterns."""
    with Path(__file__).with_name("bodies.csv").open(encoding="utf-8", newline="") as file:
        rows = [{**row, "name": fold_pattern(row["name"])} for row in csv.DictReader(file)]
    names = sorted({row["name"] for row in rows}, key=len, reverse=True)
    union = "|".join(map(re.escape, names))
    core = rf"(?<![a-z0-9.]){_PREFIX}(?P<name>{union})(?![a-z0-9])"
    return Names(
        anywhere=re.compile(core),
        before=re.compile(core + _SUFFIX + _BETWEEN + r" ?\Z"),
        bodies={row["name"]: row["body"] for row in rows},
        exact=frozenset(row["name"] for row in rows if row["case"] == "exact"),
        telling=_cover(names),
    )


def _cover(names: list[str]) -> tuple[str, ...]:
    """A few words of which each name has one.

    >>> _cover(["security council", "council", "senate"])
    ('council', 'senate')
    """
    left, chosen = [frozenset(name.split()) for name in names], []
    while left:
        words = sorted(frozenset().union(*left))
        chosen.append(max(words, key=lambda word: sum(word in name for name in left)))
        left = [name for name in left if chosen[-1] not in name]
    return tuple(chosen)


@cache
def _telling_words() -> Finder:
    return build_finder([word.encode("latin-1") for word in load_names().telling])


def _may_name(document: Document, start: int, end: int) -> bool:
    """Tell whether a passage has a word without which it names no body; in a long letter these are sought but once."""
    data = document.scan.data
    if len(data) < _LONG:
        return bool(_telling_words().find(data[start:end]))
    places = document.notes.get("telling words")
    if not isinstance(places, list):
        places = [place for place, _, _ in find_in_pieces(_telling_words(), data)]
        document.notes["telling words"] = places
    first = bisect_left(places, start)
    return first < len(places) and places[first] < end


def body_before(document: Document, at: int) -> Body | None:
    """The body named right before `at`, from its first letter."""
    low = max(0, at - 110)
    if not _may_name(document, low, at):
        return None
    # The character before the passage tells whether a word starts there.
    found = _find_before(document.folded[max(0, low - 1) : at], min(low, 1))
    if found is None:
        return None
    place, start, end = found
    body = _check(document, load_names(), at - place, at - start, at - end)
    return body and Body(body.body, body.start, at)


@lru_cache(maxsize=4096)
def _find_before(passage: str, low: int) -> tuple[int, int, int] | None:
    """How far before the end of a passage the words for a body start, and its name starts and ends."""
    match = load_names().before.search(passage, low)
    if match is None:
        return None
    size = len(passage)
    return size - match.start(), size - match.start("name"), size - match.end("name")


def body_after(document: Document, at: int) -> Body | None:
    """The body named right behind `at`: "of the Security Council", "adopted by the Security Council"."""
    link = _AFTER.match(document.folded, at, at + 60)
    if link is None:
        return None
    match = load_names().anywhere.match(document.folded, link.end(), link.end() + 90)
    return _checked(document, match, load_names()) if match else None


def bodies_between(document: Document, start: int, end: int) -> list[Body]:
    """All bodies named in a passage, in order."""
    if not _may_name(document, start, end):
        return []
    names = load_names()
    found = (_checked(document, match, names) for match in names.anywhere.finditer(document.folded, start, end))
    return [body for body in found if body]


def _checked(document: Document, match: re.Match[str], names: Names) -> Body | None:
    found = _check(document, names, match.start(), *match.span("name"))
    return found and Body(found.body, found.start, match.end())


def _check(document: Document, names: Names, place: int, start: int, end: int) -> Body | None:
    name, written = document.folded[start:end], document.text[start:end]
    if _is_others(document, place, end):
        return None
    if name in names.exact and not written.isupper() and not (name == "house" and written[0] == "H"):
        return None
    return Body(names.bodies[name], place, end)


def fits(body: str, item: Item, word: str) -> bool:
    """Tell whether a body numbers its texts that way."""
    slashed = "/" in item.number
    if body == "un:sc":
        return not slashed and not item.roman and not item.letter and word not in ("recommendation", "rec")
    if body == "un:ga":
        return slashed or bool(item.roman) or item.year is None or item.year <= 1976  # noqa: PLR2004  # the last year of the old numbers
    if body == "un:hrc":
        return slashed
    if body.startswith("coe:"):
        return not slashed and not item.roman
    return True


_NATIONAL = re.compile(r"(?:national |state |school |student )\Z")
# "of the Council of Europe", a date or "of the same day" go on; another owner makes another body: that of Ruritania's
# Security Council, or of a parish.
_OF = re.compile(r" of (?P<the>the |our |a )?(?P<owner>[a-z])")
_NO_OWNER = re.compile(
    r"(?:united nations|un|u\.n\.|council of europe|osce|organi[sz]ation|european|jan|feb|mar|apr|may|june|july|aug|sep"
    r"|oct|nov|dec|same|said|day|past|last|previous|year|world|time|moment|late|early)(?![a-z])"
    r"|(?:jan|feb|mar|apr|aug|sep|oct|nov|dec)[a-z]* \d"
)
_COMMON_OWNER = re.compile(r"(?:all )?(?:shareholders|members|owners|students)(?![a-z])")


def _is_others(document: Document, start: int, end: int) -> bool:
    """Tell whether the name is that of a state's or company's own body."""
    folded = document.folded
    if _NATIONAL.search(folded, max(0, start - 9), start):
        return True
    other = _OF.match(folded, end, end + 12)
    if other is None or _NO_OWNER.match(folded, other.start("owner")):
        return False
    named = document.text[other.start("owner")].isupper() or other["the"] is not None
    return named or _COMMON_OWNER.match(folded, other.start("owner")) is not None


_HEADINGS = {
    "Security Council": "un:sc",
    "General Assembly": "un:ga",
    "Human Rights Council": "un:hrc",
    "Parliamentary Assembly": "coe:pace",
}
_HEADING = re.compile(rf"\nThe ({'|'.join(_HEADINGS)}),")


def own_body(document: Document) -> str | None:
    """The body whose own resolution the letter's text is, told by the line that opens such a text."""
    if "own body" not in document.notes:
        match = _HEADING.search(document.text)
        document.notes["own body"] = _HEADINGS[match.group(1)] if match else None
    found = document.notes["own body"]
    return found if isinstance(found, str) else None
