"""Words that refer back to an instrument named in the letter: "the Covenant", "that resolution", "the directive"."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from corpuspkg.citations import protocols
from corpuspkg.citations.back_nouns import (
    BackNoun,
    bare_noun,
    load_back_nouns,
    nouns_by_head,
    nouns_by_kind,
    other_senses,
)
from corpuspkg.citations.document import Mention
from corpuspkg.citations.pinpoints import pinpoint_before
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpuspkg.citations.document import Document

RULE = "cite.anaphor"
_DETERMINERS = (
    r"the said|the same|same|said|the|that|this|such|latter|aforesaid|aforementioned|above-mentioned|foregoing"
)
_POINTING = (
    *("that", "said", "same", "the said", "the same", "such", "latter"),
    *("aforesaid", "aforementioned", "above-mentioned", "foregoing"),
)
# Words of what a person writes, not of a resolution or an agreement itself.
_OF_LETTERS = ("dear", "sincerely", "yours", "excellency", "i am", "i have", "i urge", "we urge", "i write", "i ask")
_NAME_GOES_ON = re.compile(
    r" (?:(?:on|of|for|between|against|relating|concerning|to the|nos?)(?![a-z])|#|\d|[a-z]+ (?:center|centre)\b)"
)
_SHOUTED = re.compile(r" [A-Z]{4,}\b")  # "the Charter APPROVES", as bodies write their verbs
_NEAR = 400
_AHEAD = 2000
# Two instruments named within so few characters compete for a word behind both.
_TOGETHER = 150
_MOST_CANDIDATES = 4
_FOUNDING = re.compile(r"\b(?:charter|constitution|covenant|statute|declaration)\b")  # nobody calls these "the treaty"
_CHARTER = "treaty:un-charter"
_OF_NATIONS = ("united nations", "security council", "general assembly", "unsc", "un", "u.n.", "unscr", "unga")
_COVENANT = "treaty:iccpr"
_OF_LEAGUE = ("league of nations", "the league", "league assembly", "league council")
_OF_CIVIL_RIGHTS = ("human rights committee", "civil and political rights")


class _Choice(NamedTuple):
    """What a word may refer to: where the last of it ends, and one mention of each instrument that competes."""

    place: int
    mentions: tuple[Mention, ...]


@cache
def _back() -> re.Pattern[str]:
    return re.compile(rf"(?P<det>{_DETERMINERS}) (?P<noun>{'|'.join(load_back_nouns())})(?![a-z-])")


class Antecedents:
    """The mentions that a word may refer back to, by the noun that may do so."""

    def __init__(self, document: Document, mentions: Sequence[Mention], terms: dict[str, tuple[Mention, int]]) -> None:
        self._document, self._mentions = document, mentions
        self._tables: tuple[dict[str, list[tuple[int, Mention]]], ...] | None = None
        self._several: set[str] = set()  # nouns whose kind the letter has more than one instrument of
        self.defined: dict[str, list[tuple[int, Mention]]] = {}
        for term, (mention, since) in terms.items():
            bare = bare_noun(term)
            if bare:
                self.defined.setdefault(bare, []).append((since, mention))

    def choose(self, noun: str, before: int) -> _Choice | None:
        """The latest mention before a place that a noun may mean, with those that compete; a defined term first."""
        defined, named, of_kind = self._load()
        for table in (defined, named, of_kind):
            entries = table.get(noun)
            place = bisect_left(entries, before, key=lambda entry: entry[0] + 1) if entries else 0
            if not entries or not place:
                continue
            end = entries[place - 1][0]
            if table is of_kind and (before - end > _NEAR or noun in self._several):
                return None  # "the treaty" is a convention only where it can be no other
            return _Choice(end, _compete(entries, place))
        return None

    def ahead(self, noun: str, behind: int) -> _Choice | None:
        """The one instrument of a sort that a letter names, where it is named only behind a place."""
        entries = self._load()[1].get(noun)
        if not entries or entries[0][0] - behind > _AHEAD:
            return None
        if any(mention.instrument != entries[0][1].instrument for _, mention in entries[: _AHEAD // 10]):
            return None
        return _Choice(behind, (entries[0][1],))

    def _load(self) -> tuple[dict[str, list[tuple[int, Mention]]], ...]:
        if self._tables is None:  # most letters refer to nothing
            named: dict[str, list[tuple[int, Mention]]] = {}
            of_kind: dict[str, list[tuple[int, Mention]]] = {}
            for mention in self._mentions:
                nouns, others = _nouns_of(self._document, mention)
                for noun in nouns:
                    named.setdefault(noun, []).append((mention.end, mention))
                for noun in others:
                    entries = of_kind.setdefault(noun, [])
                    entries.append((mention.end, mention))
                    if entries[0][1].instrument != mention.instrument:
                        self._several.add(noun)
            self._tables = (self.defined, named, of_kind)
        return self._tables


def _compete(entries: Sequence[tuple[int, Mention]], place: int) -> tuple[Mention, ...]:
    """The last entry before a place, with others named beside it."""
    end, last = entries[place - 1]
    competing = {last.instrument: last}
    for other_end, other in reversed(entries[max(0, place - 1 - _MOST_CANDIDATES) : place - 1]):
        if end - other_end > _TOGETHER:
            break
        competing.setdefault(other.instrument, other)
    return tuple(competing.values())


def _nouns_of(document: Document, mention: Mention) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The nouns that may refer to a mention by a word of its name, and by the kind of its instrument."""
    if mention.instrument is None or mention.form in (CitationForm.ANAPHORIC, CitationForm.LIST_ITEM):
        return (), ()
    name = mention.name
    nouns = _nouns_in(name.split(" to the ")[0] if " " in name else name)
    if name == "resolution":
        return nouns, ()  # by far the most frequent case
    row = document.registry.instruments.get(mention.instrument) or mention.proposed
    if mention.rule == "cite.alias" and not nouns and row:  # an abbreviation
        nouns = _nouns_in((row.title or "").lower().split(" to ")[0])
    kinds = nouns_by_kind().get(row.kind, ()) if row and not _FOUNDING.search((row.title or "").lower()) else ()
    return nouns, tuple(noun for noun in kinds if noun not in nouns) if kinds else ()


