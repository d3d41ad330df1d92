from __future__ import annotations

import pytest

from corpuspkg.authority import load_registry
from corpuspkg.citations import country_of_offices
from corpuspkg.pipeline.extract import extract_text

LETTER = """4 May 2021

Dear Dr. Marsh,

Nobody may be heard in secret; our Constitution says so plainly, and we shall not wait for another year.

Yours sincerely,

Nino Beridze
{office}
"""


@pytest.mark.parametrize(
    ("offices", "country"),
    [
        (["Minister of Justice of Georgia"], "ge"),
        (["Minister for Foreign Affairs, Republic of Ghana"], "gh"),
        (["Ambassador of Peru to Chile"], "pe"),
        (["Embassy of the United States in Chile"], "us"),
        (["Chair, Committee on Law", "Parliament of Ukraine"], "ua"),
        (["President of Georgia State University"], None),
        (["Kenyan Association of America"], None),
        (["President of Kenya", "President of Ghana"], None),
        ([], None),
    ],
)
def test_offices_name_a_state(offices: list[str], country: str | None) -> None:
    assert country_of_offices(offices, load_registry()) == country


@pytest.mark.parametrize(
    ("office", "instrument"), [("Minister of Justice of Kenya", "constitution:ke"), ("Harbour Society", None)]
)
def test_our_constitution_is_that_of_the_authors_state(office: str, instrument: str | None) -> None:
    found = [one.instrument_id for one in extract_text(LETTER.format(office=office), "a").citations]
    assert found == [instrument]
