"""Recognizes the instruments that a letter cites."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpuspkg.authority import Registry, load_registry
from corpuspkg.citations.document import CitationContext, Document, Mention
from corpuspkg.citations.engine import Reading, read_mentions
from corpuspkg.citations.places import country_of_offices
from corpuspkg.citations.rules import Example, Rule, list_rules
from corpuspkg.citations.scan import scan_text
from corpuspkg.findings import make_issue
from corpuspkg.model import Citation, CitationStatus, Issue, RuleId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.model import Segment

__all__ = [
    "CitationContext",
    "Citations",
    "Example",
    "Miss",
    "Rule",
    "country_of_offices",
    "explain_citations",
    "find_citations",
    "list_rules",
]

_LONG = 200_000
_TO_SETTLE = frozenset({CitationStatus.AMBIGUOUS, CitationStatus.UNRESOLVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Citations:
    """What was found in a letter."""

    citations: tuple[Citation, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A passage that looks like a citation, and why it was not taken; offsets are those of the text."""

    start: int
    end: int
    exact: str
    rule_id: str
    reason: str


def find_citations(
    text: str,
    segments: Sequence[Segment] = (),
    context: CitationContext | None = None,
    *,
    registry: Registry | None = None,
    native: bool | None = None,
) -> Citations:
    """Find every mention of an instrument in a letter.

    Args:
        text: The letter's normalized text (any other text works too).
        segments: Its segments; they tell a heading from a sentence.
        context: What is known beside the text.
        registry: The authority; None takes the package's own.
        native: True or False to ask for one kind of automaton (`corpuspkg.citations.automaton`).

    Returns:
        The citations in order, without overlaps, and findings about those that could not be settled.

    >>> find_citations("Article 19 of the ICCPR is clear.").citations[0].pinpoint
    '19'
    """
    # All that is made of a very long letter lives until it is done, and the collector would go through it in vain.
    rests = len(text) > _LONG and gc.isenabled()
    if rests:
        gc.disable()
    try:
        return _build(*_read(text, segments, context, registry, native), text)
    finally:
        if rests:
            gc.enable()


def explain_citations(
    text: str,
    segments: Sequence[Segment] = (),
    context: CitationContext | None = None,
    *,
    registry: Registry | None = None,
) -> tuple[Citations, tuple[Miss, ...]]:
    """As `find_citations`, with the near misses and their reasons."""
    document, reading = _read(text, segments, context, registry, None)
    found = _build(document, reading, text)
    taken = [(citation.start, citation.end) for citation in found.citations]
    misses = []
    for miss in sorted(set(reading.misses)):
        start, end = document.scan.original_span(miss.start, miss.end)
        if not any(low < end and start < high for low, high in taken):
            misses.append(Miss(start=start, end=end, exact=text[start:end], rule_id=miss.rule, reason=miss.reason))
    return found, tuple(misses)


def _read(
    text: str,
    segments: Sequence[Segment],
    context: CitationContext | None,
    registry: Registry | None,
    native: bool | None,  # noqa: FBT001  # private, and None is its third value
) -> tuple[Document, Reading]:
    document = Document(scan_text(text), segments, context or CitationContext(), registry or load_registry())
    return document, read_mentions(document, native=native)


def _build(document: Document, reading: Reading, text: str) -> Citations:
    citations = tuple([_citation(document, mention, text) for mention in reading.mentions])
    issues = [_issue(citation) for citation in citations if citation.status in _TO_SETTLE]
    return Citations(citations=citations, issues=tuple(issues))


def _citation(document: Document, mention: Mention, text: str) -> Citation:
    start, end = document.scan.original_span(mention.start, mention.end)
    ambiguous = mention.status is CitationStatus.AMBIGUOUS
    return Citation(
        start=start,
        end=end,
        exact=text[start:end],
        form=mention.form,
        status=mention.status,
        rule_id=RuleId(mention.rule),
        instrument_id=None if ambiguous else mention.instrument,
        pinpoint_kind=mention.pin_kind,
        pinpoint=mention.pin,
        group=mention.group,
        candidates=mention.candidates if ambiguous else (),
        proposed=None if ambiguous else mention.proposed,
    )


def _issue(citation: Citation) -> Issue:
    """What a person should look at: an ambiguous citation, or one of an instrument that no authority holds."""
    if citation.status is CitationStatus.AMBIGUOUS:
        code, message = "citation-ambiguous", f"{citation.exact!r} may mean {' or '.join(citation.candidates)}"
    else:
        code, message = "citation-unresolved", f"no authority holds {citation.exact!r}"
    return make_issue(code, message, table="citations", field="instrument_id", start=citation.start, end=citation.end)
