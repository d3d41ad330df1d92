"""Recognizes the instruments that a letter cites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpuspkg.authority import Registry, load_registry
from corpuspkg.citations.document import CitationContext, Document, Mention
from corpuspkg.citations.engine import Reading, read_mentions
from corpuspkg.citations.rules import Example, Rule, list_rules
from corpuspkg.citations.scan import scan_text
from corpuspkg.model import Citation, CitationStatus, Issue, RuleId, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.model import Segment

__all__ = [
    "CitationContext",
    "Citations",
    "Example",
    "Miss",
    "Rule",
    "explain_citations",
    "find_citations",
    "list_rules",
]


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
    document, reading = _read(text, segments, context, registry, native)
    citations = tuple(_citation(document, mention, text) for mention in reading.mentions)
    issues = tuple(filter(None, map(_issue, citations)))
    return Citations(citations=citations, issues=issues)


def explain_citations(
    text: str,
    segments: Sequence[Segment] = (),
    context: CitationContext | None = None,
    *,
    registry: Registry | None = None,
) -> tuple[Citations, tuple[Miss, ...]]:
    """As `find_citations`, with the near misses and their reasons."""
    document, reading = _read(text, segments, context, registry, None)
    citations = tuple(_citation(document, mention, text) for mention in reading.mentions)
    taken = [(citation.start, citation.end) for citation in citations]
    misses = []
    for miss in sorted(set(reading.misses), key=lambda entry: (entry.start, entry.end)):
        start, end = document.scan.original_span(miss.start, miss.end)
        if not any(low < end and start < high for low, high in taken):
            misses.append(Miss(start=start, end=end, exact=text[start:end], rule_id=miss.rule, reason=miss.reason))
    issues = tuple(filter(None, map(_issue, citations)))
    return Citations(citations=citations, issues=issues), tuple(misses)


def _read(
    text: str,
    segments: Sequence[Segment],
    context: CitationContext | None,
    registry: Registry | None,
    native: bool | None,  # noqa: FBT001  # private, and None is its third value
) -> tuple[Document, Reading]:
    document = Document(scan_text(text), segments, context or CitationContext(), registry or load_registry())
    return document, read_mentions(document, native=native)


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


def _issue(citation: Citation) -> Issue | None:
    if citation.status is CitationStatus.AMBIGUOUS:
        return Issue(
            code="citation-ambiguous",
            severity=Severity.INFO,
            message=f"{citation.exact!r} may mean {' or '.join(citation.candidates)}",
            hint="number and year disagree, or the name is shared: curate the instrument if the letter tells",
            table="citations",
            field="instrument_id",
            start=citation.start,
            end=citation.end,
        )
    if citation.status is CitationStatus.UNRESOLVED:
        return Issue(
            code="citation-unresolved",
            severity=Severity.INFO,
            message=f"no authority holds {citation.exact!r}",
            hint="add a row to the authority, or to a file of the corpus's own ([tool.corpuspkg] authority)",
            table="citations",
            field="instrument_id",
            start=citation.start,
            end=citation.end,
        )
    return None
