"""Acts, orders, laws, codes and decrees by name, of whatever country."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.lexicon import lookup_name
from corpuspkg.citations.names import read_name_after, read_name_before, slug
from corpuspkg.citations.numbers import DATE, parse_date
from corpuspkg.citations.places import load_gazetteer, places_between
from corpuspkg.model import CitationForm, CitationStatus, Instrument

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_YEAR = re.compile(r",? (?:\((?P<paren>(?:1[6-9]|20)\d\d)\)|(?:of |, )?(?P<year>(?:1[6-9]|20)\d\d))(?![\d/-])")
_JURISDICTION = re.compile(r"(?:us|u\.s\.|united states|american|uk|u\.k\.|british|federal|congress's|united kingdom) ")
_NOT_NAMES = frozenset(
    [
        "first",
        "second",
        "third",
        "final",
        "last",
        "opening",
        "closing",
        "class",
        "balancing",
        "riot",
        "disappearing",
        "this",
        "that",
        "every",
        "sister",
        "new",
        "no",
        "one",
        "single",
    ]
)
_LAW_NUMBER = re.compile(
    rf"(?P<word>(?:federal |constitutional |organic |presidential |government |royal "
    rf"|legislative )?(?:law|decree|act|order|decree-law)) (?P<no>nos?\.? ?|# ?|n[°º] ?)(?P<number>\d[\w./-]{{0,14}})"
    rf"(?:,? (?:of|dated) (?P<date>{DATE}))?"
)
_REGULATIONS = re.compile(r" (?:regulations|rules)")
_LAW_OF = re.compile(r"law of (?:the )?(?=[a-z])")
_CODE = re.compile(
    r"(?P<name>(?:criminal|penal|civil|labou?r|family|tax|electoral|election|land"
    r"|housing|customs|administrative) (?:procedure )?code|code of (?:criminal|civil"
    r"|administrative) (?:procedure|offences))"
)
_OF_COUNTRY = re.compile(r" of (?:the )?(?:republic of |kingdom of |state of )?")


_SURNAME_LEADS = frozenset({"judge", "justice", "mr", "mrs", "ms", "dr", "senator", "professor", "miss", "sir", "lady"})


def read_act(document: Document, start: int, _end: int) -> list[Mention]:
    """An Act, or an Order with its year, by the name before it; `start` is the blank before the word."""
    text, folded = document.text, document.folded
    word_end = start + (4 if folded.startswith(" act", start) else 6)
    if not text[start + 1].isupper() or text[start] == "\t" or folded.endswith(" act", 0, start):
        return []  # "Act Act" is no name
    begin = read_name_before(document, start)
    year = _YEAR.match(folded, word_end, word_end + 12)
    if begin is None or folded[begin:start] in _NOT_NAMES or (word_end - start > 5 and year is None):  # noqa: PLR2004  # an Order
        return []
    if folded[begin:start].split()[-1].rstrip(".") in _NOT_NAMES | _SURNAME_LEADS or (
        year is None and text[word_end : word_end + 1] == "-"
    ):
        return []
    stop = year.end() if year else word_end
    mention = Mention(begin, stop, "cite.act", name="act" if word_end - start == 4 else "order")  # noqa: PLR2004  # " Act"
    number = int(year["paren"] or year["year"]) if year else None
    mention.year = number
    _settle_act(document, mention, begin, word_end, number)
    return [mention]


def read_regulations(document: Document, start: int, _end: int) -> list[Mention]:
    """Regulations or Rules with their year, by the name before them: "Environmental Information Regulations 2004"."""
    text, folded = document.text, document.folded
    match = _REGULATIONS.match(folded, start)
    year = _YEAR.match(folded, match.end(), match.end() + 12) if match else None
    begin = read_name_before(document, start)
    if match is None or year is None or begin is None or not text[start + 1].isupper() or text[start] != " ":
        return []
    mention = Mention(begin, year.end(), "cite.act", name="regulation", year=int(year["paren"] or year["year"]))
    _settle_act(document, mention, begin, match.end(), mention.year)
    return [mention]


def read_bill(document: Document, start: int, _end: int) -> list[Mention]:
    """A bill by the name before it: "the Marine Navigation Bill"."""
    text, folded = document.text, document.folded
    begin = read_name_before(document, start, limit=8)
    if begin is None or not text[start + 1].isupper() or not folded.endswith("the ", 0, begin) or text[start] != " ":
        return []
    end = start + len(" bill")
    year = _YEAR.match(folded, end, end + 12)
    mention = Mention(begin, year.end() if year else end, "cite.bill-name", name="bill")
    if year:
        mention.year = int(year["paren"] or year["year"])
    _settle_act(document, mention, begin, end, mention.year)
    if mention.proposed:
        mention.proposed = replace(mention.proposed, kind="bill")
    return [mention]


def _settle_act(document: Document, mention: Mention, begin: int, word_end: int, year: int | None) -> None:
    name = document.folded[begin:word_end]
    trimmed = _JURISDICTION.match(name)
    spellings = [name, *([name[trimmed.end() :]] if trimmed else [])]
    if "(" in name:
        spellings.append(re.sub(r" ?\([^()]*\)", "", name))
    for spelling in spellings:
        for full in ([f"{spelling} {year}", f"{spelling} of {year}"] if year else []) + [spelling]:
            aliases = lookup_name(document, full)
            if len(aliases) == 1:
                identifier = aliases[0].instrument_id
                adopted = (
                    (document.registry.instruments[identifier].adopted_date or "")[:4]
                    if identifier in document.registry.instruments
                    else ""
                )
                if (
                    full == spelling
                    and year
                    and adopted.isdigit()
                    and abs(int(adopted) - year) > 1
                    and full not in aliases[0].alias.lower()
                ):
                    continue
                mention.instrument = identifier
                mention.rule = "cite.alias"
                return
    title = " ".join(document.text[begin : mention.end].split())
    identifier = f"act:{slug(document.text[begin:word_end])}" + (f"-{year}" if year else "")
    mention.instrument, mention.status = identifier, CitationStatus.UNRESOLVED
    mention.proposed = Instrument(
        instrument_id=identifier,
        kind="statute",
        status="proposed",
        title=title,
        adopted_date=str(year) if year else None,
    )


_FEW_NAMES = 200
_WORDS = re.compile(r"[^\W\d_]+")


def name_by_longer(document: Document, mentions: list[Mention]) -> None:
    """Link an act that no authority holds to the one named before whose longer name has all its words in this order."""
    known: dict[tuple[str, ...], Mention] = {}
    for mention in mentions if any(map(_is_open, mentions)) else ():
        words = tuple(_WORDS.findall(document.folded, mention.start, mention.end))
        if _is_open(mention):
            longer = {full.instrument: full for name, full in known.items() if _has_words(name, words)}
            if len(longer) == 1:
                full = next(iter(longer.values()))
                mention.instrument, mention.proposed = full.instrument, full.proposed
                mention.form = CitationForm.SHORT
                if full.status is not CitationStatus.UNRESOLVED:
                    mention.status = CitationStatus.INFERRED
                continue
        if mention.instrument and "act" in words and len(known) < _FEW_NAMES:
            known.setdefault(words, mention)


def _is_open(mention: Mention) -> bool:
    return mention.rule == "cite.act" and mention.status is CitationStatus.UNRESOLVED and mention.year is None


def _has_words(name: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Tell whether a name has other words in their order, and more.

    >>> _has_words(("clean", "rivers", "act"), ("rivers", "act")), _has_words(("rivers", "act"), ("rivers", "act"))
    (True, False)
    """
    left = iter(name)
    return 1 < len(words) < len(name) and all(word in left for word in words)


