"""Find all that one letter points to beside instruments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpuspkg.model import LetterDates, Reference, ReferenceKind, Segment, SegmentRole
from corpuspkg.references.addresses import find_addresses, may_hold_address
from corpuspkg.references.mentions import find_mentions
from corpuspkg.references.notes import find_notes

# What an article says around a letter, the letter's own head and another letter enclosed in it are not its words.
_NOT_THE_LETTER_S_WORDS = frozenset(
    {
        SegmentRole.HEADLINE,
        SegmentRole.BOILERPLATE,
        SegmentRole.LEAD,
        SegmentRole.DATELINE,
        SegmentRole.ADDRESS,
        SegmentRole.SIGNATURE,
        SegmentRole.CC,
        SegmentRole.FOOTNOTE,
        SegmentRole.ENCLOSURE,
    }
)
# An address in a letterhead or in the page's furniture is not pointed to.
_NO_ADDRESSES = frozenset({SegmentRole.HEADLINE, SegmentRole.BOILERPLATE, SegmentRole.ADDRESS, SegmentRole.CC})


def find_references(text: str, segments: Sequence[Segment], dates: LetterDates) -> tuple[Reference, ...]:
    """Footnotes, addresses, and the letters and statements that a letter answers or mentions, in order of their start.

    Args:
        text: The normalized text.
        segments: Its parts; where there are none, the whole text counts as the letter's words.
        dates: When the letter was sent: what "of the 3d instant" is told from.

    >>> found = find_references("I have your letter of 3 May 1901. See www.a.example.", (), LetterDates())
    >>> [(one.kind.value, one.exact) for one in found]
    [('letter', 'your letter of 3 May 1901'), ('url', 'www.a.example')]
    """
    notes = list(find_notes(text, segments))
    first_note = min((note.start for note in notes), default=len(text))
    words = [(start, min(end, first_note)) for start, end in _spans(text, segments, _NOT_THE_LETTER_S_WORDS)]
    found = [*notes, *_addresses(text, segments), *find_mentions(text, words, dates)]
    return tuple(_without_repeats(_without_overlaps(found)))


def _spans(text: str, segments: Sequence[Segment], left_out: frozenset[SegmentRole]) -> list[tuple[int, int]]:
    if not segments:
        return [(0, len(text))]
    return [(segment.start, segment.end) for segment in segments if segment.role not in left_out]


def _addresses(text: str, segments: Sequence[Segment]) -> Iterator[Reference]:
    if may_hold_address(text):
        for start, end in _spans(text, segments, _NO_ADDRESSES):
            yield from find_addresses(text, start, end)


def _without_overlaps(found: Sequence[Reference]) -> list[Reference]:
    """In order; of two that overlap the first, of those the longer one, of those a note before its address."""
    kept: list[Reference] = []
    for one in sorted(found, key=lambda ref: (ref.start, -ref.end, ref.kind is ReferenceKind.URL, ref.rule_id)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _without_repeats(found: Sequence[Reference]) -> Iterator[Reference]:
    """Drop a bare "your letter" where the letters addressed were already spoken of: it says nothing new."""
    spoken_of = False
    for one in found:
        if one.kind is ReferenceKind.LETTER and one.rule_id == "reference.bare" and spoken_of:
            continue
        spoken_of |= one.kind is ReferenceKind.LETTER and one.exact.lower().startswith("your")
        yield one
