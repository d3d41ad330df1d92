"""Build the same letters in one process, in a pool and on a Spark cluster of two workers, and compare the bytes.

In each stage on the cluster a worker is killed (kill -9). The letters come in another order each time.

    python benchmarks/engines.py FOLDER [--letters N] [--only local|spark]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from letters import make_letters

MASTER = "local-cluster[2,1,2048]"
EXECUTOR = b"CoarseGrainedExecutorBackend"
CONFIG = """\
[project]
name = "many-letters"
version = "0.1.0"

[tool.corpuspkg]
seeds = "letters.jsonl"
partition_documents = {documents}
letters_per_partition = {letters}
"""
KILOBYTES_A_LETTER = 3.3


@dataclass(slots=True)
class Murder:
    """A worker to kill when something is seen."""

    stage: str
    seen: Callable[[Path], bool]
    done: bool = False


def main() -> None:
    """Run all builds and compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--letters", type=int, default=20_000)
    parser.add_argument("--only", choices=("local", "spark"), help="compare with one process only this")
    arguments = parser.parse_args()
    letters = list(letters_of(arguments.letters))
    runs = {"one process": ["--jobs", "1"]}
    if arguments.only != "spark":
        runs["two processes"] = ["--jobs", "2"]
    if arguments.only != "local":
        runs["a cluster of two workers"] = ["--engine", "spark", "--master", MASTER]
    found: dict[str, dict[str, str]] = {}
    for number, (name, options) in enumerate(runs.items()):
        folder = arguments.folder / f"run-{number}"
        random.Random(number).shuffle(letters)  # noqa: S311 - repeatable, not secret
        write_corpus(folder, letters)
        murders = murders_of() if "spark" in options else []
        began = time.monotonic()
        build(folder, options, murders)
        found[name] = digests(folder)
        survived = [murder.stage for murder in murders if not murder.done]
        if survived:
            sys.exit(f"no worker could be killed while {' and '.join(survived)}: the test is none")
        killed = f", a worker killed in each of {len(murders)} stages" if murders else ""
        print(
            f"{name}: {len(letters)} letters, {len(found[name])} files, {time.monotonic() - began:.0f} s{killed}",
            flush=True,
        )
    first, *others = found
    for name in others:
        if found[name] != found[first]:
            differing = sorted(file for file, _ in found[first].items() ^ found[name].items())
            sys.exit(f"{name} gives other files than {first}: {', '.join(differing)}")
    print("all builds give the same bytes")


def letters_of(count: int) -> Iterator[str]:
    """Lines of JSONL."""
    made = make_letters(count * KILOBYTES_A_LETTER / 1000 * 1.2)
    for number, text in zip(range(count), made, strict=False):
        yield json.dumps({"id": f"letter-{number:06d}", "text": text}, ensure_ascii=False)


def write_corpus(folder: Path, lines: list[str]) -> None:
    """A corpus that has nothing but letters."""
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(
        CONFIG.format(documents=len(lines) // 25, letters=len(lines) // 3), encoding="utf-8"
    )
    (folder / "letters.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def murders_of() -> list[Murder]:
    """One in each stage, when some of its work is done."""
    return [
        Murder("reading", lambda folder: len(list((folder / "build" / "work").rglob("part-*.parquet"))) > 3),  # noqa: PLR2004
        Murder("finishing", lambda folder: any(folder.glob(".corpuspkg-staging-*/attempt-*"))),
    ]


def build(folder: Path, options: list[str], murders: list[Murder]) -> None:
    """Run the command; kill workers when it is time."""
    command = [sys.executable, "-m", "corpuspkg", "build", str(folder), *options]
    with subprocess.Popen(command) as process:  # noqa: S603 - our own command
        while process.poll() is None:
            following = next((murder for murder in murders if not murder.done), None)
            if following and following.seen(folder):
                following.done = kill_worker(process.pid)
            time.sleep(0.05)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")


def kill_worker(above: int) -> bool:
    """Kill one of the executors below a process; False where there is none."""
    for pid in descendants(above):
        try:
            described = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if EXECUTOR in described:
            os.kill(pid, signal.SIGKILL)
            return True
    return False


def descendants(pid: int) -> Iterator[int]:
    """The processes that a process started, and theirs."""
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text(encoding="ascii").split()):
            yield child
            yield from descendants(child)


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of the package."""
    files = [folder / "datapackage.json", *sorted((folder / "dist").rglob("*.*"))]
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


if __name__ == "__main__":
    main()
