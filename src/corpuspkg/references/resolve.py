"""Tie the letters spoken of to the letters that the corpus holds.

A target needs more than one agreement: of date, author and recipient at least two, and none that disagrees. All three:
`resolved`. Two, with a single letter they fit: `inferred`. Anything less stays `unresolved`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, permutations, product

from corpuspkg.model import Letter, Reference, ReferenceKind, Role, Segment, SegmentRole
from corpuspkg.references.letters import (
    AUTHORS,
    IndexedLetter,
    LetterIndex,
    fold_name,
    index_letters,
    party_keys,
    sent_bounds,
)
from corpuspkg.references.vocabulary import find_words_within

RULE_PARTIES = "reference.parties"
WORD_ROLES = frozenset({SegmentRole.BODY, SegmentRole.LIST_ITEM, SegmentRole.QUOTATION})
_TOKEN = re.compile(r"\w[\w’'.-]*")
# A sentence ends at a point that no title, initial or abbreviation carries, and at a paragraph's end.
_SENTENCE_END = re.compile(
    r"[.!?](?<!\b[A-Z].)(?<!\b(?:Mr|Ms|Dr|St|No).)(?<!\bMrs.)[”\"’)]*(?=\s+[“\"(]?[A-Z])|\n\n|\Z"
)
# Somebody is addressed whom the mention names itself: "to Mr. X", but not "to you".
_ADDRESSED = re.compile(r"\sto\s(?!(?:you|me|us)\b)")
_ARTICLE = re.compile(r"\b(?:the|an?|this|that)\s(?:[\w-]+\s){0,2}\Z", re.IGNORECASE)
_LONGEST_NAME = 10
# Agreements that make a target known by inference, and letters between two parties that are looked through.
_ENOUGH = 2
MOST_BETWEEN_TWO = 50


def resolve_references(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """The letters with their references resolved within the corpus, and with those that only the corpus makes visible.

    Args:
        letters: All letters of the corpus; their participations may already name agents.
    """
    index = index_letters(letters)
    return tuple(resolve_letter(letter, index) for letter in letters)


def resolve_letter(letter: Letter, index: LetterIndex) -> Letter:
    """One letter with its references resolved."""
    resolved = list(resolve_open(letter, index))
    for found in _find_by_parties(letter, index):
        overlapping = [at for at, one in enumerate(resolved) if one.start < found.end and found.start < one.end]
        if not overlapping:
            resolved.append(found)
        elif len(overlapping) == 1 and _is_open(resolved[overlapping[0]]):
            at = overlapping[0]
            resolved[at] = replace(resolved[at], target_letter_id=found.target_letter_id, status=found.status)
    resolved.sort(key=lambda one: (one.start, one.end))
    return letter if tuple(resolved) == letter.references else replace(letter, references=tuple(resolved))


def resolve_open(letter: Letter, index: LetterIndex) -> Iterator[Reference]:
    """The references of a letter, those that speak of a letter resolved where the corpus holds it."""
    for one in letter.references:
        yield _resolve(letter, one, index) if _is_open(one) else one


def _is_open(reference: Reference) -> bool:
    return reference.kind is ReferenceKind.LETTER and reference.status == "unresolved"


def _resolve(letter: Letter, reference: Reference, index: LetterIndex) -> Reference:
    """Compare with the letters that agree in both parties, or in one of them and the day."""
    authors, recipients = _meant_parties(letter, reference, index)
    first, last = sent_bounds(reference.date)
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
        yield from entries if len(entries) <= MOST_BETWEEN_TWO else ()


def _meant_parties(letter: Letter, reference: Reference, index: LetterIndex) -> tuple[frozenset[str], frozenset[str]]:
    """Who wrote and who received the letter spoken of: "your" and "my" tell it, and the names in the mention."""
    named = frozenset(_names_in(letter.text, reference.start, _sentence_end(letter.text, reference.end), index))
    own, others = party_keys(letter, AUTHORS), party_keys(letter, (Role.RECIPIENT,))
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
    first, last = sent_bounds(reference.date)
    if not (first and last and (entry.earliest or entry.latest)):
        return None
    if (entry.latest and entry.latest < first) or (entry.earliest and entry.earliest > last):
        return False
    return True if entry.earliest == entry.latest else None


def _names_in(text: str, start: int, end: int, index: LetterIndex) -> Iterator[str]:
    for _, _, name in _find_names(text, start, end, index):
        yield name


def _find_names(text: str, start: int, end: int, index: LetterIndex) -> list[tuple[int, int, str]]:
    """Names of parties between two offsets, looked up word run by word run: linear in the text, not in the corpus.

    Returns:
        Each with the places of its first and last word among the words there, as `_TOKEN` finds them.
    """
    words = [fold_name(word) for word in _TOKEN.findall(text, start, end)]
    openings, found = index.openings, []
    for at, (word, following) in enumerate(pairwise(words)):
        if " " in word:
            # One word as written may be several as compared: "O'Brien".
            word, following = word.split(" ", 2)[:2]  # noqa: PLW2901 - as compared
        # Most words begin no name.
        if word not in openings:
            continue
        longest = openings[word].get(following.partition(" ")[0], 0)
        for size in range(min(longest, _LONGEST_NAME, len(words) - at), 1, -1):
            name = " ".join(words[at : at + size])
            if name in index.names:
                found.append((at, at + size - 1, name))
                break
    return found


def _placed(text: str, start: int, end: int, names: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Names with their places in the text instead of those among its words."""
    places = [match.span() for match in _TOKEN.finditer(text, start, end)]
    return [(places[first][0], places[last][1], name) for first, last, name in names]


