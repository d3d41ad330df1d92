"""Laws, decrees and codes by number, subject or name, of whatever country."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.names import read_name_after, read_name_before, slug
from corpuspkg.citations.numbers import DATE, parse_date
from corpuspkg.citations.places import load_gazetteer, places_between
from corpuspkg.model import CitationStatus, Instrument

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_LAW_NUMBER = re.compile(
    rf"(?P<word>(?:federal |constitutional |organic |presidential |government |royal "
    rf"|legislative )?(?:law|decree|act|order|decree-law)) (?P<no>nos?\.? ?|# ?|n[°º] ?)(?P<number>\d[\w./-]{{0,14}})"
    rf"(?:,? (?:of|dated) (?P<date>{DATE}))?"
)
_LAW_OF = re.compile(r"law of (?:the )?(?=[a-z])")
_CODE = re.compile(
    r"(?P<name>(?:criminal|penal|civil|labou?r|family|tax|electoral|election|land"
    r"|housing|customs|administrative) (?:procedure )?code|code of (?:criminal|civil"
    r"|administrative) (?:procedure|offences))"
)
_OF_COUNTRY = re.compile(r" of (?:the )?(?:republic of |kingdom of |state of )?")


def read_numbered_law(document: Document, start: int, _end: int) -> list[Mention]:
    """A law or decree by its number: "Federal Law No. 44-FZ", "Decree No. 377 of 16 September 1990"."""
    folded, text = document.folded, document.text
    begin = start
    low = max(0, start - 16)
    before = re.compile(r"(?:federal|constitutional|organic|presidential|government|royal|legislative) \Z").search(
        folded, low, start
    )
    if before and text[before.start()].isupper():
        begin = before.start()
    match = _LAW_NUMBER.match(folded, begin, start + 70)
    if match is None or not text[start].isupper() or not document.is_word(begin, match.end()):
        return []
    number = text[match.start("number") : match.end("number")].rstrip("./-")
    day = parse_date(match["date"]) if match["date"] else None
    country = _country_beside(document, begin, match.end())
    kind = match["word"].split()[-1]
    identifier = ":".join(
        [kind, *([country] if country else []), slug(number) + (f":{day.isoformat()}" if day else "")]
    )
    stop = match.end() if match["date"] else match.start("number") + len(number)
    return [
        _propose(document, begin, stop, "cite.numbered-law", identifier, "statute", day.isoformat() if day else None)
    ]


def read_law_on(document: Document, start: int, end: int) -> list[Mention]:
    """A law by its subject: "Law on the Press", "Law of the Republic of X on Citizenship"."""
    folded, text = document.folded, document.text
    if not text[start].isupper() or not document.is_word(start, start + 3):
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
    country = country or _country_beside(document, start, stop)
    words = slug(text[position:stop])
    identifier = ":".join(["law", *([country] if country else []), words])
    return [_propose(document, start, stop, "cite.law-on", identifier, "statute", None)]


_DATED = re.compile(
    rf"(?P<word>law|decree) of (?P<date>{DATE})(?P<on> (?:on|concerning|regarding|relating to) (?:the )?)?"
)


def read_dated_law(document: Document, start: int, _end: int) -> list[Mention]:
    """A law or decree by its day: "Law of 29 July 1881 on the Freedom of the Press"."""
    match = _DATED.match(document.folded, start, start + 70)
    day = parse_date(match["date"]) if match else None
    if match is None or day is None or not document.text[start].isupper() or not document.is_word(start, match.end()):
        return []
    stop = read_name_after(document, match.end()) if match["on"] else None
    end = stop or match.end("date")
    country = _country_beside(document, start, end)
    identifier = ":".join([match["word"], *([country] if country else []), day.isoformat()])
    return [_propose(document, start, end, "cite.numbered-law", identifier, "statute", day.isoformat())]


def read_code_name(document: Document, start: int, _end: int) -> list[Mention]:
    """A national code: "Criminal Code of Georgia", "the Turkish Penal Code"."""
    folded, text = document.folded, document.text
    match = _CODE.match(folded, start, start + 50)
    if match is None or not text[start].isupper() or not document.is_word(start, match.end()):
        return []
    words = text[start : match.end()].split()
    if not words[-1][0].isupper():
        return []
    country = _country_beside(document, start, match.end())
    if country is None and document.context.author_country:
        country = document.context.author_country
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
    return [_propose(document, begin, stop, "cite.code", identifier, "statute", None)]


def _country_beside(document: Document, start: int, end: int) -> str | None:
    """The country named right before ("Turkish …", "Georgia's …") or right behind ("… of Georgia")."""
    before = places_between(document, max(0, start - 40), start)
    if before and re.fullmatch(r"(?:'s?)? (?:new |federal |own |revised )?", document.folded[before[-1].end : start]):
        return before[-1].iso2
    behind = _OF_COUNTRY.match(document.folded, end, end + 40)
    if behind:
        places = places_between(document, behind.start(), min(len(document.text), behind.end() + 50))
        if places and places[0].start <= behind.end():
            return places[0].iso2
    return None


def _propose(
    document: Document, start: int, end: int, rule: str, identifier: str, kind: str, adopted: str | None
) -> Mention:
    mention = Mention(start, end, rule, instrument=identifier, status=CitationStatus.UNRESOLVED, name="law")
    title = " ".join(document.text[start:end].split())
    mention.proposed = Instrument(
        instrument_id=identifier, kind=kind, status="proposed", title=title, adopted_date=adopted
    )
    return mention


_LED = re.compile(r"(?:the|of|under|its|their|your|our|new|so-called \"?|to|controversial|draconian|by|into) \"?\Z")
_NOUN = re.compile(r" (?P<noun>Law|Code)(?![a-z])")
_BEHIND = re.compile(r",? (?:of |\()?(?P<year>(?:1[89]|20)\d\d)\)?(?![\d/-])")


@cache
def _fields() -> tuple[frozenset[str], frozenset[str]]:
    """Words before "Law" that make a field of study or a firm of it, and words behind it that make something else."""
    with Path(__file__).with_name("law_fields.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return (
        frozenset(row["word"] for row in rows if row["place"] == "before"),
        frozenset(row["word"] for row in rows if row["place"] == "behind"),
    )


def read_named_law(document: Document, start: int, _end: int) -> list[Mention]:
    """A law or code by the name before the word: "the National Security Law"; `start` is the blank before the word."""
    text, folded = document.text, document.folded
    noun = _NOUN.match(text, start)
    if noun is None:
        return []
    begin = read_name_before(document, start, limit=6)
    if begin is None or "(" in text[begin:start] or not _LED.search(folded, max(0, begin - 16), begin):
        return []
    before, behind = _fields()
    words = folded[begin:start].split()
    end = noun.end()
    following = folded[end : end + 16].split()
    if words[-1].removesuffix("'s") in before or " ".join(words[-2:]) in before:
        return []
    if following and following[0].strip(".,;:()") in behind and folded[end] == " ":
        return []
    if folded[end : end + 1] == " " and text[end + 1 : end + 2].isupper() and following[0] not in ("no.", "no", "nos."):
        return []
    year = _BEHIND.match(folded, end, end + 8)
    identifier = f"{noun['noun'].lower()}:{slug(text[begin:start])}" + (f"-{year['year']}" if year else "")
    mention = _propose(document, begin, end, "cite.named-law", identifier, "statute", year["year"] if year else None)
    if year:
        mention.end, mention.year = year.end(), int(year["year"])
    return [mention]


def names_country(document: Document, words: str) -> str | None:
    """The country that folded words are a name or adjective of."""
    return load_gazetteer(document.registry).names.get(words)
