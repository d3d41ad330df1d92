"""Laws named by their sort and year alone: "the Act of 1887", "the 1970 Act"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.model import CitationForm, CitationStatus, Instrument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.citations.document import Document

RULE = "cite.law-of-year"
_YEAR = r"(?P<year>1[2-9]\d\d|20[0-4]\d)"
_BEHIND = re.compile(rf"(?P<noun>act|law|ordinance|statute|decree) of {_YEAR}(?![\w/%-]|[.,]\d)")
_BEFORE = re.compile(rf"(?<![\w,.-]){_YEAR} \Z")
_NOUNS = frozenset({"act", "law", "ordinance", "statute", "decree"})
_LED = re.compile(r"(?:the|that|said|this|by|under|our|and|its) \Z")
_LEGISLATIVE = (
    *(
        "congress",
        "parliament",
        "legislature",
        "legislation",
        "statute",
        "statutes",
        "legislative",
        "repeal",
        "repealed",
    ),
    *("amended", "enacted", "section"),
)


def read_law_of_year(document: Document, start: int, _end: int) -> list[Mention]:
    """A law by its year behind it: "the Ordinance of 1787"; with a small letter only in letters on legislation."""
    match = _BEHIND.match(document.folded, start, start + 22)
    if match is None or not document.is_word(start, match.end()):
        return []
    if not _LED.search(document.folded, max(0, start - 6), start):
        return []
    if not document.text[start].isupper() and not document.has_any(_LEGISLATIVE):
        document.miss(start, match.end(), RULE, "small letter, and nothing speaks of legislation")
        return []
    return [_propose(document, start, match.end(), match["noun"], match["year"])]


def read_year_act(document: Document, start: int, _end: int) -> list[Mention]:
    """An Act by its year before it: "the 1970 Act"; `start` is the blank before the word."""
    match = _BEFORE.search(document.folded, max(0, start - 6), start + 1)
    if match is None or not _LED.search(document.folded, max(0, match.start() - 6), match.start()):
        return []
    after = document.text[start + 4 : start + 6]
    if not document.folded.startswith(" act", start) or (after[:1] == " " and after[1:].isupper()):
        return []
    return [_propose(document, match.start("year"), start + 4, "act", match["year"])]


def _propose(document: Document, start: int, end: int, noun: str, year: str) -> Mention:
    identifier = f"{'act' if noun in ('act', 'statute') else noun}:{year}"
    mention = Mention(start, end, RULE, instrument=identifier, status=CitationStatus.UNRESOLVED, name=noun)
    mention.year = int(year)
    title = " ".join(document.text[start:end].split())
    mention.proposed = Instrument(
        instrument_id=identifier, kind="statute", status="proposed", title=title, adopted_date=year
    )
    return mention


def name_by_year(document: Document, mentions: Sequence[Mention]) -> None:
    """Link them to the one law of that sort and year that the letter names in full."""
    wanted = {mention.year or 0 for mention in mentions if mention.rule == RULE}
    named: dict[tuple[str, int], dict[str, Mention]] = {}
    for mention in mentions:
        if mention.rule == RULE or mention.instrument is None:
            continue
        words = document.folded[mention.start : mention.end].split()
        for year in wanted.intersection(_years(document, mention, words)):
            for noun in _NOUNS.intersection(words):
                named.setdefault((noun, year), {})[mention.instrument] = mention
    for mention in mentions:
        found = named.get((mention.name, mention.year or 0), {}) if mention.rule == RULE else {}
        if len(found) == 1:
            full = next(iter(found.values()))
            mention.instrument, mention.proposed, mention.form = full.instrument, full.proposed, CitationForm.SHORT
            mention.status = full.status if full.status is CitationStatus.UNRESOLVED else CitationStatus.INFERRED


def _years(document: Document, mention: Mention, words: Sequence[str]) -> list[int]:
    """The years that a law goes by: of its adoption, or in its name."""
    row = document.registry.instruments.get(mention.instrument or "")
    adopted = (row.adopted_date or "")[:4] if row else ""
    written = [word.strip("(),") for word in (*words, adopted)]
    return [int(word) for word in written if len(word) == len("1970") and word.isdigit()] + [mention.year or 0]
