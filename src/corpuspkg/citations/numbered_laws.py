"""Laws, decrees and orders by number or day, of whatever country: "Federal Law of 12 May 2010 No. 44-FZ"."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from corpuspkg.citations.laws import country_beside, propose_law
from corpuspkg.citations.names import read_name_after, slug
from corpuspkg.citations.numbers import DATE, parse_date
from corpuspkg.citations.places import places_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.citations.document import Document, Mention

RULE = "cite.numbered-law"
_KINDS = (
    r"(?:republic|commonwealth|federal|constitutional|organic|presidential|government|ministerial|royal|legislative|emergency"
    r"|executive)"
)
_KIND_BEFORE = re.compile(rf"{_KINDS} \Z")
_DOTTED = r"\d\d?\.\d\d?\.\d{4}(?!\d)"
_NO = r"(?:nos?\.? ?|# ?|number |n[°º]\.? ?)"
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+|\d[\w./-]{0,19}(?:\([a-z0-9]{1,3}\))?)"
_BEFORE = rf"(?:,? (?:of|dated|on|from) (?P<before>{DATE}|{_DOTTED}),?)?"
_BEHIND = rf"(?:,? (?:of|dated|from) (?P<date>{DATE}|{_DOTTED}))?"
_LAW_NUMBER = re.compile(
    rf"(?P<word>(?:{_KINDS} )?(?:law|decree|act|ordinance|edict|order|decree-law|proclamation))"
    rf"{_BEFORE} {_NO}{_NUMBER}{_BEHIND}"
)
_DATED = re.compile(
    rf"(?P<word>law|decree|act) (?:of congress )?(?:of|approved) (?P<date>{DATE})"
    r"(?P<on> (?:on|concerning|regarding|relating to) (?:the )?)?"
)
_TITLE = re.compile(r',? (?P<quote>["\'])(?:on|about|concerning|for|amending)[^"\x1e]{3,150}?(?:(?P=quote)|(?= \())')
# Bodies of a state that number their acts: "resolution of the Government of … No. 1101".
_BODY = (
    r"(?:government|president|cabinet|council of ministers|council of state|(?:federal )?ministry|(?:prime )?minister"
    r"|state duma|(?:plenum of the )?supreme court|national assembly|parliament|central bank|national bank"
    r"|governor|federal service)"
)
_STATE_ACT = re.compile(
    rf"(?P<word>resolution|decree|order|decision|ordinance|directive|edict|instruction) of the (?P<body>{_BODY}"
    rf"(?: (?:of|for)(?: the)? [a-z][a-z ,'-]{{2,70}}?)?){_BEFORE},? {_NO}{_NUMBER}{_BEHIND}"
)
_PURCHASE = re.compile(r"(?:purchase|work|job|sales|your|our|my|postal|money|mail|change|standing|executive) \Z")
_LEGISLATIVE = ("congress", "parliament", "legislature", "statute", "statutes", "legislative", "repealed")
# An order with a number is a shop's unless the letter speaks of those who govern.
_OFFICIAL = ("government", "ministry", "minister", "magistrate", "court", "supreme court", "parliament", "governor")


_ISSUED = re.compile(
    r"(?<![a-z])(?:issued|issuance|issuing|government|ministry|minister|magistrate|court|governor|president|authorit|impugned"
    r"|promulgat|pursuant|under|by virtue|section|ban)"
)


def read_numbered_law(document: Document, start: int, _end: int) -> list[Mention]:
    """A law or decree by its number: "Federal Law No. 44-FZ", "Decree No. 377 of 16 September 1990"."""
    folded, text = document.folded, document.text
    before = _KIND_BEFORE.search(folded, max(0, start - 16), start)
    begin = before.start() if before and text[before.start()].isupper() else start
    match = _LAW_NUMBER.match(folded, begin, start + 110)
    if match is None:
        return _read_unmarked(document, start)
    if not document.is_word(begin, match.end()) or (match["word"] == "proclamation" and "/" not in match["number"]):
        return []
    if not text[start].isupper() and not (match["before"] or match["date"]):
        return []  # without its day a law in small letters may be anything
    kind = match["word"].split()[-1]
    if kind == "order" and not _is_official(document, begin):
        return []
    return [_settle(document, match, kind)]


_UNMARKED = re.compile(
    r"(?P<word>law|decree|decree-law|ordinance) (?P<number>\d{1,5}[/-](?:1[89]|20)?\d\d|(?:1[89]|20)\d\d[/-]\d{1,5}"
    r"|(?<=decree )[1-9]\d{2,4}|(?<=-law )[1-9]\d{2,4}|[1-9]\d{3,4})"
    rf"(?![\w/%-]|[.,]\d)(?: of (?P<date>{DATE}))?"
)


def _read_unmarked(document: Document, start: int) -> list[Mention]:
    """A law by its number alone: "Law 27/2014", "Decree 349"."""
    match = _UNMARKED.match(document.folded, start, start + 60)
    if match is None or not document.text[start].isupper() or not document.is_word(start, match.end()):
        return []
    plain = match["number"].isdigit()
    if plain and (not document.has_any(_OFFICIAL) or document.folded.endswith((" in ", " since ", " by "), 0, start)):
        return []
    country = country_beside(document, start, match.end())
    identifier = ":".join([match["word"], *([country] if country else []), slug(match["number"])])
    return [propose_law(document, start, match.end(), RULE, identifier)]


_REPUBLIC_ACT = re.compile(r"(?:r\.a\.|ra) (?:no\. )?(?P<number>[1-9]\d{3,4})(?![\d/-])")
_PHILIPPINES = ("philippines", "philippine", "manila", "filipino", "republic act")


def read_republic_act(document: Document, start: int, _end: int) -> list[Mention]:
    """A Republic Act of the Philippines by its abbreviation: "RA 10175"."""
    match = _REPUBLIC_ACT.match(document.folded, start, start + 16)
    if match is None or not document.text[start].isupper() or not document.is_word(start, match.end()):
        return []
    if not document.has_any(_PHILIPPINES):
        return []
    return [propose_law(document, start, match.end(), RULE, f"act:ph:{match['number']}")]


_CANADIAN = re.compile(r"bill (?P<number>[cs]-\d{1,4})(?![\d/])")


def read_canadian_bill(document: Document, start: int, _end: int) -> list[Mention]:
    """A bill of the Parliament of Canada by its number: "Bill C-51"."""
    match = _CANADIAN.match(document.folded, start, start + 14)
    if match is None or not document.text[start].isupper() or not document.is_word(start, match.end()):
        return []
    mention = propose_law(document, start, match.end(), RULE, f"bill:ca:{match['number']}")
    mention.name = "bill"
    return [mention]


def read_state_act(document: Document, start: int, _end: int) -> list[Mention]:
    """A numbered act of a body of some state: "resolution of the Government of … of 12 May 2010 No. 44".

    Words like "legislative decree" tell whose act it is without a capital letter.
    """
    small = _LAW_NUMBER.match(document.folded, start, start + 110)
    if small:
        return [_settle(document, small, small["word"].split()[-1])] if document.is_word(start, small.end()) else []
    if document.folded.find(" n", start, start + 150) < 0 and document.folded.find(" #", start, start + 150) < 0:
        return []
    match = _STATE_ACT.match(document.folded, start, start + 190)
    if match is None or not document.is_word(start, match.end()) or not document.text[match.start("body")].isupper():
        return []
    return [_settle(document, match, match["word"])]


def read_dated_law(document: Document, start: int, end: int) -> list[Mention]:
    """A law or decree by its day: "Law of 29 July 1881 on the Freedom of the Press"."""
    numbered = read_numbered_law(document, start, end)
    if numbered:
        return numbered
    match = _DATED.match(document.folded, start, start + 70)
    day = parse_date(match["date"]) if match else None
    if match is None or day is None or not document.is_word(start, match.end()):
        return []
    if match["word"] == "act" and not document.has_any(_LEGISLATIVE):
        return []
    stop = read_name_after(document, match.end()) if match["on"] else None
    end = stop or match.end("date")
    country = "us" if "congress" in match.group() else country_beside(document, start, end)
    identifier = ":".join([match["word"], *([country] if country else []), day.isoformat()])
    return [propose_law(document, start, end, RULE, identifier, day.isoformat())]


def _is_official(document: Document, start: int) -> bool:
    if not document.has_any(_OFFICIAL) or _PURCHASE.search(document.folded, max(0, start - 10), start):
        return False
    return _ISSUED.search(document.folded, *document.sentence(start, start + len("order"))) is not None


def _settle(document: Document, match: re.Match[str], kind: str) -> Mention:
    number = document.text[match.start("number") : match.end("number")].rstrip("./-")
    written = match["date"] or match["before"]
    day = _day(written) if written else None
    stop = match.end() if match["date"] else match.start("number") + len(number)
    country = country_beside(document, match.start(), stop) or _country_inside(document, match)
    parts = [kind, *([country] if country else []), slug(number)]
    identifier = ":".join([*parts, *([day.isoformat()] if day else [])])
    title = _TITLE.match(document.folded, stop, stop + 170)
    stop = title.end() if title else stop
    return propose_law(document, match.start(), stop, RULE, identifier, day.isoformat() if day else None)


_LAW_ID = re.compile(
    r"law:(?:[a-z]{2}:)?(?P<number>\d+)(?P<letters>-[a-z]{1,3})?[:-](?P<year>(?:1[89]|20)\d\d)(?:-\d\d-\d\d)?"
)


def join_numbers(mentions: Sequence[Mention]) -> None:
    """Let a law cited by its number without the letters be the one of that year that the letter cites with them.

    "Federal Law No. 88 of 9 March 2011" beside "Federal Law No. 88-FZ", or the same in another language.
    """
    laws = [(one, match) for one in mentions if one.rule == RULE and (match := _LAW_ID.fullmatch(one.instrument or ""))]
    lettered: dict[tuple[str, str], Mention] = {}
    for mention, match in laws:
        if match["letters"]:
            lettered.setdefault((match["number"], match["year"]), mention)
    for mention, match in laws:
        full = None if match["letters"] else lettered.get((match["number"], match["year"]))
        if full:
            mention.instrument, mention.proposed = full.instrument, full.proposed


def _country_inside(document: Document, match: re.Match[str]) -> str | None:
    """The country of the body that the words name: "of the Government of the Kingdom of …"."""
    places = places_between(document, match.start(), match.start("number"))
    return places[0].iso2 if places else None


def _day(written: str) -> date | None:
    """The day of a date in words or in figures, the day first.

    >>> _day("27.07.2006"), _day("12 may 2010")
    (datetime.date(2006, 7, 27), datetime.date(2010, 5, 12))
    """
    if not re.fullmatch(_DOTTED, written):
        return parse_date(written)
    day, month, year = map(int, written.split("."))
    try:
        return date(year, month, day)
    except ValueError:
        return None
