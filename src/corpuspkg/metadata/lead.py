"""Read who wrote to whom from what an article says around the letter."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from corpuspkg.authority.literals import Words
from corpuspkg.authority.patterns import words
from corpuspkg.metadata.headlines import RIGHT_END, Pair, recipients_after, with_apposition, with_occupation
from corpuspkg.metadata.lists import split_parties
from corpuspkg.metadata.members import read_members
from corpuspkg.metadata.names import Party, read_party, trim
from corpuspkg.metadata.phrases import bare, is_organization
from corpuspkg.model import AgentKind

_NOUN = r"(?:letters?|appeals?|petitions?|complaints?|requests?|protests?|messages?|e-?mails?|notes?|memorandum|statement|address|telegrams?)"
_AUX = (
    r"(?:(?:has|have|had|also|today|yesterday|recently|jointly|earlier|then|again|now|formally|publicly|personally) )*"
)
_ACTIVE = re.compile(
    rf"[ ]{_AUX}(?:(?:started|launched|sent|sends?|address(?:ed|es)|wrote|writes?|written|penned|issued|published|submitted|delivered|dispatched|forwarded|signed|made|"
    rf"released|handed over|directed) (?:[\w’'-]+ ){{0,6}}?{_NOUN}(?: \w+)?(?: \([^)]{{1,60}}\))?(?:,? (?:addressed |directed |written )?to|,? urging|,? calling on|,? asking)"
    rf"|(?:replied|responded|answered|protested|written|appealed) (?:by|in|with|via|through) (?:[\w’'-]+ ){{0,3}}?letter to|(?:appealed|written|wrote|writes|writing|addressed|turned|sent) (?:(?:today|jointly|directly|again) )?to) (?P<right>[^\n]{{3}})"
)
_PASSIVE = Words(
    rf"\b{_NOUN}(?: [\w’'-]+){{0,5}}? to (?P<right>[^\n.]{{3,160}}?),? (?:was |is |and )?(?:\w+ )?(?:by|from) (?P<left>[^.\n]{{3,260}})"
)
_IN_A = Words(
    r"\bin (?:[\w’'-]+ ){0,4}?(?:letter|appeal|message) (?:addressed |sent )?to (?P<right>[^,\n]{3,160}),"
    r"(?: (?P<left>[^,.\n]{3,120}?) (?:said|urged?s?|called|calls|wrote|writes|expressed|stated|asked|asks|warned|condemned)\b)?"
)
_LETTER_TO = Words(r"\b(?:letter|appeal|petition)(?: (?:of|from|by) [^.\n]{3,80}?)? to ")
_PRINTED = re.compile(
    r" (?:has |have )?(?:published|printed|carried|run|posted) (?:[\w’'-]+ ){0,4}?letter (?:by|from|of|written by) (?:the )?(?P<left>[^.\n;]{3,160}?)"
    r"(?=[.;,]|$| (?:which|who|in|on|about|as|protesting|that)\b)",
    re.IGNORECASE,
)
_IN_PRINT = re.compile(
    r",? (?:has |have )?(?:published|printed|posted|wrote) (?:[\w’'-]+ ){0,4}?letter in (?=the [A-Z]|[A-Z])",
    re.IGNORECASE,
)
_RECEIVED = re.compile(
    r" (?:has |have )?(?:received|got) (?:[\w’'-]+ ){0,4}?(?:letter|appeal|petition) from (?P<left>[^.\n]{3,200})",
    re.IGNORECASE,
)
LETTERS = (
    "letter",
    "appeal",
    "petition",
    "complaint",
    "protest",
    "message",
    "mail",
    "note",
    "memorandum",
    "statement",
    "telegram",
)
_TELLS = Words(
    r"\b(?:letters?|complain\w*|protest\w*|appeal\w*|petition\w*|messages?|e-?mail\w*|wr(?:ote|ites?|itten|iting)|sent|address\w*|memorandum|notes?|telegram|statement|urg\w+|call\w+|ask\w*|turned)\b"
)
_SENTENCE = re.compile(
    r"[.!?](?<![A-Z].)(?<!\b(?:Mr|Dr|Ms|St|Jr|Sr|No|Fr).)(?<!\b(?:Mrs|Gen|Hon|Rev|Sen|Rep).)[”\"’)]*\s+(?=[A-Z“\"«])"
)
_RELATIVE = re.compile(r".*\b(?:which|that) (?:its |his |her |their |the )?", re.DOTALL)
_COSIGNED = Words(
    r"(?:co-?signed|signed|written|authored|penned|issued|endorsed|led) (?:\w+ )?by (?:the )?(?P<left>.{3,700}?)(?=(?:,? (?:called|calls|calling|urged?s?|urging|demand\w*|asks?|asking|says?|said|states?|stated|reads?|which|that|expressing|to|on)\b)|(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\b[A-Z])[.:;](?:\s|$))"
)
_PAPER = re.compile(
    r"\b(?:newspaper|daily|weekly|magazine|journal|paper) (?P<named>(?:The )?[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,3})"
    r"|(?P<titled>[Tt]he (?:[A-Z][\w’'-]+ ){0,3}(?:Gazette|Times|Herald|Post|Tribune|News|Journal|Chronicle|Guardian|Telegraph|Observer|Star|Mail|Press|Independent|Courier|Examiner|Standard|Review|Mirror|Globe))\b"
)
_URGED = re.compile(
    r"\b(?:urg(?:ing|ed|es)|call(?:ing|ed|s) (?:up)?on|ask(?:ing|ed|s)|appeal(?:ing|ed|s) to) (?=(?:the )?[A-Z])"
)
_SUBJECT = re.compile(
    r"(?P<who>(?:The )?[^.,;:\n]{3,90}?)(?:, (?:who|whose|an?|the|now|aged|then|\d)[^.;:\n]{3,120}?,)? (?:describ\w+|argu\w+|warn\w+|wr\w+|point\w+|has|have|had|is|was|will|said|says|asks|declin\w+|publish\w+|sent|wrote|made|call\w+|urg\w+)\b"
)
_LEFT_TAIL = re.compile(
    r"(?:,? (?:has|have|had|today|yesterday|recently|also|jointly|on \w+day|who \w+.*|which .*|that .*))+$"
)
TIME_HEAD = re.compile(
    r"(?:\([^()\n]{3,40}\) |(?-i:[A-Z])[\w ]{2,25}, (?:[a-z]{3,9}\.? \d{1,2}|\d{1,2} [a-z]{3,9})(?:,? \d{4})?[.,]? ?[-–—]{1,2} |[A-Z][A-Z .,]{2,30}(?:\([^)]*\))? ?[-–—]+ |(?-i:[A-Z]{3}[A-Z .’'-]{0,25}),? (?:[^-–—\n“\"]{2,36} )?(?:\([^)]*\) )?(?:--|[-–—]+) |(?-i:[A-Z]{3}[A-Z .-]{0,25}, [A-Z]+ \d{1,2}, [A-Z/]{2,}[.,:] )|\d{1,2} \w+: |[A-Z]\w+\. [A-Z][\w -]+-[A-Z]+\. |(?:today|yesterday|recently|earlier(?: \w+)*|on [\w ,]{3,30}|in response to [^,]+|last \w+|this \w+|as [^,]+|(?:an? \w+ )?(?:after|before) [^,]+|following [^,]+|\w+, \w+ \d+ ?[-–—]+|[A-Z]+ ?[-–—]+|meanwhile|according to [^,]+),? )",
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
    if not _TELLS.search(text, start, end):
        return Pair()
    for a, b in sentences(text, start, end):
        left, right = _read_sentence(text, a, b)
        authors, recipients = authors or left, recipients or right
    if not recipients:
        urged = _URGED.search(text, start, end)
        asked = recipients_after(text, urged.end(), min(end, urged.end() + 160)) if urged else ()
        recipients = tuple(p for p in asked if p.kind is AgentKind.PERSON and p.office)
    if recipients and not authors:
        authors = subject(text, start, end)
    signed = _COSIGNED.search(text, start, end)
    signers = _list(text, signed.start("left"), min(end, signed.end("left"))) if signed else ()
    counted = len(authors) == 1 and authors[0].kind is AgentKind.GROUP
    authors = authors if counted else signers or authors
    authors = tuple(with_apposition(text, author, end) for author in authors)
    members = read_members(text, start, end)
    if members and re.search(r"\b(?:letter|appeal)", text[start:end]):
        authors = members
    return Pair(authors, recipients, signers)


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The first sentences of a paragraph."""
    sentences, at = [], start
    for stop in _SENTENCE.finditer(text, start, min(end, start + 2000)):
        sentences.append((at, stop.end()))
        at = stop.end()
    sentences.append((at, end))
    return sentences[:6]


