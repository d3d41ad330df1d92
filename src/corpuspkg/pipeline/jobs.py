"""Work on what is read already: jobs that any process can do, in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import pyarrow as pa

Result_co = TypeVar("Result_co", covariant=True)
Result = TypeVar("Result")


class Job(Protocol[Result_co]):
    """A part of the work. It travels to the process that does it, so it has to be picklable and small.

    A process may be lost while it is at it: done again, it gives the same.
    """

    def run(self) -> Result_co:
        """Do it; what it gives travels back."""


# Does jobs: gives the number and the result of each as it is done.
Share = Callable[[Sequence[Job[Any]]], Iterator[tuple[int, Any]]]


@dataclass(frozen=True, slots=True)
class JobTask(Generic[Result]):
    """A job as a guard's child takes it: a task that reads no documents."""

    job: Job[Result]

    def documents(self) -> Iterable[pa.RecordBatch]:
        """None."""
        return ()

    def finish(self, records: Iterator[pa.RecordBatch]) -> Result:  # noqa: ARG002 - there are none
        """Do the job."""
        return self.job.run()


def do_here(jobs: Sequence[Job[Result]]) -> Iterator[tuple[int, Result]]:
    """Do jobs in this process, one after the other."""
    for number, job in enumerate(jobs):
        yield number, job.run()
