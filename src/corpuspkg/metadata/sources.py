"""Gather everybody whom a letter's parts name, part by part, before it is decided what they are to the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpuspkg.authority.patterns import pattern, words
from corpuspkg.dates import find_dates
from corpuspkg.metadata import address, headlines, lead, signature
from corpuspkg.metadata.found import Sources
from corpuspkg.metadata.greeting import read_greeting
from corpuspkg.metadata.headlines import Pair
from corpuspkg.metadata.lists import split_parties
from corpuspkg.metadata.mail import read_mail
from corpuspkg.metadata.names import Party, bare, read_party, trim
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.places import read_housed, read_place
from corpuspkg.metadata.speakers import read_speakers
from corpuspkg.metadata.told import read_told_signers
from corpuspkg.model import AgentKind, Segment, SegmentRole
from corpuspkg.segmentation import cues

_PUBLISHER = re.compile(
    r"^(?P<name>[A-ZÀ-Þ][\w.-]*(?: [A-ZÀ-Þ][\w.-]*){0,3}) (?:presents?|publish(?:es|ed)|reproduces?|brings?|offers?|posts?|reprints?|runs|carries|reports?)\b.{0,60}\b(?:text|letter|appeal|petition)\b"
)
_ORGANIZED = re.compile(
    r"\b(?:we|our|us|the (?:society|community|association|organi[sz]ation|committee|council|union|foundation|embassy))\b",
    re.IGNORECASE,
)
_TO_LINE = re.compile(r"[\"“„«]?(?:to|attn|attention)\s*:?\s+(?=[A-ZÀ-Þ]|the [A-Z])", re.IGNORECASE)
_WRITER = re.compile(r"\bI (?:am|write)\b")
_EMBASSY = re.compile(
    r"(?:the )?(?:Embassy|Permanent Mission|Consulate(?: General)?|Ministry|Office|Legation) of (?:the )?[A-ZÀ-Þ].*",
    re.DOTALL,
)
_BYLINE = re.compile(
    r"(?:posted |written |published )?by (?P<who>[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]*){1,3})|.*?\d{4},? by (?P<late>[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]*){1,3})",
    re.IGNORECASE,
)


def gather(parts: Parts) -> Sources:
    """Read all parts of a letter."""
    found = Sources()
    found.published = parts.has(SegmentRole.LEAD) or any(
        find_dates(parts.text, s.start, s.end) for s in parts.head if s.role is SegmentRole.BOILERPLATE
    )
    _read_titles(parts, found)
    _read_salutation(parts, found)
    _read_head(parts, found)
    _read_foot(parts, found)
    _read_body(parts, found)
    found.place_from = found.place_from or found.letterhead_place or _signed_place(parts, found)
    return found


def _signed_place(parts: Parts, found: Sources) -> tuple[int, int] | None:
    """The town on the line under the only signature."""
    if len(found.signed) != 1 or not found.signed[0].place:
        return None
    at = parts.text.find(found.signed[0].place, found.signed[0].end)
    return (at, at + len(found.signed[0].place)) if at >= 0 else None


def _read_titles(parts: Parts, found: Sources) -> None:
    text = parts.text
    for segment in parts.head:
        if segment.role is SegmentRole.HEADLINE:
            for a, b in parts.lines(segment):
                pair = headlines.read_pair(text, a, b)
                if pair:
                    found.pair = found.pair if found.pair.authors or found.pair.recipients else pair
                    continue
                title = headlines.read_title(text, a, b) if cues.is_titled(text[a:b]) else None
                if title:
                    found.title = found.title if found.title.authors else title
                    continue
                if _TO_LINE.match(text, a, b) and not found.headline.recipients:
                    found.headline = Pair((), address.read_block(text, a, b).parties[:1])
                    continue
                opened = headlines.read_open_title(text, a, b)
                found.headline = Pair(
                    found.headline.authors or opened.authors, found.headline.recipients or opened.recipients
                )
            if "\n" in text[segment.start : segment.end] and not (found.pair.recipients or found.title.recipients):
                found.pair = headlines.read_letter_from(parts.flat, segment.start, segment.end) or found.pair
        elif segment.role is SegmentRole.LEAD:
            _read_lead(parts, segment, found)


def _read_lead(parts: Parts, segment: Segment, found: Sources) -> None:
    pair = lead.read_lead(parts.flat, segment.start, segment.end)
    authors = found.lead.authors
    if pair.authors and (not authors or len(pair.authors) > max(len(authors), 2)):
        authors = pair.authors
    found.lead = Pair(authors, found.lead.recipients or pair.recipients)
    published = _PUBLISHER.match(parts.text[segment.start : segment.end])
    if published and not found.publisher:
        a, b = segment.start + published.start("name"), segment.start + published.end("name")
        found.publisher = (Party(name=parts.text[a:b], kind=AgentKind.ORGANIZATION, start=a, end=b),)


def _read_head(parts: Parts, found: Sources) -> None:
    """Address blocks of the head: the letterhead above the date, the addressee beside the salutation."""
    mail = read_mail(parts)
    if mail:
        found.mail_from, found.mail_to, found.copied = mail.sender, mail.recipients, mail.copied
    dated = False
    for number, segment in enumerate(parts.head):
        if segment.role is SegmentRole.DATELINE:
            dated = dated or bool(find_dates(parts.text, segment.start, segment.end))
            found.place_from = found.place_from or dateline_place(parts, segment)
        elif segment.role is SegmentRole.CC and not mail:
            found.copied += _copies(parts, segment)
        elif segment.role is SegmentRole.ADDRESS and not mail and not found.title.authors:
            _read_address(parts, segment, found, dated=dated, first=number == 0)
        elif segment.role is SegmentRole.BOILERPLATE or number < 3:
            _read_byline(parts, segment, found)


def _read_byline(parts: Parts, segment: Segment, found: Sources) -> None:
    for a, b in parts.lines(segment):
        by = _BYLINE.match(parts.text, a, b)
        if by and not found.byline:
            party = read_party(parts.text, *by.span("who" if by["who"] else "late"))
            found.byline = (party,) if party and party.kind is AgentKind.PERSON else ()


def _read_address(parts: Parts, segment: Segment, found: Sources, *, dated: bool, first: bool) -> None:
    text = parts.text
    block = address.read_block(text, segment.start, segment.end)
    explicit = block.explicit or bool(_TO_LINE.match(text, segment.start, segment.end))
    private = bool(found.greeted) and all(_is_private(party) for party in found.greeted)
    addressed = explicit or (dated and bool(block.parties) and not parts.has(SegmentRole.LEAD) and not private)
    if addressed and not dated and _is_letterhead(parts, segment, block):
        addressed = False
    if addressed and block.parties:
        parties = block.parties
        head = parties[0]
        if not dated and first and len(parties) > 1 and head.kind is AgentKind.ORGANIZATION:
            found.letterhead = found.letterhead or (head,)
            parties = parties[1:]
        found.addressed = found.addressed + parties
        found.place_to = found.place_to or block.place
        return
    found.letterhead = found.letterhead or _letterhead(text, segment, block)
    if not parts.has(SegmentRole.LEAD) or dated:
        found.letterhead_place = found.letterhead_place or block.place or _last_place(parts, segment)


def _is_private(party: Party) -> bool:
    """Whether a salutation names as friends and kin do: by one name, without a courtesy."""
    return party.kind is AgentKind.PERSON and not party.courtesy and not party.office and " " not in party.name


def _is_letterhead(parts: Parts, segment: Segment, block: address.Block) -> bool:
    """Whether names above the date belong to a letterhead: nobody is addressed there, and somebody is below the date."""
    if any(party.courtesy for party in block.parties) or _TO_LINE.match(parts.text, segment.start, segment.end):
        return False
    after = parts.head[parts.head.index(segment) + 1 :]
    dated = next((n for n, s in enumerate(after) if s.role is SegmentRole.DATELINE), None)
    below = after[dated:] if dated is not None else ()
    return any(s.role is SegmentRole.ADDRESS and address.read_block(parts.text, s.start, s.end).parties for s in below)


def _closing_place(parts: Parts) -> tuple[int, int] | None:
    """The town that ends the addressee's block below a note."""
    blocks = [s for s in parts.foot if s.role in (SegmentRole.SIGNATURE, SegmentRole.ADDRESS)]
    return _last_place(parts, blocks[-1]) if blocks else None


