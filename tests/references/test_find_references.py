"""What a letter points to: footnotes with markers, addresses, letters and statements spoken of."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuspkg.model import LetterDates, Reference, ReferenceKind, Segment, SegmentRole
from corpuspkg.normalize import normalize
from corpuspkg.references import find_references
from corpuspkg.references.vocabulary import list_rules

HERE = LetterDates(sent_date="2001-06-20")


def find(text: str, dates: LetterDates = HERE, segments: tuple[Segment, ...] = ()) -> tuple[Reference, ...]:
    return find_references(text, segments, dates)


@pytest.mark.parametrize("rule", list_rules(), ids=lambda rule: str(rule["rule_id"]))
def test_each_rule_finds_its_example_and_not_the_other(rule: dict[str, str]) -> None:
    for column, expected in (("positive", True), ("negative", False)):
        if rule[column]:
            text = rule[column].replace(" ¶", "\n\n")
            assert (rule["rule_id"] in {one.rule_id for one in find(text)}) is expected, text


@pytest.mark.parametrize(
    ("text", "exact", "date"),
    [
        ("I thank you for your letter of 3 October.", "your letter of 3 October", "2000-10-03"),
        ("We saw your letter to Directors Hruska and Voss.", "your letter to Directors Hruska and Voss", None),
        (
            "The letter sent to the Director Pavel Hruska on May 3, 2001, by nine readers is one.",
            "The letter sent to the Director Pavel Hruska on May 3, 2001",
            "2001-05-03",
        ),
        (
            "In reply to your despatch No. 640, of May 28 last, I say",
            "your despatch No. 640, of May 28 last",
            "2001-05-28",
        ),
        ("as my letter dated 7 March 2001 said", "my letter dated 7 March 2001", "2001-03-07"),
        ("By your note of the 3d instant", "your note of the 3d instant", "2001-06-03"),
        ("your favor of the lOth inst., with", "your favor of the lOth inst.", "2001-06-10"),
        ("I have his despatch of the 24th ultimo.", "his despatch of the 24th ultimo", "2001-05-24"),
        ("your courteous note of yesterday's date", "your courteous note of yesterday's date", "2001-06-19"),
        ("Your long letter of the 25th came", "Your long letter of the 25th", "2001-05-25"),
        (
            "See Mr. Lyle’s dispatch, No. 42, March 14, 1901",
            "Mr. Lyle’s dispatch, No. 42, March 14, 1901",
            "1901-03-14",
        ),
        (
            "Your Excellency’s Note No. 2 of May 29th, 1929,",
            "Your Excellency’s Note No. 2 of May 29th, 1929",
            "1929-05-29",
        ),
        ("Your 21, January 19, 3 p.m. came", "Your 21, January 19", "2001-01-19"),
        ("I am in receipt of yours of the 12th inst.", "yours of the 12th inst.", "2001-06-12"),
        ("This is in reply to ours of 3 May 2001, then.", "ours of 3 May 2001", "2001-05-03"),
        ("your letter of 3 May 2001¹ says", "your letter of 3 May 2001", "2001-05-03"),
        (
            "the letter sent by your predecessor on 9 May 2001",
            "the letter sent by your predecessor on 9 May 2001",
            "2001-05-09",
        ),
        ("the letter which was sent on 9 May 2001", "the letter which was sent on 9 May 2001", "2001-05-09"),
        ("I have your\nletter of 4\nMay 2001 here", "your\nletter of 4\nMay 2001", "2001-05-04"),
        ("your letter, NE 89.7/13, of June 2, 2001", "your letter, NE 89.7/13, of June 2, 2001", "2001-06-02"),
        (
            "I read your recent statement on the Ferry Road bridge.",
            "your recent statement on the Ferry Road bridge",
            None,
        ),
    ],
)
def test_letters_and_statements_spoken_of(text: str, exact: str, date: str | None) -> None:
    (one,) = find(text)
    assert (one.exact, one.date, one.status) == (exact, date, "unresolved")


@pytest.mark.parametrize(
    "text",
    [
        "This letter of 3 May 2001 tells you all.",
        "He writes letters to the editor.",
        "Please note, on 3 May 2001 the bridge opened.",
        "We appeal to you to come on 3 May 2001.",
        "The letter of credit of 3 May 2001 is void.",
        "You sent a message to members of the House.",
        "I shall write you a long letter.",
        "The spirit and the letter of the law",
        "our reply will follow",
        "a note to the reader",
    ],
)
def test_words_for_letters_alone_point_to_nothing(text: str) -> None:
    assert not find(text)


def test_a_day_without_a_year_keeps_it_open_where_the_letter_has_no_date() -> None:
    assert find("your letter of 3 October", LetterDates())[0].date == "XXXX-10-03"
    assert find("your letter of the 3d instant", LetterDates())[0].date is None


def test_both_ends_of_an_interval_must_agree_on_a_date() -> None:
    assert find("your letter of 3 October", LetterDates(sent_date="2001-01-01/2001-02-28"))[0].date == "2000-10-03"
    assert find("your letter of 3 October", LetterDates(sent_date="2001-09-01/2001-12-31"))[0].date == "XXXX-10-03"


def test_bare_mentions_are_not_repeated() -> None:
    found = find("Thank you for your letter of 3 May 2001. Your letter came late.")
    assert [one.exact for one in found] == ["your letter of 3 May 2001"]


NOTES = "\n\n[1] https://a.example/x\n[2] Town book, p. 4; <https://b.example/y>.\n[3] Ibid."


def test_notes_are_tied_to_markers_wherever_they_stand() -> None:
    text = "The weir was sound. [1]\n\n[2]For three years it leaked.[3]" + NOTES
    found = [one for one in find(text) if one.kind is ReferenceKind.FOOTNOTE]
    assert [(one.marker, one.marker_start, one.url) for one in found] == [
        ("1", 20, "https://a.example/x"),
        ("2", 25, "https://b.example/y"),
        ("3", 54, None),
    ]
    assert {one.status for one in found} == {"resolved"}


@pytest.mark.parametrize(
    ("marker", "note"), [("[1]", "[1] "), ("¹", "¹ "), (" (1)", "(1) "), (" 1/", "1/ "), ("*", "* "), ("1", "1 ")]
)
def test_styles_of_notes(marker: str, note: str) -> None:
    text = f"They measured the weir.{marker}\n\n{note}Town book, p. 4."
    (one,) = find(text)
    assert (one.kind, one.exact, one.marker_start is not None) == (ReferenceKind.FOOTNOTE, "Town book, p. 4.", True)
    assert one.marker_start is not None
    assert text[one.marker_start :].startswith(marker.strip())


def test_numbered_lists_are_no_notes() -> None:
    assert not find("We ask you:\n(1) to mend the weir;\n(2) to pay for it, as item (1) says.")
    assert not find("1. Mend the weir.\n2. Pay for it.")


def test_addresses_lose_the_punctuation_around_them() -> None:
    text = "See <https://a.example/x\n/y>, (https://b.example/p_(q)), www.c.example/z. and doi:10.1000/182; e@d.example"
    assert [one.url for one in find(text)] == [
        "https://a.example/x/y",
        "https://b.example/p_(q)",
        "www.c.example/z",
        "https://doi.org/10.1000/182",
    ]


def test_what_an_article_says_around_a_letter_is_not_searched() -> None:
    text = "She answers your letter of 3 May 2001.\nI have your letter of 4 May 2001."
    lead, body = (
        Segment(role=SegmentRole.LEAD, start=0, end=38),
        Segment(role=SegmentRole.BODY, start=39, end=len(text)),
    )
    assert [one.date for one in find(text, segments=(lead, body))] == ["2001-05-04"]


@given(
    st.text(
        alphabet=st.sampled_from("your letter of No. 3 May 2001 [1]¹(1)*\n to Mr. Xx https://a.example/ <>"),
        max_size=200,
    )
)
@settings(max_examples=150, deadline=None)
def test_spans_hold_for_any_text(raw: str) -> None:
    text = normalize(raw).text
    found = find(text)
    for one in found:
        assert text[one.start : one.end] == one.exact
        assert one.exact.strip()
    assert all(a.end <= b.start for a, b in pairwise(found))
