"""Take names of persons and organizations apart, and compare them."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

# Names taken apart that are kept: a corpus has few names beside its letters.
_REMEMBERED = 1 << 16
# Of the plain characters, those that are neither letters nor digits.
_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}
_INITIALS = re.compile(r"(?:[^\W\d_]\.\s?){2,}|[^\W\d_]\.")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name as compared: folded, without titles.

    Attributes:
        given: Given names and initials in order; empty where one word alone is known.
        surname: The last word with its particles; for a name of one word, that word.
        generation: "jr", "sr", "ii" and so on.
    """

    given: tuple[str, ...]
    surname: str
    generation: str | None = None


def fold_text(text: str) -> str:
    """Text without case, marks and punctuation, its words set apart by single blanks.

    >>> fold_text("Nóirín Ní Chléirigh,"), fold_text("AT&T")
    ('noirin ni chleirigh', 'at and t')
    """
    if text.isascii():
        return " ".join(text.replace("&", " and ").lower().translate(_BLANKS).split())
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


# Names, which come again; a text comes once.
fold = lru_cache(maxsize=_REMEMBERED)(fold_text)


def fold_organization(name: str) -> str:
    """An organization's name as compared: without article and legal form.

    >>> fold_organization("The Clarion Shipping Co., Ltd.")
    'clarion shipping'
    """
    words = fold(name).split()
    words = words[1:] if words[:1] == ["the"] and len(words) > 1 else words
    while len(words) > 1 and words[-1] in _parts("legal_form"):
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=_REMEMBERED)
def parse_person(name: str) -> PersonName:
    """Take a person's name apart.

    >>> parse_person("Joseph R. Biden, Jr.")
    PersonName(given=('joseph', 'r'), surname='biden', generation='jr')
    >>> parse_person("Dr. J.R. van der Berg"), parse_person("SEWARD").given
    (PersonName(given=('j', 'r'), surname='van der berg', generation=None), ())
    """
    generation, words = _without_suffixes(name.replace(",", " ").split())
    spaced = _INITIALS.sub(lambda match: " ".join(match.group().split(".")) + " ", " ".join(words))
    folded = [word for word in map(_fold_word, spaced.split()) if word]
    while len(folded) > 1 and folded[0] in _titles():
        folded.pop(0)
    if len(folded) < 2:  # noqa: PLR2004 - one word
        return PersonName((), folded[0] if folded else "", generation)
    at = next((i for i in range(1, len(folded) - 1) if folded[i] in _parts("particle")), len(folded) - 1)
    return PersonName(tuple(folded[:at]), " ".join(folded[at:]), generation)


def _without_suffixes(words: list[str]) -> tuple[str | None, list[str]]:
    """Generation, and the words before it and before degrees, orders and the like."""
    generation = None
    while len(words) > 1:
        last = _fold_word(words[-1].replace(".", ""))
        # Short ones such as "MA" and "AM" may be a last name as well, unless written with points.
        if last not in _parts("generation") and not (last in _suffixes() and (len(last) > 2 or "." in words[-1][:-1])):  # noqa: PLR2004
            break
        generation = _parts("generation").get(last, generation)
        words = words[:-1]
    return generation, words


def _fold_word(word: str) -> str:
    return fold(word.replace("’", "").replace("'", "")).replace(" ", "-")


@cache
def _parts(kind: str) -> dict[str, str]:
    """Words of one kind in `name_parts.csv`, with what each means: particles, legal forms, generations."""
    source = files("corpuspkg.identity").joinpath("name_parts.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return {row["form"]: row["means"] for row in rows if row["kind"] == kind}


@cache
def _honorifics() -> list[dict[str, str]]:
    return _read("honorifics.csv")


@cache
def _titles() -> frozenset[str]:
    """Words before a name that are no part of it; a single letter is an initial."""
    titles = (fold(row["form"]).replace(" ", "-") for row in _honorifics() if row["kind"] != "suffix")
    return frozenset(title for title in titles if len(title) > 1)


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(_fold_word(row["form"].replace(".", "")) for row in _honorifics() if row["kind"] == "suffix")


def _read(name: str) -> list[dict[str, str]]:
    source = files("corpuspkg.authority").joinpath(name)
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines())) if source.is_file() else []


@cache
def given_variants() -> dict[str, frozenset[str]]:
    """Each given name with the names it may be a form of, itself included."""
    found: dict[str, set[str]] = {}
    for row in _read("given_names.csv"):
        variant, canonical = _fold_word(row["variant"]), _fold_word(row["canonical"])
        found.setdefault(variant, {variant}).add(canonical)
        found.setdefault(canonical, {canonical}).add(variant)
    return {name: frozenset(others) for name, others in found.items()}


def agree(first: str, second: str) -> bool:
    """Whether two given names or initials can be of one person.

    >>> agree("joe", "joseph"), agree("j", "joseph"), agree("jane", "joan")
    (True, True, False)
    """
    if first == second:
        return True
    if min(len(first), len(second)) == 1:
        return first[:1] == second[:1]
    return second in given_variants().get(first, ())


def compatible(one: PersonName, other: PersonName) -> bool:
    """Whether nothing in two names speaks against one person: same surname, no given name that differs.

    >>> compatible(parse_person("Joe Biden"), parse_person("Joseph R. Biden, Jr."))
    True
    >>> compatible(parse_person("Jane A. Roe"), parse_person("Jane B. Roe"))
    False
    """
    if one.surname != other.surname or (one.generation or other.generation) != (other.generation or one.generation):
        return False
    return all(agree(a, b) for a, b in zip(one.given, other.given, strict=False))
