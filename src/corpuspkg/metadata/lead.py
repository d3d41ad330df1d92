"""Read who wrote to whom from what an article says around the letter."""

from __future__ import annotations

import re
from dataclasses import replace

from corpuspkg.authority.patterns import words
from corpuspkg.metadata.headlines import Pair, recipients_after, with_apposition
from corpuspkg.metadata.names import Party, bare, is_organization, read_party, split_parties, trim
from corpuspkg.model import AgentKind

_KIND = r"(?:an? |the |this |its |their |his |her |\w+ |second |open |joint |official |urgent |following |formal |public |protest |congratulatory )*(?:letters?|appeals?|petitions?|messages?|e-?mails?|note|notes|memorandum|statement|address|telegrams?)"
_ACTIVE = re.compile(
    rf"(?P<left>[^.!?\n]{{3,260}}?)(?:,[^,.\n]{{3,200}},)? (?:has |have |had |today |yesterday |recently |also |jointly |earlier )*"
    rf"(?:(?:sent|sends?|send|addressed|wrote|writes?|written|penned|issued|published|submitted|delivered|dispatched|forwarded|signed|made|released|handed over|directed) {_KIND}(?: \w+)?(?: today| yesterday| jointly)?"
    rf"(?: \([^)]*\))?(?:,? (?:addressed |directed )?to|,? urging|,? calling on|,? asking) (?P<right>[^\n]{{3,200}})"
    rf"|(?:appealed|written|wrote|writes|writing|addressed|turned) (?:today |jointly |directly )?to (?P<right2>[^\n]{{3,200}}))"
)
_PASSIVE = re.compile(
    rf"{_KIND}(?: \w+)? (?:was|were|has been|have been|is|are|had been)? ?(?:\w+ )?(?:sent|addressed|written|delivered|submitted|directed|forwarded|handed)?,? ?to (?P<right>[^\n]{{3,160}}?),? (?:was |is |and )?(?:\w+ )?(?:by|from|signed by) (?P<left>[^.\n]{{3,260}})",
    re.IGNORECASE,
)
_IN_A = re.compile(
    r"in (?:an? |the |its |his |her |their )?(?:\w+ ){0,2}(?:letter|appeal|message) (?:addressed |sent )?to (?P<right>[^,\n]{3,160}),(?: (?P<left>[^,.\n]{3,120}?) (?:said|urged?s?|called|calls|wrote|writes|expressed|stated|asked|asks|warned|condemned)\b)?",
    re.IGNORECASE,
)
_COSIGNED = re.compile(
    r"(?:co-?signed|signed|written|authored|penned|issued|endorsed|led) (?:\w+ )?by (?:the )?(?P<left>.{3,700}?)(?=(?:,? (?:called|calls|calling|urged?s?|urging|demand\w*|asks?|asking|says?|said|states?|stated|reads?|which|that|expressing|to|on)\b)|[.:;](?:\s|$))",
    re.IGNORECASE,
)
_RECEIVED = re.compile(
    r"(?P<right>[^.\n]{3,120}?) (?:has |have )?(?:received|got) (?:an? |the )?(?:\w+ )?(?:letter|appeal|petition) from (?P<left>[^.\n]{3,200})",
    re.IGNORECASE,
)
_MEMBER = re.compile(r"(?P<name>(?:[A-ZÀ-Þ][\w.’'-]*,? ){1,4}?(?:(?:Jr|Sr)\. )?)\((?:[RDI]-[A-Z]{2}(?:-\d+)?)\)")
_GROUP = re.compile(
    r"(?:(?:an?|the|some|several|over|more than|nearly|about|around|dozens of|hundreds of|thousands of|\d[\d,.]*|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|bipartisan|large|small|\w+[- ]based) )*"
    r"(?:\w+ ){0,4}?(?P<noun>\w+)\b",
    re.IGNORECASE,
)
_URGED = re.compile(
    r"\b(?:urg(?:ing|ed|es)|call(?:ing|ed|s) (?:up)?on|ask(?:ing|ed|s)|appeal(?:ing|ed|s) to) (?=(?:the )?[A-Z])"
)
_SUBJECT = re.compile(
    r"(?P<who>(?:The )?[^.,;:\n]{3,90}?) (?:has|have|had|is|was|will|said|says|asks|declin\w+|publish\w+|sent|wrote|made|call\w+|urg\w+)\b"
)
_LEFT_TAIL = re.compile(
    r"(?:,? (?:has|have|had|today|yesterday|recently|also|jointly|on \w+day|who \w+.*|which .*|that .*))+$"
)
_TIME_HEAD = re.compile(
    r"(?:(?:today|yesterday|recently|earlier(?: \w+)*|on [\w ,]{3,30}|in response to [^,]+|last \w+|this \w+|as [^,]+|(?:an? \w+ )?(?:after|before) [^,]+|following [^,]+|\w+, \w+ \d+ ?[-–—]+|[A-Z]+ ?[-–—]+|meanwhile|according to [^,]+),? )",
    re.IGNORECASE,
)


