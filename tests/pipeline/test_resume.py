"""A build that was interrupted goes on from where it came to, and gives what an uninterrupted one gives."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from corpuspkg.config import load_config
from corpuspkg.errors import OutputError
from corpuspkg.pipeline import build
from corpuspkg.pipeline.checkpoint import write_part
from corpuspkg.pipeline.gather import read_corpus
from corpuspkg.pipeline.plan import make_plan
from corpuspkg.pipeline.pool import LocalEngine
from corpuspkg.pipeline.work import UnfinishedBuildError
from corpuspkg.schema import TABLES

LETTERS = 60
ONE = LocalEngine(jobs=1)


def text(number: int) -> str:
    return f"{number % 28 + 1} May 2021\n\nDear Ada,\n\nOn resolution {800 + number} (1993).\n\nYours,\n\nBen Reed\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A corpus of twelve partitions: lines that are packed, and files, one of which is no letter."""
    folder = tmp_path / "corpus"
    (folder / "seeds").mkdir(parents=True)
    for number in range(LETTERS // 2):
        (folder / "seeds" / f"letter{number:02}.txt").write_text(text(number))
    (folder / "seeds" / "letter07.txt").write_bytes(b"caf\xe9")
    lines = [json.dumps({"id": f"line{number}", "text": text(number)}) for number in range(LETTERS // 2, LETTERS)]
    (folder / "lines.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "one"\n[tool.corpuspkg]\nseeds = ["seeds", "lines.jsonl.gz"]\npartition_documents = 5\n'
    )
    return folder


def output(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in [root / "datapackage.json", *(root / "dist").iterdir()]}


@pytest.fixture
def expected(root: Path) -> dict[str, bytes]:
    assert build(root).rows["letters"] == LETTERS - 1
    made = output(root)
    for name in made:
        (root / name if name == "datapackage.json" else root / "dist" / name).unlink()
    return made


class Stopped(BaseException):
    """As a signal would stop a build."""


def stop_after(root: Path, parts: int) -> None:
    """Interrupt a build when so many parts are there."""

    def progress(stage: str, done: int, total: int | None) -> None:
        if stage == "letters read" and done >= parts * 5:
            raise Stopped(stage, done, total)

    with pytest.raises(Stopped):
        build(root, engine=ONE, progress=progress)
    assert len(list((root / "build" / "work").glob("part-*.parquet"))) >= parts
    assert not (root / "datapackage.json").exists()


def parts_read(root: Path, engine: LocalEngine = ONE) -> int:
    """Go on with a build; gives how many letters it read itself."""
    seen: list[int] = []

    def progress(stage: str, done: int, total: int | None) -> None:
        assert total is None or done <= total
        seen.extend([done] if stage == "letters read" else [])

    build(root, engine=engine, resume=True, progress=progress)
    return len(seen)


def test_a_build_goes_on_from_its_finished_partitions(root: Path, expected: dict[str, bytes]) -> None:
    stop_after(root, 4)
    assert parts_read(root) == 8
    assert output(root) == expected
    assert not (root / "build").exists()


def test_with_nothing_to_go_on_with_a_build_begins(root: Path, expected: dict[str, bytes]) -> None:
    (root / "build" / "release").mkdir(parents=True)
    assert parts_read(root, LocalEngine(jobs=2, pool_above=0)) == 12
    assert output(root) == expected
    assert [path.name for path in (root / "build").iterdir()] == ["release"]


def test_finished_work_is_thrown_away_only_when_asked_to(root: Path, expected: dict[str, bytes]) -> None:
    stop_after(root, 4)
    with pytest.raises(UnfinishedBuildError, match="4 shares") as caught:
        build(root)
    assert "corpuspkg build --resume" in str(caught.value.hint)
    assert "corpuspkg build --no-resume" in str(caught.value.hint)
    # A check has a place of its own.
    assert build(root, check=True).differences
    build(root, resume=False)
    assert output(root) == expected


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda root: (root / "seeds" / "letter03.txt").write_text(text(99)), "letters, sidecars"),
        (lambda root: (root / "seeds" / "letter99.txt").write_text(text(99)), "letters, sidecars"),
        (lambda root: (root / "seeds" / "letter03.txt").unlink(), "letters, sidecars"),
        (lambda root: (root / "seeds" / "letter03.yaml").write_text("letter_id: x"), "letters, sidecars"),
        (lambda root: (root / "lines.jsonl.gz").write_bytes(gzip.compress(b"{}")), "letters, sidecars"),
        (lambda root: (root / "pyproject.toml").write_text("[tool.corpuspkg]\nrights = 'mine'"), "configuration"),
        (lambda root: os.utime(root / "lines.jsonl.gz", ns=(1, 1)), "letters, sidecars"),
    ],
)
def test_parts_of_something_else_are_not_used(root: Path, change: Callable[[Path], object], words: str) -> None:
    stop_after(root, 2)
    change(root)
    with pytest.raises(UnfinishedBuildError, match=words) as caught:
        build(root, resume=True)
    assert "--no-resume" in str(caught.value.hint)
    assert list((root / "build" / "work").glob("part-*.parquet"))


