"""Laws and codes by subject or name, of whatever country."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.citations.constitutions import only_country
from corpuspkg.citations.document import Mention
from corpuspkg.citations.names import read_name_after, read_name_before, slug
from corpuspkg.citations.places import load_gazetteer, places_between
from corpuspkg.model import CitationStatus, Instrument

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_CODE = re.compile(
    r"(?P<name>(?:criminal|penal|civil|labou?r|family|tax|electoral|election|land"
    r"|housing|customs|administrative) (?:procedure )?code|code of (?:criminal|civil"
    r"|administrative) (?:procedure|offences))"
)
_OF_COUNTRY = re.compile(r" of (?:the )?(?:republic of |kingdom of |state of )?")


def read_law_on(document: Document, start: int, end: int) -> list[Mention]:
    """A law by its subject: "Law on the Press", "Law of the Republic of X on Citizenship"."""
    folded, text = document.folded, document.text
    if not text[start].isupper() or not document.is_word(start, start + 3) or text[start - 1 : start] == "-":
        return []
    position = end - (1 if folded[end - 1] == '"' else 0)
    country = None
    if folded.startswith("law of", start):
        places = places_between(document, start, start + 90)
        if not places:
            return []
        country, position = places[0].iso2, places[0].end
        link = re.compile(r" (?:on |\")").match(folded, position)
        if link is None:
            return []
        position = link.end() - (1 if link.group().endswith('"') else 0)
    quoted = re.compile(r"(?:the )?(?:\"(?P<a>[^\"\x1e]{3,120})\"|'(?P<b>[^'\x1e]{3,120})')").match(folded, position)
    if quoted:
        stop: int | None = quoted.end()
    else:
        the = 4 if folded.startswith("the ", position) else 0
        stop = (
            read_name_after(document, position + the) if text[position + the : position + the + 1].isupper() else None
        )
    if stop is None:
        return []
    country = country or country_beside(document, start, stop)
    words = slug(text[position:stop])
    identifier = ":".join(["law", *([country] if country else []), words])
    return [propose_law(document, start, stop, "cite.law-on", identifier)]


_TITLE = re.compile(
    r"(?P<noun>rules|measures|provisions|regulations) (?:for|on|concerning|governing) (?:the )?"
    r"|(?:explanation|interpretation|opinion|notice|provision)s? of the supreme "
    r"(?=[^.;\x1e]{0,20}(?:court|procuratorate))[^.;\x1e]{3,90}? (?:on|concerning) (?:the )?"
)


_CAPITALS_BEFORE = re.compile(r"(?<!\w)(?!The )(?:[A-Z][a-z]+ ){1,3}\Z")


def read_titled(document: Document, start: int, _end: int) -> list[Mention]:
    """A regulation by its title, if a part or a country tells that it is one: "Article 15 of the Rules for …"."""
    match = _TITLE.match(document.folded, start, start + 150)
    if match is None or not document.is_word(start, match.end()):
        return []
    stop = read_name_after(document, match.end(), limit=24)
    if stop is None:
        return []
    named = _CAPITALS_BEFORE.search(document.text, max(0, start - 50), start)
    begin = named.start() if named else start
    before = places_between(document, max(0, begin - 30), begin)
    owned = bool(before) and re.fullmatch(r"(?:'s)? [\"']?", document.folded[before[-1].end : begin])
    if match["noun"] and not owned and not _PART_OF.search(document.folded, max(0, begin - 70), begin):
        return []
    country = before[-1].iso2 if owned else country_of_letter(document)
    identifier = ":".join(["law", *([country] if country else []), slug(document.text[begin:stop])])
    return [propose_law(document, begin, stop, "cite.law-on", identifier)]


def country_of_letter(document: Document) -> str | None:
    """The author's country, or the one country that the letter names."""
    return (document.context.author_country or "").lower() or only_country(document)


def read_code_name(document: Document, start: int, _end: int) -> list[Mention]:
    """A national code: "Criminal Code of Georgia", "the Turkish Penal Code"."""
    folded, text = document.folded, document.text
    match = _CODE.match(folded, start, start + 50)
    if match is None or not text[start].isupper() or not document.is_word(start, match.end()):
        return []
    words = text[start : match.end()].split()
    if not words[-1][0].isupper():
        return []
    country = country_beside(document, start, match.end())
    country = country or country_of_letter(document)
    of_country = _OF_COUNTRY.match(folded, match.end(), match.end() + 40)
    stop = match.end()
    if of_country:
        places = places_between(document, of_country.end(), min(len(text), of_country.end() + 50))
        if places and places[0].start == of_country.end():
            stop = places[0].end
    begin = start
    before = places_between(document, max(0, start - 32), start)
    if before and re.fullmatch(r"(?:'s)? ", folded[before[-1].end : start]):
        begin = before[-1].start
    identifier = ":".join(["code", *([country] if country else []), slug(match["name"]).removesuffix("-code")])
    return [propose_law(document, begin, stop, "cite.code", identifier)]