_EVERY = re.compile(r"all (?=\w+ of )")
_GOES_ON = re.compile(r",? and [a-z]+ed\b")


def _read_sentence(text: str, start: int, end: int) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Authors and recipients that one sentence names."""
    authors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    if not _TELLS.search(text, start, end):
        return authors, recipients
    active = _ACTIVE.search(text, start, end)
    if active:
        authors = writers(text, start, active.start())
        recipients = recipients_after(text, active.start("right"), min(end, active.start("right") + 200))
        if not recipients:
            every = _EVERY.match(text, active.start("right"))
            begin = every.end() if every else active.start("right")
            stops = (RIGHT_END.search(text, begin, end), _GOES_ON.search(text, begin, end))
            group = read_group(text, begin, min((stop.start() for stop in stops if stop), default=end))
            recipients = (group,) if group else ()
        if authors and recipients:
            return authors, recipients
    lowered = text[start:end].lower()
    if not any(word in lowered for word in LETTERS):
        return authors, recipients
    printed = _PRINTED.search(text, start, end)
    if printed and not authors:
        return writers(text, *printed.span("left")), recipients or _newspaper(text, start, printed.start())
    own = _IN_PRINT.search(text, start, end)
    if own and not authors:
        return writers(text, start, own.start()), recipients or _newspaper(text, own.end(), min(end, own.end() + 80))
    received = _RECEIVED.search(text, start, end)
    if received:
        return writers(text, *received.span("left")), recipients or tuple(split_parties(text, start, received.start()))
    if not recipients:
        named = _LETTER_TO.search(text, start, end)
        told = recipients_after(text, named.end(), min(end, named.end() + 160)) if named else ()
        recipients = tuple(p for p in told if p.office or p.courtesy)
    for pattern in (_PASSIVE, _IN_A):
        found = pattern.search(text, start, end)
        if found:
            recipients = recipients or recipients_after(
                text, found.start("right"), min(end, found.start("right") + 200)
            )
            authors = authors or (writers(text, *found.span("left")) if found["left"] else ())
    return authors, recipients


def read_signers(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Persons behind "signed by": each with office or body behind the name, or the name behind the office."""
    edges = [start, *(m.end() for m in _AND_NAME.finditer(text, start, end)), end]
    found = []
    for a, b in pairwise(edges):
        of = _OF.search(text, a, b)
        for party in (read_party(text, a, of.start()) if of else None, read_party(text, a, b)):
            holder = with_apposition(text, party, end) if party else None
            if holder and holder.kind is AgentKind.PERSON:
                found.append(holder)
                break
    return tuple(found)


