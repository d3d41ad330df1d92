"""Arbitral awards and advisory opinions, which no parties name: "the Arbitral Award of 3 October 1899"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.names import read_name_after, slug
from corpuspkg.citations.numbers import DATE, YEAR, parse_date
from corpuspkg.model import CitationStatus, Instrument

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

RULE = "cite.award"
_AWARD = re.compile(
    r"(?P<noun>arbitral award|arbitration award|award)"
    rf"(?P<dated>,? (?:of|dated) (?P<date>{DATE}|{YEAR}))?(?P<court>,? (?:by|of) (?:an?|the) (?:international|arbitral)"
    r"(?: arbitral| arbitration)? tribunal)?(?P<on> (?:on|in|concerning) (?:the )?)?"
)
_OPINION = re.compile(
    rf"advisory opinion(?P<dated>,? (?:of|dated) (?P<date>{DATE}|{YEAR}))?"
    r"(?P<court>,? (?:of|by|from) the (?:international|inter-american|african|european|permanent) (?:court|tribunal)"
    r"(?: of justice| of human rights| (?:for|of|on) the law of the sea| on human and peoples' rights)?)?"
    r"(?P<on> (?:on|concerning|regarding) (?:the )?)?"
)
_YEAR_BEFORE = re.compile(r"(?<!\d)(?P<year>(?:1[89]|20)\d\d) (?:[a-z]+ ){0,2}?\Z")


def read_award(document: Document, start: int, _end: int) -> list[Mention]:
    """An arbitral award with its year, its day or a capital letter."""
    return _read(document, start, _AWARD, "award")


def read_opinion(document: Document, start: int, _end: int) -> list[Mention]:
    """An advisory opinion with its court, its day or a capital letter."""
    return _read(document, start, _OPINION, "opinion")


_COURT = (
    r"(?:icj|icc|itlos|echr|ecthr|international court of justice|international criminal court|court of justice"
    r"|european court of human rights|supreme court|constitutional court|the court)"
)
_COURT_BEFORE = re.compile(
    rf"(?<![a-z]){_COURT}(?:'s|s')? (?:(?:binding|landmark|final|provisional measures|recent) )?\Z"
)
_OF_COURT = re.compile(rf",? (?:of|by|in which) (?:the )?{_COURT}(?![a-z])")
_JUDGMENT = re.compile(
    r"(?P<noun>order|judge?ment) of "
    r"(?P<court>the (?:international |supreme |constitutional )?court(?: of justice)?,? (?:of|dated) )?"
    rf"(?P<date>{DATE})"
)


def read_dated_judgment(document: Document, start: int, _end: int) -> list[Mention]:
    """An order or judgment by its day, where its court is named beside it: "the ICJ's order of 26 January 2024"."""
    match = _JUDGMENT.match(document.folded, start, start + 95)
    if match is None or not document.is_word(start, match.end()):
        return []
    named = _COURT_BEFORE.search(document.folded, max(0, start - 60), start)
    if not match["court"] and named is None and _OF_COURT.match(document.folded, match.end(), match.end() + 50) is None:
        return []
    day = parse_date(match["date"])
    kind = "order" if match["noun"] == "order" else "judgment"
    identifier = f"{kind}:{day.isoformat() if day else slug(match['date'])}"
    mention = Mention(start, match.end(), RULE, instrument=identifier, status=CitationStatus.UNRESOLVED, name=kind)
    title = " ".join(document.text[start : match.end()].split())
    mention.proposed = Instrument(
        instrument_id=identifier,
        kind="judgment",
        status="proposed",
        title=title,
        adopted_date=day.isoformat() if day else None,
    )
    return [mention]


def _read(document: Document, start: int, pattern: re.Pattern[str], kind: str) -> list[Mention]:
    folded, text = document.folded, document.text
    match = pattern.match(folded, start, start + 190)
    if match is None or not document.is_word(start, match.end()):
        return []
    year = _YEAR_BEFORE.search(folded, max(0, start - 24), start)
    begin = year.start() if year else start
    stop = match.start("on") if match["on"] else match.end()
    head = " ".join(text[start : folded.index(kind, start) + len(kind)].split())
    titled = " " in head and head.istitle()
    dated = bool(match["dated"] or (year and kind == "award"))
    of_sort = " " in head and (dated or match["court"])
    told = titled or of_sort or (dated and match["court"])
    if not told or (not year and folded.endswith((" an ", " any ", " no "), 0, begin)):
        return []
    if match["on"] and titled and text[match.end() : match.end() + 1].isupper():
        stop = read_name_after(document, match.end()) or stop
    title = " ".join(text[begin:stop].split())
    identifier = f"{kind}:{slug(title)}"
    mention = Mention(begin, stop, RULE, instrument=identifier, status=CitationStatus.UNRESOLVED, name=kind)
    adopted = year["year"] if year else None
    mention.proposed = Instrument(
        instrument_id=identifier, kind="judgment", status="proposed", title=title, adopted_date=adopted
    )
    return [mention]
