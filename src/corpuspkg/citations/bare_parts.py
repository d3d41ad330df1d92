"""Parts cited without their instrument ("under Article 12"), where the rest of the letter tells whose they are."""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpuspkg.citations.document import Mention
from corpuspkg.citations.pinpoints import Pinpoint, read_pinpoint
from corpuspkg.citations.scan import PARAGRAPH
from corpuspkg.citations.un import derive
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.citations.document import Document

RULE = "cite.bare-part"
_KINDS = frozenset({"article", "section", "rule", "chapter"})
_UNIT = re.compile(r" ?(?:articles?|arts?\.|sections?|sec\.|§§?|rules?|chapters?|art[íi]culos?|artikel) ?[\divx]")
# A small letter needs a word that leads up to a part of a law: "section 4 was full" is none.
_LED = re.compile(
    r"(?:under|in|of|by|with|see|and|to|per|from|into|violat(?:es|ed|ion of)|breach(?:es|ed)?|invok(?:es?|ed|ing)"
    r"|trigger(?:ed|ing|s)?|pursuant to) (?:its |their |the )?\Z"
)
# What goes on names another owner, or a part of the letter itself.
_GOES_ON = re.compile(
    r",? (?:(?:of|to|in|from|under|and of) (?:the |that |this |your |our |its |my |his |their |an? )?[a-z\"']"
    r"|above|below)|/\d"
)
_NEAR = 600


class _Row(NamedTuple):
    kind: str
    number: re.Pattern[str]
    instrument: str
    requires: tuple[str, ...]


@cache
def _known_parts() -> dict[str, tuple[_Row, ...]]:
    """Parts so well known that letters leave out their instrument, by kind (`bare_parts.csv`)."""
    with Path(__file__).with_name("bare_parts.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            _Row(row["kind"], re.compile(row["number"]), row["instrument_id"], tuple(row["requires"].split("|")))
            for row in csv.DictReader(file)
        ]
    return {kind: tuple(row for row in rows if row.kind == kind) for kind in {row.kind for row in rows}}


def find_bare_parts(document: Document, mentions: list[Mention]) -> list[Mention]:
    """The mentions with those parts among them that stand alone, and whose instrument the letter tells."""
    places = [place for place in document.pinpoints if _UNIT.match(document.folded, place, place + 12)]
    if not places:
        return mentions
    owners = _Owners(mentions)
    reaches = [mention.reach or (mention.start, mention.end) for mention in mentions]
    added: list[Mention] = []
    done = 0
    for place in places:
        if place < done:
            continue
        near = bisect_right(reaches, (place, len(document.text)))
        if any(low <= place < high for low, high in reaches[max(0, near - 1) : near]):
            continue
        limit = reaches[near][0] if near < len(reaches) else len(document.text)
        pin = read_pinpoint(document.folded, document.text, place, limit)
        mention = _read(document, pin, owners) if pin else None
        if mention:
            added.append(mention)
            done = mention.end
    return sorted([*mentions, *added], key=lambda entry: entry.start) if added else mentions


class _Owners:
    """The mentions of a letter that name parts, by the kind of part."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._by_kind: dict[str, list[Mention]] = {}
        for mention in mentions:
            if mention.pin_kind in _KINDS and mention.instrument and mention.pin:
                self._by_kind.setdefault(mention.pin_kind, []).append(mention)

    def with_number(self, kind: str, number: str) -> Mention | None:
        """The one instrument that the letter cites with this very part."""
        return _only([one for one in self._by_kind.get(kind, ()) if number in map(_base, (one.pin or "").split(", "))])

    def only(self, kind: str) -> Mention | None:
        """The one instrument of which the letter cites such parts."""
        return _only(self._by_kind.get(kind, []))

    def last(self, kind: str, document: Document, at: int) -> Mention | None:
        """The instrument whose part was cited last before, in the same paragraph."""
        before = [one for one in self._by_kind.get(kind, ()) if at - _NEAR < one.end <= at]
        if not before or PARAGRAPH in document.folded[before[-1].end : at]:
            return None
        return before[-1]


def _only(found: Sequence[Mention]) -> Mention | None:
    return found[-1] if len({one.instrument for one in found}) == 1 else None


def _base(value: str) -> str:
    return value.partition("(")[0].lower()


def _read(document: Document, pin: Pinpoint, owners: _Owners) -> Mention | None:
    folded, text = document.folded, document.text
    start = pin.start + (1 if folded[pin.start] == " " else 0)
    capital = text[start].isupper() or text[start] == "§"
    if pin.kind not in _KINDS or not document.is_word(start, pin.end):
        return None
    if not capital and not _LED.search(folded, max(0, start - 24), start):
        return None
    if _GOES_ON.match(folded, pin.end, pin.end + 14):
        return None
    if (start == 0 or text[start - 1] == "\n") and text[pin.end : pin.end + 1] in ("", ".", ":", ")", "-", "\n"):
        return None  # a heading of the letter's own
    first = _base(pin.value.split(", ")[0].split("-")[0])
    full = owners.with_number(pin.kind, first)
    if full is None and (known := _known(document, pin.kind, pin.value.lower())):
        mention = Mention(start, pin.end, RULE, form=CitationForm.SHORT, name=pin.kind)
        derive(mention, document.registry, known, "constitution")
    else:
        full = full or owners.only(pin.kind) or owners.last(pin.kind, document, start)
        if full is None:
            document.miss(start, pin.end, RULE, "nothing tells whose part it is")
            return None
        mention = Mention(start, pin.end, RULE, instrument=full.instrument, form=CitationForm.ANAPHORIC, name=pin.kind)
        mention.proposed = full.proposed
    mention.status = CitationStatus.INFERRED
    if full is not None and full.status is CitationStatus.UNRESOLVED:
        mention.status = full.status
    mention.pin_kind, mention.pin, mention.reach = pin.kind, pin.value, (start, pin.end)
    return mention


def _known(document: Document, kind: str, value: str) -> str | None:
    """The instrument of a well-known part, where the letter has the words for it."""
    for row in _known_parts().get(kind, ()):
        if row.number.match(value) and document.has_any(row.requires):
            return row.instrument
    return None
