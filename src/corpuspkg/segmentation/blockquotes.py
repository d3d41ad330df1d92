"""A letter that a page shows as a block quotation, each line behind ">"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpuspkg.model import Segment
from corpuspkg.segmentation import cues

_MARK = re.compile(r"^> ?", re.MULTILINE)
_RUN = re.compile(r"(?:^|\n)(?P<run>>(?![ ]?>)[^\n]*(?:\n+>[^\n]*)*)")
_WROTE = re.compile(
    r"(?:(?<!\bI )(?<!\bwe )(?<!\bWe )\bwrote|\bwrites|schrieb|a écrit|escribió|ha scritto|пишет)\W*$", re.IGNORECASE
)
# Lines of a quotation among which a letter is greeted.
_FIRST_LINES = 8


def uncover(text: str) -> str:
    r"""A text with blanks for the marks of a quotation that is a letter; offsets are the same.

    An answer's quotation of the message before it stays as it is.

    >>> uncover("What I wrote:\n\n> Dear Ms. Lee,\n>\n> The pier is old.")
    'What I wrote:\n\n  Dear Ms. Lee,\n \n  The pier is old.'
    """
    if not (text.startswith(">") or "\n>" in text):
        return text
    letter = next((run for run in _RUN.finditer(text) if _is_letter(text, run.start("run"), run["run"])), None)
    if letter is None or any(map(cues.salutation_end, text[letter.end() :].split("\n"))):
        # A letter that greets by itself below the quotation answers what is quoted.
        return text
    return _MARK.sub(lambda mark: " " * len(mark.group()), text)


def cover(text: str, segments: Sequence[Segment]) -> tuple[Segment, ...]:
    r"""Segments with the marks of quotation that stand before their lines; those at the end go with the last.

    >>> text = "> Dear Ms. Lee,\n>\n> The pier is old."
    >>> [(s.start, s.end) for s in cover(text, (Segment(role="a", start=2, end=15), Segment(role="b", start=20, end=36)))]
    [(0, 15), (16, 36)]
    """
    covered: list[Segment] = []
    at = 0
    for segment in segments:
        between = text[at : segment.start]
        marked = between.strip()
        start = at + len(between) - len(between.lstrip()) if marked else segment.start
        covered.append(replace(segment, start=start))
        at = segment.end
    if covered and text[at:].strip():
        covered[-1] = replace(covered[-1], end=len(text.rstrip()))
    return tuple(covered)


def bare(text: str, segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Segments as they stand in a text that is uncovered: without the blanks of the marks."""
    return tuple(
        replace(
            segment,
            start=segment.end - len(text[segment.start : segment.end].lstrip()),
            end=segment.start + len(text[segment.start : segment.end].rstrip()),
        )
        for segment in segments
    )


def _is_letter(text: str, start: int, run: str) -> bool:
    before = text[max(0, start - 200) : start].rstrip()
    if _WROTE.search(before.rpartition("\n")[2]):
        return False
    lines = [_MARK.sub("", line).strip() for line in run.split("\n")]
    first = [line for line in lines if line][:_FIRST_LINES]
    greeted = next((n for n, line in enumerate(first) if cues.salutation_end(line)), None)
    return greeted is not None and not any(cues.is_prose(line) for line in first[:greeted])