def _letterhead(text: str, segment: Segment, block: address.Block) -> tuple[Party, ...]:
    embassy = _EMBASSY.search(text, segment.start, segment.end)
    if embassy and "\n" not in embassy.group().strip():
        a, b = trim(text, *embassy.span())
        return (Party(name=re.sub(r"^[Tt]he ", "", text[a:b]), kind=AgentKind.ORGANIZATION, start=a, end=b),)
    return tuple(p for p in block.parties if p.kind is AgentKind.ORGANIZATION)[:1]


def _cells(parts: Parts, segment: Segment) -> Iterator[tuple[int, int]]:
    """The lines of a segment, columns apart."""
    for a, b in parts.lines(segment):
        at = a
        for cell in parts.text[a:b].split("\t"):
            yield at, at + len(cell)
            at += len(cell) + 1


def dateline_place(parts: Parts, segment: Segment) -> tuple[int, int] | None:
    """The place before the date: "Washington, September 5, 1861"."""
    text = parts.text
    for a, b in _cells(parts, segment):
        dates = cues.line_dates(text[a:b])
        if not dates:
            continue
        begin, stop = trim(text, a, a + dates[0].start)
        mark = _DATE_MARK.match(text, begin, stop)
        begin = mark.end() if mark else begin
        while begin < stop and bare(text[begin:stop].rsplit(None, 1)[-1]) in words("before_date"):
            begin, stop = trim(text, begin, stop - len(text[begin:stop].rsplit(None, 1)[-1]))
        phrase = text[begin:stop]
        office = _OFFICE_HEAD.match(phrase)
        if office and office.end() < len(phrase):
            begin += office.end()
        elif office and len(phrase.split()) > 1:
            continue
        if begin < stop and any(c.isalpha() for c in text[begin:stop]):
            return begin, stop + (text[stop : stop + 1] == "." and text[stop - 1].isupper())
    return None


