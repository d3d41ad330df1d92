"""Many passages of many texts compared at once: which rows do not stand where they say.

Places count code points, texts are UTF-8: a place becomes one in bytes by the bytes before it that go on a character.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.columns import true_places

if TYPE_CHECKING:
    from collections.abc import Sequence

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
_Bytes = np.ndarray[Any, np.dtype[np.uint8]]
# Bytes that are compared at a time; each takes some sixteen more.
_PIECE = 2**21
# Bytes that go on a character begin with these bits.
_MASK, _GOES_ON = 0xC0, 0x80
_BLANK = np.isin(np.arange(256), list(b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Some letters.

    Attributes:
        ids: Their identifiers, each once.
        rows: Their rows.
        data: Their texts, one after the other.
        offsets: Where each text begins in `data`, and where the last one ends.
        first: How many characters stand before each text.
        ongoing: For each byte that goes on a character, how many characters begin before that one.
    """

    ids: pa.Array
    rows: Numbers
    data: _Bytes
    offsets: Numbers
    first: Numbers
    ongoing: Numbers

    @classmethod
    def of(cls, ids: Sequence[pa.Array], texts: Sequence[pa.Array], rows: Sequence[Numbers]) -> Self:
        """Letters of some batches; no text is null."""
        text = pc.cast(pa.concat_arrays(texts), pa.large_string())
        offsets, data = buffers_of(text)
        data, offsets = data[offsets[0] : offsets[-1]], offsets - offsets[0]
        ongoing = np.flatnonzero((data & _MASK) == _GOES_ON)
        # The j-th of them has as many characters before it as bytes that do not go on one; its own began before.
        ongoing = ongoing - np.arange(len(ongoing)) - 1
        lengths = plain_numbers(pc.cast(pc.utf8_length(text), pa.int64()))
        first = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        return cls(
            ids=pa.concat_arrays(ids),
            rows=np.concatenate(rows),
            data=data,
            offsets=offsets,
            first=first,
            ongoing=ongoing,
        )

    def __len__(self) -> int:
        return len(self.ids)

    def lengths(self) -> Numbers:
        """Characters of each text."""
        return np.diff(self.first)

    def text(self, letter: int) -> str:
        """The text of a letter."""
        return self.data[self.offsets[letter] : self.offsets[letter + 1]].tobytes().decode()

    def letters(self, ids: pa.Array) -> Numbers:
        """The place of each identifier among these; -1 for one that is not there."""
        places = pc.index_in(ids, value_set=self.ids)
        found = plain_numbers(pc.cast(places, pa.int64()))
        return np.where(plain_mask(places.is_valid()), found, -1)

    def at(self, letters: Numbers, places: Numbers) -> Numbers:
        """Where characters stand in `data`: those at `places` of the texts of `letters`."""
        characters = self.first[letters] + places
        if not len(self.ongoing):
            return characters
        return characters + np.searchsorted(self.ongoing, characters)


def buffers_of(text: pa.Array) -> tuple[Numbers, _Bytes]:
    """Offsets and bytes of an array of large strings."""
    _, offsets, data = text.buffers()
    found = np.frombuffer(offsets, np.int64)[text.offset : text.offset + len(text) + 1]
    return found, np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8)


def plain_numbers(column: pa.Array) -> Numbers:
    """The values of an array of 64-bit integers; any number where there is none."""
    # pyarrow imports pandas where it is asked for an array of numpy, and where it is given one.
    return np.frombuffer(column.buffers()[1] or b"", np.int64, len(column), column.offset * 8)


def plain_mask(column: pa.Array) -> Mask:
    """The values of an array of truth; null is false."""
    found = np.zeros(len(column), bool)
    found[true_places(column)] = True
    return found


def take(column: pa.Array, places: Numbers) -> pa.Array:
    """The values at some places."""
    chosen = np.ascontiguousarray(places, np.int64)
    return column.take(pa.Array.from_buffers(pa.int64(), len(chosen), [None, pa.py_buffer(chosen)]))


def differing(texts: Texts, letters: Numbers, starts: Numbers, ends: Numbers, words: pa.Array) -> Mask:
    """Which passages are not the words given with them.

    Args:
        texts: The letters.
        letters, starts, ends: Passages: of which letter, from where to where; within it, and none of them empty.
        words: What should stand there; none is null.
    """
    offsets, given = buffers_of(pc.cast(words, pa.large_string()))
    begin, size = texts.at(letters, starts), np.diff(offsets)
    differs: Mask = texts.at(letters, ends) - begin != size
    same = np.flatnonzero(~differs)
    sums = np.cumsum(size[same])
    for piece in np.split(same, np.searchsorted(sums, np.arange(_PIECE, sums[-1] if len(sums) else 0, _PIECE))):
        if len(piece):
            unlike = _gather(texts.data, begin[piece], size[piece]) != _gather(given, offsets[piece], size[piece])
            if unlike.any():
                firsts = np.cumsum(size[piece]) - size[piece]
                differs[piece] = np.add.reduceat(unlike, firsts) > 0
    return differs


def holding_more_than_blanks(texts: Texts, letters: Numbers, starts: Numbers, ends: Numbers) -> Mask:
    """Which passages may hold other characters than blanks and line ends; any but the plain ones count."""
    begin = texts.at(letters, starts)
    size = texts.at(letters, ends) - begin
    found = np.zeros(len(size), bool)
    some = np.flatnonzero(size)
    for piece in np.split(some, np.searchsorted(np.cumsum(size[some]), np.arange(_PIECE, size.sum(), _PIECE))):
        if len(piece):
            other = ~_BLANK[_gather(texts.data, begin[piece], size[piece])]
            found[piece] = np.add.reduceat(other, np.cumsum(size[piece]) - size[piece]) > 0
    return found


def _gather(data: _Bytes, begin: Numbers, size: Numbers) -> _Bytes:
    """Pieces of some bytes, one after the other."""
    ends = np.cumsum(size)
    if (begin[1:] == begin[:-1] + size[:-1]).all():
        return data[begin[0] : begin[0] + ends[-1]]
    gathered: _Bytes = data[np.repeat(begin - (ends - size), size) + np.arange(ends[-1])]
    return gathered
