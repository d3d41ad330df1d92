"""Compare names of an import with those of a letter. Which agent a name means is decided elsewhere."""

from __future__ import annotations

import unicodedata


def name_key(name: str) -> str:
    """A name as compared: without case, marks, punctuation and order of surname and given names.

    >>> name_key("Wray, Thomas A.") == name_key("Thomas A. WRAY")
    True
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    folded = "".join(c if c.isalnum() or c == "," else " " for c in plain if not unicodedata.combining(c))
    surname, comma, given = folded.partition(",")
    return " ".join((f"{given} {surname}" if comma else surname).split())


def same_name(imported: str, read: str) -> bool:
    """Whether a name of an import can be the one a letter gives: equal, or the letter's is a part of it.

    >>> same_name("William L. Dayton", "Dayton"), same_name("Dayton, William L.", "William Dayton")
    (True, True)
    >>> same_name("William L. Dayton", "William H. Seward")
    False
    """
    full, part = name_key(imported).split(), name_key(read).split()
    if not part or not full:
        return False
    words = iter(full)
    return full == part or (part[-1] == full[-1] and all(word in words for word in part))
