"""Read the headers of an e-mail or a memorandum: From, To, Cc."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpuspkg.authority.patterns import heads_office, is_given_name
from corpuspkg.metadata.lists import split_parties
from corpuspkg.metadata.names import Party, read_party, trim
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.phrases import bare, is_organization
from corpuspkg.model import AgentKind

_HEADER = re.compile(
    r"(?P<key>author|creator|sender|writer|recipient|addressee|memorandum (?:for|to)|place(?: of writing| written)?|from|to|cc|bcc|subject|date|sent|von|de|an|betreff|gesendet|от|кому|тема|дата|kimden|kime|konu|tarih|kimdən|kimə|à|objet|para|asunto)"
    r"\s*:\s*(?=\S)",
    re.IGNORECASE,
)
_FROM = frozenset(("author", "creator", "sender", "writer", "from", "von", "de", "от", "kimden", "kimdən"))
_TO = frozenset(
    ("recipient", "addressee", "memorandum for", "memorandum to", "to", "an", "кому", "kime", "kimə", "à", "para")
)
_COPY = frozenset(("cc", "bcc"))
_SURE = frozenset(
    ("from", "subject", "date", "sent", "von", "betreff", "gesendet", "от", "тема", "kimden", "konu", "objet", "asunto")
)
_TITLES = frozenset(("subject", "betreff", "тема", "konu", "objet", "asunto"))
_ENTRY = re.compile(r"\s*(?P<whole>\"[^\"]*\"[^;,]*|[^;,<]*<[^>]*>|[^;,]+)")
_SIGN = re.compile(r"\s*[<\[(]?\s*(?:mailto:)?[\w.+-]+@[\w.-]+\s*[>\])]?")
_ASIDE = re.compile(r"\s*\([^)]*\)[\"']?(?=\s*<)")
_NAMED = re.compile(r"@[\w.-]+ \((?P<who>[^)]{3,60})\)")
_LONGEST_SURNAME = 3
_INVERTED = re.compile(r"[\"']?(?P<last>[^\W\d][\w’' -]*), (?P<first>[^\W\d][\w.’ -]*?)[\"']?$")


@dataclass(frozen=True, slots=True)
class Mail:
    """Who the headers name."""

    sender: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    copied: tuple[Party, ...] = ()
    place: tuple[int, int] | None = None


def read_mail(parts: Parts) -> Mail | None:
    """Read the headers above a letter; None where it has none."""
    lines = []
    for segment in parts.head:
        for a, b in parts.lines(segment):
            header = _HEADER.match(parts.text, a, b)
            if header:
                lines.append((header["key"].lower(), header.end(), b))
    keys = {key for key, _, _ in lines}
    if not ((keys & ((_SURE - _TITLES) | _FROM) and len(keys) > 1) or any("@" in parts.text[a:b] for _, a, b in lines)):
        return None
    sender, recipients, copied = [], [], []
    place: tuple[int, int] | None = None
    for key, a, b in lines:
        if key in _FROM:
            sender += read_entries(parts.text, a, b)[:1]
        elif key in _TO:
            recipients += read_entries(parts.text, a, b)
        elif key.startswith("place"):
            place = trim(parts.text, a, b)
        elif key in _COPY:
            copied += read_entries(parts.text, a, b)
    return Mail(tuple(sender), tuple(recipients), tuple(copied), place)


def read_entries(text: str, start: int, end: int) -> list[Party]:
    """Read a header's list.

    >>> line = '"Berg, Ada" <ada@x.example>; Records Office <r@x.example>'
    >>> [p.name for p in read_entries(line, 0, len(line))]
    ['Ada Berg', 'Records Office']
    """
    parties: list[Party] = []
    if "@" not in text[start:end] and '"' not in text[start:end]:
        for match in re.finditer(r"[^;]+", text[start:end]):
            a, b = trim(text, start + match.start(), start + match.end())
            inverted = _inverted(text, a, b)
            if inverted:
                parties.append(inverted)
                continue
            parties += split_parties(text, a, b) or [p for p in [_plain(text, a, b)] if p]
        return parties
    for match in _ENTRY.finditer(text, start, end):
        party = _entry(text, *match.span("whole"))
        if party:
            parties.append(party)
    return parties


def _inverted(text: str, start: int, end: int) -> Party | None:
    """A name as directories have it: "Berg, Ada"; the second word is a given name, the first is none."""
    found = _INVERTED.match(text[start:end])
    if not found or not is_given_name(found["first"].split()[0]) or len(found["last"].split()) > _LONGEST_SURNAME:
        return None
    if heads_office(bare(found["last"])) or is_organization(text[start:end]):
        return None
    return Party(name=f"{found['first'].strip()} {found['last'].strip()}", kind=AgentKind.PERSON, start=start, end=end)


def _entry(text: str, start: int, end: int) -> Party | None:
    aside = _ASIDE.search(text, start, end)
    sign = aside or _SIGN.search(text, start, end)
    stop = sign.start() if sign and text[start : sign.start()].strip(" \"'<") else end
    named = _NAMED.search(text, start, end)
    if named:
        return read_party(text, *named.span("who")) or _plain(text, *named.span("who"))
    a, b = trim(text, start, stop)
    a, b = (a + 1, b) if text[a:b].startswith("'") else (a, b)
    b = b - 1 if text[a:b].endswith("'") else b
    inverted = _INVERTED.match(text[a:b])
    if inverted:
        return Party(
            name=f"{inverted['first'].strip()} {inverted['last'].strip()}", kind=AgentKind.PERSON, start=a, end=b
        )
    if "@" in text[a:b]:
        return _plain(text, a, b)
    return read_party(text, a, b) or _plain(text, a, b)


def _plain(text: str, start: int, end: int) -> Party | None:
    start, end = trim(text, start, end)
    name = text[start:end].strip("<>'")
    return (
        Party(name=name, kind=AgentKind.ORGANIZATION if "@" in name else AgentKind.GROUP, start=start, end=end)
        if name
        else None
    )
