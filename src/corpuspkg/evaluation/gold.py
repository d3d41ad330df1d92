"""Read gold letters: what a careful reader says a letter holds. The format is described in this folder's README."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpuspkg.dateforms import ORDINALS
from corpuspkg.errors import CorpuspkgError

Resolve = Callable[[str], Collection[str]]
Record = Mapping[str, object]

FIELDS = ("date", "author", "recipient", "cc", "place")
CITATION_KEYS = ("citations", "instruments", "cites")
SECURITY_COUNCIL = "un:sc:res"
_LETTER_KEYS = ("file", "text", "collection", "recoverable", "scope", *FIELDS, *CITATION_KEYS)
_MENTION_KEYS = (
    *("exact", "mention", "start", "end", "instrument_id", "name", "n", "year", "series"),
    *("pinpoint_kind", "pinpoint", "part", "status", "optional", "soft", "resolvable", "own_symbol", "kind"),
)
_TYPO = 0.8  # likeness of a key to a known one from which it is taken for a slip of the pen
_QUOTES = {"'": "['‘’]", "’": "['‘’]", "‘": "['‘’]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}
_PART = re.compile(r"(?i)(art|para|sec|ch|§|part|title|annex|rule|principle|sched)[^\W\d_]*\.?\s*(.+)")
_AMENDMENT = re.compile(r"(?i)([a-z-]+) amendment")
_SMALLER = re.compile(r"(?i)(?<=[\w)]),? (?:sub-?paragraph|subsection|paragraph|para\.?|clause) \(?(\w+)\)?")
_SECTION_OF_ARTICLE = re.compile(r"(?i)(?<=\w), (?:section|sec\.|§) ?(\w+)")
_PART_KINDS = {
    "art": "article",
    "para": "paragraph",
    "sec": "section",
    "§": "section",
    "ch": "chapter",
    "sched": "schedule",
}


class GoldError(CorpuspkgError):
    """A gold file cannot be used as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldField:
    """What a letter's gold says of one field.

    Attributes:
        values: The right answers, all of them expected; none where there is nothing to find.
        aliases: For each value, other ways to write it.
        recoverable: Whether the text gives the answer; if not, the field is not scored.
    """

    values: tuple[str, ...]
    aliases: tuple[tuple[str, ...], ...]
    recoverable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldCitation:
    """One mention of an instrument, or several of the same words where the gold gives no place.

    Attributes:
        words: The mention.
        spans: Where it stands, in code points of the raw text; several where the gold gives no place.
        located: Whether the gold gives the place.
        instrument_ids: Any of these is right; empty: no single instrument can be told; None: not to be scored.
        pinpoint: None: there is none; scored only where `pinpoint_scored`.
        optional: Neither a miss where it is not found nor false where it is.
        kind: The gold's own word for the family, for mentions without an id.
    """

    words: str
    spans: tuple[tuple[int, int], ...]
    located: bool
    instrument_ids: tuple[str, ...] | None
    pinpoint_kind: str | None
    pinpoint: str | None
    pinpoint_scored: bool
    optional: bool
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldLetter:
    """A letter and what its gold says. `citations` is None where the gold doesn't speak of any."""

    name: str
    collection: str
    text: str
    fields: Mapping[str, GoldField]
    citations: tuple[GoldCitation, ...] | None
    scope: tuple[str, ...]


