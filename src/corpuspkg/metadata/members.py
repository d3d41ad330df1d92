"""Read members of a parliament whose party stands in brackets behind each name: "Ann Lee (D-OH)", "Bo Ek (Greens, SE)"."""

from __future__ import annotations

import re

from corpuspkg.authority.patterns import is_given_name
from corpuspkg.metadata.names import Party, read_party, trim
from corpuspkg.model import AgentKind

_MEMBER = re.compile(r"(?P<name>(?:[A-ZÀ-Þ][\w.’'-]*,? ){1,4}?(?:(?:Jr|Sr)\. )?)\((?:[RDI]-[A-Z][\w.]{1,7}(?:-\d+)?)\)")
_OF_PARTY = re.compile(
    r"(?P<name>[A-ZÀ-Þ][\w.’'-]*(?: (?:de|van|von|der|di|da|del|[A-ZÀ-Þ][\w.’'-]*)){1,5}) \([A-Z][^()]{0,40}\)"
)
_TIME = re.compile(r"(?:today|yesterday|recently|earlier|meanwhile),? ", re.IGNORECASE)


def read_members(text: str, start: int, end: int) -> tuple[Party, ...]:
    """The members that a passage names with their parties.

    >>> text = "Senators Ann Lee (D-OH) and Bo Ek (R-ME) wrote a letter"
    >>> [party.name for party in read_members(text, 0, len(text))]
    ['Ann Lee', 'Bo Ek']
    """
    if "(" not in text[start:end]:
        return ()
    return tuple(_member(text, found) for found in _MEMBER.finditer(text, start, end)) or _of_parties(text, start, end)


def _of_parties(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Members whose party stands in brackets behind each name: "Ann Lee (Greens, DE), Bo Ek (S&D, SE)"."""
    found: list[Party] = []
    for match in _OF_PARTY.finditer(text, start, end) if text.count("(", start, end) > 1 else ():
        tokens = list(re.finditer(r"\S+", match["name"]))
        given = (t.start() for t in tokens if is_given_name(t.group()) and len(t.group()) > 1)
        first = next(given, 0 if found else tokens[-2].start())
        name = match["name"][first:]
        found.append(Party(name=name, kind=AgentKind.PERSON, start=match.start("name") + first, end=match.end("name")))
    return tuple(found) if len(found) > 1 else ()


def _member(text: str, found: re.Match[str]) -> Party:
    begin, stop = trim(text, *found.span("name"))
    told = _TIME.match(text, begin, stop)
    begin = told.end() if told else begin
    party = read_party(text, begin, stop)
    return party or Party(name=text[begin:stop], kind=AgentKind.PERSON, start=begin, end=stop)
