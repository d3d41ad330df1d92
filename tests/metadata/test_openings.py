"""Patterns tried by a line's first characters find what they would find as one alternation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpuspkg.authority.beginnings import any_beginning
from corpuspkg.authority.openings import Openings
from corpuspkg.authority.patterns import load_patterns, pattern

GOLDEN = Path(__file__).parents[1] / "golden"
LINES = sorted({line for path in GOLDEN.rglob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()})
ALTERNATIVES = [
    *(
        "dear sir",
        "(?:my )?lords?",
        "[a-c]+x",
        r"\d{2,4}",
        r"(?!no)n\w",
        "é|è",
        "x*y",
        "(?P<a>[.]{3})",
        "ı|ſ",
        "i",
        r"\[",
        "s",
    ),
    *(".", r"\x41b", "(?:p|q){0,2}r", "[]-]", "a??b", "(?-i:Q)", "k$", r"\bm", r"(?:a|b|)c"),
]
BEGINNINGS = [
    *(
        "dear sir",
        "My lords",
        "lord",
        "abcx",
        "A",
        "12",
        "1",
        "now",
        "nap",
        "É",
        "xxy",
        "y",
        "...",
        "I",
        "İ",
        "K",
        "ſ",
        "S",
        "ß",
    ),
    *("Ab", "ppr", "r", "]", "-", "ab", "B", "q", "Q", "k", "kk", "m", "c", "bc", "[", "", "\n", "ı", "i", "ﬀ", "9"),
]


@pytest.mark.parametrize("kind", sorted(load_patterns()))
def test_lines_of_letters_match_as_by_one_alternation(kind: str) -> None:
    """Each line, and each end of a line from a word on, matches in the same span or not at all."""
    whole = re.compile(f"(?:{'|'.join(load_patterns()[kind])})", re.IGNORECASE)
    apart = pattern(kind)
    for line in LINES:
        for at in (0, *(word.start() for word in list(re.finditer(r"\b\w", line))[1:12])):
            expected, found = whole.match(line, at), apart.match(line, at)
            assert (found and found.span()) == (expected and expected.span()), line[at : at + 80]


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_beginnings_of_all_forms_are_read(alternative: str) -> None:
    """Letters of one case or two, classes, repeats, groups, look-arounds, what may be empty and what is not read."""
    whole = re.compile(f"(?:{alternative})", re.IGNORECASE)
    openings = Openings([alternative, "zz"])
    begun = re.compile(any_beginning(f"{alternative}|zz"), re.IGNORECASE)
    for line in BEGINNINGS:
        expected, found = whole.match(line), openings.match(line)
        assert (found and found.span()) == (expected and expected.span()), line
        assert begun.match(line) or not found, line
    assert openings.match("zz")
    assert begun.match("zz")


def test_what_the_frame_skips_says_nothing() -> None:
    """Quotation marks before a phrase are left out of account; a part of a text can be asked about."""
    openings = Openings(["dear", "sirs?"], ("[“ ]*", "[,:]"), "“ ")
    found = openings.match("x “ Dear,", 2)
    assert found is not None
    assert found.span() == (2, 9)
    assert openings.match("“Sir, ", 0, 4) is None
    assert openings.match("“") is None


def test_more_beginnings_than_are_remembered_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text whose every line begins otherwise is still read."""
    monkeypatch.setattr("corpuspkg.authority.openings._MOST_REMEMBERED", 10)
    openings = Openings(["dear"])
    for code in range(100):
        assert openings.match(chr(0x4E00 + code)) is None
        assert openings.match("Dear")
