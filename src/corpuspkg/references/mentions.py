"""Find the letters and statements that a letter speaks of.

Each word for a letter is looked at with a few words before it (whose letter it is) and behind it (its number, date and
addressee). The word alone is never enough.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpuspkg.authority.literals import Literals
from corpuspkg.model import LetterDates, Reference, ReferenceKind
from corpuspkg.references.vocabulary import (
    ENCLOSED,
    Word,
    enclosed_pattern,
    load_words,
    lower,
    word_pattern,
    word_stems,
)
from corpuspkg.references.when import ReadDate, read_date

# A blank or one line end: hard-wrapped text breaks its lines anywhere.
_S = r"(?:[ \t]|\n(?!\n))"
_NAME_WORD = (
    r"(?:(?:[^\W\d_a-z]\.)+|(?:Mr|Mrs|Ms|Dr|Prof|St|Hon|Rev|Gen|Col|Capt|Lt|Sen|Rep|Gov|Messrs|MM|Jr|Sr)\."
    r"|[^\W\d_a-z][\w’'&-]*(?<![’']))"
)
_LINK = r"(?:of|the|and|for|de|van|von|to|der|al|bin|,|&)"
NAMES = rf"{_NAME_WORD}(?:{_S}(?:{_LINK}{_S}){{0,2}}{_NAME_WORD}|,{_S}{_NAME_WORD}(?={_S}and\b)){{0,9}}"
_TITLE = rf"(?:(?:the|his|her|our|very|same|then|honou?rable){_S}){{0,4}}"

_OWNER = (
    rf"(?:(?i:your|his|her|their){_S}(?i:excellency|lordship|ladyship|majesty|honou?r|grace|highness|government)(?:[’']s)?"
    rf"|(?i:your|my|our|his|her|its|their)|{_NAME_WORD}(?:(?:[’']s)|(?<=s)[’']))"
)
# The owner or article that stands nearest: what goes before it is matched greedily.
_BEFORE = re.compile(
    rf"(?s:.*)(?:^|(?<=[\s(\[“\"'‘,;:—–]))(?:(?P<owner>{_OWNER})|(?P<the>(?i:the|that|this|an?|said)))"
    rf"(?P<between>(?:{_S}[\w’'.-]+){{0,4}}){_S}\Z"
)
_HONOUR = re.compile(rf"(?:your|his|her|their){_S}\Z", re.IGNORECASE)
_NAME_BEFORE = re.compile(rf"(?:(?!(?:As|By|Cf|From|In|Of|On|See|The|To|With)\b){_NAME_WORD}{_S}){{1,3}}\Z")
_BEFORE_LENGTH = 90
# Words that do not stand between whose letter it is and the word for it.
_NO_QUALITY = re.compile(
    r"\b(?:and|are|as|at|be|but|by|for|from|has|have|i|in|is|it|of|on|or|that|this|to|was|we|were|which|who|will|with|you)\b",
    re.IGNORECASE,
)
_THIS_LETTER = re.compile(r"\b(?:this|present|following|above|below|the mentioned)\b", re.IGNORECASE)
_RECENT = re.compile(r"\b(?:recent|last|latest|previous|earlier|late|joint|public)\b", re.IGNORECASE)
_NUMBER = re.compile(
    rf",?{_S}?\(?(?i:Nos?\.?|numbers?|numbered|#){_S}?[0-9][\w./-]*(?<![.])(?:{_S}(?:and|to){_S}[0-9]+)?\)?"
    rf"|,{_S}(?:[A-Z]{{1,4}}{_S})?[0-9]+[./][\w./\[\]-]*[\w\]]"
    rf"|,?{_S}\(?(?i:ref\.?|reference):?{_S}?(?=[\w./-]*[0-9])[\w./-]*\w\)?"
)
_DATE_LEAD = re.compile(
    rf"(?:,?{_S}\(?(?:dated(?:{_S}on)?|(?:(?:which|that){_S}(?:was|were){_S})?(?:sent|written){_S}on|dt\.|of|bearing{_S}date|under(?:{_S}the)?{_S}date(?:{_S}of)?|(?:sent|written|published|addressed)(?:{_S}(?:by|to)(?:{_S}[\w’'.-]+){{1,5}}?)?{_S}on){_S}"
    rf"(?:the{_S})?|,{_S}(?:of{_S})?)",
    re.IGNORECASE,
)
_PARTY = re.compile(
    rf"(?P<verb>{_S}(?:which{_S}(?:was|were){_S})?(?:sent|addressed|written|directed|submitted|forwarded|delivered)"
    rf"(?:{_S}by{_S}(?:[\w’'.&-]+{_S}){{1,12}}?)?)?{_S}?(?<=\s)(?i:to{_S}{_TITLE})(?P<to>{NAMES})",
)
_PARTY_DATE = re.compile(rf",?{_S}(?:on|of|dated){_S}", re.IGNORECASE)
_SUBJECT = re.compile(
    rf"{_S}(?:on|about|regarding|concerning)\b(?P<name>{_S}(?:the{_S})?{NAMES}(?:{_S}[a-z]+(?={_S}?[.,;]))?)?"
)
_WRITING = ("wrote", "written", "telegraphed", "cabled")
_OWNERS = ("your", "my", "our", "its", "his")
_EARLIER = re.compile(r"\b(?:previous|earlier|former|last)\b", re.IGNORECASE)
_SPOKEN_AT = re.compile(rf"{_S}(?:in|at|before|to){_S}{_TITLE}{NAMES}(?={_S}(?:on|of){_S})")
# As far before a cue as what goes before it may begin.
_BEFORE_CUE = 30
_WRITER = re.compile(rf"\b(?:[Ww]e|I|[Yy]ou){_S}(?:(?:had|have|last|first){_S}){{0,2}}\Z")
_WROTE = re.compile(
    rf"(?:wrote|written|telegraphed|cabled)(?:{_S}to{_S}(?:you|me|us|him|her|them|{_TITLE}{NAMES}))?{_S}(?:on{_S})(?:the{_S})?"
)
_DETERMINED = re.compile(r"\b(?:the|this)\s(?:herewith\s)?\Z", re.IGNORECASE)
_YOURS = re.compile(rf"(?:\b[Yy]|(?:to|with){_S})ours{_S}(?:of|dated){_S}(?:the{_S})?")
_ITS_NUMBER = re.compile(
    rf"\b(?P<owner>your|my|our|its|his){_S}(?:Nos?\.?{_S}?)?[0-9]{{1,5}}(?![0-9])(?P<lead>,?{_S}(?:of{_S}|dated{_S})?)",
    re.IGNORECASE,
)
_OTHER_LETTERS = re.compile(
    rf"{_S}of{_S}(?:credit|intent|attorney|marque|recommendation|the{_S}law|understanding)\b|{_S}patent\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before the word: whose letter it is, and in what quality.

    Attributes:
        this: The words speak of the letter they stand in.
    """

    start: int
    owner: str | None = None
    determined: bool = False
    quality: str = ""
    this: bool = False


