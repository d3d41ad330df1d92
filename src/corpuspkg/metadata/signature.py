"""Read the signatures below a letter: persons with their titles, organizations, initials, two columns, lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpuspkg.authority.patterns import is_country, is_given_name, words
from corpuspkg.metadata.beneath import CONTACT, belongs, with_title
from corpuspkg.metadata.names import Party, read_party, trim
from corpuspkg.metadata.persons import shortens
from corpuspkg.metadata.phrases import bare, is_office, is_organization
from corpuspkg.metadata.places import read_place
from corpuspkg.metadata.tables import read_table
from corpuspkg.metadata.tidy import tidy
from corpuspkg.model import AgentKind

_MARK = re.compile(
    r"(?:[(\[]?\s*(?:s(?=\.?\s*[)\]])|(?:firmad[oa]|signée?|gez(?:eichnet)?|assinad[oa]|подпис\w+|w\.\s?g)(?=\.?\s*[)\]:])|signed|sgd|sd|signature|name|by|s/|/s/|l\.\s?s|on behalf of the signatories|hand written signature|hw(?=:)|signed by|(?:dein|deine|ihre?|eure?|votre|ton|your)(?=\s+[A-ZÀ-Þ][\w’'-]+$)|per(?=\s+[A-Z]\.))\b\.?\s*[)\]]?\s*[:.]?\s*|/s/\s*)+",
    re.IGNORECASE,
)
_BEHALF = re.compile(
    r"(?:for|on behalf of|pro|per pro\.?|p\.\s?p\.|pp|(?:voor|namens|für|im namen|pour|au nom|por|en nombre|em nome)(?= (?:de|den|der|des|die|das|du|del|het|la|le|les|el|los|las|d?os?|d?as?|l[’']\w+) [A-ZÀ-Þ]))(?:\s*:\s*|\s+)\s*(?P<whom>.{3,160}?):?$",
    re.IGNORECASE,
)
# Whom a letter is signed for, over two lines: "For the Board of" and "Harbours,".
_WRAPPED = re.compile(
    r"^(?:for|on behalf of|voor|namens|für|pour|por) (?:the|de|het|die|das|la|le|les|el) [^\n:,.]{3,80}(?P<wrap>\n)(?=(?P<rest>[^\n,:()]{2,60}),$)",
    re.IGNORECASE | re.MULTILINE,
)
_SPOKEN_FOR = re.compile(r"(?:for|on behalf of) (?:the )?[^:\n]{3,60}: (?=[A-ZÀ-Þ])", re.IGNORECASE)
_OTHERS = re.compile(r"(?:and|plus|&) (?:\d[\d,.]*|\w+) (?:others?|more|additional|other|further)\b", re.IGNORECASE)
_HEADING = re.compile(
    r"(?:signator(?:y|ies)|signed|signatures?|co-?sign(?:ed|ers|atories)|the undersigned(?: \w+){0,3}|undersigned|organi[sz]ations?|individuals?|members|list of .*|endorse(?:d by|ments?)|names?|(?:authors? and )?(?:(?:initial|first|original) )?(?:signatories|signers))\s*(?:\([^)]*\))?:?$",
    re.IGNORECASE,
)
_CELL = re.compile(r"(?:[^\t\n]+\t(?:his|her) [xX+×] mark\.?|(?!\), |\.{4}|_{3})[^\t•·])+\)?")
_TABLE_HEAD = re.compile(
    r"(?:full )?(?:name|signatory|organi[sz]ation)s?\t(?:address|signature|town|country|title|affiliation|position)",
    re.IGNORECASE,
)
# Titles that are given names of those who sign.
_GIVEN = frozenset(("dean", "earl"))
_MARKER = re.compile(r"(?:[-–—•·*]|\(?\d{1,3}[.)])\s+")
# More initials than names have: "S.W.A.L.K."
_ACRONYM = re.compile(r"(?:[A-Z]\.){4,}[A-Z]\.?$")
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.?\s?){1,4}$")
_FIRST = re.compile(r"[A-ZÀ-ÞА-ЯΑ-Ω][\w’'.-]*$")
_FILLED = re.compile(r"(?<=\w)\[(\w+)\]?")
# "Ann Lee independent researcher": a name, and in small letters what its bearer is.
_NAME_TOLD = re.compile(r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w.’'-]*){1,3}) (?=[a-z]{4})")
# A name in capitals, and again as it is typed below it.
_TWICE = re.compile(r"(?P<capitals>[^\W\d_][\w.’'-]*(?: [\w.’'-]+){1,3}?) (?=(?P=capitals)\b)", re.IGNORECASE)
_KISSES = re.compile(r" [xX]+\.?$|\s+(?:his|her)\s+[xX+×]\s+mark\.?$")
# A reference, an archive's stamp.
_NO_DESCRIPTION = re.compile(r"[:/]|\d{4}|^(?:In|Re|With|For|Regarding|As|On|At)\b")
# "(Ann Lee) Ambassador of Norland, Vellmar (Seal affixed)": the typed name in brackets, office and town behind it.
_BRACKETED = re.compile(
    r"\((?P<who>[A-ZÀ-Þ][^()\n]{3,60})\),? (?P<what>[A-ZÀ-Þ][^()\n]{3,100}?)[.,]?(?: \([^()\n]{3,60}\))?$"
)
# Kisses alone.
_CROSSES = re.compile(r"[xX×+ ]{2,}$")
# Rows that must run on before they are taken for a list.
_LEAST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signed.

    Attributes:
        parties: Signatories in order.
        behalf: Who the letter was signed for, where it says so.
        others: The passage that counts signatories without naming them.
    """

    parties: tuple[Party, ...] = ()
    behalf: Party | None = None
    others: tuple[int, int] | None = None


