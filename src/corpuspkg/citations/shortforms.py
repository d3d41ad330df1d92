"""Short forms: terms that a letter defines, protocols by their number, "this section"."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from corpuspkg.citations.automaton import build_finder, find_in_pieces
from corpuspkg.citations.back_nouns import bare_noun, load_back_nouns
from corpuspkg.citations.document import Mention
from corpuspkg.citations.lexicon import load_lexicon
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpuspkg.citations.document import Document

OPENS = (" (", "(h", ", (")  # what stands between a name and the term that it is given
_DEFINITION = re.compile(
    r",? ?\((?:(?:herein(?:after)?|hereafter|henceforth|also)(?: (?:also )?(?:referred to as"
    r"|known as|called))?|referred to as|known as|or)?:?,? ?"
    r"(?P<the>(?:the|an?|this) )?(?P<quote>[\"']{0,2})(?:the )?(?P<term>[^()\"'\x1e]{2,60}?)(?P=quote),?\)"
)
_TERM = re.compile(r"(?:[a-z0-9][\w.&'-]*)(?: [\w.&'-]+){0,5}(?:, (?:1[89]|20)\d\d)?")
_NUMBERED = re.compile(r"(?:s|h\. ?r|hr|p\. ?l|pub\. ?l)\.? ?\d[\d-]*")
_LATE = 400
_FEW_TERMS = 8
_DEFINED = 200
_YEAR_TERM = re.compile(r"(?:1[6-9]|20)\d\d [a-z]")


def read_definition(document: Document, mention: Mention, at: int | None = None) -> tuple[str, int] | None:
    """The term that parentheses behind a mention define, and where they end.

    Args:
        at: Where the parentheses are looked for; right behind the mention if left out.
    """
    at = mention.end if at is None else at
    if not document.folded.startswith(OPENS, at):
        return None
    match = _DEFINITION.match(document.folded, at, at + 130)
    if match is None or mention.instrument is None:
        return None
    term = document.text[match.start("term") : match.end("term")].strip()
    folded = match["term"].strip()
    if not _TERM.fullmatch(folded) or not any(char.isalpha() for char in term):
        return None
    quoted = bool(match["quote"] or match["the"])
    if (not quoted and not (term.isupper() or sum(char.isupper() for char in term) > 1)) or re.fullmatch(
        r"(?:19|20)\d\d|[ivxlc]+", folded
    ):
        return None
    if not quoted and (_NUMBERED.fullmatch(folded) or (" " in folded and any(char.isdigit() for char in folded))):
        return None
    if term.islower() or (not quoted and not _is_short_for(document, folded, mention)):
        return None
    if mention.group is not None or (folded[0].isdigit() and not _YEAR_TERM.match(folded)):
        return None
    return term, match.end()


_NUMBER_RULES = frozenset({"cite.us-code", "cite.us-public-law", "cite.us-statutes", "cite.uk-instrument"})


def behind_number(document: Document, mentions: Sequence[Mention], place: int) -> int:
    """Where a definition may stand: behind the name, or behind the number in parentheses after it.

    "the Ferries Act (12 U.S.C. 34) (FA)" defines the short name of the act.
    """
    mention = mentions[place]
    if place + 1 == len(mentions) or mention.rule in _NUMBER_RULES:
        return mention.end
    number = mentions[place + 1]
    if number.start - mention.end != len(" (") or number.rule not in _NUMBER_RULES:
        return mention.end
    beside = document.folded[mention.end : number.start] == " (" and document.folded.startswith(") (", number.end)
    return number.end + 1 if beside else mention.end


def _is_short_for(document: Document, term: str, mention: Mention) -> bool:
    """Tell whether an abbreviation may stand for a registered name: by its letters, or as another language's."""
    if mention.rule != "cite.alias" or _abbreviates(term, mention.name):
        return True
    held = load_lexicon(document.registry).spellings.get(term, ())
    return any(name.alias.instrument_id == mention.instrument for name in held)


def _abbreviates(term: str, name: str) -> bool:
    """Tell whether the letters of an abbreviation occur in this order among a name's, the first one at a word's start.

    >>> _abbreviates("jcpoa", "joint comprehensive plan of action"), _abbreviates("cop29", "convention on climate")
    (True, False)
    """
    letters = [char for char in term if char.isalpha()]
    starts = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name))
    position = 0
    for letter in letters:
        position = starts.find(letter, position) + 1
        if not position:
            return False
    return True


