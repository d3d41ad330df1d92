"""Run batches on all cores: ordered results, a bounded queue, and a worker that dies costs one document at most."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from threading import Thread

import pyarrow as pa

from corpuspkg.pipeline.batch import failed_record, normalize_batch

Work = Callable[[pa.RecordBatch], pa.RecordBatch]
# Batches under way per worker: one is worked on, one waits.
_AHEAD = 2
_PRELOADED = "corpuspkg.pipeline.worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """How the batches of a build are run. The output does not depend on it.

    Attributes:
        jobs: Worker processes; 1 works in this process. With more, a script that builds has to guard its main part by
            `if __name__ == "__main__":`, for the workers import it.
        batch_documents, batch_bytes: Largest batch.
        pool_above: With fewer documents no worker is started: it would take longer than the work.
        work: What is done with a batch, in this process or in a worker.
    """

    jobs: int = 1
    batch_documents: int = 64
    batch_bytes: int = 1_000_000
    pool_above: int = 500
    work: Work = normalize_batch

    def run(self, batches: Iterable[pa.RecordBatch], documents: int) -> Generator[pa.RecordBatch, None, None]:
        """The batches' results in their order, `documents` in all. Closing it ends the workers."""
        if self.jobs == 1 or documents <= self.pool_above:
            yield from map(self.work, batches)
        else:
            yield from _run_in_pool(batches, self.jobs, self.work)


class _Pool:
    """Workers that live no longer than this value, whatever ends this process.

    They hold one end of a pipe, this process the other: when that is closed, they are gone at once.
    """

    def __init__(self, jobs: int, work: Work) -> None:
        # This process may have threads, and forking it could hang. The server only loads the program: of its threads,
        # those of pyarrow, Arrow makes new ones in the child.
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:
            context.set_forkserver_preload([_PRELOADED])
        reader, self._lifeline = context.Pipe(duplex=False)
        self._executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(reader,))
        self._work = work

    def submit(self, batch: pa.RecordBatch) -> Future[pa.RecordBatch]:
        try:
            return self._executor.submit(self._work, batch)
        except BrokenProcessPool as error:
            failed: Future[pa.RecordBatch] = Future()
            failed.set_exception(error)
            return failed

    def finish(self) -> None:
        """Send workers home that have nothing left to do."""
        self._executor.shutdown()

    def end(self) -> None:
        """Drop everything."""
        self._lifeline.close()
        self._executor.shutdown(cancel_futures=True)


def _run_in_pool(batches: Iterable[pa.RecordBatch], jobs: int, work: Work) -> Generator[pa.RecordBatch, None, None]:
    waiting = iter(batches)
    running: deque[tuple[pa.RecordBatch, Future[pa.RecordBatch]]] = deque()
    pool = _Pool(jobs, work)
    try:
        while True:
            while len(running) < jobs * _AHEAD and (batch := next(waiting, None)) is not None:
                running.append((batch, pool.submit(batch)))
            if not running:
                pool.finish()
                return
            batch, future = running.popleft()
            try:
                result = future.result()
            except BrokenProcessPool:
                # Nobody knows which batch it was: the oldest is read document by document, the others start again.
                pool.end()
                result = _read_apart(batch, work)
                pool = _Pool(jobs, work)
                running = deque((other, old if _is_done(old) else pool.submit(other)) for other, old in running)
            yield result
    finally:
        pool.end()


def _is_done(future: Future[pa.RecordBatch]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _read_apart(batch: pa.RecordBatch, work: Work) -> pa.RecordBatch:
    """Each document by itself: the one that ends its process is a record that says so."""
    records = []
    pool = _Pool(1, work)
    try:
        for at in range(batch.num_rows):
            document = batch.slice(at, 1)
            try:
                records.append(pool.submit(document).result())
            except BrokenProcessPool:
                pool.end()
                pool = _Pool(1, work)
                file = document.column("file")[0].as_py()
                records.append(failed_record(file, "the process that read the letter ended without a word"))
        pool.finish()
    finally:
        pool.end()
    return pa.Table.from_batches(records).combine_chunks().to_batches()[0]


def _begin(lifeline: Connection) -> None:
    """In a worker: end at Ctrl-C without a traceback, and with the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()
    pa.set_cpu_count(1)


def _end_with_parent(lifeline: Connection) -> None:
    wait([lifeline])
    os._exit(1)
