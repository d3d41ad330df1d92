"""Gather everybody whom a letter's parts name, part by part, before it is decided what they are to the letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpuspkg.authority.patterns import is_given_name, pattern, words
from corpuspkg.dates import find_dates
from corpuspkg.metadata import address, signature
from corpuspkg.metadata.found import Sources
from corpuspkg.metadata.greeting import read_greeting
from corpuspkg.metadata.letterheads import TO_LINE, heads_date, is_letterhead, read_letterhead, read_newspaper
from corpuspkg.metadata.lists import split_parties
from corpuspkg.metadata.mail import is_stray, read_mail
from corpuspkg.metadata.names import Party, read_party, trim
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.persons import is_one_word, shortens
from corpuspkg.metadata.phrases import bare, is_titled
from corpuspkg.metadata.places import read_place
from corpuspkg.metadata.speaking import read_body
from corpuspkg.metadata.titles import read_titles
from corpuspkg.metadata.towns import dateline_place, last_place, signed_place
from corpuspkg.model import AgentKind, Segment, SegmentRole
from corpuspkg.segmentation import cues

_PLACE_LINE = 40
_SENT = re.compile(r"(?:sent )?(?:via|by) ", re.IGNORECASE)
_ATTENTION = re.compile(r"(?:attn|attention)\b", re.IGNORECASE)
_LONGEST_SALUTATION = 600
_STREET = re.compile(r" (?:street|road|avenue|square|terrace|lane|row|close|crescent|drive|gardens)$", re.IGNORECASE)
# What a writer says of himself on the line under his name: "A retired teacher".
_DESCRIPTION = re.compile(r"An? (?:[A-Z]?[a-z]+ \w+|(?:[A-Z]\.){2,}$)")
# A place that an editor supplies below the date.
_SUPPLIED = re.compile(r"\[[A-ZÀ-Þ][^\W\d_]+(?:[ -][A-ZÀ-Þ][^\W\d_]+){0,2}\]")
# How archives of mailing lists head a message: "Ann Lee ann at harbour.example".
_LISTED = re.compile(r"(?P<who>[A-ZÀ-Þ][^\n<>@:,]{2,40}?) \S+ at (?:[\w-]+\.)+[a-z]{2,}$")
_NUMBERED = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[-–•*·])\s+")
_STARTED = re.compile(
    r"(?i:(?:petition )?(?:started|created|launched|organi[sz]ed) by:? |petitioner: )(?P<who>\S[^\n]{2,60})"
)
_BYLINE = re.compile(
    r"(?i:(?:posted |written |published )?(?:on [^\n]{4,30} )?by|author:) (?P<who>[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]*){1,3})|.*?\d{4},? (?i:by) (?P<late>[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]*){1,3})",
)


def gather(parts: Parts) -> Sources:
    """Read all parts of a letter."""
    found = Sources()
    found.published = parts.has(SegmentRole.LEAD) or any(
        find_dates(parts.text, s.start, s.end) for s in parts.head if s.role is SegmentRole.BOILERPLATE
    )
    read_titles(parts, found)
    found.newspaper = read_newspaper(parts)
    _read_salutation(parts, found)
    _read_head(parts, found)
    _read_foot(parts, found)
    if len(found.signed) > 1:
        # "I remain dear Mrs Lee", wrapped: who is greeted does not sign.
        greeted = {bare(p.name) for p in found.greeted if p.courtesy}
        found.signed = tuple(p for p in found.signed if not (p.courtesy and bare(p.name) in greeted))
    if len(found.signed) == 2 and shortens(*found.signed):
        found.signed = found.signed[1:]
    if found.mail_from:
        found.signed = tuple(p for p in found.signed if not is_stray(p, found.mail_from[0]))
    read_body(parts, found)
    if (
        parts.salutation
        and not parts.has(SegmentRole.LEAD)
        and parts.text[parts.salutation[0].start] not in cues.QUOTES
    ):
        found.posted = found.byline
    found.place_from = found.place_from or found.letterhead_place or signed_place(parts, found)
    return found


def _read_head(parts: Parts, found: Sources) -> None:
    """Address blocks of the head: the letterhead above the date, the addressee beside the salutation."""
    mail = read_mail(parts)
    if mail:
        found.mail_from, found.mail_to, found.copied = mail.sender, mail.recipients, mail.copied
        found.place_from = mail.place
    dated = False
    for number, segment in enumerate(parts.head):
        if segment.role is SegmentRole.ADDRESS and not found.mail_from:
            found.mail_from = _read_listed(parts, segment)
        if segment.role is SegmentRole.DATELINE:
            dated = dated or bool(find_dates(parts.text, segment.start, segment.end))
            found.place_from = found.place_from or dateline_place(parts, segment)
        elif segment.role is SegmentRole.CC and not mail:
            found.copied += _copies(parts, segment)
        elif segment.role is SegmentRole.ADDRESS and not mail and not found.title.authors:
            _read_address(parts, segment, found, dated=dated, first=number == 0)
        elif segment.role is SegmentRole.ADDRESS and mail:
            found.letterhead_place = found.letterhead_place or _bare_place(parts, segment)
        elif segment.role is SegmentRole.BOILERPLATE or number < 3:
            _read_byline(parts, segment, found)


def _bare_place(parts: Parts, segment: Segment) -> tuple[int, int] | None:
    """The place on a line of its own below a letter's labelled lines, or of the letterhead above them."""
    line = parts.text[segment.start : segment.end]
    if line.endswith((",", ":")) or ":" in line or "@" in line:
        return None
    if "\n" in line:
        return address.read_block(parts.text, segment.start, segment.end).place
    return None if len(line) > _PLACE_LINE else read_place(parts.text, segment.start, segment.end)


