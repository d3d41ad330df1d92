"""What a letter points to beside instruments: footnotes, addresses on the web, letters and statements it speaks of.

`find_references` reads one letter; `resolve_references` ties the letters spoken of to those the corpus holds. Every
rule has an id and examples in `rules.csv`; the words for letters and statements are in `words.csv`.
"""

from __future__ import annotations

from corpuspkg.references.find import find_references
from corpuspkg.references.resolve import LetterIndex, index_letters, resolve_letter, resolve_references

__all__ = ["LetterIndex", "find_references", "index_letters", "resolve_letter", "resolve_references"]
