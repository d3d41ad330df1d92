"""Which registered agreement, statement or treaty parties, date and title mean."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from corpuspkg.citations.numbers import DATE, MONTH

if TYPE_CHECKING:
    from corpuspkg.authority import Registry
    from corpuspkg.citations.document import Document, Mention

# Of so many sides only states speak: "the tripartite statement of <date>" needs no capital letter.
SEVERAL = ("trilateral", "tripartite", "quadrilateral", "quadripartite")
_DAY = len("2000-01-01")
_DATED_KINDS = frozenset({"agreement", "joint_statement", "memorandum", "statement", "treaty", "declaration"})
_WORDS = re.compile(r"[a-z]{4,}")
_PAIR = 2
_DATES = re.compile(rf"{DATE}|{MONTH}")
_COMMON = frozenset(
    [
        "joint",
        "statement",
        "declaration",
        "agreement",
        "memorandum",
        "understanding",
        "between",
        "government",
        "republic",
        "concerning",
        "states",
        "united",
        "department",
        "ministry",
        "signed",
        "future",
    ]
)


def find_registered(
    document: Document, mention: Mention, parties: tuple[str, ...], date: str | None, title: str
) -> str | None:
    """The registry's text between these parties at this date (or in this year), if there is exactly one that fits."""
    if not date:
        return None
    if not parties:
        return _named_by_day(document, date, title or document.folded[mention.start : mention.end])
    found = dated_texts(document.registry).get((parties, date[:4]), ())
    exact = [identifier for identifier in found if identifier.endswith(date)]
    fitting = exact or [
        identifier
        for identifier in found
        if are_alike(title, (document.registry.instruments[identifier].title or "").lower())
    ]
    if not fitting and len(parties) > 1:  # a union beside the states is no country
        day = _by_day(document.registry).get(date, ())
        fitting = [identifier for identifier, others in day if set(parties) <= set(others)]
    return fitting[0] if len(fitting) == 1 else None


def _named_by_day(document: Document, date: str, title: str) -> str | None:
    """The registry's one text of that very day, if its title has the words or the letter names two of its parties."""
    telling = set(_WORDS.findall(_DATES.sub("", title))) - _COMMON - set(SEVERAL)
    titled = [
        identifier
        for identifier, words in _titles_by_day(document.registry).get(date, ())
        if telling and telling <= words
    ]
    if len(titled) == 1:
        return titled[0]
    found = _by_day(document.registry).get(date, ())
    if len(found) != 1:
        return None
    if title.startswith(SEVERAL) and len(found[0][1]) > _PAIR:
        return found[0][0]
    names = _country_names(document.registry)
    named = sum(document.has_word(names.get(party, "\0")) for party in found[0][1])
    return found[0][0] if named > 1 else None


@cache
def dated_texts(registry: Registry) -> dict[tuple[tuple[str, ...], str], tuple[str, ...]]:
    """The registry's bilateral and joint texts by parties and year."""
    found: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = {}
    for identifier in registry.instruments:
        match = re.fullmatch(
            r"(?:statement|agreement|memorandum|treaty|declaration):((?:[a-z]{2}-)+[a-z]{2}):(\d{4}).*", identifier
        )
        if match:
            key = (tuple(sorted(match.group(1).split("-"))), match.group(2))
            found[key] = (*found.get(key, ()), identifier)
    return found


@cache
def _by_day(registry: Registry) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The same texts with their parties, by day."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for (parties, year), identifiers in dated_texts(registry).items():
        for identifier in identifiers:
            day = identifier[-len("2000-01-01") :]
            if day.startswith(f"{year}-"):
                found.setdefault(day, []).append((identifier, parties))
    return found


@cache
def _titles_by_day(registry: Registry) -> dict[str, list[tuple[str, frozenset[str]]]]:
    """The agreements whose day of adoption is known, with the words of their titles, by day."""
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for row in registry.instruments.values():
        if row.adopted_date and len(row.adopted_date) == _DAY and row.kind in _DATED_KINDS:
            words = frozenset(_WORDS.findall((row.title or "").lower()))
            found.setdefault(row.adopted_date, []).append((row.instrument_id, words))
    return found


@cache
def _country_names(registry: Registry) -> dict[str, str]:
    """The first words of the countries' names, in small letters, by code."""
    return {country.iso2: country.name.lower().split(",")[0] for country in registry.countries}


# A sort of text that states have by pairs: whose, the states tell that a letter names.
_SORTS = frozenset({"armistice", "peace", "disengagement", "friendship", "boundary", "border"})


def find_by_sides(document: Document, name: str) -> tuple[str, ...]:
    """The registry's texts of a sort whose sides the letter names all: "the Armistice Agreement"."""
    sorts = _SORTS.intersection(name.split())
    if len(sorts) != 1:
        return ()
    sent = document.context.sent_latest
    names = _country_names(document.registry)
    return tuple(
        identifier
        for identifier, parties, year in _by_sort(document.registry).get(next(iter(sorts)), ())
        if (sent is None or year <= sent.year) and all(document.has_word(names.get(one, "\0")) for one in parties)
    )


@cache
def _by_sort(registry: Registry) -> dict[str, list[tuple[str, tuple[str, ...], int]]]:
    """The registry's texts of such sorts with their parties and years."""
    found: dict[str, list[tuple[str, tuple[str, ...], int]]] = {}
    for (parties, year), identifiers in dated_texts(registry).items():
        for identifier in identifiers:
            words = (registry.instruments[identifier].title or "").lower().split()
            for sort in _SORTS.intersection(words):
                found.setdefault(sort, []).append((identifier, parties, int(year)))
    return found


def are_alike(title: str, other: str) -> bool:
    """Tell whether two titles may name one text: one is missing, or they share half their telling words."""
    mine, theirs = set(_WORDS.findall(title)) - _COMMON, set(_WORDS.findall(other)) - _COMMON
    return not mine or not theirs or 2 * len(mine & theirs) >= min(len(mine), len(theirs))