def read_numbered_law(document: Document, start: int, _end: int) -> list[Mention]:
    """A law or decree by its number: "Federal Law No. 44-FZ", "Decree No. 377 of 16 September 1990"."""
    folded, text = document.folded, document.text
    begin = start
    low = max(0, start - 16)
    before = re.compile(r"(?:federal|constitutional|organic|presidential|government|royal|legislative) \Z").search(
        folded, low, start
    )
    if before and text[before.start()].isupper():
        begin = before.start()
    match = _LAW_NUMBER.match(folded, begin, start + 70)
    if match is None or not text[start].isupper() or not document.is_word(begin, match.end()):
        return []
    number = text[match.start("number") : match.end("number")].rstrip("./-")
    day = parse_date(match["date"]) if match["date"] else None
    country = _country_beside(document, begin, match.end())
    kind = match["word"].split()[-1]
    identifier = ":".join(
        [kind, *([country] if country else []), slug(number) + (f":{day.isoformat()}" if day else "")]
    )
    stop = match.end() if match["date"] else match.start("number") + len(number)
    return [
        _propose(document, begin, stop, "cite.numbered-law", identifier, "statute", day.isoformat() if day else None)
    ]


def read_law_on(document: Document, start: int, end: int) -> list[Mention]:
    """A law by its subject: "Law on the Press", "Law of the Republic of X on Citizenship"."""
    folded, text = document.folded, document.text
    if not text[start].isupper() or not document.is_word(start, start + 3):
        return []
    position = end
    country = None
    if folded.startswith("law of", start):
        places = places_between(document, start, start + 90)
        if not places:
            return []
        country, position = places[0].iso2, places[0].end
        link = re.compile(r" (?:on |\")").match(folded, position)
        if link is None:
            return []
        position = link.end() - (1 if link.group().endswith('"') else 0)
    quoted = re.compile(r"(?:the )?(?:\"(?P<a>[^\"\x1e]{3,120})\"|'(?P<b>[^'\x1e]{3,120})')").match(folded, position)
    if quoted:
        stop: int | None = quoted.end()
    else:
        the = 4 if folded.startswith("the ", position) else 0
        stop = (
            read_name_after(document, position + the) if text[position + the : position + the + 1].isupper() else None
        )
    if stop is None:
        return []
    country = country or _country_beside(document, start, stop)
    words = slug(text[position:stop])
    identifier = ":".join(["law", *([country] if country else []), words])
    return [_propose(document, start, stop, "cite.law-on", identifier, "statute", None)]


