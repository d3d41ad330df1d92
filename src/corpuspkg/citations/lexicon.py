"""Names and anchors as one automaton, and the reading of registered names."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.citations.automaton import Finder, build_finder
from corpuspkg.citations.document import Mention
from corpuspkg.citations.numbers import DATE, parse_date
from corpuspkg.citations.scan import fold_bytes, fold_case_kept
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from corpuspkg.authority import Alias, Registry
    from corpuspkg.citations.document import Document

_CLASSES = {
    "{d}": tuple("123456789"),
    "{y}": ("15", "16", "17", "18", "19", "20"),
    "{e}": tuple(" .,;:)'\"\x1e?!-]"),
    "{m}": ("jan", "feb", "march", "apr", "may", "june", "july", "aug", "sep", "oct", "nov", "dec"),
}
_MIN_WORDS_SMALL = 3


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What the automaton looks for.

    Attributes:
        families: For each pattern, the family of its anchor, or "".
        aliases: For each pattern, the names it is.
        names: Folded names without case, for lookups.
    """

    finder: Finder
    families: tuple[str, ...]
    aliases: tuple[tuple[Alias, ...], ...]
    names: dict[str, tuple[Alias, ...]]


@cache
def load_lexicon(registry: Registry, *, native: bool | None = None) -> Lexicon:
    """The automaton over a registry's names and the anchors of `anchors.csv`."""
    names: dict[str, tuple[Alias, ...]] = {}
    for alias in registry.aliases:
        for spelling in _spellings(alias.alias):
            held = names.get(spelling, ())
            if all(other.instrument_id != alias.instrument_id for other in held):
                names[spelling] = (*held, alias)
    anchors = load_anchors()
    patterns = sorted(set(names) | set(anchors))
    return Lexicon(
        finder=build_finder([pattern.encode("latin-1") for pattern in patterns], native=native),
        families=tuple(anchors.get(pattern, "") for pattern in patterns),
        aliases=tuple(names.get(pattern, ()) for pattern in patterns),
        names=names,
    )


def lookup_name(document: Document, name: str) -> tuple[Alias, ...]:
    """The registered aliases that a folded name is, as far as the letter allows them."""
    lexicon = load_lexicon(document.registry)
    return tuple(alias for alias in lexicon.names.get(name, ()) if _allowed(document, alias))


