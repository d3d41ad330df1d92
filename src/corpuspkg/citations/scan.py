"""The text as the recognition reads it: one byte per code point, small letters, one kind of quote, dash and blank.

Offsets in the folded text are those of the text, unless words were joined over a line end or runs of blanks closed up;
then a list of anchors leads back. Folding works at the speed of `bytes.translate` and costs the same for any text.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

PARAGRAPH = "\x1e"  # stands (twice) for an empty line: no name or list runs across it

_SINGLE_QUOTES = "‘’‚‛′`´"
_DOUBLE_QUOTES = "“”„‟″«»"
_DASHES = "‐‑‒–—―−"
_BLANKS = "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000"
_ACCENTED = "".join(map(chr, range(0xC0, 0x100)))
_CYRILLIC = "".join(map(chr, range(0x410, 0x450)))
# Letters of Europe's and the Caucasus' other Latin alphabets that one byte has no room for.
_PLAIN = dict(
    zip(
        "ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěƏəĞğĢģĪīĮįİıĶķĻļĽľŁłŃńŅņŇňŌōŐőŒœŔŕŘřŚśŞşŠšȘșŢţŤťȚțŪūŮůŰűŲųŹźŻżŽž",
        "AaAaAaCcCcDdDdEeEeEeEeEeGgGgIiIiIiKkLlLlLlNnNnNnOoOoOoRrRrSsSsSsSsTtTtTtUuUuUuUuZzZzZz",
        strict=True,
    )
)
# Letters of other Cyrillic alphabets, as the nearest Russian ones: a name is compared with itself, not read.
_KINDRED = dict(zip("іІїЇєЄґҐўЎјЈљЉњЊћЋђЂџЏ", "иИиИеЕгГуУйЙлЛнНчЧдДцЦ", strict=True))
_YO = {0xA8: "Ё", 0xB8: "ё"}  # all as in the code page 1251
# Both patterns start with what is searched for at machine speed: neither a look back nor a counted repeat does.
_RUN = re.compile("[ \t\r\n\u00a0][ \t\r\n\u00a0]+")
_HYPHEN = re.compile(r"-\r?\n(?=[a-zß-ÿа-яё])")
_FOLDED_BLANKS = {"": b"", " ": b" ", "\n": b" ", "\n\n": 2 * PARAGRAPH.encode()}
_BLANKS_FOLDED = re.compile(b"  ")
_WRAPPED = re.compile(r"-(?=\n)")
_LETTER = re.compile(r"[^\W\d_]")
_ELSEWHERE = re.compile(f"[{_CYRILLIC}{''.join(_YO.values())}{''.join(_KINDRED)}{''.join(_PLAIN)}]")


class Scan(NamedTuple):
    """A text folded for reading.

    Attributes:
        text: What was folded, letter by letter as written: `folded[i]` stands for `text[i]`.
        folded: The folded text; characters outside its alphabet are "?".
        data: The same as bytes, one per code point.
        anchors: Pairs of offsets (here, in the published text), ascending; empty where they are equal.
    """

    text: str
    folded: str
    data: bytes
    anchors: tuple[tuple[int, int], ...] = ()

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Span in the published text of a span here."""
        if not self.anchors:
            return start, end
        return self._original(start), self._original(end - 1) + 1

    def _original(self, offset: int) -> int:
        here, there = self.anchors[bisect_right(self.anchors, (offset, len(self.text) * 9 + 9)) - 1]
        return there + offset - here


def scan_text(text: str) -> Scan:
    r"""Fold a text.

    >>> scan_text("The “Conven-\ntion on\tX”").folded
    'the "convention on x"'
    """
    data = fold_bytes(text)
    # Line ends are blanks by now, so that one look finds all runs of blanks inside a paragraph.
    if _BLANKS_FOLDED.search(data) or _WRAPPED.search(text):
        text, data, anchors = _close_up(text, data)
        return Scan(text, data.decode("latin-1"), data, anchors)
    return Scan(text, data.decode("latin-1"), data)


def fold_bytes(text: str) -> bytes:
    """The folded text as bytes."""
    data, tables = _encode(text)
    return data.replace(b"\n\n", b"\x1e\x1e").translate(tables.fold)


def fold_case_kept(text: str) -> str:
    """As folded, but capital letters stay: to compare names in which they matter."""
    data, tables = _encode(text)
    return data.translate(tables.keep).decode("latin-1")


