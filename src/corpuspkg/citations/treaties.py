"""Treaties, declarations and the like that no authority holds, by their subject, place or name."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.citations import protocols
from corpuspkg.citations.agreement_registry import dated_texts, find_by_sides
from corpuspkg.citations.aliases import read_dated_title
from corpuspkg.citations.document import Mention
from corpuspkg.citations.laws import names_country
from corpuspkg.citations.lexicon import lookup_name, spellings_by_instrument
from corpuspkg.citations.names import read_name_after, read_name_before, slug
from corpuspkg.citations.numbers import MONTH
from corpuspkg.citations.places import places_between
from corpuspkg.model import CitationForm, CitationStatus, Instrument

if TYPE_CHECKING:
    from corpuspkg.authority import Registry
    from corpuspkg.citations.document import Document

_SUBJECTS = re.compile(
    r"(?P<noun>convention|treaty|charter|covenant|declaration|protocol|pact|compact|final act)"
    r" (?P<link>on|of|for|against|relating to|concerning|regarding|between|to) (?:the )?"
)
_YEAR_BEHIND = re.compile(r",? (?:of |\()?((?:1[6-9]|20)\d\d)\)?(?!\d)")
_TWO = 2  # parties of a treaty, words of a place
_NEVER = re.compile(rf"(?:{MONTH}|monday|tuesday|wednesday|thursday|friday|saturday|sunday|human rights committee)")


def read_subject(document: Document, start: int, _end: int) -> list[Mention]:
    """A treaty or declaration that no authority holds, by its subject: "Convention on …", "Treaty of …"."""
    folded, text = document.folded, document.text
    match = _SUBJECTS.match(folded, start, start + 40)
    if match is None or not text[start].isupper() or not document.is_word(start, match.end()):
        return []
    if not text[match.end() : match.end() + 1].isupper() or _NEVER.match(folded, match.end()):
        return []
    stop = read_name_after(document, match.end())
    if stop is None:
        return []
    begin = min(start, read_name_before(document, start, limit=4) or start)
    if match["noun"] == "charter" and (country := names_country(document, folded[begin : start - 1])):
        return [_propose_national(document, begin, stop, country)]
    year = _YEAR_BEHIND.match(folded, stop, stop + 9)
    between = _read_parties(document, begin, stop) if match["noun"] == "treaty" else None
    if between:
        return [between]
    identifier = f"{'declaration' if match['noun'] == 'declaration' else 'treaty'}:{slug(text[begin:stop])}"
    mention = Mention(
        begin, stop, "cite.treaty-subject", instrument=identifier, status=CitationStatus.UNRESOLVED, name=match["noun"]
    )
    mention.year = int(year.group(1)) if year else None
    mention.reach = (begin, year.end()) if year else None
    mention.proposed = Instrument(
        instrument_id=identifier,
        kind="declaration" if match["noun"] == "declaration" else "treaty",
        status="proposed",
        title=" ".join(text[begin:stop].split()),
        adopted_date=year.group(1) if year else None,
    )
    return [mention]


_BETWEEN = re.compile(r",? (?:between|with) (?:the )?")
_YEAR_BEFORE = re.compile(r"(?P<year>(?:1[6-9]|20)\d\d) \Z")
_YEAR_LATER = re.compile(r",? (?:of|in|\(|signed in|signed on|dated)[^.;\x1e]{0,16}?(?P<year>(?:1[6-9]|20)\d\d)(?!\d)")


def _read_parties(document: Document, start: int, end: int) -> Mention | None:
    """A registered treaty by its parties and year: "the 1994 Treaty of Peace between Israel and Jordan"."""
    folded = document.folded
    link = _BETWEEN.match(folded, end, end + 16)
    if link is None:
        return None
    places = places_between(document, link.end(), min(len(folded), link.end() + 90))
    if len(places) < _TWO:
        return None
    stop = places[1].end
    year = _YEAR_BEFORE.search(folded, max(0, start - 5), start) or _YEAR_LATER.match(folded, stop, stop + 40)
    if year is None:
        return None
    parties = tuple(sorted({place.iso2 for place in places[:_TWO]}))
    held = [found for found in dated_texts(document.registry).get((parties, year["year"]), ()) if found[:6] == "treaty"]
    if len(held) != 1:
        return None
    return Mention(start, stop, "cite.treaty-subject", instrument=held[0], name="treaty", year=int(year["year"]))


def _propose_national(document: Document, start: int, end: int, country: str) -> Mention:
    """A charter that a country gave itself ("Canadian Charter of …") is a law of that country, no treaty."""
    identifier = f"law:{country}:{slug(document.text[start:end])}"
    mention = Mention(start, end, "cite.treaty-subject", instrument=identifier, name="charter")
    mention.status = CitationStatus.UNRESOLVED
    title = " ".join(document.text[start:end].split())
    mention.proposed = Instrument(instrument_id=identifier, kind="statute", status="proposed", title=title)
    return mention


NAMED = re.compile(
    r" (?P<noun>conventions?|treaty|treaties|protocols?|accords?|pact|charter|covenant|declaration|agreements?"
    r"|communiqu[eé]|memorandum|principles|guidelines|rules)(?![a-z-])"
)
_SETS = ("principles", "guidelines", "rules")  # named for a place alone: "the Quill Principles"
_LED = re.compile(
    r"(?:the|of|under|by|to|in|and|its|with|violates?|violated|signed|ratified) (?:the |(?:1[89]|20)\d\d )?\Z"
)


# "separation of Covenant from Peace Treaty": what stands before such a word is a name of its own.
_NAME_ENDS = re.compile(
    r"(?:covenant|convention|treaty|charter|protocol|agreement|pact|declaration|accords?|constitution|statute)s?"
    r" (?:from|with|by|under|in|against|and|or) (?:the |its )?(?=[a-z])"
)


@cache
def _other_things() -> frozenset[str]:
    """Words that make something else of the noun: a party's meeting, a contract, a technical standard, a car."""
    with Path(__file__).with_name("not_treaties.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file))


def read_named(document: Document, start: int, _end: int) -> list[Mention]:
    """A treaty by a name of its own: "the Lisbon Protocol"; `start` is the blank before the noun."""
    folded, text = document.folded, document.text
    match = NAMED.match(folded, start, start + 20)
    if match is None or not text[start + 1].isupper() or text[start] != " ":
        return []
    begin = read_name_before(document, start, limit=6)
    if begin is None:
        return []
    ended = list(_NAME_ENDS.finditer(folded, begin, start + 2))
    begin = ended[-1].end() if ended else begin
    told = match["noun"] == "treaty" and " " in folded[begin:start]  # of several words, it needs no article
    if begin > start or (not ended and not told and not _LED.search(folded, max(0, begin - 22), begin)):
        return []
    registered = _read_registered(document, begin, match)
    if registered is not None:
        return registered
    return read_unheld(document, begin, match)


_OF_NAME = re.compile(
    r"\sof\s(?!January|February|March|April|May|June|July|August|September|October|November|December)[A-Z]"
)


def read_unheld(document: Document, begin: int, match: re.Match[str]) -> list[Mention]:
    """A name that no authority holds: a text between the states that the letter names, or one of its own."""
    folded, text, start = document.folded, document.text, match.start()
    words = folded[begin:start].split()
    if words == ["peace"]:
        return []
    if match["noun"] in _SETS and len(words) > _TWO:
        return []
    shouted = text[start + 1 : match.end()].isupper()
    if shouted or (not match["noun"].startswith("treat") and not _other_things().isdisjoint(words)):
        document.miss(begin, match.end(), "cite.treaty-name", "such words mostly name something else")
        return []
    behind = text[match.end() : match.end() + 2]
    if (behind[:1] == " " and behind[1:].isupper()) or _OF_NAME.match(text, match.end()):
        return []
    sides = find_by_sides(document, folded[begin:start])
    if sides:
        alias = Mention(begin, match.end(), "cite.alias", form=CitationForm.SHORT, name=match["noun"])
        alias.status, alias.candidates = CitationStatus.AMBIGUOUS, sides
        if len(sides) == 1:
            alias.status, alias.candidates, alias.instrument = CitationStatus.INFERRED, (), sides[0]
        return [alias]
    kind = "declaration" if match["noun"] in ("declaration", *_SETS) else "treaty"
    identifier = f"{kind}:{slug(text[begin : match.end()])}"
    mention = Mention(begin, match.end(), "cite.treaty-name", instrument=identifier, status=CitationStatus.UNRESOLVED)
    mention.name = match["noun"]
    mention.proposed = Instrument(
        instrument_id=identifier,
        kind=kind,
        status="proposed",
        title=" ".join(text[begin : match.end()].split()),
    )
    return [mention]


def _read_registered(document: Document, begin: int, match: re.Match[str]) -> list[Mention] | None:
    """What the authority holds under a name that is written in a way of its own; None where it holds nothing."""
    noun, start, end = match["noun"], match.start(), match.end()
    if noun.endswith("s") and (listed := _read_listed(document, start, match)):
        return listed
    if noun.startswith("protocol") and _NUMBERED.fullmatch(document.folded, begin, start):
        return []  # whose protocol it is, the convention before it tells (`its_protocols`)
    regional = protocols.read_regional(document, begin, end)
    if regional is not None:
        return regional
    dated = read_dated_title(document, begin, match.start("noun"), end)
    if dated:
        return [dated]
    name = document.folded[begin:end]
    aliases = lookup_name(document, _IN_PARENTHESES.sub("", name) if "(" in name else name)
    if len(aliases) == 1:
        return [Mention(begin, end, "cite.alias", instrument=aliases[0].instrument_id, name=noun)]
    return None


_IN_PARENTHESES = re.compile(r" ?\([^()]*\)")
_NUMBERED = re.compile(r"(?:(?:first|second|third|fourth|fifth|optional|additional|facultative) ?)+")
_LISTED = re.compile(r"(?:[A-Z][\w-]+, )*[A-Z][\w-]+,? and [A-Z][\w-]+\Z")


_YEARS = re.compile(r"(?P<years>(?:(?:1[89]|20)\d\d, )*(?:1[89]|20)\d\d,? and (?:1[89]|20)\d\d) (?P<name>[a-z-]+)\Z")


@cache
def _by_year(registry: Registry) -> dict[str, list[Instrument]]:
    """The registry's instruments by the year of their adoption."""
    found: dict[str, list[Instrument]] = {}
    for row in registry.instruments.values():
        found.setdefault((row.adopted_date or "")[:4], []).append(row)
    return found


def _read_years(document: Document, start: int, noun: str) -> list[Mention]:
    """Several registered treaties that share their name: "the 1961 and 1963 Vienna Conventions"."""
    match = _YEARS.search(document.folded, max(0, start - 60), start)
    if match is None:
        return []
    spellings = spellings_by_instrument(document.registry)
    name = f"{match['name']} {noun} "
    group = document.new_group()
    mentions = []
    for place, year in enumerate(re.compile(r"\d{4}").finditer(document.folded, match.start(), match.start("name"))):
        held = [
            row.instrument_id
            for row in _by_year(document.registry).get(year.group(), ())
            if any(spelling.startswith(name) for spelling in spellings.get(row.instrument_id, ()))
        ]
        mention = Mention(year.start(), year.end(), "cite.alias", group=group, name=noun)
        mention.form = CitationForm.LIST_ITEM if place else CitationForm.FULL
        mention.status, mention.candidates = CitationStatus.AMBIGUOUS, tuple(held)
        if len(held) == 1:
            mention.instrument, mention.status, mention.candidates = held[0], CitationStatus.INFERRED, ()
        if held:
            mentions.append(mention)
    return mentions


_FEW = r"(?:first|second|third|fourth)"
_ORDINALS = re.compile(rf"(?P<list>{_FEW}(?:, {_FEW})*,? and {_FEW}) (?P<name>geneva|additional|optional|hague) ?\Z")


def _read_ordinals(document: Document, start: int, noun: str) -> list[Mention]:
    """Several registered treaties told by ordinals: "the Third and Fourth Geneva Conventions"."""
    match = _ORDINALS.search(document.folded, max(0, start - 70), start)
    if match is None or not document.text[match.start()].isupper():
        return []
    words = list(re.compile(_FEW).finditer(document.folded, *match.span("list")))
    group = document.new_group()
    mentions = []
    for place, word in enumerate(words):
        aliases = lookup_name(document, f"{word.group()} {match['name']} {noun}")
        if len(aliases) != 1:
            return []
        end = start + 1 + len(noun) + 1 if place == len(words) - 1 else word.end()
        mention = Mention(word.start(), end, "cite.alias", instrument=aliases[0].instrument_id, group=group, name=noun)
        mention.form = CitationForm.LIST_ITEM if place else CitationForm.FULL
        mentions.append(mention)
    return mentions


def _read_listed(document: Document, start: int, match: re.Match[str]) -> list[Mention]:
    """Several registered treaties that share their noun: "the Stockholm and Rotterdam Conventions"."""
    noun = match["noun"].removesuffix("s")
    ordinals = _read_ordinals(document, start, noun)
    if ordinals:
        return ordinals
    names = _LISTED.search(document.text, max(0, start - 80), start)
    if document.text[max(0, start - 60) : start].count(" and ") and (dated := _read_years(document, start, noun)):
        return dated
    if names is None:
        return []
    mentions = []
    group = document.new_group()
    for place, word in enumerate(re.finditer(r"[A-Z][\w-]+", names.group())):
        aliases = lookup_name(document, f"{word.group().lower()} {noun}")
        if len(aliases) != 1:
            return []
        begin = names.start() + word.start()
        mention = Mention(
            begin, begin + len(word.group()), "cite.alias", instrument=aliases[0].instrument_id, group=group
        )
        mention.form = CitationForm.LIST_ITEM if place else CitationForm.FULL
        mention.name = noun
        mentions.append(mention)
    return mentions
