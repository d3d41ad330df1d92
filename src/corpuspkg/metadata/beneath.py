"""Tell what stands below a signer's name: an office, a body, a place, a rank, or the next signer."""

from __future__ import annotations

import re
from dataclasses import replace

from corpuspkg.authority.patterns import is_country, is_given_name, is_state, words
from corpuspkg.metadata.names import Party, trim
from corpuspkg.metadata.phrases import bare, is_office, is_organization, is_unit
from corpuspkg.model import AgentKind

CONTACT = re.compile(r"@|https?:|www\.|\b(?:tel|phone|fax|e-?mail)\b", re.IGNORECASE)


def belongs(text: str, above: Party, party: Party, start: int, end: int) -> bool:
    """Whether a line goes with the signatory above it: a title, an office, an organization."""
    if party.kind is AgentKind.PERSON:
        if is_country(text[start:end]):
            return True
        if is_unit(text[start:end]) and not is_given_name(text[start:end].split(maxsplit=1)[0]):
            return above.kind is AgentKind.PERSON
        single = " " not in party.name and (" " in above.name or "." in above.name)
        fits = single or _is_place(text[start:end]) or _is_office_alone(text[start:end], above, party)
        return bool(above.kind is AgentKind.PERSON and not party.courtesy and fits)
    if party.kind is AgentKind.ORGANIZATION and above.kind is AgentKind.ORGANIZATION:
        return False
    return above.kind is AgentKind.PERSON or party.kind is AgentKind.OFFICE


def _is_office_alone(line: str, above: Party, party: Party) -> bool:
    """Whether the name behind an office is the end of the office: "Minister of Climate Change Adaptation"."""
    begins = party.office is not None and line.startswith(party.office)
    body = "/" in party.name or not words("org_word").isdisjoint(bare(t) for t in re.split(r"[\s/]+", party.name))
    return begins and (above.office is None or body) and not is_given_name(party.name.split()[0])


def _is_place(line: str) -> bool:
    tokens = [bare(t) for t in line.split()]
    state = line.rpartition(", ")[2]
    if bare(state) in words("suffix"):
        return False
    return (
        bool(set(tokens) & words("address_word"))
        or bool(re.search(r", (?:[A-Z]{2}\b|[A-Z]\.\s?[A-Z]\.|[A-Z][a-z]{1,4}\.$)", line))
        or (", " in line and (is_state(state) or is_country(state)))
    )


def with_title(text: str, party: Party, start: int, end: int, line: Party | None) -> Party:
    """A signer with what the line below the name adds: office, affiliation or place."""
    start, end = trim(text, start, end)
    phrase = text[start:end]
    if not phrase or CONTACT.search(phrase) or party.kind is not AgentKind.PERSON:
        return party
    if all(bare(t) in words("honorific") or len(t) == 1 for t in re.split(r"[\s.]+", phrase)):
        return replace(party, office=party.office or phrase)  # a rank: "B.Genl."
    if line and line.kind is AgentKind.PERSON and party.place is None and not line.office:
        return replace(party, place=phrase)
    if line and line.kind is AgentKind.PERSON and line.office:
        return replace(party, office=party.office or phrase)
    if line and line.kind is AgentKind.OFFICE:
        party = replace(party, office=party.office or re.sub(r"\s+", " ", line.name))
        return replace(party, affiliation=party.affiliation or line.affiliation)
    if line and line.kind is AgentKind.ORGANIZATION:
        return replace(party, affiliation=party.affiliation or line.name)
    if line is None and is_office(phrase):
        return replace(party, office=party.office or phrase)
    if line is None and is_organization(phrase):
        return replace(party, affiliation=party.affiliation or phrase)
    return party
