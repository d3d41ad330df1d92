"""The word for a resolution, in several languages, and the numbers that follow it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corpuspkg.citations import bodies, unnamed
from corpuspkg.citations.numbers import Item, read_item, read_list
from corpuspkg.citations.scan import fold_pattern

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_RUSSIAN = fold_pattern("резолюци")
_WORD = re.compile(
    r"(?P<word>resolutionen|r[eé]so[li1]ution|resoluti on|resolu tion|reso lution|res olution|resol ution"
    rf"|resoluci[oó]n|resolucione|risoluzion[ei]|resolu[çc](?:ão|õe)|{_RUSSIAN}[^ ]{{1,3}}"
    r"|res\b|recommendation|rec\b|decision|dec\b|u\.n\.s\.c\.r|s\.c\.r|unscr|unsc|scr|unga)(?P<plural>s?)\.?"
    r"(?P<open>,? ?(?:\( ?|: ?)?)"
)
_OF_BODY = re.compile(
    r"(?:(?P<word>r[eé]so[li1]ution|recommendation|decision)s?|resoluci[oó]n(?:es)?|resolutionen"
    rf"|{_RUSSIAN}[^ ]{{1,3}})(?= (?!no|n[°º]|#|\d))"
)
_ABOUT = re.compile(
    r"resolutions (?:on|concerning|regarding|relating|about|adopted|dealing|calling|demanding|in|from) "
)
_LIST_LATER = re.compile(
    r"(?: ?\(|[:,] | -+ ?)(?:namely |notably |i\.e\.,? |in particular |including )?(?:nos?\.? |numbers? |# ?)?"
    r"(?=\d{2,4}(?:,| \(|/\d| and |\)|;))(?!(?:19|20)\d\d[,);])"
)
_SUBJECT_REACH = 140
_LIST_OPENS = re.compile(rf"(?: {fold_pattern('оон')})?,? ?\(?:? ?")


class Numbers(NamedTuple):
    """What was read at a word: the word, its numbers, and the body between them ("resolutions of the Council 8…")."""

    word: str
    items: list[Item]
    named: bodies.Body | None


def read_numbers(document: Document, start: int, end: int) -> Numbers | None:
    """The numbers behind the word at `start`; None where there are none."""
    opening = _read_opening(document, start)
    if opening is None:
        return None
    word, plural, begin, named = opening
    folded = document.folded
    mixed = plural and document.has_word("general assembly") and document.has_word("security council")
    items = list(read_list(folded, begin, plural=plural or "(" in folded[end - 1 : begin], mixed=mixed))
    if (
        not plural
        and len(items) == 1
        and "/" not in items[0].number
        and folded.startswith((",", " and "), items[0].after)
    ):
        items = _read_singular(document, begin) or items
    if not items:
        return None
    return Numbers(word, items + _read_further(document, items[-1]), named)


def _read_opening(document: Document, start: int) -> tuple[str, bool, int, bodies.Body | None] | None:
    """The word, whether it is a plural, where its numbers begin, and the body named between."""
    folded = document.folded
    of_body = _OF_BODY.match(folded, start, start + 40)
    named = bodies.body_after(document, of_body.end()) if of_body else None
    if of_body and named:
        opened = _LIST_OPENS.match(folded, named.end, named.end + 10)
        return of_body["word"] or "resolution", True, opened.end() if opened else named.end, named
    about = _ABOUT.match(folded, start, start + 26)
    if about:
        later = _LIST_LATER.search(folded, about.end(), document.sentence(start, about.end())[1])
        if later is None or later.start() - about.end() > _SUBJECT_REACH:
            return None
        return "resolution", True, later.end(), None
    match = _WORD.match(folded, start, start + 40)
    if match is None:
        return None
    word = match["word"]
    plural = bool(match["plural"]) or word.startswith((_RUSSIAN, "risoluzioni", "resolutionen"))
    return word, plural, match.end(), None


_PAIR = 2  # "UNSCR 1325, 2000 people" is none
_SEPARATE = re.compile(r"[,;.:)\x1e]| and | or | et seq| & |\Z")


def _read_singular(document: Document, begin: int) -> list[Item]:
    """The list behind a word in the singular ("UNSCR 1325, 1820 and 1888"): all of them numbers of the Council."""
    council = document.registry.council_resolutions
    items = list(read_list(document.folded, begin, plural=True))
    telling = all(
        item.number.isdigit()
        and int(item.number) in council
        and int(item.number) >= unnamed.TELLING
        and item.year in (None, council[int(item.number)].year)
        for item in items
    )
    closed = len(items) > _PAIR or (items and _SEPARATE.match(document.folded, items[-1].end))
    return items if telling and closed and len(items) > 1 else []


_FURTHER = re.compile(r"(?<![\w/.#(-])(?=\d{2,4} ?\( ?(?:(?:19|20)\d\d|[ivx]{1,6}) ?\))|resol|[.;:\x1e]")


def _read_further(document: Document, last: Item) -> list[Item]:
    """Numbers later in the clause whose year or session fits them: "resolution 46/86, which revoked 3379 (XXX)"."""
    found: list[Item] = []
    at = last.after
    while document.folded.find("(", at, at + 90) >= 0 and (match := _FURTHER.search(document.folded, at, at + 90)):
        item = read_item(document.folded, match.start()) if not match.group() else None
        if item is None or not item.number.isdigit():
            break
        known = document.registry.council_resolutions.get(int(item.number))
        if not (item.roman or (known and item.year == known.year)):
            break
        found.append(item)
        at = item.after
    return found
