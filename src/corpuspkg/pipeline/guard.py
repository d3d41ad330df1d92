"""Read documents in a child process, so that one that crashes it, never ends or eats memory costs itself alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self, TypeVar

import pyarrow as pa

from corpuspkg.errors import CorpuspkgError
from corpuspkg.pipeline.batch import normalize_batch
from corpuspkg.pipeline.child import MEBIBYTE, Child, Death, Limits
from corpuspkg.pipeline.guarded import Attempt, Task, Work

__all__ = ["MEBIBYTE", "Guard", "Limits", "Task", "Work"]

Result = TypeVar("Result")
# How often a child is looked at that says nothing, in seconds: memory can grow by some 200 MB between two looks.
TICK = 0.05
# What does not depend on letters that may be anything is not watched.
UNLIMITED = Limits(seconds=float("inf"), memory=1 << 62)
# So often a child may end without being at any document: as it starts, reads its input or writes its result.
_DEATHS = 3


@dataclass(slots=True)
class _Case:
    """A task under way, and what earlier tries at it have shown."""

    task: Task[Any]
    failed: dict[int, tuple[str, str]] = field(default_factory=dict)
    suspects: set[int] = field(default_factory=set)
    spool: TemporaryDirectory[str] | None = None
    deaths: int = 0

    def attempt(self) -> Attempt:
        spool = None if self.spool is None else Path(self.spool.name)
        return Attempt(self.task, self.failed, frozenset(self.suspects), spool)

    def learn(self, death: Death) -> None:
        """Note where a child ended; what a second one ends at as well has failed."""
        if self.spool is None:
            # What follows keeps what it has read, so that many bad documents cost no more each than the first.
            self.spool = TemporaryDirectory(prefix="corpuspkg-guard-", ignore_cleanup_errors=True)
        if not death.rows:
            self.deaths += 1
            if self.deaths == _DEATHS:
                raise CorpuspkgError(f"{death.message}, {_DEATHS} times and while it was reading no letter")
        elif len(death.rows) == 1 and (death.certain or death.rows[0] in self.suspects):
            self.failed[death.rows[0]] = death.code, death.message
        self.suspects.update(death.rows)

    def close(self) -> None:
        if self.spool is not None:
            self.spool.cleanup()


@dataclass(frozen=True, slots=True)
class BatchTask:
    """The task of reading one batch, which travels as an Arrow IPC stream in both directions."""

    data: bytes

    @classmethod
    def of(cls, batch: pa.RecordBatch) -> Self:
        """The task of reading this batch."""
        return cls(_pack(batch))

    def documents(self) -> Iterable[pa.RecordBatch]:
        """The batch."""
        yield unpack_batch(self.data)

    def finish(self, records: Iterator[pa.RecordBatch]) -> bytes:
        """Its records, for `unpack_batch`."""
        return _pack(next(records))


class Guard:
    """A child process that reads documents, and is replaced where one ends it.

    A script need not guard its main part by `if __name__ == "__main__":`, unless `work` or a task is defined there.

    Args:
        limits: What a document may cost.
        work: What reads a batch; a function that a new process can import.
        method: How a child is started: `fork`, `forkserver` or `spawn`. By default it is forked where this process has
            one thread alone, which takes milliseconds; else from a server that has loaded all that reading takes.

    >>> from corpuspkg.pipeline.batch import document_batch
    >>> with Guard() as guard:
    ...     guard.run(document_batch([{"file": "a.txt", "data": b"Dear Sir,"}])).column("letter_id").to_pylist()
    ['a']
    """

    def __init__(
        self, limits: Limits | None = None, work: Work = normalize_batch, *, method: str | None = None
    ) -> None:
        self.limits = limits or Limits()
        self._work = work
        self._method = method
        self._child: Child | None = None
        self._case: _Case | None = None
        self._reply: tuple[bool, Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process, where there is one just now."""
        return None if self._child is None else self._child.pid

    def run(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Read a batch: a record for each document, in their order.

        One that crashes the child, takes longer or more memory than allowed is a record that says so.
        """
        return unpack_batch(self.perform(BatchTask.of(batch)))

    def perform(self, task: Task[Result]) -> Result:
        """Do a whole task in the child.

        Raises:
            CorpuspkgError: The child ended several times without being at any document.
            Exception: What the task raised elsewhere than in reading a document.
        """
        self.begin(task)
        while not self.is_done(wait(self.waitables(), TICK)):
            pass
        result: Result = self.result()
        return result

    def begin(self, task: Task[Any]) -> None:
        """Start a task without waiting for it; `is_done` has to be asked every `TICK` seconds or so."""
        if self._case is not None:
            raise AssertionError("there is a task under way")
        self._case = _Case(task)
        self._send()

    def waitables(self) -> list[Any]:
        """What becomes ready when there is something to see to, for `multiprocessing.connection.wait`."""
        return [] if self._child is None else self._child.waitables()

    def is_done(self, ready: Collection[Any]) -> bool:
        """See to the child: whether the task is at its end, of which `result` tells.

        Args:
            ready: What waiting for the `waitables` gave.

        Raises:
            CorpuspkgError: As `perform`.
        """
        if self._child is None or self._case is None or self._reply is not None:
            return True
        found = self._child.look(self.limits, ready)
        if isinstance(found, Death):
            self._child = None
            self._case.learn(found)
            self._send()
            return False
        self._reply = found
        return found is not None

    def result(self) -> Any:
        """What the task gave that is done; another may begin.

        Raises:
            Exception: What the task raised.
        """
        if self._reply is None or self._case is None:
            raise AssertionError("there is no result yet")
        well, value = self._reply
        self._case.close()
        self._case = self._reply = None
        if not well:
            raise value
        return value

    def close(self) -> None:
        """End the child, whatever it is at."""
        if self._child is not None:
            self._child.end()
        if self._case is not None:
            self._case.close()
        self._child = self._case = self._reply = None

    def _send(self) -> None:
        if self._case is None:
            return
        if self._child is None:
            self._child = Child(self._work, self._method)
        self._child.send(self._case.attempt())


def _pack(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def unpack_batch(data: bytes) -> pa.RecordBatch:
    """A batch that has come from another process."""
    return pa.ipc.open_stream(data).read_next_batch()