@lru_cache(maxsize=4096)
def _nouns_in(name: str) -> tuple[str, ...]:
    by_head = nouns_by_head()
    words = dict.fromkeys(re.findall(r"[a-zé]+", name))
    return tuple(dict.fromkeys(noun for word in words for noun in by_head.get(word, ())))


_DEFAULTS = ("convention", "covenant", "charter")


def _by_default(document: Document, noun: str, start: int) -> _Choice | None:
    """The Charter of the United Nations or the Convention on Human Rights, where a letter speaks of them."""
    identifier = None
    if noun == "convention" and protocols.is_of_human_rights(document):
        identifier = protocols.CONVENTION
    elif noun == "covenant" and document.has_any(_OF_CIVIL_RIGHTS) and not document.has_word("economic, social"):
        identifier = _COVENANT
    elif noun == "covenant" and document.has_any(_OF_LEAGUE):
        identifier = "treaty:league-covenant"
    elif noun == "charter" and document.has_any(_OF_NATIONS) and _CHARTER in document.registry.instruments:
        identifier = _CHARTER
    if identifier is None:
        return None
    return _Choice(start, (Mention(start, start, "cite.alias", instrument=identifier, name=noun),))


def read_anaphor(document: Document, start: int, antecedents: Antecedents) -> Mention | None:
    """A word that refers back, if what it refers to is plain."""
    folded, text = document.folded, document.text
    match = _back().match(folded, start, start + 40)
    if match is None or not document.is_word(start, match.end()):
        return None
    noun_at, end = match.start("noun"), match.end()
    capital = text[noun_at].isupper() and not text[start:end].isupper()
    if _goes_on(document, end):
        return None
    noun = load_back_nouns()[match["noun"]]
    choice = antecedents.choose(noun.noun, start)
    if choice is None and noun.ahead and (capital or noun.ahead == "any") and match["det"] in ("the", "this"):
        choice = antecedents.ahead(noun.noun, end)
    if choice is None and not capital and noun.noun not in _DEFAULTS:
        return None  # by far the most frequent case
    plain = capital and match["det"] not in ("this", "such")
    pinned = not (plain and choice) and bool(
        pinpoint_before(folded, text, start + len(match["det"]) + 1, document.pinpoints)
    )
    if choice is None and (capital or pinned):
        choice = _by_default(document, noun.noun, start)
    if choice is None:
        if pinned or capital:
            document.miss(start, end, RULE, "nothing named before that it could mean")
        return None
    reason = _reason_against(document, match, noun, near=start - choice.place <= _NEAR, capital=capital, pinned=pinned)
    if reason:
        document.miss(start, end, RULE, reason)
        return None
    begin = noun_at if match["det"] in ("the", "same") else start
    if match["det"] == "the said":
        begin = start + len("the ")
    return _mention(begin, end, noun.noun, choice)