def _read_listed(parts: Parts, segment: Segment) -> tuple[Party, ...]:
    """The sender, as an archive of a mailing list, or a program that prints mail, heads a message."""
    own = parts.text
    if all(own.find(sign, segment.start, segment.end) < 0 for sign in (" at ", "@")):
        return ()
    for a, b in parts.lines(segment):
        listed = _LISTED.match(own, a, b)
        sent = cues.sender(own[a:b])
        span = listed.span("who") if listed else (a, a + sent.end("who")) if sent else None
        party = read_party(own, *span) if span else None
        if party and party.kind is AgentKind.PERSON:
            return (party,)
    return ()


def _read_byline(parts: Parts, segment: Segment, found: Sources) -> None:
    for a, b in parts.lines(segment):
        started = _STARTED.match(parts.text, a, b)
        if started:
            party = signature.read_signatory(parts.text, *started.span("who"))
            found.posted = found.posted or ((party,) if party else ())
            continue
        by = _BYLINE.match(parts.text, a, b)
        if by and not found.byline:
            party = read_party(parts.text, *by.span("who" if by["who"] else "late"))
            found.byline = (party,) if party and party.kind is AgentKind.PERSON else ()


def _read_address(parts: Parts, segment: Segment, found: Sources, *, dated: bool, first: bool) -> None:
    text = parts.text
    if dated and _SUPPLIED.fullmatch(text[segment.start : segment.end]):
        found.letterhead_place = found.letterhead_place or trim(text, segment.start, segment.end)
        return
    block = address.read_block(text, segment.start, segment.end)
    found.mail_from = found.mail_from or block.sender
    if not parts.salutation and len(block.parties) == 1 and cues.REPORTER.search(block.parties[0].office or ""):
        found.byline = found.byline or block.parties
        return
    explicit = block.explicit or bool(TO_LINE.match(text, segment.start, segment.end))
    greeted = {bare(party.name) for party in found.greeted}
    private = bool(greeted) and all(is_one_word(party) for party in found.greeted)
    private = private and not any(greeted & {bare(t) for t in party.name.split()} for party in block.parties)
    addressed = explicit or (dated and bool(block.parties) and not parts.has(SegmentRole.LEAD) and not private)
    if private and not dated and _UNIT.search(text, segment.start, segment.end):
        addressed = False  # a soldier's name and unit above the date of a letter home
    if addressed and not dated and is_letterhead(parts, segment, block):
        addressed = False
    if found.addressed and _ATTENTION.match(text, segment.start) and not any(map(_is_person, block.parties)):
        return  # the desk of the body above
    addressed = addressed or (bool(block.parties) and _is_sent_to(parts, segment))
    if addressed and block.parties:
        parties = block.parties
        head = parties[0]
        if not dated and first and len(parties) > 1 and head.kind is AgentKind.ORGANIZATION:
            found.letterhead = found.letterhead or (head,)
            parties = parties[1:]
        found.addressed = found.addressed + parties
        found.place_to = found.place_to or block.place
        return
    if not dated and not found.letterhead_place and heads_date(parts, segment, block):
        found.letterhead_place = trim(text, segment.start, segment.end)
        return
    found.letterhead = found.letterhead or read_letterhead(text, segment, block)
    letter = parts.salutation or parts.has(SegmentRole.SIGNATURE) or parts.has(SegmentRole.DATELINE)
    if letter and (not parts.has(SegmentRole.LEAD) or dated):
        found.letterhead_place = found.letterhead_place or block.place or last_place(parts, segment)


