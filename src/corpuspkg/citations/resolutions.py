"""Numbered and dated resolutions, recommendations and decisions of international bodies, with lists of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpuspkg.citations import bodies, dated, un
from corpuspkg.citations.document import Mention
from corpuspkg.citations.numbers import Item, read_list
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_WORD = re.compile(
    r"(?P<word>r[eé]so[li1]ution|resoluci[oó]n|resolucione|res\b|recommendation|rec\b|decision|dec\b|unscr|unsc|scr|unga)(?P<plural>s?)\.?"
    r"(?P<open>,? ?(?:\( ?|: ?)?)"
)
_OF_BODY = re.compile(r"(?P<word>reso[li1]ution|recommendation|decision)s of (?:the )?")
_KINDS = {"recommendation": "rec", "rec": "rec", "decision": "dec", "dec": "dec"}
_SELF_NAMED = {"unscr": "un:sc", "unsc": "un:sc", "scr": "un:sc", "unga": "un:ga"}
_OWN = re.compile(r"\b(?:its|our|their|this council's|previous|earlier) (?:[a-z]+ )?\Z")
_ADJACENT_ONLY = {"us:senate", "us:house"}
_RULES = {
    "un:sc": "cite.un-sc-resolution",
    "un:ga": "cite.un-ga-resolution",
    "un:hrc": "cite.un-hrc-resolution",
    "un:ecosoc": "cite.un-ecosoc-resolution",
    "coe:pace": "cite.coe-pace-text",
    "coe:cm": "cite.coe-cm-text",
    "us:senate": "cite.us-bill",
    "us:house": "cite.us-bill",
    "eu:ep": "cite.eu-parliament-resolution",
}
RULE = "cite.body-resolution"
_HEADING_REACH = 400
_TELLING = 100  # from here on a number that agrees with its year is hardly another body's
_ELSEWHERE = ("parliamentary assembly", "council of europe", "pace", "european parliament")
_LAST_ASSEMBLY = 3541  # the last number before the Assembly counted by sessions


def read_resolution(document: Document, start: int, end: int) -> list[Mention]:
    """The citations in a passage that starts with "resolution 8…", "resolutions (" or the like."""
    folded = document.folded
    if start < _consumed(document) or (start and document.text[start - 1].isalnum()):
        return []
    by_date = dated.OF_DATE.match(folded, start, start + 90)
    if by_date:
        return dated.read_dated(document, by_date)
    match = _WORD.match(folded, start, start + 40)
    of_body = _OF_BODY.match(folded, start, start + 40)
    named = None
    if of_body and (named := bodies.body_after(document, of_body.start() + of_body.group().find(" of"))):
        begin = (
            named.end
            + (re.compile(r",? ?\(?:? ?").match(folded, named.end, named.end + 6) or of_body).end()
            - named.end
        )
        word, plural = of_body["word"], True
    elif match:
        word, plural, begin = match["word"], bool(match["plural"]), match.end()
    else:
        return []
    items = list(read_list(folded, begin, plural=plural or "(" in folded[end - 1 : begin]))
    if not items:
        return []
    document.notes["consumed"] = items[-1].end
    return _settle(document, start, word, items, named)


def _consumed(document: Document) -> int:
    value = document.notes.get("consumed", 0)
    return value if isinstance(value, int) else 0


def _settle(document: Document, start: int, word: str, items: list[Item], named: bodies.Body | None) -> list[Mention]:
    found = _find_body(document, start, word, items, named)
    body, begin = found.body, found.start
    first = items[0]
    if body and dated.is_own_title(document, start):
        document.miss(start, first.end, _RULES.get(body, RULE), "the text's own number")
        return []
    if word in ("decision", "dec") and body not in ("osce:mc", "osce:pc", "un:hrc", "un:ecosoc"):
        return []
    group = document.new_group() if len(items) > 1 else None
    mentions = []
    for place, item in enumerate(items):
        mention = Mention(
            begin if group is None else item.start,
            item.end,
            _RULES.get(body or "", RULE),
            form=CitationForm.LIST_ITEM if place else CitationForm.FULL,
            group=group,
            year=item.year,
            key=f"{_KINDS.get(word, 'res')} {item.number}",
        )
        if place == 0:
            mention.reach = (begin, max(found.reach, item.end) if group is None else item.end)
        mention.name = "resolution"
        _settle_item(document, mention, body, item, word, sure=found.sure)
        mentions.append(mention)
    if body and body != "un:any":
        document.notes["last resolution"] = (items[-1].end, body)
    return mentions


def _settle_item(document: Document, mention: Mention, body: str | None, item: Item, word: str, *, sure: bool) -> None:
    registry = document.registry
    if body == "un:any":
        _settle_unnamed(document, mention, item)
        return
    if body is None:
        mention.status = CitationStatus.UNRESOLVED
        return
    un.settle_resolution(mention, registry, body, item, _KINDS.get(word, "res"))
    if not sure and mention.status is CitationStatus.RESOLVED:
        mention.status = CitationStatus.INFERRED


def _settle_unnamed(document: Document, mention: Mention, item: Item) -> None:
    """A resolution "of the UN" with no organ named."""
    registry = document.registry
    if not item.number.isdigit() or item.roman:
        un.settle_resolution(mention, registry, "un:ga", item)
        mention.status = CitationStatus.INFERRED
        return
    number = int(item.number)
    known = registry.council_resolutions.get(number)
    if max(registry.council_resolutions, default=0) < number <= _LAST_ASSEMBLY:
        un.settle_resolution(mention, registry, "un:ga", item)
        mention.status = CitationStatus.INFERRED
        return
    if known and ((item.year == known.year) or (item.year is None and document.has_word("security council"))):
        un.settle_council(mention, registry, item)
        mention.status = CitationStatus.INFERRED
        return
    mention.status = CitationStatus.AMBIGUOUS if known else CitationStatus.UNRESOLVED
    mention.candidates = (f"un:sc:res:{number}", f"un:ga:res:{number}") if known else ()


@dataclass(frozen=True, slots=True)
class _Found:
    """The body of a number.

    Attributes:
        start: Start of the mention, the body's name included where it stands right before.
        sure: The words alone name the body.
        reach: Where the words that name the body end, if they stand behind.
    """

    body: str | None
    start: int
    sure: bool = True
    reach: int = 0


def _find_body(document: Document, start: int, word: str, items: list[Item], named: bodies.Body | None) -> _Found:
    if items[0].number.startswith("es-"):
        return _Found("un:ga", start)
    if word in _SELF_NAMED or named:
        return _Found(named.body if named else _SELF_NAMED[word], start)
    before = bodies.body_before(document, start)
    if before and before.body != "un:any" and _fits(before.body, items[0], word):
        return _Found(before.body, before.start)
    after = bodies.body_after(document, items[-1].after)
    if after and after.body != "un:any" and _fits(after.body, items[0], word):
        return _Found(after.body, start, reach=after.end)
    around = _body_around(document, start, word, items)
    if around:
        return _Found(around, start)
    if before or after:
        return _Found("un:any", before.start if before else start, sure=False)
    return _Found(_body_of_letter(document, items[0]), start, sure=False)


def _body_around(document: Document, start: int, word: str, items: list[Item]) -> str | None:
    """The body that the sentence names, the nearest before it first, or the heading above."""
    low, high = document.sentence(start, items[-1].after)
    around = [
        *reversed(bodies.bodies_between(document, low, start)),
        *bodies.bodies_between(document, items[-1].after, high),
    ]
    for body in around:
        if body.body not in _ADJACENT_ONLY and body.body != "un:any" and _fits(body.body, items[0], word):
            return body.body
    return _body_above(document, start, low, items[0], word)


def _fits(body: str, item: Item, word: str) -> bool:
    """Tell whether a body numbers its texts that way."""
    slashed = "/" in item.number
    if body == "un:sc":
        return not slashed and not item.roman and not item.letter and word not in ("recommendation", "rec")
    if body == "un:ga":
        return slashed or bool(item.roman) or item.year is None or item.year <= 1976  # noqa: PLR2004  # the last year of the old numbers
    if body == "un:hrc":
        return slashed
    if body.startswith("coe:"):
        return not slashed and not item.roman
    return True


def _body_above(document: Document, start: int, low: int, item: Item, word: str) -> str | None:
    """The body that a heading or the list's previous item names."""
    text = document.text
    line = text.rfind("\n", max(0, start - 40), start) + 1 or (0 if start < 40 else -1)  # noqa: PLR2004  # room for a bullet
    last = document.notes.get("last resolution")
    if isinstance(last, tuple) and last[0] >= low and _fits(last[1], item, word):
        return str(last[1])
    if line < 0 or any(char.isalpha() for char in text[line:start]):
        return None
    if isinstance(last, tuple) and start - last[0] < _HEADING_REACH // 2 and _fits(last[1], item, word):
        return str(last[1])
    for body in reversed(bodies.bodies_between(document, max(0, start - _HEADING_REACH), start)):
        if ":\n" in text[body.end : start] and body.body != "un:any" and _fits(body.body, item, word):
            return body.body
    return None


def _body_of_letter(document: Document, item: Item) -> str | None:
    """The body that the letter as a whole points to: its own, or the Council where number and year agree."""
    own = bodies.own_body(document)
    if item.roman and "/" not in item.number and (own or document.has_word("general assembly")):
        return "un:ga"
    if own and _fits(own, item, "resolution"):
        return own
    known = document.registry.council_resolutions.get(int(item.number)) if item.number.isdigit() else None
    elsewhere = any(
        map(document.has_word, ("parliamentary assembly", "council of europe", "pace", "european parliament"))
    )
    if known and known.year == item.year and item.parenthesized and int(item.number) >= _TELLING and not elsewhere:
        return "un:sc"
    if (
        known
        and known.year == item.year
        and (document.has_word("security council") or document.has_word("united nations"))
    ):
        return "un:sc"
    return None
