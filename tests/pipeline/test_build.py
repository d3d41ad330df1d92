import csv
import hashlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from corpuspkg.errors import ConfigError, CorpuspkgError
from corpuspkg.model import Severity
from corpuspkg.pipeline import build
from corpuspkg.pipeline.sources.folder import scan_folder
from corpuspkg.pipeline.sources.listing import Found
from corpuspkg.validation import Finding, Report

MakeCorpus = Callable[..., Path]


def rows(root: Path, table: str) -> list[dict[str, str]]:
    with (root / "dist" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digests(root: Path) -> dict[str, str]:
    files = [root / "datapackage.json", *sorted((root / "dist").iterdir())]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "corpuspkg", *map(str, words)], check=False, capture_output=True, text=True
    )


def test_a_folder_of_letters_becomes_a_package(make_corpus: MakeCorpus) -> None:
    root = make_corpus()
    report = build(root)
    assert report.findings == ()
    [letter] = rows(root, "letters")
    assert (letter["letter_id"], letter["sent_date"], letter["sent_date_earliest"]) == (
        "first",
        "2021-05-04",
        "2021-05-04",
    )
    cited = {row["exact"]: row["instrument_id"] for row in rows(root, "citations")}
    assert cited["Security Council resolution 1325 (2000)"] == "un:sc:res:1325"
    for row in rows(root, "citations"):
        assert letter["text"][int(row["start"]) : int(row["end"])] == row["exact"]
    descriptor = json.loads((root / "datapackage.json").read_text())
    assert {resource["name"] for resource in descriptor["resources"]} >= {"letters", "letters.parquet"}


