"""Read who wrote to whom where the writers themselves report it: "Today we sent a letter to the Harbour Board, with a copy to ...".

Also copies that any report tells of, and statements that a body publishes to nobody in particular.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpuspkg.authority.patterns import is_given_name, words
from corpuspkg.metadata.headlines import RIGHT_END, Pair
from corpuspkg.metadata.lead import writers
from corpuspkg.metadata.names import Party, read_party, trim
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.phrases import bare, is_office, is_organization, is_titled
from corpuspkg.model import AgentKind, Segment

_NOUN = r"(?:letter|representation|statement|appeal|petition|submission|memorandum|complaint|message|e-?mail|request)s?"
_AUX = r"(?: (?:have|had|also|today|yesterday|jointly|now|just|formally|recently|again))*"
_WE_SENT = re.compile(
    rf"\b(?:[Ww]e|I)(?:[’']ve)?{_AUX} (?:(?:sent|addressed|submitted|delivered|filed|penned|made|wrote|written)(?: (?!to\b)[\w’'-]+){{0,5}}? {_NOUN}(?: today| yesterday)?|wrote|written) to (?P<right>(?:the |our |Mr|Ms|Dr)?[^\n]{{3}})"
)
_WE_AT = re.compile(
    r"\b[Ww]e (?:at|of) (?:the )?(?P<who>[A-Z][\w&’'-]*(?: (?:(?:of|for|and|the) )*[A-Z][\w&’'-]*){0,6})(?=,? (?:in|have|had|are|urge|ask|call|believe|wrote|sent|also|today)\b|, )"
)
_DRAFTED = re.compile(
    rf"\b{_NOUN} (?:was|has been|is) (?:jointly )?(?:drafted|written|prepared|initiated|sent|signed) by (?:the )?(?P<left>[A-Z][^.;:\n]{{3,400}}?)(?=,? and (?:it )?(?:has|have|was|is)\b|,? (?:based|on|in|with|which|that|who|calling|urging|asking)\b|[.;:]|$)"
)
_COPIED = re.compile(
    rf"\b(?:{_NOUN}|written|wrote|sent)\b[^.;\n]{{0,220}}?,? (?:with|and) (?:a )?cop(?:y|ies)(?: (?:being )?(?:marked|sent|addressed|forwarded|endorsed))? to (?P<cc>[^\n]{{3}})"
)
_COPY_OF = re.compile(
    rf"\b[Cc]op(?:y|ies) of (?:the|this|our|its|their|his|her) {_NOUN} (?:was|were|has been|have been|is|are|went)(?: also)?(?: (?:sent|forwarded|addressed|marked|given|delivered|handed))?(?: on to)? to (?P<cc>[^\n]{{3}})"
)
_COPIES_END = re.compile(
    r"[.;:](?:\s|$)|,? (?:as well as (?:other|several|many)|and (?:(?:to )?(?:other|several|many|various|all)))\b|,? [a-z]{3,}ing\b|\s(?:on|in|for which|which|who|that|so|urging|asking|where)\b"
)
_STATED = re.compile(
    r",? (?:has |have |today |yesterday |also )*(?:issued|published|released|made|put out|adopted) (?:the following|an?|this|its) (?:[\w-]+ ){0,3}?statement\b"
)
_NOTE = re.compile(r"\(?(?:Editor[’']?s? note|Ed\.|Note)\s*:\s*", re.IGNORECASE)
_LIST_BREAK = re.compile(r",? and (?:to )?(?:the )?(?=[A-Z])|, (?:to )?(?:the )?(?=[A-Z])|; (?:to )?(?:the )?")
# What the paragraphs hold that the patterns are asked of.
_OURS = ("we ", "We ", "we’ve", "we've", "I ")
_SENDING = ("sent", "wrote", "writ", "submit", "deliver", "address", "filed", "penned", "made", " at ", " of ")
_LONGEST = 320
_MOST_PARAGRAPHS = 12
# What follows the name of a body in brackets: what it is called for short.
_SHORT_FORM = re.compile(r"\s*\([^()]{2,30}\)$")


def read_own_report(parts: Parts) -> Pair:
    """Authors and addressees of a letter whose writers report it themselves."""
    authors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    for segment in parts.own[:_MOST_PARAGRAPHS]:
        told = parts.flat[segment.start : segment.end]
        if not any(word in told for word in _OURS) or not any(word in told for word in _SENDING):
            continue
        sent = _WE_SENT.search(parts.flat, segment.start, segment.end)
        if sent and not recipients:
            recipients = bodies(parts.flat, sent.start("right"), min(segment.end, sent.start("right") + _LONGEST))
        at = _WE_AT.search(parts.flat, segment.start, segment.end)
        party = read_party(parts.flat, *at.span("who")) if at and not authors else None
        authors = (party,) if party else authors
    return Pair(authors, recipients) if recipients else Pair()


def read_drafters(parts: Parts, segments: Sequence[Segment]) -> tuple[Party, ...]:
    """Those by whom a paragraph says that the letter was drafted."""
    for segment in segments:
        found = (
            _DRAFTED.search(parts.flat, segment.start, segment.end)
            if " by " in parts.flat[segment.start : segment.end]
            else None
        )
        if found:
            return _bodies(parts.flat, *found.span("left"))
    return ()


def read_copies(parts: Parts, segments: Sequence[Segment]) -> tuple[Party, ...]:
    """To whom a report says that copies went.

    Args:
        parts: The page.
        segments: The paragraphs that report.
    """
    for segment in segments:
        if parts.flat.find("cop", segment.start, segment.end) < 0:
            continue
        found = _COPIED.search(parts.flat, segment.start, segment.end) or _COPY_OF.search(
            parts.flat, segment.start, segment.end
        )
        if found:
            start = found.start("cc")
            stop = _COPIES_END.search(parts.flat, start, min(segment.end, start + _LONGEST))
            return _bodies(parts.flat, start, stop.start() if stop else min(segment.end, start + _LONGEST))
    return ()


def read_statement(parts: Parts) -> tuple[Party, ...]:
    """The body that a page says has published a statement."""
    for segment in parts.own[:3]:
        note = _NOTE.match(parts.flat, segment.start, segment.end)
        start = note.end() if note else segment.start
        found = _STATED.search(parts.flat, start, min(segment.end, start + _LONGEST))
        if found and not any(mark in parts.flat[start : found.start()] for mark in ".;:"):
            return tuple(p for p in writers(parts.flat, start, found.start()) if p.kind is not AgentKind.GROUP)
    return ()


def bodies(flat: str, start: int, end: int) -> tuple[Party, ...]:
    """Who is named behind "to", up to where the sentence goes on."""
    stop = RIGHT_END.search(flat, start, end)
    while stop and flat[stop.start() : stop.end()].strip() in (",", "") and _LIST_BREAK.match(flat, stop.start(), end):
        stop = RIGHT_END.search(flat, stop.end(), end)
    return _bodies(flat, start, stop.start() if stop else end)


def _bodies(flat: str, start: int, end: int) -> tuple[Party, ...]:
    """The members of a list; a piece that names nobody by itself goes on with the name before it."""
    joined: list[tuple[int, int]] = []
    at, listed = start, True
    for part in [*_LIST_BREAK.finditer(flat, start, end), None]:
        stop = part.start() if part else end
        if joined and not _stands(flat[at:stop], listed=listed):
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((at, stop))
        if part:
            at, listed = part.end(), part.group().startswith((", ", ";")) and " and " not in part.group()
    parties: list[Party] = []
    for party in (_body(flat, a, b) for a, b in joined):
        if party is None:
            continue
        if parties and parties[-1].kind is AgentKind.OFFICE and party.kind is AgentKind.PERSON and " " in party.name:
            # "the Mayor, Ann Lee": the office and its holder.
            parties[-1] = replace(party, office=parties[-1].name)
        else:
            parties.append(party)
    organized = sum(p.kind is AgentKind.ORGANIZATION for p in parties) * 2 >= len(parties)
    return tuple(_organized(p) if organized else p for p in parties)


def _organized(party: Party) -> Party:
    """A name among bodies that is no person's by its first word."""
    named = party.courtesy or party.office or is_given_name(party.name.split()[0])
    return party if named or party.kind is not AgentKind.PERSON else replace(party, kind=AgentKind.ORGANIZATION)


