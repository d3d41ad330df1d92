"""Who does the work of a build: this machine (`pool`) or a cluster (`spark`)."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from corpuspkg.pipeline.checkpoint import Checkpoint
from corpuspkg.pipeline.finish import Settlement
from corpuspkg.pipeline.finish.database import Workspace
from corpuspkg.pipeline.guard import Limits, Task
from corpuspkg.pipeline.jobs import Job, Share
from corpuspkg.tablefiles import StoredPart

Result = TypeVar("Result")


class Engine(Protocol):
    """Who does the work of a build. The package does not depend on it."""

    @property
    def threads(self) -> int:
        """Threads of what is done on this machine."""

    def perform(
        self, tasks: Iterable[Task[Result]], documents: int, limits: Limits
    ) -> Generator[tuple[int, Result], None, None]:
        """Do tasks, each behind a guard: the number and the result of each as it is done. Closing it ends the work.

        Args:
            tasks: Taken as there is a process for the next one.
            documents: How many there are in all the tasks together.
            limits: What a document may cost.

        Raises:
            CorpuspkgError: A task cannot be done; the others are given up.
        """

    def share(self, jobs: Sequence[Job[Result]], documents: int) -> Iterator[tuple[int, Result]]:
        """Do jobs: the number and the result of each as it is done. Closing it ends the work.

        Args:
            jobs: In the order in which they are begun.
            documents: How many the corpus has.

        Raises:
            CorpuspkgError: A process was lost again and again.
        """

    def apart(self, job: Job[Result]) -> Result:
        """Do one job away from what this process holds, where there is a process for it on this machine."""

    def close(self) -> None:
        """End the processes that are kept for more work."""

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
        """Write the files of all tables.

        Args:
            checkpoint: The records of the corpus.
            settlement: What is settled of it.
            root: Folder of the package.
            work: Where and with what to work here.
            with_text: False leaves out the letters' texts.
            share: Does jobs as `share` does, for an engine that has no other way to bring records in order.

        Returns:
            What was written of each table, by bucket.
        """
