"""What the parsers of a letter share: its folded text, its context, and the mentions they hand back."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from corpuspkg.citations.scan import PARAGRAPH
from corpuspkg.model import CitationForm, CitationStatus, Instrument, Segment, SegmentRole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from corpuspkg.authority import Registry
    from corpuspkg.citations.scan import Scan

_WINDOW = 500
_ABBREVIATED = (
    "no",
    "nos",
    "art",
    "arts",
    "para",
    "paras",
    "res",
    "sec",
    "secs",
    "vs",
    "mr",
    "ms",
    "mrs",
    "dr",
    "st",
    "doc",
)
_SENTENCE_END = re.compile(
    r"[.!?](?<![ .(][a-z]\.)"
    + "".join(rf"(?<!\b{word}\.)" for word in (*_ABBREVIATED, "doc", "rev", "pub", "jr", "pt", "vol", "cf"))
    + r"[\"')\]]* (?=[\"'(]?[a-z0-9])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationContext:
    """What is known of a letter beside its text.

    Attributes:
        sent_latest: The last day on which the letter may have been sent.
        author_country: ISO 3166 code (two small letters) of the author's country: whose constitution "ours" is.
    """

    sent_latest: date | None = None
    author_country: str | None = None


@dataclass(slots=True, eq=False)
class Mention:
    """A mention while it is being settled; offsets are those of the folded text."""

    start: int
    end: int
    rule: str
    instrument: str | None = None
    form: CitationForm = CitationForm.FULL
    status: CitationStatus = CitationStatus.RESOLVED
    proposed: Instrument | None = None
    candidates: tuple[str, ...] = ()
    group: int | None = None
    pin_kind: str | None = None
    pin: str | None = None
    reach: tuple[int, int] | None = None  # the mention with its pinpoint
    name: str = ""  # folded name, for later short forms
    key: str = ""  # what a second look resolves by, e.g. a bare number
    year: int | None = None


class NearMiss(NamedTuple):
    """A passage that looks like a citation, and why it was not taken; offsets of the folded text."""

    start: int
    end: int
    rule: str
    reason: str


@dataclass(slots=True)
class Document:
    """One letter while it is read.

    Attributes:
        text: The text as written, aligned with `folded`.
        folded: The folded text.
    """

    scan: Scan
    segments: Sequence[Segment]
    context: CitationContext
    registry: Registry
    misses: list[NearMiss] = field(default_factory=list)
    pinpoints: list[int] = field(default_factory=list)  # where pinpoints may start
    text: str = field(init=False)
    folded: str = field(init=False)
    groups: int = 0
    notes: dict[str, object] = field(default_factory=dict)  # what parsers found out about the whole letter, once
    _starts: list[int] | None = None
    _words: dict[str | tuple[str, ...], bool] = field(default_factory=dict)
    _sentence: tuple[int, int, int, int] = (-1, -1, 0, 0)

    def __post_init__(self) -> None:
        """Keep the two forms of the text at hand: every parser reads them again and again."""
        self.text = self.scan.text
        self.folded = self.scan.folded

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Bounds of the sentence around a span, at most `_WINDOW` characters to either side."""
        if self._sentence[:2] != (start, end):  # parsers ask twice for the same one
            self._sentence = (start, end, *self._find_sentence(start, end))
        return self._sentence[2:]

    def _find_sentence(self, start: int, end: int) -> tuple[int, int]:
        folded = self.scan.folded
        low = max(0, start - _WINDOW)
        low = max(low, folded.rfind(PARAGRAPH, low, start) + 1)
        for match in _SENTENCE_END.finditer(folded, low, start):
            if not self.text[match.end() : match.end() + 1].islower():
                low = match.end()
        high = min(len(folded), end + _WINDOW)
        gap = folded.find(PARAGRAPH, end, high)
        high = gap if gap >= 0 else high
        for match in _SENTENCE_END.finditer(folded, end, high):
            if not self.text[match.end() : match.end() + 1].islower():
                return low, match.start() + 1
        return low, high

    def line(self, position: int) -> tuple[int, int]:
        """Bounds of the line around a position, at most 300 characters to either side."""
        low = max(0, position - 300)
        start = self.text.rfind("\n", low, position) + 1 or low
        end = self.text.find("\n", position, position + 300)
        return start, end if end >= 0 else min(len(self.text), position + 300)

    def role(self, start: int) -> SegmentRole | None:
        """Role of the segment around a position of the folded text."""
        if not self.segments:
            return None
        if self._starts is None:
            self._starts = [segment.start for segment in self.segments]
        at = self.scan.original_span(start, start + 1)[0]
        place = bisect_right(self._starts, at) - 1
        return self.segments[place].role if place >= 0 and at < self.segments[place].end else None

    def miss(self, start: int, end: int, rule: str, reason: str) -> None:
        """Note a passage that was not taken."""
        self.misses.append(NearMiss(start, end, rule, reason))

    def new_group(self) -> int:
        """Number of the next list."""
        self.groups += 1
        return self.groups

    def is_word(self, start: int, end: int) -> bool:
        """Tell whether a span neither starts nor ends within a word."""
        text = self.text
        return not (start and text[start - 1].isalnum() and text[start].isalnum()) and not (
            end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
        )

    def has_word(self, word: str) -> bool:
        """Tell whether a folded word or phrase occurs anywhere in the letter."""
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = self._search_word(word)
        return known

    def has_any(self, words: tuple[str, ...]) -> bool:
        """Tell whether one of several folded words or phrases does."""
        known = self._words.get(words)
        if known is None:
            known = self._words[words] = any(map(self.has_word, words))
        return known

    def _search_word(self, word: str) -> bool:
        at = self.scan.folded.find(word)
        while at >= 0:
            if self.is_word(at, at + len(word)):
                return True
            at = self.scan.folded.find(word, at + 1)
        return False