def read_signatures(text: str, start: int, end: int) -> Signatures:
    r"""Read one signature block.

    >>> text = "(Signed) Ann Lee\nDirector, Harbour Trust"
    >>> found = read_signatures(text, 0, len(text))
    >>> [(p.name, p.office, p.affiliation) for p in found.parties]
    [('Ann Lee', 'Director', 'Harbour Trust')]
    """
    parties: list[Party] = []
    columns: dict[int, int] = {}
    behalf, others, table = None, None, False
    text = _unwrapped(text, start, end)
    if text.startswith("|", start) or text.find("\n|", start, end) >= 0:
        return Signatures(read_table(text, start, end))
    for row in re.finditer(r"[^\n]+", text[start:end]):
        if _TABLE_HEAD.match(row.group()):
            table = True
            continue
        cells = [(start + row.start() + c.start(), start + row.start() + c.end()) for c in _CELL.finditer(row.group())]
        if len(cells) > 1 and "...." in row.group():
            # A name, points, and what the signer is.
            party = read_signatory(text, _after_marks(text, *cells[0]), cells[0][1])
            if party:
                parties.append(with_title(text, party, *cells[1], read_party(text, *cells[1])))
            continue
        for column, (a, b) in enumerate(cells[:1] if table else cells):
            counted = _OTHERS.search(text, a, b)
            if counted:
                others = counted.span()
                continue
            a = _after_marks(text, a, b)  # noqa: PLW2901 -- the mark is no part of the cell
            spoken = _SPOKEN_FOR.match(text, a, b)
            a = spoken.end() if spoken else a  # noqa: PLW2901 - what stands for others is no part of the name
            whom = _BEHALF.match(text, a, b)
            if whom and not parties:
                behalf = read_party(text, *whom.span("whom")) or behalf
                continue
            party = read_signatory(text, a, b)
            above = columns.get(column if len(cells) > 1 else 0)
            blank = "\n\n" in text[parties[-1].end : a] if parties else True
            if party is None or (above is not None and not blank and belongs(text, parties[above], party, a, b)):
                if above is not None:
                    parties[above] = with_title(text, parties[above], a, b, party)
                continue
            parties.append(party)
            columns[column if len(cells) > 1 else 0] = len(parties) - 1
    if not parties and not behalf and not others:
        described = _described(text, start, end)
        parties = [described] if described else []
    return Signatures(tuple(_settle(parties)), behalf, others)


