"""Acts, orders, regulations and bills by name, of whatever country."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.lexicon import lookup_name
from corpuspkg.citations.names import read_name_before, slug
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
_YEAR_BEFORE = re.compile(r"(?<!\d)(?P<year>(?:1[6-9]|20)\d\d) \Z")  # "the 1986 Harbours Act"
_NOUN = re.compile(r" (?:act|order|ordinance)")
# "Cap. 200" is where the laws of a territory hold it; a definition in parentheses may follow.
_CHAPTER = re.compile(r",? \(?cap\.? ?\d{1,4}[a-z]{0,2}\)?(?:,? laws of [a-z]+(?: kong)?)?")
_TELLING = 3
_HEADLINE = 140
_SMALL_WORD = re.compile(r"[a-z]{5,}")  # a headline leaves none small but the shortest
_NAME_GOES_ON = re.compile(r" (?!No|Cap|Section|Sec|Chapter|Article)[A-Z][a-z]")
_REGULATIONS = re.compile(r" (?:regulations|rules)")
_SURNAME_LEADS = frozenset({"judge", "justice", "mr", "mrs", "ms", "dr", "senator", "professor", "miss", "sir", "lady"})


def read_act(document: Document, start: int, _end: int) -> list[Mention]:
    """An Act, or an Order with its year, by the name before it; `start` is the blank before the word."""
    text, folded = document.text, document.folded
    noun = _NOUN.match(folded, start)
    if noun is None:
        return []
    word_end, order = noun.end(), noun.group() == " order"
    if noun.group() == " ordinance" and _NAME_GOES_ON.match(text, word_end):
        return []
    if not text[start + 1].isupper() or text[start] == "\t" or folded.endswith(" act", 0, start):
        return []  # "Act Act" is no name
    if folded.endswith(" national defense authorization", 0, start):
        return []  # whatever it is named for, its fiscal year tells which it is (`us.read_defense_act`)
    begin = read_name_before(document, start)
    if begin is not None:
        begin = _without_headline(text, _without_owner(text, begin, start), start, word_end)
    year = _YEAR.match(folded, word_end, word_end + 12)
    led = None if year or begin is None else _YEAR_BEFORE.search(folded, max(0, begin - 6), begin)
    if begin is None or folded[begin:start] in _NOT_NAMES or (order and year is None):
        return []
    if folded[begin:start].split()[-1].rstrip(".") in _NOT_NAMES | _SURNAME_LEADS or (
        year is None and text[word_end : word_end + 1] == "-"
    ):
        return []
    stop = year.end() if year else word_end
    mention = Mention(begin, stop, "cite.act", name="order" if order else "act")
    number = int(year["paren"] or year["year"]) if year else int(led["year"]) if led else None
    mention.year = number
    _settle_act(document, mention, begin, word_end, number)
    chapter = _CHAPTER.match(folded, stop, stop + 40)
    mention.end = chapter.end() if chapter else stop
    return [mention]


_OWNER = re.compile(
    r"(?:[A-Z][\w'’.-]* (?:(?:of|for|and) )?){0,6}"
    r"(?:Department|Ministry|Government|Commission|Committee|Council|Office|Agency|Authority|Minister|Parliament)"
    r"['’]s (?=[A-Z])"
)


def _without_owner(text: str, begin: int, at: int) -> int:
    """Start of an act's name without the body that speaks of it: "the Justice Department's Privacy Act review"."""
    owner = _OWNER.match(text, begin, at) if "s " in text[begin:at] else None
    return owner.end() if owner else begin


_IN_HEADLINE = re.compile(r"[a-z] (?:on|over|against|after|amid|under) (?=(?:the |[A-Z]))(?:the )?")


def _without_headline(text: str, begin: int, at: int, end: int) -> int:
    """Start of an act's name without the headline that leads up to it: "Club Praises Court on Ferries Act"."""
    if begin and text[begin - 1] != "\n":
        return begin
    line = text[begin : max(text.find("\n", end), end)]
    if len(line) > _HEADLINE or line.rstrip().endswith(".") or any(map(_SMALL_WORD.fullmatch, line.split())):
        return begin
    found = list(_IN_HEADLINE.finditer(text, begin, at))
    return found[-1].end() if found else begin


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
    became = lookup_name(document, f"{folded[begin:start]} act") if _is_telling(text[begin:start]) else ()
    if len(became) == 1 and year is None:
        mention.instrument, mention.status = became[0].instrument_id, CitationStatus.INFERRED
        return [mention]
    _settle_act(document, mention, begin, end, mention.year)
    if mention.proposed:
        mention.proposed = replace(mention.proposed, kind="bill")
    return [mention]


def _is_telling(name: str) -> bool:
    """Tell whether a bill's name is so long that the act of that name is the same text.

    >>> _is_telling("Data Retention and Investigatory Powers"), _is_telling("Civil Rights")
    (True, False)
    """
    return sum(word[0].isupper() for word in name.split()) > _TELLING


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
_NAMED = frozenset({"cite.alias", "cite.act", "cite.treaty-subject", "cite.treaty-name", "cite.agreement"})
_OPEN = frozenset({"cite.act", "cite.treaty-name"})
_WORDS = re.compile(r"[^\W\d_]+")


def name_by_longer(document: Document, mentions: list[Mention]) -> None:
    """Link an act or treaty that no authority holds to one named before whose longer name has its words in order."""
    known: dict[tuple[str, ...], Mention] = {}
    by_word: dict[str, list[tuple[str, ...]]] = {}
    for mention in mentions if any(map(_is_open, mentions)) else ():
        words = tuple(map(_singular, _WORDS.findall(document.folded, mention.start, mention.end)))
        if _is_open(mention):
            year = str(mention.year or "")
            longer = {
                full.instrument: full
                for name in by_word.get(words[0], ())
                if _is_longer(document, full := known[name], name, words) and year in _written(document, full)
            }
            if len(longer) == 1:
                full = next(iter(longer.values()))
                mention.instrument, mention.proposed = full.instrument, full.proposed
                mention.form = CitationForm.SHORT
                if full.status is not CitationStatus.UNRESOLVED:
                    mention.status = CitationStatus.INFERRED
                continue
        if mention.instrument and len(words) > 1 and mention.rule in _NAMED and len(known) < _FEW_NAMES:
            if words not in known:
                for word in set(words):
                    by_word.setdefault(word, []).append(words)
            known.setdefault(words, mention)


def _written(document: Document, mention: Mention) -> str:
    return document.text[mention.start : mention.end]


def _is_longer(document: Document, full: Mention, name: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Tell whether a name has these words in order and more, be it a year alone."""
    return _has_words(name, words) or (name == words and _written(document, full)[-4:].isdigit())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _TELLING and word[-1] == "s" else word


def _is_open(mention: Mention) -> bool:
    return mention.rule in _OPEN and mention.status is CitationStatus.UNRESOLVED


def _has_words(name: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Tell whether a name has other words in their order, and more.

    >>> _has_words(("clean", "rivers", "act"), ("rivers", "act")), _has_words(("rivers", "act"), ("rivers", "act"))
    (True, False)
    """
    left = iter(name)
    return 1 < len(words) < len(name) and all(word in left for word in words)
