"""One pass over a letter: hits of the automaton, their parsers, overlaps, pinpoints, definitions, short forms."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpuspkg.citations import (
    acts,
    agreements,
    constitutions,
    courts,
    eu,
    filters,
    resolutions,
    shortforms,
    symbols,
    treaties,
    us,
)
from corpuspkg.citations.aliases import read_alias
from corpuspkg.citations.document import Document, Mention, NearMiss
from corpuspkg.citations.lexicon import PINPOINT, Lexicon, load_lexicon
from corpuspkg.citations.pinpoints import pinpoint_after, pinpoint_before
from corpuspkg.model import CitationStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpuspkg.citations.automaton import Hit

Later = tuple[str, int, int]
"""Family, start and end of a hit that waits."""

PARSERS: dict[str, Callable[[Document, int, int], list[Mention]]] = {
    "resolution": resolutions.read_resolution,
    "decision": lambda document, start, end: (
        eu.read_act(document, start, end) or resolutions.read_resolution(document, start, end)
    ),
    "symbol": symbols.read_symbol,
    "ministers": symbols.read_ministers,
    "eu": eu.read_act,
    "us-code": us.read_code,
    "us-code-tail": lambda document, start, _end: us.read_code(document, start + 2, _end),
    "us-regulations": us.read_regulations,
    "us-law": us.read_public_law,
    "us-reporter": us.read_reporter,
    "us-order": us.read_executive_order,
    "us-bill": us.read_bill,
    "us-defense": us.read_defense_act,
    "versus": courts.read_versus,
    "application": courts.read_application,
    "icc": courts.read_criminal_case,
    "act": acts.read_act,
    "numbered-law": acts.read_numbered_law,
    "law-on": acts.read_law_on,
    "law-on-bare": acts.read_law_on,
    "code": acts.read_code_name,
    "constitution": constitutions.read_constitution,
    "basic-law": constitutions.read_constitution,
    "amendment": constitutions.read_amendment,
    "agreement": agreements.read_agreement,
    "subject": treaties.read_subject,
    "named": treaties.read_named,
}
# Families whose parsers read names that no authority holds.
_WEAK_FAMILIES = frozenset({"act", "agreement", "subject", "named", "law-on", "code"})
# "s. 2" is a section or a bill of the Senate.
_PINPOINTS = frozenset({PINPOINT, "us-bill"})
_LATER = ("back", "this-section", "its-protocol")
_NO_PINPOINT = frozenset(
    {"cite.us-code", "cite.us-regulations", "cite.us-amendment", "cite.case", "cite.us-case", "cite.this-section"}
)
# Where two readings cover the same words, the one that knows more wins: a registered name over a proposed one.
_WEAK = frozenset(
    {"cite.act", "cite.agreement", "cite.treaty-subject", "cite.treaty-name", "cite.case", "cite.law-on", "cite.code"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read: mentions in order, and near misses."""

    mentions: tuple[Mention, ...]
    misses: tuple[NearMiss, ...]


def read_mentions(document: Document, *, native: bool | None = None) -> Reading:
    """All mentions of a letter, settled, in order and without overlaps."""
    lexicon = load_lexicon(document.registry, native=native)
    hits = lexicon.finder.find(document.scan.data)
    if not hits:
        return Reading((), ())
    found, later = _read_hits(document, lexicon, hits)
    full = _settle(document, found) if found else []
    if full:
        full = _read_short_forms(document, full, later)
    return Reading(tuple(full), tuple(document.misses))


def _read_hits(
    document: Document, lexicon: Lexicon, hits: list[Hit]
) -> tuple[list[Mention], list[tuple[str, int, int]]]:
    """What the parsers make of the hits, and the hits that wait until the full mentions are known.

    The hits come by start, the longest first: a name inside a name that was taken is not looked at again, nor are
    anchors of weaker families there.
    """
    found: list[Mention] = []
    later: list[Later] = []
    names, families = lexicon.names, lexicon.families
    covered = 0
    for start, end, number in hits:
        if names[number] and end > covered:
            named = read_alias(document, start, end, names[number])
            if named:
                found.append(named)
                covered = max(covered, end) if named.instrument and not named.key else covered
        family = families[number]
        if not family:
            continue
        if family in _PINPOINTS:
            document.pinpoints.append(start)
        if family == PINPOINT:
            continue
        if family in _LATER:
            later.append((family, start, end))
        elif start >= covered or family not in _WEAK_FAMILIES or _name_goes_back(document, found[-1].start):
            found += PARSERS[family](document, start, end)
    return found, later


def _name_goes_back(document: Document, start: int) -> bool:
    """Tell whether a capitalized word stands right before a name, so that it may be the tail of a longer one."""
    text = document.text
    before = text.rfind(" ", max(0, start - 30), max(0, start - 1)) + 1
    return bool(before) and text[start - 1 : start] == " " and text[before].isupper()


def _settle(document: Document, found: list[Mention]) -> list[Mention]:
    kept = _without_overlaps(found)
    _resolve_bare_numbers(kept)
    settled = []
    for mention in kept:
        reason = filters.reason_against(document, mention)
        if reason:
            document.miss(mention.start, mention.end, mention.rule, reason)
        elif (
            mention.instrument is None
            and not mention.candidates
            and mention.status is CitationStatus.UNRESOLVED
            and mention.key.startswith("res ")
        ):
            document.miss(mention.start, mention.end, mention.rule, "a number without its body")
        else:
            settled.append(mention)
    settled = _without_appositions(document, settled)
    _attach_pinpoints(document, settled)
    return _without_swallowed(settled)