def _unwrapped(text: str, start: int, end: int) -> str:
    """The text with a blank for the line end inside the name of the body that a letter is signed for."""
    for found in _WRAPPED.finditer(text, start, end):
        if " " not in found["rest"] or is_organization(found["rest"]):
            text = f"{text[: found.start('wrap')]} {text[found.end('wrap') :]}"
    return text


def _described(text: str, start: int, end: int) -> Party | None:
    """A signature that is a description: "Owner of number 12"."""
    start, end = trim(text, start, end)
    phrase = text[start:end]
    if (
        "\n" in phrase
        or not phrase[:1].isupper()
        or not 1 < len(phrase.split()) <= 7
        or CONTACT.search(phrase)
        or _NO_DESCRIPTION.search(phrase)
        or text[start - 1 : start] == "["
        or ({bare(t) for t in phrase.split()} & words("clause_word") and not phrase.istitle())
    ):
        return None
    return Party(name=phrase, kind=AgentKind.PERSON, start=start, end=end)


def _after_marks(text: str, start: int, end: int) -> int:
    for pattern in (_MARKER, _MARK):
        found = pattern.match(text, start, end)
        if found and found.end() < end:
            start = found.end()
    return start


def read_signatory(text: str, start: int, end: int) -> Party | None:
    """Read one line as a signatory; None where it is a title, a contact or a heading."""
    bracketed = _read_bracketed(text, start, end)
    if bracketed:
        return bracketed
    a, b = trim(text, start, end)
    line = text[a:b]
    if line.endswith((" wrote", " writes")) and text[b : b + 1] == ":":
        return None
    if not line or CONTACT.search(line) or _HEADING.match(line) or line[0] == "©":
        return None
    if _FILLED.search(line):
        name = tidy(_FILLED.sub(r"\1", line))
        return Party(name=name, kind=AgentKind.PERSON, start=a, end=b + (text[b : b + 1] == "]"))
    if _ACRONYM.match(line) or _CROSSES.match(line):
        return None
    if _INITIALS.match(line) and len(line) <= 10:
        stop = b + 1 if text[b : b + 1] == "." else b
        return Party(name=text[a:stop], kind=AgentKind.PERSON, start=a, end=stop)
    twice = _TWICE.match(text, a, b)
    a = twice.end() if twice else a
    kisses = _KISSES.search(text, a, b)
    b = kisses.start() if kisses else b
    party = read_party(text, a, b)
    if party and party.office and bare(party.office) in _GIVEN and len(line.split()) == len(("Dean", "Lee")):
        party = replace(party, name=tidy(line), office=None, start=a)
    if party is None and text[a:b].istitle() and text[a:b].isalpha() and is_given_name(text[a:b]):
        return Party(name=text[a:b], kind=AgentKind.PERSON, start=a, end=b)  # "Will", "May"
    told = _NAME_TOLD.match(text, a, b) if party is None else None
    if told and is_given_name(told["name"].split()[0]) and not {bare(t) for t in line.split()} & words("clause_word"):
        return read_party(text, *told.span("name"))
    if party is None and text[a - 1 : a] == "[" and not _FILLED.search(line):
        return None
    group = {bare(t) for t in line.split()[:4]} & words("group_noun") and line.startswith(("The ", "A ", "Members"))
    if (party is None or party.kind is AgentKind.OFFICE) and group:
        return Party(name=re.sub(r"^The ", "", line), kind=AgentKind.GROUP, start=a, end=b)
    if party is None and (_PSEUDONYM.match(line) or _is_body(line)):
        kind = AgentKind.PERSON if _PSEUDONYM.match(line) and line.split()[0] != "The" else AgentKind.ORGANIZATION
        return Party(name=re.sub(r"^The ", "", line), kind=kind, start=a, end=b)
    if party is None or (
        party.kind is AgentKind.PERSON
        and not _FIRST.match(party.name.split()[-1].strip(".,"))
        and not party.name[-1].isalpha()
        and not party.name.endswith(".")
    ):
        return None
    return party


