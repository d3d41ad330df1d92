"""Letters a second end to end, and where the time goes.

    python benchmarks/build.py [--letters 2000] [--json]

Time is CPU time, of all processes where there are several. Beside each stage stands what the machine needs at least for
its kind of work: the same bytes read, hashed, decoded or written by one call of a library, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from corpuspkg.pipeline import build
from corpuspkg.pipeline.batch import document_batch, normalize_batch
from corpuspkg.pipeline.guard import Guard, Limits, Task
from corpuspkg.pipeline.guarded import warm_up
from corpuspkg.pipeline.pool import LocalEngine
from letters import make_letters
from limits import measure_limits
from measure import print_table
from scaling import Reading, time_reading
from stages import STAGES, Stages

_BATCH = 64
_REPEATS = 3
# Starts a command and tells its CPU time and largest process. Linux would count the memory of what started it as well.
_LAUNCH = """
import os, sys
status, used = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)[1:]
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(status != 0)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a stage takes, and what the machine needs for its kind of work, in microseconds of CPU time a letter."""

    name: str
    microseconds: float
    limit: str | None = None
    least: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """One build, in processes of its own: seconds, and the most memory that one of its processes took."""

    letters: int
    jobs: int
    cpu: float
    wall: float
    megabytes: float


class Here(LocalEngine):
    """Does tasks in this process, where they can be timed."""

    def perform(
        self,
        tasks: Iterable[Task[Any]],
        documents: int,  # noqa: ARG002 - as everywhere
        limits: Limits,  # noqa: ARG002 - as everywhere
    ) -> Iterator[tuple[int, Any]]:
        """The results, one after the other."""
        for number, task in enumerate(tasks):
            yield number, task.finish(map(self.work, task.documents()))


def write_corpus(folder: Path, count: int) -> list[bytes]:
    """A corpus of so many letters in one JSONL file; gives their texts."""
    folder.mkdir(parents=True)
    texts: list[str] = []
    for text in make_letters(count):  # a letter has less than a megabyte
        texts.append(text)
        if len(texts) == count:
            break
    with (folder / "letters.jsonl").open("w", encoding="utf-8") as file:
        for number, text in enumerate(texts):
            file.write(json.dumps({"id": f"letter{number:07}", "text": text}, ensure_ascii=False) + "\n")
    # Some twenty partitions, as far as they are not larger than usual: else a few letters would not show what two do.
    settings = f'[tool.corpuspkg]\nseeds = "letters.jsonl"\npartition_documents = {min(count // 20 + 1, 1000)}\n'
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    return [text.encode() for text in texts]


def time_stages(root: Path, texts: list[bytes], other: Path) -> list[Stage]:
    """Each stage of a build in this process, beside its limit; another build pays for what is loaded once."""
    build(other, engine=Here(jobs=1))
    stages = Stages()
    with stages.timing((place, stage) for stage, (places, _) in STAGES.items() for place in places):
        report = build(root, engine=Here(jobs=1))
    assert report.rows["letters"] == len(texts), report.findings
    least = measure_limits(texts, root)
    per_letter = 1e6 / len(texts)
    rows = []
    for name in (*STAGES, "other"):
        limit = STAGES[name][1] if name in STAGES else None
        rows.append(
            Stage(
                name=name,
                microseconds=stages.seconds(name) * per_letter,
                limit=limit,
                least=least[limit] * per_letter if limit else None,
            )
        )
    return rows


def time_whole(root: Path, letters: int, jobs: int) -> Whole:
    """A build as it is called from the command line."""
    command = [sys.executable, "-m", "corpuspkg", "build", "--quiet", "--no-resume", "--jobs", str(jobs), str(root)]
    start = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-S", "-c", _LAUNCH, *command], check=True, capture_output=True, text=True
    )
    cpu, kilobytes = map(float, done.stdout.split())
    return Whole(letters=letters, jobs=jobs, cpu=cpu, wall=time.monotonic() - start, megabytes=kilobytes / 1024)


def measure_guard(texts: list[bytes]) -> float:
    """CPU time of reading batches behind a guard, as a multiple of that without one; the least of several turns."""
    rows = [{"file": f"{number}.txt", "data": text} for number, text in enumerate(texts)]
    batches = [document_batch(rows[at : at + _BATCH]) for at in range(0, len(rows), _BATCH)]
    warm_up()
    alone = guarded = 0.0
    with Guard() as guard:
        guard.run(batches[0])
        child = _clock_of(guard.pid or 0)
        for batch in batches:
            times = [
                (
                    _cpu(normalize_batch, batch, time.process_time),
                    _cpu(guard.run, batch, lambda: time.process_time() + child()),
                )
                for _ in range(_REPEATS)
            ]
            alone += min(one for one, _ in times)
            guarded += min(one for _, one in times)
    return guarded / alone


def _readings(root: Path, jobs: int) -> Iterator[Reading]:
    """Several, of which the fastest was disturbed least."""
    for _ in range(_REPEATS):
        yield time_reading(root, jobs)


def _cpu(work: Callable[[pa.RecordBatch], object], batch: pa.RecordBatch, clock: Callable[[], float]) -> float:
    start = clock()
    work(batch)
    return clock() - start


def _clock_of(pid: int) -> Callable[[], float]:
    """The clock that counts the CPU time of another process, as clock_getcpuclockid(3) names it."""
    return lambda: time.clock_gettime(~pid << 3 | 2)


def main() -> None:
    """Print the tables, or all of it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=2000, help="letters of about 3 KB")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    count = options.letters
    with TemporaryDirectory() as folder:
        least, small, large = (Path(folder) / name for name in ("one", "small", "large"))
        texts = write_corpus(large, count)
        tenth = max(count // 10, 1)
        write_corpus(small, tenth)
        write_corpus(least, 1)
        stages = time_stages(large, texts, least)
        readings = [min(_readings(large, jobs), key=lambda one: one.needed) for jobs in (1, 2)]
        overhead = measure_guard(texts[: 20 * _BATCH])
        wholes = [time_whole(least, 1, 1), time_whole(small, tenth, 1)]
        wholes += [time_whole(large, count, jobs) for jobs in (1, 2)]
    if options.json:
        record = {
            "letters": count,
            "stages": [asdict(stage) for stage in stages],
            "guard": overhead,
            "reading": [asdict(reading) | {"needed": reading.needed} for reading in readings],
            "builds": [asdict(whole) for whole in wholes],
        }
        print(json.dumps(record, indent=1))
        return
    _print(stages, readings, overhead, wholes)


def _print(stages: list[Stage], readings: list[Reading], overhead: float, wholes: list[Whole]) -> None:
    total = sum(stage.microseconds for stage in stages)
    print_table(
        f"Stages, {wholes[-1].letters:,} letters",
        ("stage", "us a letter", "%", "limit", "us a letter at the limit", "times the limit"),
        (
            (
                stage.name,
                stage.microseconds,
                100 * stage.microseconds / total,
                stage.limit or "",
                "" if stage.least is None else stage.least,
                "" if not stage.least else stage.microseconds / stage.least,
            )
            for stage in stages
        ),
    )
    start = wholes[0].cpu
    print_table(
        "End to end; what a letter costs beyond the build of one",
        ("letters", "jobs", "letters/s a core", "us a letter", "s of CPU time", "s", "largest process, MB"),
        (
            (
                one.letters,
                one.jobs,
                one.letters / one.cpu,
                1e6 * (one.cpu - start) / one.letters,
                one.cpu,
                one.wall,
                one.megabytes,
            )
            for one in wholes
        ),
    )
    print_table(
        "Reading letters: CPU time, and the time that as many idle cores need",
        ("jobs", "driver, s", "readers, s", "busiest reader, s", "s needed", "times as fast", "s that passed"),
        (
            (
                str(one.jobs),
                one.driver,
                one.readers,
                one.busiest,
                one.needed,
                readings[0].needed / one.needed,
                one.wall,
            )
            for one in readings
        ),
    )
    print(f"Guard, a batch of {_BATCH} at a time: {100 * (overhead - 1):.1f}% more CPU time than without")


if __name__ == "__main__":
    main()
