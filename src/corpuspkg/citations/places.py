"""Countries named in a passage, by name or adjective."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from corpuspkg.citations.automaton import Finder, build_finder
from corpuspkg.citations.document import CitationContext, Document
from corpuspkg.citations.scan import fold_bytes, scan_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpuspkg.authority import Registry

_MIN_NAME = 4
# Short forms are unsafe as words ("us"), so they count in capitals only.
_CAPITALS = {
    "us": "us",
    "u.s.": "us",
    "usa": "us",
    "u.s.a.": "us",
    "uk": "gb",
    "u.k.": "gb",
    "uae": "ae",
    "ussr": "x-su",
    "drc": "cd",
}
_PLACE_WORDS = re.compile(
    r"(?:government|people|republic|citizens|parliament|president|authorities|state"
    r"|nation|kingdom|leaders) of (?:the )?(?:republic of )?\Z"
)


class Place(NamedTuple):
    """A country named in the text."""

    iso2: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Finds countries' names."""

    finder: Finder
    codes: tuple[str, ...]
    capitals: tuple[bool, ...]
    names: dict[str, str]


@cache
def load_gazetteer(registry: Registry) -> Gazetteer:
    """Names and demonyms of the registry's countries, ready to be found."""
    found: dict[str, str] = {}
    for country in registry.countries:
        for name in (*country.names, *country.demonyms):
            folded = fold_bytes(name).decode("latin-1")
            if len(folded) >= _MIN_NAME and "?" not in folded and "." not in folded:
                found.setdefault(folded, country.iso2)
    found = {name: code for name, code in found.items() if name not in _CAPITALS}
    names = sorted(found)
    shorts = sorted(_CAPITALS)
    finder = build_finder([name.encode("latin-1") for name in (*names, *shorts)])
    codes = (*(found[name] for name in names), *(_CAPITALS[name] for name in shorts))
    capitals = (*(False for _ in names), *(True for _ in shorts))
    return Gazetteer(finder, codes, capitals, found | _CAPITALS)


def places_between(document: Document, start: int, end: int) -> list[Place]:
    """Countries named in a passage, in order; of overlapping names the longest."""
    gazetteer = load_gazetteer(document.registry)
    places: list[Place] = []
    for low, high, number in gazetteer.finder.find(document.scan.data[start:end]):
        begin, stop = start + low, start + high
        while (
            stop < len(document.text)
            and stop < end
            and document.text[stop : stop + 1] == "s"
            and stop - begin > _MIN_NAME
        ):
            stop += 1  # "Azerbaijanis"
        if not document.is_word(begin, stop) or not document.text[begin].isupper():
            continue
        if gazetteer.capitals[number] and not document.text[begin : start + high].isupper():
            continue
        if places and begin < places[-1].end:
            if stop - begin > places[-1].end - places[-1].start:
                places.pop()
            else:
                continue
        places.append(Place(gazetteer.codes[number], begin, stop))
    return places


def is_weighty(document: Document, place: Place) -> bool:
    """Tell whether a country is named as a state: its government, people or citizens."""
    if not document.folded.endswith((" of ", " of the "), 0, place.start):
        return False
    return _PLACE_WORDS.search(document.folded, max(0, place.start - 45), place.start) is not None


# Offices and bodies of a state: whoever writes with one of them means that state by "our".
_STATE_WORDS = re.compile(
    r"(?:government|parliament|congress|senate|national assembly|president|prime minister|minister|ministry|ambassador"
    r"|embassy|chancellor|permanent representative|permanent mission|republic|kingdom)(?: of [a-z ,]{3,40})? of "
    r"(?:the )?(?:republic of |kingdom of |state of )?\Z"
)
_STATE = re.compile(r"(?:republic|kingdom|government) of ")
_CLOSED = re.compile(r" ?(?:\Z|[,;(]| (?:in|to|at) )")


def country_of_offices(offices: Iterable[str], registry: Registry) -> str | None:
    """The one state whose offices or bodies are named ("Minister of Justice of Georgia"); None for none or several.

    An adjective tells nothing: a committee of Armenians may be one of Americans.
    """
    codes = set()
    for office in offices:
        document = Document(scan_text(office), (), CitationContext(), registry)
        for place in places_between(document, 0, len(document.text)):
            led = _STATE_WORDS.search(document.folded, 0, place.start) or _STATE.match(document.folded, place.start)
            if led and _CLOSED.match(document.folded, place.end):
                codes.add(place.iso2)
    return codes.pop() if len(codes) == 1 else None