def _read_bracketed(text: str, start: int, end: int) -> Party | None:
    """A name in brackets with its bearer's office and, behind a comma, the town; None where a line has no such name."""
    found = _BRACKETED.match(text, start, end)
    party = read_party(text, *found.span("who")) if found else None
    if not found or party is None or party.kind is not AgentKind.PERSON or not is_office(found["what"].split(",")[0]):
        return None
    office, _, place = found["what"].partition(", ")
    town = read_place(text, found.end("what") - len(place), found.end("what")) if place else None
    return replace(party, office=party.office or office, place=text[slice(*town)] if town else None)


def _is_body(line: str) -> bool:
    """A title-cased line with small words inside, as organizations are called: "Friends of the Marrow"."""
    tokens = line.split()
    capital = [t for t in tokens if t[:1].isupper()]
    small = [t for t in tokens if t[:1].islower()]
    return (
        len(capital) > 1
        and bool(small)
        and tokens[0][:1].isupper()
        and all(t in words("small") for t in small)
        and len(tokens) < 14
        and not line.endswith(",")
    )


_PSEUDONYM = re.compile(r"(?:Your|A|An|One)\s[\w’' -]{3,45}$")


def read_bodies(text: str, start: int, end: int) -> tuple[Party, ...]:
    """A block of organizations: each line is one, whatever its words."""
    found = []
    for match in re.finditer(r"[^\n\t]+", text[start:end]):
        a, b = trim(text, _after_marks(text, start + match.start(), start + match.end()), start + match.end())
        line = text[a:b]
        if line and not _HEADING.match(line) and not CONTACT.search(line) and not _OTHERS.search(line):
            name, comma, place = line.rpartition(", ")
            if comma and is_country(place):
                line, b = name, a + len(name)
            found.append(Party(name=re.sub(r"^The ", "", line), kind=AgentKind.ORGANIZATION, start=a, end=b))
    return tuple(found)


def _apart(party: Party) -> Party | None:
    """A signer and a body that stand in one row with no more than a blank between: "Ann Marie Lee University of Norland".

    Given names and one surname are the person's. A single row of the kind may be a body named for somebody; several
    are a list of signers.
    """
    tokens = party.name.split()
    at = next((n for n, token in enumerate(tokens) if not is_given_name(token)), 0)
    while at < len(tokens) and bare(tokens[at]) in words("particle"):
        at += 1
    body = " ".join(tokens[at + 1 :])
    if party.kind is not AgentKind.ORGANIZATION or at == 0 or not (is_organization(body) or is_office(body)):
        return None
    return replace(
        party, name=tidy(" ".join(tokens[: at + 1])), kind=AgentKind.PERSON, affiliation=re.sub(r" \d{1,2}$", "", body)
    )


def _settle(parties: list[Party]) -> list[Party]:
    """An organization that stands above or below the only person is the person's."""
    parties = [p for n, p in enumerate(parties) if not (n + 1 < len(parties) and shortens(p, parties[n + 1]))]
    run_on = [_apart(p) for p in parties]
    if sum(p is not None for p in run_on) * 2 > max(len(parties), _LEAST_ROWS):
        parties = [split or party for split, party in zip(run_on, parties, strict=True)]
    people = [p for p in parties if p.kind is AgentKind.PERSON]
    organizations = [p for p in parties if p.kind is AgentKind.ORGANIZATION]
    offices = [p for p in parties if p.kind is AgentKind.OFFICE]
    if len(people) == 1 and len(parties) <= 3 and (organizations or offices):
        person = people[0]
        if organizations and not offices and _INITIALS.match(person.name):
            # "Lee & Co., per A. L.": the firm signs.
            return organizations
        return [
            replace(
                person,
                affiliation=person.affiliation or (organizations[0].name if organizations else None),
                office=person.office or (offices[0].name if offices else None),
            )
        ]
    return parties
