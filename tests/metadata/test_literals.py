"""Words looked for all at once stand where a plain search finds them."""

from __future__ import annotations

import re
import sys

import pytest

from corpuspkg.authority.literals import Literals, Words

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


PATTERN = (
    r"\b(?:letters?|notes?|e-?mail\w*|wr(?:ote|itten)|note (?:of|by) [^.]{2,20}|letter\b[^.]{0,9}?\bsent|été|mektup)\b"
)


@pytest.mark.parametrize(
    "text", ["Notes and EMAILS", "rewritten, wrote", "a letter was sent.", "L’ÉTÉ, Été", "MEKTUP", "", "x"]
)
def test_patterns_of_words_match_as_they_would_alone(text: str) -> None:
    """The first match, also within bounds, and none where a word only looks like one."""
    alone, words = re.compile(PATTERN, re.IGNORECASE), Words(PATTERN)
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            expected, found = alone.search(text, start, end), words.search(text, start, end)
            assert (found and found.span()) == (expected and expected.span())


def test_a_pattern_must_tell_its_first_letters() -> None:
    """A pattern that may begin with any word is refused."""
    with pytest.raises(ValueError, match="first letters"):
        Words(r"\b\w+ letter").search("a letter")
