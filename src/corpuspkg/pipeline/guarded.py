"""What runs in the child of a guard: it does tasks, says which document it is at, and ends with its parent."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Thread
from typing import Any, Protocol, TypeVar

import pyarrow as pa

from corpuspkg.errors import CorpuspkgError
from corpuspkg.pipeline.batch import document_batch, failed_record, normalize_batch
from corpuspkg.pipeline.extract import failure

# Told by the function that reads a batch before each row of it, and with the number of rows after the last.
Mark = Callable[[int], None]
# Reads a batch of documents (`corpuspkg.pipeline.batch.normalize_batch`): a record for each, in their order.
Work = Callable[[pa.RecordBatch, Mark], pa.RecordBatch]

Result_co = TypeVar("Result_co", covariant=True)
_ROW_BITS = 32
_SAMPLE = (
    b"4 May 2021\n\nDear Dr. Marsh,\n\nWe write about Security Council resolution 1325 (2000).\n\nYours,\n\nBen Reed\n"
)
_OUT_OF_MEMORY_FIRST = "500"


class Task(Protocol[Result_co]):
    """What a guard's child does as a whole. It travels to the child, so it has to be picklable and small."""

    def documents(self) -> Iterable[pa.RecordBatch]:
        """The documents to read: the same ones in the same batches however often they are asked for."""

    def finish(self, records: Iterator[pa.RecordBatch]) -> Result_co:
        """Do something with their records; what it gives travels back."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a task.

    Attributes:
        task: A `Task`.
        failed: Documents that are not to be read again, by their number in the task: code and message of the issue.
        suspects: Documents to be read each by itself, since a child ended at one of them.
        spool: Folder that keeps what has been read, so that another child need not read it again.
    """

    task: Any
    failed: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    suspects: frozenset[int] = frozenset()
    spool: Path | None = None


def pack_rows(first: int, stop: int) -> int:
    """Numbers of documents as one number that is written at once."""
    return first << _ROW_BITS | stop


def unpack_rows(place: int) -> range:
    """The documents that a child is at: one while it is read, those of a batch while it is put together, or none."""
    return range(place >> _ROW_BITS, place & ((1 << _ROW_BITS) - 1))


def warm_up() -> None:
    """Load all that reading a letter takes, so that the first one need not wait for it, nor all processes do it."""
    normalize_batch(document_batch([{"file": "a.txt", "data": _SAMPLE}]))


def serve(connection: Connection, lifeline: Connection, place: Any, work: Work, *, is_cold: bool) -> None:
    """Do one task after the other until the other end is closed.

    Args:
        connection: Gives `Attempt`s, takes `(True, result)` or `(False, exception)`.
        lifeline: Is closed when the parent ends, whatever ends it.
        place: Shared with the parent: the documents this process is at (`pack_rows`).
        work: What reads a batch.
        is_cold: Whether this process has not been forked from one that is warm.
    """
    _prepare(lifeline)
    if is_cold:
        warm_up()
    while True:
        try:
            attempt = connection.recv()
        except (EOFError, ConnectionError):
            return
        except Exception as error:  # noqa: BLE001 - a task that this process cannot take in
            connection.send((False, _portable(error)))
            continue
        try:
            reply = True, attempt.task.finish(_records(attempt, place, work))
        except Exception as error:  # noqa: BLE001 - it is raised where the task came from
            reply = False, _portable(error)
        place.value = 0
        connection.send(reply)


def _portable(error: Exception) -> Exception:
    """An exception as it is, or one that says the same where it cannot travel."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - pickling runs code of the exception's class
        return CorpuspkgError(f"{type(error).__name__}: {error}")
    return error


def _prepare(lifeline: Connection) -> None:
    # The parent ends its children itself, and what it may do about SIGTERM is no concern of theirs.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    pa.set_cpu_count(1)
    with suppress(OSError):
        # Where the machine runs out of memory, this process is ended rather than the one that would replace it.
        Path("/proc/self/oom_score_adj").write_text(_OUT_OF_MEMORY_FIRST, encoding="ascii")
    _end_with_parent(lifeline)


def _end_with_parent(lifeline: Connection) -> None:
    """Have the end of the parent end this process, be it in the midst of C code that lets no thread of Python run."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        Thread(target=lambda: (wait([lifeline]), os._exit(1)), daemon=True).start()
        return
    # The kernel signals the end of the other side, and the signal's default action ends the process.
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if lifeline.poll():
        os._exit(1)


def _records(attempt: Attempt, place: Any, work: Work) -> Iterator[pa.RecordBatch]:
    first = 0
    for batch in attempt.task.documents():
        pieces = [_spooled(attempt, piece, at, place, work) for piece, at in _pieces(batch, first, attempt)]
        first += batch.num_rows
        place.value = 0
        yield _join(pieces)


def _pieces(batch: pa.RecordBatch, first: int, attempt: Attempt) -> Iterator[tuple[pa.RecordBatch, int]]:
    """The batch, with each document apart that failed or is suspected to; with the number of the first one."""
    start = 0
    for at in range(batch.num_rows):
        if first + at in attempt.failed or first + at in attempt.suspects:
            if at > start:
                yield batch.slice(start, at - start), first + start
            yield batch.slice(at, 1), first + at
            start = at + 1
    if start < batch.num_rows or not batch.num_rows:
        yield batch.slice(start), first + start


def _spooled(attempt: Attempt, piece: pa.RecordBatch, first: int, place: Any, work: Work) -> pa.RecordBatch:
    if first in attempt.failed:
        return failed_record(piece.column("file")[0].as_py(), *attempt.failed[first])
    if attempt.spool is None:
        return _read(piece, first, place, work)
    kept = attempt.spool / f"{first}-{piece.num_rows}"
    if kept.exists():
        with pa.OSFile(str(kept)) as file:
            return pa.ipc.open_stream(file).read_next_batch()
    records = _read(piece, first, place, work)
    place.value = 0
    unfinished = kept.with_suffix(".part")
    with pa.OSFile(str(unfinished), "wb") as file, pa.ipc.new_stream(file, records.schema) as writer:
        writer.write_batch(records)
    unfinished.rename(kept)
    return records


def _read(piece: pa.RecordBatch, first: int, place: Any, work: Work) -> pa.RecordBatch:
    whole = pack_rows(first, first + piece.num_rows)

    def mark(row: int) -> None:
        place.value = pack_rows(first + row, first + row + 1) if row < piece.num_rows else whole

    # A function that never marks is at all of them.
    place.value = whole
    try:
        records = work(piece, mark)
    except Exception as error:  # noqa: BLE001 - one letter's failure must not stop the others; which one is found here
        if piece.num_rows == 1:
            issue = failure(error)
            return failed_record(piece.column("file")[0].as_py(), issue.code, issue.message)
        return _join([_read(piece.slice(at, 1), first + at, place, work) for at in range(piece.num_rows)])
    if not records.column("file").equals(piece.column("file")):
        raise AssertionError(f"{work!r} gave other records than those of its documents, or in another order")
    return records


def _join(pieces: list[pa.RecordBatch]) -> pa.RecordBatch:
    return pieces[0] if len(pieces) == 1 else pa.Table.from_batches(pieces).combine_chunks().to_batches()[0]
