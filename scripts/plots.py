"""The plots of docs/plots/, drawn from the data of dist/; `scripts/docs.py` writes them.

Plain SVG, written by hand: the same data give the same bytes, whatever is installed.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_WIDTH, _ROW, _LEFT, _RIGHT = 760, 24, 300, 60
_BAR, _LINE, _OPEN = "#4c72b0", "#555", "#dd8452"
_STYLE = "font-family='sans-serif' font-size='12' fill='#222'"
_TEXT_STEPS = 44


def _rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "dist" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def citations_plot() -> str:
    """How often each instrument is cited, by citation and by letter."""
    citations = [row for row in _rows("citations") if row["instrument_id"]]
    times = Counter(row["instrument_id"] for row in citations)
    letters = Counter(key for key, _ in {(row["instrument_id"], row["letter_id"]) for row in citations})
    order = sorted(times, key=lambda key: (-times[key], key))
    scale = (_WIDTH - _LEFT - _RIGHT) / max(times.values())
    parts = []
    for number, key in enumerate(order):
        top = 40 + number * _ROW
        parts += [
            f"<text x='{_LEFT - 8}' y='{top + 12}' text-anchor='end'>{escape(_short(key))}</text>",
            f"<rect x='{_LEFT}' y='{top}' width='{times[key] * scale:.1f}' height='16' fill='{_BAR}'/>",
            f"<text x='{_LEFT + times[key] * scale + 6:.1f}' y='{top + 12}'>{times[key]} in {letters[key]}</text>",
        ]
    title = "Citations by instrument (number of citations, and of letters)"
    return _svg(title, 40 + len(order) * _ROW + 16, parts)


def timeline_plot() -> str:
    """When each letter was sent, as far as it is known."""
    letters = sorted(_rows("letters"), key=lambda row: (row["sent_date_earliest"] or "9", row["letter_id"]))
    days = [date.fromisoformat(row[name]) for row in letters for name in _BOUNDS if row[name]]
    first, last = min(days).year, max(days).year + 1
    scale = (_WIDTH - _LEFT - _RIGHT) / ((last - first) * 366)

    def place(day: str) -> float:
        return _LEFT + (date.fromisoformat(day) - date(first, 1, 1)).days * scale

    authors = _authors()
    bottom = 40 + len(letters) * _ROW
    parts = []
    for year in range(first, last + 1):
        x = place(f"{year}-01-01")
        parts += [
            f"<line x1='{x:.1f}' y1='34' x2='{x:.1f}' y2='{bottom}' stroke='#ddd'/>",
            f"<text x='{x:.1f}' y='{bottom + 16}' text-anchor='middle'>{year}</text>",
        ]
    for number, row in enumerate(letters):
        y = 50 + number * _ROW
        name = authors.get(row["letter_id"], row["letter_id"])
        # The identifier shows where the pointer rests.
        parts.append(
            f"<text x='{_LEFT - 8}' y='{y + 4}' text-anchor='end'><title>{escape(row['letter_id'])}</title>"
            f"{escape(_short(name))}</text>"
        )
        earliest, latest = (row[name] for name in _BOUNDS)
        if not (earliest or latest):
            parts.append(f"<text x='{_LEFT + 8}' y='{y + 4}' fill='{_LINE}'>unknown</text>")
            continue
        start = place(earliest) if earliest else float(_LEFT)
        end = place(latest) if latest else float(_WIDTH - _RIGHT)
        colour = _BAR if earliest and latest else _OPEN
        parts.append(f"<line x1='{start:.1f}' y1='{y}' x2='{end:.1f}' y2='{y}' stroke='{colour}' stroke-width='3'/>")
        known = [x for x, day in ((start, earliest), (end, latest)) if day]
        parts += [f"<circle cx='{x:.1f}' cy='{y}' r='4' fill='{colour}'/>" for x in known]
    return _svg(
        "When the letters were sent, by author (earliest to latest; orange: open to one side)", bottom + 28, parts
    )


def _authors() -> dict[str, str]:
    """Who speaks in each letter."""
    names = {row["agent_id"]: row["name"] for row in _rows("agents")}
    found: dict[str, str] = {}
    for row in _rows("participations"):
        if row["role"] == "author":
            found[row["letter_id"]] = "; ".join(filter(None, (found.get(row["letter_id"]), names[row["agent_id"]])))
    return found


_BOUNDS = ("sent_date_earliest", "sent_date_latest")


def _short(text: str) -> str:
    """A label that fits.

    >>> len(_short("a" * 100))
    44
    """
    return text if len(text) <= _TEXT_STEPS else f"{text[: _TEXT_STEPS - 1]}…"


def _svg(title: str, height: int, parts: list[str]) -> str:
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {height}' role='img' {_STYLE}>"
    lines = [head, f"<title>{escape(title)}</title>", "<rect width='100%' height='100%' fill='white'/>"]
    lines += [f"<text x='16' y='22' font-size='14' font-weight='bold'>{escape(title)}</text>", *parts, "</svg>"]
    return "\n".join(lines) + "\n"


PLOTS = {"docs/plots/citations.svg": citations_plot, "docs/plots/timeline.svg": timeline_plot}
