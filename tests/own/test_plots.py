"""The plots of docs/plots/ are drawn from the data that stand in dist/."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import corpuspkg

ROOT = Path(__file__).resolve().parents[2]


def test_plots_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/plots.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_bar_for_each_instrument_and_a_line_for_each_letter() -> None:
    name = "{http://www.w3.org/2000/svg}"
    bars = ET.parse(ROOT / "docs/plots/citations.svg").getroot().findall(f"{name}rect")[1:]  # noqa: S314 - our own file
    cited = set(corpuspkg.load("citations").instrument_id.dropna())
    assert len(bars) == len(cited)
    texts = {one.text for one in ET.parse(ROOT / "docs/plots/timeline.svg").iter(f"{name}text")}  # noqa: S314 - as above
    assert set(corpuspkg.load("letters").letter_id) <= texts