def read_lead(text: str, start: int, end: int) -> Pair:
    """Read one paragraph of a lead.

    >>> text = "The harbour's engineer Ann Lee sent a letter to Mayor John Roe on the old pier."
    >>> pair = read_lead(text, 0, len(text))
    >>> [(p.name, p.office) for p in pair.authors + pair.recipients]
    [('Ann Lee', 'engineer'), ('John Roe', 'Mayor')]
    """
    authors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    for pattern in (_ACTIVE, _RECEIVED, _PASSIVE, _IN_A):
        found = pattern.search(text, start, end)
        if not found:
            continue
        groups = found.groupdict()
        right = "right" if groups.get("right") else "right2"
        if not recipients and groups.get(right):
            recipients = recipients_after(text, found.start(right), min(end, found.start(right) + 200))
        if not authors and groups.get("left"):
            authors = _authors(text, *found.span("left"))
        if authors and recipients:
            break
    if not recipients:
        urged = _URGED.search(text, start, end)
        asked = recipients_after(text, urged.end(), min(end, urged.end() + 160)) if urged else ()
        recipients = tuple(p for p in asked if p.kind is AgentKind.PERSON and p.office)
    if recipients and not authors:
        authors = _subject(text, start, end)
    signed = _COSIGNED.search(text, start, end)
    if signed:
        authors = _list(text, signed.start("left"), min(end, signed.end("left"))) or authors
    authors = tuple(with_apposition(text, author, end) for author in authors)
    members = tuple(_member(text, found) for found in _MEMBER.finditer(text, start, end))
    if members and re.search(r"\b(?:letter|appeal)", text[start:end]):
        authors = members
    return Pair(authors, recipients)


def _subject(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Who the paragraph is about, where a pronoun tells who wrote: its first words."""
    found = _SUBJECT.match(text, start, end)
    party = read_party(text, *found.span("who")) if found else None
    return (describe(party),) if party and party.kind is AgentKind.PERSON else ()


def _member(text: str, found: re.Match[str]) -> Party:
    begin, stop = trim(text, *found.span("name"))
    party = read_party(text, begin, stop)
    return party or Party(name=text[begin:stop], kind=AgentKind.PERSON, start=begin, end=stop)


def _list(text: str, start: int, end: int) -> tuple[Party, ...]:
    pieces, at = [], start
    for match in re.finditer(r",? and |, (?!Jr|Sr)|; ", text[start:end]):
        pieces.append((at, start + match.start()))
        at = start + match.end()
    pieces.append((at, end))
    found = [read_party(text, a, b) for a, b in pieces]
    named = [describe(p) for p in found if p is not None]
    if len(named) < len(pieces) or len(pieces) < 3:
        return tuple(describe(p) for p in split_parties(text, start, end))
    organized = sum(p.kind is AgentKind.ORGANIZATION for p in named) * 2 >= len(named)
    return tuple(replace(p, kind=AgentKind.ORGANIZATION) if organized else p for p in named)


def _authors(text: str, start: int, end: int) -> tuple[Party, ...]:
    sentence = text.rfind(". ", start, end)
    if sentence >= 0 and text[sentence - 2 : sentence].strip(".").islower():
        start = sentence + 2
    while head := _TIME_HEAD.match(text, start, end):
        start = head.end()
    tail = _LEFT_TAIL.search(text, start, end)
    if tail:
        end = tail.start()
    start, end = trim(text, start, end)
    group = read_group(text, start, end)
    if group:
        return (group,)
    found = [describe(p) for p in split_parties(text, start, end)]
    return tuple(p for p in found if p.kind is not AgentKind.OFFICE or len(p.name.split()) > 1)


def describe(party: Party) -> Party:
    """An office as an article gives it, without the nation's possessive: "Ruritania's journalist" is a journalist."""
    if party.office:
        office = re.sub(r"^(?:the )?\S+[’']s? ", "", party.office)
        return replace(party, office=office or party.office)
    return party


def read_group(text: str, start: int, end: int) -> Party | None:
    """A group described by what its members are: "A group of teachers from ...", "Ten members of ..."."""
    phrase = text[start:end]
    match = re.match(
        r"(?:an? )?(?:\w+ )?(?:group|coalition|number|delegation|alliance|team) of\b", phrase, re.IGNORECASE
    )
    tokens = [bare(t) for t in phrase.split()[:8]]
    counted = bool(tokens) and (tokens[0] in _COUNTS or re.fullmatch(r"[\d,.]+", tokens[0]) is not None)
    plural = any(
        t in words("group_noun") and t.endswith(("s", "people", "undersigned", "women", "lawmakers"))
        for t in tokens[:6]
    )
    if not match and not (
        plural
        and (
            counted
            or (tokens and tokens[0] in ("the", "members", "citizens", "residents", "students"))
            or phrase[:1].isupper()
        )
    ):
        return None
    if not match and is_organization(phrase) and not counted and tokens[0] != "members":
        return None
    name = re.sub(r"\s*\([^)]*\)", "", phrase)
    name = re.sub(r"^(?:the|an?) (?=group)", "", name, flags=re.IGNORECASE).strip(" ,.")
    return Party(name=name[:1].upper() + name[1:], kind=AgentKind.GROUP, start=start, end=end)


_COUNTS = frozenset(
    [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "hundred",
        "hundreds",
        "dozens",
        "thousands",
        "several",
        "some",
        "many",
        "over",
        "more",
    ]
)