_AND_NAME = re.compile(r",? and (?=(?:(?:Dr|Mr|Mrs|Ms|Prof)\.? )?[A-ZÀ-Þ])")
_OF = re.compile(r" of (?:the )?(?=[A-ZÀ-Þ])| from | who ")


def subject(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Who the paragraph is about, where a pronoun tells who wrote: its first words."""
    found = _SUBJECT.match(text, start, end)
    party = None
    if found and " to " not in found["who"]:
        party = read_party(text, *found.span("who")) or with_occupation(text, *found.span("who"))
    return (describe(party),) if party and party.kind is AgentKind.PERSON else ()


def _newspaper(text: str, start: int, end: int) -> tuple[Party, ...]:
    """The newspaper that a sentence says has printed a letter."""
    found = _PAPER.search(text, start, end)
    if not found:
        return ()
    side = "named" if found["named"] else "titled"
    name = re.sub(r"^[Tt]he ", "", found[side])
    return (Party(name=name, kind=AgentKind.ORGANIZATION, start=found.start(side), end=found.end(side)),)


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


_ON_DAY = re.compile(
    r"(?:[Oo]n )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: (?:morning|afternoon|evening|night))?, "
)


def writers(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Who the words before "sent a letter" name."""
    relative = _RELATIVE.match(text, start, end)
    if relative and " " in text[relative.end() : end].strip():
        start = relative.end()
    while head := TIME_HEAD.match(text, start, end):
        start = head.end()
    tail = _LEFT_TAIL.search(text, start, end)
    if tail:
        end = tail.start()
    start, end = trim(text, start, end)
    on_day = _ON_DAY.match(text, start, end)
    start = on_day.end() if on_day else start
    if text[start : start + len("one of ")].lower() == "one of ":
        return ()
    group = read_group(text, start, end)
    if group:
        return (group,)
    told = with_occupation(text, start, end)
    if told:
        return (told,)
    found = [describe(p) for p in split_parties(text, start, end)]
    full = any(" " in p.name for p in found)
    found = [p for p in found if not full or " " in p.name or p.office or p.courtesy or p.kind is not AgentKind.PERSON]
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
    counted = bool(tokens) and (tokens[0] in words("count") or re.fullmatch(r"[\d,.]+", tokens[0]) is not None)
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
    if not match and is_organization(phrase) and not counted and "members" not in tokens[:2]:
        return None
    name = re.sub(r"\s*\([^)]*\)", "", phrase)
    name = re.sub(r" from (?:all|across|various|different|several)\b.*", "", name)
    name = re.sub(r"^(?:the|an?) (?=group)", "", name, flags=re.IGNORECASE).strip(" ,.")
    return Party(name=name[:1].upper() + name[1:], kind=AgentKind.GROUP, start=start, end=end)