@dataclass(frozen=True, slots=True)
class _Tail:
    """What stands behind the word: where it ends, and what it says."""

    end: int
    number: bool = False
    dated: bool = False
    date: str | None = None
    party: bool = False
    sent: bool = False
    explicit: bool = False


def find_mentions(text: str, spans: Sequence[tuple[int, int]], dates: LetterDates) -> Iterator[Reference]:
    """Letters and statements spoken of in some parts of a text, in no order; they may overlap.

    Args:
        text: The normalized text.
        spans: The parts, in order and apart.
        dates: When the letter was sent.

    >>> text = "In reply to your despatch No. 640, of May 28 last, and to my letter dated 3 June 1861, I sent the map."
    >>> here = LetterDates(sent_date="1861-06-09")
    >>> [(r.exact, r.date) for r in find_mentions(text, [(0, len(text))], here)]
    [('your despatch No. 640, of May 28 last', '1861-05-28'), ('my letter dated 3 June 1861', '1861-06-03')]
    """
    readers, cues = _cues()
    starts = [start for start, _ in spans]
    for at, number in cues.find(text):
        part = bisect_right(starts, at) - 1
        if part >= 0 and at < spans[part][1]:
            yield from readers[number](text, at, spans[part], dates)


_Reader = Callable[[str, int, tuple[int, int], LetterDates], Iterator[Reference]]


@cache
def _cues() -> tuple[list[_Reader], Literals]:
    """What a mention has, and what reads it from there."""
    blanks, digits = " \t\n", "0123456789"
    readers: dict[str, _Reader] = {
        **dict.fromkeys(word_stems(), _read_word),
        **dict.fromkeys(("yours", "to ours", "to\nours", "with ours", "with\nours"), _read_yours),
        **{owner + blank + number: _read_owned for owner in _OWNERS for blank in blanks for number in (*digits, "no")},
        **dict.fromkeys(_WRITING, _read_wrote),
        **dict.fromkeys(ENCLOSED, _read_enclosed),
    }
    return list(readers.values()), Literals(list(readers))


def _read_yours(text: str, at: int, span: tuple[int, int], dates: LetterDates) -> Iterator[Reference]:
    match = _YOURS.match(text, at, span[1])
    if match and (date := read_date(text, match.end(), dates)) is not None:
        start = text.find("ours", at) - (text[at] in "Yy")
        yield _reference(text, start, date.end, "reference.yours", date.edtf)


def _read_owned(text: str, at: int, span: tuple[int, int], dates: LetterDates) -> Iterator[Reference]:
    match = _ITS_NUMBER.match(text, at, span[1])
    date = read_date(text, match.end(), dates) if match and match["lead"].strip() else None
    if date is not None:
        yield _reference(text, at, date.end, "reference.numbered", date.edtf)


def _read_wrote(text: str, at: int, span: tuple[int, int], dates: LetterDates) -> Iterator[Reference]:
    window = max(span[0], at - _BEFORE_CUE)
    who = _WRITER.search(text[window:at])
    match = _WROTE.match(text, at, span[1]) if who else None
    if who and match and (date := read_date(text, match.end(), dates)) is not None:
        yield _reference(text, window + who.start(), date.end, "reference.wrote", date.edtf)


