"""`corpuspkg review` finds what is uncertain, and writes what a person decides."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpuspkg.cli import app
from corpuspkg.pipeline import build
from corpuspkg.pipeline.review import review_corpus
from corpuspkg.sidecar import SCHEMA_LINE, Sidecar, read_sidecar

BODY = "Article 11 of the European Convention on Human Rights protects our meetings on the bridge."
OTHERS = "The Security Council resolution 822 (1999) and the Treaty of Riverton help."
LETTERS = {
    "bridge": f"Millbrook, 4 March 2021\n\nDear Commissioner Brown,\n\n{BODY}\n\nYours sincerely,\nAda Miller\n",
    "again": f"Millbrook, 9 March 2021\n\nDear John Brown,\n\n{BODY}\n\nYours sincerely,\nA. B. Miller\n",
    "undated": f"Dear Mayor Stone,\n\n{BODY} {OTHERS}\n\nYours sincerely,\nCarl Weber\n",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    for name, text in LETTERS.items():
        (tmp_path / "seeds" / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def sidecar(corpus: Path, name: str, text: str) -> None:
    (corpus / "seeds" / f"{name}.yaml").write_text(text, encoding="utf-8")


def kinds(corpus: Path, letter: str | None = None) -> set[tuple[str, str, str | None]]:
    return {(one.letter_id, one.kind, one.field) for one in review_corpus(corpus, letter).questions}


def test_finds_what_is_missing_and_who_may_be_one(corpus: Path) -> None:
    found = kinds(corpus)
    assert ("undated", "missing", "sent_date") in found
    pairs = {one.message for one in review_corpus(corpus).questions if one.kind == "same-agent"}
    assert "'Brown' (brown) may be 'John Brown' (john-brown)" in pairs
    assert {letter for letter, _, _ in kinds(corpus, "undated")} == {"undated"}


def test_redundant_and_conflicting_decisions(corpus: Path) -> None:
    proof = "{value: '%s', reason: b, evidence: c}"
    sidecar(corpus, "bridge", f"letter:\n  place_from: {proof % 'Millbrook'}\n  sent_date: {proof % '2021-03-05'}\n")
    citation = "{exact: European Convention on Human Rights, instrument: %s, reason: b, evidence: c}"
    sidecar(corpus, "again", f"citations:\n- {citation % 'treaty:iccpr'}\n")
    sidecar(corpus, "undated", f"citations:\n- {citation % 'coe:ets:5'}\n")
    found = kinds(corpus)
    assert ("bridge", "redundant", "place_from") in found
    assert ("bridge", "conflict", "sent_date") in found
    assert ("again", "conflict", "European Convention on Human Rights") in found
    assert ("undated", "redundant", "European Convention on Human Rights") in found


def test_a_person_named_by_rule_and_by_decision(corpus: Path) -> None:
    name = "{role: recipient, name: J. Brown, reason: b, evidence: c}"
    sidecar(corpus, "again", f"participations:\n- {name}\n")
    order = review_corpus(corpus, "again").questions
    assert [one.value for one in order if one.kind == "duplicate"] == ["John Brown"]
    answers = "".join("1\nOne person.\n\n" if one.kind == "duplicate" else "s\n" for one in order)
    CliRunner().invoke(app, ["review", "again", "--dir", str(corpus), "--interactive"], input=answers)
    assert not [one for one in review_corpus(corpus, "again").questions if one.kind == "duplicate"]
    assert not build(corpus).refused
    rows = (corpus / "dist" / "participations.csv").read_text(encoding="utf-8").splitlines()
    assert len([row for row in rows if row.startswith("again,recipient")]) == 1


@pytest.mark.parametrize(
    ("decision", "kind"),
    [
        ("{role: recipient, name: Brown}", "redundant"),
        ("{role: recipient, name: Brown, office: Commissioner}", "redundant"),
        ("{role: recipient, name: Brown, office: Mayor}", None),
        ("{role: recipient, name: Tom Brown}", None),
        ("{role: recipient, name: Tom Stone, as_written: Brown}", "conflict"),
        ("{role: recipient, name: Tom Stone, replaces: Brown}", "conflict"),
        ("{role: recipient, name: Tom Stone}", None),
        ("{role: recipient, name: Brown, action: remove}", None),
        ("{role: recipient, name: Stone, action: remove}", "redundant"),
        ("{role: author, name: Ada Miller}", "redundant"),
        ("{role: author, name: A. Miller}", "duplicate"),
        ("{role: author, name: A. Miller, replaces: null}", None),
        ("{role: cc, name: Ada Miller}", None),
    ],
)
def test_decisions_about_participations(corpus: Path, decision: str, kind: str | None) -> None:
    entry = decision.replace("}", ", reason: b, evidence: c}")
    sidecar(corpus, "bridge", f"participations:\n- {entry}\n")
    found = {one.kind for one in review_corpus(corpus, "bridge").questions if one.table == "participations"}
    assert found == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("decision", "kind"),
    [
        ("agents: [{agent: ada-miller, name: Ada Miller}]", "redundant"),
        ("agents: [{agent: ada-miller, forms: [Ada Miller]}]", "redundant"),
        ("agents: [{agent: ada-miller, forms: [Ada]}]", None),
        ("agents: [{agent: ada-miller, wikidata: Q1}]", None),
        ("agents: [{agent: ada-miller, not_forms: [A. B. Miller]}]", None),
        ("source: {published_date: {value: 2021-03-09}}", "redundant"),
        ("source: {published_date: {value: 2021-03-10}}", "conflict"),
        ("source: {publisher: {value: Pell News}}", "redundant"),
        ("source: {publisher: {value: Riverton News}}", "conflict"),
        ("source: {url: {value: 'https://example.org'}}", None),
        ("references: [{exact: 'https://example.org/report', kind: url}]", "redundant"),
        ("references: [{exact: 'https://example.org/report', kind: document}]", None),
        ("references: [{exact: the bridge, action: remove}]", "redundant"),
    ],
)
def test_other_decisions(corpus: Path, decision: str, kind: str | None) -> None:
    text = LETTERS["bridge"].replace(BODY, f"{BODY} See https://example.org/report for the rest.")
    head = "Published on 9 March 2021\n\nPell News presents the text of a letter that Ada Miller sent:\n\n"
    (corpus / "seeds" / "bridge.txt").write_text(head + text, encoding="utf-8")
    entry = re.sub(r"([^}])}", r"\1, reason: b, evidence: c}", decision, count=1)
    sidecar(corpus, "bridge", f"{entry}\n")
    table = {"source": "sources"}.get(decision.split(":", maxsplit=1)[0], decision.split(":", maxsplit=1)[0])
    found = {one.kind for one in review_corpus(corpus, "bridge").questions if one.table == table}
    assert found - {"same-agent"} == ({kind} if kind else set())


def test_a_conflict_is_seen_where_the_words_overlap(corpus: Path) -> None:
    citation = "{exact: Article 11 of the European Convention on Human Rights, instrument: treaty:iccpr"
    sidecar(corpus, "bridge", f"citations:\n- {citation}, reason: b, evidence: c}}\n")
    assert ("bridge", "conflict", "Article 11 of the European Convention on Human Rights") in kinds(corpus)


def test_an_inferred_date_that_was_accepted_is_asked_no_more(corpus: Path) -> None:
    text = LETTERS["undated"].replace("Dear Mayor Stone", "Dear Secretary of State Antony Blinken")
    (corpus / "seeds" / "undated.txt").write_text(text, encoding="utf-8")
    inferred = [one for one in review_corpus(corpus, "undated").questions if one.kind == "inferred"]
    assert inferred
    for one in inferred:
        sidecar(corpus, "undated", f"letter:\n  {one.field}: {{value: {one.value}, reason: b, evidence: c}}\n")
        assert not [left for left in review_corpus(corpus, "undated").questions if left.field == one.field]


def test_lists_as_json(corpus: Path) -> None:
    result = CliRunner().invoke(app, ["review", "--dir", str(corpus), "--json"])
    assert result.exit_code == 1
    records = json.loads(result.stdout)
    texts = review_corpus(corpus).texts
    for record in records:
        if record["start"] is not None:
            assert texts[record["letter_id"]][record["start"] : record["end"]] == record["exact"]
    table = CliRunner().invoke(app, ["review", "--dir", str(corpus), "--non-interactive"])
    assert table.exit_code == 1
    assert "undated" in table.output


def test_writes_what_is_decided_and_asks_no_more(corpus: Path) -> None:
    questions = [one for one in review_corpus(corpus, "undated").questions if one.field == "sent_date"]
    typed = next(n for n, one in enumerate(questions[0].proposals, 1) if one.typed)
    order = [one.field for one in review_corpus(corpus, "undated").questions]
    answers = "".join(
        f"{typed}\n2021-03-04/..\nThe post mark says so.\nThe envelope\n" if field == "sent_date" else "s\n"
        for field in order
    )
    result = CliRunner().invoke(app, ["review", "undated", "--dir", str(corpus), "--interactive"], input=answers)
    assert "Written to" in result.output, result.output
    path = corpus / "seeds" / "undated.yaml"
    assert path.read_text(encoding="utf-8").splitlines()[0] == SCHEMA_LINE
    written = read_sidecar(path)
    assert isinstance(written, Sidecar)
    assert written.letter["sent_date"] == {
        "value": "2021-03-04/..",
        "reason": "The post mark says so.",
        "evidence": "The envelope",
    }
    assert ("undated", "missing", "sent_date") not in kinds(corpus)
    assert not build(corpus).refused


def test_a_pair_can_be_joined_or_kept_apart(corpus: Path) -> None:
    question = next(one for one in review_corpus(corpus).questions if one.message.startswith("'Brown'"))
    order = [one.message for one in review_corpus(corpus, question.letter_id).questions]
    for choice in ("2", "1"):
        answers = "".join(f"{choice}\nAsked them.\nA call\n" if text == question.message else "s\n" for text in order)
        command = ["review", question.letter_id, "--dir", str(corpus), "--interactive"]
        assert "Written to" in CliRunner().invoke(app, command, input=answers).output
        left = {one.message for one in review_corpus(corpus).questions}
        assert question.message not in left
        report = build(corpus)
        assert not report.refused
        (corpus / "seeds" / f"{question.letter_id}.yaml").unlink()
    assert report.rows["agents"] == build(corpus).rows["agents"] - 1


def test_settles_citations(corpus: Path) -> None:
    order = review_corpus(corpus, "undated").questions
    kinds_of = {one.message.split("'")[1]: one.kind for one in order if one.table == "citations"}
    assert kinds_of == {"Security Council resolution 822 (1999)": "ambiguous", "Treaty of Riverton": "unresolved"}
    # The first proposal of each: the candidate, and the instrument that the words propose.
    answers = "".join("1\nLooked up.\n\n" if one.table == "citations" else "s\n" for one in order)
    CliRunner().invoke(app, ["review", "undated", "--dir", str(corpus), "--interactive"], input=answers)
    assert not [one for one in review_corpus(corpus, "undated").questions if one.table == "citations"]
    assert not build(corpus).refused
    rows = (corpus / "dist" / "citations.csv").read_text(encoding="utf-8")
    assert "un:sc:res:822" in rows
    assert ",ambiguous," not in rows


def test_nothing_is_written_for_an_unknown_instrument(corpus: Path) -> None:
    order = review_corpus(corpus, "undated").questions
    cited = [one for one in order if one.table == "citations"]
    number = next(n for n, one in enumerate(cited[0].proposals, 1) if one.typed)
    answers = "".join(f"{number}\nno:such\n" if one == cited[0] else "s\n" for one in order)
    result = CliRunner().invoke(app, ["review", "undated", "--dir", str(corpus), "--interactive"], input=answers)
    assert "no instrument 'no:such'" in result.output
    assert not (corpus / "seeds" / "undated.yaml").exists()


def test_mistakes_are_told(corpus: Path) -> None:
    runner = CliRunner()
    unknown = runner.invoke(app, ["review", "brigde", "--dir", str(corpus)])
    assert "did you mean 'bridge'" in str(unknown.exception)
    sidecar(corpus, "bridge", "letter: 3")
    assert "mend the sidecar" in str(runner.invoke(app, ["review", "--dir", str(corpus)]).exception)


def test_letters_in_folders_are_asked_about_by_their_paths(tmp_path: Path) -> None:
    for name in ("a", "2021/a"):
        path = tmp_path / "seeds" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Dear Sir,\n\nOn 4/5/2021 we met.\n")
    review = review_corpus(tmp_path)
    assert review.sidecars.keys() == {"a", "2021/a"}
    assert review.sidecars["2021/a"] == tmp_path / "seeds" / "2021" / "a.yaml"


def test_letters_of_all_folders_are_shown(corpus: Path) -> None:
    config = corpus / "pyproject.toml"
    more = '\n[tool.corpuspkg]\nseeds = ["seeds", "more", "press.jsonl"]\n'
    config.write_text((config.read_text() if config.exists() else "") + more)
    (corpus / "more" / "2021").mkdir(parents=True)
    (corpus / "more" / "2021" / "third.txt").write_text("Dear Sir,\n\nSee the Treaty of Nowhere.\n")
    (corpus / "press.jsonl").write_text('{"id": "p", "text": "Dear Sir,"}\n')
    before = set(review_corpus(corpus).texts)
    assert "2021/third" in before
    assert len(before) > 1
    assert review_corpus(corpus).sidecars["2021/third"] == corpus / "more" / "2021" / "third.yaml"
    shown = CliRunner().invoke(app, ["review", "--dir", str(corpus), "--non-interactive"])
    assert "press.jsonl: its letters are not shown" in shown.stderr
