"""Read an address block: addressees with office, affiliation and place, or a letterhead."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from corpuspkg.authority.patterns import is_given_name, words
from corpuspkg.metadata.names import Party, read_party, trim
from corpuspkg.metadata.persons import is_one_word
from corpuspkg.metadata.phrases import bare
from corpuspkg.metadata.places import read_place
from corpuspkg.model import AgentKind
from corpuspkg.segmentation.lines import cut_address

_STREET = re.compile(
    r"(?:c/o )?(?:no\.? ?)?\d{1,5}[a-zA-Z]?[,\s]|(?:c/o )?p\.? ?o\.? box|room \d|suite \d|floor\b|\d+(?:st|nd|rd|th) floor",
    re.IGNORECASE,
)
_EXPLICIT = re.compile(
    r"(?:to\b\s*:?|attn|attention|for the attention of|the (?:right |rt\.? )?hon|hon\.|hon[’']ble|[hs]\.\s?e\.|his ex|her ex|mr\b|mrs\b|ms\b"
    r"|miss\b|messrs|dr\b|sen(?:ator|\.)|rep(?:\.|resentative)|president\b|secretary\b|prof|rev|the rev|sir\b|lord\b|rt\b|ambassador|judge|gov"
    r"|an tuas|(?:à )?son excellence|zijner? excellentie|aan (?:de|zijne)\b|de heer\b|à monsieur|à madame|seine exzellenz|m\.|mme|madame|monsieur|herr|frau)",
    re.IGNORECASE,
)
# A line that ends in a small word is not at its end, and one that begins with it not at its beginning.
_WRAPPED = re.compile(
    r"(?:(?<= of)|(?<= the)|(?<= and)|(?<= for)|(?<= van)|(?<= voor)|(?<= der)|(?<= für)|(?<= des)|(?<= du)|(?<= del))\n|\n(?=(?:to|of|for) (?:the )?[A-Z])"
)
_CODED = re.compile(r"\d{4,}|\b\d[A-Z]{2}\b")
# Where an army lies.
_BESIDE = re.compile(
    r"(?:near|(?:in )?front of|before|camp (?:near|at|on)|somewhere in) [A-ZÀ-Þ]|(?:Near|(?:In )?Front of|Before|Camp (?:near|at|on)|Somewhere in) [A-ZÀ-Þ]"
)
_CODED_TOWN = re.compile(r"[A-Z][\w .]{2,30}, [A-Z]\.?\s?[A-Z]\.? +\d{5}(?:-\d{4})?(?=[^\w\s-].{0,10}$)")
_ETC = re.compile(r"(?:,?\s*(?:&c\.?|etc\.?|esq(?:uire|re?|r)?\.?|&(?=,|$)|\.{3}|k\.?c\.?b\.?))+", re.IGNORECASE)
# A letterhead's officer and where he can be reached: "Secretary: 8 Mill Lane".
_OFFICER = re.compile(
    r"(?:hon(?:orary|\.)? )?(?:secretary|treasurer|president|chair(?:man|woman|person)?|patrons?|director|editor)\s*:\s",
    re.IGNORECASE,
)
_TO = re.compile(r"[\"“„«\s]*(?:to(?! be\b)|attn|attention)\b\s*:?\s+", re.IGNORECASE)
_MEMO = re.compile(r"memo(?:randum)? (?:for|to)\b\s*:?\s*(?=\S)", re.IGNORECASE)
# Whom an edition names in the margin.
_SIDENOTE = re.compile(r"sidenote:\s*", re.IGNORECASE)
_THE = re.compile(r"(?:the )?(?P<who>[A-ZÀ-Þ][^\n,.;]{2,100})")
_BARE_COURTESY = re.compile(
    r"(?:to\s*:?\s*)?(?:(?:the )?(?:right |rt\.? |most )?(?:hono(?:u)?rable|hon\.?|reverend|rev\.?)|(?:his|her) (?:excellency|majesty|highness|grace|eminence)|(?:aan )?zijner? excellentie|(?:à )?son excellence|seiner? exzellenz)[,.]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """What an address block says.

    Attributes:
        parties: Those addressed, or whose letterhead it is.
        place: Passage that names the town.
        sender: Who stands below "From" on a line of its own.
        explicit: Whether a courtesy, "To" or an office marks the parties as addressed.
    """

    parties: tuple[Party, ...] = ()
    place: tuple[int, int] | None = None
    explicit: bool = False
    sender: tuple[Party, ...] = ()


def read_block(text: str, start: int, end: int) -> Block:
    r"""Read the lines of an address.

    >>> text = "The Honorable Ann Lee\nMayor of Springfield\n12 Main Street\nSpringfield, IL 62701"
    >>> block = read_block(text, 0, len(text))
    >>> block.parties[0].name, block.parties[0].office, text[slice(*block.place)], block.explicit
    ('Ann Lee', 'Mayor of Springfield', 'Springfield, IL', True)
    """
    for wrap in _WRAPPED.finditer(text, start, end):
        text = f"{text[: wrap.end() - 1]} {text[wrap.end() :]}"
    parties: list[Party] = []
    sender: tuple[Party, ...] = ()
    place, explicit = None, False
    sure = settled = sending = styled = False
    for column in _columns(text, start, end):
        fresh = True
        for a, b in column:
            line = text[a:b]
            label = line.lower().rstrip(" :,.")
            if label in ("from", "to"):
                # "From" and "To" on lines of their own, as offices wrote them.
                sending, explicit = label == "from", explicit or label == "to"
                continue
            if sending:
                sender = sender or tuple(p for p in [read_party(text, a, b)] if p)
                continue
            memo = _SIDENOTE.match(line) or _MEMO.match(line)
            if memo:
                a += memo.end()  # noqa: PLW2901 - the mark is no part of the name
                line = text[a:b]
            marked = bool(memo or _EXPLICIT.match(line))
            if _OFFICER.match(line):
                place = read_place(text, a, b) or place
                continue
            if _BARE_COURTESY.match(line):
                explicit = styled = True
                continue
            if not marked and (_STREET.match(line) or _is_town_line(text, a, b, parties)):
                town = read_place(text, a, b)
                sure = sure or (
                    town is not None and _CODED.search(text[a : b + 12].split("\n", maxsplit=1)[0]) is not None
                )
                if town and (not settled or sure):
                    place, settled = town, sure
                continue
            party = _read_line(text, a, b) or _addressed(text, a, b)
            if party is None:
                place = place if settled else read_place(text, a, b) or place
                continue
            if parties and not fresh and party.kind is AgentKind.PERSON and not _stands_alone(party, marked=marked):
                place = place if settled else read_place(text, a, b) or place
                continue
            if styled and party.kind is AgentKind.PERSON:
                party, styled = replace(party, courtesy=True), False
            explicit = explicit or marked or party.courtesy
            if "," in line:
                place = (
                    read_place(text, a, b) if party.end < b - 3 and party.kind is not AgentKind.PERSON else None
                ) or place
            if parties and party.kind is AgentKind.OFFICE and _ATTENTION.match(line):
                continue
            _add(parties, party, marked=marked or fresh)
            fresh = False
    if len(parties) > 1 and is_one_word(parties[0]) and any(party.courtesy for party in parties[1:]):
        parties = parties[1:]
    return Block(tuple(parties), place, explicit or any(p.office for p in parties), sender)


def _is_summary(text: str, start: int, end: int) -> bool:
    """Whether a note in the margin tells what the text is about, and names nobody."""
    beside = _SIDENOTE.match(text, start, end)
    party = read_party(text, beside.end(), end) if beside else None
    named = party and party.kind is AgentKind.PERSON and (party.courtesy or is_given_name(party.name.split()[0]))
    return beside is not None and not named


def _stands_alone(party: Party, *, marked: bool) -> bool:
    """Whether a person on a line below another is one more, not a house, a hall or a town."""
    return (
        marked
        or party.courtesy
        or party.office is not None
        or (" " in party.name and is_given_name(party.name.split()[0]))
    )


def _is_town_line(text: str, start: int, end: int, parties: list[Party]) -> bool:
    """Whether a line below an addressee is a town and no further name."""
    line = text[start:end]
    above = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]
    housed = above[:1].isdigit() and _STREET.match(above) and len(line.split()) <= len(("Harrow", "Vale"))
    if (housed or _BESIDE.match(line)) and read_place(text, start, end):
        return True
    if re.search(r"\d{4}", line) and read_place(text, start, end):
        return True
    return (
        bool(parties)
        and len(line.split()) <= 4
        and "Esq" not in line
        and read_place(text, start, end) is not None
        and (len(line.split()) <= 2 or "," in line)
    )


def _columns(text: str, start: int, end: int) -> list[list[tuple[int, int]]]:
    """Lines of the block; where lines have columns, column by column."""
    rows = []
    for row in re.finditer(r"[^\n]+", text[start:end]):
        cells = []
        for cell in re.finditer(r"[^\t]+", row.group()):
            at = start + row.start()
            cells += [_without_noise(text, a, b) for a, b in cut_address(text, at + cell.start(), at + cell.end())]
        rows.append([cell for cell in cells if cell[0] < cell[1] and not _is_summary(text, *cell)])
    wide = [row for row in rows if any("\t" in text[a[1] : b[0]] for a, b in pairwise(row))]
    if len(wide) < 2:
        return [[cell for row in rows for cell in row]]
    width = max(len(row) for row in wide)
    return [[row[i] for row in rows if i < len(row)] for i in range(width)]


def _without_noise(text: str, start: int, end: int) -> tuple[int, int]:
    """A line trimmed, without what a scan has read behind a town's code."""
    coded = _CODED_TOWN.match(text, start, end)
    return trim(text, start, coded.end() if coded else end)