@cache
def load_anchors() -> dict[str, str]:
    """The anchors of `anchors.csv`, their classes of characters multiplied out, with their families."""
    found: dict[str, str] = {}
    with Path(__file__).with_name("anchors.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for pattern in _expand(row["anchor"]):
                found[pattern] = row["family"]
    return found


def _expand(anchor: str) -> list[str]:
    for name, values in _CLASSES.items():
        if name in anchor:
            return [pattern for value in values for pattern in _expand(anchor.replace(name, value, 1))]
    choice = re.search(r"\{([^{}]*\|[^{}]*)\}", anchor)
    if choice:
        return [
            pattern
            for value in choice.group(1).split("|")
            for pattern in _expand(anchor[: choice.start()] + value + anchor[choice.end() :])
        ]
    return [anchor]


def _spellings(alias: str) -> list[str]:
    """Ways to write a name that differ in nothing but "and"/"&" and hyphens."""
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
    if "international" in folded:  # read so by scanners
        spellings.append(folded.replace("international", "intemational"))
    return spellings


def _allowed(document: Document, alias: Alias) -> bool:
    return not alias.requires or any(document.has_word(word) for word in alias.requires)


_SECTION_NAME = re.compile(r"(?:common )?(?P<kind>section|article|chapter|title) (?P<value>\w+(?:\([a-z0-9]+\))*)")
_YEAR_BEHIND = re.compile(
    rf",? (?:of|\(|,|dated|adopted on|signed on)? ?(?P<date>{DATE})\)?|(?: of|,)? \(?(?P<year>(?:1[6-9]"
    rf"|20)\d\d)\)?(?![\d/-])"
)
_GENERIC = frozenset(
    [
        "convention",
        "conventions",
        "agreement",
        "agreements",
        "accord",
        "accords",
        "act",
        "acts",
        "charter",
        "statute",
        "statement",
        "treaty",
        "protocol",
        "declaration",
        "law",
        "laws",
        "covenant",
        "code",
        "pact",
        "resolution",
        "constitution",
        "memorandum",
        "communique",
        "document",
        "regulation",
        "directive",
    ]
)
_PLACES_ONLY = 2
_TITLE_WORDS = 4


def read_alias(document: Document, start: int, end: int, aliases: tuple[Alias, ...]) -> list[Mention]:
    """A registered name at a place of the text, if the letters around allow it."""
    if not document.is_word(start, end):
        return []
    text = document.text
    written = text[start:end]
    fitting = [alias for alias in aliases if _written_so(document, alias, start, written)]
    if not fitting:
        return []
    allowed = [alias for alias in fitting if _allowed(document, alias)]
    if not allowed:
        document.miss(start, end, "cite.alias", f"needs one of: {', '.join(fitting[0].requires)}")
        return []
    alias = allowed[0]
    mention = Mention(start, end, "cite.alias")
    mention.name = document.folded[start:end]
    mention.form = _form_of(document, alias)
    if len(allowed) > 1:
        mention.status = CitationStatus.AMBIGUOUS
        mention.candidates = tuple(sorted(other.instrument_id for other in allowed))
    else:
        mention.instrument = alias.instrument_id
    part = _SECTION_NAME.match(mention.name)
    if part:
        mention.pin_kind = part["kind"]
        mention.pin = (
            written[part.start("value") : part.end("value")].upper()
            if part["value"][0].isdigit()
            else written[part.start("value") :]
        )
        mention.status = CitationStatus.INFERRED if mention.instrument else mention.status
        mention.key = "part"
    _grow(document, mention)
    return [mention]


def _form_of(document: Document, alias: Alias) -> CitationForm:
    """Full for a title, also a statute's short title, or a name as long as one."""
    row = document.registry.instruments.get(alias.instrument_id)
    statute = row is not None and row.kind == "statute" and alias.kind == "short" and alias.alias.endswith("Act")
    full = alias.kind == "title" or statute or len(alias.alias.split()) >= _TITLE_WORDS
    return CitationForm.FULL if full else CitationForm.SHORT


def _written_so(document: Document, alias: Alias, start: int, written: str) -> bool:
    kept = fold_case_kept(written)
    if alias.case_matters:
        return kept == fold_case_kept(alias.alias) or kept.replace("-", " ") == fold_case_kept(alias.alias).replace(
            "-", " "
        )
    words = [word for word in re.split(r"[ -]", kept) if word.isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    last = words[-1] if words else ""
    if last.islower() and last in _GENERIC and 0 < capitals <= _PLACES_ONLY and len(words) <= 3:  # noqa: PLR2004  # "Paris agreement"
        before = document.folded[max(0, start - 5) : start]
        return before.endswith(("the ", "of ", "h ", "l ")) or any(char.isdigit() for char in kept)
    if capitals == 0 and len(words) < _MIN_WORDS_SMALL and not any(char.isdigit() for char in kept):
        return (
            bool(
                last in _GENERIC
                and any(word[:1].isupper() for word in alias.alias.split())
                and document.folded[max(0, start - 4) : start].endswith("the ")
            )
            and len(words) > 1
        )
    return True


def _grow(document: Document, mention: Mention) -> None:
    """Take in a date or year right behind the name, and look whether it agrees."""
    if mention.instrument is None:
        return
    match = _YEAR_BEHIND.match(document.folded, mention.end, mention.end + 44)
    if match is None:
        return
    row = document.registry.instruments.get(mention.instrument)
    adopted = (row.adopted_date or "") if row else ""
    day = parse_date(match["date"]) if match["date"] else None
    year = day.year if day else int(match["year"]) if match["year"] else None
    if year is None:
        return
    if re.match(r",? of|,? dated", match.group()):
        mention.end = match.end() - (1 if match.group().endswith(")") else 0)
        mention.year = year
    statute = row is not None and row.kind == "statute"
    if (
        statute
        and adopted[:4].isdigit()
        and abs(int(adopted[:4]) - year) > 1
        and re.match(r"(?:,? of)? ", match.group())
        and "(" not in match.group()
    ):
        mention.status = CitationStatus.AMBIGUOUS
        mention.candidates = (mention.instrument,)
        mention.instrument = None