def test_parts_of_another_program_or_authority_are_not_used(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "own.csv").write_text("instrument_id,alias,kind,case,requires\n")
    settings = (root / "pyproject.toml").read_text()
    (root / "pyproject.toml").write_text(settings + 'authority = ["own.csv"]\n')
    stop_after(root, 2)
    (root / "own.csv").write_text("instrument_id,alias,kind,case,requires\ntreaty:un-charter,Our Charter,name,,\n")
    with pytest.raises(UnfinishedBuildError, match="authority"):
        build(root, resume=True)
    monkeypatch.setattr("corpuspkg.pipeline.work._program", lambda: "another")
    with pytest.raises(UnfinishedBuildError, match="corpuspkg or pyarrow is another one; its authority"):
        build(root, resume=True)


def test_a_part_that_is_not_whole_is_made_again(root: Path, expected: dict[str, bytes]) -> None:
    stop_after(root, 4)
    part = root / "build" / "work" / "part-000002.parquet"
    part.write_bytes(part.read_bytes()[:-100])
    assert parts_read(root) == 9
    assert output(root) == expected


def test_an_interruption_while_planning_leaves_no_plan(
    root: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*arguments: object) -> None:
        make_plan(*arguments)  # type: ignore[arg-type]
        raise Stopped

    monkeypatch.setattr("corpuspkg.pipeline.gather.make_plan", stop)
    with pytest.raises(Stopped):
        build(root)
    assert not (root / "build").exists()
    monkeypatch.undo()
    build(root, resume=True)
    assert output(root) == expected


