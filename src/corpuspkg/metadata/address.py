"""Read an address block: addressees with office, affiliation and place, or a letterhead."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpuspkg.authority.patterns import words
from corpuspkg.metadata.names import Party, bare, is_office, is_organization, read_party, trim
from corpuspkg.model import AgentKind

_STREET = re.compile(
    r"(?:no\.? ?)?\d{1,5}[a-zA-Z]?[,\s]|p\.? ?o\.? box|room \d|suite \d|floor\b|\d+(?:st|nd|rd|th) floor", re.IGNORECASE
)
_ZIP = re.compile(
    r"\b[A-Z]{2},? ?\d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b|\b[A-Z]{2}-?\d{4}\b|\bD\.? ?C\.?(?:,? \d{5})?$"
)
CITY = re.compile(
    r"(?P<city>[A-ZÀ-Þ][\w.’'-]+(?:[ -](?:de |of |the |upon |am |[A-ZÀ-Þ])[\w.’'-]*){0,3},?\s(?:D\.? ?C\.?|[A-Z]{2}\b|[A-Z][a-z]{1,4}\.))(?:,?\.? ?\d{5}(?:-\d{4})?)?[.,]?$"
)
_PLAIN_CITY = re.compile(
    r"[A-ZÀ-ÞА-Я][\w.’'-]+(?:[ -](?:de |of |sur |am |[A-ZÀ-Þ])[\w.’'-]*){0,2}(?:, [A-ZÀ-Þ][\w.’' -]+)?[.,]?$"
)
_TO = re.compile(r"(?:to|attn|attention|for the attention of|an|à|кому)\b\s*:?\s*", re.IGNORECASE)
_EXPLICIT = re.compile(
    r"(?:to\b\s*:?|attn|attention|for the attention of|the (?:right |rt\.? )?hon|hon\.|hon[’']ble|h\.\s?e\.|his ex|her ex|mr\b|mrs\b|ms\b|miss\b|messrs|dr\b|sen(?:ator|\.)|rep(?:\.|resentative)|president\b|secretary\b|prof|rev|sir\b|lord\b|rt\b|ambassador|judge|gov)",
    re.IGNORECASE,
)
_ETC = re.compile(r"(?:,?\s*(?:&c\.?|etc\.?|esq(?:uire|re?|r)?\.?|&,?|\.{3}|k\.?c\.?b\.?))+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """What an address block says.

    Attributes:
        parties: Those addressed, or whose letterhead it is.
        place: City, as written; with its passage.
        explicit: Whether a courtesy, "To" or an office marks the parties as addressed.
    """

    parties: tuple[Party, ...] = ()
    place: tuple[int, int] | None = None
    explicit: bool = False


def read_block(text: str, start: int, end: int) -> Block:
    r"""Read the lines of an address.

    >>> text = "The Honorable Ann Lee\nMayor of Springfield\n12 Main Street\nSpringfield, IL 62701"
    >>> block = read_block(text, 0, len(text))
    >>> block.parties[0].name, block.parties[0].office, text[slice(*block.place)], block.explicit
    ('Ann Lee', 'Mayor of Springfield', 'Springfield, IL', True)
    """
    parties: list[Party] = []
    place, explicit = None, False
    for a, b in _cells(text, start, end):
        a, b = trim(text, a, b)  # noqa: PLW2901 -- the trimmed cell is the cell
        if a >= b:
            continue
        line = text[a:b]
        city = read_place(text, a, b)
        marked = bool(_EXPLICIT.match(line))
        if not marked and (_STREET.match(line) or _ZIP.search(line)):
            place = city or place
            if not is_organization(line) or _STREET.match(line):
                continue
        party = _read_line(text, a, b)
        if party is None:
            place = place or (city if len(line) < 50 else None)
            continue
        if (
            party.kind is AgentKind.PERSON
            and not marked
            and not party.office
            and parties
            and _PLAIN_CITY.match(line)
            and len(line.split()) <= 2
            and not _comma_name(line)
        ):
            place = place or (a, b)
            continue
        explicit = explicit or marked or party.courtesy
        place = place or (city if party.kind is AgentKind.OFFICE else None)
        _add(parties, party, marked=marked)
    return Block(tuple(_office_first(p) for p in parties), place, explicit or any(p.office for p in parties))


def _comma_name(line: str) -> bool:
    return bool(re.search(r"\bEsq", line))


def _office_first(party: Party) -> Party:
    return party


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\n\t]+", text[start:end])]


def _read_line(text: str, start: int, end: int) -> Party | None:
    cut = _ETC.search(text, start, end)
    party = read_party(text, start, cut.start() if cut and cut.start() > start else end)
    if party is None:
        return None
    if cut and party.end < cut.end() <= end and party.kind is AgentKind.PERSON:
        party = replace(party, end=party.end)
    return party


def _add(parties: list[Party], party: Party, *, marked: bool) -> None:
    """Put a line's party to those before: an office or organization below a name belongs to the name."""
    last = parties[-1] if parties else None
    if last and last.kind is AgentKind.PERSON and party.kind is AgentKind.OFFICE and last.office is None:
        parties[-1] = replace(last, office=party.name)
    elif last and last.kind is AgentKind.PERSON and party.kind is not AgentKind.PERSON:
        if last.affiliation is None and party.kind is AgentKind.ORGANIZATION:
            parties[-1] = replace(last, affiliation=party.name)
    elif last and last.kind is AgentKind.OFFICE and party.kind is AgentKind.ORGANIZATION:
        parties[-1] = replace(last, affiliation=last.affiliation or party.name)
    elif (
        (last and last.kind is AgentKind.OFFICE and party.kind is AgentKind.OFFICE and not marked)
        or (
            last
            and last.kind is AgentKind.OFFICE
            and party.kind is AgentKind.PERSON
            and not marked
            and len(party.name.split()) < 2
        )
        or (last and last.kind is AgentKind.ORGANIZATION and party.kind is AgentKind.ORGANIZATION)
    ):
        pass
    else:
        parties.append(party)


def read_place(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The city in a line of an address, as "Washington, DC"."""
    found = CITY.search(text[start:end])
    if found:
        return start + found.start("city"), start + found.end("city")
    found = _PLAIN_CITY.match(text[start:end])
    tokens = [bare(t) for t in text[start:end].split()]
    if (
        found
        and len(tokens) <= 3
        and not is_office(text[start:end])
        and not is_organization(text[start:end])
        and not set(tokens) & words("address_word")
    ):
        return trim(text, start, end)
    return None
