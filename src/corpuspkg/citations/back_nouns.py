"""The nouns that refer back to an instrument, and what else they may mean: tables, and how they are read."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple


class BackNoun(NamedTuple):
    """A noun that can refer back (`back_nouns.csv`).

    Attributes:
        small: How freely it does so with a small letter: anywhere behind the name ("free"), near it ("near"), or only
            near it and behind a word like "that" ("pointing").
        this: "this" before it refers to an instrument, rather than to the letter's own text: always ("yes"), near the
            name in what a person writes ("letter"), or not ("").
        ahead: It may stand before the name: with any letter ("any"), with a capital ("capital"), or not ("").
        heads: The words of names that it may refer to.
        bare: It does so without any article, as in telegrams ("under Covenant").
        kinds: The registry's kinds that it may refer to where no name has such a word.
    """

    noun: str
    small: str
    this: str
    ahead: str
    bare: bool
    heads: tuple[str, ...]
    kinds: tuple[str, ...]


@cache
def load_back_nouns() -> dict[str, BackNoun]:
    """The nouns that refer back to an instrument."""
    with Path(__file__).with_name("back_nouns.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["noun"]: BackNoun(
                row["noun"],
                row["small"],
                row["this"],
                row["ahead"],
                row["bare"] == "yes",
                tuple(row["heads"].split("|")),
                tuple(row["kinds"].split("|")) if row["kinds"] else (),
            )
            for row in csv.DictReader(file)
        }


@cache
def nouns_by_head() -> dict[str, tuple[str, ...]]:
    """The nouns that may refer to a name with a word."""
    found: dict[str, tuple[str, ...]] = {}
    for noun in load_back_nouns().values():
        for head in noun.heads:
            found[head] = (*found.get(head, ()), noun.noun)
    return found


@cache
def nouns_by_kind() -> dict[str, tuple[str, ...]]:
    """The nouns that may refer to an instrument of a kind."""
    found: dict[str, tuple[str, ...]] = {}
    for noun in load_back_nouns().values():
        for kind in noun.kinds:
            found[kind] = (*found.get(kind, ()), noun.noun)
    return found


class OtherSense(NamedTuple):
    """What else a noun may be, where words before it, behind it or in its sentence tell so."""

    where: str
    pattern: re.Pattern[str]
    reason: str


@cache
def other_senses() -> dict[str, tuple[OtherSense, ...]]:
    """What else a noun with a small letter may be, by the words around it (`not_back.csv`)."""
    found: dict[str, tuple[OtherSense, ...]] = {}
    with Path(__file__).with_name("not_back.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            written = {
                "before": rf"(?<![a-z])(?:{row['pattern']})\Z",
                "behind": rf"(?:{row['pattern']})",
                "sentence": rf"(?<![a-z])(?:{row['pattern']})(?![a-z])",
            }[row["where"]]
            sense = OtherSense(row["where"], re.compile(written), row["reason"])
            found[row["noun"]] = (*found.get(row["noun"], ()), sense)
    return found


def bare_noun(term: str) -> str | None:
    """The noun that a defined term is ("the Statement"), if it is one that refers back.

    >>> bare_noun("the Statement"), bare_noun("the Harbour Statement")
    ('statement', None)
    """
    noun = term.lower().removeprefix("the ")
    return noun if noun in load_back_nouns() else None