def country_beside(document: Document, start: int, end: int) -> str | None:
    """The country named right before ("Turkish …", "Georgia's …") or right behind ("… of Georgia")."""
    before = places_between(document, max(0, start - 40), start)
    if before and re.fullmatch(r"(?:'s?)? (?:new |federal |own |revised )?", document.folded[before[-1].end : start]):
        return before[-1].iso2
    behind = _OF_COUNTRY.match(document.folded, end, end + 40)
    if behind:
        places = places_between(document, behind.start(), min(len(document.text), behind.end() + 50))
        if places and places[0].start <= behind.end():
            return places[0].iso2
    if document.folded.endswith(_OURS, 0, start):
        return _country_of_speaker(document, start)
    return None


_OURS = (" our ", " our national ", " our own ")
_HERE = re.compile(r"(?:here )?in (?:the )?(?:republic of |kingdom of )?\Z")


def _country_of_speaker(document: Document, start: int) -> str | None:
    """The country whose law "our" law is, where its sentence opens so: "In Spain, … article 35 of our Law 34/2002"."""
    low, _ = document.sentence(start, start)
    places = places_between(document, low, start)
    if len({place.iso2 for place in places}) != 1 or not _HERE.fullmatch(document.folded, low, places[0].start):
        return None
    return places[0].iso2


def propose_law(
    document: Document, start: int, end: int, rule: str, identifier: str, adopted: str | None = None
) -> Mention:
    """A mention of a law that no authority holds, with a row of its own."""
    mention = Mention(start, end, rule, instrument=identifier, status=CitationStatus.UNRESOLVED, name="law")
    title = " ".join(document.text[start:end].split())
    mention.proposed = Instrument(
        instrument_id=identifier, kind="statute", status="proposed", title=title, adopted_date=adopted
    )
    return mention


_LED = re.compile(r"(?:the|of|under|its|their|your|our|new|so-called \"?|to|controversial|draconian|by|into) \"?\Z")
_NOUN = re.compile(r" (?P<noun>Law|Code)(?![a-z])")
_BEHIND = re.compile(r",? (?:of |\()?(?P<year>(?:1[89]|20)\d\d)\)?(?![\d/-])")


@cache
def _fields() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words before "Law" that make it no law, words that name a field or a law, and words behind that end its name."""
    with Path(__file__).with_name("law_fields.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return (
        frozenset(row["word"] for row in rows if row["place"] == "before"),
        frozenset(row["word"] for row in rows if row["place"] == "field"),
        frozenset(row["word"] for row in rows if row["place"] == "behind"),
    )


_PART_OF = re.compile(
    r"(?:articles?|arts?\.|sections?|§§?|paragraphs?|provisions) (?:[\divx][\w(). ,-]{0,40}? )?"
    r"(?:,? ?of|under|in) (?:the |its )?[\"']?\Z"
)
_OF_STATE = re.compile(r" of (?:our country|(?:the )?(?:people's |federal |islamic )?(?:republic|kingdom) of [a-z])")


def _is_cited_as_law(document: Document, begin: int, end: int) -> bool:
    """Tell whether the name of a field ("Criminal Law") is here that of a law: by its part, or by whose it is."""
    folded = document.folded
    if _PART_OF.search(folded, max(0, begin - 70), begin) or _OF_STATE.match(folded, end, end + 60):
        return True
    behind = _OF_COUNTRY.match(folded, end, end + 40)
    places = places_between(document, end, min(len(folded), end + 60)) if behind else []
    return bool(places) and behind is not None and places[0].start <= behind.end()


def read_named_law(document: Document, start: int, _end: int) -> list[Mention]:
    """A law or code by the name before the word: "the National Security Law"; `start` is the blank before the word."""
    text, folded = document.text, document.folded
    noun = _NOUN.match(text, start)
    if noun is None:
        return []
    begin = read_name_before(document, start, limit=6)
    if begin is None or "(" in text[begin:start] or not _LED.search(folded, max(0, begin - 16), begin):
        return []
    before, fields, further = _fields()
    words = folded[begin:start].split()
    end = noun.end()
    following = folded[end : end + 16].split()
    if words[-1].removesuffix("'s") in before or " ".join(words[-2:]) in before:
        return []
    field = words[-1] in fields
    if field and not _is_cited_as_law(document, begin, end):
        return []
    behind = country_beside(document, begin, end)
    ends = bool(following) and following[0].strip(".,;:()") in further and folded[end] == " "
    if ends and not field and not (behind and folded.startswith(" of ", end)):
        return []
    if folded[end : end + 1] == " " and text[end + 1 : end + 2].isupper() and following[0] not in ("no.", "no", "nos."):
        return []
    year = _BEHIND.match(folded, end, end + 8)
    behind = behind or (country_of_letter(document) if field else None)
    name = slug(text[begin:start]) + (f"-{year['year']}" if year else "")
    identifier = ":".join([noun["noun"].lower(), *([behind] if behind else []), name])
    mention = propose_law(document, begin, end, "cite.named-law", identifier, year["year"] if year else None)
    if year:
        mention.end, mention.year = year.end(), int(year["year"])
    return [mention]


def names_country(document: Document, words: str) -> str | None:
    """The country that folded words are a name or adjective of."""
    return load_gazetteer(document.registry).names.get(words)
