"""Treaties with a small letter: "the Washington treaty", "the extradition treaty with Italy"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.names import load_openers
from corpuspkg.citations.places import places_between
from corpuspkg.citations.treaties import NAMED, read_named, read_unheld
from corpuspkg.model import CitationStatus, Instrument

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_TWO = 2  # sides of a treaty
_SMALL = re.compile(r"(?:the (?P<name>[A-Z][a-zé]+)|\b(?P<pair>[A-Z][a-zé]+(?:-[A-Z][a-z]+)+))\Z")
_ONLY_DESCRIBES = re.compile(
    r" (?:ports?|powers?|rights|obligations?|negotiations?|proposals?|talks|commission|body|bodies|nations|between|with"
    r"|of)\b"
)


def read_named_treaty(document: Document, start: int, end: int) -> list[Mention]:
    """A treaty by a name of its own; the noun may have a small letter behind one name: "the Washington treaty"."""
    text = document.text
    if text[start + 1].isupper():
        return read_named(document, start, end)
    noun = NAMED.match(document.folded, start, start + 20)
    if noun is None:
        return []
    if document.folded.startswith((" with ", " between "), noun.end()):
        sided = _SIDED.search(document.folded, max(0, start - 40), start)
        found = _read_sides(document, sided, noun) if sided else None
        if found:
            return [found]
    word = text.rfind(" ", max(0, start - 40), start) + 1
    named = _SMALL.search(text, max(0, start - 40), start) if text[word].isupper() else None
    if named is None or (named["name"] or "").lower() in load_openers():
        return []
    if _ONLY_DESCRIBES.match(document.folded, noun.end()) or text[noun.end() : noun.end() + 1] == "-":
        return []
    return read_unheld(document, named.start("name" if named["name"] else "pair"), noun)


_SORTS = (
    "extradition|commercial|consular|naturalization|arbitration|boundary|peace|friendship|trade|defen[cs]e|tariff|fisheries"
    "|reciprocity|tax|investment|security"
)
_SIDED = re.compile(
    r"(?<![a-z])(?:the|our|its|their|that|said|existing|present)(?: (?:existing|present|new|old))?"
    rf"(?: (?P<sort>{_SORTS}))?\Z"
)
_JOINED = re.compile(r",? and (?:the )?")
_WITH = re.compile(r" (?P<link>with|between) (?:the )?")


def _read_sides(document: Document, before: re.Match[str], noun: re.Match[str]) -> Mention | None:
    """A treaty by its sort and its other side: "the extradition treaty with Italy"."""
    link = _WITH.match(document.folded, noun.end(), noun.end() + 14)
    places = places_between(document, link.end(), link.end() + 70) if link else []
    if link is None or not places or places[0].start != link.end():
        return None
    several = link["link"] == "between"
    if several and (len(places) < _TWO or not _JOINED.fullmatch(document.folded, places[0].end, places[1].start)):
        return None
    sides = {place.iso2 for place in (places[:2] if several else places[:1])}
    if not several and document.context.author_country:
        sides.add(document.context.author_country.lower())
    start = before.start("sort") if before["sort"] else noun.start() + 1
    mention = Mention(start, places[1 if several else 0].end, "cite.treaty-name", name=noun["noun"])
    sort = f":{before['sort']}" if before["sort"] else ""
    mention.instrument, mention.status = f"treaty:{'-'.join(sorted(sides))}{sort}", CitationStatus.UNRESOLVED
    title = " ".join(document.text[start : mention.end].split())
    mention.proposed = Instrument(instrument_id=mention.instrument, kind="treaty", status="proposed", title=title)
    return mention
