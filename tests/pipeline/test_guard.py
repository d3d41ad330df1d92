"""One document that crashes, hangs or eats memory costs itself and one child; nothing is lost, doubled or reordered."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest

from corpuspkg.errors import CorpuspkgError
from corpuspkg.pipeline.batch import document_batch, normalize_batch
from corpuspkg.pipeline.guard import Guard, Limits

METHODS = ("fork", "forkserver", "spawn")
LIMITS = Limits(seconds=2.5, memory=300 << 20)
# Run in the place of the product's function, in a module of its own: a letter says what is to happen at it.
FAULTS = """
import ctypes
import faulthandler
import os
import signal
import time
from corpuspkg.pipeline.batch import normalize_batch

def exit_at_once():
    os._exit(9)

def segfault():
    faulthandler.disable()  # pytest's
    ctypes.string_at(0)

def kill():
    os.kill(os.getpid(), signal.SIGKILL)

def wait_for_ever():
    time.sleep(1000)

def hang_in_c():
    ctypes.PyDLL(None).sleep(1000)  # holds the lock of the interpreter

def loop():
    while True:
        pass

def eat():
    eaten = []
    while True:
        eaten.append(b"x" * 10_000_000)

def fail():
    raise ValueError("spoilt")

def ask_too_much():
    bytearray(1 << 60)

def work(documents, mark):
    data = documents.column("data").to_pylist()
    def act(row):
        mark(row)
        if row < len(data) and data[row].startswith(b"FAULT "):
            globals()[data[row].decode().split()[1]]()
    return normalize_batch(documents, act)

def unmarked(documents, mark):
    return work(documents, lambda row: None)

def killed_once(documents, mark):
    mark(0)
    for data in documents.column("data").to_pylist():
        if data.startswith(b"ONCE "):
            flag = data.decode().split()[1]
            if not os.path.exists(flag):
                open(flag, "w").close()
                kill()
    return normalize_batch(documents, mark)

def while_put_together(documents, mark):
    records = normalize_batch(documents, mark)
    if any(data.startswith(b"FAULT") for data in documents.column("data").to_pylist()):
        exit_at_once()
    return records

def backwards(documents, mark):
    records = normalize_batch(documents, mark)
    return records.take([*range(records.num_rows)][::-1])
