"""Gather everybody whom a letter's parts name, part by part, before it is decided what they are to the letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpuspkg.authority.patterns import pattern, words
from corpuspkg.metadata import address, headlines, lead, signature
from corpuspkg.metadata.headlines import NOBODY, Pair
from corpuspkg.metadata.names import Party, bare, is_organization, read_party, split_parties, trim
from corpuspkg.metadata.parts import Parts
from corpuspkg.model import AgentKind, Segment, SegmentRole
from corpuspkg.segmentation import cues

_GREETING = re.compile(
    r"[\"“„«'‘\s]*(?:(?:my|our|most|very|much|right|the) )*(?:dear(?:est)?|esteemed|respected|honou?red|beloved|hello|hi|good \w+|greetings|attention|to)?\b[,:]?\s*",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(
    r"^(?P<name>[A-ZÀ-Þ][\w.-]*(?: [A-ZÀ-Þ][\w.-]*){0,3}) (?:presents?|publish(?:es|ed)|reproduces?|brings?|offers?|posts?|reprints?|runs|carries|reports?)\b.{0,60}\b(?:text|letter|appeal|petition)\b"
)
_WE = re.compile(
    r"\bWe,? (?:the )?(?:undersigned[,:]? )?(?P<who>[^,.;:]{4,200}?)(?:,|\s(?:are|write|writing|call|urge|express|request|wish|would|strongly|ask|appeal|hereby|have|protest|demand|condemn|declare|respectfully)\b)"
)
_ON_BEHALF = re.compile(
    r"\b(?:writing|write|speak|speaking|writes?) (?:to you )?(?:today )?(?:on|in) behalf of (?:the (?:constituents|members|board|board of directors|staff|people|residents|employees|students) of )?(?P<who>(?:the |our )?[A-ZÀ-Þ][^,.;:\n]{3,120}?)(?=[,.;:]| to | in order| and | regarding| concerning| about| with )"
)
_ORGANIZED = re.compile(
    r"\b(?:we|our|us|the (?:society|community|association|organi[sz]ation|committee|council|union|foundation|embassy))\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?P<key>from|to|cc|bcc|von|de|an|от|кому|kimden|kime)\s*:\s*", re.IGNORECASE)
_ADDRESS_SIGN = re.compile(r"\s*[<\[(]?[\w.+-]+@[\w.-]+[>\])]?\s*")
_TO_LINE = re.compile(r"(?:to|attn|attention)\s*:?\s+(?=[A-ZÀ-Þ])", re.IGNORECASE)
_GROUPS = frozenset(
    [
        "excellencies",
        "colleagues",
        "friends",
        "members",
        "senators",
        "representatives",
        "comrades",
        "citizens",
        "gentlemen",
        "editors",
        "all",
        "readers",
    ]
)
_EMBASSY = re.compile(
    r"(?:the )?(?:Embassy|Permanent Mission|Consulate(?: General)?|Ministry|Office|Legation) of (?:the )?[A-ZÀ-Þ].*",
    re.DOTALL,
)


@dataclass(slots=True)
class Sources:
    """Who is named where."""

    pair: Pair = NOBODY
    title: Pair = NOBODY
    headline: Pair = NOBODY
    lead: Pair = NOBODY
    signed: tuple[Party, ...] = ()
    behalf: Party | None = None
    others: tuple[int, int] | None = None
    addressed: tuple[Party, ...] = ()
    foot_addressed: tuple[Party, ...] = ()
    greeted: tuple[Party, ...] = ()
    mail_from: tuple[Party, ...] = ()
    mail_to: tuple[Party, ...] = ()
    copied: tuple[Party, ...] = ()
    publisher: tuple[Party, ...] = ()
    letterhead: tuple[Party, ...] = ()
    we: tuple[Party, ...] = ()
    place_from: tuple[int, int] | None = None
    place_to: tuple[int, int] | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def behalf_parties(self) -> tuple[Party, ...]:
        """Who the letter was signed for, as a tuple."""
        return (self.behalf,) if self.behalf else ()


def gather(parts: Parts) -> Sources:
    """Read all parts of a letter."""
    found = Sources()
    _read_titles(parts, found)
    _read_head(parts, found)
    _read_salutation(parts, found)
    _read_foot(parts, found)
    _read_body(parts, found)
    return found


def _read_titles(parts: Parts, found: Sources) -> None:
    text = parts.text
    for segment in parts.head:
        if segment.role is SegmentRole.HEADLINE:
            for a, b in parts.lines(segment):
                pair = headlines.read_pair(text, a, b)
                if pair:
                    found.pair = found.pair if found.pair.authors or found.pair.recipients else pair
                    continue
                title = headlines.read_title(text, a, b)
                if title:
                    found.title = found.title if found.title.authors else title
                    continue
                opened = headlines.read_open_title(text, a, b)
                found.headline = Pair(
                    found.headline.authors or opened.authors, found.headline.recipients or opened.recipients
                )
        elif segment.role is SegmentRole.LEAD:
            _read_lead(parts, segment, found)


def _read_lead(parts: Parts, segment: Segment, found: Sources) -> None:
    pair = lead.read_lead(parts.flat, segment.start, segment.end)
    authors = found.lead.authors
    if pair.authors and (not authors or len(pair.authors) > max(len(authors), 2)):
        authors = pair.authors
    found.lead = Pair(authors, found.lead.recipients or pair.recipients)
    published = _PUBLISHER.match(parts.text[segment.start : segment.end])
    if published and not found.publisher:
        a, b = segment.start + published.start("name"), segment.start + published.end("name")
        found.publisher = (Party(name=parts.text[a:b], kind=AgentKind.ORGANIZATION, start=a, end=b),)


def _read_head(parts: Parts, found: Sources) -> None:
    """Address blocks of the head: the letterhead above the date, the addressee beside the salutation."""
    dated = False
    for number, segment in enumerate(parts.head):
        if segment.role is SegmentRole.DATELINE:
            dated = True
            found.place_from = found.place_from or _dateline_place(parts, segment)
        elif segment.role is SegmentRole.CC:
            found.copied += _copies(parts, segment)
        elif segment.role is SegmentRole.ADDRESS and not _read_mail(parts, segment, found):
            _read_address(parts, segment, found, dated=dated, first=number == 0)


def _read_mail(parts: Parts, segment: Segment, found: Sources) -> bool:
    text, read = parts.text, False
    for a, b in parts.lines(segment):
        match = _MAIL.match(text, a, b)
        if not match or not (
            len(tuple(parts.lines(segment))) > 1 or "@" in text[a:b] or match["key"].lower() == "from"
        ):
            continue
        read = True
        parties = _mail_parties(text, match.end(), b)
        if match["key"].lower() in ("from", "von", "de", "от", "kimden"):
            found.mail_from = found.mail_from or parties
        else:
            found.mail_to += parties
    return read


def _mail_parties(text: str, start: int, end: int) -> tuple[Party, ...]:
    parties = []
    for match in re.finditer(r"[^;,]+(?:, [A-Z][\w.]+ ?(?=<))?", text[start:end]):
        a, b = start + match.start(), start + match.end()
        sign = _ADDRESS_SIGN.search(text, a, b)
        stop = sign.start() if sign and sign.start() > a else b
        party = read_party(text, a, stop)
        if party is None:
            a, b = trim(text, a, b)
            if a < b:
                party = Party(name=text[a:b].strip("<>"), kind=AgentKind.PERSON, start=a, end=b)
        if party:
            parties.append(party)
    return tuple(parties)


def _read_address(parts: Parts, segment: Segment, found: Sources, *, dated: bool, first: bool) -> None:
    text = parts.text
    block = address.read_block(text, segment.start, segment.end)
    explicit = block.explicit or bool(_TO_LINE.match(text, segment.start, segment.end))
    addressed = explicit or (dated and bool(block.parties) and not parts.has(SegmentRole.LEAD))
    if addressed and block.parties:
        parties = block.parties
        head = parties[0]
        if not dated and first and len(parties) > 1 and head.kind is AgentKind.ORGANIZATION:
            found.letterhead = found.letterhead or (head,)
            parties = parties[1:]
        found.addressed = found.addressed + parties
        found.place_to = found.place_to or block.place
        return
    found.letterhead = found.letterhead or _letterhead(text, segment, block)
    if not parts.has(SegmentRole.LEAD) or dated:
        found.place_from = found.place_from or block.place


def _letterhead(text: str, segment: Segment, block: address.Block) -> tuple[Party, ...]:
    embassy = _EMBASSY.search(text, segment.start, segment.end)
    if embassy and "\n" not in embassy.group().strip():
        a, b = trim(text, *embassy.span())
        return (Party(name=re.sub(r"^[Tt]he ", "", text[a:b]), kind=AgentKind.ORGANIZATION, start=a, end=b),)
    return tuple(p for p in block.parties if p.kind is AgentKind.ORGANIZATION)[:1]


def _dateline_place(parts: Parts, segment: Segment) -> tuple[int, int] | None:
    """The place before the date: "Washington, September 5, 1861"."""
    text = parts.text
    for a, b in parts.lines(segment):
        dates = cues.line_dates(text[a:b])
        if not dates:
            continue
        stop = a + dates[0].start
        begin, stop = trim(text, a, stop)
        while begin < stop and bare(text[begin:stop].rsplit(None, 1)[-1]) in _BEFORE_DATE:
            begin, stop = trim(text, begin, stop - len(text[begin:stop].rsplit(None, 1)[-1]))
        phrase = text[begin:stop]
        cut = max(phrase.rfind(". ", 0, -3), -1)
        office = re.match(
            r"(?:[^,]*\b(?:Office|Department|Legation|Embassy|House|Street|Ministry|Consulate)\b[^,]*|\d[^,]*)(?:,\s*|$)",
            phrase,
        )
        if office:
            begin += office.end()
        elif cut > 0 and not re.search(r"\b[A-Z]\.$", phrase[: cut + 1]):
            begin += cut + 2
        if begin < stop and any(c.isalpha() for c in text[begin:stop]):
            return begin, stop + (text[stop : stop + 1] == "." and text[stop - 1].isupper())
    return None


_BEFORE_DATE = frozenset(
    [
        "the",
        "le",
        "den",
        "am",
        "this",
        "on",
        "dated",
        "date",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "il",
        "el",
    ]
)


def _copies(parts: Parts, segment: Segment) -> tuple[Party, ...]:
    parties: list[Party] = []
    for a, b in parts.lines(segment):
        mark = pattern("cc").match(parts.text, a, b)
        begin = mark.end() if mark else a
        to = re.compile(r"\s*to\b\s*:?\s*", re.IGNORECASE).match(parts.text, begin, b)
        parties += split_parties(parts.text, to.end() if to else begin, b)
    return tuple(parties)


def _read_salutation(parts: Parts, found: Sources) -> None:
    for segment in parts.salutation:
        for a, b in parts.lines(segment):
            found.greeted += read_greeting(parts.text, a, b)


def read_greeting(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Whom a salutation names: persons, an office, a group; nobody for "Dear Sir".

    >>> [p.name for p in read_greeting("Dear Senator White,", 0, 19)], read_greeting("Sir:", 0, 4)
    (['White'], ())
    """
    opened = _GREETING.match(text, start, end)
    begin, stop = trim(text, opened.end() if opened else start, end)
    phrase = text[begin:stop]
    tokens = [bare(t) for t in phrase.split()]
    if not tokens or (tokens[-1] in _NOBODY and len(tokens) <= 3):
        return ()
    plain = [t for t in tokens if t not in ("and", "all", "the", "fellow", "my")]
    if (plain and (plain[0] in _GROUPS or plain[-1] in _GROUPS)) or (
        plain and plain[0] in ("members", "people", "citizens")
    ):
        return (Party(name=phrase[:1].upper() + phrase[1:], kind=AgentKind.GROUP, start=begin, end=stop),)
    if len(tokens) <= 2 and tokens[-1] in words("kin"):
        return (Party(name=phrase[:1].upper() + phrase[1:], kind=AgentKind.PERSON, start=begin, end=stop),)
    if re.match(r"(?:Mr|Dr|Prof)\.? (?:and|&) (?:Mrs|Ms|Dr|Miss)", phrase):
        last = phrase.split()[-1]
        return (Party(name=last, kind=AgentKind.PERSON, start=begin, end=stop, courtesy=True),)
    return tuple(split_parties(text, begin, stop))


