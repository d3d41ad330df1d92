"""What holds for the citations of any text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuspkg.citations import CitationContext, explain_citations, find_citations, list_rules
from corpuspkg.citations.scan import scan_text
from corpuspkg.model import CitationStatus
from corpuspkg.normalize import normalize

PIECES = [
    *(example.text for rule in list_rules() for example in (*rule.positive, *rule.negative)),
    *(
        "Article 19 of the ",
        "resolutions (#822, ",
        "853 and 884)",
        " (hereinafter “the Act”)",
        "the Convention ",
        "Sec-\ntion ",
    ),
    *(
        "§ 6 of ",
        " Act of 1974",
        "Pub. L. ",
        " v. ",
        "our Constitution",
        "\n\n",
        "\t",
        "  ",
        "É",
        "İ",
        "“",
        "’",
        "—",
        "\ud800",
        "𝔸",
    ),
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=12).map("".join)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_spans_are_exact_ordered_and_apart(text: str) -> None:
    found = find_citations(text).citations
    for citation in found:
        assert text[citation.start : citation.end] == citation.exact
        assert citation.exact.strip()
        assert (citation.pinpoint_kind is None) == (citation.pinpoint is None)
        assert bool(citation.candidates) == (citation.status is CitationStatus.AMBIGUOUS)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_both_automata_find_the_same(text: str) -> None:
    assert find_citations(text, native=True) == find_citations(text, native=False)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_folding_keeps_the_way_back(text: str) -> None:
    scan = scan_text(text)
    assert len(scan.text) == len(scan.folded) == len(scan.data)
    for place, char in enumerate(scan.text):
        start, end = scan.original_span(place, place + 1)
        assert end == start + 1
        assert text[start] == char or (char in " \n" and text[start] in " \t\n\r\u00a0")


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_near_misses_overlap_no_citation(text: str) -> None:
    found, misses = explain_citations(text)
    assert found == find_citations(text)
    assert all(text[miss.start : miss.end] == miss.exact for miss in misses)
    assert not any(one.start < miss.end and miss.start < one.end for one in found.citations for miss in misses)


@pytest.mark.parametrize(
    "piece",
    [
        "resolution 1325 (2000), ",
        "resolutions 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 11 of the Security Council, ",
        "Article 1, 2, 3, 4, 5 and 6 of Article 7, paragraph 8 of ",
        "the Act the Act the Act ",
        "Law on Law on Law on ",
        "Foreign Housing (Foreign Housing (Foreign Housing ",
        "Agreement between Agreement between ",
        "((((((((((",
        "Convention on the Rights of the Child (the “CRC”). ",
        "A And The Of An Act ",
        "Section 907 ",
    ],
)
def test_time_grows_with_length_alone(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        find_citations(text)
        return time.process_time() - start

    seconds(1_000)
    small, large = max(seconds(30_000), 0.01), seconds(300_000)
    assert large < 40 * small


def test_a_number_that_disagrees_with_its_year_is_ambiguous() -> None:
    found = find_citations("Security Council resolution 822 (1994) is cited.")
    assert [(one.instrument_id, one.candidates) for one in found.citations] == [(None, ("un:sc:res:822",))]
    assert [issue.code for issue in found.issues] == ["citation-ambiguous"]


def test_our_constitution_is_the_authors_where_no_country_is_named() -> None:
    text = "We swear by our Constitution."
    assert find_citations(text).citations[0].instrument_id is None
    found = find_citations(text, (), CitationContext(author_country="ge"))
    assert (found.citations[0].instrument_id, found.citations[0].status) == ("constitution:ge", CitationStatus.INFERRED)


def test_two_wordings_of_one_agreement_are_one_instrument() -> None:
    text = (
        "We recall the 1964 Joint Statement on “Future Railway Cooperation between Norway and Iceland”.\n\n"
        "End the “Joint Declaration on Future Railway Cooperation between the Kingdom of Norway and Iceland” "
        "signed in 1964."
    )
    first, second = find_citations(normalize(text).text).citations
    assert first.instrument_id == second.instrument_id == "statement:is-no:1964"
    assert first.proposed == second.proposed
    assert first.status is CitationStatus.UNRESOLVED


def test_list_members_share_a_group() -> None:
    found = find_citations("Security Council resolutions (1325, 1820 and 2242) and resolution 1540 (2004).").citations
    assert [one.exact for one in found] == ["1325", "1820", "2242", "resolution 1540 (2004)"]
    assert len({one.group for one in found[:3]}) == 1
    assert found[3].group is None


def test_a_year_that_two_laws_share_names_neither_in_a_letter_of_many_terms() -> None:
    names = ["Lamp", "Ferry", "Mill", "Orchard", "Harbour", "Granite", "Copper", "Willow", "Saffron", "Juniper"]
    defined = " ".join(
        f"The {name} Safety Act 19{place + 10} ({name[:2].upper()}SA) is read." for place, name in enumerate(names)
    )
    text = f"{defined} The Quill Act 1970 and the Reed Act 1970 are read. The 1970 Act is not clear."
    text += " Nothing else is said of it here." * 20
    laws = {citation.instrument_id for citation in find_citations(text).citations if citation.exact == "1970 Act"}
    assert laws.isdisjoint({"act:quill-act-1970", "act:reed-act-1970"})
