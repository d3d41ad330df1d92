"""The plots of docs/plots/ show all that stands in dist/; tests/test_docs.py checks that they are up to date."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import corpuspkg

ROOT = Path(__file__).resolve().parents[2]


def test_a_bar_for_each_instrument_and_a_line_for_each_letter() -> None:
    name = "{http://www.w3.org/2000/svg}"
    bars = ET.parse(ROOT / "docs/plots/citations.svg").getroot().findall(f"{name}rect")[1:]  # noqa: S314 - our own file
    cited = set(corpuspkg.load("citations").instrument_id.dropna())
    assert len(bars) == len(cited)
    titles = {one.text for one in ET.parse(ROOT / "docs/plots/timeline.svg").iter(f"{name}title")}  # noqa: S314 - as above
    assert set(corpuspkg.load("letters").letter_id) <= titles