def read_code_name(document: Document, start: int, _end: int) -> list[Mention]:
    """A national code: "Criminal Code of Georgia", "the Turkish Penal Code"."""
    folded, text = document.folded, document.text
    match = _CODE.match(folded, start, start + 50)
    if match is None or not text[start].isupper() or not document.is_word(start, match.end()):
        return []
    words = text[start : match.end()].split()
    if not words[-1][0].isupper():
        return []
    country = _country_beside(document, start, match.end())
    if country is None and document.context.author_country:
        country = document.context.author_country
    of_country = _OF_COUNTRY.match(folded, match.end(), match.end() + 40)
    stop = match.end()
    if of_country:
        places = places_between(document, of_country.end(), min(len(text), of_country.end() + 50))
        if places and places[0].start == of_country.end():
            stop = places[0].end
    begin = start
    before = places_between(document, max(0, start - 32), start)
    if before and re.fullmatch(r"(?:'s)? ", folded[before[-1].end : start]):
        begin = before[-1].start
    identifier = ":".join(["code", *([country] if country else []), slug(match["name"]).removesuffix("-code")])
    return [_propose(document, begin, stop, "cite.code", identifier, "statute", None)]


def _country_beside(document: Document, start: int, end: int) -> str | None:
    """The country named right before ("Turkish …", "Georgia's …") or right behind ("… of Georgia")."""
    before = places_between(document, max(0, start - 40), start)
    if before and re.fullmatch(r"(?:'s?)? (?:new |federal |own |revised )?", document.folded[before[-1].end : start]):
        return before[-1].iso2
    behind = _OF_COUNTRY.match(document.folded, end, end + 40)
    if behind:
        places = places_between(document, behind.start(), min(len(document.text), behind.end() + 50))
        if places and places[0].start <= behind.end():
            return places[0].iso2
    return None


def _propose(
    document: Document, start: int, end: int, rule: str, identifier: str, kind: str, adopted: str | None
) -> Mention:
    mention = Mention(start, end, rule, instrument=identifier, status=CitationStatus.UNRESOLVED, name="law")
    title = " ".join(document.text[start:end].split())
    mention.proposed = Instrument(
        instrument_id=identifier, kind=kind, status="proposed", title=title, adopted_date=adopted
    )
    return mention


def names_country(document: Document, words: str) -> str | None:
    """The country that folded words are a name or adjective of."""
    return load_gazetteer(document.registry).names.get(words)
