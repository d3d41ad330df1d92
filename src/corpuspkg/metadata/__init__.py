"""Who wrote to whom, when and from where: metadata read from a letter's segments.

`read_metadata` looks at each part for what it says, then decides between what the parts say. Every value has the
passage and the rule it rests on; what the text does not say stays empty, with an issue that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpuspkg.findings import make_issue
from corpuspkg.metadata.language import detect_language
from corpuspkg.metadata.letter_date import choose_dates
from corpuspkg.metadata.participants import read_participants
from corpuspkg.metadata.parts import Parts, divide
from corpuspkg.model import Evidence, Issue, LetterDates, Participation, Segment, SegmentRole
from corpuspkg.segmentation import cues

__all__ = ["Metadata", "read_metadata"]

_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """All that a letter says of itself, beside its citations and references."""

    title: str | None = None
    language: str | None = None
    dates: LetterDates = field(default_factory=LetterDates)
    place_from: str | None = None
    place_to: str | None = None
    participations: tuple[Participation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    issues: tuple[Issue, ...] = ()


def read_metadata(text: str, segments: Sequence[Segment]) -> Metadata:
    """Read title, language, dates, places and participants.

    Args:
        text: The normalized text.
        segments: What `corpuspkg.segment.segment_text` gave for it.
    """
    parts = divide(text, segments)
    cast = read_participants(parts)
    dates = choose_dates(parts, cast.participations)
    title = _title(parts, {part.name.lower() for part in cast.participations})
    language = _language(parts)
    evidence = [*dates.evidence, *title[1], *language[1]]
    places: dict[str, str | None] = {}
    for name, span, rule in (("place_from", cast.place_from, "place.from"), ("place_to", cast.place_to, "place.to")):
        places[name] = text[slice(*span)] if span else None
        if span:
            evidence.append(
                Evidence(
                    field=name, value=text[slice(*span)], method="extracted", rule_id=rule, start=span[0], end=span[1]
                )
            )
    return Metadata(
        title=title[0],
        language=language[0],
        dates=dates.dates,
        place_from=places["place_from"],
        place_to=places["place_to"],
        participations=cast.participations,
        evidence=tuple(evidence),
        issues=(*dates.issues, *cast.issues, *_several(parts)),
    )


def _several(parts: Parts) -> tuple[Issue, ...]:
    """Whether another letter follows below the first: then only the first is read."""
    for segment in parts.segments:
        if segment.role is not SegmentRole.ENCLOSURE:
            continue
        start, end = next(parts.lines(segment))
        if cues.salutation_end(parts.text[start:end]):
            message = "Another letter follows on the page; the first whole letter is the one read."
            return (make_issue("several-letters", message, table="letters", start=start, end=end),)
    return ()


def _title(parts: Parts, named: set[str]) -> tuple[str | None, tuple[Evidence, ...]]:
    """The first line of a headline that is no more than the name of somebody who takes part."""
    for segment in parts.of(SegmentRole.HEADLINE, parts.head):
        for start, stop in parts.lines(segment):
            end = min(stop, start + _LONGEST_TITLE)
            value = parts.text[start:end]
            if value.lower() not in named:
                proof = Evidence(
                    field="title", value=value, method="extracted", rule_id="title.headline", start=start, end=end
                )
                return value, (proof,)
    return None, ()


def _language(parts: Parts) -> tuple[str | None, tuple[Evidence, ...]]:
    own = parts.own or parts.segments
    if not own:
        return None, ()
    start, end = own[0].start, own[-1].end
    tag = detect_language(parts.text, start, end)
    if tag is None:
        return None, ()
    # It rests on the words of the whole letter: no passage shows it.
    return tag, (Evidence(field="language", value=tag, method="derived", rule_id="language.stop-words"),)