_SUPERSCRIBED = re.compile(
    r"(?:for|to) (?:(?:my|the|his|her) )?(?:[a-z]+ ){0,3}?(?:(?:brother|sister|cousin|cosen|uncle|aunt|friend|freind|master|mother|father) )?"
    r"(?P<who>(?:Sir|Mr|Mrs|Mistress|Lady|Lord|Captain|Colonel|Dr|Master)\.? [A-ZÀ-Þ][^\n,;]{2,60}?)(?: (?:at|in|neare?|att|living)\b[^\n]*)? (?:these|theise|this|present|with speed|hast)\W*$",
    re.IGNORECASE,
)


_OFFICERS = re.compile(
    r"(?:to )?(?:the )?(?P<who>(?P<head>[A-Z][a-z]+s) of (?:the )?(?-i:[A-ZÀ-Þ])[^\n.;:,]{2,80})[.,;:]?$", re.IGNORECASE
)
_OF_PAPER = re.compile(
    r"(?:to )?(?:the )?(?P<who>editors? of (?:the )?(?-i:[A-ZÀ-Þ])[^\n.;:,]{2,60})[.,;:]?$", re.IGNORECASE
)
# "For Ann Lee of Boston"
_OF_TOWN = re.compile(r"(?:[Ff]or|[Tt]o) (?P<who>(?:[A-ZÀ-Þ][\w.’'-]* ){1,3}[A-ZÀ-Þ][\w’'-]+) (?:of|at|near) [A-ZÀ-Þ]")


