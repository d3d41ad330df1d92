"""Print a report of an evaluation as tables or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpuspkg.evaluation.scores import Measure, Mistake, Report, Score

_CITATION_MEASURES = frozenset({Measure.MENTION, Measure.LINK, Measure.PINPOINT})


def to_json(report: Report, misses: int | None = None) -> str:
    """The whole report as a JSON object.

    Args:
        report: The report.
        misses: At most so many mistakes of each measure of a collection; None: all.
    """
    data = {
        "letters": report.letters,
        "scores": [
            {
                "collection": score.collection,
                "measure": score.measure,
                "family": score.family or None,
                **asdict(score.tally),
                "precision": _rounded(score.tally.precision),
                "recall": _rounded(score.tally.recall),
                "f1": _rounded(score.tally.f1),
            }
            for score in report.scores
        ],
        "mistakes": [asdict(mistake) for mistake in _limit(report.mistakes, misses)],
        "unscored": [{"letter": letter, "mention": mention} for letter, mention in report.unscored],
        "failed": [{"letter": letter, "reason": reason} for letter, reason in report.failed],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def print_tables(report: Report, console: Console, misses: int | None = None) -> None:
    """Print scores and mistakes for people to read; the arguments are as for `to_json`."""
    for collection, count in report.letters.items():
        scores = [score for score in report.scores if score.collection == collection]
        citations = [score for score in scores if score.measure in _CITATION_MEASURES]
        metadata = [score for score in scores if score.measure not in _CITATION_MEASURES]
        title = f"{collection}: {count} letter{'s' if count != 1 else ''}"
        if citations:
            console.print(_citation_table(f"{title}, citations", citations))
        if metadata:
            console.print(_metadata_table(f"{title}, metadata", metadata))
    for mistake in _limit(report.mistakes, misses):
        console.print(Text(_line(mistake)), soft_wrap=True)
    hidden = len(report.mistakes) - len(_limit(report.mistakes, misses))
    if hidden:
        console.print(f"{hidden} further mistakes are not listed: see --misses")
    for letter, mention in report.unscored:
        console.print(Text(f"link not scored: no authority knows the gold's name for {mention!r} ({letter})"))
    for letter, reason in report.failed:
        console.print(Text(f"{letter} broke the extraction: {reason}"))


def _citation_table(title: str, scores: Sequence[Score]) -> Table:
    table = _table(title, "measure", "family", "gold", "given", "right", "precision", "recall", "F1")
    for score in scores:
        tally = score.tally
        ratios = (_ratio(tally.precision), _ratio(tally.recall), _ratio(tally.f1))
        style = None if score.family else "bold"
        counts = (str(tally.gold), str(tally.given), str(tally.right))
        table.add_row(score.measure, score.family or "all", *counts, *ratios, style=style)
    return table


def _metadata_table(title: str, scores: Sequence[Score]) -> Table:
    names = ("field", "gold", "given", "right", "precision", "recall", "F1", "null", "invented")
    table = _table(title, *names)
    for score in scores:
        if score.family:
            continue
        tally = score.tally
        counts = (str(tally.gold), str(tally.given), str(tally.right))
        ratios = (_ratio(tally.precision), _ratio(tally.recall), _ratio(tally.f1))
        table.add_row(score.measure, *counts, *ratios, str(tally.nothing), str(tally.invented))
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, justify="left" if column in {"measure", "family", "field"} else "right", no_wrap=True)
    return table


def _line(mistake: Mistake) -> str:
    what = {
        "missed": f"expected {mistake.expected!r}, nothing found",
        "wrong": f"expected {mistake.expected!r}, found {mistake.found!r}",
        "false": f"found {mistake.found!r}, nothing expected",
    }[mistake.verdict]
    place = f"{mistake.collection}/{mistake.letter}"
    context = f"\n    … {mistake.context} …" if mistake.context else ""
    return f"{mistake.verdict} {mistake.measure}: {place}: {what}{context}"


def _limit(mistakes: Sequence[Mistake], misses: int | None) -> list[Mistake]:
    """The first mistakes of each measure of each collection, by collection and measure."""
    order = list(Measure)
    kept: list[Mistake] = []
    ordered = sorted(mistakes, key=lambda one: (one.collection, order.index(one.measure)))
    for _, group in groupby(ordered, key=lambda one: (one.collection, one.measure)):
        kept += list(group)[:misses]
    return kept


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
