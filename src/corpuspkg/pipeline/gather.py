"""Read the letters of a corpus: from its inputs to the parts of a checkpoint."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from corpuspkg.config import Config
from corpuspkg.pipeline.checkpoint import Checkpoint
from corpuspkg.pipeline.duplicates import drop_duplicates
from corpuspkg.pipeline.engine import Engine
from corpuspkg.pipeline.finish.database import Workspace
from corpuspkg.pipeline.inventory import Counted, take_inventory
from corpuspkg.pipeline.jobs import Job, Share
from corpuspkg.pipeline.parts import PartTask, checkpoint_of, unread_partitions
from corpuspkg.pipeline.plan import keep_plan, make_plan, read_plan
from corpuspkg.pipeline.pool import limits_of
from corpuspkg.pipeline.sources.listing import SIDECAR_SUFFIX
from corpuspkg.pipeline.work import check_fingerprint, fingerprint, keep_fingerprint

# Called with what is being done, how much of it is done, and how much there is to do, where that is known.
Progress = Callable[[str, int, int | None], None]
_INPUTS = "inputs"


def sidecar_name(file: str) -> str:
    """Name of the sidecar of an input file."""
    return str(Path(file).with_suffix(SIDECAR_SUFFIX))


def read_corpus(config: Config, engine: Engine, folder: Path, progress: Progress | None = None) -> Checkpoint:
    """Read all letters of a corpus.

    Args:
        config: The corpus.
        engine: How its partitions are read.
        folder: Where the checkpoint is written; parts that are there from before are not read again.
        progress: Called as files are found and as letters are read.

    Raises:
        InputError: There are no letters, or they cannot be found in what holds them.
        UnfinishedBuildError: What `folder` holds was made of something else.
    """
    plan = read_plan(config, folder)
    place = folder / (f"{_INPUTS}-now" if plan else _INPUTS)
    inventory = take_inventory(config, place, _counter(progress))
    current = fingerprint(config, inventory)
    if plan is None:
        plan = make_plan(inventory, config, folder)
        keep_fingerprint(folder, current, plan)
        # Last: a plan says that all it needs is there.
        keep_plan(plan, folder)
    else:
        shutil.rmtree(place)
        check_fingerprint(folder, current)
    missing = unread_partitions(plan, folder)
    done = plan.documents - sum(partition.documents for partition in missing)
    tasks = [PartTask(partition, folder) for partition in missing]
    with closing(engine.perform(tasks, plan.documents - done, limits_of(config))) as finished:
        for number, _ in finished:
            done += missing[number].documents
            if progress:
                progress("letters read", done, plan.documents)
    sorting = folder / "sorting"
    sorting.mkdir(exist_ok=True)
    drop_duplicates(plan, folder, Workspace(folder=sorting, memory=config.memory, threads=engine.threads))
    shutil.rmtree(sorting)
    return checkpoint_of(plan, folder)


def watched(share: Share, stage: str, documents: int, passes: int, progress: Progress) -> Share:
    """What does jobs on all letters, such that `progress` is told how far it is.

    Args:
        share: Does the jobs.
        stage: What is being done.
        documents: How many there are.
        passes: How often all of them are worked on; what does not need the last ones leaves them out.
        progress: Told after each job.
    """
    passed = 0

    def tell(jobs: Sequence[Job[Any]]) -> Iterator[tuple[int, Any]]:
        nonlocal passed
        for done, result in enumerate(share(jobs), 1):
            yield result
            progress(stage, documents * (passed * len(jobs) + done) // (passes * len(jobs)), documents)
        passed += 1

    return tell


def _counter(progress: Progress | None) -> Counted | None:
    return (lambda count: progress("files found", count, None)) if progress else None