_NOBODY = frozenset(
    [
        "sir",
        "sirs",
        "madam",
        "madame",
        "gentlemen",
        "gentleman",
        "ladies",
        "lord",
        "lords",
        "chara",
        "charaid",
        "sir/madam",
        "concern",
        "excellency",
        "majesty",
        "grace",
        "eminence",
        "highness",
        "honour",
        "honor",
        "mesdames",
        "messieurs",
        "monsieur",
        "friend",
        "uasail",
        "dhil",
    ]
)


def _read_foot(parts: Parts, found: Sources) -> None:
    text = parts.text
    for segment in parts.foot:
        if segment.role is SegmentRole.SIGNATURE:
            signed = signature.read_signatures(text, segment.start, segment.end)
            found.signed += signed.parties
            found.behalf = found.behalf or signed.behalf
            found.others = found.others or signed.others
        elif segment.role is SegmentRole.ADDRESS:
            block = address.read_block(text, segment.start, segment.end)
            if block.parties and not found.foot_addressed:
                found.foot_addressed = block.parties
                found.place_to = found.place_to or block.place
            elif not block.parties:
                found.place_from = found.place_from or block.place
        elif segment.role is SegmentRole.CC:
            found.copied += _copies(parts, segment)
        elif segment.role is SegmentRole.DATELINE:
            found.place_from = found.place_from or _dateline_place(parts, segment)
        elif segment.role is SegmentRole.CLOSING:
            found.behalf = found.behalf or None