def _is_person(party: Party) -> bool:
    return party.kind is AgentKind.PERSON


def _is_sent_to(parts: Parts, segment: Segment) -> bool:
    """Whether the line above a block says how the letter was sent: "Via e-mail"."""
    number = parts.head.index(segment)
    before = parts.head[number - 1] if number else None
    return before is not None and before.role is SegmentRole.BOILERPLATE and bool(_SENT.match(parts.text, before.start))


def _copies(parts: Parts, segment: Segment) -> tuple[Party, ...]:
    parties: list[Party] = []
    for a, b in parts.lines(segment):
        mark = pattern("cc").match(parts.text, a, b)
        begin = mark.end() if mark else a
        to = re.compile(r"\s*to\b\s*:?\s*", re.IGNORECASE).match(parts.text, begin, b)
        begin = to.end() if to else begin
        numbered = _NUMBERED.match(parts.text, begin, b)
        begin = numbered.end() if numbered else begin
        group = bare(parts.text[begin:b].split(",")[0].strip().split(" ")[0]) if begin < b else ""
        if group in words("greeted_group"):
            start, stop = trim(parts.text, begin, b)
            parties.append(Party(name=parts.text[start:stop], kind=AgentKind.GROUP, start=start, end=stop))
            continue
        copied = split_parties(parts.text, begin, b) or _titled(parts.text, begin, b)
        if parties and mark is None and _goes_on(parts.text, parties[-1], a, b):
            parties[-1] = replace(parties[-1], name=f"{parties[-1].name} {parts.text[a:b].strip(' .,')}", end=b)
            continue
        wrapped = bool(parties) and mark is None and parts.text[a - 2 : a] == ",\n"
        if wrapped and len(copied) == 1 and _belongs_to(parties[-1], copied[0]):
            parties[-1] = replace(parties[-1], affiliation=parties[-1].affiliation or copied[0].name)
            continue
        parties += [_with_body(party) for party in copied]
    return tuple(parties)


_UNIT = re.compile(
    r"\b(?:coy|company|bn|battn|battalion|regt|regiment|b\.e\.f|bef|a\.i\.f|aif|battery|squadron|division|brigade|platoon|h\.m\.s)\b",
    re.IGNORECASE,
)


