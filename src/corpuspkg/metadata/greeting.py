"""Read whom a salutation names."""

from __future__ import annotations

import re
from dataclasses import replace

from corpuspkg.authority.patterns import is_given_name, words
from corpuspkg.metadata.lists import split_parties
from corpuspkg.metadata.names import Party, read_party, trim
from corpuspkg.metadata.phrases import bare
from corpuspkg.model import AgentKind
from corpuspkg.segmentation import cues

_FOND = frozenset(
    ("old", "own", "dear", "darling", "little", "sweet", "good", "beloved", "dearest", "precious", "le", "la")
)
# Greetings that name nobody: who is meant, only the readers know.
_ANYBODY = frozenset(("comrades", "friends", "colleagues", "gentlemen", "neighbours", "neighbors", "folks"))
_CHARA = re.compile(r",? a (?:chara|charaid|ch[áa]irde|dhuine uasail)\b.*$", re.DOTALL)
_HELLO = re.compile(r"(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening|day)), (?=[A-Z])", re.IGNORECASE)
# "Dr Sir", "Dr Brother": Dear, as it was shortened.
_SHORT_DEAR = re.compile(
    r"Dr\.? (?=(?:sir|sr|madam|friend|brother|sister|cousin|uncle|aunt|father|mother|son|daughter|wife)s?\b)",
    re.IGNORECASE,
)
_SIR = re.compile(r",? (?:[Dd]ear )?[Ss]ir$")
_DEAR = re.compile(r",? dear(?:est)?$")
_TAIL = re.compile(r"(?:,| and| &)? ?(?:colleagues|friends)$", re.IGNORECASE)
_EDITOR = re.compile(r"[\"“]?(?:to the |dear (?:mr\.? )?|mr\.? |the )?editor\b", re.IGNORECASE)
_AGAIN = re.compile(r"[,:;]?\s+(?:and )?\(?(?P<more>[Dd]ear )")
# Characters of a salutation that are read.
_LONGEST = 4_000
_CONCERNED = re.compile(r"\bconcern(?:ed)? (?:at|in) ", re.IGNORECASE)
_COUPLE = re.compile(r"(?:Mr|Dr|Prof)\.? (?:and|&) (?:Mrs|Ms|Dr|Miss)\b\.?")


