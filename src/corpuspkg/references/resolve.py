"""Tie the letters spoken of to the letters that the corpus holds.

A target needs more than one agreement: of date, author and recipient at least two, and none that disagrees. All three:
`resolved`. Two, with a single letter they fit: `inferred`. Anything less stays `unresolved`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import product

from corpuspkg.edtf import bounds
from corpuspkg.model import AgentKind, Letter, Participation, Reference, ReferenceKind, Role, Segment, SegmentRole
from corpuspkg.references.vocabulary import find_words

RULE_PARTIES = "reference.parties"
_AUTHORS = (Role.AUTHOR, Role.SIGNATORY, Role.SENDER)
_WORDS = frozenset({SegmentRole.BODY, SegmentRole.LIST_ITEM, SegmentRole.QUOTATION})
_TOKEN = re.compile(r"\w[\w’'.-]*")
# A sentence ends at a point that no title, initial or abbreviation carries, and at a paragraph's end.
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|No))(?<!\bMrs)[.!?][”\"’)]*(?=\s+[“\"(]?[A-Z])|\n\n|\Z")
# Somebody is addressed whom the mention names itself: "to Mr. X", but not "to you".
_ADDRESSED = re.compile(r"\sto\s(?!(?:you|me|us)\b)")
_ARTICLE = re.compile(r"\b(?:the|an?|this|that)\s(?:[\w-]+\s){0,2}\Z", re.IGNORECASE)
_LONGEST_NAME = 10
# Agreements that make a target known by inference, and letters between two parties that are looked through.
_ENOUGH = 2
_MANY = 50


@dataclass(frozen=True, slots=True)
class IndexedLetter:
    """What is needed of a letter to recognize it: its parties by their keys, and its date."""

    letter_id: str
    authors: frozenset[str]
    recipients: frozenset[str]
    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class LetterIndex:
    """The letters of a corpus, to be found by what two agreements need: both parties, or a party and the day."""

    names: frozenset[str] = frozenset()
    first_words: frozenset[str] = frozenset()
    by_pair: Mapping[tuple[str, str], tuple[IndexedLetter, ...]] = field(default_factory=dict)
    by_day: Mapping[tuple[str, date], tuple[IndexedLetter, ...]] = field(default_factory=dict)


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """A name as compared: without case, marks, points and a leading article.

    >>> fold_name("The Society of Ærø")
    'society of ærø'
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def index_letters(letters: Iterable[Letter]) -> LetterIndex:
    """Index letters by each author and recipient that is named in full or known as an agent."""
    names: set[str] = set()
    by_pair: dict[tuple[str, str], list[IndexedLetter]] = {}
    by_day: dict[tuple[str, date], list[IndexedLetter]] = {}
    for letter in letters:
        earliest, latest = _bounds(letter.dates.sent_date)
        authors, recipients = _keys(letter, _AUTHORS), _keys(letter, (Role.RECIPIENT,))
        entry = IndexedLetter(letter.letter_id, authors, recipients, earliest, latest)
        names |= authors | recipients
        for pair in product(authors, recipients):
            by_pair.setdefault(pair, []).append(entry)
        if earliest and earliest == latest:
            for key in authors | recipients:
                by_day.setdefault((key, earliest), []).append(entry)
    return LetterIndex(
        frozenset(names),
        frozenset(name.partition(" ")[0] for name in names),
        {k: tuple(v) for k, v in by_pair.items()},
        {k: tuple(v) for k, v in by_day.items()},
    )


