"""Find the abbreviations of organizations that letters define: "Azerbaijan Society of America (ASA)"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from corpuspkg.identity.names import fold_organization, fold_text
from corpuspkg.model import Letter

_DEFINED = re.compile(r"\(\s?[“\"'‘]?(?:the\s)?[“\"'‘]?(?P<short>[A-Z][A-Za-z.&-]{1,9})[”\"'’]?(?:,[^)]{0,40})?\s?\)")
_LONGEST = 12
# Characters before an abbreviation that its words stand in.
_BEFORE = 200


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
        for short, full in find_definitions(letter.text):
            if short in wanted and full in names:
                found[short].add(full)
    return {short: next(iter(full)) for short, full in sorted(found.items()) if len(full) == 1}


def find_definitions(text: str) -> Iterator[tuple[str, str]]:
    """The abbreviations that a text may define, each with all words before it that it may stand for, as compared.

    >>> list(find_definitions("the Society of Sign Painters (SSP)"))[0]
    ('ssp', 'society of sign painters')
    """
    for match in _DEFINED.finditer(text):
        short = fold_organization(match["short"].replace(".", ""))
        words = fold_text(text[max(match.start() - _BEFORE, 0) : match.start()]).split()
        for size in range(2, min(_LONGEST, len(words)) + 1):
            run = " ".join(words[-size:])
            if _abbreviates(short, run):
                yield short, run


def _abbreviates(short: str, full: str) -> bool:
    letters = iter("".join(word[0] for word in full.split()))
    return all(letter in letters for letter in short)
