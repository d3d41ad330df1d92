"""Do two strings name the same person, office, organization or place, as far as a gold answer is concerned?

This is no identification of agents: it only forgives what a fair reader of two answers forgives.
"""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib.resources import files

_ARTICLES = frozenset({"the", "a", "an"})
# After such a word a title only says more of the same office: "Secretary-General (of the United Nations)".
_JOINS = frozenset({"of", "for", "to", "in", "at"})

Words = tuple[str, ...]


def same_name(gold: str, answer: str, *, person: bool) -> bool:
    """Whether an answer names whom the gold names.

    Case, accents, punctuation, articles, honorifics and "Jr." are ignored. A person's given names may be initials or
    short forms, or partly left out; the gold may be a bare surname, the answer only where the gold is.

    Args:
        gold: The gold's name.
        answer: The extracted one.
        person: Whether the answer is a person (only then may the gold be a part of it).

    >>> same_name("Mr. Seward", "William H. Seward", person=True)
    True
    >>> same_name("William H. Seward", "W. H. SEWARD.", person=True)
    True
    >>> same_name("William H. Seward", "Seward", person=True)
    False
    >>> same_name("Secretary of State", "Assistant Secretary of State", person=False)
    False
    """
    if _without_articles(fold(gold)) == _without_articles(fold(answer)):
        return True
    if not person:
        return False
    wanted, given = _bare(gold), _bare(answer)
    return bool(wanted and given) and _same_person(wanted, given)


def same_office(gold: str, office: str) -> bool:
    """Whether an office is the gold's, which may say less of it or more.

    >>> same_office("Secretary-General", "the Secretary-General of the United Nations")
    True
    >>> same_office("Minister", "Prime Minister")
    False
    """
    short, long = sorted((_without_articles(fold(gold)), _without_articles(fold(office))), key=len)
    if not short or short != long[: len(short)]:
        return False
    return short == long or long[len(short)] in _JOINS


def same_place(gold: str, answer: str) -> bool:
    """Whether a place is the gold's, which may add or leave out the larger place around it.

    >>> same_place("Washington, D. C", "Washington")
    True
    """
    wanted, given = fold(gold), fold(answer)
    if not wanted or not given:
        return False
    return wanted[: len(given)] == given or given[: len(wanted)] == wanted


def fold(text: str) -> Words:
    """The words of a text without case, accents and punctuation.

    >>> fold("Gurgél do Amaral, Jr.")
    ('gurgel', 'do', 'amaral', 'jr')
    """
    plain = unicodedata.normalize("NFKD", text).casefold().replace("'", "").replace("’", "")
    return tuple("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def _bare(name: str) -> Words:
    """The words of a name without articles and honorifics; never without its last word."""
    words = _without_articles(fold(name))
    honorifics = _honorifics()
    stripped = True
    while stripped:
        stripped = False
        for size in range(min(4, len(words) - 1), 0, -1):
            if words[:size] in honorifics["before"]:
                words, stripped = words[size:], True
                break
            if words[-size:] in honorifics["after"]:
                words, stripped = words[:-size], True
                break
    return words


def _without_articles(words: Words) -> Words:
    return words[1:] if words and words[0] in _ARTICLES else words


def _same_person(wanted: Words, given: Words) -> bool:
    if wanted[-1] != given[-1]:
        return False
    if len(given) == 1:
        return len(wanted) == 1
    short, long = sorted((wanted[:-1], given[:-1]), key=len)
    rest = iter(long)
    return all(any(_same_given(one, other) for other in rest) for one in short)


def _same_given(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    forms = _given_names()
    return not forms.get(one, frozenset({one})).isdisjoint(forms.get(other, frozenset({other})))


@cache
def _honorifics() -> dict[str, frozenset[Words]]:
    """Forms that stand before and after a name, as words."""
    rows = _rows("honorifics.csv")
    return {
        "before": frozenset(fold(row["form"]) for row in rows if row["kind"] != "suffix"),
        "after": frozenset(fold(row["form"]) for row in rows if row["kind"] == "suffix"),
    }


@cache
def _given_names() -> dict[str, frozenset[str]]:
    """Each given name with itself and the forms it may stand for: two names agree where they share one."""
    forms: dict[str, set[str]] = {}
    for row in _rows("given_names.csv"):
        forms.setdefault(row["variant"], {row["variant"]}).add(row["canonical"])
    return {variant: frozenset(names) for variant, names in forms.items()}


def _rows(name: str) -> list[dict[str, str]]:
    text = files("corpuspkg.authority").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
