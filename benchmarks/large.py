"""Build many letters from their file to the checked package: time, memory of each process, and cost beside few letters.

    python benchmarks/large.py FOLDER [--letters 1000000] [--few 10000] [--jobs 2]

Time is CPU time of all processes. The folder is made, and removed afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from letters import make_letters
from measure import print_table

_KILOBYTES = 3.3
_LOOK = 0.5


@dataclass(slots=True)
class Run:
    """A build of so many letters: seconds, and the most memory of the process that leads and of any other."""

    letters: int
    jobs: int
    cpu: float = 0.0
    wall: float = 0.0
    leader: float = 0.0
    worker: float = 0.0
    together: float = 0.0


def write_letters(folder: Path, count: int) -> None:
    """A corpus of so many letters in one JSONL file."""
    folder.mkdir(parents=True)
    texts = islice(make_letters(count * _KILOBYTES / 1000 * 1.2), count)
    with (folder / "letters.jsonl").open("w", encoding="utf-8") as file:
        for number, text in enumerate(texts):
            file.write(json.dumps({"id": f"letter{number:08}", "text": text}, ensure_ascii=False) + "\n")
    (folder / "pyproject.toml").write_text('[tool.corpuspkg]\nseeds = "letters.jsonl"\n', encoding="utf-8")


def build(folder: Path, letters: int, jobs: int) -> Run:
    """Build as the command line does, and look at the processes meanwhile."""
    run = Run(letters=letters, jobs=jobs)
    command = [sys.executable, "-m", "corpuspkg", "build", "--quiet", "--no-resume", "--jobs", str(jobs), str(folder)]
    began, before = time.monotonic(), os.times()
    with subprocess.Popen(command) as process:  # noqa: S603 - our own command
        while process.poll() is None:
            _look(run, process.pid)
            time.sleep(_LOOK)
    if process.returncode:
        sys.exit(f"the build ended with {process.returncode}")
    run.wall, after = time.monotonic() - began, os.times()
    run.cpu = sum(after[2:4]) - sum(before[2:4])
    return run


def _look(run: Run, pid: int) -> None:
    leader, workers = _memory(pid), [_memory(one) for one in _below(pid)]
    run.leader = max(run.leader, leader)
    run.worker = max(run.worker, *workers, 0.0)
    run.together = max(run.together, leader + sum(workers))


def _below(pid: int) -> Iterator[int]:
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            pids = children.read_text(encoding="ascii").split()
        except OSError:
            continue
        for child in map(int, pids):
            yield child
            yield from _below(child)


def _memory(pid: int) -> float:
    """Megabytes that a process has in memory, with what it shares with the one that it was forked from."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    return int(pages[1]) * os.sysconf("SC_PAGESIZE") / 2**20


def main() -> None:
    """Build both corpora and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--letters", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    runs = []
    for count in (options.few, options.letters):
        folder = options.folder / str(count)
        try:
            write_letters(folder, count)
            runs.append(build(folder, count, options.jobs))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        print(f"{count:,} letters: {runs[-1].wall:.0f} s", flush=True)
    first = runs[0].cpu / runs[0].letters
    print_table(
        "From the file of letters to the checked package",
        ("letters", "jobs", "ms of CPU time a letter", "times that of few", "s", "leader, MB", "worker, MB", "all, MB"),
        (
            (
                one.letters,
                one.jobs,
                1e3 * one.cpu / one.letters,
                one.cpu / one.letters / first,
                one.wall,
                one.leader,
                one.worker,
                one.together,
            )
            for one in runs
        ),
    )


if __name__ == "__main__":
    main()
