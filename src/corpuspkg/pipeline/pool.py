"""Run batches on all cores: ordered results, a bounded queue, and a worker that dies costs one document at most."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
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
    batch_bytes: int = 4_000_000
    pool_above: int = 500
    work: Work = normalize_batch

    def run(self, batches: Iterable[pa.RecordBatch], documents: int) -> Iterator[pa.RecordBatch]:
        """The batches' results in their order; `documents` is how many there are in all."""
        if self.jobs == 1 or documents <= self.pool_above:
            return map(self.work, batches)
        return _run_in_pool(batches, self.jobs, self.work)


def usable_cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def _run_in_pool(batches: Iterable[pa.RecordBatch], jobs: int, work: Work) -> Iterator[pa.RecordBatch]:
    waiting = iter(batches)
    running: deque[tuple[pa.RecordBatch, Future[pa.RecordBatch]]] = deque()
    pool = _pool(jobs)
    try:
        while True:
            while len(running) < jobs * _AHEAD and (batch := next(waiting, None)) is not None:
                running.append((batch, _submit(pool, work, batch)))
            if not running:
                return
            batch, future = running.popleft()
            try:
                result = future.result()
            except BrokenProcessPool:
                # Nobody knows which batch it was: the oldest is read document by document, the others start again.
                pool.shutdown()
                result = _read_apart(batch, work)
                pool = _pool(jobs)
                running = deque((other, _again(pool, work, other, old)) for other, old in running)
            yield result
    finally:
        # Workers finish the batch they are at; nothing that waits is begun.
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, work: Work, batch: pa.RecordBatch) -> Future[pa.RecordBatch]:
    try:
        return pool.submit(work, batch)
    except BrokenProcessPool as error:
        failed: Future[pa.RecordBatch] = Future()
        failed.set_exception(error)
        return failed


def _again(
    pool: ProcessPoolExecutor, work: Work, batch: pa.RecordBatch, old: Future[pa.RecordBatch]
) -> Future[pa.RecordBatch]:
    return old if old.done() and old.exception() is None else _submit(pool, work, batch)


def _read_apart(batch: pa.RecordBatch, work: Work) -> pa.RecordBatch:
    """Each document by itself: the one that ends its process is a record that says so."""
    records = []
    pool = _pool(1)
    try:
        for at in range(batch.num_rows):
            document = batch.slice(at, 1)
            try:
                records.append(_submit(pool, work, document).result())
            except BrokenProcessPool:
                pool.shutdown()
                pool = _pool(1)
                file = document.column("file")[0].as_py()
                records.append(failed_record(file, "the process that read the letter ended without a word"))
    finally:
        pool.shutdown(cancel_futures=True)
    return pa.Table.from_batches(records).combine_chunks().to_batches()[0]


def _pool(jobs: int) -> ProcessPoolExecutor:
    # This process may have threads, and forking it could hang. The server only loads the program: of its threads, those
    # of pyarrow, Arrow makes new ones in the child.
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload([_PRELOADED])
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)


def _begin() -> None:
    """In a worker: end at Ctrl-C without a traceback, and with the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()
    pa.set_cpu_count(1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
