"""Read who wrote to whom from a title: "Mr. A to Mr. B", "Letter dated ... from ... addressed to ...", "Open letter to C"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpuspkg.metadata.names import Party, read_party, split_parties
from corpuspkg.model import AgentKind
from corpuspkg.segmentation import cues

_TITLE = re.compile(
    r"(?:letters?|notes?(?: verbales?)?|telegram|message|communication)s? (?:dated (?P<date>.{4,40}?) )?from (?P<left>.{4,260}?) "
    r"(?:addressed |directed |sent )?to (?P<right>(?:the |Mr|Ms|Mrs|His|Her|President|Secretary)[^\n(]{3,260})",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r" addressed to ", re.IGNORECASE)
_OPEN_TO = re.compile(
    r"(?:open letters?|letters?|appeals?|petitions?|message|memorandum)\b(?: \w+)?,? (?:written |sent |addressed )?to (?P<right>[^\n:;]{3,160})",
    re.IGNORECASE,
)
_OPEN_FROM = re.compile(
    r"(?:open letters?|letters?|appeal|petition|statement) (?:from|by|of) (?P<left>[^\n:;]{3,160}?)(?: (?:to|on|about|regarding)\b|$)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(
    r"(?P<left>[A-Z][^\n]{1,100}?)[’']s? (?:open |joint |second |full )?(?:letter|appeal|message|petition) to ",
    re.IGNORECASE,
)
RIGHT_END = re.compile(
    r"(?:[,;:.](?=\s|$)|\s[–—-]\s)(?!\s?(?:Jr|Sr|III?)\b)|\s(?:(?:requesting|urging|expressing|asking|calling|regarding|concerning|about|over|demanding|that|who|which|amid|ahead|"
    r"seeking|condemning|signed|dated|by|protesting|against|reiterating|[a-z]{3,}ing|when|where|because|after|before|following|during|"
    r"today|yesterday|recently|last|this|not|is|was|has|have|are|were|with|via|from)\b|(?:on|in|as|for|at|to|of)\s(?=(?:his|her|its|their|the [a-z]|an?\b|[a-z]|\d|[A-Z][a-z]+[’']s)))"
)
_MOST = 160


@dataclass(frozen=True, slots=True)
class Pair:
    """Author and recipients named by a title."""

    authors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()


NOBODY = Pair()


def read_pair(text: str, start: int, end: int) -> Pair | None:
    """Read a head line "A to B"; None where it is none.

    >>> text = "The Chargé in Mexico (Lane) to the Secretary of State"
    >>> pair = read_pair(text, 0, len(text))
    >>> pair.authors[0].name, pair.authors[0].office, pair.recipients[0].name
    ('Lane', 'Chargé in Mexico', 'Secretary of State')
    """
    line = text[start:end]
    found = cues.is_pair(line)
    if not found:
        return None
    left = _side(text, start + found.start("left"), start + found.end("left"))
    right = _side(text, start + found.start("right"), start + found.end("right"))
    return Pair(left, right) if left or right else None


def _side(text: str, start: int, end: int) -> tuple[Party, ...]:
    cut = re.search(r",? (?:\d{1,2} |[A-Z][a-z]+ \d{1,2}, )?(?:\w+ )?\d{4}\b.*$", text[start:end])
    stop = start + cut.start() if cut else end
    return tuple(split_parties(text, start, stop))


def read_title(text: str, start: int, end: int) -> Pair | None:
    """Read a document's title: "Letter dated 3 April 2013 from the X addressed to the Y"."""
    found = _TITLE.search(text, start, end)
    if not found:
        return None
    left_end, right_start = found.end("left"), found.start("right")
    addressed = _ADDRESSED.search(text, found.start("left"), end)
    if addressed:
        left_end, right_start = addressed.start(), addressed.end()
    right_end = re.compile(r"[(\n]|, (?:transmitting|enclosing|concerning)|$").search(text, right_start, end)
    left = office_of(text, found.start("left"), left_end)
    right = office_of(text, right_start, right_end.start() if right_end else end)
    return Pair((left,) if left else (), (right,) if right else ())


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
        return Party(name=bare, kind=AgentKind.OFFICE, start=begin, end=start + len(text[start:end].rstrip(" .,;\n")))
    return replace(party, name=bare) if party.kind is AgentKind.OFFICE else party


def read_open_title(text: str, start: int, end: int) -> Pair:
    """Read a headline of the kind "Open letter to C", "Letter from A to B on ...", "A’s letter to B"."""
    left: tuple[Party, ...] = ()
    right: tuple[Party, ...] = ()
    found = _OPEN_TO.search(text, start, end)
    if found:
        right = recipients_after(text, found.start("right"), found.end("right"))
    source = _OPEN_FROM.search(text, start, end) or _POSSESSIVE.match(text, start, end)
    if source:
        left = tuple(p for p in split_parties(text, *source.span("left")) if p.kind is not AgentKind.OFFICE or p.office)
    return Pair(left, right)


def recipients_after(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Who is named behind "letter to", up to where the sentence goes on."""
    stop = RIGHT_END.search(text, start, min(end, start + _MOST))
    right = stop.start() if stop else min(end, start + _MOST)
    found = split_parties(text, start, right)
    return tuple(found)
