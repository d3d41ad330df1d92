"""Take a phrase that names somebody apart: honorific, name, office, affiliation, place.

The name is what stays when courtesy and office are gone: "The Honorable Michael R. Pompeo" gives "Michael R. Pompeo",
"the Secretary of State" an office without a name, "Reporters Without Borders" an organization.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpuspkg.authority.patterns import heads_office, is_given_name, words
from corpuspkg.metadata.phrases import bare, is_courtesy, is_name, is_office, is_organization, split_office
from corpuspkg.metadata.tidy import tidy
from corpuspkg.model import AgentKind

_EDGE = ' \t\n.,;:"“”„«»()[]*_|-–—'
_LEADING = re.compile(
    r"(?:[\s\"“„«(\[*]*)(?:(?:al|alla|all[’']|agli|aan|ao|à|an)\s+(?=(?:il(?:l)?\w* )?(?:signor|sig|dott|gentil|egregi|presidente|sindaco|ministr|senhor|exm|señor|excm|de (?:heer|burgemeester|minister)|den |het |herrn?\b|frau\b|mevrouw|mijnheer)))?(?:(?:to|for|from|by|attn|attention|copy|via|per|and|cc)\b[.:]*\s+(?:the attention of\s+)?)*",
    re.IGNORECASE,
)
_PAREN = re.compile(r"\s*[(\[]([^()\[\]]{1,80})[)\]]\s*$")
_PARTY = re.compile(r"[RDI]-[A-Z]{2}(?:-\d+)?|[A-Z]{1,3}(?:[-–][\w .]+)?|[RDI]")
_TOKEN = re.compile(r"\S+")
PLACEHOLDER = re.compile(
    r"\s*\[[^\]]*\b(?:name|private|redacted|withheld|your|title|insert|senator|representative|organi[sz]ation|date|city|address|recipient|signature)\b[^\]]*\]",
    re.IGNORECASE,
)
# The desk that an office's own mail adds to a name: "Ann Lee@DA".
DESK = re.compile(r"(?<=[\w.] )(?P<last>[A-ZÀ-Þ][\w’'-]+)@[A-Za-z]{2,6}$")
# Points that a scan sets apart: "Hon . Ann Lee".
_STRAY = frozenset(".,;:")
_LONG_OFFICE = 5
_FOR_WHAT = re.compile(r" (?:of|for|on|in|de|des|du|für|para) ")
_LISTED = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'-]+ ?){1,3}(?:, (?:[A-ZÀ-Þ][\w’'-]+ ?){1,3})*,? (?:and|&|et|und|y) (?:[A-ZÀ-Þ][\w’'-]+ ?){1,3}$".replace(
        " ?){1,3}(?:,", " ?){1,3}(?:,"
    )
)
_FIRM = frozenset(("inc", "ltd", "llc", "llp", "plc", "corp", "gmbh", "limited", "s.a", "co"))
_COMMA = re.compile(r"\s*[,;\t\n|]\s*|\s+[–—-]\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody whom a passage names.

    Attributes:
        courtesy: Whether an honorific stands before the name.
        start, end: The passage, as offsets of the text.
    """

    name: str
    kind: AgentKind
    start: int
    end: int
    office: str | None = None
    affiliation: str | None = None
    place: str | None = None
    courtesy: bool = False


