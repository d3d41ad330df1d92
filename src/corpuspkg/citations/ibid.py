"""The scholar's way to refer back: "ibid.", "id. § 4", to the instrument named last."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.citations.document import Document

RULE = "cite.ibid"
_WORD = re.compile(r"(?:ibidem|ibid|id(?=\.,? ?(?:at |§|¶|art|para|sec)))\.?(?![a-z0-9])")
_REACH = 700


def read_ibid(document: Document, start: int, mentions: Sequence[Mention]) -> Mention | None:
    """What "ibid." at a place means: the instrument that ends last before it."""
    match = _WORD.match(document.folded, start, start + 8)
    if match is None or not document.is_word(start, match.end()):
        return None
    place = bisect_left(mentions, start, key=lambda entry: entry.start)
    full = mentions[place - 1] if place else None
    if full is None or full.instrument is None or start - full.end > _REACH:
        document.miss(start, match.end(), RULE, "nothing named before that it could mean")
        return None
    mention = Mention(start, match.end(), RULE, instrument=full.instrument, form=CitationForm.ANAPHORIC)
    mention.status = CitationStatus.UNRESOLVED if full.status is CitationStatus.UNRESOLVED else CitationStatus.INFERRED
    mention.proposed, mention.name = full.proposed, full.name
    return mention