def read_gold(path: Path, resolve: Resolve) -> Iterator[GoldLetter]:
    """Read a gold file, letter by letter.

    Args:
        path: A file of JSON objects, one a line.
        resolve: Gives the instrument ids that a name stands for, for citations whose gold gives a name alone.

    Raises:
        GoldError: The file or a line of it is not as documented; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"the gold file cannot be read: {_reason(error)}", path=path) from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            place = f"{path}:{number}"
            yield _read_letter(_parse(line, place), path, place, resolve)


def _parse(line: str, place: str) -> Record:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise GoldError(f"no JSON: {error}", path=place, hint="one JSON object a line") from None
    if not isinstance(record, dict):
        raise GoldError("a letter is a JSON object", path=place)
    known = (*_LETTER_KEYS, *(f"{name}_aliases" for name in FIELDS))
    _refuse_typos(record, known, place)
    return record


def _refuse_typos(record: Record, known: Collection[str], place: str) -> None:
    """Keys of other programs are left alone; one that is nearly ours is a mistake that would silently score nothing."""
    for key in record:
        if key not in known and (near := difflib.get_close_matches(key, known, 1, _TYPO)):
            raise GoldError(f"unknown key {key!r}", path=place, hint=f"did you mean {near[0]!r}?")


def _read_letter(record: Record, path: Path, place: str, resolve: Resolve) -> GoldLetter:
    text = _text_of(record, path, place)
    key = next((key for key in CITATION_KEYS if key in record), None)
    entries = None if key is None else _entries(record, key, place)
    mentions = None
    if entries is not None:
        # A document's own symbol is no citation of it: as if the gold did not name it.
        cited = [entry for entry in entries if not entry.get("own_symbol")]
        mentions = tuple(_read_citation(entry, text, place, resolve) for entry in cited)
    return GoldLetter(
        name=str(record.get("file") or place),
        collection=str(record.get("collection") or path.resolve().parent.name),
        text=text,
        fields={name: _read_field(record, name, place) for name in FIELDS if name in record},
        citations=mentions,
        scope=_scope(record, entries or ()),
    )


def _text_of(record: Record, path: Path, place: str) -> str:
    text, file = record.get("text"), record.get("file")
    if isinstance(text, str):
        return text
    if not isinstance(file, str):
        raise GoldError("neither `file` nor `text`", path=place, hint="name the letter's file, or give its text")
    try:
        with (path.parent / file).open(encoding="utf-8-sig", newline="") as letter:
            return letter.read()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"the letter {file!r} cannot be read: {_reason(error)}", path=place) from None


def _reason(error: OSError | UnicodeDecodeError) -> str:
    """Why a file cannot be read, without its path."""
    return (error.strerror or str(error)) if isinstance(error, OSError) else f"it is not UTF-8 ({error})"


def _entries(record: Record, key: str, place: str) -> list[Record]:
    entries = record[key]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise GoldError(f"`{key}` is no list of objects", path=place)
    for entry in entries:
        _refuse_typos(entry, _MENTION_KEYS, place)
    return entries


def _scope(record: Record, entries: Collection[Record]) -> tuple[str, ...]:
    """Series the gold is complete for; a gold of numbers alone speaks of their series alone."""
    scope = record.get("scope")
    if isinstance(scope, list):
        return tuple(map(str, scope))
    if "cites" not in record:
        return ()
    return tuple(sorted({str(entry.get("series", SECURITY_COUNCIL)) for entry in entries} or {SECURITY_COUNCIL}))


def _read_field(record: Record, name: str, place: str) -> GoldField:
    values = _strings(record[name], name, place)
    aliases = _strings(record.get(f"{name}_aliases"), f"{name}_aliases", place)
    recoverable = record.get("recoverable")
    given = recoverable.get(name, True) if isinstance(recoverable, dict) else True
    return GoldField(
        values=values,
        aliases=tuple(tuple(alias for alias in aliases if _belongs(alias, value, values)) for value in values),
        recoverable=bool(given),
    )


def _belongs(alias: str, value: str, values: tuple[str, ...]) -> bool:
    """Whether an alias is one of this value: the only one, or the one it shares a word with."""
    words = set(alias.casefold().split())
    sharing = [other for other in values if words & set(other.casefold().split())]
    return value in sharing if sharing else len(values) == 1


def _strings(value: object, name: str, place: str) -> tuple[str, ...]:
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in items):
        raise GoldError(f"`{name}` is neither text nor a list of texts nor null", path=place)
    return tuple(items)


def _read_citation(entry: Record, text: str, place: str, resolve: Resolve) -> GoldCitation:
    words = entry.get("exact", entry.get("mention"))
    if not isinstance(words, str) or not words.strip():
        raise GoldError("a citation without its words", path=place, hint="give `exact`, the words of the mention")
    spans, located = _places(entry, words, text, place)
    kind, pinpoint = _pinpoint(entry)
    return GoldCitation(
        words=words,
        spans=spans,
        located=located,
        instrument_ids=_instrument_ids(entry, resolve),
        pinpoint_kind=kind,
        pinpoint=pinpoint,
        # A bare `part` of null is what a reader writes who didn't look: only a stated pinpoint is scored.
        pinpoint_scored="pinpoint" in entry or pinpoint is not None,
        optional=bool(entry.get("optional") or entry.get("soft") or entry.get("resolvable") is False),
        kind=str(entry.get("kind") or "unlinked"),
    )


def _places(entry: Record, words: str, text: str, place: str) -> tuple[tuple[tuple[int, int], ...], bool]:
    start, end = entry.get("start"), entry.get("end")
    if isinstance(start, int) and isinstance(end, int):
        if not 0 <= start < end <= len(text):
            raise GoldError(f"[{start}, {end}) is outside the letter", path=place)
        if text[start:end].split() != words.split():
            raise GoldError(f"{words!r} doesn't stand at [{start}, {end}): {text[start:end]!r} does", path=place)
        return ((start, end),), True
    pattern = r"\s+".join("".join(_QUOTES.get(c, re.escape(c)) for c in word) for word in words.split())
    spans = tuple(match.span() for match in re.finditer(pattern, text))
    if not spans:
        raise GoldError(f"{words!r} doesn't stand in the letter", path=place)
    return spans, False


def _instrument_ids(entry: Record, resolve: Resolve) -> tuple[str, ...] | None:
    if "instrument_id" in entry:
        given = entry["instrument_id"]
        return () if given is None else tuple(map(str, given)) if isinstance(given, list) else (str(given),)
    if "n" in entry:
        return (f"{entry.get('series', SECURITY_COUNCIL)}:{entry['n']}",)
    name = entry.get("name")
    return tuple(sorted(resolve(name))) or None if isinstance(name, str) else None


def _pinpoint(entry: Record) -> tuple[str | None, str | None]:
    pinpoint, kind = entry.get("pinpoint"), entry.get("pinpoint_kind")
    if isinstance(pinpoint, str):
        return (str(kind) if kind else None), pinpoint
    part = entry.get("part")
    if isinstance(part, str) and (amended := _AMENDMENT.fullmatch(part.strip())) and amended[1].lower() in ORDINALS:
        return "amendment", str(ORDINALS[amended[1].lower()])
    if isinstance(part, str):
        part = _SMALLER.sub(r"(\1)", part)
        part = _SECTION_OF_ARTICLE.sub(r"(\1)", part) if part.lower().startswith("art") else part
    if isinstance(part, str) and (match := _PART.fullmatch(part.strip())):
        word = match[1].casefold()
        return _PART_KINDS.get(word, word), match[2]
    return (str(kind) if kind else None), part if isinstance(part, str) else None
