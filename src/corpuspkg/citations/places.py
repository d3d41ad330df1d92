"""Countries named in a passage, by name or adjective."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from corpuspkg.citations.automaton import Finder, build_finder
from corpuspkg.citations.scan import fold_bytes

if TYPE_CHECKING:
    from corpuspkg.authority import Registry
    from corpuspkg.citations.document import Document

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


@dataclass(frozen=True, slots=True)
class Place:
    """A country named in the text."""

    iso2: str
    start: int
    end: int
    weighty: bool  # named as a state: its government, people or citizens


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
        weighty = _PLACE_WORDS.search(document.folded, max(0, begin - 45), begin) is not None
        places.append(Place(gazetteer.codes[number], begin, stop, weighty))
    return places


def country_named(document: Document, start: int, end: int) -> str | None:
    """The one country that a passage names, if it names exactly one."""
    codes = {place.iso2 for place in places_between(document, start, end)}
    return codes.pop() if len(codes) == 1 else None
