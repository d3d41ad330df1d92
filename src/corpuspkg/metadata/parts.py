"""A letter's segments, grouped by where they stand: head, own words, foot, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpuspkg.model import Segment, SegmentRole
from corpuspkg.segmentation.blockquotes import bare, uncover

_LONGEST_NOTE = 80
_WORDS = frozenset({SegmentRole.BODY, SegmentRole.LIST_ITEM})
_STARTS = _WORDS | {SegmentRole.SALUTATION, SegmentRole.QUOTATION}
_BEFORE_FOOT = _STARTS | {SegmentRole.FOOTNOTE}


@dataclass(frozen=True, slots=True)
class Parts:
    """A text with its segments by place.

    Attributes:
        written: The text as it is published.
        text: The text without the marks of a letter that is quoted as a block; offsets are the same.
        flat: The text with blanks for line ends: sentences that were wrapped; offsets are the same.
        head: Segments before the salutation or, without one, before the body.
        salutation: The salutations.
        own: Body and list items: the author's words.
        foot: Segments after the body's first paragraph that are no body, up to an enclosure.
        notes: Footnotes.
    """

    written: str
    text: str
    flat: str
    segments: tuple[Segment, ...]
    head: tuple[Segment, ...]
    salutation: tuple[Segment, ...]
    own: tuple[Segment, ...]
    foot: tuple[Segment, ...]
    notes: tuple[Segment, ...]

    def lines(self, segment: Segment) -> Iterator[tuple[int, int]]:
        """Offsets of a segment's lines."""
        at = segment.start
        for line in self.text[segment.start : segment.end].split("\n"):
            stop = at + len(line)
            if self.text is not self.written:
                line = line.lstrip(" ")  # noqa: PLW2901 - a quotation's mark was before it
            if line and not line.isspace():
                yield stop - len(line), stop
            at = stop + 1

    def has(self, role: SegmentRole) -> bool:
        """Whether any segment has a role."""
        return any(segment.role is role for segment in self.segments)

    def of(self, role: SegmentRole, group: Sequence[Segment]) -> tuple[Segment, ...]:
        """Segments of one role in a group."""
        return tuple(segment for segment in group if segment.role is role)


def divide(text: str, segments: Sequence[Segment]) -> Parts:
    """Group a letter's segments by place."""
    written, text = text, uncover(text)
    if text is not written:
        segments = bare(text, segments)
    roles = [segment.role for segment in segments]
    first = next((i for i, role in enumerate(roles) if role in _STARTS), len(segments))
    stop = len(segments)
    if SegmentRole.ENCLOSURE in roles:
        stop = next((i for i in range(first, stop) if _encloses(segments, i)), stop)
    after = segments[first:stop]
    early = _early(after)
    return Parts(
        written=written,
        text=text,
        flat=text.replace("\n", " "),
        segments=tuple(segments),
        head=(*segments[:first], *early),
        salutation=tuple([s for s in after if s.role is SegmentRole.SALUTATION]),
        own=tuple([s for s in after if s.role in _WORDS]),
        foot=tuple([s for s in after if s.role not in _BEFORE_FOOT and s not in early]),
        notes=tuple([s for s in segments if s.role is SegmentRole.FOOTNOTE]),
    )


def _encloses(segments: Sequence[Segment], number: int) -> bool:
    """Whether an enclosure begins, and not only a note of one above the copies or the name: "Encl." and "cc: Ann Lee"."""
    segment = segments[number]
    noted = number + 1 < len(segments) and segments[number + 1].role in (SegmentRole.CC, SegmentRole.SIGNATURE)
    return segment.role is SegmentRole.ENCLOSURE and not (noted and segment.end - segment.start < _LONGEST_NOTE)


def _early(after: Sequence[Segment]) -> list[Segment]:
    """Datelines that stand beside the salutation, before the first paragraph."""
    early = []
    for segment in after:
        if segment.role in _WORDS:
            break
        if segment.role is SegmentRole.DATELINE and after[0].role is SegmentRole.SALUTATION:
            early.append(segment)
        elif segment.role is not SegmentRole.SALUTATION:
            break
    return early