def resolve_references(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """The letters with their references resolved within the corpus, and with those that only the corpus makes visible.

    Args:
        letters: All letters of the corpus; their participations may already name agents.
    """
    index = index_letters(letters)
    return tuple(resolve_letter(letter, index) for letter in letters)


def resolve_letter(letter: Letter, index: LetterIndex) -> Letter:
    """One letter with its references resolved."""
    resolved = [_resolve(letter, one, index) if _is_open(one) else one for one in letter.references]
    for found in _find_by_parties(letter, index):
        overlapping = [at for at, one in enumerate(resolved) if one.start < found.end and found.start < one.end]
        if not overlapping:
            resolved.append(found)
        elif len(overlapping) == 1 and _is_open(resolved[overlapping[0]]):
            at = overlapping[0]
            resolved[at] = replace(resolved[at], target_letter_id=found.target_letter_id, status=found.status)
    resolved.sort(key=lambda one: (one.start, one.end))
    return letter if tuple(resolved) == letter.references else replace(letter, references=tuple(resolved))


def _is_open(reference: Reference) -> bool:
    return reference.kind is ReferenceKind.LETTER and reference.status == "unresolved"


def _keys(letter: Letter, roles: Sequence[Role]) -> frozenset[str]:
    """Keys of the parties: agents where they are known, and names in full."""
    keys: set[str] = set()
    for one in letter.participations:
        if one.role in roles:
            keys.update(_party_keys(one))
    return frozenset(keys)


def _party_keys(participation: Participation) -> Iterator[str]:
    if participation.agent_id:
        yield f"@{participation.agent_id}"
    name = fold_name(participation.name)
    # A surname alone, a group of unnamed people or "the minister" may be anybody.
    if " " in name and participation.kind in (AgentKind.PERSON, AgentKind.ORGANIZATION):
        yield name


def _bounds(sent_date: str | None) -> tuple[date | None, date | None]:
    return bounds(sent_date) if sent_date else (None, None)


def _resolve(letter: Letter, reference: Reference, index: LetterIndex) -> Reference:
    """Compare with the letters that agree in both parties, or in one of them and the day."""
    authors, recipients = _meant_parties(letter, reference, index)
    first, last = _bounds(reference.date)
    fitting: dict[str, int] = {}
    for entry in _candidates(authors, recipients, first if first == last else None, index):
        if entry.letter_id != letter.letter_id:
            fitting[entry.letter_id] = _agreements(entry, reference, authors, recipients)
    best = max(fitting.values(), default=0)
    targets = [letter_id for letter_id, score in fitting.items() if score == best]
    if best < _ENOUGH or len(targets) != 1:
        return reference
    return replace(reference, target_letter_id=targets[0], status="resolved" if best > _ENOUGH else "inferred")


def _candidates(
    authors: frozenset[str], recipients: frozenset[str], day: date | None, index: LetterIndex
) -> Iterator[IndexedLetter]:
    if day:
        for key in authors | recipients:
            yield from index.by_day.get((key, day), ())
    for pair in product(authors, recipients):
        entries = index.by_pair.get(pair, ())
        # Among many letters between two parties, only a day can tell which is meant.
        yield from entries if len(entries) <= _MANY else ()


def _meant_parties(letter: Letter, reference: Reference, index: LetterIndex) -> tuple[frozenset[str], frozenset[str]]:
    """Who wrote and who received the letter spoken of: "your" and "my" tell it, and the names in the mention."""
    named = frozenset(_names_in(letter.text, reference.start, _sentence_end(letter.text, reference.end), index))
    own, others = _keys(letter, _AUTHORS), _keys(letter, (Role.RECIPIENT,))
    first = reference.exact.split(maxsplit=1)[0].lower()
    addressed = _ADDRESSED.search(reference.exact)
    if first in ("your", "yours", "you"):
        return others, named if addressed else own
    if first in ("my", "our", "i", "we"):
        return own, named if addressed else others
    return named, named


def _agreements(entry: IndexedLetter, reference: Reference, authors: frozenset[str], recipients: frozenset[str]) -> int:
    """How many of author, recipient and date agree; none counts where the date is another."""
    dated = _date_agrees(entry, reference)
    if dated is False or entry.authors & entry.recipients & authors & recipients:
        return 0
    return bool(entry.authors & authors) + bool(entry.recipients & recipients) + bool(dated)


def _date_agrees(entry: IndexedLetter, reference: Reference) -> bool | None:
    """True where the mention's date is the letter's day, False where it can't be, None where one does not say."""
    first, last = _bounds(reference.date)
    if not (first and last and (entry.earliest or entry.latest)):
        return None
    if (entry.latest and entry.latest < first) or (entry.earliest and entry.earliest > last):
        return False
    return True if entry.earliest == entry.latest else None


def _names_in(text: str, start: int, end: int, index: LetterIndex) -> Iterator[str]:
    for _, _, name in _find_names(text, start, end, index):
        yield name


def _find_names(text: str, start: int, end: int, index: LetterIndex) -> Iterator[tuple[int, int, str]]:
    """Names of parties between two offsets, looked up word run by word run: linear in the text, not in the corpus."""
    tokens = [(match.start(), match.end(), fold_name(match.group())) for match in _TOKEN.finditer(text, start, end)]
    for at, (_, _, first) in enumerate(tokens):
        if first.partition(" ")[0] not in index.first_words:
            continue
        for size in range(min(_LONGEST_NAME, len(tokens) - at), 1, -1):
            run = tokens[at : at + size]
            name = " ".join(word for _, _, word in run)
            if name in index.names:
                yield run[0][0], run[-1][1], name
                break


def _sentence_end(text: str, start: int) -> int:
    match = _SENTENCE_END.search(text, start)
    return match.start() if match else len(text)


def _find_by_parties(letter: Letter, index: LetterIndex) -> Iterator[Reference]:
    """Sentences with a word for a letter that name both the author and the recipient of one letter of the corpus."""
    for start, end in _body_spans(letter.text, letter.segments):
        words = [(start + one.start(), start + one.end()) for one in find_words(letter.text[start:end])]
        at = start
        for word in words:
            # The sentences up to the word's are passed over; a sentence with several words is read once.
            while at <= word[0] < end:
                stop = min(max(_sentence_end(letter.text, at), at + 1), end)
                if word[0] < stop and (found := _read_sentence(letter, index, word, (at, stop))):
                    yield found
                at = stop + 1


def _body_spans(text: str, segments: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    if not segments:
        yield 0, len(text)
    for segment in segments:
        if segment.role in _WORDS:
            yield segment.start, segment.end


def _read_sentence(
    letter: Letter, index: LetterIndex, word: tuple[int, int], span: tuple[int, int]
) -> Reference | None:
    names = list(_find_names(letter.text, *span, index))
    present = {name for _, _, name in names}
    latest = _bounds(letter.dates.sent_date)[1]
    targets = {
        entry.letter_id: {author, recipient}
        for author, recipient in product(present, present)
        if author != recipient
        for entry in index.by_pair.get((author, recipient), ())[:_MANY]
        if entry.letter_id != letter.letter_id and not (latest and entry.earliest and entry.earliest > latest)
    }
    if len(targets) != 1:
        return None
    ((target, parties),) = targets.items()
    parts = [(first, last) for first, last, name in names if name in parties]
    start, end = min(word[0], *(p[0] for p in parts)), max(word[1], *(p[1] for p in parts))
    article = _ARTICLE.search(letter.text, span[0], start)
    start = article.start() if article else start
    return Reference(
        kind=ReferenceKind.LETTER,
        start=start,
        end=end,
        exact=letter.text[start:end],
        status="inferred",
        rule_id=RULE_PARTIES,
        target_letter_id=target,
    )
