"""Short names of cases that the letter has cited by their parties, and neutral citations: "the Quill judgment"."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.names import slug
from corpuspkg.citations.un import derive
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.citations.document import Document

RULE = "cite.case-short"
_VERSUS = re.compile(r" v\.? ")
_RULED = re.compile(r" (?:case|judge?ment|decision|ruling|verdict|order|opinion)(?![a-z])")
_IN = re.compile(r"(?<![a-z])(?:in|under|following|since|per|by|see|cf\.|from) \Z")
_CLOSED = re.compile(r"(?:,| the court| it was held|[.;)])")
_SHORTEST = 5
_MOST = 60
# Parties that stand in many cases: their names alone are none.
_PLAIN = frozenset(
    ["state", "people", "commission", "prosecutor", "united states", "government", "republic", "council", "crown"]
)


def find_short_cases(document: Document, mentions: Sequence[Mention]) -> list[Mention]:
    """Later mentions of cases by their first party: "the Quill decision", "in Quill, the Court held"."""
    found: list[Mention] = []
    known: dict[str, Mention] = {}
    for mention in mentions:
        if mention.name != "case":
            continue
        versus = _VERSUS.search(document.folded, mention.start, mention.end)
        party = document.text[mention.start : versus.start()] if versus else ""
        for name in _names_of(party) if len(known) < _MOST else ():
            known.setdefault(name, mention)
    for party, full in known.items():
        at = document.text.find(party)
        while at >= 0:
            short = _read(document, at, at + len(party), full)
            if short:
                found.append(short)
            at = document.text.find(party, at + 1)
    return found


_IN_BRACKETS = re.compile(r" ?\([^()]*\)")


def _names_of(party: str) -> tuple[str, ...]:
    """The names by which a case may be called: the first party's, and a person's last name.

    >>> _names_of("Justice K.S. Quill (Retd.)"), _names_of("State")
    (('Justice K.S. Quill (Retd.)', 'Quill'), ())
    """
    if party.lower().removeprefix("the ") in _PLAIN:
        return ()
    words = _IN_BRACKETS.sub("", party).split()
    last = words[-1] if len(words) > 1 and words[-1].istitle() and " of " not in party else ""
    return tuple(name for name in dict.fromkeys((party, last)) if len(name) >= _SHORTEST)


def _read(document: Document, start: int, end: int, full: Mention) -> Mention | None:
    ruled = _RULED.match(document.folded, end, end + 12)
    led = _IN.search(document.folded, max(0, start - 12), start) and _CLOSED.match(document.folded, end, end + 14)
    if not (ruled or led) or not document.is_word(start, end) or full.start <= start < full.end:
        return None
    mention = Mention(start, ruled.end() if ruled else end, RULE, form=CitationForm.SHORT, name="case")
    mention.instrument, mention.proposed = full.instrument, full.proposed
    mention.status = full.status if full.status is CitationStatus.UNRESOLVED else CitationStatus.INFERRED
    return mention


@cache
def _courts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Neutral citations with their courts (`neutral_citations.csv`): the year in brackets before, or before it bare."""
    with Path(__file__).with_name("neutral_citations.csv").open(encoding="utf-8", newline="") as file:
        names = sorted((row["court"] for row in csv.DictReader(file)), key=len, reverse=True)
    courts = "|".join(names)
    return (
        re.compile(r"[\[(]?(?:1[89]|20)\d\d[\])]?,? (?:\(?\d{1,2}\)? )?\Z"),
        re.compile(rf"(?:{courts}) \d{{1,5}}(?: \((?:[a-z]{{2,8}}\.?)\))?"),
    )


def read_neutral(document: Document, start: int, _end: int) -> list[Mention]:
    """A decision by the citation that its court gives it: "[2019] UKSC 41"; `start` is the court's name."""
    before, behind = _courts()
    year = before.search(document.folded, max(0, start - 14), start)
    match = behind.match(document.folded, start, start + 40)
    if year is None or match is None or not document.text[start].isupper() or not document.is_word(start, match.end()):
        return []
    mention = Mention(year.start(), match.end(), "cite.neutral-citation", name="case")
    symbol = " ".join(document.text[year.start() : match.end()].split())
    derive(mention, document.registry, f"case:{slug(symbol)}", "judgment", symbol)
    return [mention]