def _read_line(text: str, start: int, end: int) -> Party | None:
    if text.startswith("All ", start, end) and {bare(t) for t in text[start:end].split()} & words("office_plural"):
        return Party(name=text[start:end].rstrip(" .,"), kind=AgentKind.GROUP, start=start, end=end, courtesy=True)
    several = _OFFICERS.match(text, start, end)
    if several and bare(several["head"]) in words("office_plural"):
        a, b = several.span("who")
        return Party(name=text[a:b], kind=AgentKind.GROUP, start=a, end=b, courtesy=True)
    editor = _OF_PAPER.match(text, start, end)
    if editor:
        a, b = editor.span("who")
        return Party(name=text[a:b], kind=AgentKind.OFFICE, start=a, end=b, courtesy=True)
    french = _FRENCH.match(text, start, end)
    if french:
        return read_party(text, *french.span("who"))
    outside = _SUPERSCRIBED.match(text, start, end)
    if outside:
        return read_party(text, *outside.span("who"))
    of_town = _OF_TOWN.match(text, start, end)
    if of_town and is_given_name(of_town["who"].split()[0]):
        return read_party(text, *of_town.span("who"))
    cut = _ETC.search(text, start, end)
    party = read_party(text, start, cut.start() if cut and cut.start() > start else end)
    if party and party.kind is AgentKind.OFFICE and " " not in party.name and party.affiliation:
        return replace(party, name=f"{party.name}, {party.affiliation}")
    return party