def find_terms(document: Document, terms: dict[str, tuple[Mention, int]]) -> list[Mention]:
    """Later mentions of defined terms, other than bare nouns like "Statement" (`find_anaphors` reads those)."""
    found: list[Mention] = []
    places = {term: since for term, (_, since) in terms.items() if bare_noun(term) is None}
    for start, end, term in _occurrences(document, places):
        full, since = terms[term]
        if start < since or not document.is_word(start, end):
            continue
        mention = Mention(start, end, "cite.defined-term", instrument=full.instrument, form=CitationForm.SHORT)
        mention.proposed, mention.name = full.proposed, full.name
        mention.status = full.status if full.status is CitationStatus.UNRESOLVED else CitationStatus.RESOLVED
        if term.lower().split()[-1] in load_back_nouns() and mention.status is CitationStatus.RESOLVED:
            mention.status = CitationStatus.INFERRED
        found.append(mention)
    return found


_PROPOSED = frozenset({"cite.treaty-name", "cite.named-law", "cite.bill-name", "cite.treaty-subject"})
_LONGEST = 70
_MOST_NAMES = 100
_OTHER_NAME = re.compile(r" [A-Z][a-z]|-[A-Za-z]|'s [A-Z]")
_OTHER_BEFORE = re.compile(r"[A-Z][\w'’-]* \Z|\b(?:an?|any|no|every|each|draft|proposed) (?:[a-z]+ )?\Z")


def find_repeated(document: Document, mentions: Sequence[Mention]) -> list[Mention]:
    """Names that no authority holds, where the letter repeats them word by word without what led up to them before."""
    names: dict[str, Mention] = {}
    for mention in mentions:
        proposed = mention.rule in _PROPOSED and mention.proposed is not None
        guessed = mention.rule == "cite.alias" and mention.status is CitationStatus.INFERRED and not mention.key
        if (proposed or guessed) and len(names) < _MOST_NAMES:
            name = document.text[mention.start : mention.end]
            if " " in name and len(name) < _LONGEST:
                names.setdefault(name, mention)
    found: list[Mention] = []
    if not names:
        return found
    for start, end, name in _occurrences(document, {name: full.end for name, full in names.items()}):
        full = names[name]
        if start < full.end or not document.is_word(start, end) or _OTHER_NAME.match(document.text, end):
            continue
        if _OTHER_BEFORE.search(document.text, max(0, start - 30), start):
            continue
        mention = Mention(start, end, full.rule, instrument=full.instrument, name=full.name)
        mention.status, mention.proposed = full.status, full.proposed
        found.append(mention)
    return found


def _occurrences(document: Document, places: dict[str, int]) -> list[tuple[int, int, str]]:
    """Where terms stand, by start, the longest first; `places` are the ends of their definitions."""
    if len(places) > _FEW_TERMS:
        return list(_occurrences_of_many(document, places))
    found = []
    text = document.text
    for term in places:
        at = text.find(term)
        while at >= 0:
            found.append((at, -at - len(term), term))
            at = text.find(term, at + 1)
    return [(start, -end, term) for start, end, term in sorted(found)]


def _occurrences_of_many(document: Document, places: dict[str, int]) -> Iterator[tuple[int, int, str]]:
    """The same in one pass over the folded text, in which each term is what it was folded to where it stands."""
    text, data = document.text, document.scan.data
    folded: dict[bytes, list[str]] = {}
    for term, since in places.items():
        at = text.rfind(term, max(0, since - _DEFINED), since)
        at = at if at >= 0 else text.find(term, since)
        if at >= 0:  # a term may be one that the letter could have, and has not
            folded.setdefault(data[at : at + len(term)], []).append(term)
    spellings = list(folded)
    for start, end, number in find_in_pieces(build_finder(spellings), data):
        written = text[start:end]
        if written in folded[spellings[number]]:
            yield start, end, written


def read_this_section(document: Document, start: int, end: int, mentions: Sequence[Mention]) -> Mention | None:
    """Read "This section" at the head of a sentence after a mention with a section: that section of that law."""
    if not document.text[start].isupper():
        return None
    full = _last_section(mentions, start)
    if full is None:
        return None
    mention = Mention(start, end, "cite.this-section", instrument=full.instrument, form=CitationForm.ANAPHORIC)
    mention.status = CitationStatus.INFERRED
    mention.pin_kind, mention.pin, mention.proposed = full.pin_kind, full.pin, full.proposed
    return mention


def _last_section(mentions: Sequence[Mention], start: int) -> Mention | None:
    """The nearest mention before a place that names a section."""
    for place in range(bisect_left(mentions, start, key=lambda entry: entry.start) - 1, -1, -1):
        mention = mentions[place]
        if start - mention.end >= _LATE:
            return None
        if mention.pin_kind == "section" and mention.end < start:
            return mention
    return None
