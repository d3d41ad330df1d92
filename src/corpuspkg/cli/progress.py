"""Show the progress of long work, on a terminal alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def _where() -> dict[str, Any]:
    """On stderr, gone when done; what is printed meanwhile goes where it would go."""
    from rich.console import Console  # noqa: PLC0415 - slow to import

    return {"console": Console(stderr=True), "transient": True, "redirect_stdout": False}


@contextmanager
def show_bytes(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int | None], None] | None]:
    """A bar for a download; gives what to call with the bytes that have come and the whole."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, **_where()) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def show_items(label: str, *, quiet: bool = False) -> Iterator[Callable[[str], None] | None]:
    """A counter for work that goes item by item; gives what to call with each item's name."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:.0f}"), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.fields[item]}"), **_where()) as bar:
        task = bar.add_task(label, total=None, item="")
        yield lambda item: bar.update(task, advance=1, item=item)


@contextmanager
def show_rate(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None] | None]:
    """A bar for many items, with how many a second and the time left; gives what to call with those done and all."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, TimeRemainingColumn(), **_where()) as bar:
        task = bar.add_task(label, total=None, rate="")

        def show(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else "")

        yield show