def test_a_full_disk_keeps_what_was_read(
    root: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(batches: object, path: Path) -> int:
        if path.name == "part-000003.parquet":
            raise OSError(28, "No space left on device", str(path))
        return write_part(batches, path)  # type: ignore[arg-type]

    monkeypatch.setattr("corpuspkg.pipeline.parts.write_part", full)
    with pytest.raises(OutputError, match="No space left") as caught:
        build(root, engine=ONE)
    assert "corpuspkg build --resume" in str(caught.value.hint)
    monkeypatch.undo()
    assert parts_read(root) == 9
    assert output(root) == expected


def test_agents_that_sidecars_describe_are_known_to_the_letters_read_later(root: Path) -> None:
    (root / "seeds" / "letter00.yaml").write_text(
        "agents: [{agent: cy-dee, name: Cyrus Dee, kind: person, reason: known, evidence: register}]\n"
    )
    (root / "seeds" / "letter29.yaml").write_text(
        "participations: [{role: cc, name: Cy Dee, agent: cy-dee, reason: envelope, evidence: envelope}]\n"
    )
    stop_after(root, 2)
    assert parts_read(root) == 10
    rows = pq.ParquetFile(root / "dist" / "agents.parquet").read().to_pylist()
    assert [row["name"] for row in rows if row["agent_id"] == "cy-dee"] == ["Cyrus Dee"]


def test_the_checkpoint_has_what_sidecars_say_of_agents(root: Path, tmp_path: Path) -> None:
    decided = {"role": "cc", "name": "Cy Dee", "agent": "cy-dee", "reason": "r", "evidence": "e"}
    own = {"role": "cc", "name": "Dan Oakes", "reason": "r", "evidence": "e"}
    (root / "seeds" / "letter03.yaml").write_text(json.dumps({"participations": [decided, own]}))
    (root / "seeds" / "letter04.yaml").write_text(json.dumps({"participations": [own]}))
    described = {"agent": "cy-dee", "name": "Cyrus Dee", "kind": "person", "reason": "r", "evidence": "e"}
    (root / "seeds" / "letter20.yaml").write_text(json.dumps({"agents": [described]}))
    (tmp_path / "work").mkdir()
    checkpoint = read_corpus(load_config(root), ONE, tmp_path / "work")
    assert [one.participations for one in checkpoint.sidecars] == [(decided,), ()]
    assert [one.agents for one in checkpoint.sidecars] == [(), (described,)]
    assert (len(checkpoint.parts), checkpoint.documents) == (12, LETTERS)


@pytest.mark.skipif(sys.platform == "win32", reason="nothing keeps them apart there")
def test_two_builds_of_a_corpus_do_not_meet(root: Path) -> None:
    def progress(stage: str, done: int, total: int | None) -> None:
        if stage == "letters read" and done <= 5:
            command = [sys.executable, "-m", "corpuspkg", "build", "--resume", str(root)]
            other = subprocess.run(command, check=False, capture_output=True, text=True)
            assert (other.returncode, total) == (3, LETTERS)
            assert "another build is at work here" in other.stderr

    assert build(root, engine=ONE, progress=progress).rows["letters"] == LETTERS - 1


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("parts", [1, 5, 11])
def test_a_killed_build_goes_on(root: Path, expected: dict[str, bytes], parts: int) -> None:
    command = [sys.executable, "-m", "corpuspkg", "build", "--jobs", "2", str(root)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    while len(list(root.glob("build/work/part-*.parquet"))) < parts and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (root / "datapackage.json").exists()
    again = subprocess.run([*command, "--resume"], check=False, capture_output=True, text=True)
    assert again.returncode == 1, again.stderr
    assert again.stderr.startswith("letter07.txt: seed-encoding")
    assert output(root) == expected
    assert not (root / "build").exists()


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_build_says_how_to_go_on(root: Path) -> None:
    command = [sys.executable, "-m", "corpuspkg", "build", "--jobs", "1", str(root)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while len(list(root.glob("build/work/part-*.parquet"))) < 2:
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate()
    assert process.returncode == 130
    assert stderr.splitlines() == [
        "What was read is kept. To go on: corpuspkg build --resume",
        "stopped from the keyboard",
    ]
    refused = subprocess.run(command, check=False, capture_output=True, text=True)
    assert refused.returncode == 3
    assert "corpuspkg build --resume" in refused.stderr


def test_each_stage_tells_how_far_it_is(root: Path) -> None:
    told: dict[str, list[tuple[int, int | None]]] = {}
    build(root, engine=ONE, progress=lambda stage, done, total: told.setdefault(stage, []).append((done, total)))
    assert told["files found"] == [(LETTERS // 2, None)]
    assert told["letters read"] == [(done, LETTERS) for done in range(5, LETTERS + 1, 5)]
    assert told["letters settled"][-1] == (LETTERS, LETTERS)
    assert (told["tables written"][0], told["tables written"][-1]) == ((0, LETTERS), (LETTERS, LETTERS))
    assert told["tables checked"] == [(done, 2 * len(TABLES)) for done in (0, 2 * len(TABLES))]
    assert list(told) == ["files found", "letters read", "letters settled", "tables written", "tables checked"]
