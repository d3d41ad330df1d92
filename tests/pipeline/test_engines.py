"""Whatever runs the batches, in whatever size and order, the same bytes come out."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpuspkg.authority import Registry
from corpuspkg.pipeline import build
from corpuspkg.pipeline.batch import DOCUMENTS, document_batch, normalize_batch
from corpuspkg.pipeline.plan import Plan
from corpuspkg.pipeline.pool import LocalEngine
from corpuspkg.pipeline.sources import Partition
from corpuspkg.records import LETTER_TABLES, record_schema
from corpuspkg.schema import load_tables

LETTERS = 240
NAMES = ("Ada Marsh", "Ben Reed", "Cora Lund", "Dan Oakes", "Eve Holm", "Harbour Society of Exampleton")
OFFICES = ("Minister of Fisheries", "Mayor of Exampleton", "Secretary-General of the United Nations")
SENTENCES = (
    "We write about the United Nations Convention on the Law of the Sea and resolution 1325 (2000).",
    "In your letter of {day} May 2021 you spoke of “harbours”; see Article {day} of the Charter of the United Nations.",
    "The harbour’s wall is {day} metres long.¹ It was built in Zürich stone.",
    "Security Council resolutions 822 (1993), 853 (1993) and 8{day} (1993) were read aloud.",
    "The Exampleton Harbour Act of 19{day} names the Harbour Society of Exampleton (HSE).",
)
# What is run in the place of the product's function, in a module of its own.
CRASHING = """
import os
from corpuspkg.pipeline.batch import normalize_batch

def work(documents, mark):
    def crash(row):
        mark(row)
        if row < documents.num_rows and b"POISON" in documents.column("data")[row].as_py():
            os._exit(9)
    return normalize_batch(documents, crash)
"""


def make_letter(number: int) -> str:
    source = random.Random(number)  # noqa: S311 - repeatable, not secret
    one, other = source.sample(NAMES, 2)
    day = source.randint(10, 28)
    body = "\n\n".join(text.format(day=day) for text in source.sample(SENTENCES, 3))
    head = f"{day} May {source.choice((2020, 2021))}\n\nDr. {other}\n{source.choice(OFFICES)}\nExampleton"
    return f"{head}\n\nDear {other},\n\n{body}\n\nYours sincerely,\n\n{one}\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hundreds of letters, among them files that are none and letters with sidecars."""
    root = tmp_path_factory.mktemp("engines")
    seeds = root / "seeds"
    seeds.mkdir()
    for number in range(LETTERS):
        (seeds / f"letter{number:03}.txt").write_text(make_letter(number), encoding="utf-8")
    (seeds / "letter007.txt").write_bytes(b"caf\xe9")
    (seeds / "letter100.txt").write_bytes(b"")
    (seeds / "letter020.txt").write_bytes("12 May 2021\n\nDear René,\n\nHi.\n\nAda Marsh".encode("cp1252"))
    (seeds / "letter020.yaml").write_text("encoding: cp1252\nletter_id: zz-last\n")
    (seeds / "letter030.yaml").write_text(
        "letter: {sent_date: {value: 2021-05-03, reason: postmark, evidence: envelope}}\n"
        "participations: [{role: cc, name: Cy Dee, agent: cy-dee, reason: envelope, evidence: envelope}]\n"
        "agents: [{agent: cy-dee, name: Cyrus Dee, kind: person, reason: known, evidence: register}]\n"
    )
    return root


@pytest.fixture(scope="module")
def expected(corpus: Path) -> dict[str, str]:
    """What one process gives that reads one document after the other."""
    report = build(corpus, engine=LocalEngine(jobs=1))
    assert [finding.file for finding in report.findings] == ["letter007.txt", "letter100.txt"]
    assert report.rows["letters"] == LETTERS - 2
    return digests(corpus)


def digests(root: Path) -> dict[str, str]:
    files = [root / "datapackage.json", *sorted((root / "dist").iterdir())]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def cut(corpus: Path, **sizes: int) -> None:
    """Have the letters read in partitions of this size."""
    lines = [f"partition_{name} = {size}" for name, size in sizes.items()]
    (corpus / "pyproject.toml").write_text("\n".join(["[tool.corpuspkg]", *lines]))


@pytest.mark.parametrize(
    ("engine", "sizes"),
    [
        (LocalEngine(), {}),
        (LocalEngine(jobs=1), {"documents": 7, "bytes": 5_000}),
        (LocalEngine(jobs=2, pool_above=0), {"documents": 20}),
        (LocalEngine(jobs=3, pool_above=0), {"documents": 3}),
    ],
    ids=["one-partition", "small-partitions", "two-workers", "three-workers"],
)
def test_every_engine_gives_the_same_bytes(
    corpus: Path, expected: dict[str, str], engine: LocalEngine, sizes: dict[str, int]
) -> None:
    cut(corpus, **sizes)
    build(corpus, engine=engine)
    assert digests(corpus) == expected