def _goes_on(document: Document, end: int) -> bool:
    """Tell whether a noun is the head of a name that goes on behind it."""
    if _NAME_GOES_ON.match(document.folded, end, end + 30):
        return True
    text = document.text
    return text[end : end + 1] == " " and text[end + 1 : end + 2].isupper() and not _SHOUTED.match(text, end)


def _mention(start: int, end: int, noun: str, choice: _Choice) -> Mention:
    mention = Mention(start, end, RULE, form=CitationForm.ANAPHORIC, name=noun)
    full = choice.mentions[0]
    if len(choice.mentions) > 1:
        mention.status = CitationStatus.AMBIGUOUS
        mention.candidates = tuple(sorted(str(one.instrument) for one in choice.mentions))
        return mention
    mention.instrument, mention.proposed = full.instrument, full.proposed
    mention.status = CitationStatus.UNRESOLVED if full.status is CitationStatus.UNRESOLVED else CitationStatus.INFERRED
    return mention


def _reason_against(
    document: Document,
    match: re.Match[str],
    noun: BackNoun,
    *,
    near: bool,
    capital: bool,
    pinned: bool,
) -> str | None:
    """Why a word does not refer back, if it does not."""
    det = match["det"]
    if capital and det not in ("this", "such"):
        return None
    if pinned and near:
        return None
    if det == "this" and not (noun.this == "yes" or (noun.this and near and document.has_any(_OF_LETTERS))):
        return "it may be the letter's own text"
    if det == "this" and noun.this == "letter":
        return None if capital else next(_reasons(document, match), None)
    if det in _POINTING and not near:
        return "too far from what it could mean"
    if det not in _POINTING and (noun.small == "pointing" or (noun.small == "near" and not near)):
        return "small letter and no pinpoint"
    return None if capital else next(_reasons(document, match), None)


def _reasons(document: Document, match: re.Match[str]) -> Iterator[str]:
    """What else the noun is, as the words around it tell."""
    folded, start, end = document.folded, match.start(), match.end()
    for sense in other_senses().get(match["noun"], ()):
        if sense.where == "before":
            found = sense.pattern.search(folded, max(0, start - 40), start)
        elif sense.where == "behind":
            found = sense.pattern.match(folded, end, end + 40)
        else:
            found = sense.pattern.search(folded, *document.sentence(start, end))
        if found:
            yield sense.reason


_LED_BARE = re.compile(
    r"(?<![a-z])(?:of|under|by|to|from|with|in|and|or|into|against|within|per|regarding|concerning|between|upon|annul|amend"
    r"|(?:violat|breach|invok|implement|sign|ratif|denounc|annull|amend)(?:e|es|ed|y|ies|ied|ing)?) \Z"
)


@cache
def _bare() -> re.Pattern[str]:
    nouns = "|".join(noun.noun for noun in load_back_nouns().values() if noun.bare)
    return re.compile(rf"(?P<noun>{nouns})(?![a-z-])")


def read_bare(document: Document, start: int, antecedents: Antecedents) -> Mention | None:
    """A noun with a capital and no article, as telegrams write it: "within framework of Covenant"."""
    folded, text = document.folded, document.text
    match = _bare().match(folded, start, start + 20)
    if match is None or not text[start].isupper() or text[start : match.end()].isupper():
        return None
    end = match.end()
    if not _LED_BARE.search(folded, max(0, start - 16), start) or _goes_on(document, end):
        return None
    choice = antecedents.choose(match["noun"], start) or _by_default(document, match["noun"], start)
    if choice is None:
        document.miss(start, end, RULE, "nothing named before that it could mean")
        return None
    return _mention(start, end, match["noun"], choice)
