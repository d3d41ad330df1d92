"""Protocols by their number or years behind their convention: "its Second Protocol", "its 1954 and 1999 Protocols"."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.lexicon import load_lexicon, spellings_by_instrument
from corpuspkg.citations.protocols import RULE
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.authority import Registry
    from corpuspkg.citations.document import Document

_YEAR = r"(?:18|19|20)\d\d"
_ITS_PROTOCOL = re.compile(
    rf"its (?:(?P<words>(?:[a-z]+ ){{1,2}})|(?P<years>{_YEAR}(?:, {_YEAR})*(?:,? and {_YEAR})?) (?:additional )?)"
    r"(?P<noun>protocols?)(?![a-z])"
)
_REACH = 200


def read_its_protocols(document: Document, start: int, mentions: Sequence[Mention]) -> list[Mention]:
    """The protocols that such words name, if the mention before them is of their convention."""
    match = _ITS_PROTOCOL.match(document.folded, start, start + 60)
    if match is None or not document.text[match.start("noun")].isupper():
        return []
    place = bisect_left(mentions, start, key=lambda entry: entry.start)
    full = mentions[place - 1] if place else None
    if full is None or full.instrument is None or start - full.end > _REACH:
        return []
    if match["years"]:
        return _by_years(document, match, full.instrument)
    mention = _mention(match.start("words"), match.end())
    spellings = load_lexicon(document.registry).spellings
    for convention in _titles(document.registry, full.instrument):
        names = spellings.get(f"{match['words']}{match['noun']} to the {convention}")
        if names and len(names) == 1:
            mention.instrument = names[0].alias.instrument_id
            return [mention]
    document.miss(mention.start, mention.end, mention.rule, "the authority holds no such protocol to it")
    return []


def _titles(registry: Registry, convention: str) -> list[str]:
    names = spellings_by_instrument(registry).get(convention, ())
    return [title for name in names for title in dict.fromkeys((name, name.removeprefix("the ")))]


def _by_years(document: Document, match: re.Match[str], convention: str) -> list[Mention]:
    endings = tuple(f" to the {title}" for title in _titles(document.registry, convention))
    years = list(re.compile(_YEAR).finditer(document.folded, *match.span("years")))
    group = document.new_group() if len(years) > 1 else None
    found = []
    for place, year in enumerate(years):
        held = [
            identifier
            for identifier, names in _protocols(document.registry).get(year.group(), ())
            if any(name.endswith(endings) for name in names)
        ]
        last = place == len(years) - 1
        mention = _mention(year.start(), match.end() if last else year.end())
        mention.group, mention.year = group, int(year.group())
        if len(held) != 1:
            document.miss(mention.start, mention.end, RULE, "the authority holds no such protocol to it")
            continue
        mention.instrument = held[0]
        mention.form = CitationForm.LIST_ITEM if place else CitationForm.SHORT
        found.append(mention)
    return found


def _mention(start: int, end: int) -> Mention:
    mention = Mention(start, end, RULE, form=CitationForm.SHORT, name="protocol")
    mention.status = CitationStatus.INFERRED
    return mention


@cache
def _protocols(registry: Registry) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The registry's protocols with their names, by the year of their adoption or in their names."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for identifier, names in spellings_by_instrument(registry).items():
        if any("protocol to the" in name for name in names):
            row = registry.instruments.get(identifier)
            years = {(row.adopted_date or "")[:4] if row else ""}
            years |= {name[:4] for name in names if name[:4].isdigit()}
            for year in sorted(years - {""}):
                found.setdefault(year, []).append((identifier, names))
    return found
