"""Treaties as letters of former times name them: "the treaty of Ghent", "the convention of 1818"."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.citations.agreement_registry import dated_texts
from corpuspkg.citations.document import Mention
from corpuspkg.citations.laws import names_country
from corpuspkg.citations.names import read_name_after, slug
from corpuspkg.citations.numbers import DATE, YEAR, parse_date
from corpuspkg.citations.places import places_between
from corpuspkg.citations.treaties import read_subject
from corpuspkg.model import CitationStatus, Instrument

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

RULE = "cite.treaty-of"
_OF = re.compile(
    r"(?P<noun>treaty|convention) of (?:the )?(?:(?P<date>" + DATE + "|" + YEAR + r")"
    r"|(?P<sort>(?:peace|amity|commerce|friendship|alliance|navigation|extradition|limits|cession|(?:,|,? and) )+)"
    r"(?=[ ,]))?"
)
_SORTED = re.compile(
    r",? (?:with|between) [^.;\x1e]{3,90}?"
    r"(?:,? (?:of|in|signed|concluded|made)(?: (?:at|in) [a-z]+)?,?(?: on| in)? (?:the )?)"
    rf"(?P<date>{DATE}|{YEAR})"
)
_LED = ("the ", "by ", "under ", "our ", "last ", "said ", "our last ", "of ")
_DIPLOMATIC = (
    *("treaty", "treaties", "ratified", "ratification", "ratifications", "legation", "plenipotentiary", "consul"),
    *("contracting", "signatory", "signatories", "his majesty's government", "minister plenipotentiary", "fisheries"),
)
_TOWN_WORDS = 2


def read_treaty_of(document: Document, start: int, end: int) -> list[Mention]:
    """A treaty by its place, its day or year, or its sort and parties."""
    if document.text[start].isupper():
        named = read_subject(document, start, end)
        if named:
            return named
    match = _OF.match(document.folded, start, start + 110)
    if match is None or not document.is_word(start, start + len(match["noun"])):
        return []
    if match["date"]:
        return _by_day(document, match, start, match.end(), match["date"])
    if match["sort"]:
        dated = _SORTED.match(document.folded, match.end(), match.end() + 130)
        return _by_day(document, match, start, dated.end(), dated["date"]) if dated else []
    if match["noun"] == "convention" or not document.folded.endswith(_LED, 0, start):
        return []
    return _by_place(document, start, match.end())


def _by_day(document: Document, match: re.Match[str], start: int, end: int, written: str) -> list[Mention]:
    if not document.folded.endswith(_LED, 0, start):
        return []
    if match["noun"] == "convention" and not document.has_any(_DIPLOMATIC):
        return []  # dentists hold conventions, too
    day = parse_date(written)
    when = day.isoformat() if day else written
    around = {place.iso2 for place in places_between(document, *document.sentence(start, end))}
    held = [
        identifier
        for identifier in dated_texts(document.registry).get((tuple(sorted(around)), when[:4]), ())
        if identifier.startswith("treaty:")
    ]
    mention = Mention(start, end, RULE, name=match["noun"], year=int(when[:4]))
    if len(held) == 1:
        mention.instrument, mention.status = held[0], CitationStatus.INFERRED
        return [mention]
    return [_propose(document, mention, f"{match['noun']}:{when}", when)]


def _by_place(document: Document, start: int, at: int) -> list[Mention]:
    text = document.text
    stop = read_name_after(document, at, limit=3) if text[at : at + 1].isupper() else None
    if stop is None or len(text[at:stop].split()) > _TOWN_WORDS or names_country(document, document.folded[at:stop]):
        return []
    return [_propose(document, Mention(start, stop, RULE, name="treaty"), f"treaty:{slug(text[start:stop])}", None)]


_RESOLUTION = re.compile(r" resolutions?(?![a-z-])")
_RESOLVED = re.compile(r"\b(?:the|that|this) (?P<name>(?:[A-Z][a-z]+(?: of)? ){0,2}[A-Z][a-z]{2,})\Z")


@cache
def _not_resolutions() -> frozenset[str]:
    """Words before "Resolution" that name a body, or make something else of it (`not_resolutions.csv`)."""
    with Path(__file__).with_name("not_resolutions.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file))


def read_named_resolution(document: Document, start: int, _end: int) -> list[Mention]:
    """A resolution by the name before the word: "the Formosa Resolution"."""
    text = document.text
    noun = _RESOLUTION.match(document.folded, start, start + 14)
    named = _RESOLVED.search(text, max(0, start - 60), start)
    if noun is None or named is None or noun.group().endswith("s") or text[start + 1 : noun.end()].isupper():
        return []
    behind = text[noun.end() : noun.end() + 2]
    if not _not_resolutions().isdisjoint(named["name"].lower().split()) or (behind[:1] == " " and behind[1:].isupper()):
        return []
    begin = named.start("name")
    mention = Mention(begin, noun.end(), "cite.treaty-name", name="resolution")
    identifier = f"resolution:{slug(text[begin : noun.end()])}"
    mention.instrument, mention.status = identifier, CitationStatus.UNRESOLVED
    title = " ".join(text[begin : noun.end()].split())
    mention.proposed = Instrument(instrument_id=identifier, kind="resolution", status="proposed", title=title)
    return [mention]


def _propose(document: Document, mention: Mention, identifier: str, adopted: str | None) -> Mention:
    mention.instrument, mention.status = identifier, CitationStatus.UNRESOLVED
    title = " ".join(document.text[mention.start : mention.end].split())
    mention.proposed = Instrument(
        instrument_id=identifier, kind="treaty", status="proposed", title=title, adopted_date=adopted
    )
    return mention
