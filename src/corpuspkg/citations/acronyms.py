"""Initials by which a letter names again what it named in full, without saying so ("UAPA" for an act of that name)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.model import CitationStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.citations.document import Document, Mention

_RULES = frozenset(
    {"cite.act", "cite.bill-name", "cite.treaty-subject", "cite.treaty-name", "cite.agreement", "cite.named-law"}
)
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4
_MOST = 200
# How far behind its name an abbreviation is sought: a letter of any length stays linear.
_REACH = 200_000


def find_initials(document: Document, mentions: Sequence[Mention]) -> dict[str, tuple[Mention, int]]:
    """The initials of names that no authority holds and the letter has later, each with its mention and its end."""
    found: dict[str, tuple[Mention, int]] = {}
    absent: dict[str, int] = {}  # from the first mention on until here
    for mention in mentions:
        if mention.rule not in _RULES or mention.status is not CitationStatus.UNRESOLVED or len(found) >= _MOST:
            continue
        words = _WORD.findall(document.text[mention.start : mention.end])
        initials = "".join(word[0] for word in words if word[0].isupper())
        if len(initials) < _SHORTEST or initials in found:
            continue
        begin, end = max(mention.end, absent.get(initials, 0) - len(initials)), mention.end + _REACH
        if document.text.find(initials, begin, end) >= 0:
            found[initials] = (mention, mention.end)
        else:
            absent[initials] = end
    return found


_YEARED = _RULES | {"cite.alias", "cite.constitution", "cite.numbered-law"}
_NOUN = re.compile(
    r"\b(?:Act|Bill|Rules|Regulations|Convention|Protocol|Treaty|Constitution|Ordinance|Order|Charter)\b"
)
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")


def find_years(document: Document, mentions: Sequence[Mention]) -> dict[str, tuple[Mention, int]]:
    """Names like "2021 Rules" and "1951 Convention" for what the letter names in full with that year before."""
    found: dict[str, tuple[Mention, int]] = {}
    for mention in mentions:
        if mention.rule not in _YEARED:
            continue
        words = document.text[mention.start : mention.end]
        dated = words[-1].isdigit() or words[-1] == ")" or words[0].isdigit() or mention.year is not None
        noun = _NOUN.search(words) if dated and len(found) < _MOST else None
        year = _YEAR.search(words) if noun else None
        if noun is None or year is None or mention.instrument is None:
            continue
        term = f"{year.group()} {noun.group()}"
        if term not in words and document.text.find(term, mention.end, mention.end + _REACH) >= 0:
            other = found.setdefault(term, (mention, mention.end))[0]
            if other.instrument != mention.instrument:
                found[term] = (mention, len(document.text))  # two of that year: neither
    return found
