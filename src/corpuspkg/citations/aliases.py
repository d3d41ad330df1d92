"""Reads a registered name at a place of the text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.lexicon import Name, is_allowed, is_too_late, load_nouns, lookup_name
from corpuspkg.citations.names import read_name_after
from corpuspkg.citations.numbers import DATE, YEAR, parse_date
from corpuspkg.citations.scan import fold_case_kept
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.citations.document import Document

RULE = "cite.alias"
_DATED = re.compile(
    rf",? ?(?P<link>of |dated |adopted on |signed on |,? ?)"
    rf"\(?(?:(?P<date>{DATE})|(?P<year>(?:1[6-9]|20)\d\d)(?![\d/-]))\)?"
)
_OPENERS_OF_DATES = frozenset(" ,(")
_DIGIT = re.compile(r"\d")
_SUBDIVISIONS = re.compile(r"(?:\([a-z0-9]{1,4}\))+")
_MIXED_WORDS = 3
_DATED_HEAD = re.compile(rf"(?P<head>.+?),? of {DATE}\Z")
# "ML-DSA" is an abbreviation of its own; "EU-GDPR" is not.
_OTHER_ABBREVIATION = re.compile(r"(?<![\w-])(?!EU-|UN-|UK-|US-)[A-Z0-9]+-\Z")
_LED = ("the ", "of ", "both ", "all ", "four ", "h ")


def read_alias(document: Document, start: int, end: int, names: tuple[Name, ...]) -> Mention | None:
    """A registered name at a place of the text, if the letters around allow it."""
    text = document.text
    if text[end - 1].isalnum() and text[end : end + 1].isalnum():
        return None
    if start and text[start - 1].isalnum() and text[start].isalnum():
        return None
    written = text[start:end]
    fitting = _fitting(names, written, document.folded.endswith(_LED, max(0, start - 5), start))
    fitting = fitting or _led_elsewhere(document, start, end, names)
    if not fitting:
        return None
    if written.isupper() and _OTHER_ABBREVIATION.search(document.text, max(0, start - 12), start):
        return None
    allowed = _allowed(document, fitting, start, end)
    if not allowed:
        document.miss(start, end, RULE, _reason_against(document, fitting[0]))
        return None
    name = allowed[0]
    mention = Mention(start, end, RULE, form=name.form, name=document.folded[start:end])
    if len(allowed) > 1:
        mention.status = CitationStatus.AMBIGUOUS
        mention.candidates = tuple(sorted(other.alias.instrument_id for other in allowed))
        return mention
    mention.instrument = name.alias.instrument_id
    if name.part:
        _take_part(document, mention, name.part)
        end = mention.end
    if written[-4:].isdigit() and (head := _DATED_HEAD.match(document.folded, start, end)):
        _retitle(mention, read_dated_title(document, start, start, head.end("head")))
    elif document.folded[end : end + 1] in _OPENERS_OF_DATES:
        _grow(document, mention)
    return mention


def _led_elsewhere(document: Document, start: int, end: int, names: tuple[Name, ...]) -> tuple[Name, ...]:
    """The names that the words are where the letter has "the" before them elsewhere: telegrams leave it out."""
    if not document.text[start].isupper() or document.folded.find(f"the {document.folded[start:end]}") < 0:
        return ()
    return _fitting(names, document.text[start:end], True)  # noqa: FBT003  # a key of the cache


def _take_part(document: Document, mention: Mention, part: tuple[str, str]) -> None:
    """Let the name of a part ("Section 907") stand for its instrument, with the subdivisions behind it."""
    mention.pin_kind, mention.pin = part
    subdivided = _SUBDIVISIONS.match(document.folded, mention.end, mention.end + 24)
    if subdivided:
        mention.pin = part[1] + subdivided.group()
        mention.end = subdivided.end()
    mention.status, mention.key = CitationStatus.INFERRED, "part"


_PART_BEFORE = re.compile(
    r"(?:\b(?:articles?|arts?\.?|sections?) |§§? ?)[\divxlc][\w(). ,&-]{0,30}?(?: of the | of | )\Z"
)
_PART_BEHIND = re.compile(r",? (?:articles?|arts?\.?|sections?) [\divx]")


def _has_part(document: Document, start: int, end: int) -> bool:
    """Tell whether an abbreviation stands beside an article, as a treaty's does: "CWC Article I"."""
    folded = document.folded
    return bool(_PART_BEHIND.match(folded, end, end + 16) or _PART_BEFORE.search(folded, max(0, start - 50), start))


