"""Score citations: were the mentions found, do they point to the right instrument, and to the right part of it?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpuspkg.evaluation.gold import GoldCitation, GoldLetter
from corpuspkg.evaluation.scores import Measure, Mistake, Score, Tally, Verdict
from corpuspkg.model import Citation, CitationForm
from corpuspkg.normalize import NormalizedText

Span = tuple[int, int]

_CONTEXT = 60
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50}
_ROMAN = re.compile(r"\b(?=[IVX])[IVXL]+\b")
_MAX_RANGE = 200
_SHORT = 3  # "of", "the", "act"
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
# Families whose ids carry parties or a place of their own between the family and the number.
_WIDE = frozenset({"agreement", "constitution", "declaration", "memorandum", "statement", "treaty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A citation as extracted, at its place in the raw text."""

    citation: Citation
    span: Span


def score_citations(
    letter: GoldLetter, citations: Sequence[Citation], normalized: NormalizedText
) -> Iterator[Score | Mistake]:
    """Compare the citations of a letter with its gold, by the rules in this folder's README.

    Args:
        letter: The gold; nothing is scored where its `citations` are None.
        citations: As extracted from the normalized text.
        normalized: The letter's text with the way back to the raw one.
    """
    if letter.citations is None:
        return
    gold = letter.citations
    found = [
        _Found(citation=citation, span=normalized.raw_span(citation.start, citation.end)) for citation in citations
    ]
    found = [one for one in found if _in_scope(one, letter)]
    pairs = _pair(gold, found)
    for index, expected in enumerate(gold):
        if not expected.optional:
            yield from _judge(letter, expected, found[pairs[index]] if index in pairs else None)
    taken = set(pairs.values())
    for index, one in enumerate(found):
        if index not in taken and not _neutral(one, gold):
            yield from _false(letter, one)


def family_of(instrument_id: str | None) -> str:
    """Family of an instrument, by its id.

    >>> family_of("un:sc:res:822"), family_of("statement:am-az-ru:2020-11-10"), family_of(None)
    ('un:sc:res', 'statement', 'unlinked')
    """
    if not instrument_id:
        return "unlinked"
    head, _, _ = instrument_id.partition(":")
    return head if head in _WIDE else instrument_id.rpartition(":")[0] or head


def pinpoint_parts(pinpoint: str | None) -> frozenset[str]:
    """The single parts that a pinpoint names, so that a range equals its members.

    Roman and Arabic numerals are the same.

    >>> sorted(pinpoint_parts("8-10, 12(b)")), sorted(pinpoint_parts("XI, II(2)"))
    (['10', '12(b)', '8', '9'], ['11', '2(2)'])
    """
    parts: set[str] = set()
    for part in re.split(r",|;| and ", pinpoint or ""):
        text = _ROMAN.sub(_arabic, "".join(part.split())).casefold()
        match = _RANGE.fullmatch(text)
        if match and 0 < int(match[2]) - int(match[1]) < _MAX_RANGE:
            parts.update(map(str, range(int(match[1]), int(match[2]) + 1)))
        elif text:
            parts.add(text)
    return frozenset(parts)


def _arabic(numeral: re.Match[str]) -> str:
    """The number that Roman digits write.

    >>> _arabic(_ROMAN.match("XIV"))
    '14'
    """
    digits = [_ROMAN_DIGITS[digit] for digit in numeral.group()]
    following = [*digits[1:], 0]
    return str(sum(-digit if digit < after else digit for digit, after in zip(digits, following, strict=True)))


def _in_scope(one: _Found, letter: GoldLetter) -> bool:
    """Whether the gold speaks of such citations at all; one without an id counts by its candidates or its place."""
    if not letter.scope:
        return True
    known = [one.citation.instrument_id] if one.citation.instrument_id else one.citation.candidates
    if known:
        return any(name.startswith(f"{series}:") for name in known for series in letter.scope)
    return any(_overlap(one.span, span) for gold in letter.citations or () for span in gold.spans)


def _pair(gold: Sequence[GoldCitation], found: Sequence[_Found]) -> dict[int, int]:
    """Each gold citation with the extracted one that stands for it: by the same instrument, then by overlap."""
    options: list[tuple[bool, float, int, int]] = []
    nearby = _nearby(found)
    for index, expected in enumerate(gold):
        shares: dict[int, float] = {}
        for span in expected.spans:
            for other in nearby(span):
                shares[other] = max(shares.get(other, 0.0), _share(found[other].span, span))
        for other, share in shares.items():
            same = found[other].citation.instrument_id in (expected.instrument_ids or ())
            options.append((not same, -share, index, other))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, index, other in sorted(options):
        if index not in pairs and other not in taken:
            pairs[index] = other
            taken.add(other)
    return pairs


