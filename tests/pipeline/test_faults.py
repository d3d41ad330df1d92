"""Whatever breaks, every other letter is in, what failed is named, and nothing partial is taken for whole."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpuspkg.errors import OutputError
from corpuspkg.pipeline import build
from corpuspkg.pipeline.finish.database import Workspace, database
from corpuspkg.pipeline.pool import LocalEngine

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes under /proc")
# More than one process reads.
LETTERS = 600
FAULTS = """
import os
import signal
import time
from pathlib import Path
from corpuspkg.pipeline.batch import normalize_batch

def crash():
    os._exit(7)

def hang():
    time.sleep(1000)

def eat():
    eaten = []
    while True:
        eaten.append(b"x" * 10_000_000)

def fail():
    raise ValueError("spoilt")

def work(documents, mark):
    data = documents.column("data").to_pylist()
    def act(row):
        mark(row)
        if row < len(data) and b"FAULT " in data[row]:
            globals()[data[row].partition(b"FAULT ")[2].split()[0].decode()]()
    return normalize_batch(documents, act)

def killed_soon(documents, mark):
    # Ends the process some milliseconds later, once in each partition of 20: wherever it is by then.
    number = int(documents.column("file")[0].as_py()[-3:]) // 20
    try:
        (Path(os.environ["FLAGS"]) / str(number)).touch(exist_ok=False)
    except FileExistsError:
        pass
    else:
        signal.setitimer(signal.ITIMER_REAL, (1 + number) / 500)
    return normalize_batch(documents, mark)
"""


def letter(number: int, words: str = "") -> str:
    body = f"On resolution {800 + number} (1993) and the harbour of Exampleton. {words}"
    return f"{number % 28 + 1} May 2021\n\nDear Ada,\n\n{body}\n\nYours,\n\nBen Reed\n"


def write_corpus(root: Path, letters: dict[str, str], settings: str = "") -> Path:
    root.mkdir()
    lines = [json.dumps({"id": name, "text": text}) for name, text in letters.items()]
    (root / "letters.jsonl").write_text("\n".join(lines))
    (root / "pyproject.toml").write_text(
        f'[project]\nname = "one"\n[tool.corpuspkg]\nseeds = "letters.jsonl"\npartition_documents = 20\n{settings}'
    )
    return root


def output(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in [root / "datapackage.json", *(root / "dist").iterdir()]}


def rows(root: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.ParquetFile(root / "dist" / f"{table}.parquet").read().to_pylist()
    return found


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What comes of the letters where nothing breaks."""
    root = write_corpus(tmp_path_factory.mktemp("sound") / "corpus", {f"l{at:03}": letter(at) for at in range(LETTERS)})
    assert build(root).rows["letters"] == LETTERS
    return output(root)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A corpus of the same letters that is not built yet."""
    return write_corpus(tmp_path / "corpus", {f"l{at:03}": letter(at) for at in range(LETTERS)})


def children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if parent == str(pid) and state != "Z":
            found.append(int(path.parent.name))
    return found


def test_killed_workers_change_nothing(root: Path, sound: dict[str, bytes]) -> None:
    command = [sys.executable, "-m", "corpuspkg", "build", "--jobs", "2", str(root)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    killed = 0
    while process.poll() is None and killed < 4:
        if len(list(root.glob("build/work/part-*.parquet"))) > 3 * killed:
            for child in children(process.pid)[:1]:
                os.kill(child, signal.SIGKILL)
                killed += 1
        time.sleep(0.01)
    _, stderr = process.communicate()
    assert (process.returncode, stderr, killed) == (0, b"", 4)
    assert output(root) == sound


def test_workers_that_are_killed_anywhere_change_nothing(
    root: Path, sound: dict[str, bytes], faults: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "flags").mkdir()
    monkeypatch.setenv("FLAGS", str(tmp_path / "flags"))
    report = build(root, engine=LocalEngine(jobs=2, work=faults.killed_soon, method="fork"))
    assert (report.findings, report.rows["letters"]) == ((), LETTERS)
    assert len(list((tmp_path / "flags").iterdir())) == LETTERS / 20
    assert output(root) == sound


def test_poison_costs_itself_alone(tmp_path: Path, faults: Any) -> None:
    poison = {3: "crash", 4: "crash", 25: "hang", 39: "eat", 40: "fail", 59: "crash"}
    letters = {f"l{at:02}": letter(at, f"FAULT {poison[at]} ." if at in poison else "") for at in range(60)}
    root = write_corpus(tmp_path / "poisoned", letters, "document_seconds = 2.5\nworker_memory = 300\n")
    report = build(root, engine=LocalEngine(work=faults.work, method="fork"))
    named = {"crash": "document-crash", "hang": "document-timeout", "eat": "document-memory", "fail": "letter-failed"}
    failed = {f"letters.jsonl!l{at:02}": named[kind] for at, kind in poison.items()}
    assert {one.file: one.issue.code for one in report.findings} == failed
    issues = {row["document"]: row["code"] for row in rows(root, "issues") if row["severity"] == "error"}
    assert issues == failed
    clean = write_corpus(tmp_path / "clean", {name: text for name, text in letters.items() if "FAULT" not in text})
    build(clean)
    for table in ("letters", "citations", "participations", "segments", "agents"):
        assert rows(root, table) == rows(clean, table), table
    assert not (root / "build").exists()


@pytest.mark.parametrize("kilobytes", [16, 64], ids=["as-letters-are-read", "as-tables-are-written"])
def test_a_full_disk_leaves_what_was_there(root: Path, sound: dict[str, bytes], kilobytes: int) -> None:
    (root / "dist").mkdir()
    (root / "dist" / "letters.csv").write_text("previous")
    build_it = [sys.executable, "-m", "corpuspkg", "build", "--jobs", "2", str(root)]
    # No file may grow beyond this, those of the processes that read included.
    limited = ["bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "bash", *build_it]
    full = subprocess.run(limited, check=False, capture_output=True, text=True)
    assert full.returncode == 3, full.stderr
    assert full.stderr.startswith("error: ")
    assert "File too large" in full.stderr
    assert full.stderr.count("\n") == 1
    assert [path.read_text() for path in (root / "dist").iterdir()] == ["previous"]
    assert not (root / "datapackage.json").exists()
    again = subprocess.run([*build_it, "--resume"], check=False, capture_output=True, text=True)
    assert (again.returncode, again.stderr) == (0, "")
    assert output(root) == sound


@pytest.mark.parametrize(("mebibytes", "words"), [(20, "Failed to create directory"), (4, "Out of Memory")])
def test_what_cannot_go_to_disk_is_told(tmp_path: Path, mebibytes: int, words: str) -> None:
    (tmp_path / "spilled").write_text("no folder")
    work = Workspace(folder=tmp_path, memory=mebibytes << 20)
    rows = "SELECT hash(range) || repeat('x', 100) AS x FROM range(500_000)"
    with pytest.raises(OutputError, match=words) as caught, database(work) as connection:
        connection.execute(f"SELECT max(x) FROM ({rows} ORDER BY x LIMIT 400_000)").fetchall()  # noqa: S608 - our own
    assert caught.value.path == str(tmp_path / "spilled")
