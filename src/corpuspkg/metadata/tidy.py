"""Bring a name into usual letters and without what clings to it."""

from __future__ import annotations

import re

from corpuspkg.authority.patterns import words

_SHORTEST = 12
_INITIAL_LAST = re.compile(r"(?:^|[\s.])[A-ZÀ-Þ]\.?$")
_BREAK = re.compile(r"[\s.]+")
_INITIAL = re.compile(r"(?:[A-ZÀ-ÞА-Я]\.?[-’']?){1,4}$")


def tidy(name: str) -> str:
    """A name in usual letters, without points at the end.

    >>> tidy("WILLIAM H. SEWARD."), tidy("J. P. Cotton"), tidy("GURGÉL DO AMARAL")
    ('William H. Seward', 'J. P. Cotton', 'Gurgél do Amaral')
    """
    name = " ".join(name.split()).strip(" ,;:\"“”„«»()[]*_|’'`")
    if name.endswith(".") and not _INITIAL_LAST.search(name) and not name.endswith(("Jr.", "Sr.")):
        name = name.rstrip(".")
    if any(map(str.islower, name)):
        return name
    letters = [c for c in name if c.isalpha()]
    if len(letters) > 4 and all(map(str.isupper, letters)) and max(map(len, _BREAK.split(name))) > 3:
        return " ".join(_lower(token, first=i == 0) for i, token in enumerate(name.split(" ")))
    return name


def _lower(token: str, *, first: bool) -> str:
    if _INITIAL.fullmatch(token) and len(token.replace(".", "")) < 3 and ("." in token or len(token) == 1):
        return token
    if not first and token.lower() in words("particle"):
        return token.lower()
    pieces = re.split(r"([-’'])", token)
    lowered = "".join(p.capitalize() for p in pieces)
    lowered = re.sub(r"(?<=[’'])S$", "s", lowered)
    return re.sub(r"^(Mc)(\w)", lambda m: m.group(1) + m.group(2).upper(), lowered)


def tidy_phrase(phrase: str) -> str:
    """An office or body written all in capitals, in usual letters.

    >>> tidy_phrase("PRESIDENT OF THE GENERAL ASSEMBLY"), tidy_phrase("UNESCO")
    ('President of the General Assembly', 'UNESCO')
    """
    if not phrase.isupper() or " " not in phrase or len(phrase) < _SHORTEST:
        return phrase
    tokens = phrase.split(" ")
    return " ".join(
        t.lower() if i and t.lower() in words("small") else t[:1] + t[1:].lower() for i, t in enumerate(tokens)
    )
