"""Read who wrote to whom from an article in another language than English that reports a letter: `reports_abroad.csv`.

Only persons by given name and surname are taken: what stands around them in the sentence is not taken apart.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from corpuspkg.authority.patterns import is_given_name
from corpuspkg.metadata.headlines import Pair
from corpuspkg.metadata.language import detect_language
from corpuspkg.metadata.names import Party
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.phrases import bare, is_organization
from corpuspkg.model import AgentKind

_WORD = r"[A-ZÀ-Þ][\w’'-]+"
_NAME = re.compile(rf"{_WORD}(?: (?:(?:de|del|de la|von|van|di|da|dos|la) )?(?:{_WORD}|[A-Z]\.)){{1,3}}")
# Words of the languages in question by which a report of a letter is known.
_MARKS = ("carta", "lettre", "Brief", "Schreiben", "lettera")
_MOST_PARAGRAPHS = 12


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    source = files("corpuspkg.metadata").joinpath("reports_abroad.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return tuple((row["part"], re.compile(row["pattern"])) for row in rows)


def may_report(parts: Parts) -> bool:
    """Whether a text in another language than English may report a letter: it has one's name in its language."""
    named = any(mark in parts.flat for mark in _MARKS)
    return named and detect_language(parts.text, parts.own[0].start, parts.own[-1].end) not in ("en", None)


def read_report_abroad(parts: Parts) -> Pair:
    """Authors and addressees whom the paragraphs of an article name."""
    found: dict[str, list[Party]] = {"left": [], "right": []}
    for segment in parts.own[:_MOST_PARAGRAPHS]:
        if not any(
            parts.flat.find(mark, segment.start, segment.end) >= 0 for mark in (*_MARKS, "irma", "ignata", "nterz")
        ):
            continue
        for part, pattern in _patterns():
            if part == "right" and found["right"]:
                continue
            for match in pattern.finditer(parts.flat, segment.start, segment.end):
                found[part] += persons(parts.flat, *match.span("who"))[: 1 if part == "right" else None]
    return Pair(tuple(found["left"]), tuple(found["right"][:1]))


def persons(text: str, start: int, end: int) -> list[Party]:
    """Persons by given name and surname in a passage.

    >>> text = "el concejal Hugo Moran, de Milbury, y Rosa Lee"
    >>> [party.name for party in persons(text, 0, len(text))]
    ['Hugo Moran', 'Rosa Lee']
    """
    found: list[Party] = []
    for match in _NAME.finditer(text, start, end):
        tokens = list(re.finditer(r"\S+", match.group()))
        first = next((t for t in tokens if is_given_name(bare(t.group())) and len(t.group()) > len("A.")), None)
        # Between two names of a list stands a third.
        listed = (
            len(found) > 1 and len(tokens) == 2 and _BETWEEN.search(text, max(start, match.start() - 6), match.start())
        )
        first = first or (tokens[0] if listed and _BEHIND.match(text, match.end()) else None)
        if first is None or first is tokens[-1]:
            continue
        a = match.start() + first.start()
        if not is_organization(text[a : match.end()]):
            found.append(Party(name=text[a : match.end()], kind=AgentKind.PERSON, start=a, end=match.end()))
    return found


_BETWEEN = re.compile(r"(?:,| y| e| et| und) \Z")
_BEHIND = re.compile(r"(?:, | y | e | et | und |[.;]|$)")
