"""Numbered and dated resolutions, recommendations and decisions of international bodies, with lists of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corpuspkg.citations import bodies, dated, un, unnamed
from corpuspkg.citations.document import Mention
from corpuspkg.citations.numbers import Item, read_list
from corpuspkg.citations.resolution_lists import read_numbers
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_KINDS = {"recommendation": "rec", "rec": "rec", "decision": "dec", "dec": "dec"}
_SELF_NAMED = {
    "unscr": "un:sc",
    "unsc": "un:sc",
    "scr": "un:sc",
    "u.n.s.c.r": "un:sc",
    "s.c.r": "un:sc",
    "unga": "un:ga",
}
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
_COORDINATED = re.compile(r" (?:and|or|&) (?:the )?\Z")
_HEADING_REACH = 400


def read_resolution(document: Document, start: int, end: int) -> list[Mention]:
    """The citations in a passage that starts with "resolution 8…", "resolutions (" or the like."""
    folded = document.folded
    if start < _consumed(document) or (start and document.text[start - 1].isalnum()):
        return []
    by_date = dated.OF_DATE.match(folded, start, start + 90)
    if by_date:
        return dated.read_dated(document, by_date)
    read = read_numbers(document, start, end)
    if read is None:
        return []
    document.notes["consumed"] = read.items[-1].end
    return _settle(document, start, read.word, read.items, read.named)


_POSSESSED = re.compile(r"(?:general assembly|assembly|security council|council)'s (?=\d)")
_OF_IMAGES = re.compile(r" ?(?:times|pixels?|dpi|ppi|lines|points)\b")
_COUNTED = re.compile(r" (?!(?:and|or|is|was|are|were|has|have|had|on|of|in|by|which|that|as|to|remain)[ ,])[a-z]")


def read_possessed(document: Document, start: int, _end: int) -> list[Mention]:
    """Numbers that only their body's name stands before: "the Assembly's 3379 and 46/86"."""
    match = _POSSESSED.match(document.folded, start, start + 24)
    spoken = document.has_word("resolution") or document.has_word("resolutions")
    if match is None or not document.text[start].isupper() or not spoken:
        return []
    assembly = "assembly" in match.group()
    if not document.has_word("general assembly" if assembly else "security council") and not unnamed.speaks_of_states(
        document
    ):
        return []
    body = "un:ga" if assembly else "un:sc"
    items = list(read_list(document.folded, match.end(), plural=True, mixed=assembly))
    council = document.registry.council_resolutions
    if not items or any(
        (
            item.number.isdigit()
            and (int(item.number) < unnamed.TELLING or (not assembly and int(item.number) not in council))
        )
        or not bodies.fits(body, item, "resolution")
        or _COUNTED.match(document.folded, item.end, item.end + 9)
        for item in items
    ):
        return []
    named = bodies.Body(body, start, match.end())
    return _settle(document, items[0].start, "resolution", items, named)


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
            RULE,
            form=CitationForm.LIST_ITEM if place else CitationForm.FULL,
            group=group,
            year=item.year,
            key=f"{_KINDS.get(word, 'res')} {item.number}",
        )
        if place == 0:
            mention.reach = (begin, max(found.reach, item.end) if group is None else item.end)
        mention.name = "resolution"
        own = _body_of_item(document, found, item, word)
        mention.rule = _RULES.get(own or "", RULE)
        _settle_item(document, mention, own, item, word, sure=found.sure)
        mentions.append(mention)
    if group is not None:
        _agree(document, mentions)
    if body and body != "un:any":
        document.notes["last resolution"] = (items[-1].end, body)
    return mentions


def _body_of_item(document: Document, found: _Found, item: Item, word: str) -> str | None:
    """The body of one number of a list that two bodies lead: "Council and Assembly resolutions 242 and 46/86"."""
    joined = _COORDINATED.search(document.folded, max(0, found.start - 8), found.start)
    if joined is None or found.body is None:
        return found.body
    council = document.registry.council_resolutions
    around = bodies.bodies_between(document, max(0, joined.start() - 40), joined.start())
    named = [body.body for body in around if body.end == joined.start()]
    if not {"un:sc", "un:ga"}.intersection(named):
        return found.body
    if "un:sc" in (*named, found.body) and item.number.isdigit() and not item.roman and int(item.number) in council:
        return "un:sc"
    return next((body for body in (*named, found.body) if bodies.fits(body, item, word)), found.body)