def _allowed(document: Document, fitting: Sequence[Name], start: int, end: int) -> list[Name]:
    """The names that the letter's words allow, or the article beside an abbreviation."""
    if document.context.sent_latest is None:
        allowed = [name for name in fitting if not name.alias.requires or is_allowed(document, name.alias)]
    else:
        allowed = [name for name in fitting if is_allowed(document, name.alias)]
    if allowed:
        return allowed
    possible = [name for name in fitting if not is_too_late(document, name.alias)]
    if len(possible) < len(fitting):
        return possible  # "Washington Treaty" before there was the North Atlantic one
    return [name for name in possible if name.alias.kind == "abbreviation"] if _has_part(document, start, end) else []


def _reason_against(document: Document, name: Name) -> str:
    if is_too_late(document, name.alias):
        return "adopted long after the letter was sent"
    return f"needs one of: {', '.join(dict.fromkeys(name.alias.requires))}"


@lru_cache(maxsize=8192)
def _fitting(names: tuple[Name, ...], written: str, led: bool) -> tuple[Name, ...]:  # noqa: FBT001  # a key of the cache
    """The names that words as written are; `led` tells whether a word like "the" stands before them."""
    return tuple(name for name in names if _written_so(name, written, led=led))


def _written_so(name: Name, written: str, *, led: bool) -> bool:
    if written == name.alias.alias:
        return True
    kept = fold_case_kept(written)
    if kept == name.kept:
        return True
    if name.alias.case_matters:
        return kept.replace("-", " ") == name.kept.replace("-", " ")
    return _is_name(name, kept, led=led)


def _is_name(name: Name, kept: str, *, led: bool) -> bool:
    """Tell a name from words that happen to follow each other: "Paris agreement among the critics"."""
    words = [word for word in re.split(r"[ -]", kept) if word.isalpha()]
    if not words or _DIGIT.search(kept):
        return True
    capitals = sum(word[0].isupper() for word in words)
    last = words[-1]
    if last == "treaty" and kept[0].isupper() and "'s " in kept:
        return True  # "Jay's treaty"
    if last.islower() and last in load_nouns() and len(words) <= _MIXED_WORDS and capitals:
        return led
    if capitals == 0 and len(words) < _MIXED_WORDS:
        return led and len(words) > 1 and last in load_nouns() and not name.alias.alias.islower()
    return True


_DATE_INSIDE = re.compile(
    rf",? of (?:{DATE}|{YEAR}),?(?P<link> (?:on|for|against|relative to|relating to|with respect to"
    rf"|concerning|regarding) (?:the )?)"
)


def read_dated_title(document: Document, begin: int, noun: int, noun_end: int) -> Mention | None:
    """A registered treaty whose date stands inside its title: "Hague Convention of 25 October 1980 on …"."""
    inside = _DATE_INSIDE.match(document.folded, noun_end, noun_end + 70)
    stop = read_name_after(document, inside.end(), limit=24) if inside else None
    if inside is None or stop is None:
        return None
    subject = document.folded[inside.start("link") : stop]
    for name in (
        document.folded[begin:noun_end] + subject,
        document.folded[noun:noun_end] + subject,
    ):
        aliases = lookup_name(document, name)
        if len(aliases) == 1:
            return Mention(begin, stop, "cite.alias", instrument=aliases[0].instrument_id, name=name)
    return None


def _retitle(mention: Mention, titled: Mention | None) -> bool:
    """Give a mention the longer title that goes on behind its date, if there is one."""
    if titled:
        mention.end, mention.instrument, mention.form = titled.end, titled.instrument, CitationForm.FULL
    return titled is not None


def _grow(document: Document, mention: Mention) -> None:
    """Take in a date or year right behind the name, and look whether it agrees with a statute's."""
    match = _DATED.match(document.folded, mention.end, mention.end + 44)
    if match is None:
        return
    if _retitle(mention, read_dated_title(document, mention.start, mention.start, mention.end)):
        return
    if not match["link"].strip(" ,") and document.text[mention.end : mention.end + 1] == "\n":
        return  # the letter's own date, on the line below
    day = parse_date(match["date"]) if match["date"] else None
    year = day.year if day else int(match["year"]) if match["year"] else None
    if year is None:
        return
    of = match["link"] in ("of ", "dated ")
    if of:
        mention.end = match.end() - (1 if match.group().endswith(")") else 0)
        mention.year = year
    row = document.registry.instruments.get(mention.instrument or "")
    adopted = (row.adopted_date or "")[:4] if row and row.kind == "statute" else ""
    if adopted.isdigit() and abs(int(adopted) - year) > 1 and (of or match["link"] == "") and "(" not in match.group():
        mention.status = CitationStatus.AMBIGUOUS
        mention.candidates, mention.instrument = (mention.instrument or "",), None
