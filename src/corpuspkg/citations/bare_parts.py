"""Parts cited without their instrument: "under Articles 39 and 40", where the letter tells of what they are part."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpuspkg.citations.document import Mention
from corpuspkg.citations.names import load_openers
from corpuspkg.citations.pinpoints import Pinpoint, read_pinpoint
from corpuspkg.citations.un import derive
from corpuspkg.citations.unnamed import read_roman
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpuspkg.citations.document import Document

RULE = "cite.bare-part"
_UNITS = ("article", "art. ", "arts. ", "section", "sec. ", "§", "rule", "chapter", "title", "artículo", "artikel")
_NEAR = 400
_TOGETHER = 100
_MOST_CANDIDATES = 3
_LONGEST = 120
# What kinds of instrument, by the registry and by the words of their names, are divided so.
_DIVIDED = {
    "article": (
        frozenset(
            {"treaty", "constitution", "directive", "regulation", "declaration", "agreement", "final_act", "code"}
        ),
        re.compile(
            r"\b(?:treaty|convention|covenant|charter|constitution|pact|directive|code|declaration"
            r"|agreement|protocol|basic law|accords?)\b"
        ),
    ),
    "section": (frozenset({"statute", "bill", "code"}), re.compile(r"\b(?:act|bill|code|ordinance|law)\b")),
}
_OF_ANOTHER = re.compile(
    r"[,)]? ?(?:(?:of|from|in) (?!particular|force|this case)|to (?:the|that|this|your|our) |by [a-z]+ [a-z]+ in "
    r"|(?:de la|del|de|du|des|der|della|do|da) [a-z]|d'|de l'"
    r"|hereof|herein|above|below|entitled|titled|residents|housing|students|players|league)"
)
_LED_BY_OTHERS = re.compile(
    r"(?<![a-z])(?:your|my|our|his|her|their|an|a|newspaper|magazine|blog|this|these|first|next|last|new|bylaws?|draft|lease"
    r"|contract|proposed) \Z"
)
# Right behind a name that nothing read, the part is that name's: "the Harbour Ordinance, in particular section 3".
_OF_NAME_BEFORE = re.compile(
    r"(?P<word>[A-Z][\w'’-]*)[\"”']?\)?,? \(?(?:(?:in particular|notably|especially|see|and|namely),? )?\Z"
)
# "Art. 17 DSM-RL": the part of a law that an abbreviation names.
_OF_ABBREVIATED = re.compile(r" [A-ZÄÖÜ][a-zäöü]{0,9}[A-ZÄÖÜ][\w-]*")
_CITING = re.compile(
    r"(?:under|by|with|of|in|to|per|see|and|or|on|from|through|into|out|that|as|regards|regarding|concerning|both|while"
    r"|whereas|whether|but|if|because|apply|applying|applied|(?:amend|trigger|repeal)(?:s|ed|ing)?|invok(?:e[sd]?|ing)"
    r"|(?:violat|cit|revok)(?:e[sd]?|ing)|breach(?:e[sd]|ing)?) (?:the )?[\"'(]?\Z"
)
_UNDER = re.compile(r"(?:under|pursuant to|invok(?:e[sd]?|ing)|within|violat(?:e[sd]?|ing)|to|of) \Z")
_HEADING_BEHIND = re.compile(r"[.:)\-]|\Z")


class KnownPart(NamedTuple):
    """A part so well known that it is cited alone (`bare_parts.csv`).

    Attributes:
        values: Numbers as written, or ranges of Arabic or Roman numbers.
        whole_letter: The words count wherever the letter has them, not only in the sentence.
        also: Of these words the letter must have one, too.
    """

    kind: str
    values: tuple[str, ...]
    whole_letter: bool
    words: tuple[str, ...]
    also: tuple[str, ...]
    instrument: str

    def is_value(self, value: str) -> bool:
        """Tell whether the first number of a pinpoint is one of its numbers."""
        first = re.split(r"[,-]", value, maxsplit=1)[0]
        return any(first == one or first.startswith(f"{one}(") or _in_range(first, one) for one in self.values)


def _in_range(value: str, written: str) -> bool:
    low, dash, high = written.partition("-")
    number = re.match(r"\d+|[IVXL]+", value)
    if not dash or number is None or number.group().isdigit() != low.isdigit():
        return False
    return _number(low) <= _number(number.group()) <= _number(high)


def _number(written: str) -> int:
    return int(written) if written.isdigit() else read_roman(written.lower())


@cache
def _known_parts() -> dict[str, tuple[KnownPart, ...]]:
    """The parts of `bare_parts.csv` by kind."""
    with Path(__file__).with_name("bare_parts.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            KnownPart(
                row["kind"],
                tuple(row["values"].split("|")),
                row["where"] == "letter",
                tuple(row["words"].split("|")),
                tuple(filter(None, row["also"].split("|"))),
                row["instrument_id"],
            )
            for row in csv.DictReader(file)
        ]
    return {kind: tuple(row for row in rows if row.kind == kind) for kind in {row.kind for row in rows}}


class _Pool(NamedTuple):
    """What a part of a kind may belong to.

    Attributes:
        ends: Where the mentions end.
        mentions: The mentions of instruments that have such parts.
        every: One of them for each instrument.
        pinned: The same for the instruments of which the letter cites such parts.
        numbers: These by the number of the part.
        first: Where the first mention with such a part stands.
    """

    ends: list[int]
    mentions: list[Mention]
    every: dict[str | None, Mention]
    pinned: dict[str | None, Mention]
    numbers: dict[str, dict[str | None, Mention]]
    first: int


def find_bare_parts(document: Document, mentions: Sequence[Mention]) -> list[Mention]:
    """The parts that stand alone, each with the instrument that the letter means."""
    pools: dict[str, _Pool] = {}
    found = []
    for place, limit, named in _free_places(document, mentions):
        part = _read(document, place, limit, named)
        if part is None:
            continue
        if part.kind not in pools:
            pools[part.kind] = _pool(document, mentions, part.kind)
        mention = _settle(document, part, pools[part.kind])
        if mention:
            found.append(mention)
    return found


def _free_places(document: Document, mentions: Sequence[Mention]) -> Iterator[tuple[int, int, int]]:
    """Where articles and the like may start that no mention has taken, where the next one starts, the last one ends."""
    folded = document.folded
    number, reached = 0, 0
    for place in document.pinpoints:
        if place < reached or not folded.startswith(_UNITS, place):
            continue
        while number < len(mentions) and (mentions[number].reach or (0, mentions[number].end))[1] <= place:
            number += 1
        limit = len(folded)
        if number < len(mentions):
            limit = (mentions[number].reach or (mentions[number].start, 0))[0]
        if limit > place:
            reached = place + 1
            yield place, limit, mentions[number - 1].end if number else 0


def _read(document: Document, place: int, limit: int, named: int) -> Pinpoint | None:
    """The part at a place, if the words around it leave it alone; `named` is where the mention before it ends."""
    folded, text = document.folded, document.text
    if place and text[place - 1].isalnum():
        return None
    part = read_pinpoint(folded, text, place, min(limit, place + _LONGEST))
    if part is None or part.kind not in ("article", "section", "rule", "chapter", "title"):
        return None
    capital = text[place].isupper() or text[place] == "§"
    if part.kind in ("chapter", "title") and not (
        capital and part.value[0].isupper() and _UNDER.search(folded, max(0, place - 12), place)
    ):
        return None
    name = _OF_NAME_BEFORE.search(text, max(0, place - 50), place)
    if (
        name
        and name.end("word") > named
        and name["word"].lower() not in load_openers()
        and not _opens(document, name.start())
    ):
        document.miss(place, part.end, RULE, "right behind another name")
        return None
    others = _OF_ANOTHER.match(folded, part.end, part.end + 24) or _OF_ABBREVIATED.match(text, part.end)
    if others or _LED_BY_OTHERS.search(folded, max(0, place - 12), place):
        document.miss(place, part.end, RULE, "a part of something else")
        return None
    if _is_heading(document, place, part.end):
        document.miss(place, part.end, RULE, "a heading")
        return None
    return part


def _is_heading(document: Document, start: int, end: int) -> bool:
    low, high = document.line(start)
    if document.text[low:start].strip(" *#>_\"'“(\t"):
        return False
    return end >= high or _HEADING_BEHIND.match(document.folded, end) is not None or high - low < end - start + 6


def _pool(document: Document, mentions: Sequence[Mention], kind: str) -> _Pool:
    kinds, words = _DIVIDED.get(kind, (frozenset(), None))
    fitting = []
    for mention in mentions:
        open_constitution = mention.instrument is None and mention.name == "constitution"
        if (mention.instrument is None and not open_constitution) or mention.rule == "cite.us-amendment":
            continue
        if kind == "section" and mention.name in ("regulation", "rules"):
            continue  # these have rules or regulations
        row = document.registry.instruments.get(mention.instrument or "") or mention.proposed
        if mention.pin_kind == kind or (row and row.kind in kinds) or (words and words.search(mention.name)):
            fitting.append(mention)
    pinned: dict[str | None, Mention] = {}
    numbers: dict[str, dict[str | None, Mention]] = {}
    for mention in fitting:
        if mention.pin_kind == kind and mention.pin:
            pinned[mention.instrument] = mention
            numbers.setdefault(_base(mention.pin), {})[mention.instrument] = mention
    every = {mention.instrument: mention for mention in fitting}
    first = min((mention.start for mention in fitting if mention.pin_kind == kind), default=0)
    return _Pool([mention.end for mention in fitting], fitting, every, pinned, numbers, first)


def _settle(document: Document, part: Pinpoint, pool: _Pool) -> Mention | None:
    mention = Mention(part.start, part.end, RULE, form=CitationForm.ANAPHORIC, status=CitationStatus.INFERRED)
    mention.pin_kind, mention.pin, mention.reach = part.kind, part.value, (part.start, part.end)
    meant = _of_same_number(part, pool)
    known = None if meant else _known(document, part)
    if known:
        derive(mention, document.registry, known, _kind(known))
        mention.form = CitationForm.SHORT
        return mention
    meant = meant or _antecedents(document, part, pool)
    if not meant:
        document.miss(part.start, part.end, RULE, "nothing in the letter tells of what it is a part")
        return None
    if len(meant) > 1:
        mention.status, mention.candidates = (
            CitationStatus.AMBIGUOUS,
            tuple(sorted(str(one.instrument) for one in meant)),
        )
        return mention
    mention.instrument, mention.proposed = meant[0].instrument, meant[0].proposed
    if meant[0].status is CitationStatus.UNRESOLVED or mention.instrument is None:
        mention.status = CitationStatus.UNRESOLVED
    return mention


def _known(document: Document, part: Pinpoint) -> str | None:
    """The instrument of a part that is cited alone wherever the words around it are of its subject."""
    for one in _known_parts().get(part.kind, ()):
        if one.is_value(part.value) and (not one.also or document.has_any(one.also)):
            low, high = document.sentence(part.start, part.end)
            near = any(document.folded.find(word, low, high) >= 0 for word in one.words)
            if near or (one.whole_letter and document.has_any(one.words)):
                return one.instrument
    return None


def _kind(identifier: str) -> str:
    """The kind of a constitution or code that the registry has no row for."""
    return "constitution" if identifier.startswith("constitution:") else "statute"


def _base(value: str) -> str:
    return re.split(r"[(,. -]", value, maxsplit=1)[0]


def _of_same_number(part: Pinpoint, pool: _Pool) -> list[Mention]:
    """The one instrument of which the letter cites the same article or section by name."""
    same = pool.numbers.get(_base(part.value), {})
    return list(same.values()) if len(same) == 1 else []


def _antecedents(document: Document, part: Pinpoint, pool: _Pool) -> list[Mention]:
    """What a part may belong to: the instrument last named, or the only one of those that have such parts."""
    pinned = pool.pinned
    capital = document.text[part.start].isupper()
    if not capital and len(pinned) != 1:
        return []
    low = max(0, part.start - 24)
    if not pinned and not _CITING.search(document.folded, low, part.start) and not _opens(document, part.start):
        return []
    place = bisect_left(pool.ends, part.start + 1)
    last = pool.mentions[place - 1] if place else None
    alone = len(pinned) == 1 and pool.first < part.start
    if last and part.start - last.end <= _NEAR and (not alone or last.instrument in pinned):
        beside = [
            one
            for one in pool.mentions[max(0, place - 4) : place - 1]
            if last.end - one.end <= _TOGETHER and (last.instrument not in pinned or one.instrument in pinned)
        ]
        return list({one.instrument: one for one in [last, *beside]}.values())
    for some in (pinned, pool.every):
        if len(some) == 1:
            return list(some.values())
    return list(pool.every.values()) if len(pool.every) <= _MOST_CANDIDATES else []


def _opens(document: Document, start: int) -> bool:
    """Tell whether a sentence or paragraph opens at a place."""
    before = document.folded[max(0, start - 3) : start].rstrip(" \"'(")
    return not before or before[-1] in ".!?:;\x1e\n" or document.sentence(start, start + 1)[0] == start
