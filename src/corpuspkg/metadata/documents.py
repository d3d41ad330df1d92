"""Read a document's title: "Letter dated ... from ... addressed to ...", in several languages and over several lines."""

from __future__ import annotations

import re
from dataclasses import replace

from corpuspkg.metadata.headlines import Pair
from corpuspkg.metadata.names import Party, read_party, trim
from corpuspkg.metadata.tidy import tidy_phrase
from corpuspkg.model import AgentKind

_TITLE = re.compile(
    r"(?:letters?|notes?(?: verbales?)?|(?:cable|tele)gram|message|communication|memorandum)s? (?:dated (?P<date>.{4,40}?) )?from (?P<left>.{4,260}?) "
    r"(?:addressed |directed |sent )?to (?P<right>(?:the |Mr|Ms|Mrs|His|Her|President|Secretary)[^\n(]{3,260})",
    re.IGNORECASE,
)
_TITLE_ELSEWHERE = re.compile(
    r"(?:dirigidas?|adressées?) (?:al? (?:la )?|aos? |às? |à la |à l[’']|à |aux? )(?P<right>.{4,260}?) (?:por|par|pel[oa]) (?:el |la |los |las |les? |l[’'])?(?P<left>[^\n]{4,260})",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r" addressed to ", re.IGNORECASE)


def read_title(text: str, start: int, end: int) -> Pair | None:
    """Read a document's title: "Letter dated 3 April 2013 from the X addressed to the Y"."""
    found = _TITLE.search(text, start, end)
    if not found:
        return _read_foreign(text, start, end)
    left_end, right_start = found.end("left"), found.start("right")
    addressed = _ADDRESSED.search(text, found.start("left"), end)
    if addressed:
        left_end, right_start = addressed.start(), addressed.end()
    right_end = re.compile(r"[(\n\[]|, (?:transmitting|enclosing|concerning)|$").search(text, right_start, end)
    left = office_of(text, found.start("left"), left_end)
    rights = _several(text, right_start, right_end.start() if right_end else end)
    return Pair((left,) if left else (), rights)


def _read_foreign(text: str, start: int, end: int) -> Pair | None:
    """Read a document's title in Spanish, Portuguese or French: the addressee stands before the writer."""
    found = _TITLE_ELSEWHERE.search(text, start, end)
    if not found:
        return None
    left, rights = _whole(text, *found.span("left")), []
    at = found.start("right")
    for also in _ALSO.finditer(text, *found.span("right")):
        rights.append(_whole(text, at, also.start()))
        at = also.end()
    rights.append(_whole(text, at, found.end("right")))
    return Pair((left,), tuple(rights))


_ALSO = re.compile(r" y (?:al? (?:la )?)| et (?:à la |à l[’']|à |aux? )")


def _whole(text: str, start: int, end: int) -> Party:
    """An office as it stands."""
    start, end = trim(text, start, end)
    return Party(name=tidy_phrase(text[start:end]), kind=AgentKind.OFFICE, start=start, end=end)


def _several(text: str, start: int, end: int) -> tuple[Party, ...]:
    """One office or two: "the Secretary-General and the President of the Security Council"."""
    found = []
    at = start
    for match in re.finditer(r",? and (?=(?:to )?the [A-Z])", text[start:end]):
        found.append(office_of(text, at, start + match.start()))
        at = start + match.end()
    found.append(office_of(text, at, end))
    return tuple(party for party in found if party)


def office_of(text: str, start: int, end: int) -> Party | None:
    """A phrase that names an office at length, taken whole: "the Permanent Representative of X to the United Nations"."""
    party = read_party(text, start, end)
    phrase = re.sub(r"\s+", " ", text[start:end]).strip(" .,;")
    bare = re.sub(r"^(?:the|his excellency|her excellency) ", "", phrase, flags=re.IGNORECASE)
    if party is None or (
        (party.kind is AgentKind.PERSON and re.search(r"\b(?:of|to|for|in) (?:the )?\w+", bare))
        and not re.search(r"\b(?:Mr|Mrs|Ms|Dr)\b\.?", phrase)
    ):
        begin = start + max(text[start:end].find(bare[:10]), 0)
        return Party(
            name=tidy_phrase(bare),
            kind=AgentKind.OFFICE,
            start=begin,
            end=start + len(text[start:end].rstrip(" .,;\n")),
        )
    return replace(party, name=tidy_phrase(bare)) if party.kind is AgentKind.OFFICE else party


def read_letter_from(flat: str, start: int, end: int) -> Pair | None:
    """A title over several lines: "Letter from Captain A, Hydrographer, to the Secretary of the Board"."""
    found = _LETTER_FROM.match(flat, start, end)
    if not found:
        return None
    left = read_party(flat, *found.span("left"))
    right = office_of(flat, *found.span("right"))
    return Pair((left,) if left else (), (right,) if right else ())


_LETTER_FROM = re.compile(
    r"(?:copy of (?:a )?)?(?:letter|despatch|dispatch|note|report) from (?P<left>.{3,160}?),? to (?P<right>(?:the|Mr|Mrs|Lord|Sir|His|Her)\b.{3,160}?)(?=[,.;(]|$)",
    re.IGNORECASE,
)