def _read_body(parts: Parts, found: Sources) -> None:
    """Who the letter's first words say is speaking; and whether a letterhead's organization does."""
    text = parts.text
    for segment in parts.own[:4]:
        stop = min(segment.end, segment.start + 1200)
        behalf = _ON_BEHALF.search(parts.flat, segment.start, stop)
        if behalf and not found.we:
            party = read_party(text, *behalf.span("who"))
            if party and party.kind is AgentKind.ORGANIZATION:
                found.we = (party,)
        we = _WE.search(parts.flat, segment.start, stop)
        if we and not found.we:
            found.we = _we(text, *we.span("who"))
    if found.letterhead:
        found.letterhead = _speaking(parts, found.letterhead)


def _we(text: str, start: int, end: int) -> tuple[Party, ...]:
    start, end = trim(text, start, end)
    phrase = text[start:end]
    tokens = [bare(t) for t in phrase.split()]
    if (
        not tokens
        or tokens[0] in _VERBS
        or not (any(t in words("group_noun") for t in tokens) or is_organization(phrase))
    ):
        return ()
    if "undersigned" in text[max(0, start - 16) : start] or not any(t[:1].isupper() for t in phrase.split()):
        return ()
    kind = (
        AgentKind.ORGANIZATION
        if not any(t in words("group_noun") for t in tokens[:4]) and is_organization(phrase)
        else AgentKind.GROUP
    )
    name = re.sub(r"^(?:[Tt]he|at the|of the) ", "", phrase)
    return (Party(name=name, kind=kind, start=start, end=end),)


_VERBS = frozenset(
    [
        "are",
        "write",
        "have",
        "would",
        "wish",
        "want",
        "urge",
        "call",
        "ask",
        "hope",
        "believe",
        "know",
        "must",
        "should",
        "need",
        "do",
        "will",
        "can",
        "hereby",
        "strongly",
        "also",
        "appreciate",
        "thank",
        "understand",
        "respectfully",
        "regret",
        "welcome",
        "note",
        "remind",
        "were",
        "had",
        "could",
    ]
)


def _speaking(parts: Parts, letterhead: Sequence[Party]) -> tuple[Party, ...]:
    """The letterhead's organization, where the body speaks as one or the foot repeats it."""
    head = letterhead[0]
    own = " ".join(parts.text[s.start : min(s.end, s.start + 1500)] for s in parts.own[:6])
    if _ORGANIZED.search(own) or head.name in own or re.search(r"\bI (?:am|write)\b", own):
        return (replace(head),)
    return ()