def _nearby(found: Sequence[_Found]) -> Callable[[Span], Iterator[int]]:
    """A look-up of the extracted citations that overlap a span, in the time of a search, not of a scan."""
    order = sorted(range(len(found)), key=lambda index: found[index].span)
    starts = [found[index].span[0] for index in order]
    longest = max((one.span[1] - one.span[0] for one in found), default=0)

    def look_up(span: Span) -> Iterator[int]:
        for place in range(bisect_left(starts, span[0] - longest), bisect_left(starts, span[1])):
            if _overlap(found[order[place]].span, span):
                yield order[place]

    return look_up


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _share(one: Span, other: Span) -> float:
    """Overlap of two spans as a share of both together."""
    return _overlap(one, other) / (max(one[1], other[1]) - min(one[0], other[0]))


def _neutral(one: _Found, gold: Sequence[GoldCitation]) -> bool:
    """Whether an extra citation is neither right nor false: the gold names the same otherwise, or as optional."""
    back = one.citation.form is CitationForm.ANAPHORIC
    for expected in gold:
        loose = expected.optional or not expected.located
        if loose and any(_overlap(one.span, span) for span in expected.spans):
            return True
        same = one.citation.instrument_id in (expected.instrument_ids or ())
        if same and (back or (not expected.located and _telling(one.citation.exact) & _telling(expected.words))):
            return True
    return False


def _telling(words: str) -> set[str]:
    """The words of a mention by which it can be known: longer ones, and those with a number."""
    return {word for word in re.findall(r"\w+", words.casefold()) if len(word) > _SHORT or any(map(str.isdigit, word))}


def _judge(letter: GoldLetter, expected: GoldCitation, one: _Found | None) -> Iterator[Score | Mistake]:
    ids = expected.instrument_ids
    family = family_of(ids[0]) if ids else expected.kind
    context = _context(letter.text, expected.spans[0])

    def scored(measure: Measure, tally: Tally) -> Score:
        return Score(collection=letter.collection, measure=measure, family=family, tally=tally)

    def mistake(measure: Measure, wanted: str | None, got: str | None) -> Mistake:
        return Mistake(
            verdict=_verdict(wanted, got),
            measure=measure,
            collection=letter.collection,
            family=family,
            letter=letter.name,
            expected=wanted,
            found=got,
            context=context,
        )

    yield scored(Measure.MENTION, Tally(gold=1, given=one is not None, right=one is not None))
    if one is None:
        yield mistake(Measure.MENTION, expected.words, None)
    if ids is not None:
        got = one.citation.instrument_id if one else None
        right = got in ids if got else False
        yield scored(Measure.LINK, Tally(gold=bool(ids), given=got is not None, right=right))
        # A mention that was not found at all is listed once, as such.
        if one is not None and not right and (ids or got):
            yield mistake(Measure.LINK, " or ".join(ids) or None, got)
    if expected.pinpoint_scored and (one is not None or expected.pinpoint is not None):
        wanted, got = _pinpoint(expected.pinpoint_kind, expected.pinpoint), _extracted_pinpoint(one)
        right = wanted is not None and _same_pinpoint(expected, one)
        yield scored(Measure.PINPOINT, Tally(gold=wanted is not None, given=got is not None, right=right))
        if one is not None and not right and (wanted or got):
            yield mistake(Measure.PINPOINT, wanted, got)


def _false(letter: GoldLetter, one: _Found) -> Iterator[Score | Mistake]:
    """An extracted citation that the gold doesn't hold: it counts against mentions and, if linked, against links."""
    citation = one.citation
    family = family_of(citation.instrument_id)
    for measure, given in ((Measure.MENTION, True), (Measure.LINK, citation.instrument_id is not None)):
        if given:
            yield Score(collection=letter.collection, measure=measure, family=family, tally=Tally(given=1))
    yield Mistake(
        verdict=Verdict.FALSE,
        measure=Measure.MENTION,
        collection=letter.collection,
        family=family,
        letter=letter.name,
        expected=None,
        found=f"{citation.exact} [{citation.instrument_id or citation.status}] {citation.rule_id}",
        context=_context(letter.text, one.span),
    )


def _verdict(wanted: str | None, got: str | None) -> Verdict:
    return Verdict.FALSE if wanted is None else Verdict.MISSED if got is None else Verdict.WRONG


def _pinpoint(kind: str | None, pinpoint: str | None) -> str | None:
    return " ".join(part for part in (kind, pinpoint) if part) or None


def _extracted_pinpoint(one: _Found | None) -> str | None:
    return _pinpoint(one.citation.pinpoint_kind, one.citation.pinpoint) if one else None


def _same_pinpoint(expected: GoldCitation, one: _Found | None) -> bool:
    if one is None:
        return False
    same_kind = expected.pinpoint_kind in (None, one.citation.pinpoint_kind)
    return same_kind and pinpoint_parts(expected.pinpoint) == pinpoint_parts(one.citation.pinpoint)


def _context(text: str, span: Span) -> str:
    """The passage with some words around it, on one line, the mention in brackets.

    >>> _context("We cite the Charter here.", (12, 19))
    'We cite the [Charter] here.'
    """
    start, end = span
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return " ".join(f"{before}[{text[start:end]}]{after}".split())