def test_any_order_of_input_gives_the_same_bytes(
    corpus: Path, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shuffled(plan: Plan, _: Path) -> list[Partition]:
        partitions = list(plan.partitions)
        random.Random(7).shuffle(partitions)  # noqa: S311 - as above
        return partitions

    cut(corpus, documents=5)
    monkeypatch.setattr("corpuspkg.pipeline.gather.unread_partitions", shuffled)
    build(corpus, engine=LocalEngine(jobs=2, pool_above=0))
    assert digests(corpus) == expected


def test_a_document_that_ends_its_process_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "crashing_double.py").write_text(CRASHING)
    monkeypatch.syspath_prepend(modules)
    from crashing_double import work  # type: ignore[import-not-found]  # noqa: PLC0415 - written just now

    root = tmp_path / "corpus"
    (root / "seeds").mkdir(parents=True)
    for number in range(60):
        poison = "POISON " if number in (13, 14, 50) else ""
        (root / "seeds" / f"letter{number:02}.txt").write_text(poison + make_letter(number))
    cut(root, documents=8)
    report = build(root, engine=LocalEngine(jobs=2, pool_above=0, work=work))
    assert [(one.file, one.issue.code) for one in report.findings] == [
        ("letter13.txt", "document-crash"),
        ("letter14.txt", "document-crash"),
        ("letter50.txt", "document-crash"),
    ]
    assert report.rows["letters"] == 57
    with_pool = digests(root)
    for one in report.findings:
        (root / "seeds" / one.file).unlink()
    build(root)
    names = ("letters.csv", "participations.parquet", "segments.csv", "references.csv", "agents.csv")
    assert {name: digests(root)[name] for name in names} == {name: with_pool[name] for name in names}


def test_a_letter_whose_reading_fails_is_a_record_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str, letter_id: str, registry: Registry) -> None:
        raise ValueError(f"{letter_id} has {len(text)} characters, {len(registry.aliases) > 0}")

    monkeypatch.setattr("corpuspkg.pipeline.batch.extract_text", fail)
    row = {"file": "a.txt", "data": b"Dear Sir,"}
    [record] = normalize_batch(document_batch([row])).to_pylist()
    assert (record["file"], record["letter_id"], record["letters"]) == ("a.txt", None, [])
    [issue] = record["issues"]
    assert (issue["code"], issue["message"]) == ("letter-failed", "ValueError: a has 9 characters, True")


def test_what_cannot_be_written_down_costs_its_letter_alone() -> None:
    # A lone surrogate is no text in UTF-8.
    rows: list[dict[str, Any]] = [
        {
            "file": "a.txt",
            "data": rb"Dear \ud800 Sir,",
            "encoding": "raw_unicode_escape",
            "sidecar": None,
            "rights": None,
        },
        {"file": "b.txt", "data": b"Dear Sir,"},
    ]
    records = normalize_batch(document_batch(rows)).to_pylist()
    assert [record["letter_id"] for record in records] == [None, "b"]
    assert records[0]["issues"][0]["code"] == "letter-failed"


def test_records_have_the_fields_of_the_tables() -> None:
    schema = record_schema()
    for name in LETTER_TABLES:
        struct = schema.field(name).type.value_type
        named = {struct.field(at).name for at in range(struct.num_fields)}
        assert named - {"name", "kind"} >= set(load_tables()[name].field_names) - {"name", "kind"}
    empty = normalize_batch(document_batch([]))
    assert empty.num_rows == 0
    assert empty.schema.equals(schema)
    assert DOCUMENTS.names == ["file", "data", "encoding", "sidecar", "rights", "authority", "id", "refused"]


@pytest.mark.usefixtures("interruptible")
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes under /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_build(tmp_path: Path, number: signal.Signals) -> None:
    root = tmp_path / "corpus"
    (root / "seeds").mkdir(parents=True)
    text = make_letter(1) * 40
    for at in range(600):
        (root / "seeds" / f"letter{at:03}.txt").write_text(text)
    cut(root, documents=100)
    # The new session is what its processes are known by.
    process = subprocess.Popen(
        [sys.executable, "-m", "corpuspkg", "build", "--jobs", "2", str(root)],
        start_new_session=True,
        stderr=subprocess.PIPE,
    )
    # The build and two that read.
    wait_until(lambda: len(session(process.pid)) >= 3)
    time.sleep(0.5)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}.get(number, -number), stderr
    assert b"Traceback" not in stderr
    wait_until(lambda: not session(process.pid))
    assert not (root / "dist").exists()


def session(leader: int) -> list[int]:
    """Processes of a session."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getsid(int(entry.name)) == leader and "Z" not in (entry / "stat").read_text().split()[2]:
                    found.append(int(entry.name))
            except (OSError, ProcessLookupError):
                continue
    return found


def wait_until(done: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "took too long"
        time.sleep(0.05)
