"""Find what the lines of a text may have to be cut at: the whole text is looked through once for all of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpuspkg.authority.literals import Literals, lower_bytes

# Bytes at most of the text in which a head stands.
_MOST_HEAD = 32_000
# What every opener has, and how far before it the opener may begin.
_AFFECTIONATE = (0, 3, 4, 5, 7, 8)
_OFFICES = ("president", "secretary", "minister", "ambassador")
_GREETED = ("sir", "sirs", "gentlemen", "madam", *(f"mr{point} {office}" for point in (".", "") for office in _OFFICES))
_MARKS: dict[str, tuple[int, ...]] = {
    "dear": _AFFECTIONATE,
    "excellenc": (0, len("Your ")),
    **{f"{word}{stop}": (0,) for word in _GREETED for stop in ":,"},
    **{f"to {word}": (0,) for word in ("the", "mr", "ms", "dr", "our")},
}
_RULES = ("_____", "*****", "=====", "-----", "~~~~~")
_FAREWELLS = (
    *(
        "Yours",
        "Your",
        "Sincerely",
        "Respectfully",
        "Faithfully",
        "Cordially",
        "Very truly",
        "Best regards",
        "Kind regards",
    ),
    *("With best", "With kind", "With warm", "With high", "Warm regards", "Regards", "Thank you", "Thanking you"),
    *(
        "Believe me",
        "Signed,",
        "Love from",
        "With love",
        "Lots of love",
        "Fondest love",
        "Much love",
        "Best love",
        "I am",
    ),
    *("I remain", "I have the hono", "We remain", "We are, ", "Please accept", "Accept,", "Very sincerely", "Mise"),
)
_BEFORE_MARKS = tuple(_MARKS.values())
_TAILS = [f"{stop} {farewell.lower()}" for stop in ".!?”\"';:,)]" for farewell in _FAREWELLS]
TAIL_START = len(". ")
_TRACES = Literals([*_MARKS, *_RULES, *_TAILS])
_TAIL_END = re.compile("(?:" + "|".join(_FAREWELLS) + r")\b", re.IGNORECASE)
_DIGITS = bytes(ord("0") if 48 <= code < 58 else ord(".") for code in range(256))


class Traces(NamedTuple):
    """Where lines may have to be cut: to try those places is many times faster than to try all.

    Attributes:
        openers: Where a salutation may begin.
        ruled: Whether there is a rule of dashes or the like.
        tails: Where a farewell begins behind the end of a sentence.
        codes: Where five figures stand in a row, in the head.
    """

    openers: list[int]
    ruled: bool
    tails: list[int]
    codes: list[int]


def find_traces(text: str) -> Traces:
    """Look through a text.

    >>> text = "Dear Ann, thanks. Yours, Bo"
    >>> traces = find_traces(text)
    >>> min(traces.openers, key=abs), text[traces.tails[0] :]
    (0, 'Yours, Bo')
    """
    openers: set[int] = set()
    tails = []
    ruled = False
    for at, number in _TRACES.find(text):
        if number < len(_BEFORE_MARKS):
            openers.update([at - before for before in _BEFORE_MARKS[number]])
        elif number < len(_BEFORE_MARKS) + len(_RULES):
            ruled = True
        elif _TAIL_END.match(text, at + TAIL_START):
            tails.append(at + TAIL_START)
    return Traces(sorted(openers), ruled, tails, _find_codes(lower_bytes(text)[:_MOST_HEAD]))


def _find_codes(data: bytes) -> list[int]:
    """Where five figures stand in a row, in characters."""
    figures = data.translate(_DIGITS)
    found: list[int] = []
    at = figures.find(b"00000")
    before = characters = 0
    while at >= 0:
        characters += len(data[before:at].decode())
        found.append(characters)
        before, at = at, figures.find(b"00000", at + 5)
    return found
