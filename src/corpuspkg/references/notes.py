"""Find footnotes and the markers that call them from the running text.

A note is a line that opens with a label behind the last line of the letter's words; its marker is the same label in the
text before it, wherever it stands in its paragraph. A label that calls nothing, and a numbered list, are no notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpuspkg.model import Reference, ReferenceKind, Segment, SegmentRole
from corpuspkg.references.addresses import find_addresses

# What a line that opens a note begins with; a letter or number with a slash is looked for apart.
_OPENERS = frozenset("[(*†‡0123456789⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class _Style:
    """One way to print notes. A style that also serves other ends needs a marker before it is believed."""

    rule_id: str
    note: re.Pattern[str]
    marker: re.Pattern[str]
    needs_marker: bool


def _style(name: str, note: str, marker: str, *, needs_marker: bool) -> _Style:
    return _Style(
        f"reference.footnote-{name}",
        re.compile(rf"{note}(?=\s*\S)"),
        re.compile(marker),
        needs_marker,
    )


_PLAIN_MARKER = r"(?<=[a-z)][.,;”\"])(?P<label>[0-9]{1,2})(?=\s|$)|(?<=[a-z])(?P<tight>[0-9]{1,2})(?=[\s.,;]|$)"
_RAISED_NUMBER = r"(?P<label>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
_NUMBER = r"(?P<label>[0-9]{1,3})"
_STYLES = (
    _style(
        "bracket", r"\[(?P<label>[0-9]{1,3}|[a-z*†])\][ \t]*", r"\[(?P<label>[0-9]{1,3}|[a-z*†])\]", needs_marker=False
    ),
    _style("superscript", rf"{_RAISED_NUMBER}[ \t]*", rf"(?<=\S){_RAISED_NUMBER}", needs_marker=True),
    _style(
        "slash",
        r"(?P<label>[0-9]{1,3}|[a-z])/[ \t]+",
        r"(?<=\S\s)(?P<label>[0-9]{1,3}|[a-z])/(?=[\s.,;:)]|$)",
        needs_marker=True,
    ),
    _style("paren", rf"\({_NUMBER}\)[ \t]*", rf"(?<=[^\s(])[ ]?\({_NUMBER}\)(?=[\s.,;:]|$)", needs_marker=True),
    _style(
        "star",
        r"(?P<label>[*†‡]{1,3})[ \t]*(?=\w)",
        r"(?<=[\w.,;:”\"’)])(?P<label>[*†‡]{1,3})(?=[\s.,;:)]|$)",
        needs_marker=True,
    ),
    _style("plain", r"(?P<label>[0-9]{1,2})\.?[ \t]+(?=\S)", _PLAIN_MARKER, needs_marker=True),
)
# Characters a last note may have, where only its marker tells it from a numbered list.
_LONGEST_NOTE = 600


@dataclass(frozen=True, slots=True)
class _Label:
    label: str
    start: int
    end: int


def find_notes(text: str, segments: Sequence[Segment]) -> Iterator[Reference]:
    r"""Footnotes with their markers, in the order of the notes.

    >>> text = "The weir was sound.[1]\n[2]It broke in May.\n\n[1] https://a.example/w\n[2] Town book, p. 4."
    >>> [(n.marker, n.marker_start, n.exact, n.url) for n in find_notes(text, ())]
    [('1', 19, 'https://a.example/w', 'https://a.example/w'), ('2', 23, 'Town book, p. 4.', None)]
    """
    # Where a note may begin at the earliest: with the first footnote that the segments know, if they know one.
    floor = min((one.start for one in segments if one.role is SegmentRole.FOOTNOTE), default=None)
    starts = _note_starts(text, floor or 0)
    for style in _STYLES:
        labels = [_read(match) for at in starts if (match := style.note.match(text, at))]
        possible = labels and (not style.needs_marker or len(text) - labels[-1].end <= _LONGEST_NOTE)
        markers = _first_markers(text, style) if possible else {}
        notes = _choose_notes(text, style, labels, markers, floor) if markers else []
        if notes:
            yield from _references(text, style, notes, markers)
            return


def _note_starts(text: str, floor: int) -> list[int]:
    """Where lines begin that can open a note."""
    at = text.rfind("\n", 0, floor) + 1
    starts = []
    for line in text[at:].split("\n"):
        if line and (line[0] in _OPENERS or line[1:2] == "/"):
            starts.append(at)
        at += len(line) + 1
    return starts


def _read(match: re.Match[str]) -> _Label:
    return _Label(match.group(match.lastgroup or "label").translate(_RAISED), *match.span())


def _first_markers(text: str, style: _Style) -> dict[str, int]:
    """Where each label first stands, brackets included."""
    markers: dict[str, int] = {}
    for match in style.marker.finditer(text):
        markers.setdefault(_read(match).label, match.end() - len(match.group().lstrip()))
    return markers


def _choose_notes(
    text: str, style: _Style, labels: Sequence[_Label], markers: Mapping[str, int], floor: int | None
) -> list[_Label]:
    """The labels at line starts that open notes: of each label the last line, if its marker stands before it."""
    last = {label.label: label for label in labels if label.start >= (floor or 0)}
    certain = floor is not None and not style.needs_marker
    notes = [note for note in last.values() if certain or markers.get(note.label, note.start) < note.start]
    notes.sort(key=lambda note: note.start)
    if style.needs_marker and not (_counts_on(notes) and _closes(text, notes)):
        return []
    return notes


def _counts_on(notes: Sequence[_Label]) -> bool:
    """Whether numbered notes count on from the first one; other lines that begin with numbers seldom do."""
    numbers = [int(note.label) for note in notes if note.label.isdigit()]
    return all(after == before + 1 for before, after in pairwise(numbers))


def _closes(text: str, notes: Sequence[_Label]) -> bool:
    """Whether nothing but a last note stands behind the notes."""
    return bool(notes) and len(text) - notes[-1].end <= _LONGEST_NOTE


def _references(text: str, style: _Style, notes: Sequence[_Label], markers: Mapping[str, int]) -> Iterator[Reference]:
    limits = [*(note.start for note in notes[1:]), len(text)]
    for note, limit in zip(notes, limits, strict=True):
        paragraph = text.find("\n\n", note.end, limit)
        content = text[note.end : limit if paragraph < 0 else paragraph].rstrip()
        marker = markers.get(note.label, note.start)
        address = next(find_addresses(text, note.end, note.end + len(content)), None)
        # The angle brackets and points around an address are not part of the note that is nothing else.
        alone = address if address and content.strip("<>. ") == address.exact else None
        start, end = (alone.start, alone.end) if alone else (note.end, note.end + len(content))
        if content:
            yield Reference(
                kind=ReferenceKind.FOOTNOTE,
                start=start,
                end=end,
                exact=text[start:end],
                status="resolved" if marker < note.start else "unresolved",
                rule_id=style.rule_id,
                marker=note.label,
                marker_start=marker if marker < note.start else None,
                url=address.url if address else None,
            )
