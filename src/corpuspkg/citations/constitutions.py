"""Constitutions: of a named country, of "our" country, and amendments of the United States one."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.places import Place, is_weighty, places_between
from corpuspkg.citations.un import derive
from corpuspkg.dateforms import ORDINALS
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.citations.document import Document

RULE = "cite.constitution"
_NOUN = re.compile(r"constitution|basic law|fundamental law|constituci[oó]n|constituição|costituzione")
_NO_COUNTRYS = frozenset({"basic law", "fundamental law"})  # names that need to be told whose
_OF = re.compile(
    r"(?: and (?:the )?laws)? of (?:the )?(?:(?:republic|kingdom|state|commonwealth|principality|federal republic"
    r"|islamic republic|people's republic|grand duchy) of (?:the )?)?"
)
_OF_YEAR = re.compile(r" of (?P<year>(?:1[6-9]|20)\d\d)(?!\d)")
_DETERMINER = re.compile(
    r"(?P<det>our|the|la|nuestra|notre|nostra|nossa|da|della|its|their|your|this|my|that|old|new|present|current|federal"
    r"|national|state) (?:own |new |present |current |country's |national |federal "
    r"|state )?\Z"
)
_NOT_BEHIND = re.compile(
    r" (?:avenue|ave|square|street|st\.|hall|day|party|committee|centre|center|gardens"
    r"|hill|club|road|island|week|project|act|plaza|building|commission|court)\b"
)
# "the Constitution Quiz"; but "the Constitution Article 5"
_NAME_GOES_ON = re.compile(r" (?!Art|Sec|Chapter|Part|Title|Preamble|I\b|Act|Federal|Nacional|Pol[ií]tica)[A-Z][a-z]")
_AMENDMENTS = 27
_FEW = 12  # amendments that a bill or a contract may have, too
_ORDINALS = {word: number for word, number in ORDINALS.items() if number <= _AMENDMENTS}
_AMENDMENT = re.compile(r"(?P<word>[a-z]+(?:-[a-z]+)?|\d{1,2}(?:st|nd|rd|th)) amendments?")
_LIST_BEFORE = re.compile(rf"(?<![a-z])(?:(?:{'|'.join(_ORDINALS)}),? )+(?:and |or )\Z")
_TO_CONSTITUTION = re.compile(r"(?:,)? (?:to|of|in) the (?:us |u\.s\. |united states |federal )?constitution")
_ADJECTIVE_GAP = re.compile(
    r"(?:'s?)?(?: (?:new|old|own|present|current|federal|national|post-soviet|democratic|political|\d{4}))? \"?"
)


@cache
def _states() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """The states of the United States: patterns for names before and behind the word, and their codes."""
    with files("corpuspkg.authority").joinpath("us_states.csv").open(encoding="utf-8") as file:
        codes = {row["name"]: row["code"] for row in csv.DictReader(file)}
    names = "|".join(sorted(codes, key=len, reverse=True))
    return (
        re.compile(rf"(?<![a-z])(?P<name>{names}|georgia(?= state))(?:'s?)? (?:state )?\Z"),
        re.compile(rf" of (?:the )?(?:(?:great )?(?:state|commonwealth) of )?(?P<name>{names})(?![a-z])"),
        codes | {"georgia": "us-ga"},
    )


def load_states() -> dict[str, str]:
    """The states of the United States by their names in small letters, with their codes."""
    return _states()[2]


def _read_state(document: Document, start: int, end: int) -> Mention | None:
    """The constitution of a state of the United States: "Ohio Constitution", "Constitution of the State of Texas"."""
    before, behind, codes = _states()
    begin, stop = start, end
    match = behind.match(document.folded, end, end + 50)
    if match:
        stop = match.end()
    elif _is_led_by_name(document, start) and (match := before.search(document.folded, max(0, start - 32), start)):
        begin = match.start()
    if match is None or not document.text[match.start("name")].isupper():
        return None
    mention = Mention(begin, stop, RULE, name="constitution")
    derive(mention, document.registry, f"constitution:{codes[match['name']]}", "constitution")
    return mention


def _is_led_by_name(document: Document, start: int) -> bool:
    """Tell whether the word before a place may end a state's name: it has a capital letter, or is "state"."""
    before = document.folded.rfind(" ", 0, max(0, start - 1)) + 1
    return document.text[before].isupper() or document.folded.startswith("state ", before)


