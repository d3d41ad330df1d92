"""Split a text into lines as a letter's layout means them.

A letter pasted as one line still has a dateline, an address, a salutation and a closing. The lines that hold them are
cut at strong anchors (a salutation in the run, a date, an honorific that opens an address, a closing at the end), so
that all later rules see one thing to a line. Only the head and the foot are looked at for cuts: the work stays linear.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from itertools import pairwise
from typing import NamedTuple

from corpuspkg.authority.patterns import pattern
from corpuspkg.dates import find_dates
from corpuspkg.segmentation import cues
from corpuspkg.segmentation.notes import DATE_PLACE, note_cuts
from corpuspkg.segmentation.traces import TAIL_START, Traces, find_traces

_HEAD_WINDOW = 4000
_FOOT_WINDOW = 700
_FOOT_LINES = 12
_SHORT = 60
# A letter of a line or two has no layout: it is cut at its sentences.
_FEW_LINES = 2
_LONGEST_NOTE = 600
_OPENER = re.compile(
    r"(?<=[\s,.\]])(?:(?:My |MY )?(?:(?:own |very |Own )?(?:Dear|DEAR)(?:est|EST)?\b|(?<=[My] )(?:own |very )?dear(?:est)?\b)(?: (?:Mr|Mrs|Ms|Miss|Dr|Sen|Rep|Gov|Hon|Gen|Col|Prof|Rev|Sec|Amb|St|H\.E)\b\.?| [A-Z]\.)*"
    r"[^\n:,.!?;]{1,90}?(?: [A-Z]\.[^\n:,.!?;]{1,40})?(?:,? (?:Jr|Sr)\.?)?(?:[:,](?=\s)|$)"
    r"|(?:My )?(?:Dear|Dearest) (?:Mother|Father|Mama|Mamma|Papa|Mum|Mummy|Dad|Daddy|Brother|Sister|Son|Wife|Husband)(?=\s+[A-Z])|To (?:the|Mr|Mrs|Ms|Dr|our)\b[^\n:.]{3,80}:(?=\s)|(?:Sirs?|Gentlemen|Madam|Your Excellency|Excellency|Excellencies|Mr\.? (?:President|Secretary|Minister|Ambassador))[:,](?=\s+[A-Z]))"
)
_RULE = re.compile(r"\s*(?:_{5,}|\*{5,}|={5,}|-{8,}|~{5,})\s*")
_HONORIFIC = re.compile(
    r"(?<=[\s])(?:(?:To )?[Tt]he (?:Right )?Hono(?:u)?rable|Hon\.|H\.E\.|His Excellency|Her Excellency|Senator|Secretary of State"
    r"|President|Prime Minister|Mr\.|Mrs\.|Ms\.|Dr\.)(?=\s+[A-Z])"
)
_ZIP = re.compile(r"\b[A-Z]{2}\.? \d{5}(?:-\d{4})?(?=\s+[A-Z])")
_HOUSE = re.compile(r"(?<=[a-z.]) (?=\d{1,5}[A-Z]? [A-Z])")
_NAME_BEHIND = re.compile(
    r"(?!.{0,200}\b(?:assurances?|expression|consid[eé]ration|sentiments|salutations)\b)[,.]?\s+(?=[A-ZÀ-ÞА-Я][\w.’'-]*(?:\s[\w.,’'()&-]+){0,30}$)"
)
_NAMED_LAST = r"[.,]?\s+[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){1,3}$"
_NAME_LAST = re.compile(_NAMED_LAST)
# The last figure of a year, perhaps read as a letter, and a name behind it.
_YEAR_NAME = re.compile("[0-9lIOo]" + _NAMED_LAST)

# The mark before a name that runs on behind the last sentence: "..., (s.) A. LEE, Director."
_SIGNED_RUN = re.compile(r"(?<=[.,;:!] )[(\[](?:s|sd|sgd|signed|w\.\s?g|gez|signé|firmado)\.?[)\]] ?(?=[A-ZÀ-Þ])")
_LONGEST_SIGNED = 160


# Labelled fields side by side: "Reference No.: 12/2009 | Date: 1 June 2011".
_LABEL = r"[A-ZÀ-ÞА-Я][\w. ]{1,24}:\s"
_FIELDS = re.compile(rf"{_LABEL}[^|\n]{{1,60}}(?:\|\s*{_LABEL}[^|\n]{{1,60}})+$")
_FIELD_END = re.compile(r"\s*\|\s*")


class Line(NamedTuple):
    """A line or a part of one, and whether a blank line stands before it."""

    start: int
    end: int
    gap: bool


def split_lines(text: str, *, uncovered: bool = False) -> list[Line]:
    """Lines of a normalized text, run-on heads and feet cut apart.

    Args:
        text: The text.
        uncovered: Whether blanks stand for the marks of a quotation, and are no part of a line.

    >>> text = "Paris, July 23,2019 The Honorable Ann Lee Mayor Dear Mayor Lee: We write. Sincerely, Bo Ek"
    >>> [text[line.start:line.end] for line in split_lines(text)]
    ['Paris, July 23,2019', 'The Honorable Ann Lee Mayor', 'Dear Mayor Lee:', 'We write.', 'Sincerely,', 'Bo Ek']
    """
    traces = find_traces(text)
    head = _Head(text, traces)
    lines: list[Line] = []
    at, gap = 0, True
    for line in text.split("\n"):
        stop = at + len(line)
        if uncovered:
            line = line.lstrip()  # noqa: PLW2901 - the line is what is left of it
            at = stop - len(line)
        if not line or line.isspace():
            gap = True
        else:
            if "|" in line and at < _HEAD_WINDOW and _FIELDS.match(line):
                cuts = [edge for bar in _FIELD_END.finditer(text, at, stop) for edge in bar.span()]
                lines += [Line(a, b, gap and not i) for i, (a, b) in enumerate(_fields(at, stop, cuts))]
            elif at < _HEAD_WINDOW and len(line) > _SHORT // 2 and head.may_cut(at, stop):
                lines += [Line(a, b, gap and not i) for i, (a, b) in enumerate(head.cut(at, stop))]
            else:
                lines.append(Line(at, stop, gap))
            gap = False
        at = stop + 1
    if len(text) < _LONGEST_NOTE and text.count("\n") < _FEW_LINES:
        lines = [Line(a, b, line.gap or a > line.start) for line in lines for a, b in _cut_note(text, line)]
    return _cut_feet(text, lines, traces.tails)


def _fields(start: int, end: int, cuts: list[int]) -> list[tuple[int, int]]:
    """The stretches between pairs of cuts."""
    edges = [start, *cuts, end]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _cut_note(text: str, line: Line) -> list[tuple[int, int]]:
    return _pieces(text, line.start, line.end, note_cuts(text, line.start, line.end))


class _Head:
    """Cuts the lines of a text's head, up to the one that holds the salutation.

    Attributes:
        opened: Whether a salutation was found.
    """

    def __init__(self, text: str, traces: Traces) -> None:
        self.text = text
        self.opened = False
        self.ruled = traces.ruled
        self.codes = traces.codes
        self.openers = traces.openers
        self._places = sorted([*traces.codes, *traces.openers, sys.maxsize])
        self._next = 0

    def may_cut(self, start: int, end: int) -> bool:
        """Whether a line has anything to cut at. Lines are asked about in order."""
        if self.opened:
            return False
        while self._places[self._next] < start:
            self._next += 1
        return self.ruled or self._places[self._next] < end

    def cut(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of a line."""
        cuts: list[int] = []
        if self.ruled:
            for rule in _RULE.finditer(self.text, start, end):
                cuts += rule.span()
        ruled = max(cuts, default=start)
        stop = min(end, start + _HEAD_WINDOW)
        if self.codes:
            cuts += [match.end() for match in _ZIP.finditer(self.text, start, stop)]
        found = self._find_opener(start, stop)
        if found:
            self.opened = True
            cuts += [*_head_cuts(self.text, ruled, found.start()), found.start()]
            while found:
                cuts.append(found.end())
                found = _OPENER.match(self.text, found.end() + 1, end)
        return _pieces(self.text, start, end, cuts)

    def _find_opener(self, start: int, end: int) -> re.Match[str] | None:
        for at in _between(self.openers, start, end):
            if found := _OPENER.match(self.text, at, end):
                return found
        return None


