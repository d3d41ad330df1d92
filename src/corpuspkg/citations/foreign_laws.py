"""Laws and codes as letters in other languages than English name them: "Ley 34/2002", "code pénal", "loi n° 78-17"."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.citations.laws import country_of_letter, propose_law
from corpuspkg.citations.names import read_name_after, slug
from corpuspkg.citations.scan import fold_pattern

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document, Mention

_HERE = Path(__file__)
_OF = fold_pattern("от")
_YEAR_SIGN = fold_pattern("г")
_MONTH_LETTERS = "[a-zà-ÿ]"
_DATE = (
    rf"(?:\d{{1,2}}(?:er|º|°)?\.? (?:de )?{_MONTH_LETTERS}{{3,10}} (?:de )?(?:1[89]|20)\d\d|\d\d?\.\d\d?\.\d{{4}})"
    rf"(?: ?{_YEAR_SIGN}{_MONTH_LETTERS}{{0,3}}\.?(?![a-zà-ÿ]))?"
)
_NO = r"(?:n\.?[°ºo]?s?\.? ?[°º]?|nr\.? ?|n[uú]m(?:\.|ero) ?|numero |# ?)"
_NUMBER = (
    rf"(?:\d{{1,3}}(?:\.\d{{3}})+(?:/\d{{2,4}})?|\d{{1,5}}(?:[/-]\d{{1,4}})?(?:-{_MONTH_LETTERS}{{1,4}})?)(?![\w/])"
)
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_LATIN = str.maketrans({"Ф": "F", "З": "Z", "К": "K"})  # "149-ФЗ" is "149-FZ" in English
_LINK = rf"(?: (?:de|del|dell'|du|di|do|da|vom|{_OF}))?"


@cache
def _laws() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = {row["words"]: row["kind"] for row in _rows("foreign_laws.csv")}
    words = "|".join(map(re.escape, sorted(kinds, key=len, reverse=True)))
    pattern = re.compile(
        rf"(?P<word>{words})(?:{_LINK} (?P<before>{_DATE}))?(?:,? (?P<no>{_NO})?(?P<number>{_NUMBER}))?"
        rf"(?:,?{_LINK} (?P<date>{_DATE}|(?:1[89]|20)\d\d(?!\d)))?"
    )
    return pattern, kinds


@cache
def _codes() -> dict[str, str]:
    return {row["words"]: row["slug"] for row in _rows("foreign_codes.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with _HERE.with_name(name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [{**row, "words": fold_pattern(row["words"])} for row in rows]


_NAMED = re.compile(
    r"(?:[Ll]oi|Ley|Lei|Legge|legge) (?P<link>(?:General |Geral |Federal |Org[áa]nica |Marco )?"
    r"(?:de |del |de la |sobre |para |da |do |di |sulla |per la |contra )?(?:la |el |os |as )?)(?=[A-ZÀ-Ý])"
)


_DETERMINER = re.compile(
    r"(?:^|[ '])(?:la|una|nuestra|esta|dicha|a|da|na|pela|à|della|nella|dalla|sulla|cette|une|notre|et|y|e) \Z"
)


def read_named_law(document: Document, start: int, _end: int) -> list[Mention]:
    """A law by its name in a Romance language: "Ley de Propiedad Intelectual", "loi Hadopi", "Lei Maria da Penha"."""
    match = _NAMED.match(document.text, start, start + 60)
    if match is None or not _DETERMINER.search(document.folded, max(0, start - 8), start):
        return []  # "Lei Wong" is a person
    stop = read_name_after(document, match.end(), limit=12)
    if stop is None or (match.group()[0] == "l" and match["link"]):
        return []
    country = _country(document)
    identifier = ":".join(["law", *([country] if country else []), slug(document.text[start:stop])])
    return [propose_law(document, start, stop, "cite.named-law", identifier)]


_GERMAN_LAW = re.compile(
    r"(?<![\w-])(?P<name>[A-ZÄÖÜ][\wäöüß-]{3,50}[Gg]esetz)(?:es)?(?![\w-])(?: \d\.\d| [IVX]{1,3}\b)?"
)
_NO_LAW = ("Natur", "Bundes", "Landes", "Reichs", "Rahmen", "Sonder", "Partei", "Grund", "Gegen", "Eil")


def find_compounds(document: Document) -> list[Mention]:
    """Laws by a German compound: "das Infektionsschutzgesetz"; no anchor finds the end of a word."""
    if "gesetz" not in document.folded:
        return []
    found = []
    country = _country(document)
    for match in _GERMAN_LAW.finditer(document.text):
        if match["name"][: -len("gesetz")].rstrip("-") not in _NO_LAW:
            identifier = ":".join(["law", *([country] if country else []), slug(match["name"])])
            found.append(propose_law(document, match.start(), match.end(), "cite.named-law", identifier))
    return found


@cache
def foreign_anchors() -> dict[str, str]:
    """The anchors of both tables for the automaton, with their families."""
    behind = (*"123456789", "n°", "nº", "n.", "no ", "no.", "nr", "num", "núm", "#")
    linked = tuple(f"{link} {digit}" for link in (_OF, "du", "del", "de") for digit in "0123456789")
    laws = {f"{word} {start}": "foreign-law" for word in _laws()[1] for start in (*behind, *linked)}
    return laws | dict.fromkeys(_codes(), "foreign-code")


def read_foreign_law(document: Document, start: int, _end: int) -> list[Mention]:
    """A law by its number or day, in another language than English."""
    pattern, kinds = _laws()
    match = pattern.match(document.folded, start, start + 130)
    if match is None or not document.is_word(start, match.end()):
        return []
    day = match["before"] or match["date"]
    number = document.text[match.start("number") : match.end("number")].translate(_LATIN) if match["number"] else ""
    telling = number and (match["no"] or day or not number.isdigit())
    if not telling and not (day and not number and _YEAR.fullmatch(day) is None):
        return []
    year = _YEAR.search(day or "")
    country = _country(document)
    named = slug(number or day or "")
    dated = [year.group()] if year and number and year.group() not in number else []
    identifier = ":".join([kinds[match["word"]], *([country] if country else []), "-".join([named, *dated])])
    adopted = year.group() if year else None
    return [propose_law(document, start, match.end(), "cite.numbered-law", identifier, adopted)]


# "§ 97 Abs. 1 UrhG": German laws go by abbreviations that end so.
_SECTIONED = re.compile(
    r" ?(?:§§?|[Aa]rt\.|[Aa]rtikel) ?\d{1,4}[a-z]?"
    r"(?:(?:,| und| bis| ff?\.| Abs(?:\.|atz)| S(?:\.|atz)| Nr\.| Satz) ?(?:\d{1,4}[a-z]?)?){0,6} "
    r"(?P<law>[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]{0,14}(?:G|GB|PO|VO|O)(?: [IVX]{1,4}\b)?)(?![\w-])"
)


_GERMAN_UNITS = ("§", " §", "art. ", " art. ", "artikel ", " artikel ")


def find_abbreviated(document: Document) -> list[Mention]:
    """German laws by their abbreviation behind a section: "§ 97 UrhG"."""
    found = []
    for place in document.pinpoints:
        if not document.folded.startswith(_GERMAN_UNITS, place):
            continue
        match = _SECTIONED.match(document.text, place)
        if match is None:
            continue
        start, end = match.span("law")
        if document.folded[start:end] in _codes() or (match["law"].isupper() and not _is_german(document)):
            continue
        country = _country(document)
        identifier = ":".join(["law", *([country] if country else []), slug(match["law"])])
        found.append(propose_law(document, start, end, "cite.code", identifier))
    return found


def _is_german(document: Document) -> bool:
    return document.has_any(("gesetz", "abs.", "absatz", "wir", "deutschland", "nach"))


def read_foreign_code(document: Document, start: int, end: int) -> list[Mention]:
    """A national code by its name in another language than English."""
    word, written = document.folded[start:end], document.text[start:end]
    if not document.is_word(start, end) or (" " not in word and written == written.lower()):
        return []
    if len(word) <= len("stgb") and sum(char.isupper() for char in written) < len(word) - 1:
        return []
    country = _country(document)
    identifier = ":".join(["code", *([country] if country else []), _codes()[word]])
    return [propose_law(document, start, end, "cite.code", identifier)]


@cache
def _countries() -> dict[str, tuple[str, ...]]:
    """Names and adjectives of countries in their own languages (`foreign_countries.csv`)."""
    return {row["country"]: tuple(row["words"].split("|")) for row in _rows("foreign_countries.csv")}


def _country(document: Document) -> str | None:
    """The country of the letter; else the one that it names in another language than English."""
    if "foreign country" not in document.notes:
        named = [code for code, words in _countries().items() if document.has_any(words)]
        document.notes["foreign country"] = country_of_letter(document) or (named[0] if len(named) == 1 else None)
    found = document.notes["foreign country"]
    return found if isinstance(found, str) else None
