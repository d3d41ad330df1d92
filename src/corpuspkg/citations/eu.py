"""European Union: directives, regulations and decisions by number, with CELEX and ELI."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.lexicon import lookup_name
from corpuspkg.citations.names import read_name_before, slug
from corpuspkg.model import CitationForm, CitationStatus, Instrument

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_TREATIES = r"(?:ec|eu|eec|euratom|cfsp|jha|cepol|ecsc|ce|ue|cee|eg|ewg|pesc|gasp|jai)"
# The words of other languages for the three kinds of act.
_WORDS = {
    "dir": r"directiva|direttiv[ae]|richtlinie",
    "reg": r"r[èe]glement|reglamento|regolament[oi]|verordnung",
    "dec": r"décision|decisi[óo]n|decisione|beschluss",
}
_FOREIGN = {kind: re.compile(words) for kind, words in _WORDS.items()}
_NUMBERED = re.compile(
    r"(?P<word>framework decision|common position|joint action|directive|regulation|decision"
    rf"|{'|'.join(_WORDS.values())})(?P<plural>s|n|en|es)?"
    rf"(?: ?\((?P<treaty>{_TREATIES}(?:, ?{_TREATIES})*)\))?,? ?(?P<no>nos?\.? ?|n[°ºr]\.? ?|núm\. ?)?"
    rf"(?P<a>\d{{1,4}}) ?/ ?(?P<b>\d{{1,4}})(?: ?/ ?(?P<suffix>{_TREATIES}))?(?![\d/])"
)
_NEXT = re.compile(
    rf"(?:,| and|, and| or| &| et| und| y| e) (?:\((?:{_TREATIES})\) )?(?:nos?\.? ?)?(?P<a>\d{{1,4}})/(?P<b>\d{{1,4}})"
    rf"(?:/(?P<suffix>{_TREATIES}))?(?![\d/])"
)
_BEFORE = re.compile(
    r"(?:(?:european )?commission |council |european parliament and (?:of the )?council "
    r"|european parliament |eu |european )?(?:implementing |delegated |framework )?\Z"
)
_LETTERS = {"dir": "L", "reg": "R", "dec": "D"}
_NAMED_LETTERS = {"framework decision": "F", "common position": "E", "joint action": "E"}
_KINDS = {"dir": "directive", "reg": "regulation", "dec": "decision"}
_OLD = 1950
_NAMED_ACT = re.compile(r" (?P<noun>directive|regulation)(?![a-z])")


def read_act(document: Document, start: int, _end: int) -> list[Mention]:
    """The EU acts of a passage that starts with "Directive 9…", "Regulation (EU" or the like."""
    folded = document.folded
    if start < _consumed(document):
        return []
    match = _NUMBERED.match(folded, start, start + 70)
    if match is None or (start and document.text[start - 1].isalnum()):
        return []
    word = match["word"]
    kind = {"directive": "dir", "regulation": "reg"}.get(word) or _kind_of(word)
    marked = bool(match["treaty"] or match["suffix"])
    acts = [(match.start("a") if match["plural"] else start, match.end(), match["a"], match["b"], marked)]
    if match["plural"]:
        while following := _NEXT.match(folded, acts[-1][1], acts[-1][1] + 50):
            acts.append((following.start("a"), following.end(), following["a"], following["b"], True))
    document.notes["consumed act"] = acts[-1][1]
    before = _BEFORE.search(folded, max(0, start - 50), start)
    if (
        before
        and before.group()
        and len(acts) == 1
        and not (before.start() and document.text[before.start() - 1].isalnum())
    ):
        acts[0] = (before.start(), *acts[0][1:])
        marked = True
    group = document.new_group() if len(acts) > 1 else None
    mentions = []
    for place, (begin, end, first, second, sure) in enumerate(acts):
        order = _order(kind, first, second, numbered=bool(match["no"]))
        if order is None or not (sure or marked or kind != "dec") or (kind == "dec" and not marked):
            document.miss(begin, end, "cite.eu-act", "not in the form of an EU act")
            continue
        mention = Mention(begin, end, "cite.eu-act", group=group, year=order[0])
        mention.name = word if word in _NAMED_LETTERS else _KINDS[kind]
        mention.form = CitationForm.LIST_ITEM if place else CitationForm.FULL
        mention.status = CitationStatus.RESOLVED
        _derive(document, mention, kind, *order, old=kind != "dir" and order[0] != int(first))
        mentions.append(mention)
    return mentions


def _kind_of(word: str) -> str:
    """The kind of act that a word of another language names.

    >>> _kind_of("richtlinie"), _kind_of("common position")
    ('dir', 'dec')
    """
    return next((kind for kind, words in _FOREIGN.items() if words.fullmatch(word)), "dec")


def _consumed(document: Document) -> int:
    value = document.notes.get("consumed act", 0)
    return value if isinstance(value, int) else 0


def _order(kind: str, first: str, second: str, *, numbered: bool) -> tuple[int, int] | None:
    """Year and number of an act, whichever came first.

    Until 2015 a regulation carried its number first, with "No"; all else always carried the year first.

    >>> _order("reg", "1049", "2001", numbered=True), _order("dir", "95", "46", numbered=False)
    ((2001, 1049), (1995, 46))
    """
    later_year = _is_year(second) or len(second) == 2  # noqa: PLR2004  # two digits of a year
    swapped = (numbered and later_year) or len(first) < len(second) or not _is_year(first)
    if (kind == "reg" and swapped) or (kind == "dec" and _is_year(second) and (numbered or not _is_year(first))):
        number, year = first, second
    else:
        year, number = first, second
    if len(year) == 2:  # noqa: PLR2004  # two digits stand for the century of the Communities
        year = f"19{year}"
    if not _is_year(year) or not int(number):
        return None
    return int(year), int(number)


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and _OLD <= int(digits) <= 2099  # noqa: PLR2004


_NUMBER_BEHIND = re.compile(rf" \((?P<number>(?P<year>\d{{4}}|\d\d)/(?P<serial>\d{{1,4}})/{_TREATIES})\)")
_OF_UNION = re.compile(r"(?:eu|e\.u\.|european|european union)(?:'s)? ")
_NAME_LED = re.compile(r"(?:the|of|under|by|to|in|eu|eu's|european|and) \Z")


def read_named_act(document: Document, start: int, _end: int) -> list[Mention]:
    """A directive or regulation by name: "the Asylum Procedures Directive (2013/32/EU)"."""
    text, folded = document.text, document.folded
    match = _NAMED_ACT.match(folded, start, start + 12)
    if match is None or not text[start + 1].isupper() or text[start] != " ":
        return []
    begin = read_name_before(document, start, limit=6)
    words = folded[begin:start].split() if begin is not None else []
    if begin is None or not _NAME_LED.search(folded, max(0, begin - 12), begin) or not _others().isdisjoint(words):
        return []
    union = _OF_UNION.match(folded, begin, start)
    if union and len(aliases := lookup_name(document, folded[union.end() : match.end()])) == 1:
        return [Mention(begin, match.end(), "cite.alias", instrument=aliases[0].instrument_id, name=match["noun"])]
    if lookup_name(document, folded[begin : match.end()]) or (text[match.end() : match.end() + 2].strip().isupper()):
        return []  # what the authority holds, or the head of a longer name
    kind = match["noun"]
    mention = Mention(begin, match.end(), "cite.named-eu-act", name=kind)
    behind = _NUMBER_BEHIND.match(folded, match.end(), match.end() + 20)
    if behind:
        number = Mention(behind.start("number"), behind.end("number"), "cite.eu-act", name=kind)
        year = int(behind["year"] if len(behind["year"]) == 4 else f"19{behind['year']}")  # noqa: PLR2004  # digits of a year
        _derive(document, number, "dir" if kind == "directive" else "reg", year, int(behind["serial"]), old=False)
        mention.instrument, mention.proposed = number.instrument, number.proposed
        return [mention, number]
    title = " ".join(text[begin : match.end()].split())
    mention.instrument, mention.status = f"eu:{kind}:{slug(title)}", CitationStatus.UNRESOLVED
    mention.proposed = Instrument(instrument_id=mention.instrument, kind=kind, status="proposed", title=title)
    return [mention]


@cache
def _others() -> frozenset[str]:
    """Words that make something else of a directive or regulation (`not_eu_acts.csv`)."""
    with Path(__file__).with_name("not_eu_acts.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file))


def _derive(document: Document, mention: Mention, kind: str, year: int, number: int, *, old: bool) -> None:
    """Set the instrument; an old regulation's id keeps the order of its official number (`eu:reg:1049/2001`)."""
    named = mention.name in ("framework decision", "common position", "joint action")
    family = mention.name.replace(" ", "-") if named else kind
    identifier = f"eu:{family}:{number}/{year}" if old and kind != "dir" else f"eu:{family}:{year}/{number}"
    mention.instrument = identifier
    if identifier in document.registry.instruments:
        return
    words = " ".join(document.text[mention.start : mention.end].split())
    mention.proposed = Instrument(
        instrument_id=identifier,
        kind=_KINDS[kind],
        status="derived",
        symbol=words if mention.group is None else f"{_KINDS[kind].capitalize()} {year}/{number}",
        celex=f"3{year}{_NAMED_LETTERS.get(mention.name, _LETTERS[kind])}{number:04d}",
        eli=None if named else f"http://data.europa.eu/eli/{kind}/{year}/{number}/oj",
        authority_source="built by rule from kind, year and number (CELEX and ELI schemes)",
    )
