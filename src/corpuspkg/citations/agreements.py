"""Statements, declarations, memoranda and agreements between states, by parties and date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.citations import unnamed
from corpuspkg.citations.agreement_registry import SEVERAL, are_alike, find_registered
from corpuspkg.citations.document import Mention
from corpuspkg.citations.names import read_name_after, read_name_before, slug
from corpuspkg.citations.numbers import DATE, MONTH, YEAR, parse_date
from corpuspkg.citations.places import places_between
from corpuspkg.model import CitationStatus, Instrument

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

RULE = "cite.agreement"
_HEAD = re.compile(
    r"(?:(?P<how>joint|trilateral|tripartite|bilateral|quadrilateral|quadripartite|four-party) )?"
    r"(?P<pact>(?:cease-?fire|cease fire|armistice|truce|peace|stand ?still|standstill"
    r"|framework|military|cooperation|association|partnership) )?"
    r"(?P<noun>statement|declaration of principles|declaration|communiqu[eé]|memorandum of understanding|memorandum"
    r"|exchange of (?:letters|notes)|letter of intent|agreement|protocol|accord|accords|armistice)(?![a-z])"
)
_PREFIX = {
    "statement": "statement",
    "declaration": "statement",
    "declaration of principles": "statement",
    "letter of intent": "memorandum",
    "communique": "statement",
    "communiqué": "statement",
    "memorandum of understanding": "memorandum",
    "memorandum": "memorandum",
}
_KINDS = {"statement": "joint_statement", "memorandum": "memorandum", "agreement": "agreement"}
_YEAR_BEFORE = re.compile(rf"(?P<date>{DATE}|{MONTH} {YEAR}|{YEAR}) (?P<parties>(?:[a-z.]+(?:-[a-z.]+)* )?)\Z")
_DATE_BEHIND = re.compile(
    rf"(?P<link>,? (?:of|dated|from|,) |,? ?\(|,? (?:that was |which was |was )?(?:signed"
    rf"|concluded|adopted|reached|made|issued|done|brokered)(?: by [^.;\x1e]{{1,90}}?)?(?: (?:in"
    rf"|at) [a-z]+,?)?(?: on| in|,)? (?:the )?| on )(?P<date>{DATE}|{MONTH} {YEAR}"
    rf"|{YEAR})"
)
_QUOTED = re.compile(r" ?(?:on |concerning |regarding )?(?:the )?\"(?P<title>[^\"\x1e]{4,300})\"")
_SUBJECT = re.compile(r" (?:on|concerning|regarding|for) (?:the )?")
_BETWEEN = re.compile(r" (?:between|of|by|among) (?:the )?")
_SIGNED_BY = re.compile(
    r"(?:signed|issued|adopted|made) by (?:the )?(?:leaders|presidents|heads|prime ministers"
    r"|foreign ministers|governments) of "
)
_PARTIES_BEHIND = re.compile(r",? (?:between|by|of|among) (?:the )?")
_DATE_LATER = re.compile(rf" (?:of|on|dated|in|,) (?:the )?(?P<date>{DATE}|{YEAR})")
_DIGIT = re.compile(r"\d")
_MONTH = re.compile(MONTH)
_OF_MONTH = re.compile(rf" of {MONTH}\Z")  # the date behind the name, not its end
_DRAFT = re.compile(r"(?:draft|proposed|future|possible|potential|new|any|eventual) (?:[a-z]+ )?\Z")
# Of so many agreements between the same parties one may be meant again: a letter of any length stays linear.
_MOST_AGREEMENTS = 60
_SIDES = re.compile(r" (?:(?:signed|concluded|reached) )?(?:between|by) (?:the )?[a-z]+ and [a-z]")
_OF_DATE = re.compile(rf" (?:of|dated|signed on|from) {DATE}")


def read_agreement(document: Document, start: int, _end: int) -> list[Mention]:
    """A statement or agreement between states at its head words ("Joint Statement", "ceasefire agreement")."""
    folded, text = document.folded, document.text
    match = _HEAD.match(folded, start, start + 60)
    if match is None or not document.is_word(start, match.end()):
        return []
    capital = text[match.start("noun")].isupper()
    several = match["how"] and _OF_DATE.match(folded, match.end(), match.end() + 44)
    if several and match["how"] not in SEVERAL:  # "joint": two bakeries may have one
        several = len({place.iso2 for place in places_between(document, *document.sentence(start, match.end()))}) > 1
    if not capital and match["pact"] is None and not several:
        document.miss(start, match.end(), RULE, "no capital letter, and nothing names it")
        return []
    if _DRAFT.search(folded, max(0, start - 24), start):
        document.miss(start, match.end(), RULE, "a draft, not an instrument")
        return []
    begin = start
    if capital and not match["how"]:
        begin = min(start, read_name_before(document, start) or start)
    low = max(0, begin - 50)
    before = _YEAR_BEFORE.search(folded, low, begin) if _DIGIT.search(folded, low, begin) else None
    mention = Mention(begin, match.end(), RULE, name=match["noun"])
    title_end, title = _read_title(document, match.end()) if capital else (match.end(), "")
    mention.end = title_end
    parties = _parties(document, mention, before, joint=bool(match["how"]))
    date = _date(document, mention, before)
    if before and date and before["date"] in folded[before.start() : begin]:
        mention.start = before.start("date")
    sides = len(parties) + (capital and _are_two_sides(document, begin, match.end()))
    if not date and not (title and sides > 1) and not (len(parties) > 1 and capital and match["how"]):
        document.miss(start, match.end(), RULE, "neither date nor parties named")
        return []
    named = parties or title or match["pact"] or match["how"] or _SIDES.match(folded, match.end())
    told = capital and date and (_is_pinned(document, begin) or _is_between_states(document, mention, date))
    if not named and begin == start and not told:
        document.miss(start, match.end(), RULE, "nothing tells which")
        return []
    _settle(document, mention, match["noun"], tuple(sorted(set(parties))), date, title)
    return [mention]


_TWO_SIDES = re.compile(r" (?:between|among) (?:the )?[A-Z][^.;,()]{2,80}? and (?:the )?[A-Z]")


def _are_two_sides(document: Document, start: int, end: int) -> bool:
    """Tell whether "the Agreement between … and …" names two sides, one of which may be an organization."""
    return document.folded.endswith("the ", 0, start) and _TWO_SIDES.match(document.text, end) is not None


_PINNED = re.compile(r"(?:article|section|paragraph|clause)s? [\divx][\w() ,]{0,20} of (?:the |that )?\Z")


def _is_pinned(document: Document, start: int) -> bool:
    """Tell whether a part of an agreement is cited: "article 2 of the Agreement of 20 June 1950"."""
    return _PINNED.search(document.folded, max(0, start - 50), start) is not None


def _is_between_states(document: Document, mention: Mention, date: str) -> bool:
    """Tell whether an agreement known by its day alone is one of states, as the sentence or the letter tells."""
    if len(date) != len("2000-01-01"):
        return False
    around = places_between(document, *document.sentence(mention.start, mention.end))
    return len({place.iso2 for place in around}) > 1 and unnamed.speaks_of_states(document)


def _read_title(document: Document, at: int) -> tuple[int, str]:
    """End of the title behind the head words, and its words."""
    folded, text = document.folded, document.text
    end, words = at, ""
    for _ in range(3):
        quoted = _QUOTED.match(folded, end, end + 320)
        if quoted:
            return quoted.end(), words + " " + quoted["title"]
        link = _SUBJECT.match(folded, end, end + 20) or _BETWEEN.match(folded, end, end + 16)
        if (
            link is None
            or not text[link.end() : link.end() + 1].isupper()
            or _MONTH.match(folded, link.end(), link.end() + 12)
        ):
            break
        stop = read_name_after(document, link.end(), limit=24)
        if stop is None:
            break
        month = _OF_MONTH.search(folded, link.end(), stop)
        stop = month.start() if month else stop
        if link.group().startswith(" of") and not places_between(document, link.end(), stop):
            break
        words += " " + folded[link.end() : stop]
        end = stop
    return end, words.strip()


def _parties(document: Document, mention: Mention, before: re.Match[str] | None, *, joint: bool) -> list[str]:
    low = before.start() if before else max(0, mention.start - 40)
    gap = document.folded.rfind(" the ", low, mention.start)
    low = gap if gap >= 0 and not before else low
    named = [place.iso2 for place in places_between(document, mention.start, mention.end)]
    if len(set(named)) > 1:
        return named
    beside = [place.iso2 for place in places_between(document, low, mention.start)]
    if len(set(beside)) > 1:
        return beside
    if joint or mention.end - mention.start < 60:  # noqa: PLR2004  # a head without a title
        _, high = document.sentence(mention.start, mention.end)
        link = _SIGNED_BY.search(document.folded, mention.end, min(high, mention.end + 80))
        if link:
            listed = places_between(document, link.end(), min(high, link.end() + 90))
            if len({place.iso2 for place in listed}) > 1:
                return [place.iso2 for place in listed]
        link = _PARTIES_BEHIND.match(document.folded, mention.end, mention.end + 16)
        if link:
            listed = places_between(document, link.end(), min(high, link.end() + 80))
            if len({place.iso2 for place in listed}) > 1:
                return [place.iso2 for place in listed]
    return named


def _date(document: Document, mention: Mention, before: re.Match[str] | None) -> str | None:
    """Date or year of the text, as EDTF; the mention grows over a date right behind it."""
    folded = document.folded
    _, high = document.sentence(mention.start, mention.end)
    end = mention.end + (1 if folded[mention.end : mention.end + 1] == '"' else 0)
    match = _DATE_BEHIND.match(folded, end, min(high, end + 190))
    if match:
        if re.fullmatch(r",? (?:of|dated|from|on) ", match["link"]) and end == mention.end:
            mention.end = match.end()
        return _edtf(match["date"])
    if folded.startswith((" of ", " between ", " by "), end):
        later = _DATE_LATER.search(folded, end, min(high, end + 80))
        if later:
            return _edtf(later["date"])
    if before:
        return _edtf(before["date"])
    return None


def _edtf(text: str) -> str:
    day = parse_date(text)
    return day.isoformat() if day else re.findall(r"\d{4}", text)[-1]


def _settle(
    document: Document, mention: Mention, noun: str, parties: tuple[str, ...], date: str | None, title: str
) -> None:
    registered = find_registered(document, mention, parties, date, title)
    if registered:
        mention.instrument = registered
        return
    prefix = _PREFIX.get(noun, "agreement")
    known = document.notes.setdefault(f"agreements {'-'.join(parties)}", [])
    if isinstance(known, list) and parties:
        for other_date, other_title, identifier, row in known:
            same_year = date is None or other_date is None or date[:4] == other_date[:4]
            if same_year and are_alike(title, other_title):
                mention.instrument, mention.proposed, mention.status = identifier, row, CitationStatus.UNRESOLVED
                return
    name = "-".join(parties) or ""
    own = slug(document.text[mention.start : mention.end].split(noun.capitalize())[0]) if not parties else ""
    own = own if own not in ("joint", "trilateral", "tripartite", "bilateral") else ""
    parts = [part for part in (name or own, date or "") if part] or [slug(title)]
    if not parties and not date:
        parts = [slug(title)]
    identifier = ":".join([prefix, *parts])
    words = " ".join(document.text[mention.start : mention.end].split())
    row = Instrument(instrument_id=identifier, kind=_KINDS[prefix], status="proposed", title=words, adopted_date=date)
    mention.instrument, mention.proposed, mention.status = identifier, row, CitationStatus.UNRESOLVED
    if isinstance(known, list) and parties and len(known) < _MOST_AGREEMENTS:
        known.append((date, title, identifier, row))