def read_party(text: str, start: int, end: int) -> Party | None:
    """Read one phrase; None where it names nobody.

    >>> p = read_party("The Honorable Michael R. Pompeo", 0, 31)
    >>> p.name, p.kind.value, p.courtesy
    ('Michael R. Pompeo', 'person', True)
    >>> p = read_party("the Ambassador in France (Edge)", 0, 31)
    >>> p.name, p.office
    ('Edge', 'Ambassador in France')
    """
    if PLACEHOLDER.match(text, start, end) or (
        text[start - 1 : start] == "[" and PLACEHOLDER.match(text, start - 1, end + 1)
    ):
        return None
    lead = _LEADING.match(text, start, end)
    start = lead.end() if lead else start
    desk = DESK.search(text, start, end)
    end = desk.end("last") if desk else end
    start, end = trim(text, start, end)
    if start >= end or end - start > 400:
        return None
    phrase = text[start:end]
    paren = _PAREN.search(text[start : end + 1]) if text[end : end + 1] in (")", "]") else _PAREN.search(phrase)
    if paren:
        return _with_parenthesis(text, start, end, paren)
    parts = _comma_parts(text, start, end)
    party = _read_head(text, *parts[0])
    if party is None:
        return None
    if party.kind is AgentKind.ORGANIZATION and len(parts) > 1 and _LISTED.match(text, parts[1][0], end):
        # "Ministry of Education, Culture and Sport": what the body is for, in a list.
        whole = _party(text[party.start : end], AgentKind.ORGANIZATION, party.start, end)
        return whole if not is_organization(text[parts[1][0] : end]) and _FOR_WHAT.search(party.name) else party
    if party.end < party.start:
        party = replace(party, end=party.start)
    return _with_parts(text, party, parts[1:])


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Take punctuation and blanks off both ends; a point that ends an abbreviation stays off too."""
    while start < end and text[start] in _EDGE:
        start += 1
    while start < end and text[end - 1] in _EDGE and not (text[end - 1] == ")" and "(" in text[start : end - 1]):
        end -= 1
    if (
        text[start:end].rsplit(" ", 1)[-1].rstrip(".") in ("Jr", "Sr", "Esq", "Inc", "Ltd", "Co")
        and text[end : end + 1] == "."
    ):
        end += 1
    return start, end


def _with_parenthesis(text: str, start: int, end: int, paren: re.Match[str]) -> Party | None:
    inside = paren.group(1).strip()
    outer = read_party(text, start, start + paren.start())
    if outer and not _PARTY.fullmatch(inside) and _is_cut(outer) and text[start : start + 4].lower() == "the ":
        # "the Chief of the Division of Far Eastern Affairs (Lee)": the holder stands behind, so all before is the office.
        outer = _party(text[start + 4 : start + paren.start()], AgentKind.OFFICE, start, start + paren.start())
    if outer is None or _PARTY.fullmatch(inside) or outer.kind in (AgentKind.PERSON, AgentKind.ORGANIZATION):
        return (
            replace(outer, end=min(len(text), start + paren.end()))
            if outer and outer.kind is not AgentKind.PERSON
            else outer
        )
    a = start + paren.start(1)
    inner = read_party(text, a, a + len(paren.group(1)))
    if inner is None or inner.kind is not AgentKind.PERSON or inside.lower() in words("post"):
        return outer
    stop = min(start + paren.end(), len(text))
    return replace(inner, office=outer.name, start=outer.start, end=max(stop, end), affiliation=outer.affiliation)


def _is_cut(party: Party) -> bool:
    """Whether what was taken for an office's holder, or for a body, can be the end of the office."""
    if party.kind is AgentKind.ORGANIZATION:
        return heads_office(bare(party.name.split()[0]))
    return party.office is not None and not party.courtesy and not is_given_name(party.name.split()[0])


def _comma_parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts, at = [], start
    for match in _COMMA.finditer(text[start:end]):
        parts.append((at, start + match.start()))
        at = start + match.end()
    parts.append((at, end))
    if len(parts) > 1 and bare(text[slice(*parts[1])]) in _FIRM:
        # "Boards, Inc.": the comma is the name's.
        stop = parts[1][1] + (text[parts[1][1] : parts[1][1] + 1] == ".")
        parts[:2] = [(parts[0][0], stop)]
    if len(parts) > 1 and all(bare(t) in words("honorific") for t in text[slice(*parts[0])].split()):
        # "Hon, Ann Lee": a comma read for a point.
        parts[:2] = [(parts[0][0], parts[1][1])]
    return [(a, b) for a, b in parts if a < b] or [(start, end)]


