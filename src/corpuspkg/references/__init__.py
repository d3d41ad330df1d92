"""What a letter points to beside instruments: footnotes, addresses on the web, letters and statements it speaks of.

`find_references` reads one letter; `resolve_references` ties the letters spoken of to those the corpus holds. Every
rule has an id and examples in `rules.csv`; the words for letters and statements are in `words.csv`.
"""

from __future__ import annotations

from corpuspkg.references.find import find_references
from corpuspkg.references.letters import IndexedLetter, LetterIndex, index_letters, party_name, party_side, sent_bounds
from corpuspkg.references.resolve import resolve_letter, resolve_open, resolve_references, sentences_naming

__all__ = [
    "IndexedLetter",
    "LetterIndex",
    "find_references",
    "index_letters",
    "party_name",
    "party_side",
    "resolve_letter",
    "resolve_open",
    "resolve_references",
    "sent_bounds",
    "sentences_naming",
]
