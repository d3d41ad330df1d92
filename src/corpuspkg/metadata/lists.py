"""Read a passage that names several: "Chairman A and Ranking Member B", "the A, the B, and the C"."""

from __future__ import annotations

import re

from corpuspkg.metadata.names import Party, read_party
from corpuspkg.model import AgentKind


def split_parties(text: str, start: int, end: int) -> list[Party]:
    """Read a list of several: "Chairman Graham and Ranking Member Leahy"; a name with commas of its own stays whole.

    >>> [p.name for p in split_parties("Chairman Graham and Ranking Member Leahy", 0, 40)]
    ['Graham', 'Leahy']
    """
    for separator in (_ALL_SEPARATORS, _AND):
        found = _split_at(text, start, end, separator)
        if found is not None and _is_list(found):
            return found
    return [p for p in [read_party(text, start, end)] if p]


_ALL_SEPARATORS = re.compile(r",? (?:and|&) |;\s|,\s(?!Jr|Sr|I{2,3}\b|Esq|M\.?P|Ph)")
_AND = re.compile(r",? (?:and|&) |;\s")


def _split_at(text: str, start: int, end: int, separator: re.Pattern[str]) -> list[Party] | None:
    at, found = start, []
    for match in separator.finditer(text, start, end):
        found.append(read_party(text, at, match.start()))
        at = match.end()
    found.append(read_party(text, at, end))
    named = [party for party in found if party is not None]
    return named if len(named) == len(found) else None


def _is_list(parties: list[Party]) -> bool:
    """Whether parts stand side by side: all of one kind, and each could stand alone."""
    kinds = {party.kind for party in parties}
    if len(parties) == 1:
        return True
    if kinds == {AgentKind.PERSON}:
        return all(p.courtesy or p.office or " " in p.name for p in parties[1:]) and bool(
            parties[0].courtesy or parties[0].office or " " in parties[0].name
        )
    return (
        len(kinds) == 1
        and all(len(p.name.split()) > 1 for p in parties)
        and (kinds == {AgentKind.ORGANIZATION} or len(parties) == 2)
    )
