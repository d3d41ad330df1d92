"""Words looked for all at once stand where a plain search finds them."""

from __future__ import annotations

import sys

import pytest

from corpuspkg.authority.literals import Literals

WORDS = ["letter", "let", "ter", "note", "notes", "/", "aa", "été"]
TEXTS = ["", "Letters, NOTES/letter", "aaaa", "l’été — Été: naïve letter", "\ud800letter", "🙂 note 🙂 let", "x"]


@pytest.mark.parametrize("native", [True, False])
@pytest.mark.parametrize("text", TEXTS)
def test_every_place_is_found(monkeypatch: pytest.MonkeyPatch, text: str, *, native: bool) -> None:
    """Overlapping ones too, in characters of the text, with the automaton and without."""
    if not native:
        monkeypatch.setitem(sys.modules, "ahocorasick_rs", None)
    plain = "".join(letter.lower() if letter.isascii() else letter for letter in text)
    places = ((at, number) for at in range(len(text)) for number in range(len(WORDS)))
    expected = [(at, number) for at, number in places if plain.startswith(WORDS[number], at)]
    assert sorted(Literals(WORDS).find(text)) == expected
