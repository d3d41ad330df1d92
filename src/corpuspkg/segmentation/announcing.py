"""Find the line that announces a letter's text: "The letter reads as follows:", "Here is what she wrote."."""

from __future__ import annotations

import re

from corpuspkg.authority.openings import Openings
from corpuspkg.authority.patterns import pattern
from corpuspkg.segmentation import cues, headings

_QUOTES = "\"“„«'‘ \t"
_VOCATIVE = Openings(
    "Mr|Mrs|Ms|Miss|Dr|Prof|Madam|Sir|President|Prime Minister|Secretary|Senator|Minister|Chancellor|Ambassador|"
    "Governor|Commissioner",
    (r"[\"“„«'‘\s]*", r"\.? (?:[A-ZÀ-Þ][\w.’'-]*,? ?(?:of |de |von )?){1,6}[,:!]+(?=\s|$)"),
    _QUOTES,
    flags=re.NOFLAG,
)
# A paragraph that ends in announcing the letter's words: "Here is what she wrote."
_HERE = re.compile(
    r".*\b(?:here(?:[’']s| is| are| follows)|below (?:is|are)|this is|read|see) (?:what|how|(?:the |his |her |their |its |our |my )?(?:full |whole |complete )?(?:text|letter|words|response|reply|statement|message))\b[^.:]{0,60}[.:]$"
    r"|.*\b(?:text|letter)\b[^.:]{0,40}\b(?:in full|below|follows|reads)[^.:]{0,30}\.$",
    re.IGNORECASE,
)
# Words that each announcement has.
_ANNOUNCING = ("here", "below", "this is", "read", "see", "letter", "text")
# A note that repeats the one it answers: "I have the honour to acknowledge ... which reads as follows:".
_ANSWERS = re.compile(
    r"(?:I|We) (?:have the hono|beg|acknowledge|am in receipt|are in receipt|hereby|have received your)"
)
_TEXT_OF = Openings(r"(?:full |complete )?text of (?:the )?(?:letter|appeal|petition)\.?$")


def vocative_end(line: str) -> int:
    """Length of a salutation by name that a quoted letter opens with: "Mr Ann Lee, we are ...".

    >>> vocative_end('"Mr John Roe, we are glad')
    13
    """
    found = _VOCATIVE.match(line[:140])
    return found.end() if found else 0


def find_cue(lines: list[str]) -> int | None:
    """The line that announces the letter's text ("The letter reads as follows:")."""
    for number, line in enumerate(lines[:40]):
        if headings.is_pair(line):
            return None
        if number + 1 == len(lines):
            break
        following = lines[number + 1]
        if (
            line.endswith(":")
            and _leads(line)
            and not (number and _ANSWERS.match(line) and cues.salutation_end(lines[number - 1]))
        ):
            # Behind a colon a table or a list is no letter.
            if not (cues.is_list_item(following) or following.startswith("|")):
                return number
        elif (line.endswith(".") and _announces(line, following)) or (cues.is_short(line) and _TEXT_OF.match(line)):
            return number
    return None


def _leads(line: str) -> bool:
    """Whether a line that ends in a colon has words for the letter before it."""
    return (
        pattern("lead_cue").match(line[-260:]) is not None
        and not cues.salutation_end(line)
        and "compliments to" not in line
    )


def _announces(line: str, following: str) -> bool:
    """Whether a paragraph announces a letter that the next line greets somebody in by name."""
    end = line[-160:].lower()
    return (
        any(word in end for word in _ANNOUNCING)
        and bool(cues.salutation_end(following) or vocative_end(following))
        and bool(_HERE.match(line[-160:]))
    )