def _sentence_end(text: str, start: int) -> int:
    match = _SENTENCE_END.search(text, start)
    return match.start() if match else len(text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with a word for a letter that names two parties at least.

    Attributes:
        word: The place of the first such word.
        span: Its own place.
        names: The names, each with the places of its first and last word among those of the sentence.
    """

    word: tuple[int, int]
    span: tuple[int, int]
    names: tuple[tuple[int, int, str], ...]

    def pairs(self) -> list[tuple[str, str]]:
        """Who may have written to whom, in order."""
        return list(permutations(sorted({name for _, _, name in self.names}), 2))


def sentences_naming(text: str, segments: Sequence[Segment], index: LetterIndex) -> Iterator[Sentence]:
    """The sentences of a letter that may speak of another letter by naming its parties."""
    for word, span in _sentences(text, segments):
        names = _find_names(text, *span, index)
        if len(names) > 1 and len({name for _, _, name in names}) > 1:
            yield Sentence(word, span, tuple(names))


def _find_by_parties(letter: Letter, index: LetterIndex) -> Iterator[Reference]:
    """Sentences with a word for a letter that name both the author and the recipient of one letter of the corpus."""
    for sentence in sentences_naming(letter.text, letter.segments, index):
        if found := _read_sentence(letter, index, sentence):
            yield found


def _sentences(text: str, segments: Sequence[Segment]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Sentences with a word for a letter: the place of the first such word, and that of the sentence."""
    spans = sorted(_body_spans(text, segments))
    for (start, end), words in zip(spans, find_words_within(text, spans), strict=True):
        at = start
        for word in words:
            # The sentences up to the word's are passed over; a sentence with several words is read once.
            while at <= word[0] < end:
                stop = min(max(_sentence_end(text, at), at + 1), end)
                if word[0] < stop:
                    yield word, (at, stop)
                at = stop + 1


def _body_spans(text: str, segments: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    if not segments:
        yield 0, len(text)
    for segment in segments:
        if segment.role in WORD_ROLES:
            yield segment.start, segment.end


def _read_sentence(letter: Letter, index: LetterIndex, sentence: Sentence) -> Reference | None:
    word, span = sentence.word, sentence.span
    latest = sent_bounds(letter.dates.sent_date)[1]
    targets = {
        entry.letter_id: {author, recipient}
        for author, recipient in sentence.pairs()
        for entry in index.by_pair.get((author, recipient), ())[:MOST_BETWEEN_TWO]
        if entry.letter_id != letter.letter_id and not (latest and entry.earliest and entry.earliest > latest)
    }
    if len(targets) != 1:
        return None
    ((target, parties),) = targets.items()
    names = _placed(letter.text, *span, sentence.names)
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
