"""Tell a phrase's words apart: courtesies, offices, names of persons and of bodies."""

from __future__ import annotations

import re
from functools import lru_cache

from corpuspkg.authority.patterns import heads_office, is_given_name, words

_WORD_BREAK = re.compile(r"[\s/-]+")
_MONEY = re.compile(r"\d")


@lru_cache(maxsize=8192)
def bare(token: str) -> str:
    """A token as the word lists have it.

    >>> bare("(Hon.,")
    'hon'
    """
    return token.strip('"“”„«»()[],;:*').rstrip(".").replace("’", "'").lower()


def is_courtesy(tokens: list[tuple[str, int, int]], number: int) -> bool:
    """Whether a token is courtesy before a name: an honorific, an article, a rank."""
    word = bare(tokens[number][0])
    if word == "the":
        return True
    if word in ("le", "la") and number:
        return bare(tokens[number - 1][0]) in ("monsieur", "madame", "m", "mme")
    if word == "m" and number and bare(tokens[number - 1][0]) != "the":
        return False  # "Dr. M. Lee": an initial, not Monsieur
    if word == "de":
        following = bare(tokens[number + 1][0]) if number + 1 < len(tokens) else ""
        return following == "heer" or heads_office(following)
    if word == "an":
        return number + 1 < len(tokens) and bare(tokens[number + 1][0]) in ("tuas", "uas", "t-uas", "tathair")
    following = bare(tokens[number + 1][0]) if number + 1 < len(tokens) else ""
    if word in (
        "his",
        "her",
        "their",
        "son",
        "sa",
        "su",
        "sua",
        "seine",
        "seiner",
        "zijne",
        "zijner",
        "hare",
        "right",
        "most",
        "very",
        "first",
        "second",
        "2nd",
        "1st",
        "field",
        "lance",
    ):
        return following in words("honorific")
    if word in ("general", "major", "captain", "colonel", "king", "queen", "prince", "princess", "lord", "lady"):
        return bool(following) and tokens[number + 1][0][:1].isupper() and following not in words("office_head")
    return (word in words("honorific") and number + 1 < len(tokens)) or word == "excellencies"


def split_office(tokens: list[str]) -> tuple[list[str], list[str]]:
    """Split "US Secretary of State Antony Blinken" into office and name."""
    heads = [
        i
        for i, t in enumerate(tokens)
        if heads_office(bare(t))
        and (t[:1].isupper() or i in (0, len(tokens) - 1) or tokens[0][:1].islower() or len(tokens) > 2)
    ]
    if heads and _is_surname(tokens, heads[-1]):
        heads.pop()
    if not heads:
        return [], tokens
    at = heads[-1] + 1
    if at < len(tokens) and bare(tokens[at]) in ("of", "for") and bare(tokens[-1]) in words("org_word"):
        return tokens, []
    if (
        heads[0] > 0
        and heads[-1] == len(tokens) - 1
        and len(tokens) <= 4
        and is_name(tokens)
        and not _office_before(tokens)
    ):
        return (
            ([], tokens) if bare(tokens[-1]) in words("office_surname") and is_given_name(tokens[0]) else (tokens, [])
        )
    while at < len(tokens) and bare(tokens[at]) in words("office_link"):
        if bare(tokens[at]) in ("at", "in"):
            return tokens, []
        at += 1
        while at < len(tokens) and bare(tokens[at]) in words("office_link"):
            at += 1
        taken = at
        at += 1
        while at < len(tokens) and bare(tokens[at]) in words("office_tail"):
            at += 1
        if taken < len(tokens) and bare(tokens[taken]) not in words("office_domain") and at >= len(tokens):
            break
    if at < len(tokens) and bare(tokens[at]) in ("general", "elect", "designate"):
        at += 1
    name = tokens[at:]
    if name and bare(name[0]) in ("on", "of", "for", "and", "the", "to"):
        return tokens, []  # in capitals, small words look like names
    if name and not (is_name(name) and len(name) <= 5):
        return tokens, []
    if name and bare(tokens[at - 1]) in words("office_abroad") and bare(name[0]) in words("particle"):
        return tokens, []  # "Ministra do Mar", "burgemeester van Vellmar": of what
    linked = any(bare(t) in words("office_link") | words("particle") for t in tokens)
    if name and bare(name[-1]) in words("office_domain") and linked and not is_given_name(name[0]):
        return tokens, []
    return tokens[:at], name


_INITIALS = re.compile(r"(?:[A-Z]\.){1,4}$")


def _is_surname(tokens: list[str], number: int) -> bool:
    """Whether the last word is a surname that is an office too, behind initials: "Justice R.T. Shah"."""
    last = number == len(tokens) - 1 and number > 0
    return last and bare(tokens[number]) in words("office_surname") and bool(_INITIALS.match(tokens[number - 1]))


def _office_before(tokens: list[str]) -> bool:
    return any(
        bare(t) in ("prime", "foreign", "vice", "deputy", "acting", "under", "secretary", "general", "chief", "the")
        for t in tokens
    )


def is_name(tokens: list[str]) -> bool:
    """Whether tokens can be a person's name: capitalized words, initials, particles."""
    if not 0 < len(tokens) <= 7:
        return False
    if any(map(_MONEY.search, tokens)):
        return False
    capital = [t for t in tokens if t.lstrip("\"“(’'")[:1].isupper()]
    small = [t for t in tokens if t not in capital and bare(t) not in words("particle")]
    return bool(capital) and not small and tokens[-1].lower() not in words("office_link")


_COMPANY = re.compile(r"\bCo\.? [A-Z]\b")


def is_unit(line: str) -> bool:
    """Whether a line names a unit of an army, or who commands one.

    >>> is_unit("A Coy, 8th Bn"), is_unit("Ann Lee")
    (True, False)
    """
    return any(bare(t) in words("unit") for t in line.split()) or bool(_COMPANY.search(line))


def is_office(phrase: str) -> bool:
    """Whether a phrase names an office: one of its words is the head of one."""
    tokens = [bare(t) for t in phrase.split()]
    return any(heads_office(t) for t in tokens) and len(tokens) <= 25


def is_organization(phrase: str) -> bool:
    """Whether a phrase names an organization by a word that organizations bear.

    >>> is_organization("Harbour Trust of Lisbon"), is_organization("Ann Lee")
    (True, False)
    """
    tokens = [bare(t) for t in _WORD_BREAK.split(phrase) if bare(t) != "co" or t.endswith(".")]
    if len(tokens) > 20:
        return False
    if len(tokens) == 1:
        return (
            phrase.isupper()
            and 3 <= len(phrase) <= 8
            and phrase.isalpha()
            and not is_given_name(phrase)
            and not re.search(r"[AEIOU]{1}[A-Z]*[AEIOU]", phrase)
        )
    return not words("org_word").isdisjoint(tokens)


_TITLED = re.compile(
    r"[A-ZÀ-Þ][\w’'-]+(?: (?:of|for|the|and|on|in|against|to|de|du|des|[A-ZÀ-Þ][\w’'-]+)){0,6} [A-ZÀ-Þ][\w’'-]+"
)


def is_titled(phrase: str) -> bool:
    """Whether a phrase is a name by its capitals alone, as bodies have: "Friends of the Ferry".

    >>> is_titled("Town of Ellery"), is_titled("The boat is late")
    (True, False)
    """
    return _TITLED.fullmatch(phrase) is not None