def _read_enclosed(text: str, at: int, span: tuple[int, int], _: LetterDates) -> Iterator[Reference]:
    window = max(span[0], at - _BEFORE_CUE)
    which = _DETERMINED.search(text[window:at])
    match = enclosed_pattern().match(text, at, span[1]) if which else None
    if which and match:
        start = window + which.start()
        yield _reference(text, start, match.end(), "reference.attached", None, ReferenceKind.DOCUMENT)


def _reference(
    text: str, start: int, end: int, rule_id: str, date: str | None, kind: ReferenceKind = ReferenceKind.LETTER
) -> Reference:
    return Reference(
        kind=kind, start=start, end=end, exact=text[start:end], status="unresolved", rule_id=rule_id, date=date
    )


def _read_word(text: str, at: int, limits: tuple[int, int], dates: LetterDates) -> Iterator[Reference]:
    found = word_pattern().match(text, at, limits[1])
    if not found:
        return
    start, end = found.span()
    word = load_words()[lower(text[start:end])]
    if _OTHER_LETTERS.match(text, end):
        return
    head = _read_head(text, start, limits[0])
    if word.kind is ReferenceKind.STATEMENT:
        rule, tail = _read_statement(text, end, limits[1], head, dates)
    else:
        tail = _read_tail(text, end, limits[1], dates, text[start:end])
        rule = _rule(word, head, tail)
    if rule:
        yield _reference(text, head.start, tail.end, rule, tail.date, word.kind)


def _read_head(text: str, word_start: int, floor: int) -> _Head:
    window = max(floor, word_start - _BEFORE_LENGTH)
    match = _BEFORE.match(text[window:word_start])
    if match is None or _NO_QUALITY.search(match["between"]):
        return _Head(word_start)
    if _THIS_LETTER.search(f"{match['the'] or ''} {match['between']}"):
        return _Head(word_start, this=True)
    if match["owner"]:
        at = window + match.start("owner")
        # "Sir Frederick Leith-Ross' letter", "Your Excellency's note": the owner began before the last of its words.
        before = (_HONOUR if match["owner"][0].islower() else _NAME_BEFORE).search(text[window:at])
        before = before or _HONOUR.search(text[window:at])
        owner = match["owner"].lower()
        return _Head(window + before.start() if before else at, owner=owner, quality=match["between"])
    return _Head(window + match.start("the"), determined=True, quality=match["between"])


def _read_tail(text: str, at: int, end: int, dates: LetterDates, word: str) -> _Tail:
    """Number, addressee and date behind the word, in any order that letters use."""
    tail = _Tail(at)
    for _ in range(3):
        if not tail.number and (match := _NUMBER.match(text, tail.end, end)):
            tail = replace(tail, end=match.end(), number=True)
        elif not tail.dated and (read := _read_tail_date(text, tail, end, dates)):
            # A title begins so as well ("Letter dated 3 May from ..."), but at the start of its line.
            explicit = (
                "dated" in lower(text[tail.end : read.end]) and at > len(word) and text[at - len(word) - 1] != "\n"
            )
            tail = replace(tail, end=read.end, dated=True, date=read.edtf, explicit=explicit)
        elif not tail.party and (match := _PARTY.match(text, tail.end, end)):
            tail = replace(tail, end=match.end(), party=True, sent=bool(match["verb"]))
        else:
            break
    return tail


def _read_tail_date(text: str, tail: _Tail, end: int, dates: LetterDates) -> ReadDate | None:
    lead = (_PARTY_DATE if tail.party else _DATE_LEAD).match(text, tail.end, end)
    read = read_date(text, lead.end(), dates) if lead else None
    return read if read and read.end <= end else None


def _read_statement(text: str, at: int, end: int, head: _Head, dates: LetterDates) -> tuple[str | None, _Tail]:
    """A statement points to something where somebody's is named with its date, as recent, or with its subject."""
    place = _SPOKEN_AT.match(text, at, end)
    said = place.end() if place else at
    lead = _DATE_LEAD.match(text, said, end) or _PARTY_DATE.match(text, said, end)
    read = read_date(text, lead.end(), dates) if lead else None
    subject = _SUBJECT.match(text, at, end)
    told = read or subject or _RECENT.search(head.quality)
    if not (head.owner and told):
        return None, _Tail(at)
    if read:
        return "reference.statement", _Tail(read.end, dated=True, date=read.edtf)
    # The subject belongs to the mention where it has a name; else the word closes it.
    return "reference.statement", _Tail(subject.end() if subject and subject["name"] else at)


def _rule(word: Word, head: _Head, tail: _Tail) -> str | None:
    if head.this:
        return None
    if head.owner:
        if tail.number or tail.dated or tail.party:
            return "reference.possessive"
        if head.owner in ("my", "our") and word.bare and _EARLIER.search(head.quality):
            return "reference.earlier"
        return "reference.bare" if head.owner == "your" and word.bare else None
    if tail.dated and (head.determined or tail.number or tail.explicit):
        return "reference.dated"
    return "reference.sent-to" if head.determined and tail.sent else None
