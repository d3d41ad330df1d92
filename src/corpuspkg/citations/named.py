"""Instruments that a person names by id and no authority file lists: a rule makes them from body and number."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from corpuspkg.citations import CitationContext, find_citations
from corpuspkg.model import Instrument, Segment, SegmentRole


def instrument_named(instrument_id: str) -> Instrument | None:
    """The instrument that the rules make for an id; None where no rule makes it.

    >>> instrument_named("un:sc:res:822").symbol, instrument_named("un:sc:res:none")
    ('S/RES/822 (1993)', None)
    """
    for prefix, phrase in _phrases():
        if instrument_id.startswith(prefix):
            text = phrase.format(rest=instrument_id.removeprefix(prefix))
            whole = (Segment(role=SegmentRole.BODY, start=0, end=len(text)),)
            for citation in find_citations(text, whole, CitationContext()).citations:
                if citation.instrument_id == instrument_id and citation.proposed is not None:
                    return citation.proposed
    return None


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    """How a letter would write an id that begins so."""
    with Path(__file__).with_name("id_phrases.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["prefix"], row["phrase"]) for row in csv.DictReader(file))
