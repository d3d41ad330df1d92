"""Who a letter's own paragraphs, or an article without the letter itself, say is speaking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpuspkg.metadata.abroad import may_report, read_report_abroad
from corpuspkg.metadata.found import Sources
from corpuspkg.metadata.headlines import NOBODY, Pair
from corpuspkg.metadata.lead import subject
from corpuspkg.metadata.names import Party
from corpuspkg.metadata.own_reports import read_copies, read_drafters, read_own_report, read_statement
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.places import read_housed
from corpuspkg.metadata.reported import read_report
from corpuspkg.metadata.speakers import read_mandates, read_speakers
from corpuspkg.metadata.told import read_told_signers
from corpuspkg.metadata.towns import closing_place
from corpuspkg.model import AgentKind, SegmentRole

_ORGANIZED = re.compile(
    r"\b(?:we|our|us|the (?:society|community|association|organi[sz]ation|committee|council|union|foundation|embassy))\b",
    re.IGNORECASE,
)
# Paragraphs of a report that are looked at.
_MOST_TOLD = 12
_QUOTED = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)")
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|us|you|your)\b")
_WRITER = re.compile(r"\bI (?:am|write)\b")


def read_body(parts: Parts, found: Sources) -> None:
    """Who the letter's first words say is speaking; and whether a letterhead's organization does."""
    speakers = read_speakers(parts, named=bool(found.pair.authors or found.signed or found.mail_from))
    author, recipient = speakers.verbale
    if author:
        found.verbale = Pair((author,), (recipient,) if recipient else ())
        found.place_to = found.place_to or closing_place(parts)
        found.signed = tuple(p for p in found.signed if p.kind is AgentKind.PERSON and p.courtesy)
    found.spoken_for = (speakers.behalf,) if speakers.behalf else ()
    found.spoken_for = read_mandates(parts) or found.spoken_for
    found.we = (speakers.we,) if speakers.we else ()
    found.asked = (speakers.asked,) if speakers.asked else ()
    found.housed = read_housed(parts)
    if found.letterhead:
        found.letterhead = _speaking(parts, found.letterhead)
    read_told_signers(parts, found)
    named = found.lead.authors or found.signed or found.title.authors or found.pair.authors or found.mail_from
    if not named and (found.published or not parts.salutation):
        _read_article(parts, found)
    elif found.signed and not (parts.salutation or parts.has(SegmentRole.SIGNATURE) or _is_addressed(found)):
        # Who signed is told; to whom it went, another paragraph says.
        signed, found.lead = found.lead, NOBODY
        _read_article(parts, found)
        found.lead = replace(signed, recipients=found.lead.recipients)


def _is_addressed(found: Sources) -> bool:
    """Whether anything but an article's words names an addressee."""
    return bool(
        found.addressed or found.headline.recipients or found.pair.recipients or found.title.recipients or found.mail_to
    )


def _read_article(parts: Parts, found: Sources) -> None:
    """An article without any letter of its own on the page: its paragraphs tell who wrote to whom."""
    for segment in parts.own[:4]:
        told = _QUOTED.sub(" ", parts.flat[segment.start : min(segment.end, segment.start + 1200)])
        if not found.published and _FIRST_PERSON.search(told):
            break
        pair = read_report(parts.flat, segment.start, min(segment.end, segment.start + 800))
        found.lead = Pair(
            _better(found.lead.authors, pair.authors),
            _better(found.lead.recipients, pair.recipients),
            found.lead.signers or pair.signers,
        )
    found.lead = replace(found.lead, authors=found.lead.authors or _described(parts, found))
    if not (parts.salutation or parts.has(SegmentRole.SIGNATURE)):
        _read_reported(parts, found)


def _read_reported(parts: Parts, found: Sources) -> None:
    """What a page without the letter itself tells of it in other ways: in the first person, with copies, as a statement."""
    paragraphs = parts.own[:_MOST_TOLD]
    if not paragraphs:
        return
    own = read_own_report(parts)
    if not own.recipients and may_report(parts):
        own = read_report_abroad(parts)
    drafters = read_drafters(parts, paragraphs)
    known = found.lead
    found.lead = Pair(
        drafters or known.authors or own.authors or read_statement(parts),
        _named_better(known.recipients, own.recipients),
        known.signers,
    )
    found.copied = found.copied or read_copies(parts, paragraphs)


def _named_better(known: tuple[Party, ...], own: tuple[Party, ...]) -> tuple[Party, ...]:
    """Addressees by their names, where what is known is less than that: offices, or one by its short form."""
    short = all(party.kind is AgentKind.OFFICE or " " not in party.name for party in known)
    return own if own and short else known


_DESCRIBED = re.compile(r"(?:an?|the|one of|ex-|former|\w+[’']s) ", re.IGNORECASE)


def _described(parts: Parts, found: Sources) -> tuple[Party, ...]:
    """The writer whom the first paragraph only describes ("One of the oldest ..."), by name in the next two."""
    first, *others = parts.own[:3] or (None,)
    if (
        first is None
        or found.lead.authors
        or not found.lead.recipients
        or not _DESCRIBED.match(parts.flat, first.start)
    ):
        return ()
    for segment in others:
        party = subject(parts.flat, segment.start, segment.end)
        if party and " " in party[0].name:
            return party
    return ()


def _better(known: tuple[Party, ...], more: tuple[Party, ...]) -> tuple[Party, ...]:
    """What was read first, unless it names offices alone and a later paragraph their holders."""
    unnamed = all(party.kind is AgentKind.OFFICE for party in known)
    return more if unnamed and more else known


def _speaking(parts: Parts, letterhead: Sequence[Party]) -> tuple[Party, ...]:
    """The letterhead's organization, where the body speaks as one or the foot repeats it."""
    head = letterhead[0]
    titled = any(s.role is SegmentRole.HEADLINE and s.start > head.end for s in parts.head)
    own = " ".join(parts.text[s.start : min(s.end, s.start + 1500)] for s in parts.own[:6])
    if head.name in own or (not titled and (_ORGANIZED.search(own) or _WRITER.search(own))):
        return (head,)
    return ()
