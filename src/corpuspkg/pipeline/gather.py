"""Read the letters of a corpus: from its inputs to the parts of a checkpoint."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpuspkg.config import Config
from corpuspkg.pipeline.checkpoint import Checkpoint
from corpuspkg.pipeline.duplicates import drop_duplicates
from corpuspkg.pipeline.engine import Engine
from corpuspkg.pipeline.finish.database import Workspace
from corpuspkg.pipeline.inventory import Counted, take_inventory
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


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedCheckpoint(Checkpoint):
    """A checkpoint that tells how far it is read.

    Attributes:
        stage: What is being done with it.
    """

    progress: Progress
    stage: str

    def read(self, columns: Sequence[str] | None = None, **options: Any) -> Iterator[pa.RecordBatch]:
        """The records, some at a time: see `Checkpoint.read`."""
        done = 0
        for batch in Checkpoint.read(self, columns, **options):
            yield batch
            done += batch.num_rows
            self.progress(self.stage, done, self.documents)


def watched(checkpoint: Checkpoint, stage: str, progress: Progress | None) -> Checkpoint:
    """A checkpoint whose reading is told to `progress`."""
    if progress is None:
        return checkpoint
    values = {one.name: getattr(checkpoint, one.name) for one in fields(checkpoint)}
    return WatchedCheckpoint(**values, progress=progress, stage=stage)


def _counter(progress: Progress | None) -> Counted | None:
    return (lambda count: progress("files found", count, None)) if progress else None
