"""Find the abbreviations of organizations that letters define: "Azerbaijan Society of America (ASA)"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from corpuspkg.identity.names import fold, fold_organization
from corpuspkg.model import Letter

_DEFINED = re.compile(r"\(\s?[“\"'‘]?(?:the\s)?[“\"'‘]?(?P<short>[A-Z][A-Za-z.&-]{1,9})[”\"'’]?(?:,[^)]{0,40})?\s?\)")
_LONGEST = 12


def find_abbreviations(letters: Sequence[Letter], organizations: Iterable[str]) -> dict[str, str]:
    """Abbreviations of the corpus's organizations, with the full name each stands for, both as compared.

    An abbreviation that stands for two organizations stands for none.

    >>> text = "The Society of Sign Painters (SSP) asks you."
    >>> find_abbreviations([Letter(letter_id="1", text=text)], ["ssp", "society of sign painters"])
    {'ssp': 'society of sign painters'}
    """
    names = set(organizations)
    wanted = {name for name in names if " " not in name}
    found: dict[str, set[str]] = defaultdict(set)
    # Most corpora have no organization of one word; then no text is read again.
    for letter in letters if wanted else ():
        for match in _DEFINED.finditer(letter.text):
            short = fold_organization(match["short"].replace(".", ""))
            if short in wanted:
                found[short].update(_names_before(letter.text[: match.start()], short, names))
    return {short: next(iter(full)) for short, full in sorted(found.items()) if len(full) == 1}


def _names_before(text: str, short: str, names: set[str]) -> list[str]:
    """Known organizations whose name ends where the text does, and whose initials are the abbreviation's letters."""
    words = fold(text[-200:]).split()
    runs = (" ".join(words[-size:]) for size in range(2, _LONGEST + 1))
    return [run for run in runs if run in names and _abbreviates(short, run)]


def _abbreviates(short: str, full: str) -> bool:
    letters = iter("".join(word[0] for word in full.split()))
    return all(letter in letters for letter in short)
