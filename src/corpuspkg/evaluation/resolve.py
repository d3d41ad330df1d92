"""Which instruments does a name stand for? For gold that gives no ids."""

from __future__ import annotations

from functools import cache

from corpuspkg.authority import load_registry
from corpuspkg.citations import CitationContext, find_citations
from corpuspkg.model import Segment, SegmentRole

_BEFORE = "We refer to the "


@cache
def resolve_name(name: str) -> frozenset[str]:
    """Ids of the instruments a name stands for; empty where it is unknown.

    Names of the registry are looked up. What stands for a number ("UNSC resolution 822 (1993)", "A/RES/62/243") is in
    no table: the recogniser reads it, and the mention that covers most of the name counts.
    """
    wanted = name.casefold()
    registered = {alias.instrument_id for alias in load_registry().aliases if alias.alias.casefold() == wanted}
    if registered:
        return frozenset(registered)
    # In a sentence, since a number that stands alone is a document's own symbol and no citation.
    text = f"{_BEFORE}{name} here."
    whole = Segment(role=SegmentRole.BODY, start=0, end=len(text))
    found = find_citations(text, (whole,), CitationContext()).citations
    lengths = {one.instrument_id: one.end - one.start for one in reversed(found) if one.instrument_id}
    return frozenset({max(lengths, key=lengths.__getitem__)} if lengths else ())