def _settle_item(document: Document, mention: Mention, body: str | None, item: Item, word: str, *, sure: bool) -> None:
    registry = document.registry
    session = None if sure or word in _KINDS else unnamed.session_by_subject(document, item)
    if session and not _is_of_council(document, item) and not _OF_IMAGES.match(document.folded, item.end):
        un.settle_resolution(mention, registry, "un:ga", item._replace(roman=session))
        mention.rule, mention.status = _RULES["un:ga"], CitationStatus.INFERRED
        return
    if body == "un:any":
        _settle_unnamed(document, mention, item)
        return
    if body is None:
        mention.candidates = unnamed.candidates(document, item)
        mention.status = CitationStatus.AMBIGUOUS if mention.candidates else CitationStatus.UNRESOLVED
        return
    un.settle_resolution(mention, registry, body, item, _KINDS.get(word, "res"))
    if not sure and mention.status is CitationStatus.RESOLVED:
        mention.status = CitationStatus.INFERRED


def _is_of_council(document: Document, item: Item) -> bool:
    """Tell whether a number is the Council's: by its year, or because the letter speaks of no other body."""
    known = document.registry.council_resolutions.get(int(item.number))
    if known is not None and item.year is not None:
        return item.year == known.year
    return document.has_word("security council") and not document.has_word("general assembly")


def _agree(document: Document, mentions: list[Mention]) -> None:
    """Let the open numbers of a list be the Council's where another of them is."""
    if document.has_word("general assembly") or not any(
        mention.status is CitationStatus.INFERRED and (mention.instrument or "").startswith("un:sc:")
        for mention in mentions
    ):
        return
    for mention in mentions:
        if mention.status is CitationStatus.AMBIGUOUS and mention.candidates[0].startswith("un:sc:"):
            mention.instrument, mention.candidates = mention.candidates[0], ()
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
    if max(registry.council_resolutions, default=0) < number <= unnamed.LAST_ASSEMBLY:
        un.settle_resolution(mention, registry, "un:ga", item)
        mention.status = CitationStatus.INFERRED
        return
    spoken = document.has_word("security council") or unnamed.speaks_of_subject(document, (item,))
    if known and (item.year == known.year or (item.year is None and spoken)):
        un.settle_council(mention, registry, item)
        mention.status = CitationStatus.INFERRED
        return
    mention.status = CitationStatus.AMBIGUOUS if known else CitationStatus.UNRESOLVED
    mention.candidates = (f"un:sc:res:{number}", f"un:ga:res:{number}") if known else ()


class _Found(NamedTuple):
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
    if before and before.body != "un:any" and bodies.fits(before.body, items[0], word):
        return _Found(before.body, before.start)
    after = bodies.body_after(document, items[-1].after)
    if after and after.body != "un:any" and bodies.fits(after.body, items[0], word):
        return _Found(after.body, start, reach=after.end)
    around = _body_around(document, start, word, items)
    if around:
        return _Found(around, start)
    if before or after:
        return _Found("un:any", before.start if before else start, sure=False)
    return _Found(unnamed.body_of_letter(document, items), start, sure=False)


def _body_around(document: Document, start: int, word: str, items: list[Item]) -> str | None:
    """The body that the sentence names, the nearest before it first, or the heading above."""
    low, high = document.sentence(start, items[-1].after)
    around = [
        *reversed(bodies.bodies_between(document, low, start)),
        *bodies.bodies_between(document, items[-1].after, high),
    ]
    other_year = _is_of_other_year(document, items[0])
    for body in around:
        if body.body == "un:sc" and other_year and any(other.body == "un:ga" for other in around):
            continue
        if body.body not in _ADJACENT_ONLY and body.body != "un:any" and bodies.fits(body.body, items[0], word):
            return body.body
    return _body_above(document, start, low, items[0], word)


def _is_of_other_year(document: Document, item: Item) -> bool:
    """Tell whether the Council's resolution of that number is of another year, and the Assembly may have one of it."""
    known = document.registry.council_resolutions.get(int(item.number)) if item.number.isdigit() else None
    return known is not None and item.year not in (None, known.year) and bodies.fits("un:ga", item, "resolution")


def _body_above(document: Document, start: int, low: int, item: Item, word: str) -> str | None:
    """The body that a heading or the list's previous item names."""
    text = document.text
    line = text.rfind("\n", max(0, start - 40), start) + 1 or (0 if start < 40 else -1)  # noqa: PLR2004  # room for a bullet
    last = document.notes.get("last resolution")
    if isinstance(last, tuple) and last[0] >= low and bodies.fits(last[1], item, word):
        return str(last[1])
    if line < 0 or any(char.isalpha() for char in text[line:start]):
        return None
    if isinstance(last, tuple) and start - last[0] < _HEADING_REACH // 2 and bodies.fits(last[1], item, word):
        return str(last[1])
    for body in reversed(bodies.bodies_between(document, max(0, start - _HEADING_REACH), start)):
        if ":\n" in text[body.end : start] and body.body != "un:any" and bodies.fits(body.body, item, word):
            return body.body
    return None
