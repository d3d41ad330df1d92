"""Read who wrote to whom from the lines above a letter: titles, head lines of editions, an article's lead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpuspkg.metadata import address, documents, headlines
from corpuspkg.metadata.found import Sources
from corpuspkg.metadata.headlines import Pair
from corpuspkg.metadata.letterheads import TO_LINE
from corpuspkg.metadata.lists import split_parties
from corpuspkg.metadata.names import Party
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.reported import read_report
from corpuspkg.model import AgentKind, Segment, SegmentRole
from corpuspkg.segmentation import headings

_PUBLISHER = re.compile(
    r"^(?P<name>[A-ZÀ-Þ][\w.-]*(?: [A-ZÀ-Þ][\w.-]*){0,3}) (?:presents?|publish(?:es|ed)|reproduces?|brings?|offers?|posts?|reprints?|runs|carries|reports?)\b.{0,60}\b(?:text|letter|appeal|petition)\b"
)


def read_titles(parts: Parts, found: Sources) -> None:
    """What headlines, edition's head lines and an article's lead say of who wrote to whom."""
    text = parts.text
    for segment in parts.head:
        if segment.role is SegmentRole.HEADLINE:
            for a, b in _titles(parts, segment):
                pair = headlines.read_pair(text, a, b) or _read_edited(text, a, b)
                if pair:
                    found.pair = found.pair if found.pair.authors or found.pair.recipients else pair
                    continue
                title = documents.read_title(parts.flat, a, b) if headings.is_titled(text[a:b]) else None
                if title:
                    found.title = found.title if found.title.authors else title
                    continue
                keyed = headlines.read_keyed_title(text, a, b)
                if keyed:
                    found.headline = keyed
                    continue
                if TO_LINE.match(text, a, b) and not found.headline.recipients:
                    found.headline = Pair((), address.read_block(text, a, b).parties[:1])
                    continue
                opened = headlines.read_open_title(text, a, b)
                found.headline = Pair(
                    found.headline.authors or opened.authors, found.headline.recipients or opened.recipients
                )
            if "\n" in text[segment.start : segment.end] and not (found.pair.recipients or found.title.recipients):
                found.pair = documents.read_letter_from(parts.flat, segment.start, segment.end) or found.pair
        elif segment.role is SegmentRole.LEAD:
            _read_lead(parts, segment, found)


def _read_edited(text: str, start: int, end: int) -> Pair | None:
    """What an edition's heading of one side says, or the citation of a letter in a catalogue."""
    directed = headings.is_directed(text[start:end])
    if directed:
        a, b = directed.span("who")
        topic = headlines.TOPIC.search(text, start + a, start + b)
        named = tuple(split_parties(text, start + a, topic.start() if topic else start + b))
        sent = text[start : start + a].rsplit(maxsplit=1)[-1].lower() == "from"
        return Pair(named if sent else (), () if sent else named) if named else None
    author = headings.named_author(text[start:end])
    if author:
        return Pair(tuple(split_parties(text, start + author[0], start + author[1])), ())
    cited = headings.cited_pair(text[start:end])
    return headlines.read_pair(text, start + cited[0], start + cited[1]) if cited else None


def _titles(parts: Parts, segment: Segment) -> Iterator[tuple[int, int]]:
    """The lines of a headline; a document's title over several lines is one."""
    lines = list(parts.lines(segment))
    if headings.is_titled(parts.text[slice(*lines[0])]) and not any(
        headings.is_titled(parts.text[a:b]) for a, b in lines[1:]
    ):
        yield lines[0][0], lines[-1][1]
    else:
        yield from lines


def _read_lead(parts: Parts, segment: Segment, found: Sources) -> None:
    pair = read_report(parts.flat, segment.start, segment.end)
    authors = found.lead.authors
    counted = len(authors) == 1 and authors[0].kind is AgentKind.GROUP
    unnamed = all(author.kind is AgentKind.OFFICE for author in authors)
    if pair.authors and (unnamed or (len(pair.authors) > max(len(authors), 2) and not counted)):
        authors = pair.authors
    found.lead = Pair(authors, found.lead.recipients or pair.recipients, found.lead.signers or pair.signers)
    published = _PUBLISHER.match(parts.text[segment.start : segment.end])
    if published and not found.publisher:
        a, b = segment.start + published.start("name"), segment.start + published.end("name")
        found.publisher = (Party(name=parts.text[a:b], kind=AgentKind.ORGANIZATION, start=a, end=b),)
