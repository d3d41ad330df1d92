"""One pass over a letter: hits of the automaton, their parsers, overlaps, pinpoints, definitions, short forms."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from corpuspkg.citations import (
    acronyms,
    acts,
    agreements,
    anaphora,
    awards,
    bare_parts,
    by_year,
    case_names,
    constitutions,
    courts,
    eu,
    filters,
    foreign_laws,
    ibid,
    its_protocols,
    labour,
    laws,
    numbered,
    numbered_laws,
    old_treaties,
    orders,
    protocols,
    resolutions,
    shortforms,
    small_treaties,
    state_laws,
    symbols,
    treaties,
    us,
)
from corpuspkg.citations.aliases import read_alias
from corpuspkg.citations.automaton import find_in_pieces
from corpuspkg.citations.document import Document, Mention, NearMiss
from corpuspkg.citations.lexicon import PINPOINT, Lexicon, Name, load_lexicon
from corpuspkg.citations.settling import attach_pinpoints, settle_mentions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from corpuspkg.citations.automaton import Hit

Later = tuple[str, int, int]
"""Family, start and end of a hit that waits."""

PARSERS: dict[str, Callable[[Document, int, int], list[Mention]]] = {
    "resolution": resolutions.read_resolution,
    "possessed": resolutions.read_possessed,
    "decision": lambda document, start, end: (
        eu.read_act(document, start, end)
        or numbered.read_climate_decision(document, start, end)
        or resolutions.read_resolution(document, start, end)
    ),
    "symbol": symbols.read_symbol,
    "ministers": symbols.read_ministers,
    "eu": eu.read_act,
    "us-code": us.read_code,
    "us-code-tail": lambda document, start, _end: us.read_code(document, start + 2, _end),
    "us-regulations": us.read_regulations,
    "us-law": us.read_public_law,
    "us-reporter": us.read_reporter,
    "us-order": lambda document, start, end: (
        orders.read_order(document, start, end) or numbered_laws.read_numbered_law(document, start, end)
    ),
    "us-directive": orders.read_directive,
    "us-bill": us.read_bill,
    "state-bill": us.read_state_bill,
    "us-defense": us.read_defense_act,
    "protocol": protocols.read_protocol,
    "osce": numbered.read_osce,
    "coe-series": numbered.read_series,
    "us-register-short": lambda document, start, end: us.read_reporter(document, start + 1, end),
    "uk-instrument": numbered.read_statutory_instrument,
    "general-comment": numbered.read_general_comment,
    "award": awards.read_award,
    "opinion": awards.read_opinion,
    "neutral": case_names.read_neutral,
    "versus": courts.read_versus,
    "versus-bare": courts.read_bare_versus,
    "named-act": eu.read_named_act,
    "dated-law": lambda document, start, end: (
        numbered_laws.read_dated_law(document, start, end) or by_year.read_law_of_year(document, start, end)
    ),
    "law-of-year": by_year.read_law_of_year,
    "application": courts.read_application,
    "icc": courts.read_criminal_case,
    "act": lambda document, start, end: (
        acts.read_act(document, start, end) or by_year.read_year_act(document, start, end)
    ),
    "regulations": acts.read_regulations,
    "bill": acts.read_bill,
    "numbered-law": numbered_laws.read_numbered_law,
    "foreign-law": foreign_laws.read_foreign_law,
    "foreign-named": foreign_laws.read_named_law,
    "foreign-code": foreign_laws.read_foreign_code,
    "canadian-bill": numbered_laws.read_canadian_bill,
    "republic-act": numbered_laws.read_republic_act,
    "state-act": numbered_laws.read_state_act,
    "titled": laws.read_titled,
    "law-on": laws.read_law_on,
    "law-on-bare": laws.read_law_on,
    "named-law": laws.read_named_law,
    "code": laws.read_code_name,
    "constitution": constitutions.read_constitution,
    "basic-law": constitutions.read_constitution,
    "amendment": constitutions.read_amendment,
    "agreement": agreements.read_agreement,
    "named-resolution": old_treaties.read_named_resolution,
    "treaty-of": old_treaties.read_treaty_of,
    "subject": treaties.read_subject,
    "named": treaties.read_named,
    "named-treaty": small_treaties.read_named_treaty,
    "ilo": labour.read_labour,
    "ec-case": courts.read_union_case,
    "health-assembly": symbols.read_health_assembly,
    "dated-judgment": awards.read_dated_judgment,
    "state-code": state_laws.read_state_code,
    "commission": symbols.read_commission,
    "ep-text": symbols.read_parliament,
}
# Families whose parsers read names that no authority holds.
_WEAK_FAMILIES = frozenset(
    {
        "act",
        "regulations",
        "bill",
        "agreement",
        "subject",
        "named",
        "law-on",
        "code",
        "named-law",
        "treaty-of",
        "named-treaty",
    }
)
# Where the word has its capital letter that the parser asks for first: behind a blank, or at once.
_CAPITALS = {
    **dict.fromkeys(("act", "regulations", "bill", "named", "named-law", "named-resolution"), 1),
    **dict.fromkeys(("subject", "law-on", "law-on-bare", "code", "us-law", "titled"), 0),
}
# "s. 2" is a section or a bill of the Senate, "regulation 5" a rule or an act of the Union.
_PINPOINTS = frozenset({PINPOINT, "us-bill", "eu"})
# Where a name that is but the noun may be meant by it, as in telegrams.
_BARE = frozenset({"named", "named-treaty"})
_LATER = frozenset({"back", "this-section", "its-protocol", "ibid"})


class Reading(NamedTuple):
    """All that was read: mentions in order, and near misses."""

    mentions: tuple[Mention, ...]
    misses: tuple[NearMiss, ...]


class _Plan(NamedTuple):
    """What to do at a hit of a pattern.

    Attributes:
        capital: Where a capital letter has to stand, counted from the hit, if the parser takes nothing else; or -1.
        weak: The parser reads names that no authority holds.
    """

    names: tuple[Name, ...]
    family: str
    parser: Callable[[Document, int, int], list[Mention]] | None
    capital: int
    weak: bool
    pinpoint: bool


@cache
def _plans(lexicon: Lexicon) -> tuple[_Plan, ...]:
    return tuple(
        _Plan(
            names,
            "" if family == PINPOINT else family,
            PARSERS[family] if family and family != PINPOINT and family not in _LATER else None,
            _CAPITALS.get(family, -1),
            family in _WEAK_FAMILIES,
            family in _PINPOINTS,
        )
        for names, family in zip(lexicon.names, lexicon.families, strict=True)
    )


def read_mentions(document: Document, *, native: bool | None = None) -> Reading:
    """All mentions of a letter, settled, in order and without overlaps."""
    lexicon = load_lexicon(document.registry, native=native)
    found, later = _read_hits(document, _plans(lexicon), find_in_pieces(lexicon.finder, document.scan.data))
    found += foreign_laws.find_abbreviated(document) + foreign_laws.find_compounds(document)
    full = settle_mentions(document, found) if found else []
    if full or later:
        full = _read_short_forms(document, full, later)
    parts = bare_parts.find_bare_parts(document, full) if document.pinpoints else []
    if parts:
        full = _merge(full, parts)
    return Reading(tuple(full), tuple(document.misses))


def _read_hits(
    document: Document, plans: Sequence[_Plan], hits: Iterable[Hit]
) -> tuple[list[Mention], list[tuple[str, int, int]]]:
    """What the parsers make of the hits, and the hits that wait until the full mentions are known.

    The hits come by start, the longest first: a name inside a name that was taken is not looked at again, nor are
    anchors of weaker families there.
    """
    text, mark_pinpoint = document.text, document.pinpoints.append
    found: list[Mention] = []
    later: list[Later] = []
    covered = 0
    for start, end, number in hits:
        names, family, parser, capital, weak, pinpoint = plans[number]
        if names and end > covered:
            named = read_alias(document, start, end, names)
            if named:
                found.append(named)
                covered = max(covered, end) if named.instrument and not named.key else covered
        if pinpoint:
            mark_pinpoint(start)
        if not family or (capital >= 0 and not text[start + capital].isupper()):
            continue
        if parser is None:
            later.append((family, start, end))
        elif start >= covered or not weak or _name_goes_back(document, found[-1].start):
            read = parser(document, start, end)
            found += read
            if not read and family in _BARE and text[start + 1].isupper() and text[start - 3 : start] != "the":
                later.append(("bare", start + 1, end))
    return found, later


def _name_goes_back(document: Document, start: int) -> bool:
    """Tell whether a capitalized word stands right before a name, so that it may be the tail of a longer one."""
    text = document.text
    before = text.rfind(" ", max(0, start - 30), max(0, start - 1)) + 1
    return bool(before) and text[start - 1 : start] == " " and text[before].isupper()


def _read_short_forms(document: Document, full: list[Mention], later: list[Later]) -> list[Mention]:
    terms: dict[str, tuple[Mention, int]] = {}
    inside: list[tuple[int, int]] = []
    for place, mention in enumerate(full):
        if not document.folded.startswith(shortforms.OPENS, mention.end):
            continue  # nothing in parentheses: by far the most frequent case
        at = shortforms.behind_number(document, full, place)
        definition = shortforms.read_definition(document, mention, at)
        if definition:
            terms[definition[0]] = (mention, definition[1])
            inside.append((at, definition[1]))
    terms = acronyms.find_initials(document, full) | acronyms.find_years(document, full) | terms
    added = shortforms.find_terms(document, terms) if terms else []
    added += [*shortforms.find_repeated(document, full), *case_names.find_short_cases(document, full)]
    if not added and not later and not inside:
        return full
    kept = full
    if terms or added:
        kept = [entry for entry in full if not _within(entry, inside) and not _is_redefined(document, entry, terms)]
        kept = _merge(kept, added)
    antecedents = anaphora.Antecedents(document, kept, terms)
    back = [found for hit in later for found in _read_back(document, hit, kept, antecedents)]
    back = [entry for entry in back if not _within(entry, inside) and filters.reason_against(document, entry) is None]
    if kept is full and not back:
        return full
    merged = _merge(kept, back)
    attach_pinpoints(document, merged)
    return merged


def _read_back(document: Document, hit: Later, kept: list[Mention], antecedents: anaphora.Antecedents) -> list[Mention]:
    """What words that refer back mean, at a hit that waited for the full mentions."""
    family, start, end = hit
    if family == "its-protocol":
        return its_protocols.read_its_protocols(document, start, kept)
    if family == "this-section":
        found = shortforms.read_this_section(document, start, end - 1, kept)
    elif family == "ibid":
        found = ibid.read_ibid(document, start, kept)
    elif family == "bare":
        found = anaphora.read_bare(document, start, antecedents)
    else:
        found = anaphora.read_anaphor(document, start, antecedents)
    return [found] if found else []


def _is_redefined(document: Document, mention: Mention, terms: dict[str, tuple[Mention, int]]) -> bool:
    """Tell whether the letter itself has given a registered name another meaning."""
    defined = terms.get(document.text[mention.start : mention.end])
    return defined is not None and mention.start >= defined[1] and mention.instrument != defined[0].instrument


def _within(mention: Mention, spans: list[tuple[int, int]]) -> bool:
    place = bisect_right(spans, (mention.start, len(spans) and spans[-1][1] + 1)) - 1
    return place >= 0 and spans[place][0] <= mention.start and mention.end <= spans[place][1]


def _merge(kept: list[Mention], added: list[Mention]) -> list[Mention]:
    """Both in order; of the added ones only those that overlap none of the kept."""
    merged: list[Mention] = []
    first = set(kept)
    for mention in sorted([*kept, *added], key=lambda entry: (entry.start, -entry.end)):
        if merged and mention.start < merged[-1].end:
            if mention in first and merged[-1] not in first:
                merged[-1] = mention
            continue
        merged.append(mention)
    return merged
