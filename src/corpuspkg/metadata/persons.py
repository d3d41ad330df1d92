"""Tell whether two names are one person's: equal surnames, initials that agree, first names alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from corpuspkg.authority.patterns import words
from corpuspkg.metadata.names import Party
from corpuspkg.metadata.phrases import bare
from corpuspkg.model import AgentKind

_PATRONYMIC = re.compile(r"(?:[oe]v[iy]ch|[oe]vna|ichna|il[iy]ch|ович|евич|овна|евна|ична)$")
_POINTS = re.compile(r"[\s.]+")
# Letters that optical character recognition takes for each other, made one for comparison.
_OCR = str.maketrans("i10", "llo")


def fuller(party: Party, others: Iterable[Party]) -> Party:
    """The same person by a fuller name, where another passage gives it."""
    if party.kind is not AgentKind.PERSON:
        return party
    for other in others:
        if other.kind is AgentKind.PERSON and len(other.name) > len(party.name) and same_surname(party, other):
            return replace(
                other, office=other.office or party.office, affiliation=other.affiliation or party.affiliation
            )
        if (
            other.kind is AgentKind.PERSON
            and other.office
            and not party.office
            and same_surname(party, other)
            and other.name == party.name
        ):
            return replace(party, office=other.office)
    return party


def named_in_full(party: Party, others: Iterable[Party]) -> Party:
    """A signature by first name or initials, with the full name that a header or byline gives."""
    if party.kind is not AgentKind.PERSON:
        return party
    own = _name_tokens(party.name)
    for other in others:
        full = _name_tokens(other.name)
        if other.kind is not AgentKind.PERSON or len(full) < 2 or len(full) <= len(own) - 1:
            continue
        initials = [t[0] for t in full]
        if (len(own) == 1 and len(own[0]) > 1 and own[0] == full[0]) or (
            all(len(t) == 1 for t in own) and own in (initials, [initials[0], initials[-1]], [initials[0]])
        ):
            return replace(
                other, office=other.office or party.office, affiliation=other.affiliation or party.affiliation
            )
    return party


def same_surname(left: Party, right: Party) -> bool:
    """Whether one name can be short for the other: equal surnames, initials that agree."""
    a, b = _name_tokens(left.name), _name_tokens(right.name)
    if not a or not b:
        return False
    patronymic = _PATRONYMIC.search(left.name.lower()) or _PATRONYMIC.search(right.name.lower())
    if patronymic and len(a) > 1 and len(b) > 1 and a[-1] != b[-1]:
        # "Boris Nikolaevich" and "B. N. Antonov": a patronymic is no surname.
        return a[0][0] == b[0][0] and a[1][0] == b[1][0]
    if len(a) == 1 or len(b) == 1:
        short, long = (a, b) if len(a) == 1 else (b, a)
        return (
            short[0] in long
            or short[0] in long[-1].split("-")
            or (
                len(long[0]) == 1
                and len(long) > 1
                and short[0][0] == long[0]
                and len(short[0]) > 1
                and not left.courtesy
            )
        )
    if a[-1] != b[-1]:
        return len(a) > 1 and len(b) > 1 and (a == b[-len(a) :] or b == a[-len(b) :] or " ".join(a) in " ".join(b))
    return a[0][0] == b[0][0] or a == b[-len(a) :] or b == a[-len(b) :]


def _name_tokens(name: str) -> list[str]:
    tokens = [bare(t).translate(_OCR) for t in _POINTS.split(name) if t]
    return [
        t for t in tokens if t and (len(t) == 1 or (t not in words("suffix") and t not in words("honorific")))
    ] or tokens


def is_one_word(party: Party) -> bool:
    """Whether a person is no more than a word, without courtesy or office: as friends are greeted, and houses named."""
    return party.kind is AgentKind.PERSON and not party.courtesy and not party.office and " " not in party.name


def shortens(short: Party, full: Party) -> bool:
    """Whether a name is written by hand above the same name in type: "Eunice", or a stroke, above "EUNICE MARSH"."""
    if short.kind is not AgentKind.PERSON or full.kind is not AgentKind.PERSON:
        return False
    a, b = (re.findall(r"[^\W\d_]+", name.lower()) for name in (short.name, full.name))
    if not a or len(a) > len(b) or len(b) < 2 or (len(a) == len(b) and a != b and len(a[0]) > 1):
        return False
    if len(a) == len(a[0]) == 1:
        return True
    return a in ([b[0]], [t[0] for t in b]) or (a[-1] == b[-1] and a[0][0] == b[0][0])
