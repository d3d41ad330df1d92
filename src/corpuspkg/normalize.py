"""Normalize a document's text, and keep the way back to the raw file.

Normalization changes as little as citing needs:

- Unicode to NFC; characters without width and control characters are dropped, a soft hyphen together with the line
  end behind it;
- every kind of line end becomes LF, three or more of them two, none stand at either end of the text;
- a run of one or two blanks of any kind becomes one blank, a wider one or one with a tab becomes a tab (the gap
  between columns is kept as such); none stand at the start or end of a line.

Words, quotation marks and punctuation stay as they are. The furniture of a page stays too: the segments tell it apart.
Normalizing twice changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

_BLANKS = "\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\n\r\x0b\x0c\u0085\u2028\u2029"
_DROPPED = "\x00-\x08\x0e-\x1f\x7f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_ANY = _BLANKS + _LINE_ENDS + _DROPPED
# Maximal runs of such characters, except a lone blank or line end inside the text: those stay as they are.
_RUN = re.compile(f"[{_ANY}](?:[{_ANY}]+|(?<![ \n])|(?<=\\A.)|\\Z)", re.DOTALL)
# What plain text, whose characters are all printable, may have to be changed for.
_WIDE = ("  ", " \n", "\n ", "\n\n\n")
_LINE_END = re.compile(f"\r\n|[{_LINE_ENDS}]")
_BLANK = re.compile(f"[{_BLANKS}]")
_SOFT_BREAK = re.compile(f"\u00ad[{_BLANKS}]*(?:\r\n|[{_LINE_ENDS}])[{_BLANKS}]*")
_IGNORED = re.compile(f"[{_DROPPED}]")
_WORD = re.compile(f"[^{_ANY}](?:[^{_BLANKS}{_LINE_ENDS}]*[^{_ANY}])?")
# A character with the marks and dropped characters behind it; Hangul vowels and finals join what stands before.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1161-\u1175\u11a8-\u11c2"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_CLUSTER = re.compile(f".[{_MARKS}{_DROPPED}]*", re.DOTALL)
_COLUMN_GAP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalizedText:
    """A text and its way back.

    Attributes:
        text: The normalized text.
        anchors: Pairs of offsets (text, raw), both in code points, ascending: from each pair on, one code point of the
            text stands for one of the raw text, up to the next pair. The last pair stands at the end of the text.
    """

    text: str
    anchors: tuple[tuple[int, int], ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Span of the raw text that a span of the text was made from; both in code points, half-open.

        Raises:
            ValueError: The span is empty or lies outside the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is no span of a text of {len(self.text)} characters")
        first = bisect_right(self.anchors, start, key=_text_offset) - 1
        last = bisect_right(self.anchors, end - 1, key=_text_offset) - 1
        following = self.anchors[last + 1]
        raw_end = following[1] if following[0] == end else self._raw(last, end - 1) + 1
        return self._raw(first, start), raw_end

    def _raw(self, anchor: int, offset: int) -> int:
        text_offset, raw_offset = self.anchors[anchor]
        return min(raw_offset + offset - text_offset, self.anchors[anchor + 1][1] - 1)


def _text_offset(anchor: tuple[int, int]) -> int:
    return anchor[0]


class _Edit(NamedTuple):
    """The raw text from `start` to `end` becomes `replacement`."""

    start: int
    end: int
    replacement: str


def normalize(raw: str) -> NormalizedText:
    r"""Normalize a text.

    Args:
        raw: The decoded file.

    >>> normalize("Dear\u00a0Mr.  X,\r\n\r\n\r\nHello ").text
    'Dear Mr. X,\n\nHello'
    >>> normalize("a  b").raw_span(2, 3)
    (3, 4)
    """
    plain = _trim(raw)
    if plain is not None:
        return plain
    edits = [edit for match in _RUN.finditer(raw) if (edit := _space_edit(raw, match)) is not None]
    spaced = _apply(raw, edits)
    if unicodedata.is_normalized("NFC", spaced.text):
        return spaced
    return _apply(raw, _with_compositions(raw, edits))


def byte_anchors(normalized: NormalizedText, raw: str, encoding: str, preamble: int = 0) -> str:
    """The offset map as published: blank-separated `text:raw` pairs, raw in bytes of the file.

    Args:
        normalized: What `normalize(raw)` gave.
        raw: The decoded file.
        encoding: The encoding it was decoded with.
        preamble: Bytes before the first character (a byte order mark).

    >>> byte_anchors(normalize("é  b"), "é  b", "utf-8")
    '0:0 2:4 3:5'
    """
    pairs, at, size = [], 0, preamble
    for text_offset, raw_offset in normalized.anchors:
        size += len(raw[at:raw_offset].encode(encoding))
        at = raw_offset
        pairs.append(f"{text_offset}:{size}")
    return " ".join(pairs)


def _trim(raw: str) -> NormalizedText | None:
    """A text that has nothing to change but at its ends, as most have; None where that is not sure."""
    text = raw.strip(" \n")
    # Of all characters that are dropped or changed only line ends are let pass; in plain text none but LF is left then.
    if (
        not text
        or not text.replace("\n", "").isprintable()
        or any(wide in text for wide in _WIDE)
        or not unicodedata.is_normalized("NFC", text)
    ):
        return None
    start = raw.index(text[0])
    return NormalizedText(text=text, anchors=((0, start), (len(text), start + len(text))))


def _space_edit(raw: str, match: re.Match[str]) -> _Edit | None:
    start, end = match.span()
    run = match.group()
    if start == 0 or end == len(raw):
        return _Edit(start, end, "")
    if run == "\n\n":
        return None
    if "\u00ad" in run and _SOFT_BREAK.fullmatch(run) and not _composes(raw[start - 1], raw[end]):
        return _Edit(start, end, "")
    return _Edit(start, end, _canonical_space(run))


def _composes(before: str, after: str) -> bool:
    """Whether NFC may change a character because of the one that comes to stand before it."""
    return unicodedata.combining(after) != 0 or not unicodedata.is_normalized("NFC", before + after)


def _canonical_space(run: str) -> str:
    line_ends = len(_LINE_END.findall(run))
    if line_ends:
        return "\n" if line_ends == 1 else "\n\n"
    width = len(_BLANK.findall(run))
    return "\t" if width >= _COLUMN_GAP or "\t" in run else " " if width else ""


def _with_compositions(raw: str, space_edits: list[_Edit]) -> list[_Edit]:
    """The edits of white space, and those that bring words to NFC; inside such words the latter replace the former."""
    composed = [(match.start(), match.end(), edits) for match in _WORD.finditer(raw) if (edits := _compose(match))]
    inside = iter(composed)
    word = next(inside, None)
    kept: list[_Edit] = []
    for edit in space_edits:
        while word and word[1] <= edit.start:
            word = next(inside, None)
        if not (word and word[0] <= edit.start and edit.end <= word[1]):
            kept.append(edit)
    return sorted([*kept, *(edit for _, _, edits in composed for edit in edits)])


def _compose(match: re.Match[str]) -> list[_Edit]:
    """Edits that bring one word to NFC without dropped characters; none where it is so already."""
    word = match.group()
    target = unicodedata.normalize("NFC", _IGNORED.sub("", word))
    if target == word:
        return []
    clusters = [(part.start(), part.group()) for part in _CLUSTER.finditer(word)]
    replacements = [unicodedata.normalize("NFC", _IGNORED.sub("", cluster)) for _, cluster in clusters]
    if "".join(replacements) != target:
        return [_Edit(match.start(), match.end(), target)]
    return [
        _Edit(match.start() + at, match.start() + at + len(cluster), replacement)
        for (at, cluster), replacement in zip(clusters, replacements, strict=True)
        if cluster != replacement
    ]


def _apply(raw: str, edits: list[_Edit]) -> NormalizedText:
    parts: list[str] = []
    anchors: list[tuple[int, int]] = []
    at = length = 0
    for start, end, replacement in edits:
        if start > at:
            _anchor(anchors, length, at)
            parts.append(raw[at:start])
            length += start - at
        if replacement:
            _anchor(anchors, length, start)
            parts.append(replacement)
            length += len(replacement)
        at = end
    if at < len(raw):
        _anchor(anchors, length, at)
        parts.append(raw[at:])
        length += len(raw) - at
        at = len(raw)
    stop = edits[-1].start if edits and edits[-1].end == len(raw) and not edits[-1].replacement else at
    anchors.append((length, stop))
    return NormalizedText(text="".join(parts), anchors=tuple(anchors))


def _anchor(anchors: list[tuple[int, int]], text: int, raw: int) -> None:
    """Add a pair unless the one before already implies it."""
    if not anchors or raw - text != anchors[-1][1] - anchors[-1][0]:
        anchors.append((text, raw))
