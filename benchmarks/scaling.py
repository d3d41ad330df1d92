"""How reading letters scales with the number of processes."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from corpuspkg.config import load_config
from corpuspkg.pipeline.gather import make_plan, take_inventory
from corpuspkg.pipeline.parts import PartTask
from corpuspkg.pipeline.pool import LocalEngine, limits_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Reading all letters, in seconds.

    Attributes:
        driver, readers, busiest: CPU time of this process, of all that read, of the busiest of them.
        wall: Time that passed.
    """

    jobs: int
    driver: float
    readers: float
    busiest: float
    wall: float

    @property
    def needed(self) -> float:
        """Seconds on so many idle cores as there are processes that read."""
        return max(self.busiest, (self.driver + self.readers) / self.jobs)


@dataclass(frozen=True, slots=True)
class Timed:
    """A partition, read; gives the process that read it and its CPU time."""

    task: PartTask

    def documents(self) -> Iterable[pa.RecordBatch]:
        """The documents of the partition."""
        return self.task.documents()

    def finish(self, records: Iterator[pa.RecordBatch]) -> tuple[int, float]:
        """Write the part."""
        start = time.process_time()
        self.task.finish(records)
        return os.getpid(), time.process_time() - start


def time_reading(root: Path, jobs: int) -> Reading:
    """Read all letters of a corpus by so many processes."""
    config = load_config(root)
    by_process: defaultdict[int, float] = defaultdict(float)
    with TemporaryDirectory() as name:
        folder = Path(name)
        plan = make_plan(take_inventory(config, folder / "inputs"), config, folder)
        tasks = [Timed(PartTask(partition, folder)) for partition in plan.partitions]
        start, cpu = time.monotonic(), time.process_time()
        for _, (pid, seconds) in LocalEngine(jobs=jobs, pool_above=0).perform(tasks, plan.documents, limits_of(config)):
            by_process[pid] += seconds
        return Reading(
            jobs=jobs,
            driver=time.process_time() - cpu,
            readers=sum(by_process.values()),
            busiest=max(by_process.values()),
            wall=time.monotonic() - start,
        )
