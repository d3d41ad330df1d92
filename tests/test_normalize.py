import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpuspkg.normalize import byte_anchors, normalize

# What normalization looks at, so that random texts hit it often.
HARD = "ab .\t\n\r\x0b\x0c\u00a0\u00ad\u0301\u0323e\u200b\u2028\ufeff\u1100\u1161\u11a8\u212b\u09c7\u09be\u0344\u3000"
TEXTS = st.one_of(st.text(st.sampled_from(HARD), max_size=40), st.text(st.characters(exclude_categories=["Cs"])))


@given(TEXTS)
@example("a \u200b\u2028\u0301b")
@example("a\u00ad\r\u0301")
def test_normalizing_twice_changes_nothing(raw: str) -> None:
    once = normalize(raw).text
    assert normalize(once).text == once


@given(TEXTS)
def test_output_is_nfc_without_stray_white_space(raw: str) -> None:
    text = normalize(raw).text
    assert unicodedata.is_normalized("NFC", text)
    assert text == text.strip("\n \t")
    assert not any(bad in text for bad in ("  ", "\n ", " \n", "\t\n", "\n\t", "\n\n\n", "\r", "\u00a0", "\u200b"))


@given(TEXTS)
def test_every_span_traces_to_raw_text_that_gives_it(raw: str) -> None:
    normalized = normalize(raw)
    text = normalized.text
    for start in range(len(text)):
        for end in range(start + 1, min(start + 6, len(text)) + 1):
            low, high = normalized.raw_span(start, end)
            assert 0 <= low < high <= len(raw)
            words = text[start:end]
            whole = not any(unicodedata.combining(c) or ord(c) >= 0x1100 for c in words + text[end : end + 1])
            if whole and words.strip() == words and "\u09be" not in raw:
                assert normalize(raw[low:high]).text == words


@given(TEXTS, st.sampled_from(["utf-8", "utf-16-le"]), st.integers(0, 3))
def test_published_offset_map_counts_bytes(raw: str, encoding: str, preamble: int) -> None:
    normalized = normalize(raw)
    pairs = [tuple(map(int, pair.split(":"))) for pair in byte_anchors(normalized, raw, encoding, preamble).split()]
    for (at, offset), (text_offset, raw_offset) in zip(pairs, normalized.anchors, strict=True):
        assert at == text_offset
        assert offset == preamble + len(raw[:raw_offset].encode(encoding))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("left    right", "left\tright"),
        ("left  right", "left right"),
        ("\ufeffDear", "Dear"),
        ("co\u00ad\n  operate", "cooperate"),
        ("a\n \t \n\n\nb", "a\n\nb"),
        ("cafe\u0301 \u201cx\u201d", "caf\u00e9 \u201cx\u201d"),
        ("   ", ""),
        ("", ""),
    ],
)
def test_examples(raw: str, text: str) -> None:
    assert normalize(raw).text == text


@pytest.mark.parametrize("span", [(0, 0), (-1, 1), (0, 5)])
def test_a_span_outside_the_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="is no span"):
        normalize("text").raw_span(*span)
