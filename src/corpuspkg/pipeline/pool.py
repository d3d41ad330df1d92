"""Do tasks on all cores, each behind a guard."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import TypeVar

from corpuspkg.config import Config
from corpuspkg.machine import cores
from corpuspkg.pipeline.batch import normalize_batch
from corpuspkg.pipeline.checkpoint import Checkpoint
from corpuspkg.pipeline.finish import Settlement, finish
from corpuspkg.pipeline.finish.database import Workspace
from corpuspkg.pipeline.guard import MEBIBYTE, TICK, UNLIMITED, Guard, Limits, Task, Work
from corpuspkg.pipeline.jobs import Job, JobTask, Share, do_here
from corpuspkg.tablefiles import StoredPart

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalEngine:
    """The cores of this machine.

    Attributes:
        jobs: Processes that read; None takes one for each core.
        pool_above: Fewer documents are read by one process: to start more would take longer than the work.
        work: What is done with a batch; has to be a function that a new process can import.
        method: How processes are started; see `Guard`.

    The processes are kept for the work that follows, until `close`.
    """

    jobs: int | None = None
    pool_above: int = 500
    work: Work = normalize_batch
    method: str | None = None
    _started: list[Guard] = field(default_factory=list, init=False, repr=False, compare=False)
    _kept: list[Guard] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def threads(self) -> int:
        """Threads of what is not done in processes."""
        return self.jobs or cores()

    def perform(
        self, tasks: Iterable[Task[Result]], documents: int, limits: Limits
    ) -> Generator[tuple[int, Result], None, None]:
        """Do tasks in processes: see `corpuspkg.pipeline.engine.Engine.perform`."""
        jobs = self.threads if documents > self.pool_above else 1
        idle = [self._guard(limits) for _ in range(jobs)]
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
            for guard in busy:
                guard.close()
            self._kept.extend(guard for guard in idle if guard in self._started)
            self._started[:] = [guard for guard in self._started if guard not in busy]

    def share(self, jobs: Sequence[Job[Result]], documents: int) -> Generator[tuple[int, Result], None, None]:
        """Do jobs in processes, in this one where they are few: see `corpuspkg.pipeline.engine.Engine.share`."""
        if self.threads == 1 or documents <= self.pool_above:
            yield from do_here(jobs)
        else:
            yield from self.perform(map(JobTask, jobs), documents, UNLIMITED)

    def apart(self, job: Job[Result]) -> Result:
        """Do a job in a process that is kept, or in a new one: see `corpuspkg.pipeline.engine.Engine.apart`."""
        ((_, result),) = self.perform([JobTask(job)], 0, UNLIMITED)
        return result

    def close(self) -> None:
        """End the processes."""
        while self._started:
            self._started.pop().close()
        self._kept.clear()

    def _guard(self, limits: Limits) -> Guard:
        """A process that is kept, or a new one."""
        if self._kept:
            guard = self._kept.pop()
            guard.limits = limits
            return guard
        guard = Guard(limits, self.work, method=self.method)
        self._started.append(guard)
        return guard

    def finish(
        self,
        checkpoint: Checkpoint,
        settlement: Settlement,
        root: Path,
        work: Workspace,
        *,
        with_text: bool,
        share: Share,
    ) -> dict[str, list[StoredPart]]:
        """Write all tables by jobs: see `corpuspkg.pipeline.engine.Engine.finish`."""
        return finish(checkpoint, settlement, root, work, with_text=with_text, share=share)


def limits_of(config: Config) -> Limits:
    """What a document of a corpus may cost."""
    return Limits(seconds=config.document_seconds, memory=config.worker_memory * MEBIBYTE)
