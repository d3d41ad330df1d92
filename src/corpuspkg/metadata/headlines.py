"""Read who wrote to whom from a title: "Mr. A to Mr. B", "Letter dated ... from ... addressed to ...", "Open letter to C"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpuspkg.authority.patterns import is_given_name
from corpuspkg.metadata.lists import split_parties
from corpuspkg.metadata.names import Party, read_party
from corpuspkg.model import AgentKind
from corpuspkg.segmentation import headings

_OPEN_TO = re.compile(
    r"(?:open letters?|letters?|appeals?|petitions?|message|memorandum)\b(?: (?:from|by|of) [^\n:;]{3,80}?\b(?:representative|observer|ambassador|mission|delegate|delegation|envoy|consul|minister|commissioner|legation)\b(?: of [^\n:;,]{3,40}?)? to [^\n:;]{2,60}?(?=,? to )| \w+| (?:from|by|of) [^\n:;]{3,80}?)?,? (?:written |sent |addressed )?(?:to|for(?= (?:the|mr|mrs|ms|dr|secretary|president|minister)\b)) (?P<right>[^\n:;]{3,160})",
    re.IGNORECASE,
)
_OPEN_ELSEWHERE = re.compile(
    r"(?:lettre ouverte (?:à la|à|aux?)|offener brief an(?: den| die| das)?|carta abierta (?:a la|al?|a los)|lettera aperta (?:alla|al?|ai|all[’'])|открытое письмо|list otwarty do|otvor[ei]n[oýé] (?:pismo|list)|öppet brev till|å(?:b|p)ent brev til|open brief aan(?: de| het)?|scrisoare deschisă (?:către|adresată)|carta aberta (?:aos?|à|a)) (?P<right>[A-ZÀ-ÞА-Я][^\n:;]{2,160})"
    r"|(?P<dative>[A-ZÀ-ÞİŞÇĞÜÖ][^\n:;]{2,100}?)[’'](?:y?[ae]|n[ae]) açık mektup",
    re.IGNORECASE,
)
# The marker of a note behind a name.
_NOTED = re.compile(r"(?:[¹²³⁴-⁹]+|(?<=[a-z)])\d{1,2}|\s?\[\d{1,3}\]|[*†‡])$")
# "Ann Lee of the Harbour Council Staff"
_MEMBER = re.compile(
    r"(?P<name>(?:[A-ZÀ-Þ][\w.’'-]* ){1,3}[A-ZÀ-Þ][\w’'-]+) of (?:the )?(?P<body>[A-ZÀ-Þ][^\n]*\b(?:Staff|Department|Bureau|Office|Division|Council|Commission|Committee|Mission|Embassy|Agency|Board|Section|Branch|Secretariat|Delegation))$"
)
_OPEN_FROM = re.compile(
    r"(?:open letters?|letters?|appeal|petition|statement) (?:from|by|of) (?P<left>[^\n:;]{3,160}?)(?: (?:to|on|about|regarding)\b|$)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(
    r"(?P<left>[A-Z][^\n]{1,100}?)[’']s? (?:open |joint |second |full )?(?:letter|appeal|message|petition) to ",
    re.IGNORECASE,
)
_PETITIONER = re.compile(r"(?P<left>[A-Z][^\n]{2,80}?) (?:has )?(?:started|launched|created) (?:this|a) petition\b")
RIGHT_END = re.compile(
    r"(?:(?:[,;:]|(?<![A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bHon)\.)(?=\s|$)|\s[–—-]\s)(?!\s?(?:Jr|Sr|III?)\b)|\s(?:(?:[Cc]onsistent|[Pp]ursuant|relating|requesting|urging|expressing|asking|calling|regarding|concerning|about|over|demanding|that|who|which|says|reads|states|amid|ahead|"
    r"seeking|condemning|signed|dated|by|protesting|causes?|stirs?|sparks?|draws?|prompts?|provokes?|raises?|angers?|shocks?|goes|went|leaks?|leaked|against|reiterating|Regarding|Concerning|About|Urging|Requesting|Calling|Asking|Expressing|Opposing|Supporting|Demanding|Protesting|Condemning|Re|On|[a-z]{3,}ing|when|where|because|after|before|following|during|"
    r"today|yesterday|recently|last|this|not|is|was|has|have|are|were|with|via|from|and (?:asked|urged|called|demanded|warned|requested|told|begged))\b|(?:on|in|as|for|at|to|of)\s(?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:his|her|its|their|the [a-z]|an?\b|(?!the [A-Z])[a-z]|\d|[A-Z][a-z]+[’']s)))"
)
_MOST = 160


@dataclass(frozen=True, slots=True)
class Pair:
    """Authors and recipients named by a title or an article, and signers of a letter whose author is a group."""

    authors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    signers: tuple[Party, ...] = ()


NOBODY = Pair()
_RECEIVED = re.compile(
    r"\s*[.—–-]*\s*[\[(](?:received|rec[’']d|by |telegraphic|extract|private|confidential)[^\])]*[\])]\.?$",
    re.IGNORECASE,
)
_APPOSITION = re.compile(
    r"(?: of the [a-z]+(?: [a-z]+)?)?,\s+(?P<name>(?:(?:(?:the )?(?:Right |Rt\.? )?Hon(?:ou?rable)?|Mr|Mrs|Ms|Dr|Prof|Sir|H\.E)\.? )?[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w.’'-]*){1,3})(?=[,.;:]|\s(?:on|in|to|over|about|urging|asking|calling|yesterday|today|and|that|for|said|who|a)\b|$)"
)
_OCCUPATION = re.compile(
    r"(?:[Tt]he |[Aa]n? )?(?P<what>(?:[A-Z][\w-]+ )?[a-z][\w-]+(?: [a-z][\w-]+){0,3}) (?P<given>[A-ZÀ-Þ][\w’'-]+)(?= [A-ZÀ-Þ])"
)
_KEYED = re.compile(
    r"(?i:title|titel|titre|título|titolo)\s*:\s*(?P<left>[^\n]{3,80}?) (?:to|an|à|a|till|til|aan|do) (?P<right>[^\n,]{3,80})(?:,[^\n]*)?$",
    re.MULTILINE,
)
_FREE = re.compile(r"(?P<who>[^.,;:!?()\n]{3,90})")


def read_pair(text: str, start: int, end: int) -> Pair | None:
    """Read a head line "A to B"; None where it is none.

    >>> text = "The Chargé in Mexico (Lane) to the Secretary of State"
    >>> pair = read_pair(text, 0, len(text))
    >>> pair.authors[0].name, pair.authors[0].office, pair.recipients[0].name
    ('Lane', 'Chargé in Mexico', 'Secretary of State')
    """
    received = _RECEIVED.search(text, start, end)
    line = text[start : received.start() if received else end]
    found = headings.is_pair(line)
    if not found:
        return None
    left = _side(text, start + found.start("left"), start + found.end("left"))
    right = _side(text, start + found.start("right"), start + found.end("right"))
    surnames = line[:1].isdigit() and len(left) == len(right) == 1
    if (
        not any(_titled(p) for p in (*left, *right))
        and not (left and is_given_name(left[0].name.split()[0]))
        and not surnames
    ):
        return None
    return Pair(left, right) if left or right else None


def _titled(party: Party) -> bool:
    """Whether a side of a head line bears a courtesy or an office, or is a body."""
    return party.courtesy or party.office is not None or party.kind is not AgentKind.PERSON


# What a heading says the letter is about.
TOPIC = re.compile(
    r"\s(?:[Rr]egarding|[Cc]oncerning|[Uu]rging|[Rr]equesting|[Aa]bout|[Oo]n) (?=[A-Z]|the |his |her |their )"
)


def _side(text: str, start: int, end: int) -> tuple[Party, ...]:
    cut = re.search(r",? (?:\d{1,2} |[A-Z][a-z]+ \d{1,2}, )?(?:\w+ )?\d{4}\b.*$", text[start:end])
    stop = start + cut.start() if cut else end
    topic = TOPIC.search(text, start, stop)
    stop = topic.start() if topic else stop
    noted = _NOTED.search(text, start, stop)
    stop = noted.start() if noted else stop
    member = _MEMBER.match(text, start, stop)
    if member and is_given_name(member["name"].split()[0]):
        party = read_party(text, *member.span("name"))
        return (replace(party, affiliation=member["body"]),) if party else ()
    return _in_apposition(text, tuple(split_parties(text, start, stop)))


def _in_apposition(text: str, parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """One person for a person and the office that a comma sets behind the name, where its end was taken for a name."""
    if len(parties) != len(("holder", "office")):
        return parties
    holder, office = parties
    named = (
        office.courtesy or is_given_name(office.name.split()[0]) or holder.office or holder.kind is not AgentKind.PERSON
    )
    domain = office.office and {"of", "for"} & set(office.office.split())
    if not domain or named or " and " in text[holder.end : office.start]:
        return parties
    return (replace(holder, office=f"{office.office} {office.name}"),)


def read_open_title(text: str, start: int, end: int) -> Pair:
    """Read a headline of the kind "Open letter to C", "Letter from A to B on ...", "A’s letter to B"."""
    left: tuple[Party, ...] = ()
    right: tuple[Party, ...] = ()
    found = _OPEN_TO.search(text, start, end)
    if found:
        right = recipients_after(text, found.start("right"), found.end("right")) or described(
            text, *found.span("right")
        )
    foreign = None if found else _OPEN_ELSEWHERE.search(text, start, end)
    if foreign:
        right = tuple(split_parties(text, *foreign.span("right" if foreign["right"] else "dative")))
    source = (
        _OPEN_FROM.search(text, start, end)
        or _POSSESSIVE.match(text, start, end)
        or _PETITIONER.match(text, start, end)
    )
    if source:
        left = tuple(p for p in split_parties(text, *source.span("left")) if p.kind is not AgentKind.OFFICE or p.office)
    return Pair(left, right)


def read_keyed_title(text: str, start: int, end: int) -> Pair | None:
    """A catalogue's title of a letter: "Title: Ann Lee to Bo Ek", in German "Titel: Ann Lee an Bo Ek"."""
    found = _KEYED.match(text, start, end)
    if not found:
        return None
    left, right = (read_party(text, *found.span(side)) for side in ("left", "right"))
    people = left is not None and right is not None and {left.kind, right.kind} == {AgentKind.PERSON}
    return Pair((left,), (right,)) if left and right and people else None