def read_constitution(document: Document, start: int, _end: int) -> list[Mention]:
    """A constitution at the word itself."""
    folded, text = document.folded, document.text
    match = _NOUN.match(folded, start, start + 20)
    if match is None or not document.is_word(start, match.end()):
        return []
    end = match.end()
    capital = text[start].isupper()
    if _NOT_BEHIND.match(folded, end, end + 16):
        document.miss(start, end, RULE, "part of a name")
        return []
    plain = match.group() not in _NO_COUNTRYS
    state = _read_state(document, start, end) if capital and plain else None
    if state:
        return [state]
    foreign = _read_foreign(document, match, end) if capital else None
    if foreign:
        return [foreign]
    named = _named_behind(document, end) if capital else None
    if named:
        return [
            _resolve(
                document, Mention(start, named.end, RULE, name="constitution"), named.iso2, CitationStatus.RESOLVED
            )
        ]
    named = _named_before(document, start)
    if named:
        dated = _OF_YEAR.match(folded, end, end + 9)
        mention = Mention(named.start, dated.end() if dated else end, RULE, name="constitution")
        return [_resolve(document, mention, named.iso2, CitationStatus.RESOLVED)]
    if not plain:
        return _read_basic_law(document, start, end) if capital and match.group() == "basic law" else []
    return _read_by_context(document, start, end, capital=capital)