def _titled(text: str, start: int, end: int) -> list[Party]:
    """A body that a line names by capitals alone: "Town of Ellery"."""
    a, b = trim(text, start, end)
    a += len("the ") if text.startswith("the ", a) else 0
    return [Party(name=text[a:b], kind=AgentKind.ORGANIZATION, start=a, end=b)] if is_titled(text[a:b]) else []


def _with_body(party: Party) -> Party:
    """An office of one word with the body behind it: "Commissioner, Eastern Division"."""
    bare_office = party.kind is AgentKind.OFFICE and " " not in party.name and party.affiliation
    return replace(party, name=f"{party.name}, {party.affiliation}") if bare_office else party


def _goes_on(text: str, party: Party, start: int, end: int) -> bool:
    """Whether a line of a word goes on with the body that the line before names in part: "the Security" and "Council"."""
    line = text[start:end].strip(" .,")
    body = party.kind is not AgentKind.PERSON and text[start - 2 : start - 1] not in ",;."
    return body and " " not in line and bare(line) in words("org_word")


def _belongs_to(party: Party, line: Party) -> bool:
    """Whether a line goes on with the person whose line ended in a comma: "Ann Lee," and below it "Harbour Trust"."""
    named = line.courtesy or is_given_name(line.name.split()[0])
    return party.kind is AgentKind.PERSON and not (line.kind is AgentKind.PERSON and named)


def _read_salutation(parts: Parts, found: Sources) -> None:
    for segment in parts.salutation:
        lines = list(parts.lines(segment))
        if len(lines) > 1 and not any(cues.salutation_end(parts.text[a:b]) for a, b in lines[1:]):
            lines = [(segment.start, segment.end)]
        for a, b in lines:
            found.greeted += read_greeting(parts.flat, a, min(b, a + _LONGEST_SALUTATION))


def _read_foot(parts: Parts, found: Sources) -> None:
    text = parts.text
    for number, segment in enumerate(parts.foot):
        if segment.role is SegmentRole.BOILERPLATE:
            _read_byline(parts, segment, found)
        elif segment.role is SegmentRole.SIGNATURE:
            signed = signature.read_signatures(text, segment.start, segment.end)
            found.signed += tuple(
                p for p in signed.parties if len(signed.parties) == 1 or not _DESCRIPTION.match(p.name)
            )
            found.behalf = found.behalf or signed.behalf
            found.others = found.others or signed.others
        elif segment.role is SegmentRole.ADDRESS:
            block = address.read_block(text, segment.start, segment.end)
            street = bool(block.parties) and not block.explicit and _STREET.search(block.parties[0].name)
            if street or _writers(parts, number, block):
                found.letterhead_place = found.letterhead_place or block.place or last_place(parts, segment)
            elif _is_writer(block, found.signed):
                found.signed = (replace(block.parties[0], office=found.signed[0].office),)
            elif block.parties and not found.foot_addressed:
                found.foot_addressed = block.parties
                found.place_to = found.place_to or block.place
            elif not block.parties:
                found.place_from = found.place_from or block.place
        elif segment.role is SegmentRole.CC:
            found.copied += _copies(parts, segment)
        elif segment.role is SegmentRole.DATELINE:
            found.place_from = found.place_from or dateline_place(parts, segment)


def _is_writer(block: address.Block, signed: Sequence[Party]) -> bool:
    """Whether the block below a first name is the writer's own: "Willie", and below it "Pte W. Hanlon, B.E.F."."""
    if len(signed) != 1 or " " in signed[0].name or not block.parties:
        return False
    first, *rest = block.parties[0].name.split()
    return bool(rest) and first[0] == signed[0].name[0] and (first.endswith(".") or first == signed[0].name)


def _writers(parts: Parts, number: int, block: address.Block) -> bool:
    """Whether an address below the letter is the writer's: a date stands under it, and nobody is addressed in it."""
    following = parts.foot[number + 1] if number + 1 < len(parts.foot) else None
    return not block.explicit and following is not None and following.role is SegmentRole.DATELINE
