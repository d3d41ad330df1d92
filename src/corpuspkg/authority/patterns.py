"""Patterns of letters' parts: `letter_patterns.csv`, read by kind when first asked for."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from corpuspkg.authority.openings import Openings


@cache
def load_patterns() -> dict[str, tuple[str, ...]]:
    """All patterns by kind, in the file's order."""
    source = files("corpuspkg.authority").joinpath("letter_patterns.csv")
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        found.setdefault(row["kind"], []).append(row["pattern"])
    keys = "|".join(sorted(map(re.escape, mail_keys()), key=len, reverse=True))
    # "From—Captain Lee", as offices wrote, beside "From: Captain Lee".
    found["mail_header"] = [rf"(?P<key>(?:{keys})(?=\s*:)|(?:from|to)(?=\s?[—–]\s?(?-i:[A-Z])))\s*[:—–]\s*(?=\S)"]
    return {kind: tuple(patterns) for kind, patterns in found.items()}


@cache
def mail_keys() -> dict[str, str]:
    """The keys of a letter's labelled lines ("From", "Gesendet"), lower case, with what each means: `mail_keys.csv`."""
    source = files("corpuspkg.authority").joinpath("mail_keys.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return {row["key"]: row["meaning"] for row in rows}


def mail_key(line: str) -> str | None:
    """What the key of a labelled line means; None for any other line.

    >>> mail_key("Gesendet: 3. Mai 2019"), mail_key("Dear Ann: all is well.")
    ('date', None)
    """
    found = pattern("mail_header").match(line)
    return mail_keys()[found["key"].lower()] if found else None


@cache
def pattern(kind: str) -> Openings:
    """What matches any of a kind, case ignored, at a line's start.

    >>> bool(pattern("closing").match("Yours very truly,"))
    True
    """
    return Openings(load_patterns()[kind])


@cache
def _given_names() -> frozenset[str]:
    source = files("corpuspkg.authority").joinpath("given_names.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return frozenset(name for row in rows for name in (row["variant"], row["canonical"]))


def is_given_name(token: str) -> bool:
    """Whether a word is a given name that `given_names.csv` or `name_words.csv` holds, or an initial.

    >>> is_given_name("Ann"), is_given_name("J."), is_given_name("Harbour")
    (True, True, False)
    """
    plain = token.strip(".,").lower()
    return (len(plain) == 1 and token[:1].isupper()) or plain in _given_names() or plain in words("given_name")


@cache
def _countries() -> frozenset[str]:
    source = files("corpuspkg.authority").joinpath("countries.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    names = (name for row in rows for name in (row["name"], row["official_name"], *row["aliases"].split("|")))
    return frozenset(name.lower() for name in names if name)


@cache
def _states() -> frozenset[str]:
    source = files("corpuspkg.authority").joinpath("us_states.csv")
    return frozenset(row["name"] for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()))


def is_state(phrase: str) -> bool:
    """Whether a phrase is the name of a state of the United States that `us_states.csv` has.

    >>> is_state("Ohio"), is_state("Harbour")
    (True, False)
    """
    return phrase.strip(" .").lower() in _states()


def is_country(phrase: str) -> bool:
    """Whether a phrase is the name of a country that `countries.csv` has.

    >>> is_country(" Kenya"), is_country("Harbour")
    (True, False)
    """
    return phrase.strip(" .").lower() in _countries()


@cache
def _words() -> dict[str, frozenset[str]]:
    source = files("corpuspkg.authority").joinpath("name_words.csv")
    found: dict[str, set[str]] = {}
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        found.setdefault(row["kind"], set()).add(row["form"].rstrip("."))
    return {kind: frozenset(forms) for kind, forms in found.items()}


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind in `name_words.csv`, lower case, without a point at the end."""
    return _words()[kind]


def heads_office(word: str) -> bool:
    """Whether a bare word is the head of an office's name; of a hyphenated word, any part."""
    known = words("office_head")
    return word in known or ("-" in word and any(part in known for part in word.split("-")))