@cache
def _adjectives() -> tuple[re.Pattern[str], dict[str, str]]:
    """What other languages say behind the word: "Constitución Española", with the countries meant."""
    with Path(__file__).with_name("constitution_adjectives.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["adjective"]: row["country"] for row in csv.DictReader(file)}
    words = "|".join(sorted(codes, key=len, reverse=True))
    return re.compile(rf" (?:pol[ií]tica |nacional |federal )?(?P<word>{words})(?![a-zà-ÿ])"), codes


def _read_foreign(document: Document, match: re.Match[str], end: int) -> Mention | None:
    """A constitution whose country an adjective behind it tells."""
    pattern, codes = _adjectives()
    behind = pattern.match(document.folded, end, end + 40)
    if behind is None:
        return None
    mention = Mention(match.start(), behind.end(), RULE, name="constitution")
    return _resolve(document, mention, codes[behind["word"]], CitationStatus.RESOLVED)


# Whose fundamental law has that name, with words of letters that speak of it.
_BASIC_LAWS = {
    "hk": ("hong kong",),
    "mo": ("macao", "macau"),
    "de": ("germany", "german", "bundestag", "grundgesetz", "karlsruhe"),
    "il": ("israel", "israeli", "knesset"),
}


def _read_basic_law(document: Document, start: int, end: int) -> list[Mention]:
    """Read "the Basic Law": that of the territory with such a law that the letter speaks of alone, last or most."""
    spoken = [code for code, words in _BASIC_LAWS.items() if document.has_any(words)]
    last = document.notes.get("constitution")
    whose = spoken[0] if len(spoken) == 1 else last if last in spoken else _spoken_of_most(document, spoken)
    if not isinstance(whose, str) or not document.folded.endswith(("the ", "our ", "this "), 0, start):
        document.miss(start, end, RULE, "no territory named whose basic law it is")
        return []
    mention = Mention(start, end, "cite.constitution-context", form=CitationForm.SHORT, name="constitution")
    return [_resolve(document, mention, whose, CitationStatus.INFERRED)]


_MOST = 3  # times as often as of any other


def _spoken_of_most(document: Document, codes: list[str]) -> str | None:
    if "basic law" not in document.notes:  # counted once: a letter of any length stays linear
        counts = sorted((sum(map(document.folded.count, _BASIC_LAWS[code])), code) for code in codes)
        clear = bool(counts) and counts[-1][0] >= _MOST * counts[-2][0]
        document.notes["basic law"] = counts[-1][1] if clear else None
    found = document.notes["basic law"]
    return found if isinstance(found, str) else None


def _named_behind(document: Document, end: int) -> Place | None:
    link = _OF.match(document.folded, end, end + 60)
    if link is None:
        return None
    low = end + link.group().index(" of ") + len(" of ")
    places = places_between(document, low, min(len(document.text), link.end() + 50))
    if places and places[0].start <= link.end():
        place = places[0]
        return Place(place.iso2, place.start, max(place.end, link.end()))
    return None


def _named_before(document: Document, start: int) -> Place | None:
    places = places_between(document, max(0, start - 60), start)
    if places and _ADJECTIVE_GAP.fullmatch(document.folded, places[-1].end, start):
        return places[-1]
    return None


def _read_by_context(document: Document, start: int, end: int, *, capital: bool) -> list[Mention]:
    folded = document.folded
    if _NAME_GOES_ON.match(document.text, end):
        document.miss(start, end, RULE, "part of a name")
        return []
    determiner = _DETERMINER.search(folded, max(0, start - 30), start)
    det = determiner["det"] if determiner else ""
    year = _OF_YEAR.match(folded, end, end + 9)
    if not determiner and not (capital and year):
        return []
    if (det == "our" and not folded.startswith(" of the ", end)) or (det == "our" and capital):
        begin = determiner.start() if determiner else start
        mention = Mention(begin, end, "cite.constitution-context", form=CitationForm.SHORT, name="constitution")
        return [_infer(document, mention, own=True)]
    if not capital or (folded.startswith(" of ", end) and not year):
        document.miss(start, end, RULE, "no country named, and no capital letter" if not capital else "not a country's")
        return []
    mention = Mention(
        start, year.end() if year else end, "cite.constitution-context", form=CitationForm.SHORT, name="constitution"
    )
    if year:
        mention.status, mention.form = CitationStatus.UNRESOLVED, CitationForm.FULL
        return [mention]
    mention.key = "constitution"
    return [_infer(document, mention, own=False)]


def _infer(document: Document, mention: Mention, *, own: bool) -> Mention:
    """The constitution meant by "our" or "the".

    It is that of the country whose government or people the sentence names, else of the one country that the sentence
    names, else of the author's.
    """
    low, high = document.sentence(mention.start, mention.end)
    before = places_between(document, low, mention.start)
    behind = places_between(document, mention.end, high)
    weighty = [place for place in before if is_weighty(document, place)]
    weighty = weighty or [place for place in behind if is_weighty(document, place)]
    codes = {place.iso2 for place in before + behind}
    if weighty:
        return _resolve(document, mention, weighty[-1].iso2, CitationStatus.INFERRED)
    if len(codes) == 1:
        return _resolve(document, mention, codes.pop(), CitationStatus.INFERRED)
    last = document.notes.get("constitution")
    if not own and isinstance(last, str):
        return _resolve(document, mention, last, CitationStatus.INFERRED)
    if document.context.author_country:
        return _resolve(document, mention, document.context.author_country.lower(), CitationStatus.INFERRED)
    alone = only_country(document)
    if alone:
        return _resolve(document, mention, alone, CitationStatus.INFERRED)
    if not own and _is_american(document):
        return _resolve(document, mention, "us", CitationStatus.INFERRED)
    mention.status = CitationStatus.UNRESOLVED
    return mention


_REACH = 20_000


def only_country(document: Document) -> str | None:
    """The one country that the letter names, if it names no other."""
    if "only country" not in document.notes:
        codes = {place.iso2 for place in places_between(document, 0, min(len(document.text), _REACH))}
        document.notes["only country"] = codes.pop() if len(codes) == 1 else None
    found = document.notes["only country"]
    return found if isinstance(found, str) else None


def _is_american(document: Document) -> bool:
    members = document.has_word("congress") and document.has_any(_MEMBERS)
    return members or document.has_any(_AMERICAN)


_OF_CONSTITUTION = ("constitution", "supreme court", "congress", "due process", "equal protection")
_MEMBERS = ("senator", "senators", "congressman", "congresswoman", "representative", "house of representatives")
# Words of letters that speak of the law of the United States.
_AMERICAN = (
    *("first amendment", "fourth amendment", "fifth amendment", "fourteenth amendment", "fourteenth amendments"),
    *("u.s.c", "u.s. code", "u.s. constitution", "united states constitution", "united states senate", "u.s. senate"),
    *("supreme court of the united states", "united states supreme court", "u.s. supreme court"),
)


def _resolve(document: Document, mention: Mention, iso2: str, status: CitationStatus) -> Mention:
    mention.status = status
    derive(mention, document.registry, f"constitution:{iso2}", "constitution")
    document.notes["constitution"] = iso2
    return mention


# "the Fourth Amendment Restoration Act" is named for the amendment.
_OF_ACT = re.compile(r" (?:[A-Z][\w'’-]+ ){1,5}(?:Act|Bill)\b")


def read_amendment(document: Document, start: int, _end: int) -> list[Mention]:
    """An amendment of the Constitution of the United States by its number: "First Amendment"."""
    folded, text = document.folded, document.text
    match = _AMENDMENT.match(folded, start, start + 30)
    if match is None or not document.is_word(start, match.end()):
        return []
    noun = folded.index("amendment", start)
    word = match["word"]
    number = _ORDINALS.get(word) or (int(re.sub(r"\D", "", word)) if word[0].isdigit() else 0)
    behind = _TO_CONSTITUTION.match(folded, match.end(), match.end() + 40)
    capital = text[noun].isupper() and (text[start].isupper() or text[start].isdigit())
    # In small letters the first amendment may be anybody's; the fourteenth, in such a letter, is the Constitution's.
    small = (behind or number > _FEW) and document.has_any(_OF_CONSTITUTION) and _is_american(document)
    if not 1 <= number <= _AMENDMENTS or not (capital or small) or _OF_ACT.match(text, match.end(), match.end() + 80):
        return []
    mention = Mention(start, behind.end() if behind else match.end(), "cite.us-amendment", name="constitution")
    mention.pin_kind, mention.pin = "amendment", str(number)
    listed = _LIST_BEFORE.search(folded, max(0, start - 50), start) if match.group().endswith("s") else None
    if listed:
        mention.start = listed.start()
        numbers = [str(_ORDINALS[word]) for word in re.findall(r"[a-z]+", listed.group()) if word in _ORDINALS]
        mention.pin = ", ".join([*numbers, str(number)])
    derive(mention, document.registry, "constitution:us", "constitution")
    return [mention]


_NATIONAL = re.compile(r"(?:constitution:)?(?P<country>[a-z]{2})(?::act|:bill|:pl|:usc|:eo|:code|\Z)")


def infer_by_laws(document: Document, mentions: Sequence[Mention]) -> None:
    """Let the Constitution of a letter that names no country be that of the one country whose laws it cites."""
    missing = [one for one in mentions if one.name == "constitution" and one.instrument is None and not one.year]
    if not missing:
        return
    found = {match["country"] for one in mentions if (match := _NATIONAL.match(one.instrument or ""))}
    if len(found) == 1:
        country = found.pop().replace("uk", "gb")
        for mention in missing:
            _resolve(document, mention, country, CitationStatus.INFERRED)
