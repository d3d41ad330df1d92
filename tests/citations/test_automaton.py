from __future__ import annotations

import random

import pytest

from corpuspkg.citations.automaton import build_finder, find_in_pieces

ALPHABET = b"aab b1 2\xa7\xe9.-("


def random_bytes(source: random.Random, size: int) -> bytes:
    return bytes(source.choice(ALPHABET) for _ in range(size))


def test_both_automata_find_the_same() -> None:
    source = random.Random(7)  # noqa: S311 - repeatable, not secret
    for _ in range(300):
        patterns = {random_bytes(source, source.choice((1, 2, 3, 4, 5, 6, 25, 30))) for _ in range(10)}
        patterns |= {pattern[:22] + b"a" for pattern in patterns}  # some with one beginning
        text = b"".join(source.choice(sorted(patterns)) + random_bytes(source, source.randrange(4)) for _ in range(12))
        order = sorted(patterns)
        found = build_finder(order, native=True).find(text)
        assert found == build_finder(order, native=False).find(text)
        assert all(text[start:end] == order[number] for start, end, number in found)


@pytest.mark.parametrize("native", [True, False])
def test_words_are_found_where_words_start(native: bool) -> None:  # noqa: FBT001 - a parameter of the test
    finder = build_finder([b"act", b"article 1", b"1 usc", b" act"], native=native)
    text = b"fact acts act, subarticle 1 (article 1) 21 usc"
    found = [(start, text[start:end]) for start, end, _ in finder.find(text)]
    assert found == [(4, b" act"), (9, b" act"), (10, b"act"), (29, b"article 1"), (41, b"1 usc")]


def test_many_long_names_with_one_beginning_are_found_once_each() -> None:
    names = [
        b"convention on the protection of the %b of 1990" % word for word in (b"rivers", b"forest", b"meadow", b"lakes")
    ]
    names += [names[0] + b" and seas", names[0] + b" and bays"]
    text = b"the " + names[4] + b"; " + names[3]
    for native in (True, False):
        finder = build_finder(names, native=native)
        assert [number for _, _, number in finder.find(text)] == [4, 0, 3]


def test_nothing_is_found_beyond_the_end() -> None:
    names = [b"treaty of the two rivers", b"treaty of the two rivers of 1990", b"x"]
    assert build_finder(names, native=True).find(b"treaty of the two rivers") == [(0, 24, 0)]


def test_a_long_text_is_read_in_pieces() -> None:
    finder = build_finder([b"treaty of peace", b"treaty"])
    text = b"the treaty of peace " * 12_000
    assert list(find_in_pieces(finder, text)) == finder.find(text)