def _stands(phrase: str, *, listed: bool) -> bool:
    """Whether a piece of a list names somebody by itself: a body by its first words, an acronym, a person."""
    tokens = phrase.split()
    if listed and len(tokens) > 1:
        return True
    first = [bare(t) for t in tokens[:4]]
    headed = any(t in words("org_word") for t in first) or is_office(" ".join(tokens[:3]))
    return (
        headed
        or (len(tokens) == 1 and sum(c.isupper() for c in phrase) > 1)
        or is_given_name(tokens[0] if tokens else "")
    )


def _body(flat: str, start: int, end: int) -> Party | None:
    start, end = trim(flat, start, end)
    for article in ("the ", "our "):
        start += len(article) if flat.startswith(article, start) else 0
    phrase = flat[start:end]
    if not phrase[:1].isupper():
        return None
    party = read_party(flat, start, end)
    if is_organization(phrase) and (party is None or party.kind is not AgentKind.OFFICE):
        return Party(name=_SHORT_FORM.sub("", phrase), kind=AgentKind.ORGANIZATION, start=start, end=end)
    if party is None and len(phrase.split()) <= _LONGEST_NAME and is_titled(phrase):
        return Party(name=phrase, kind=AgentKind.ORGANIZATION, start=start, end=end)
    return party


_LONGEST_NAME = 8
