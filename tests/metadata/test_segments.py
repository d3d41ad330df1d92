from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuspkg.edtf import is_edtf
from corpuspkg.metadata import read_metadata
from corpuspkg.normalize import normalize
from corpuspkg.segment import segment_text

PIECES = st.sampled_from(
    [
        "Dear Mr. Smith,",
        "Sir: I write.",
        "Yours truly,",
        "A. Lee",
        "- -",
        "Tommy, well done",
        "On behalf of the crew",
        "Started by: Friends of the Pier",
        "Bo Ek\this X mark",
        "May 3, 1901",
        "Paris, 31 February 2020",
        "\n",
        "\n\n",
        "[1] http://example.org/20230930-x",
        "cc: B. Ek, Mayor",
        "Mr. Hill to Mr. Buck.",
        "The Honorable Ann Lee Mayor",
        "[Enclosure]",
        "- item",
        "(Signed)\tC. Roe",
        "From: a@b.org",
        "The union sent a letter to Mayor John Roe.",
        "The letter reads as follows:",
        '"We ask, and ask again, that the pier be opened to all who wish to use it in summer.',
        "Washington, DC 20510",
        "P.S. Soon.",
        "\n> Dear Ms. Lee,\n>\n> The pier is old.\n",
        "\n>\n",
        "\n| Ann Lee | pilot |\n",
        "-----BEGIN PGP SIGNATURE-----",
        "Message-ID: <1@b.example>",
    ]
)
TEXTS = st.one_of(st.text(max_size=400), st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=25).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_covered_once_and_every_span_is_its_passage(raw: str) -> None:
    text = normalize(raw).text
    segments = segment_text(text)
    at = 0
    for segment in segments:
        assert not text[at : segment.start].strip()
        assert segment.start < segment.end
        assert text[segment.start] not in " \t\n"
        assert text[segment.end - 1] not in " \t\n"
        at = segment.end
    assert not text[at:].strip()
    metadata = read_metadata(text, segments)
    for part in metadata.participations:
        assert part.start is not None
        assert part.end is not None
        assert part.as_written == text[part.start : part.end]
        assert part.name.strip()
    assert metadata.dates.sent_date is None or is_edtf(metadata.dates.sent_date)
    for proof in metadata.evidence:
        assert proof.start is None or proof.end is None or 0 <= proof.start < proof.end <= len(text)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "Rome, 3 May 1901\n\nDear Sir,\n\nI write.\n\nYours truly,\nA. Lee",
            "dateline salutation body closing signature",
        ),
        (
            "Mr. Hill to Mr. Buck.\n\nLegation,\nRome, May 3, 1901.\n\nSir: I write to you.\n\nI am, etc.,\n\nA. Hill.",
            "headline address dateline salutation body closing signature",
        ),
        ("Dear Ann,\nSee you.\nLove,\nBo\n\n[1] Not printed.", "salutation body closing signature footnote"),
        (
            "Dear Ann,\n\nWe ask:\n\n- rain\n\n- sun\n\nRegards,\nBo\n\ncc: C. Roe",
            "salutation body list_item list_item closing signature cc",
        ),
    ],
)
def test_letters_fall_into_their_parts(text: str, roles: str) -> None:
    assert [segment.role.value for segment in segment_text(text)] == roles.split()


def test_a_text_that_ends_in_a_blank_is_divided() -> None:
    """Normalized text never does, but whoever asks for segments alone may give another."""
    assert segment_text("We write of the pier and of the long road to it. ")


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ann,\n\nHi.\n\nYours truly,\n\nBo Ek\n\n\u2003\n\n \x1c",
        "3 May 1901\nI write.\n\xa0\n\nMr. Lee\u2003\u2003\n\n, \n- ",
        "\x0b 3 May 1901\n\nDear Sir,\n\nI write.",
    ],
)
def test_lines_of_other_blanks_are_blank(text: str) -> None:
    segments = segment_text(text)
    read_metadata(text, segments)
    assert all(text[segment.start : segment.end].strip() for segment in segments)
