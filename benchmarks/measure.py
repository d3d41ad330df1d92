"""Measuring with a clock that counts this process's work alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

_WARM_UP = 50
_WARM_UP_SIZE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One measurement. `found` is what the work counted; `seconds` is CPU time of the process."""

    name: str
    documents: int
    size: int
    found: int
    seconds: float

    @property
    def speed(self) -> float:
        """Megabytes of UTF-8 per second."""
        return self.size / 1_000_000 / self.seconds

    @property
    def rate(self) -> float:
        """Documents per second."""
        return self.documents / self.seconds


def measure(name: str, work: Callable[[str], int], texts: Iterable[str]) -> Run:
    """Run `work` over all texts once, after the first few of them, which pay for loading and compiling."""
    documents = list(texts)
    for text in documents[:_WARM_UP]:
        work(text[:_WARM_UP_SIZE])
    start = time.process_time()
    found = sum(map(work, documents))
    seconds = time.process_time() - start
    size = sum(len(text.encode()) for text in documents)
    return Run(name=name, documents=len(documents), size=size, found=found, seconds=seconds)


def take(texts: Sequence[str], megabytes: float) -> list[str]:
    """The first texts that are together so large."""
    taken, size = [], 0.0
    for text in texts:
        if size >= megabytes * 1_000_000:
            break
        taken.append(text)
        size += len(text.encode())
    return taken


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; the first column is text, the others are numbers."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(f"{cell:,.2f}" if isinstance(cell, float) else f"{cell}" for cell in row))
    Console(width=max(110, Console().width)).print(table)