def _with_parts(text: str, party: Party, parts: list[tuple[int, int]]) -> Party:
    """Sort what stands behind the name: generational suffix, credentials, office, affiliation."""
    rest: list[str] = []
    for a, b in parts:
        part = text[a:b].strip()
        tokens = [bare(t) for t in part.split()]
        if (
            party.kind is AgentKind.PERSON
            and tokens
            and tokens[0] in ("jr", "sr", "ii", "iii", "iv")
            and len(tokens) == 1
            and not rest
        ):
            mark = part.rstrip(".")
            dotted = f"{mark}." if mark.lower() in ("jr", "sr") else mark
            stop = b + 1 if text[b : b + 1] == "." and mark.lower() in ("jr", "sr") and not part.endswith(".") else b
            party = replace(party, name=f"{party.name}, {dotted}", end=max(stop, party.end))
        elif party.kind is AgentKind.PERSON and not (party.office or party.courtesy or rest) and _is_form(tokens):
            name = f"{party.name}, {part}"
            party = replace(party, name=name, kind=AgentKind.ORGANIZATION, end=max(b, party.end))
        elif all(t in words("suffix") or not t for t in tokens):
            continue
        else:
            rest.append(part.rstrip(".") if not part.endswith(("Jr.", "Inc.", "Ltd.")) else part)
    if party.kind is AgentKind.OFFICE:
        holder = next((h for h in (read_party(text, a, b) for a, b in parts) if h and _holds(h)), None)
        if holder:
            return replace(holder, office=party.name)
    for part in rest:
        if party.office is None and is_office(part) and party.kind is AgentKind.PERSON:
            party = replace(party, office=part)
        elif party.affiliation is None and is_organization(part):
            party = replace(party, affiliation=part)
    return party


def _is_form(tokens: list[str]) -> bool:
    """Whether words are the legal form of a company: "Inc."."""
    return bool(tokens) and all(token in words("company_form") for token in tokens)


def _holds(holder: Party) -> bool:
    """Whether a person behind an office and a comma is its holder: "the Mayor, Alderman Ann Lee"."""
    return (
        holder.kind is AgentKind.PERSON
        and " " in holder.name
        and (holder.courtesy or bool(holder.office) or is_given_name(holder.name.split()[0]))
    )


def _read_head(text: str, start: int, end: int) -> Party | None:
    """Read the part before the first comma."""
    found = [(match.group(), *match.span()) for match in _TOKEN.finditer(text, start, end)]
    tokens = [token for token in found if token[0] not in _STRAY]
    first = courtesy = 0
    while first < len(tokens) and is_courtesy(tokens, first):
        courtesy += bare(tokens[first][0]) != "the"
        first += 1
    body = tokens[first:]
    whole = text[body[0][1] : body[-1][2]] if body else ""
    if tokens and bare(tokens[0][0]) in ("messrs", "messieurs") and "&" in whole:
        return _party(whole, AgentKind.ORGANIZATION, body[0][1], body[-1][2])
    while body and bare(body[-1][0]) in words("suffix") and len(body) > 1:
        body = body[:-1]
    if not body:
        return None
    whole = text[body[0][1] : body[-1][2]]
    plain = [bare(t) for t, _, _ in body]
    if len(body) > 1 and body[-1][0] == "I" and is_given_name(body[-2][0]):
        # "Matilda I": the first of the name.
        return Party(name=tidy(whole), kind=AgentKind.PERSON, start=body[0][1], end=body[-1][2], courtesy=courtesy > 0)
    if not words("clause_word").isdisjoint(plain) or words("honorific").issuperset(plain):
        return None
    if len(body) > 1 and bare(tokens[first - 1][0]) in words("noble_title") and first and plain[0] == "of":
        return Party(
            name=text[tokens[first - 1][1] : body[-1][2]],
            kind=AgentKind.PERSON,
            start=tokens[first - 1][1],
            end=body[-1][2],
            courtesy=True,
        )
    leading = _name_first(body, courtesy=courtesy > 0)
    if leading:
        return leading if courtesy == 0 else replace(leading, courtesy=True)
    office, name = split_office([t for t, _, _ in body])
    held = bool(office) and _held(body) and (not name or any(bare(t) in words("org_word") for t in name[:-2]))
    if held:
        office, name = [t for t, _, _ in body[:-2]], [t for t, _, _ in body[-2:]]
    if not name and office:
        return _party(whole, AgentKind.OFFICE, tokens[0][1], body[-1][2])
    firm = not courtesy or "&" in whole or bare(tokens[0][0]) in ("messrs", "messieurs")
    # "Chairperson-in-Office": an office's own word is no body's.
    plainly = " ".join([t for t, _, _ in body if not ("-" in t and heads_office(bare(t)))])
    if office and len(name) > 1 and not any(bare(t) in words("org_word") for t in _before_head(body)):
        # "Secretary General of the Council of Europe Ann Lee": the body is the office's.
        plainly = " ".join(name)
    if firm and not held and is_organization(plainly):
        return _party(whole, AgentKind.ORGANIZATION, body[0][1], body[-1][2])
    if not is_name(name):
        return None
    return Party(
        name=tidy(" ".join(name)),
        kind=AgentKind.PERSON,
        start=body[-len(name)][1],
        end=body[-1][2],
        office=" ".join(office) or None,
        courtesy=courtesy > 0,
    )