_OFFICE_HEAD = re.compile(
    r"(?:[^,]*\b(?:Office|Department|Legation|Embassy|House|Street|Ministry|Consulate|Road|Avenue|Terrace|Square)\b[^,]*|\d[^,]*)(?:,\s*|$)"
)
_DATE_MARK = re.compile(r"(?:date|sent|dated|datum|gesendet|envoyé|fecha|дата|tarih)\b\s*:?\s*", re.IGNORECASE)


def _copies(parts: Parts, segment: Segment) -> tuple[Party, ...]:
    parties: list[Party] = []
    for a, b in parts.lines(segment):
        mark = pattern("cc").match(parts.text, a, b)
        begin = mark.end() if mark else a
        to = re.compile(r"\s*to\b\s*:?\s*", re.IGNORECASE).match(parts.text, begin, b)
        begin = to.end() if to else begin
        group = bare(parts.text[begin:b].split(",")[0].split(" ")[0]) if begin < b else ""
        if group in words("greeted_group"):
            start, stop = trim(parts.text, begin, b)
            parties.append(Party(name=parts.text[start:stop], kind=AgentKind.GROUP, start=start, end=stop))
            continue
        parties += split_parties(parts.text, begin, b)
    return tuple(parties)


def _read_salutation(parts: Parts, found: Sources) -> None:
    for segment in parts.salutation:
        for a, b in parts.lines(segment):
            found.greeted += read_greeting(parts.text, a, b)


def _read_foot(parts: Parts, found: Sources) -> None:
    text = parts.text
    for number, segment in enumerate(parts.foot):
        if segment.role is SegmentRole.SIGNATURE:
            signed = signature.read_signatures(text, segment.start, segment.end)
            found.signed += signed.parties
            found.behalf = found.behalf or signed.behalf
            found.others = found.others or signed.others
        elif segment.role is SegmentRole.ADDRESS:
            block = address.read_block(text, segment.start, segment.end)
            if _writers(parts, number, block):
                found.letterhead_place = found.letterhead_place or block.place or _last_place(parts, segment)
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


def _read_body(parts: Parts, found: Sources) -> None:
    """Who the letter's first words say is speaking; and whether a letterhead's organization does."""
    speakers = read_speakers(parts, named=bool(found.pair.authors or found.signed or found.mail_from))
    author, recipient = speakers.verbale
    if author:
        found.verbale = Pair((author,), (recipient,) if recipient else ())
        found.place_to = found.place_to or _closing_place(parts)
        found.signed = tuple(p for p in found.signed if p.kind is AgentKind.PERSON and p.courtesy)
    found.spoken_for = (speakers.behalf,) if speakers.behalf else ()
    found.we = (speakers.we,) if speakers.we else ()
    found.asked = (speakers.asked,) if speakers.asked else ()
    found.housed = read_housed(parts)
    if found.letterhead:
        found.letterhead = _speaking(parts, found.letterhead)
    read_told_signers(parts, found)
    if (
        not (found.lead.authors or found.signed or found.title.authors or found.pair.authors)
        and parts.own
        and found.published
    ):
        _read_article(parts, found)


def _read_article(parts: Parts, found: Sources) -> None:
    """An article without any letter of its own on the page: its paragraphs tell who wrote to whom."""
    for segment in parts.own[:3]:
        pair = lead.read_lead(parts.flat, segment.start, min(segment.end, segment.start + 800))
        found.lead = Pair(found.lead.authors or pair.authors, found.lead.recipients or pair.recipients)


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


def _last_place(parts: Parts, segment: Segment) -> tuple[int, int] | None:
    lines = list(parts.lines(segment))
    if len(lines) == 1 and "," not in parts.text[segment.start : segment.end]:
        return None
    return read_place(parts.text, *lines[-1]) if lines else None


def _speaking(parts: Parts, letterhead: Sequence[Party]) -> tuple[Party, ...]:
    """The letterhead's organization, where the body speaks as one or the foot repeats it."""
    head = letterhead[0]
    titled = any(s.role is SegmentRole.HEADLINE and s.start > head.end for s in parts.head)
    own = " ".join(parts.text[s.start : min(s.end, s.start + 1500)] for s in parts.own[:6])
    if head.name in own or (not titled and (_ORGANIZED.search(own) or _WRITER.search(own))):
        return (head,)
    return ()
