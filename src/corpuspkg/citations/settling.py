"""Settles what the parsers read: overlaps, numbers without their body, appositions, pinpoints."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from corpuspkg.citations import acts, by_year, constitutions, filters, numbered_laws
from corpuspkg.citations.pinpoints import BEFORE, BEHIND, Pinpoint, pinpoint_after, pinpoint_before, pinpoint_parallel
from corpuspkg.model import CitationStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.citations.document import Document, Mention

_NO_PINPOINT = frozenset(
    {"cite.us-code", "cite.us-regulations", "cite.us-amendment", "cite.case", "cite.us-case", "cite.this-section"}
)
# Where two readings cover the same words, the one that knows more wins: a registered name over a proposed one.
_WEAK = frozenset(
    {
        "cite.act",
        "cite.agreement",
        "cite.treaty-subject",
        "cite.treaty-name",
        "cite.treaty-of",
        "cite.case",
        "cite.law-on",
        "cite.named-law",
        "cite.code",
        "cite.law-of-year",
    }
)


def settle_mentions(document: Document, found: list[Mention]) -> list[Mention]:
    """The full mentions of a letter: in order, apart, each with its pinpoint."""
    kept = _without_overlaps(found)
    _resolve_bare_numbers(kept)
    _resolve_sessions(kept)
    settled = []
    reason_against = filters.reason_against
    for mention in kept:
        reason = reason_against(document, mention)
        if reason:
            document.miss(mention.start, mention.end, mention.rule, reason)
        elif (
            mention.instrument is None
            and not mention.candidates
            and mention.status is CitationStatus.UNRESOLVED
            and mention.key.startswith(("res ", "rec ", "dec "))
        ):
            document.miss(mention.start, mention.end, mention.rule, "a number without its body")
        else:
            settled.append(mention)
    rules = {mention.rule for mention in settled}
    if not rules.isdisjoint(("cite.act", "cite.case", "cite.treaty-name")):
        _name_by_number(document, settled)
        acts.name_by_longer(document, settled)
    if "cite.constitution-context" in rules:
        constitutions.infer_by_laws(document, settled)
    if numbered_laws.RULE in rules:
        numbered_laws.join_numbers(settled)
    if by_year.RULE in rules:
        by_year.name_by_year(document, settled)
    settled = _without_appositions(document, settled)
    attach_pinpoints(document, settled)
    return _without_swallowed(document, settled)


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
    if mention.rule == "cite.body-resolution":
        return mention.instrument is None
    return mention.rule in _WEAK and mention.status is CitationStatus.UNRESOLVED


def _resolve_bare_numbers(kept: Sequence[Mention]) -> None:
    """A number without its body means what the same number with its body means elsewhere in the letter."""
    bare = [mention for mention in kept if mention.instrument is None and mention.key]
    if not bare:
        return
    known = {mention.key: mention for mention in kept if mention.key and mention.instrument and mention.key != "part"}
    for mention in bare:
        open_body = not mention.candidates or mention.rule == "cite.body-resolution"
        if open_body and mention.key in known:
            source = known[mention.key]
            mention.instrument, mention.proposed, mention.rule = source.instrument, source.proposed, source.rule
            mention.status, mention.candidates = CitationStatus.RESOLVED, ()


_ASSEMBLY_NUMBER = "un:ga:res:"


def _resolve_sessions(mentions: Sequence[Mention]) -> None:
    """A number of the Assembly without its session is the one that the letter names with a session."""
    inferred = CitationStatus.INFERRED  # so is a lone number of the Assembly
    bare = [mention for mention in mentions if mention.status is inferred and _is_without_session(mention)]
    for mention in bare:
        opening = f"{mention.instrument}("
        full = {other.instrument: other for other in mentions if (other.instrument or "").startswith(opening)}
        if len(full) == 1:
            ((mention.instrument, source),) = full.items()
            mention.proposed = source.proposed


def _is_without_session(mention: Mention) -> bool:
    identifier = mention.instrument or ""
    return identifier.startswith(_ASSEMBLY_NUMBER) and identifier[len(_ASSEMBLY_NUMBER) :].isdigit()


def attach_pinpoints(document: Document, mentions: list[Mention]) -> None:
    """Give each mention the pinpoint that leads up to it, else the one behind it that no other mention took."""
    folded, text, places = document.folded, document.text, document.pinpoints
    floor = 0
    group = None
    last: Mention | None = None
    for mention in mentions:
        start, end = reach = mention.reach or (mention.start, mention.end)
        listed = group is not None and group == mention.group
        group = mention.group
        if places and not listed and not _is_pinned(mention):
            low = bisect_left(places, max(floor, start - BEFORE))
            if low < len(places) and places[low] < start:
                reach = _pin(text, mention, reach, pinpoint_before(folded, text, start, places, floor))
            if last and last.pin_kind and not _is_pinned(mention) and start - last.end < _PARALLEL_REACH:
                reach = _pin(text, mention, reach, pinpoint_parallel(folded, text, last.end, start, last.pin_kind))
        mention.reach, last = reach, mention
        floor = end if mention.key != "part" else floor
    limit = len(text)
    for mention in reversed(mentions) if places else ():
        reach = mention.reach or (mention.start, mention.end)
        if not _is_pinned(mention):
            low = bisect_left(places, reach[1])
            if low < len(places) and places[low] <= min(limit, reach[1] + BEHIND):
                reach = mention.reach = _pin(
                    text, mention, reach, pinpoint_after(folded, text, reach[1], limit, places)
                )
        limit = reach[0]


def _is_pinned(mention: Mention) -> bool:
    return mention.pin_kind is not None or mention.rule in _NO_PINPOINT


_PARALLEL_REACH = 40
_SENATE = ("S. ", " S. ")  # behind a bill the next one, no section


def _pin(text: str, mention: Mention, reach: tuple[int, int], pin: Pinpoint | None) -> tuple[int, int]:
    """Give a mention its pinpoint, if one was found; how far it reaches then."""
    if pin is None or (mention.rule == "cite.us-bill" and text.startswith(_SENATE, pin.start)):
        return reach
    mention.pin_kind, mention.pin = pin.kind, pin.value
    return min(reach[0], pin.start), max(reach[1], pin.end)


_NUMBER_RULES = ("cite.us-public-law", "cite.uk-instrument")
_NUMBER_BEHIND = re.compile(r",? ?[(\[]\Z")


def _name_by_number(document: Document, mentions: list[Mention]) -> None:
    """An act that no authority holds is the public law whose number stands behind it; brackets are closed."""
    folded = document.folded
    for place, mention in enumerate(mentions):
        following = mentions[place + 1] if place + 1 < len(mentions) else None
        if mention.rule == "cite.act" and mention.status is CitationStatus.UNRESOLVED and following:
            gap = following.rule in _NUMBER_RULES and following.start - mention.end <= len(", [")
            if gap and _NUMBER_BEHIND.match(folded, mention.end, following.start):
                mention.instrument, mention.proposed = following.instrument, following.proposed
                mention.status = CitationStatus.RESOLVED
        if mention.rule == "cite.case":
            _close_bracket(folded, mention)


def _close_bracket(folded: str, mention: Mention) -> None:
    words = folded[mention.start : mention.end]
    if words.count("(") > words.count(")"):
        if folded[mention.end : mention.end + 1] == ")":
            mention.end += 1
        else:
            mention.start += words.rindex("(") + 1


# A number behind a name is cited beside it; another name, or its place in a series, only explains it.
_SECOND_NAMES = ("cite.alias", "cite.coe-series")
_APPOSITION = re.compile(
    r",? ?[(\[]?(?:also |better |commonly |otherwise )?(?:known as|called|entitled|titled"
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
            and mention.rule in _SECOND_NAMES
            and mention.instrument == last.instrument
            and mention.start - last.end < 40  # noqa: PLR2004  # room for "commonly known as the"
            and mention.start > last.end + 1
            and _APPOSITION.match(document.folded, last.end, mention.start)
            and not pinpoint_after(document.folded, document.text, mention.end, len(document.text), document.pinpoints)
        ):
            document.miss(mention.start, mention.end, mention.rule, "another name of the instrument just named")
            continue
        if last and mention.rule == _NEUTRAL and last.name == "case" and _continues(document.folded, last, mention):
            last.end = mention.end
            _close_bracket(document.folded, last)
            continue
        kept.append(mention)
    return kept


_NEUTRAL = "cite.neutral-citation"
_CONTINUED = re.compile(r",? ?[(\[]?")


def _continues(folded: str, last: Mention, mention: Mention) -> bool:
    """Tell whether a neutral citation stands right behind the names of its parties."""
    return last.rule != _NEUTRAL and _CONTINUED.fullmatch(folded, last.end, mention.start) is not None


def _without_swallowed(document: Document, mentions: list[Mention]) -> list[Mention]:
    """Without names that are but the pinpoint of their neighbour ("section 907" before "of the … Act")."""
    if all(mention.key != "part" for mention in mentions):
        return mentions
    kept = []
    for place, mention in enumerate(mentions):
        around = mentions[max(0, place - 1) : place] + mentions[place + 1 : place + 2]
        if mention.key == "part" and any(
            other.reach and other.reach[0] <= mention.start and mention.end <= other.reach[1] for other in around
        ):
            continue
        if mention.key == "part" and _OF_SOMETHING.match(document.folded, mention.end, mention.end + 30):
            document.miss(mention.start, mention.end, mention.rule, "a section of something else")
            continue
        kept.append(mention)
    return kept


_OF_SOMETHING = re.compile(r" (?:of|in|to) (?:the|a|an|our|your|his|her|my|its|that|this|these|those) ")
