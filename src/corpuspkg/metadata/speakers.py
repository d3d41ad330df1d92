"""Who speaks in a letter's own words: "We, the teachers of ...", "on behalf of ...", a note verbale's formula."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpuspkg.authority.patterns import words
from corpuspkg.metadata.names import Party, read_party, trim
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.phrases import bare, is_organization
from corpuspkg.model import AgentKind

_WE = re.compile(
    r"\bWe,? (?:the )?(?:undersigned[,:]? )?(?P<who>[^,.;:]{4,200}?)"
    r"(?:,|\s(?:are|write|writing|call|urge|express|request|wish|would|strongly|ask|appeal|hereby|have|protest|demand|condemn|declare|respectfully)\b)"
)
_ON_BEHALF = re.compile(
    r"\b(?:writing|write|speak|speaking|writes?|appeal|appealing) (?:to you )?(?:today )?(?:on|in) behalf of "
    r"(?:(?:the|our) (?:[\w,-]+ ){0,3}(?:constituents|members|board|board of directors|staff|people|residents|employees|students) of )?"
    r"(?P<who>(?:the |our )?[A-ZÀ-Þ][^,.;:\n]{3,120}?)(?=[,.;:]| to | in order| and | regarding| concerning| about| with )"
)
_VERBALE = re.compile(
    r"(?P<left>(?:The|Mr|Mrs|Miss|Ms|Dr|Lord|Lady|Sir|Count|Countess|Colonel|Captain)\.? [A-ZÀ-Þ][^.;\n]{4,160}?) presents? (?:its|their|his|her) compliments? to (?P<right>[^.;\n]{4,200}?)(?=,? and,? (?:has|have|with|in|refers?|wishes|would)|,? (?:has|have|with reference)|[.;])"
)
# Experts who speak for mandates: "in our capacities as Special Rapporteur on A; Working Group on B; and ...".
_CAPACITY = re.compile(
    r"\bin (?:our|my) (?:respective )?(?:capacit(?:y|ies)|status(?:es)?|roles?|functions?) (?:as|of) (?P<who>(?:the )?[A-ZÀ-Þ].{8,2000}?)"
    r"(?=,? (?:pursuant|in accordance|in conformity|under|established|by virtue|for (?:the )?approval|\(?with reference)\b|\.(?:\s|$)|$)"
)
_MANDATE = re.compile(r"(?:the )?(?:Special Rapporteur|Independent Expert|Working Group|Special Representative)\b")
# Characters of a paragraph that say in which capacity it is written.
_NEAR = 400
_MANDATES = re.compile(r"Mandates? of (?P<who>(?:the )?[A-ZÀ-Þ].{8,3000})", re.DOTALL)
_NEXT_MANDATE = re.compile(
    r"\s*;\s*(?:and )?(?:the )?|,? and (?:the )?(?=(?:Special|Independent|Working|Chair|Expert)\b)"
)
_PETITION = re.compile(r"\b(?:undersigned|petition)", re.IGNORECASE)
_BODY_CALL = re.compile(
    r"\b(?:[Ww]e|I)(?:,? [^,.;:\n]{3,80},|,? the undersigned [^.;:\n]{3,90})?(?: \w+){0,3} (?:request that|ask that|urge that|demand that|call(?:ing)? (?:up)?on|urge|ask|request|petition|appeal to|implore|beseech|pray) (?:the )?(?P<who>(?:Honou?rable )?[A-ZÀ-Þ][^,.;:\n]{2,100}?)(?=,| to | that |[.;:]| not | (?:restore|grant|keep|install|mend|repair|build|publish|save|protect|fund|reopen|open|close|stop|end|take|make|give|withdraw|reconsider|act|consider|adopt|support)\b)"
)


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who the letter's own words name.

    Attributes:
        verbale: Author and recipient of a note verbale.
        behalf: Organization that the writer writes for.
        we: How the writers describe themselves.
        asked: Body whom the letter asks, by name.
    """

    verbale: tuple[Party | None, Party | None] = (None, None)
    behalf: Party | None = None
    we: Party | None = None
    asked: Party | None = None


