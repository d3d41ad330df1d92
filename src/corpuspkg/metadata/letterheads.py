"""Read what stands above a letter's date: a letterhead, a newspaper's title, a place."""

from __future__ import annotations

import re

from corpuspkg.authority.patterns import is_given_name
from corpuspkg.metadata import address
from corpuspkg.metadata.names import Party, trim
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.phrases import is_unit
from corpuspkg.model import AgentKind, Segment, SegmentRole

TO_LINE = re.compile(
    r"[\"“„«]?(?:(?:to|attn|attention)\s*:?\s+(?=[A-ZÀ-Þ]|the [A-Z])|à (?:l[’']attention de )?(?=(?:M\.|Mr|Mme|Mlle|Monsieur|Madame)\b))",
    re.IGNORECASE,
)
_EDITOR = re.compile(r"[\"“]?(?:(?:dear )?sirs?|madam|(?:to the |dear |mr\.? )?editor)\b", re.IGNORECASE)
_NEWSPAPER = re.compile(
    r"(?P<name>(?:The )?(?:[A-Z][\w’'-]+ ){0,3}(?:Gazette|Times|Herald|Tribune|Chronicle|Guardian|Telegraph|Observer|Independent|Courier|Examiner|Argus|Mercury|Sentinel|Advertiser|Intelligencer|Packet|Daily News|Evening Post|Morning Post|Daily Mail|Evening Standard))"
    r"(?:,? (?=[^\n]*\d{4})[^\n]{4,40})?$",
    re.MULTILINE,
)
_LETTERS_PAGE = re.compile(
    r"(?:(?:readers[’']|your) )?letters(?: (?:to the editor|page))?$|correspondence$", re.IGNORECASE | re.MULTILINE
)
# Those who write for others, whose letterhead names them all.
_LAWYERS = re.compile(
    r"\b(?:LLP|L\.L\.P\.|PLLC|P\.C\.|LPA|Law(?: (?:Firm|Offices?|Group|Chambers))?$|Attorneys?(?: (?:&|and) Counsell?ors?)? at Law|Solicitors|Barristers|Rechtsanw[aä]lte?|Avocats?|Abogados)",
    re.MULTILINE,
)
_EMBASSY = re.compile(
    r"(?:the )?(?:Embassy|Permanent Mission|Consulate(?: General)?|Ministry|Office|Legation) of (?:the )?[A-ZÀ-Þ].*",
    re.DOTALL,
)


def read_newspaper(parts: Parts) -> tuple[Party, ...]:
    """The newspaper that a letter greeting nobody by name stands in: a line of the head is its title."""
    if not parts.salutation or not _EDITOR.match(parts.text, parts.salutation[0].start):
        return ()
    for segment in parts.head:
        for a, b in parts.lines(segment):
            if _LETTERS_PAGE.match(parts.text, a, b):
                start, stop = trim(parts.text, parts.salutation[0].start, parts.salutation[0].end)
                return (Party(name="Editor", kind=AgentKind.OFFICE, start=start, end=stop),)
            title = _NEWSPAPER.match(parts.text, a, b)
            if title:
                name = re.sub(r"^[Tt]he ", "", title["name"])
                return (Party(name=name, kind=AgentKind.ORGANIZATION, start=a, end=title.end("name")),)
    return ()


def heads_date(parts: Parts, segment: Segment, block: address.Block) -> bool:
    """Whether a line of a word or two is the place above the date, as in a private letter."""
    line = parts.text[segment.start : segment.end]
    after = parts.head[parts.head.index(segment) + 1 :]
    named = block.parties and all(p.kind is AgentKind.PERSON and not p.courtesy for p in block.parties)
    return bool(
        named
        and after
        and after[0].role is SegmentRole.DATELINE
        and parts.salutation
        and re.fullmatch(r"(?:[A-Z]\.){2,5}|[^\W\d_]+(?:[ -][^\W\d_]+){0,2}[.,]?", line)
        and not line.startswith("The ")
        and not is_given_name(line.split()[0])
    )


def is_letterhead(parts: Parts, segment: Segment, block: address.Block) -> bool:
    """Whether names above the date belong to a letterhead: nobody is addressed there, and somebody is below the date."""
    if _is_soldiers(parts, segment, block):
        return True
    if any(party.courtesy for party in block.parties) or TO_LINE.match(parts.text, segment.start, segment.end):
        return False
    if parts.salutation and _LAWYERS.search(parts.text, segment.start, segment.end):
        return True
    after = parts.head[parts.head.index(segment) + 1 :]
    dated = next((n for n, s in enumerate(after) if s.role is SegmentRole.DATELINE), None)
    below = after[dated:] if dated is not None else ()
    return any(s.role is SegmentRole.ADDRESS and address.read_block(parts.text, s.start, s.end).parties for s in below)


def _is_soldiers(parts: Parts, segment: Segment, block: address.Block) -> bool:
    """Whether a block with a unit of an army is the writer's own: "Pte P. Lee, A Coy", and a date below it."""
    if not parts.salutation or not block.parties or not is_unit(parts.text[segment.start : segment.end]):
        return False
    greeted = parts.text[slice(parts.salutation[0].start, parts.salutation[0].end)]
    known = any(party.name.split()[-1] in greeted for party in block.parties)
    after = parts.head[parts.head.index(segment) + 1 :]
    return not known and any(s.role is SegmentRole.DATELINE for s in after)


def read_letterhead(text: str, segment: Segment, block: address.Block) -> tuple[Party, ...]:
    """The organization whose letterhead a block is."""
    embassy = _EMBASSY.search(text, segment.start, segment.end)
    if embassy and "\n" not in embassy.group().strip():
        a, b = trim(text, *embassy.span())
        return (Party(name=re.sub(r"^[Tt]he ", "", text[a:b]), kind=AgentKind.ORGANIZATION, start=a, end=b),)
    return tuple(p for p in block.parties if p.kind is AgentKind.ORGANIZATION)[:1]
