"""A child process of a guard, as its parent sees it: how it is started, watched and ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any
from weakref import WeakSet

from corpuspkg.pipeline.guarded import Attempt, Work, serve, unpack_rows, warm_up

_PRELOADED = "corpuspkg.pipeline.worker"
MEBIBYTE = 1 << 20
# A look that comes later than this after the last one shows that this process did not run either: the machine slept.
_LONGEST_PAUSE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a document may cost.

    Attributes:
        seconds: Longest time for one document.
        memory: Most bytes of memory that the process that reads it may take. Watched on Linux alone.
    """

    seconds: float = 60
    memory: int = 2048 * MEBIBYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """The end of a child.

    Attributes:
        rows: The documents it was at.
        code, message: What is to be said of a document that ends its reader.
        certain: Whether a single document is known to be the cause. Somebody may have killed the child, and the memory
            may have gone to earlier documents.
    """

    rows: range
    code: str
    message: str
    certain: bool = False


class Child:
    """A process that runs `serve`, and lives no longer than this value, whatever ends this process."""

    def __init__(self, work: Work, method: str | None = None) -> None:
        method = method or _cheapest_method()
        context: Any = multiprocessing.get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload([_PRELOADED])
        if method == "fork":
            _warm_up()
        self._connection, far = context.Pipe()
        reader, self._lifeline = context.Pipe(duplex=False)
        self._place = context.RawValue("Q", 0)
        _children.add(self)
        self._process = context.Process(
            target=serve,
            args=(far, reader, self._place, work),
            kwargs={"is_cold": method == "spawn"},
            name="corpuspkg-reader",
            daemon=True,
        )
        with _forking() if method == "fork" else _without_main(work):
            self._process.start()
        far.close()
        reader.close()
        self._memory = _memory_file(self._process.pid)
        # What it shares with the process it was forked from is not its own.
        self._at_start = self._memory_used()
        self._seen, self._since, self._last = 0, 0.0, time.monotonic()

    @property
    def pid(self) -> int | None:
        """Its number."""
        pid: int | None = self._process.pid
        return pid

    def send(self, attempt: Attempt) -> None:
        """Give it something to do."""
        self._seen, self._last = 0, time.monotonic()
        # Where it has ended already, `look` finds out.
        with suppress(BrokenPipeError, ConnectionResetError):
            self._connection.send(attempt)

    def waitables(self) -> list[Any]:
        """What becomes ready when it replies or ends."""
        return [self._connection, self._process.sentinel]

    def look(self, limits: Limits, ready: Collection[Any]) -> tuple[bool, Any] | Death | None:
        """Its reply, its end or nothing; one that is over the limits is ended.

        Args:
            limits: What a document may cost.
            ready: Those of the `waitables` that are ready.
        """
        ended = self._process.sentinel in ready
        if self._connection in ready:
            try:
                reply: tuple[bool, Any] = self._connection.recv()
            except (EOFError, OSError):
                ended = True
            else:
                return reply
        rows = unpack_rows(self._place.value)
        if ended:
            return self._bury(rows)
        if self._memory_used() - self._at_start > limits.memory:
            self.end()
            message = f"reading the letter takes more than {limits.memory // MEBIBYTE} MB of memory"
            return Death(rows=rows, code="document-memory", message=message)
        if self._time_at_place() > limits.seconds and rows:
            self.end()
            message = f"the letter was not read within {limits.seconds:g} seconds"
            return Death(rows=rows, code="document-timeout", message=message, certain=True)
        return None

    def end(self) -> None:
        """End it, whatever it is at."""
        self._process.kill()
        self._close()

    def forget(self) -> None:
        """In a process forked from this one: let go of what would keep the child from seeing this one's end."""
        self._connection.close()
        self._lifeline.close()

    def _bury(self, rows: range) -> Death:
        self._process.join()
        code = self._process.exitcode
        self._close()
        how = f"signal {signal.Signals(-code).name}" if code is not None and code < 0 else f"exit code {code}"
        message = f"the process that read the letter ended with {how}"
        return Death(rows=rows, code="document-crash", message=message)

    def _close(self) -> None:
        self._process.join()
        self._process.close()
        self._connection.close()
        self._lifeline.close()
        if self._memory is not None:
            os.close(self._memory)
            self._memory = None

    def _time_at_place(self) -> float:
        """For how long it has been at the same documents; the time in which this process did not run left out."""
        now, place = time.monotonic(), self._place.value
        if place != self._seen:
            self._seen, self._since = place, 0.0
        else:
            self._since += min(now - self._last, _LONGEST_PAUSE)
        self._last = now
        return self._since

    def _memory_used(self) -> int:
        if self._memory is None:
            return 0
        try:
            pages = int(os.pread(self._memory, 100, 0).split()[1])
        except (OSError, IndexError):
            return 0  # it has just ended
        return pages * os.sysconf("SC_PAGESIZE")


_warm_up = cache(warm_up)
_children: WeakSet[Child] = WeakSet()


def _forget_children() -> None:
    for child in list(_children):
        with suppress(OSError, AttributeError):
            child.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_children)


def _cheapest_method() -> str:
    """Forking a process that has threads could hang; the server only loads the program and has none."""
    methods = multiprocessing.get_all_start_methods()
    if sys.platform == "linux" and threading.active_count() == 1:
        return "fork"
    return "forkserver" if "forkserver" in methods else "spawn"


@contextmanager
def _forking() -> Iterator[None]:
    with warnings.catch_warnings():
        # Python 3.12 warns of threads that are not its own, such as a library's for matrices: the child uses none.
        warnings.filterwarnings("ignore", message=".*fork", category=DeprecationWarning)
        yield


@contextmanager
def _without_main(work: Work) -> Iterator[None]:
    """Have a new process not import the main script, which may build a corpus without asking whether it is main."""
    main = sys.modules["__main__"]
    if getattr(work, "__module__", None) != "__main__":
        sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _memory_file(pid: int | None) -> int | None:
    """Where Linux tells how much memory a process uses."""
    with suppress(OSError):
        return os.open(f"/proc/{pid}/statm", os.O_RDONLY | os.O_CLOEXEC)
    return None
