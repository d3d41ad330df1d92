"""Names and anchors as one automaton."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.citations.automaton import Finder, build_finder
from corpuspkg.citations.foreign_laws import foreign_anchors
from corpuspkg.citations.pinpoints import unit_anchors
from corpuspkg.citations.scan import fold_bytes, fold_case_kept, fold_pattern
from corpuspkg.citations.state_laws import state_anchors
from corpuspkg.model import CitationForm

if TYPE_CHECKING:
    from corpuspkg.authority import Alias, Registry
    from corpuspkg.citations.document import Document

_CLASSES = {
    "{d}": tuple("123456789"),
    "{y}": ("15", "16", "17", "18", "19", "20"),
    "{e}": tuple(" .,;:)'\"\x1e?!-]"),
    "{m}": ("jan", "feb", "march", "apr", "may", "june", "july", "aug", "sep", "oct", "nov", "dec"),
}
_CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")
_TITLE_WORDS = 4
PINPOINT = "pinpoint"
_NUMBERED_KINDS = ("resolution", "recommendation", "decision")
_PART = re.compile(r"(?:common )?(?P<kind>section|article|chapter|title) (?P<value>\w+(?:\([a-z0-9]+\))*)")


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A registered name, ready to be compared with the text; itself alone is equal to it.

    Attributes:
        kept: The name folded with its capital letters.
        part: Kind and value of the part that the name is of ("Section 907"), or None.
    """

    alias: Alias
    kept: str
    form: CitationForm
    part: tuple[str, str] | None


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What the automaton looks for.

    Attributes:
        families: For each pattern, the family of its anchor, or "".
        names: For each pattern, the registered names that it is.
        spellings: The names by their folded spelling.
    """

    finder: Finder
    families: tuple[str, ...]
    names: tuple[tuple[Name, ...], ...]
    spellings: dict[str, tuple[Name, ...]]


def load_lexicon(registry: Registry, *, native: bool | None = None) -> Lexicon:
    """The automaton over a registry's names and the anchors of `anchors.csv`."""
    return _build_lexicon(registry, native)


@cache
def _build_lexicon(registry: Registry, native: bool | None) -> Lexicon:  # noqa: FBT001  # one way to call, one lexicon
    spellings: dict[str, tuple[Name, ...]] = {}
    for alias in registry.aliases:
        if _is_heading(alias, registry):
            continue
        name = _name_of(alias, registry)
        for spelling in _spellings(alias.alias):
            held = spellings.get(spelling, ())
            if all(other.alias.instrument_id != alias.instrument_id for other in held):
                spellings[spelling] = (*held, name)
    anchors = dict.fromkeys(unit_anchors(), PINPOINT) | foreign_anchors() | state_anchors() | load_anchors()
    patterns = sorted(set(spellings) | set(anchors))
    return Lexicon(
        finder=build_finder([pattern.encode("latin-1") for pattern in patterns], native=native),
        families=tuple(anchors.get(pattern, "") for pattern in patterns),
        names=tuple(spellings.get(pattern, ()) for pattern in patterns),
        spellings=spellings,
    )


@cache
def spellings_by_instrument(registry: Registry) -> dict[str, tuple[str, ...]]:
    """The folded spellings of each registered instrument."""
    found: dict[str, list[str]] = {}
    for spelling, names in load_lexicon(registry).spellings.items():
        for name in names:
            found.setdefault(name.alias.instrument_id, []).append(spelling)
    return {identifier: tuple(spellings) for identifier, spellings in found.items()}


def lookup_name(document: Document, spelling: str) -> tuple[Alias, ...]:
    """The registered aliases that a folded name is, as far as the letter allows them."""
    names = load_lexicon(document.registry).spellings.get(spelling, ())
    return tuple(name.alias for name in names if is_allowed(document, name.alias))


def is_allowed(document: Document, alias: Alias) -> bool:
    """Tell whether the letter has one of the words that an alias requires, and is not far older than its instrument."""
    return (not alias.requires or document.has_any(alias.requires)) and not is_too_late(document, alias)


# So long before its adoption a text may be known by its later name: as a draft, or as what is negotiated.
_YEARS_AS_DRAFT = 3


def is_too_late(document: Document, alias: Alias) -> bool:
    """Tell whether an instrument was adopted so long after the letter was sent that it cannot be meant."""
    sent = document.context.sent_latest
    if sent is None:
        return False
    row = document.registry.instruments.get(alias.instrument_id)
    adopted = (row.adopted_date or "")[:4] if row else ""
    return adopted.isdigit() and int(adopted) > sent.year + _YEARS_AS_DRAFT


def _name_of(alias: Alias, registry: Registry) -> Name:
    row = registry.instruments.get(alias.instrument_id)
    statute = row is not None and row.kind == "statute" and alias.kind == "short" and alias.alias.endswith("Act")
    full = alias.kind == "title" or statute or len(alias.alias.split()) >= _TITLE_WORDS
    part = _PART.match(alias.alias.lower())
    value = alias.alias[part.start("value") : part.end("value")] if part else ""
    return Name(
        alias,
        fold_case_kept(alias.alias),
        CitationForm.FULL if full else CitationForm.SHORT,
        (part["kind"], value) if part else None,
    )


def _is_heading(alias: Alias, registry: Registry) -> bool:
    """Tell whether a name is but the heading of a numbered text ("Question of Cyprus"), which any letter may write."""
    row = registry.instruments.get(alias.instrument_id)
    if row is None or row.kind not in _NUMBERED_KINDS or alias.kind not in ("title", "variant"):
        return False
    return load_nouns().isdisjoint(re.findall(r"[a-z]+", alias.alias.lower()))


@cache
def load_nouns() -> frozenset[str]:
    """Words that name a sort of instrument (`nouns.csv`), in the singular and the plural."""
    with Path(__file__).with_name("nouns.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(word for row in csv.DictReader(file) for word in (row["noun"], row["plural"]))


@cache
def load_anchors() -> dict[str, str]:
    """The anchors of `anchors.csv`, their classes of characters multiplied out, with their families."""
    with Path(__file__).with_name("anchors.csv").open(encoding="utf-8", newline="") as file:
        return {
            fold_pattern(pattern) if not pattern.isascii() else pattern: row["family"]
            for row in csv.DictReader(file)
            for pattern in _expand(row["anchor"])
        }


def _expand(anchor: str) -> list[str]:
    """The strings that an anchor stands for.

    >>> _expand("{no|nos} {x|}")
    ['no x', 'no ', 'nos x', 'nos ']
    """
    for name, values in _CLASSES.items():
        if name in anchor:
            return [pattern for value in values for pattern in _expand(anchor.replace(name, value, 1))]
    choice = _CHOICE.search(anchor)
    if choice is None:
        return [anchor]
    before, behind = anchor[: choice.start()], anchor[choice.end() :]
    return [pattern for value in choice.group(1).split("|") for pattern in _expand(before + value + behind)]


def _spellings(alias: str) -> list[str]:
    """Ways to write a name that differ in nothing but "and"/"&", hyphens, or what scanners misread."""
    folded = fold_bytes(alias).decode("latin-1").strip()
    if len(folded) < 2 or ("?" in folded and "?" not in alias):  # noqa: PLR2004  # a single letter is no name
        return []
    spellings = [folded]
    if " & " in folded:
        spellings.append(folded.replace(" & ", " and "))
    elif " and " in folded:
        spellings.append(folded.replace(" and ", " & "))
    if "-" in folded and " " in folded:
        spellings.append(folded.replace("-", " "))
    if "international" in folded:
        spellings.append(folded.replace("international", "intemational"))
    return spellings