def _addressed(text: str, start: int, end: int) -> Party | None:
    """Whom a line opened by "To" addresses, whatever it names: "To the Board of Weights"."""
    to = _TO.match(text, start, end)
    found = _THE.match(text, to.end(), end) if to else None
    if not found:
        return None
    a, b = trim(text, *found.span("who"))
    first = bare(text[a:b].split(maxsplit=1)[0])
    name = re.sub(r"^(?:Right |Most )?Hono(?:u)?rable (?:the )?", "", re.sub(r"\s+", " ", text[a:b]))
    kind = AgentKind.GROUP if first in words("group_noun") else AgentKind.ORGANIZATION
    return Party(name=name, kind=kind, start=a, end=b, courtesy=True)


def _names_holder(party: Party) -> bool:
    """Whether a person on the line below an office is its holder."""
    return not party.office and (party.courtesy or (" " in party.name and is_given_name(party.name.split()[0])))


# The addressee before the subject, as in "À Mme Claire Dubois : fermeture de la gare".
_FRENCH = re.compile(
    r"à (?:l[’']attention de )?(?P<who>(?:M\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\b\.? [^\n:]{3,80}?)\s*(?::[^\n]*)?$",
    re.IGNORECASE,
)
_ATTENTION = re.compile(r"(?:attn|attention|for the attention of)\b", re.IGNORECASE)


# Offices that each body has, and that say nothing without it.
_KEPT = frozenset(
    (
        "secretary",
        "director",
        "chairman",
        "chairperson",
        "registrar",
        "clerk",
        "manager",
        "treasurer",
        "directors",
        "trustees",
        "partners",
    )
)


def _add(parties: list[Party], party: Party, *, marked: bool) -> None:
    """Put a line's party to those before: an office or organization below a name belongs to the name."""
    last = parties[-1] if parties else None
    kinds = (last.kind if last else None, party.kind)
    if last and not last.office and party.office and party.name[:1].islower() and last.kind is AgentKind.PERSON:
        # "Ambassadeur van Norland" below a name: no "van Norland".
        parties[-1] = replace(last, office=f"{party.office} {party.name}")
    elif last is None or kinds == (AgentKind.PERSON, AgentKind.PERSON):
        parties.append(party)
    elif kinds == (AgentKind.PERSON, AgentKind.OFFICE) and not last.office:
        parties[-1] = replace(last, office=party.name, affiliation=last.affiliation or party.affiliation)
    elif last.kind is AgentKind.PERSON:
        if not last.affiliation and party.kind is AgentKind.ORGANIZATION:
            parties[-1] = replace(last, affiliation=party.name)
    elif kinds == (AgentKind.OFFICE, AgentKind.ORGANIZATION):
        if last.name.lower() in _KEPT and not last.affiliation:
            # "The Secretary," and below it the body: the office is that body's.
            last = replace(last, name=f"{last.name}, {party.name}")
        parties[-1] = replace(last, affiliation=last.affiliation or party.name)
    elif kinds == (AgentKind.OFFICE, AgentKind.PERSON) and _names_holder(party):
        parties[-1] = replace(party, office=last.name, affiliation=last.affiliation)
    elif (
        marked
        or (party.kind is AgentKind.PERSON and (last.kind is AgentKind.ORGANIZATION or " " in party.name))
        or last.kind not in (party.kind, AgentKind.OFFICE)
    ):
        parties.append(party)