def described(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Whom a headline addresses by a description: "Open letter to the makers of clocks"."""
    found = _FREE.match(text, start, end)
    if not found:
        return ()
    a, b = found.span("who")
    stop = RIGHT_END.search(text, a, b)
    b = stop.start() if stop else b
    name = re.sub(r"^(?:the|our|all) ", "", text[a:b].strip(), flags=re.IGNORECASE)
    return (Party(name=name, kind=AgentKind.GROUP, start=a, end=a + len(text[a:b].rstrip())),) if name else ()


def recipients_after(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Who is named behind "letter to", up to where the sentence goes on."""
    stop = RIGHT_END.search(text, start, min(end, start + _MOST))
    right = stop.start() if stop else min(end, start + _MOST)
    told = with_occupation(text, start, right)
    if told:
        return (told,)
    start += len("all ") if _ALL_OF.match(text, start) else 0
    several = _with_offices(text, start, right, end)
    if several:
        return several
    found = split_parties(text, start, right)
    return tuple(with_apposition(text, party, end) for party in found)


_ALL_OF = re.compile(r"all (?=\w+ of )")


def _with_offices(text: str, start: int, right: int, end: int) -> tuple[Party, ...]:
    """Several, each with an office: "Prime Minister Ann Lee and the Minister for Lights, Bo Ek"."""
    edges = [start, *(edge for match in _AND_THE.finditer(text, start, right) for edge in match.span()), right]
    if len(edges) == len((start, right)):
        return ()
    found = [read_party(text, a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    named = [with_apposition(text, party, end) for party in found if party]
    held = all(party.kind is AgentKind.PERSON and (party.office or party.courtesy) for party in named)
    return tuple(named) if held and len(named) == len(found) else ()


_AND_THE = re.compile(r",? and (?=the [A-Z])")


def with_occupation(text: str, start: int, end: int) -> Party | None:
    """A person behind what he or she is, in small letters: "the actor Ann Lee"."""
    found = _OCCUPATION.match(text, start, end)
    if not found or not is_given_name(found["given"]) or len(found["given"]) < len("Al"):
        return None
    party = read_party(text, found.start("given"), end)
    return replace(party, office=party.office or found["what"]) if party and party.kind is AgentKind.PERSON else None


def with_apposition(text: str, party: Party, end: int) -> Party:
    """The holder whom a comma sets beside an office: "the Speaker of Parliament, Ann Lee"."""
    if party.kind is not AgentKind.OFFICE:
        return party
    found = _APPOSITION.match(text, party.end, end)
    holder = read_party(text, *found.span("name")) if found else None
    if holder is None or holder.kind is not AgentKind.PERSON:
        return party
    return replace(holder, office=party.name)