def _between(places: list[int], start: int, end: int) -> list[int]:
    """Those of some places in order that stand between two offsets."""
    first = bisect_left(places, start)
    return places[first : bisect_left(places, end, first)]


def _head_cuts(text: str, start: int, end: int) -> list[int]:
    """Cuts inside the run before a salutation: round each date with its place, before each honorific."""
    cuts = [match.start() for match in _HONORIFIC.finditer(text, start, end)]
    cuts += [match.end() for match in _HOUSE.finditer(text, start, end)]
    for mention in find_dates(text, start, end):
        if not mention.has_year:
            continue
        place = DATE_PLACE.search(text, max(start, mention.start - 60), mention.start)
        cuts += [place.start() if place else mention.start, mention.end]
    return cuts


def cut_address(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of an address line that runs on: behind a ZIP code, before an honorific or an office that opens a name.

    >>> line = "Washington, DC 20500 Secretary of State Ann Lee"
    >>> [line[a:b] for a, b in cut_address(line, 0, len(line))]
    ['Washington, DC 20500', 'Secretary of State Ann Lee']
    """
    cuts = [match.end() for match in _ZIP.finditer(text, start, end)]
    if cuts:
        cuts += [match.start() for match in _HONORIFIC.finditer(text, start, end)]
    return _pieces(text, start, end, cuts)


def _cut_feet(text: str, lines: list[Line], tails: list[int]) -> list[Line]:
    """Cut a closing that runs on at the end of a paragraph, and a name that runs on behind a closing."""
    cut: list[Line] = []
    foot = len(lines) - _FOOT_LINES
    for number, line in enumerate(lines):
        following = lines[number + 1] if number < foot else line
        last = number >= foot or (following.gap and following.end - following.start < _SHORT)
        cuts = _foot_cuts(text, line, tails) if last else None
        if cuts:
            pieces = _pieces(text, line.start, line.end, cuts)
            cut += [Line(a, b, line.gap and not i) for i, (a, b) in enumerate(pieces)]
        else:
            cut.append(line)
    return cut


def _signed_cuts(text: str, line: Line) -> list[int]:
    """A cut before a mark of signing that runs on at the end of a paragraph."""
    found = _SIGNED_RUN.search(text, max(line.start + 1, line.end - _LONGEST_SIGNED), line.end)
    return [found.start()] if found else []


def _foot_cuts(text: str, line: Line, tails: list[int]) -> list[int]:
    cuts = _signed_cuts(text, line)
    closed = 0
    for at in _between(tails, max(line.start, line.end - _FOOT_WINDOW) + TAIL_START, line.end) if tails else ():
        closing = pattern("closing").match(text, at, line.end)
        if closing and line.end - closing.end() <= _FOOT_WINDOW // 2:
            cuts.append(at)
            closed = closing.end()
            break
    if not closed and line.end - line.start <= _FOOT_WINDOW:
        length = cues.closing_end(text[line.start : min(line.end, line.start + 200)])
        closed = line.start + length if length else 0
    if not closed:
        return cuts + _dated_end(text, line)
    comma = _NAME_BEHIND.match(text, closed, line.end)
    if comma and line.end - comma.end() < 300:
        cuts.append(comma.end())
        cuts += [cut for cut in _head_cuts(text, comma.end(), line.end) if cut < line.end]
    return cuts


def _dated_end(text: str, line: Line) -> list[int]:
    """Cuts round a date that ends a paragraph with a name behind it: "... wax. 9.12.1926. Alfred Tench"."""
    floor = max(line.start, line.end - _SHORT)
    if not _YEAR_NAME.search(text, floor, line.end):
        return []
    dates = [mention for mention in find_dates(text, floor, line.end) if mention.has_year and mention.has_day]
    if not dates or not _NAME_LAST.match(text, dates[-1].end, line.end):
        return []
    return [dates[-1].start, dates[-1].end]


def _pieces(text: str, start: int, end: int, cuts: list[int]) -> list[tuple[int, int]]:
    if not cuts:
        return [(start, end)]
    edges = sorted({start, end, *(c for c in cuts if start < c < end)})
    pieces: list[tuple[int, int]] = []
    for a, b in pairwise(edges):
        left = a + len(text[a:b]) - len(text[a:b].lstrip(" \t"))
        right = b - (len(text[a:b]) - len(text[a:b].rstrip(" \t")))
        if left < right and pieces and text[left:right] in (".", ",", ":", ";"):
            pieces[-1] = (pieces[-1][0], right)
        elif left < right:
            pieces.append((left, right))
    return pieces
