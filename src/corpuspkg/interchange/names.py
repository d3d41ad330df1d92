"""Compare names of an import with those of a letter. Which agent a name means is decided elsewhere."""

from __future__ import annotations

import unicodedata

_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})


def name_key(name: str) -> str:
    """A name as compared: without case, marks, punctuation and order of surname and given names.

    >>> name_key("Wray, Thomas A.") == name_key("Thomas A. WRAY")
    True
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    folded = "".join(c if c.isalnum() or c == "," else " " for c in plain if not unicodedata.combining(c))
    surname, comma, given = folded.partition(",")
    turned = comma and given.strip() not in _GENERATIONS
    return " ".join((f"{given} {surname}" if turned else f"{surname} {given}").split())


def same_name(imported: str, read: str) -> bool:
    """Whether a name of an import can be the one a letter gives: equal, or of one surname and one first initial.

    Generous on purpose: what may be one person is not added as a second one.

    >>> same_name("William L. Dayton", "Dayton"), same_name("Joseph R. Biden, Jr.", "Joe Biden")
    (True, True)
    >>> same_name("William L. Dayton", "William H. Seward"), same_name("Ann Roe", "Tom Roe")
    (False, False)
    """
    full, part = (_without_generation(name_key(name).split()) for name in (imported, read))
    if not full or not part:
        return full == part
    return full[-1] == part[-1] and (len(full) == 1 or len(part) == 1 or full[0][0] == part[0][0])


def _without_generation(words: list[str]) -> list[str]:
    return [word for word in words if word not in _GENERATIONS] or words
