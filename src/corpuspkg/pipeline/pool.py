"""Do tasks on all cores, each behind a guard."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TypeVar

from corpuspkg.config import Config
from corpuspkg.pipeline.batch import normalize_batch
from corpuspkg.pipeline.guard import MEBIBYTE, TICK, Guard, Limits, Task, Work

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """How the letters of a build are read. The output does not depend on it.

    Attributes:
        jobs: Processes that read; None takes one for each core.
        pool_above: Fewer documents are read by one process: to start more would take longer than the work.
        work: What is done with a batch; has to be a function that a new process can import.
        method: How processes are started; see `Guard`.
    """

    jobs: int | None = None
    pool_above: int = 500
    work: Work = normalize_batch
    method: str | None = None

    def perform(
        self, tasks: Iterable[Task[Result]], documents: int, limits: Limits
    ) -> Generator[tuple[int, Result], None, None]:
        """Do tasks: the number and the result of each as it is done. Closing it ends the processes.

        Args:
            tasks: Taken as there is a process for the next one.
            documents: How many there are in all the tasks together.
            limits: What a document may cost.

        Raises:
            CorpuspkgError, Exception: As `Guard.perform`; the other tasks are given up.
        """
        jobs = (self.jobs or cores()) if documents > self.pool_above else 1
        idle = [Guard(limits, self.work, method=self.method) for _ in range(jobs)]
        busy: dict[Guard, int] = {}
        numbered = enumerate(tasks)
        try:
            while True:
                while idle and (following := next(numbered, None)) is not None:
                    number, task = following
                    guard = idle.pop()
                    busy[guard] = number
                    guard.begin(task)
                if not busy:
                    return
                ready = set(wait([one for guard in busy for one in guard.waitables()], TICK))
                done = [guard for guard in busy if guard.is_done(ready)]
                results = [(busy.pop(guard), guard.result()) for guard in done]
                idle += done
                yield from results
        finally:
            for guard in (*idle, *busy):
                guard.close()


def cores() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def limits_of(config: Config) -> Limits:
    """What a document of a corpus may cost."""
    return Limits(seconds=config.document_seconds, memory=config.worker_memory * MEBIBYTE)