"""


def batch_of(*texts: str) -> pa.RecordBatch:
    return document_batch([{"file": f"{at:03}.txt", "data": text.encode()} for at, text in enumerate(texts)])


def outcome(records: pa.RecordBatch) -> list[tuple[str, str | None, str | None]]:
    """File, letter and the reason why there is none."""
    found = []
    for record in records.to_pylist():
        errors = [issue["code"] for issue in record["issues"] if issue["severity"] == "error"]
        found.append((record["file"], record["letter_id"], *(errors or [None])))
    return found


def dead_children() -> list[str]:
    """Processes of ours that have ended and that nobody has asked after."""
    lines = [path.read_text() for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    return [line for line in lines if line.rpartition(")")[2].split()[:2] == ["Z", str(os.getpid())]]


@pytest.mark.parametrize("method", METHODS)
def test_the_records_are_those_of_no_guard(method: str) -> None:
    batch = batch_of(*(f"4 May 2021\n\nDear Sir,\n\nResolution {n}.\n\nAda Marsh" for n in range(70)), "", "\0")
    with Guard(method=method) as guard:
        assert guard.run(batch).equals(normalize_batch(batch))
        assert guard.run(batch.slice(3, 5)).equals(normalize_batch(batch.slice(3, 5)))
        assert guard.run(batch.slice(0, 0)).num_rows == 0


@pytest.mark.parametrize("method", METHODS)
def test_each_fault_costs_its_document_alone(faults: Any, method: str) -> None:
    kinds = {"exit_at_once": "document-crash", "hang_in_c": "document-timeout", "fail": "letter-failed"}
    if method == "fork":
        kinds |= {
            "kill": "document-crash",
            "segfault": "document-crash",
            "wait_for_ever": "document-timeout",
            "loop": "document-timeout",
            "eat": "document-memory",
            "ask_too_much": "document-memory",
        }
    texts = ["Dear Sir,"]
    for kind in kinds:
        texts += [f"FAULT {kind}", "Dear Sir,"]
    expected = [
        (f"{at:03}.txt", None, kinds[text.split()[1]])
        if text.startswith("FAULT")
        else (f"{at:03}.txt", f"{at:03}", None)
        for at, text in enumerate(texts)
    ]
    open_before = len([*Path("/proc/self/fd").iterdir()]) if method == "fork" else 0
    with Guard(LIMITS, faults.work, method=method) as guard:
        assert outcome(guard.run(batch_of(*texts))) == expected
        assert outcome(guard.run(batch_of("Dear Sir,"))) == [("000.txt", "000", None)]
    if method == "fork":
        assert (
            len([*Path("/proc/self/fd").iterdir()]) <= open_before + 2
        )  # the place that is shared, kept for the next child
        assert dead_children() == []


def test_neighbours_that_fail_are_told_apart(faults: Any) -> None:
    texts = ["FAULT exit_at_once"] * 12
    with Guard(LIMITS, faults.work) as guard:
        assert {reason for _, _, reason in outcome(guard.run(batch_of(*texts)))} == {"document-crash"}


@pytest.mark.parametrize("work", ["unmarked", "while_put_together"])
def test_a_document_is_found_that_nobody_named(faults: Any, work: str) -> None:
    texts = ["Dear Sir,", "FAULT exit_at_once", "Dear Sir,", "FAULT kill", "Dear Sir,"]
    with Guard(LIMITS, getattr(faults, work)) as guard:
        reasons = [reason for _, _, reason in outcome(guard.run(batch_of(*texts)))]
    assert reasons == [None, "document-crash", None, "document-crash", None]


def test_a_child_that_somebody_kills_costs_nothing(faults: Any, tmp_path: Path) -> None:
    batch = batch_of("Dear Sir,", f"ONCE {tmp_path / 'flag'}", "Dear Sir,")
    with Guard(LIMITS, faults.killed_once) as guard:
        records = guard.run(batch)
    assert (tmp_path / "flag").exists()
    assert records.equals(normalize_batch(batch))


def test_records_in_another_order_are_a_mistake(faults: Any) -> None:
    with Guard(LIMITS, faults.backwards) as guard, pytest.raises(AssertionError, match="in another order"):
        guard.run(batch_of("Dear Sir,", "Dear Madam,"))


@dataclass(frozen=True)
class Part:
    """A task of several batches; counts in a folder how often each batch is read."""

    batches: tuple[pa.RecordBatch, ...]
    folder: Path
    fault: str = ""

    def documents(self) -> Iterable[pa.RecordBatch]:
        if self.fault == "reading":
            os._exit(3)
        yield from self.batches

    def finish(self, records: Iterator[pa.RecordBatch]) -> list[tuple[str, str | None, str | None]]:
        found = [row for batch in records for row in outcome(batch)]
        if self.fault == "disk":
            raise OSError(28, "No space left on device")
        return found


def test_a_task_goes_on_after_each_fault(faults: Any, tmp_path: Path) -> None:
    bad = (5, 6, 17, 23)
    texts = ["FAULT exit_at_once" if at in bad else "Dear Sir," for at in range(24)]
    whole = batch_of(*texts)
    task = Part(tuple(whole.slice(at, 4) for at in range(0, 24, 4)), tmp_path)
    with Guard(LIMITS, faults.work) as guard:
        found = guard.perform(task)
    assert [file for file, _, _ in found] == whole.column("file").to_pylist()
    assert [at for at, (_, letter, reason) in enumerate(found) if reason == "document-crash" and not letter] == [*bad]


def test_what_goes_wrong_beside_the_documents_is_raised(tmp_path: Path) -> None:
    batches = (batch_of("Dear Sir,"),)
    with Guard() as guard:
        with pytest.raises(OSError, match="No space left on device"):
            guard.perform(Part(batches, tmp_path, "disk"))
        assert len(guard.perform(Part(batches, tmp_path))) == 1
        with pytest.raises(CorpuspkgError, match="exit code 3, 3 times"):
            guard.perform(Part(batches, tmp_path, "reading"))


def test_the_time_counts_for_each_document() -> None:
    def slowly(documents: pa.RecordBatch, mark: Callable[[int], None]) -> pa.RecordBatch:
        def wait(row: int) -> None:
            mark(row)
            time.sleep(0.7)

        return normalize_batch(documents, wait)

    # Six documents take 4.2 seconds together.
    with Guard(Limits(seconds=2.5), slowly, method="fork") as guard:
        assert [reason for _, _, reason in outcome(guard.run(batch_of(*["Dear Sir,"] * 6)))] == [None] * 6


def test_a_task_that_the_child_cannot_take_in_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = ModuleType("known_here_alone")
    here.Task = type("Task", (Part,), {"__module__": here.__name__})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, here.__name__, here)
    with Guard(method="spawn") as guard, pytest.raises(ModuleNotFoundError):
        guard.perform(here.Task((), tmp_path))


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes under /proc")
@pytest.mark.parametrize("method", METHODS)
def test_a_child_that_hangs_in_c_ends_with_its_parent(faults: Any, tmp_path: Path, method: str) -> None:
    # No main part is guarded here, and the child has to get along without it.
    script = f"""
    import sys
    sys.path.insert(0, {str(Path(faults.__file__).parent)!r})
    from {faults.__name__} import work
    from corpuspkg.pipeline.batch import document_batch
    from corpuspkg.pipeline.guard import Guard, Limits
    with Guard(Limits(), work, method={method!r}) as guard:
        guard.begin(__import__("corpuspkg.pipeline.guard").pipeline.guard.BatchTask.of(
            document_batch([dict(file="a", data=b"FAULT hang_in_c")])))
        while not guard._child._place.value:
            pass
        print(guard.pid, flush=True)
        __import__("time").sleep(1000)
    """
    path = tmp_path / "script.py"
    path.write_text(textwrap.dedent(script))
    parent = subprocess.Popen([sys.executable, path], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert Path(f"/proc/{child}").exists()
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    end = time.monotonic() + 20
    while Path(f"/proc/{child}/cmdline").exists() and Path(f"/proc/{child}/cmdline").read_bytes():
        assert time.monotonic() < end, "the child lives on"
        time.sleep(0.05)