def _before_head(body: list[tuple[str, int, int]]) -> list[str]:
    """The words before the first that heads an office."""
    tokens = [t for t, _, _ in body]
    return tokens[: next((n for n, t in enumerate(tokens) if heads_office(bare(t))), 0)]


def _initials(tokens: list[tuple[str, int, int]]) -> bool:
    """Whether words begin with a nation's initials: "U. S. Indian"."""
    return [bare(t) for t, _, _ in tokens[:2]] in (["u", "s"], ["u", "k"]) or (
        bool(tokens) and bare(tokens[0][0]) == "u.s"
    )


def _held(body: list[tuple[str, int, int]]) -> bool:
    """Whether an office at length ends in its holder's name: "the Director of the Harbour Board Ann Lee"."""
    if len(body) < _LONG_OFFICE:
        return False
    before, given, surname = (t for t, _, _ in body[-3:])
    return (
        (is_given_name(given) or bare(before) in words("org_word") | words("office_tail"))
        and bare(before) not in words("small")
        and bare(given) not in words("small")
        and before[:1].isupper()
        and is_name([given, surname])
        and not heads_office(bare(surname))
        and bare(surname) not in words("org_word")
    )


def _party(name: str, kind: AgentKind, start: int, end: int) -> Party:
    return Party(name=re.sub(r"\s+", " ", name).strip(_EDGE + "’'"), kind=kind, start=start, end=end)


def _name_end(tokens: list[tuple[str, int, int]]) -> int:
    """The first word that is a number, heads an office or is a body's; 0 where none is."""
    for number, (token, _, _) in enumerate(tokens):
        word = bare(token)
        if token[0].isdigit() or word in words("org_word") or (number > 1 and (word == "united" or heads_office(word))):
            return number
    return 0


def _name_first(tokens: list[tuple[str, int, int]], *, courtesy: bool) -> Party | None:
    """A run "Ann Lee Mayor of Springfield" or "Ann Lee 22 Mill Lane": a given name opens it, an office or a number ends the name."""
    stop = _name_end(tokens)
    if not 2 <= stop <= 5 or _initials(tokens[:stop]) or not is_name([t for t, _, _ in tokens[:stop]]):
        return None
    rest = " ".join([t for t, _, _ in tokens[stop + 1 :]])
    if not (
        courtesy
        or is_given_name(tokens[0][0])
        or (stop == 2 and is_organization(rest) and " of " not in f" {rest[:4]}")
    ):
        return None
    rest = " ".join(t for t, _, _ in tokens[stop:])
    numbered = tokens[stop][0][0].isdigit()
    if not numbered and not is_office(rest):
        return None
    if not numbered and stop == len(tokens) - 1 and bare(tokens[-1][0]) in words("office_surname"):
        return None
    name = tidy(" ".join(t for t, _, _ in tokens[:stop]))
    return Party(
        name=name, kind=AgentKind.PERSON, start=tokens[0][1], end=tokens[stop - 1][2], office=None if numbered else rest
    )