@pytest.mark.parametrize("severity", list(Severity))
def test_only_errors_keep_a_package_from_being_published(
    make_corpus: MakeCorpus, severity: Severity, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Finding(code="a-code", severity=severity, message="something is odd", file="dist/letters.csv", row=2)

    def check(*_: object, **__: object) -> Report:
        return Report(findings=(found,), counts={}, omitted={}, rows=1, resources=1, seconds=0)

    monkeypatch.setattr("corpuspkg.pipeline.corpus.check_package", check)
    root = make_corpus()
    if severity is Severity.ERROR:
        with pytest.raises(CorpuspkgError, match="row 2: something is odd"):
            build(root)
    else:
        assert build(root).warnings == (found,)
    assert (root / "datapackage.json").exists() == (severity is not Severity.ERROR)


def test_csv_and_parquet_hold_the_same(make_corpus: MakeCorpus) -> None:
    root = make_corpus()
    build(root)
    for path in sorted((root / "dist").glob("*.parquet")):
        table = pq.ParquetFile(path).read()
        as_text = [
            {key: "" if value is None else str(value) for key, value in row.items()} for row in table.to_pylist()
        ]
        assert as_text == rows(root, path.stem), path.name


def test_a_second_run_and_any_order_of_files_give_the_same_bytes(
    make_corpus: MakeCorpus, letter_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {name: letter_text.replace("Ben Reed", f"Ben {name.title()}") for name in ("ash", "birch", "cedar", "elm")}
    root = make_corpus(**files)
    build(root)
    first = digests(root)

    def backwards(folder: Path) -> list[Found]:
        return sorted(scan_folder(folder), reverse=True)

    monkeypatch.setattr("corpuspkg.pipeline.inventory.scan_folder", backwards)
    build(root)
    monkeypatch.undo()
    assert digests(root) == first


def test_check_says_where_a_rebuild_would_differ(make_corpus: MakeCorpus) -> None:
    root = make_corpus()
    build(root)
    assert build(root, check=True).differences == ()
    path = root / "dist" / "letters.csv"
    path.write_text(path.read_text().replace("2021-05-04,2021-05-04,", "2021-05-04,2021-05-03,"))
    (root / "dist" / "agents.parquet").unlink()
    before = digests(root)
    assert build(root, check=True).differences == (
        "dist/letters.csv: row first: sent_date_earliest: '2021-05-03' would become '2021-05-04'",
        "dist/agents.parquet: is missing",
    )
    assert digests(root) == before
    checked = run("build", "--check", root)
    assert checked.returncode == 1
    assert "dist/letters.csv: row first" in checked.stderr


def test_check_needs_no_right_to_write(make_corpus: MakeCorpus) -> None:
    root = make_corpus()
    build(root)
    before = sorted(root.iterdir())
    stamp = root.stat().st_mtime_ns
    assert build(root, check=True).differences == ()
    assert (sorted(root.iterdir()), root.stat().st_mtime_ns) == (before, stamp)


def test_an_edition_without_texts_keeps_spans_and_hashes(make_corpus: MakeCorpus) -> None:
    root = make_corpus()
    build(root)
    [full] = rows(root, "letters")
    spans = [(row["start"], row["end"], row["exact"]) for row in rows(root, "citations")]
    build(root, with_text=False)
    [letter] = rows(root, "letters")
    assert letter["text"] == ""
    assert letter["text_sha256"] == hashlib.sha256(full["text"].encode()).hexdigest()
    assert [(row["start"], row["end"], row["exact"]) for row in rows(root, "citations")] == spans
    assert not any(row["text"] for row in rows(root, "segments"))


@pytest.mark.parametrize(
    ("code", "content"),
    [("seed-empty", b""), ("seed-encoding", b"caf\xe9 noir"), ("seed-not-text", b"\x7fELF\x00\x00")],
)
def test_a_broken_letter_costs_itself_alone(
    make_corpus: MakeCorpus, letter_text: str, code: str, content: bytes
) -> None:
    root = make_corpus(**{"good": letter_text, "höher und bad": content})
    done = run("build", root)
    assert done.returncode == 1
    assert f"höher und bad.txt: {code}: " in done.stderr
    assert [row["letter_id"] for row in rows(root, "letters")] == ["good"]
    [issue] = [row for row in rows(root, "issues") if row["severity"] == "error"]
    assert (issue["code"], issue["document"], issue["letter_id"]) == (code, "höher und bad.txt", "")


SIDECAR = "reason: because, evidence: the text"


@pytest.mark.parametrize(
    ("code", "sidecar"),
    [
        ("sidecar-invalid", "colour: blue"),
        ("sidecar-unreadable", "a: ["),
        ("sidecar-date", f"letter: {{sent_date: {{value: May 2021, {SIDECAR}}}}}"),
        ("sidecar-agent-unknown", f"participations: [{{role: cc, name: Cy Dee, agent: nobody, {SIDECAR}}}]"),
        ("sidecar-instrument-unknown", f"citations: [{{exact: fisheries, instrument: 'treaty:none', {SIDECAR}}}]"),
        ("sidecar-letter-unknown", f"references: [{{exact: We write, target_letter: none, {SIDECAR}}}]"),
        ("sidecar-passage-missing", f"citations: [{{exact: no such words, instrument: 'treaty:x', {SIDECAR}}}]"),
        ("duplicate-letter-id", "letter_id: second"),
    ],
)
def test_a_decision_that_cannot_be_carried_out_stops_the_build(
    make_corpus: MakeCorpus, letter_text: str, code: str, sidecar: str
) -> None:
    root = make_corpus(first=letter_text.replace("We write about", "We write about fisheries and"), second=letter_text)
    build(root)
    before = digests(root)
    (root / "seeds" / "first.yaml").write_text(sidecar)
    done = run("build", root)
    assert done.returncode == 1
    assert f": {code}: " in done.stderr
    assert "Nothing was written" in done.stderr
    assert digests(root) == before


def test_a_sidecar_without_letter_stops_the_build(make_corpus: MakeCorpus, letter_text: str) -> None:
    root = make_corpus(**{"first": letter_text, "frist.yaml": "letter_id: x"})
    report = build(root)
    assert report.refused
    assert [(finding.file, finding.issue.code) for finding in report.findings] == [("frist.yaml", "sidecar-orphan")]


def test_decisions_are_carried_out_and_published(make_corpus: MakeCorpus, letter_text: str) -> None:
    sidecar = """
source:
  publisher: {value: Exampleton Gazette, reason: masthead, evidence: page 1}
letter:
  sent_date: {value: 2021-05-03/2021-05-04, basis: evidence, reason: posted the day before, evidence: postmark}
participations:
- {role: cc, name: Cy Dee, agent: cy-dee, as_written: Exampleton, reason: envelope, evidence: envelope}
agents:
- {agent: cy-dee, name: Cyrus Dee, kind: person, wikidata: Q1, reason: known, evidence: register}
citations:
- {exact: Security Council resolution 1325 (2000), action: remove, reason: a quotation, evidence: the text}
"""
    root = make_corpus(**{"first": letter_text, "first.yaml": sidecar})
    assert build(root).findings == ()
    [letter] = rows(root, "letters")
    assert letter["sent_date"] == "2021-05-03/2021-05-04"
    assert (letter["sent_date_earliest"], letter["sent_date_latest"]) == ("2021-05-03", "2021-05-04")
    assert letter["sent_date_basis"] == "evidence"
    [source] = rows(root, "sources")
    assert source["publisher"] == "Exampleton Gazette"
    [copied] = [row for row in rows(root, "participations") if row["role"] == "cc"]
    assert (copied["agent_id"], copied["status"], copied["as_written"]) == ("cy-dee", "curated", "Exampleton")
    [agent] = [row for row in rows(root, "agents") if row["agent_id"] == "cy-dee"]
    assert (agent["name"], agent["wikidata"]) == ("Cyrus Dee", "Q1")
    assert "Security Council resolution 1325 (2000)" not in {row["exact"] for row in rows(root, "citations")}
    decided = [(row["table"], row["field"], row["action"]) for row in rows(root, "curations")]
    assert decided == [
        ("sources", "publisher", "set"),
        ("letters", "sent_date", "set"),
        ("agents", "cy-dee", "set"),
        ("participations", "cc", "add"),
        ("citations", "Security Council resolution 1325 (2000) (1)", "remove"),
    ]


def test_a_declared_encoding_is_used(make_corpus: MakeCorpus) -> None:
    root = make_corpus(
        **{"first": "4 May 2021\n\nDear René,\n\nHi.".encode("cp1252"), "first.yaml": "encoding: cp1252"}
    )
    build(root)
    assert "René" in rows(root, "letters")[0]["text"]
    assert rows(root, "sources")[0]["encoding"] == "cp1252"


def test_a_corpus_brings_instruments_of_its_own(make_corpus: MakeCorpus, letter_text: str) -> None:
    root = make_corpus(
        first=letter_text.replace("We write about", "We write about paragraph 4 of the Exampleton Quay Pact,")
    )
    (root / "own").mkdir()
    (root / "own" / "instruments.csv").write_text(
        "instrument_id,kind,title,symbol,adopted_by,adopted_date,celex,eli,unts,url,authority_source\n"
        "x:quay-pact,agreement,Pact on the Quay of Exampleton,,Exampleton,1999,,,,,Town archive\n"
    )
    (root / "own" / "aliases.csv").write_text(
        "instrument_id,alias,kind,case,requires\nx:quay-pact,Exampleton Quay Pact,short,any,\n"
    )
    (root / "pyproject.toml").write_text('[tool.corpuspkg]\nauthority = ["own/instruments.csv", "own/aliases.csv"]\n')
    build(root)
    [cited] = [row for row in rows(root, "citations") if row["instrument_id"] == "x:quay-pact"]
    assert (cited["exact"], cited["pinpoint_kind"], cited["pinpoint"]) == ("Exampleton Quay Pact", "paragraph", "4")
    [instrument] = [row for row in rows(root, "instruments") if row["instrument_id"] == "x:quay-pact"]
    assert (instrument["title"], instrument["authority_source"]) == ("Pact on the Quay of Exampleton", "Town archive")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[tool.corpuspkg]\ncolour = 'blue'", "tool.corpuspkg: Additional properties are not allowed"),
        ("[tool.corpuspkg]\ntitle = 7", "tool.corpuspkg.title: 7 is not of type 'string'"),
        ("[tool", "no valid TOML"),
    ],
)
def test_a_broken_configuration_is_an_error_with_its_place(make_corpus: MakeCorpus, content: str, message: str) -> None:
    root = make_corpus()
    (root / "pyproject.toml").write_text(content)
    with pytest.raises(ConfigError) as caught:
        build(root)
    assert message in str(caught.value)
    assert str(root / "pyproject.toml") in str(caught.value)


def test_a_folder_without_letters_cannot_be_built(tmp_path: Path) -> None:
    done = run("build", tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("error: ")
    assert "there is no such folder of letters" in done.stderr
    assert run("build", "--no-such-option").returncode == 2


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_in_the_middle_leaves_the_previous_output(make_corpus: MakeCorpus, letter_text: str) -> None:
    root = make_corpus(**{f"letter{number:04}": letter_text for number in range(1500)})
    (root / "dist").mkdir()
    (root / "dist" / "letters.csv").write_text("previous")
    process = subprocess.Popen(
        [sys.executable, "-m", "corpuspkg", "build", str(root)], stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    while not (root / "build").exists():
        time.sleep(0.05)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate()
    assert process.returncode == 130
    # What was read may stay, for --resume.
    *kept, last = stderr.decode().splitlines()
    assert last == "stopped from the keyboard"
    assert kept in ([], ["What was read is kept. To go on: corpuspkg build --resume"])
    assert (root / "dist" / "letters.csv").read_text() == "previous"
    assert {path.name for path in root.iterdir()} - {"build"} == {"dist", "seeds"}