def _without_overlaps(found: list[Mention]) -> list[Mention]:
    """Of overlapping mentions the longest; of those over the same head the one that the registry knows."""
    found.sort(key=lambda mention: (mention.start, -mention.end, mention.rule))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
            continue
        last = kept[-1]
        if _better(mention, last):
            kept.pop()
            kept.append(mention)
    return kept


def _better(mention: Mention, last: Mention) -> bool:
    weak, last_weak = _is_weak(mention), _is_weak(last)
    if weak != last_weak:
        if last_weak:  # a registered name inside a proposed one wins unless it is but the tail of a longer name
            tail = (
                last.rule in ("cite.act", "cite.agreement")
                and mention.start > last.start
                and last.name in ("act", "order")
            )
            return not tail
        return mention.end > last.end and mention.start == last.start and mention.rule == "cite.act"
    return mention.end - mention.start > last.end - last.start


def _is_weak(mention: Mention) -> bool:
    return mention.rule in _WEAK and mention.status is CitationStatus.UNRESOLVED


def _resolve_bare_numbers(kept: Sequence[Mention]) -> None:
    """A number without its body means what the same number with its body means elsewhere in the letter."""
    known = {mention.key: mention for mention in kept if mention.key and mention.instrument and mention.key != "part"}
    for mention in kept:
        if mention.instrument is None and not mention.candidates and mention.key in known:
            source = known[mention.key]
            mention.instrument, mention.proposed, mention.rule = source.instrument, source.proposed, source.rule
            mention.status = CitationStatus.RESOLVED


def _attach_pinpoints(document: Document, mentions: list[Mention]) -> None:
    folded, text, places = document.folded, document.text, document.pinpoints
    last = len(mentions) - 1
    for place, mention in enumerate(mentions):
        start, end = mention.reach or (mention.start, mention.end)
        mention.reach = (start, end)
        if mention.rule in _NO_PINPOINT or mention.pin_kind or not places:
            continue
        listed = mention.group is not None and place and mentions[place - 1].group == mention.group
        pin = None if listed else pinpoint_before(folded, text, start, places)
        if pin is None:
            limit = mentions[place + 1].start if place < last else len(text)
            pin = pinpoint_after(folded, text, end, limit, places)
        if pin:
            mention.pin_kind, mention.pin = pin.kind, pin.value
            mention.reach = (min(start, pin.start), max(end, pin.end))


_APPOSITION = re.compile(
    r",? ?\(?(?:also |better |commonly |otherwise )?(?:known as|called|entitled|titled"
    r"|or|the so-called|-)? ?[\"(]?(?:the )?[\"]?\Z"
)


def _without_appositions(document: Document, mentions: list[Mention]) -> list[Mention]:
    """Without a second name that only explains the first: "resolution 377 (V), known as Uniting for Peace"."""
    kept: list[Mention] = []
    for mention in mentions:
        last = kept[-1] if kept else None
        if (
            last
            and mention.instrument
            and mention.instrument == last.instrument
            and mention.start - last.end < 40  # noqa: PLR2004  # room for "commonly known as the"
            and mention.start > last.end + 1
            and _APPOSITION.match(document.folded, last.end, mention.start)
        ):
            document.miss(mention.start, mention.end, mention.rule, "another name of the instrument just named")
            continue
        kept.append(mention)
    return kept


def _without_swallowed(mentions: list[Mention]) -> list[Mention]:
    """Without names that are but the pinpoint of their neighbour ("section 907" before "of the … Act")."""
    kept = []
    for place, mention in enumerate(mentions):
        around = mentions[max(0, place - 1) : place] + mentions[place + 1 : place + 2]
        if mention.key == "part" and any(
            other.reach and other.reach[0] <= mention.start and mention.end <= other.reach[1] for other in around
        ):
            continue
        kept.append(mention)
    return kept


def _read_short_forms(document: Document, full: list[Mention], later: list[Later]) -> list[Mention]:
    terms: dict[str, tuple[Mention, int]] = {}
    inside: list[tuple[int, int]] = []
    for full_mention in full:
        definition = shortforms.read_definition(document, full_mention)
        if definition:
            terms[definition[0]] = (full_mention, definition[1])
            inside.append((full_mention.end, definition[1]))
    added = shortforms.find_terms(document, terms) if terms else []
    if not added and not later and not inside:
        return full
    kept = [entry for entry in full if not _within(entry, inside)]
    kept = _merge(kept, added)
    antecedents = shortforms.Antecedents(document, kept, terms)
    back: list[Mention] = []
    for family, start, end in later:
        mention: Mention | None
        if family == "this-section":
            mention = shortforms.read_this_section(document, start, end - 1, kept)
        elif family == "its-protocol":
            mention = shortforms.read_its_protocol(document, start, kept)
        else:
            mention = shortforms.read_anaphor(document, start, antecedents)
        if mention and not _within(mention, inside):
            back.append(mention)
    back = [entry for entry in back if filters.reason_against(document, entry) is None]
    merged = _merge(kept, back)
    _attach_pinpoints(document, merged)
    return merged


def _within(mention: Mention, spans: list[tuple[int, int]]) -> bool:
    place = bisect_right(spans, (mention.start, len(spans) and spans[-1][1] + 1)) - 1
    return place >= 0 and spans[place][0] <= mention.start and mention.end <= spans[place][1]


def _merge(kept: list[Mention], added: list[Mention]) -> list[Mention]:
    """Both in order; of the added ones only those that overlap none of the kept."""
    merged: list[Mention] = []
    first = set(kept)
    for mention in sorted([*kept, *added], key=lambda entry: (entry.start, -entry.end)):
        if merged and mention.start < merged[-1].end:
            if mention in first and merged[-1] not in first:
                merged[-1] = mention
            continue
        merged.append(mention)
    return merged