def read_mandates(parts: Parts) -> tuple[Party, ...]:
    """The mandates that a letter's writers speak for, where its first words or its letterhead list them."""
    for segment in parts.own[:2]:
        stop = segment.start + _NEAR
        if parts.flat.find("in our ", segment.start, stop) < 0 and parts.flat.find("in my ", segment.start, stop) < 0:
            continue
        found = _CAPACITY.search(parts.flat, segment.start, segment.end)
        if found and (";" in found["who"] or _MANDATE.match(found["who"])):
            return _mandates(parts.flat, *found.span("who"))
    for segment in parts.head:
        found = _MANDATES.match(parts.flat, segment.start, segment.end)
        if found:
            return _mandates(parts.flat, *found.span("who"))
    return ()


def _mandates(flat: str, start: int, end: int) -> tuple[Party, ...]:
    edges = [start, *(edge for match in _NEXT_MANDATE.finditer(flat, start, end) for edge in match.span()), end]
    found = []
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        begin, stop = trim(flat, a, b)
        begin += len("the ") if flat[begin:stop].lower().startswith("the ") else 0
        kind = AgentKind.ORGANIZATION if "Group" in flat[begin : begin + 30] else AgentKind.OFFICE
        name = re.sub(r"\s*\([^)]*\)$", "", flat[begin:stop])
        if begin < stop:
            found.append(Party(name=name, kind=kind, start=begin, end=stop))
    return tuple(found)


def read_speakers(parts: Parts, *, named: bool) -> Speakers:
    """Read the first paragraphs of a letter.

    Args:
        parts: The letter.
        named: Whether another part names the author: then only a note verbale's formula is looked for.
    """
    verbale: tuple[Party | None, Party | None] = (None, None)
    behalf = we = asked = None
    for number, segment in enumerate(parts.own[:5]):
        stop = min(segment.end, segment.start + 1200)
        if number == 0:
            verbale = _verbale(parts.flat, segment.start, stop)
        petition = number == 0 and _PETITION.search(parts.flat, segment.start, stop) is not None
        if named and not petition:
            break
        found = _ON_BEHALF.search(parts.flat, segment.start, stop)
        if found and behalf is None:
            party = read_party(parts.text, *found.span("who"))
            behalf = party if party and party.kind is AgentKind.ORGANIZATION else None
        found = _WE.search(parts.flat, segment.start, stop)
        if found and we is None:
            we = _we(parts.text, *found.span("who"))
        found = _BODY_CALL.search(parts.flat, segment.start, stop)
        if found and asked is None:
            party = read_party(parts.text, *found.span("who"))
            asked = party if party and party.kind is AgentKind.ORGANIZATION else None
    return Speakers(verbale, behalf, we, asked)


def _verbale(flat: str, start: int, end: int) -> tuple[Party | None, Party | None]:
    found = _VERBALE.search(flat, start, end) if "compliment" in flat[start:end] else None
    if not found:
        return None, None
    return _body(flat, *found.span("left")), _body(flat, *found.span("right"))


def _body(flat: str, start: int, end: int) -> Party | None:
    start, end = trim(flat, start, end)
    party = read_party(flat, start, end)
    if party and party.kind is AgentKind.PERSON and party.courtesy:
        return party
    name = re.sub(r"^(?:all )?the (?:(?:right )?hono(?:u)?rable (?:the )?)?", "", flat[start:end], flags=re.IGNORECASE)
    return Party(name=name, kind=AgentKind.ORGANIZATION, start=end - len(name), end=end) if name else None


def _we(text: str, start: int, end: int) -> Party | None:
    start, end = trim(text, start, end)
    phrase = text[start:end]
    tokens = [bare(t) for t in phrase.split()]
    grouped = any(t in words("group_noun") for t in tokens)
    if not tokens or tokens[0] in words("we_verb") or not (grouped or is_organization(phrase)):
        return None
    if "undersigned" in text[max(0, start - 16) : start] or not any(
        t[:1].isupper() or t[:1].isdigit() for t in phrase.split()
    ):
        return None
    kind = (
        AgentKind.GROUP
        if any(t in words("group_noun") for t in tokens[:4]) or not is_organization(phrase)
        else AgentKind.ORGANIZATION
    )
    name = re.sub(r"^(?:[Tt]he|at the|of the) ", "", phrase)
    return Party(name=name, kind=kind, start=start, end=end)
