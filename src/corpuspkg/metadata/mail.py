"""Read the headers of an e-mail or a memorandum: From, To, Cc."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpuspkg.authority.patterns import heads_office, is_given_name, mail_keys, pattern
from corpuspkg.metadata.lists import split_parties
from corpuspkg.metadata.names import DESK, Party, read_party, trim
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.phrases import bare, is_organization
from corpuspkg.model import AgentKind, SegmentRole

_WROTE = re.compile(r"On [^\n<]{6,60}?, (?P<who>[^\n<,\d]{3,60}?) ?(?:<[^>\n]*>|\[[^\]\n]*\])? wrote:")
# What a catalogue or a directory adds to a name: years of life, a department.
_ADDED = re.compile(r"(?:,? \(?\d{4}\??-(?:\d{4})?\??\)?| \([^()]*\))$")
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
    lines, memorandum = [], False
    for segment in parts.head:
        if segment.role is SegmentRole.BOILERPLATE:
            continue
        for a, b in parts.lines(segment):
            header = pattern("mail_header").match(parts.text, a, b)
            if header:
                lines.append((mail_keys()[header["key"].lower()], header.end(), b))
                memorandum = memorandum or header["key"].lower().startswith("memorandum")
            elif lines and lines[-1][2] == a - 1 and parts.text[a - 2] == ",":
                # A folded line: the list goes on.
                lines[-1] = (lines[-1][0], lines[-1][1], b)
    meanings = {meaning for meaning, _, _ in lines}
    headed = len(lines) > 1 and (
        memorandum or (meanings & {"from", "date"} and meanings & {"from", "to", "cc", "place"})
    )
    if not (headed or any("@" in parts.text[a:b] for _, a, b in lines)):
        return None
    sender, recipients, copied = _quoted_sender(parts), [], []
    place: tuple[int, int] | None = None
    for meaning, a, b in lines:
        if meaning == "from":
            sender += read_entries(parts.text, a, b)[:1]
        elif meaning == "to":
            recipients += read_entries(parts.text, a, b)
        elif meaning == "cc":
            copied += read_entries(parts.text, a, b)
        elif meaning == "place":
            place = trim(parts.text, a, b)
    return Mail(tuple(sender), tuple(recipients), tuple(copied), place)


def is_stray(signed: Party, sender: Party) -> bool:
    """Whether a word below a message is no name: a nickname of the sender's, or a heading.

    >>> sender = Party(name="Ann Lee", kind=AgentKind.PERSON, start=0, end=7)
    >>> is_stray(Party(name="Questions", kind=AgentKind.PERSON, start=90, end=99), sender)
    True
    """
    if sender.kind is not AgentKind.PERSON or signed.kind is not AgentKind.PERSON or signed.courtesy:
        return False
    word = bare(signed.name)
    plain = " " not in signed.name and len(word) > len("A.B") and not is_given_name(word)
    return plain and word not in {bare(token) for token in sender.name.split()}


def _quoted_sender(parts: Parts) -> list[Party]:
    """Who wrote, where a reply's first line says so above the headers: "On 9 Nov 2017, Ann Lee <a@x.example> wrote:"."""
    found = _WROTE.match(parts.text)
    party = read_party(parts.text, *found.span("who")) if found else None
    return [party] if party else []


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
            added = _ADDED.search(text, a, b)
            inverted = _inverted(text, a, added.start() if added else b)
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
    if " " in found["last"] and is_given_name(found["last"].split()[0]):
        return None  # "Ann Lee, Bo Ek" are two
    if heads_office(bare(found["last"])) or is_organization(text[start:end]):
        return None
    return Party(name=f"{found['first'].strip()} {found['last'].strip()}", kind=AgentKind.PERSON, start=start, end=end)


def _entry(text: str, start: int, end: int) -> Party | None:
    if DESK.search(text, start, end):
        return read_party(text, start, end)
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