def fold_pattern(words: str) -> str:
    """Words of a pattern as folded text has them: Cyrillic ones stand there on the codes of accented letters.

    >>> fold_pattern("Convention") == "convention", fold_pattern("акт").isascii()
    (True, False)
    """
    return fold_bytes(words).decode("latin-1")


def _encode(text: str) -> tuple[bytes, _Tables]:
    """A byte for each code point, "?" where the alphabet has none, and the tables of the alphabet.

    A text with more Cyrillic letters than accented ones is read by an alphabet that has the one in place of the others:
    a byte stays a letter, and the cost stays that of a few passes.
    """
    tables = _tables(_ACCENTED)
    if text.isascii():
        return text.encode(), tables
    data = codecs.charmap_encode(text, "replace", tables.alphabet)[0]  # type: ignore[arg-type]  # the stubs do not know EncodingMap
    lost = data.count(b"?")
    if lost > text.count("?") and _ELSEWHERE.search(text):
        letters = set(text)
        cyrillic = _tables(_CYRILLIC)
        if not letters.isdisjoint(_CYRILLIC):
            plain = text
            for letter in _KINDRED.keys() & letters:
                plain = plain.replace(letter, _KINDRED[letter])
            other = codecs.charmap_encode(plain, "replace", cyrillic.alphabet)[0]  # type: ignore[arg-type]  # as above
            if other.count(b"?") < lost:
                return other, cyrillic
        for letter in _PLAIN.keys() & letters:  # each of few at machine speed
            text = text.replace(letter, _PLAIN[letter])
        data = codecs.charmap_encode(text, "replace", tables.alphabet)[0]  # type: ignore[arg-type]  # as above
    return data, tables


def _close_up(text: str, data: bytes) -> tuple[str, bytes, tuple[tuple[int, int], ...]]:
    """The text and its bytes with runs of blanks closed up and words joined over a line end, and the way back."""
    joins = {
        match.start(): match.end()
        for match in _HYPHEN.finditer(text)
        if match.start() and _LETTER.match(text, match.start() - 1)
    }
    edits = [(start, end, "") for start, end in joins.items()]
    for match in _RUN.finditer(text):
        found = match.group()
        kept = "\n\n" if found.count("\n") > 1 else "\n" if "\n" in found else " "
        if found != kept and match.start() - 1 not in joins:
            edits.append((match.start(), match.end(), kept))
    edits.sort()
    parts: list[str] = []
    pieces: list[bytes] = []
    anchors = [(0, 0)]
    here = done = 0
    for start, end, kept in edits:
        parts += (text[done:start], kept)
        pieces += (data[done:start], _FOLDED_BLANKS[kept])
        here += start - done
        if kept:
            anchors.append((here, start))
            here += len(kept)
        anchors.append((here, end))
        done = end
    parts.append(text[done:])
    pieces.append(data[done:])
    return "".join(parts), b"".join(pieces), tuple(anchors)


@dataclass(frozen=True, slots=True)
class _Tables:
    """The encoding map of an alphabet, and what folds its bytes (without and with capital letters kept)."""

    alphabet: object
    fold: bytes
    keep: bytes


@cache
def _tables(letters: str) -> _Tables:
    special = [char for char in _SINGLE_QUOTES + _DOUBLE_QUOTES + _DASHES + _BLANKS + "№" if char > "\u00ff"]
    latin = list(map(chr, range(256)))
    latin[0x80:0xA0] = special + ["\ufffe"] * (0x20 - len(special))
    latin[0xC0:] = letters
    for code, char in _YO.items() if letters is _CYRILLIC else ():
        latin[code] = char
    alphabet = "".join(latin)
    codes = {char: code for code, char in enumerate(alphabet)}
    fold = bytearray(range(256))
    for code, char in enumerate(alphabet):
        folded = _fold_char(char)
        # What quotes, dashes and blanks fold to is ASCII; a letter folds to its small form, if the alphabet has it.
        fold[code] = codes.get(folded, code)
    keep = bytearray(fold)
    for code, char in enumerate(alphabet):
        if char.isupper() and char.isalpha():
            keep[code] = code
    return _Tables(codecs.charmap_build(alphabet), bytes(fold), bytes(keep))


def _fold_char(char: str) -> str:
    if char in "\n\t\r" or char in _BLANKS:
        return " "
    if char in _SINGLE_QUOTES:
        return "'"
    if char in _DOUBLE_QUOTES:
        return '"'
    if char in _DASHES:
        return "-"
    if char == "№":
        return "#"
    if char in "ёЁ":
        return "е"  # most write it so
    return char.lower() if len(char.lower()) == 1 else char