def read_greeting(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Whom a salutation names: persons, an office, a group; nobody for "Dear Sir".

    >>> [p.name for p in read_greeting("Dear Senator White,", 0, 19)], read_greeting("Sir:", 0, 4)
    (['White'], ())
    >>> [p.name for p in read_greeting("Dear Father and Mother,", 0, 23)]
    ['Father', 'Mother']
    """
    end = min(end, start + _LONGEST)
    parties: tuple[Party, ...] = ()
    while True:
        begin, stop = _named(text, start, end)
        begin, stop = trim(text, begin, stop)
        short = _SHORT_DEAR.match(text, begin, stop)
        begin = short.end() if short else begin
        while " " in text[begin:stop] and bare(text[begin:stop].split(" ", 1)[0]) in _FOND:
            begin += len(text[begin:stop].split(" ", 1)[0]) + 1
        again = _AGAIN.search(text, begin, stop)
        if not again:
            return parties + _read_greeted(text, begin, stop)
        parties += read_greeting(text, start, again.start())
        start = again.start("more")


def _read_greeted(text: str, begin: int, stop: int) -> tuple[Party, ...]:
    """Whom the words behind "Dear" name."""
    while stop > begin and text[stop - 1] in "!?":
        stop -= 1
    behind = _DEAR.search(text, begin, stop) or _SIR.search(text, begin, stop) or _CHARA.search(text, begin, stop)
    stop = behind.start() if behind else stop
    phrase = text[begin:stop]
    tokens = [bare(t) for t in phrase.split()]
    plain = [
        t
        for t in tokens
        if t not in ("and", "all", "the", "fellow", "my", "our", "dear", "honourable", "honorable", "esteemed", "&")
    ]
    at = _CONCERNED.search(text, begin, stop)
    if at:
        body = read_party(text, at.end(), stop)
        named = body.kind is not AgentKind.OFFICE if body else False
        return (replace(body, kind=AgentKind.ORGANIZATION),) if body and named else ()
    if tokens[:2] == ["my", "lord"]:
        return ()
    if len(tokens) == 1 and tokens[0] in _ANYBODY:
        return ()
    if not plain or (plain[-1] in words("greeted_nobody") and len(plain) <= 3):
        return ()
    if "editor" in plain and len(plain) <= 2:
        return (Party(name="Editor", kind=AgentKind.OFFICE, start=begin, end=stop),)
    if plain[0] in words("kin") and "of" in plain[1:2]:
        plain, stop = plain[:1], begin + len(phrase.split(" ", 1)[0])
        phrase = text[begin:stop]
    if all(t in words("kin") for t in plain):
        return tuple(_kin(text, begin, m) for m in re.finditer(r"[^\W\d_]+", phrase) if bare(m.group()) in words("kin"))
    mixed = _mixed(text, begin, stop) if " and " in phrase or " & " in phrase else ()
    if mixed:
        return mixed
    if (plain[0] in words("greeted_group") or plain[-1] in words("greeted_group")) and not _doctors(plain):
        return (_group(text, begin, stop),)
    couple = _COUPLE.match(phrase)
    if couple:
        name = phrase[couple.end() :].strip()
        return (Party(name=name, kind=AgentKind.PERSON, start=begin, end=stop, courtesy=True),) if name else ()
    if _doctors(plain) and (" and " in phrase or ", " in phrase):
        return _titled(text, begin, stop)
    parties = tuple(
        p
        for p in split_parties(text, begin, stop)
        if not p.name.lower().startswith("your ")
        and (p.kind is not AgentKind.PERSON or bare(p.name) not in words("greeted_nobody"))
    )
    if not parties and len(plain) <= 4 and phrase[:1].islower():
        return (_group(text, begin, stop),)
    return parties


def _doctors(plain: list[str]) -> bool:
    return (
        len(plain) > 1
        and not words("plural_title").isdisjoint(plain)
        and "of" not in plain
        and plain[-1] not in words("plural_title")
    )


def _titled(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Several behind one title: "Senators Lee and Roe, Representative Ek"."""
    found = []
    for piece in _PIECE.finditer(text, start, end):
        tokens = [t for t in re.finditer(r"\S+", piece.group()) if not _is_title(t.group())]
        if tokens and all(t.group()[0].isupper() for t in tokens):
            a, b = trim(text, piece.start() + tokens[0].start(), piece.end())
            found.append(Party(name=text[a:b], kind=AgentKind.PERSON, start=a, end=b, courtesy=True))
    return tuple(found)


def _mixed(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Persons and a group side by side: "Mayor Lee and Members of the Council"; nobody where it is no such list."""
    found = []
    for piece in _PIECE.finditer(text, start, end):
        a, b = trim(text, *piece.span())
        a += len("and ") if text.startswith("and ", a) else 0
        tokens = [bare(t) for t in text[a:b].split()]
        party = read_party(text, a, b) if tokens else None
        if tokens and (tokens[0] in words("greeted_group") or tokens[-1] in words("greeted_group")):
            found.append(_group(text, a, b))
        elif party and (
            party.kind is AgentKind.OFFICE
            or party.office
            or party.courtesy
            or (len(tokens) == 1 and is_given_name(tokens[0]))
        ):
            found.append(party)
        else:
            return ()
    persons = any(p.kind is AgentKind.PERSON for p in found)
    groups = any(p.kind is AgentKind.GROUP for p in found)
    offices = any(p.kind is AgentKind.OFFICE for p in found)
    return tuple(found) if len(found) > 1 and persons + groups + offices > 1 else ()


_PIECE = re.compile(r"(?:(?! and | & )[^,;])+")


def _is_title(token: str) -> bool:
    word = bare(token)
    return (
        word in words("plural_title")
        or word in words("honorific")
        or word in words("office_head")
        or word in ("and", "&", "members", "member")
    )


def _named(text: str, start: int, end: int) -> tuple[int, int]:
    """The salutation without what opens it ("Dear", "Chère", "Hello")."""
    if _EDITOR.match(text, start, end):
        return start + text[start:end].lower().index("editor"), end
    hello = _HELLO.match(text, start, end)
    if hello:
        return hello.end(), end
    found = cues.salutation_name(text[start:end])
    return (start + found[0], start + found[1]) if found else (start, end)


def _kin(text: str, begin: int, match: re.Match[str]) -> Party:
    a, b = begin + match.start(), begin + match.end()
    name = text[a:b]
    return Party(name=name[:1].upper() + name[1:], kind=AgentKind.PERSON, start=a, end=b)


def _group(text: str, begin: int, stop: int) -> Party:
    name = re.sub(r"^(?:all|the|fellow|my|our) (?=\w)", "", text[begin:stop])
    name = _TAIL.sub("", name) or name
    return Party(name=name[:1].upper() + name[1:], kind=AgentKind.GROUP, start=begin, end=stop)
