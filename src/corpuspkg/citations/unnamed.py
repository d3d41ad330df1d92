"""Numbers of resolutions whose body no words beside them name: what the rest of the letter makes of them."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.citations import bodies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpuspkg.citations.document import Document
    from corpuspkg.citations.numbers import Item

TELLING = 100  # from here on a number that agrees with its year is hardly another body's
LAST_ASSEMBLY = 3541  # the last number before the Assembly counted by sessions
_LAST_ROMAN = 30  # the last session of the Assembly that numbered so; the Economic and Social Council went on
_LAST_RIGHTS_SESSION = 70  # sessions of the Human Rights Council, those of the next years included
_LAST_SESSION = 90
_FEW = 2
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ELSEWHERE = ("parliamentary assembly", "council of europe", "pace", "european parliament")
_OTHER_COUNCILS = ("human rights council", "european council", "council of europe", "city council", "town council")


def body_of_letter(document: Document, items: Sequence[Item]) -> str | None:
    """The body that the letter as a whole points to, or that alone numbers its texts so; None where that is open."""
    item = items[0]
    own = bodies.own_body(document)
    if item.roman and "/" not in item.number:
        return "un:ga" if read_roman(item.roman) <= _LAST_ROMAN else "un:ecosoc"
    if own and bodies.fits(own, item, "resolution"):
        return own
    if "/" in item.number:
        return _body_by_session(document, item)
    return "un:sc" if _is_of_council(document, items) else None


def _is_of_council(document: Document, items: Sequence[Item]) -> bool:
    known = [
        document.registry.council_resolutions.get(int(item.number)) if item.number.isdigit() else None for item in items
    ]
    if any(
        row is None or int(item.number) < TELLING or item.year not in (None, row.year)
        for item, row in zip(items, known, strict=True)
    ):
        return (
            items[0].year is not None
            and known[0] is not None
            and known[0].year == items[0].year
            and _speaks_of_un(document)
        )
    if document.has_any(_ELSEWHERE):
        return False
    if items[0].year is not None or speaks_of_subject(document, items):
        return True
    if document.has_word("security council"):
        return not document.has_word("general assembly")
    if not document.has_word("the council") or document.has_any(_OTHER_COUNCILS):
        return False
    return speaks_of_states(document) or (len(items) > _FEW and not _speaks_of_others(document))


def speaks_of_subject(document: Document, items: Sequence[Item]) -> bool:
    """Tell whether a letter is on what one of the Council's best-known resolutions is on."""
    subjects = load_subjects()
    return any(document.has_any(subjects.get(int(item.number), ())) for item in items)


@cache
def load_subjects() -> dict[int, tuple[str, ...]]:
    """Words for what the best-known resolutions of the Council are on, in small letters (`council_subjects.csv`)."""
    with Path(__file__).with_name("council_subjects.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["number"]): tuple(row["words"].lower().split("|")) for row in csv.DictReader(file)}


def session_by_subject(document: Document, item: Item) -> str | None:
    """The session, in Roman numerals, of a resolution of the Assembly so well known that its subject tells it."""
    if not item.number.isdigit() or item.roman:
        return None
    row = load_assembly_subjects().get(int(item.number))
    return row[0] if row and document.has_any(row[1]) else None


@cache
def load_assembly_subjects() -> dict[int, tuple[str, tuple[str, ...]]]:
    """The sessions and subjects, in small letters, of resolutions of the Assembly (`assembly_subjects.csv`)."""
    with Path(__file__).with_name("assembly_subjects.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["number"]): (row["session"], tuple(row["words"].split("|"))) for row in csv.DictReader(file)}


def _speaks_of_un(document: Document) -> bool:
    return document.has_word("security council") or document.has_word("united nations")


def _body_by_session(document: Document, item: Item) -> str | None:
    """The body of a number like "62/243": the Assembly from the sessions on that no other body has reached."""
    session = item.number.partition("/")[0]
    if not session.isdigit():
        return "un:ga"
    number = int(session)
    if not (_speaks_of_un(document) or document.has_word("the assembly") or document.has_word("un")):
        return None
    rights = document.has_word("human rights council") or document.has_word("hrc")
    if number <= _LAST_RIGHTS_SESSION and rights:
        return None if document.has_word("general assembly") else "un:hrc"
    assembly = document.has_word("general assembly") or document.has_word("the assembly")
    return "un:ga" if number <= _LAST_SESSION and (assembly or number > _LAST_RIGHTS_SESSION) else None


def candidates(document: Document, item: Item) -> tuple[str, ...]:
    """What a number may mean where nothing tells its body, in a letter that speaks of states; none elsewhere."""
    if not speaks_of_states(document):
        return ()
    if "/" in item.number:
        session = item.number.partition("/")[0]
        if not session.isdigit() or int(session) > _LAST_SESSION:
            return ()
        rights = (f"un:hrc:res:{item.number}",) if int(session) <= _LAST_RIGHTS_SESSION else ()
        return (f"un:ga:res:{item.number}", *rights)
    if not item.number.isdigit() or int(item.number) < TELLING:
        return ()
    number = int(item.number)
    known = document.registry.council_resolutions.get(number)
    if known is None or (item.year is not None and item.year != known.year):
        return ()
    return (f"un:sc:res:{number}", f"un:ga:res:{number}")


def speaks_of_states(document: Document) -> bool:
    """Tell whether a letter's words are of states rather than of boards, towns and clubs."""
    known = document.notes.get("speaks of states")
    if known is None:
        known = document.has_any(_cues()["states"]) and not _speaks_of_others(document)
        document.notes["speaks of states"] = known
    return bool(known)


def _speaks_of_others(document: Document) -> bool:
    return document.has_any(_cues()["others"])


@cache
def _cues() -> dict[str, tuple[str, ...]]:
    with Path(__file__).with_name("cues.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {kind: tuple(row["cue"] for row in rows if row["speaks_of"] == kind) for kind in ("states", "others")}


def read_roman(text: str) -> int:
    """The value of a session in Roman numerals; 0 for a special session.

    >>> read_roman("xxv"), read_roman("xlviii"), read_roman("s-vi")
    (25, 48, 0)
    """
    values = [_ROMAN_DIGITS.get(char, 0) for char in text]
    if 0 in values:
        return 0
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
