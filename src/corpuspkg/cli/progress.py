"""Show the progress of long work, on a terminal alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

# Seconds between two looks of a counter at least.
_REDRAWN = 0.05


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
    from time import monotonic  # noqa: PLC0415 - where it is shown alone

    from rich.progress import Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - slow to import

    columns = (TextColumn("{task.description} {task.completed:.0f}"), TimeElapsedColumn())
    # Without a thread that redraws, as below.
    with Progress(*columns, TextColumn("{task.fields[item]}"), auto_refresh=False, **_where()) as bar:
        task, shown = bar.add_task(label, total=None, item=""), 0.0

        def show(item: str) -> None:
            nonlocal shown
            bar.update(task, advance=1, item=item)
            if monotonic() - shown > _REDRAWN:
                bar.refresh()
                shown = monotonic()

        yield show


@contextmanager
def show_rate(*, quiet: bool = False) -> Iterator[Callable[[str, int, int | None], None] | None]:
    """A bar for each stage of long work, with how many a second and the time left.

    Gives what to call with the stage, what is done of it, and how much there is, where that is known.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"))
    # Without a thread that redraws: what is built may be read in processes that are forked from this one.
    with Progress(*columns, TimeRemainingColumn(), auto_refresh=False, **_where()) as bar:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                # What was done before, by an interrupted build, says nothing of how fast this one is.
                tasks[stage] = bar.add_task(stage, total=total, completed=done, count="")
            task = tasks[stage]
            bar.update(task, completed=done, total=total)
            speed = bar.tasks[list(tasks).index(stage)].speed
            rate = f", {speed:,.0f}/s" if speed else ""
            bar.update(task, count=f"{done:,}{f' of {total:,}' if total is not None else ''}{rate}", refresh=True)

        yield show
