"""Evaluation against tiny gold files whose counts are known by hand."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from corpuspkg.evaluation import GoldError, Report, Verdict, evaluate
from corpuspkg.evaluation.names import same_name, same_office, same_place
from corpuspkg.evaluation.report import print_tables, to_json
from corpuspkg.model import (
    AgentKind,
    Citation,
    CitationForm,
    CitationStatus,
    DateBasis,
    Letter,
    LetterDates,
    LetterId,
    Participation,
    ParticipationStatus,
    Role,
)

BACK = CitationForm.ANAPHORIC
NAMES = {"Harbour Convention": {"treaty:harbour"}, "Lighthouse Act 1901": {"uk:act:lighthouse-1901"}}


def resolve(name: str) -> set[str]:
    return NAMES.get(name, set())


def cite(text: str, exact: str, instrument: str | None, kind: str | None = None, pin: str | None = None) -> Citation:
    start = text.index(exact)
    return Citation(
        start=start,
        end=start + len(exact),
        exact=exact,
        form=CitationForm.FULL,
        status=CitationStatus.RESOLVED if instrument else CitationStatus.UNRESOLVED,
        rule_id="cite.test",
        instrument_id=instrument,
        pinpoint_kind=kind,
        pinpoint=pin,
    )


def person(role: Role, name: str, kind: AgentKind = AgentKind.PERSON, office: str | None = None) -> Participation:
    return Participation(
        role=role, name=name, kind=kind, office=office, status=ParticipationStatus.EXTRACTED, rule_id="person.test"
    )


def run(tmp_path: Path, record: dict[str, Any], **read: Any) -> Report:
    gold = tmp_path / "harbour" / "gold.jsonl"
    gold.parent.mkdir(exist_ok=True)
    gold.write_text(json.dumps(record) + "\n\n", encoding="utf-8")
    citations = read.pop("citations", [])

    def extract(text: str, name: str) -> Letter:
        found = tuple(cite(text, *one) for one in citations)
        return Letter(letter_id=LetterId(name), text=text, citations=found, **read)

    return evaluate([gold], extract, resolve)


def counts(report: Report, measure: str, family: str = "") -> tuple[int, int, int]:
    tallies = [score.tally for score in report.scores if (score.measure, score.family) == (measure, family)]
    return (tallies[0].gold, tallies[0].given, tallies[0].right) if tallies else (0, 0, 0)


TEXT = "We cite  the Harbour Convention, Article 3, and\n\n\nthe Lighthouse Act 1901. The Pier Rules differ."


def test_mentions_links_and_pinpoints_are_counted(tmp_path: Path) -> None:
    record = {
        "text": TEXT,
        "citations": [
            {"exact": "Harbour Convention", "start": 13, "end": 31, "name": "Harbour Convention", "pinpoint": "3"},
            {"exact": "Lighthouse Act 1901", "instrument_id": "uk:act:lighthouse-1901", "pinpoint": None},
        ],
    }
    report = run(
        tmp_path,
        record,
        citations=[
            ("Harbour Convention", "treaty:harbour", "article", "3"),
            ("Lighthouse Act", "uk:act:other", "section", "9"),
            ("Pier Rules", "uk:act:pier"),
        ],
    )
    assert counts(report, "mention") == (2, 3, 2)
    assert counts(report, "mention", "treaty") == (1, 1, 1)
    assert counts(report, "link") == (2, 3, 1)
    assert counts(report, "pinpoint") == (1, 2, 1)
    assert [(one.verdict, one.measure, one.expected) for one in report.mistakes] == [
        (Verdict.WRONG, "link", "uk:act:lighthouse-1901"),
        (Verdict.FALSE, "pinpoint", None),
        (Verdict.FALSE, "mention", None),
    ]
    assert "[Pier Rules]" in (report.mistakes[-1].context or "")


def test_what_is_not_found_is_missed_once(tmp_path: Path) -> None:
    record = {"text": TEXT, "citations": [{"exact": "Harbour Convention", "name": "Harbour Convention", "part": None}]}
    report = run(tmp_path, record)
    assert counts(report, "mention") == (1, 0, 0)
    assert counts(report, "link") == (1, 0, 0)
    assert counts(report, "pinpoint") == (0, 0, 0)
    assert [one.verdict for one in report.mistakes] == [Verdict.MISSED]


def test_ranges_equal_their_members(tmp_path: Path) -> None:
    record = {"text": TEXT, "instruments": [{"mention": "Harbour Convention", "name": "?", "part": "paras 8-9"}]}
    report = run(tmp_path, record, citations=[("Harbour Convention", "treaty:harbour", "paragraph", "8, 9")])
    assert counts(report, "pinpoint") == (1, 1, 1)
    assert counts(report, "link") == (0, 0, 0)
    assert [words for _, words in report.unscored] == ["Harbour Convention"]


def test_gold_of_numbers_speaks_of_their_series_alone(tmp_path: Path) -> None:
    text = "Recalling resolution 822 (1993)\nof 30 April 1993 and the Harbour Convention."
    start = text.index("822")
    entry = {"n": 822, "year": 1993, "mention": "822 (1993) of 30 April 1993", "start": start, "end": start + 27}
    read = [("822 (1993)", "un:sc:res:822"), ("Harbour Convention", "treaty:harbour")]
    report = run(tmp_path, {"text": text, "cites": [entry]}, citations=read)
    assert counts(report, "link") == (1, 1, 1)
    assert counts(report, "mention") == (1, 1, 1)
    assert report.mistakes == ()


def test_words_without_a_place_speak_for_all_their_places(tmp_path: Path) -> None:
    text = "The Harbour Convention is old. The Harbour Convention is good. The Convention lasts. A Pier Act."
    record = {
        "text": text,
        "instruments": [
            {"mention": "Harbour Convention", "name": "Harbour Convention"},
            {"mention": "Pier Act", "optional": True},
        ],
    }
    read = [("Harbour Convention is old", "treaty:harbour"), ("Convention lasts", "treaty:harbour"), ("Pier Act", None)]
    report = run(tmp_path, record, citations=read)
    assert counts(report, "mention") == (1, 1, 1)
    assert report.mistakes == ()


def test_a_mention_that_refers_back_need_not_be_in_the_gold(tmp_path: Path) -> None:
    text = "The Harbour Convention is old. That convention lasts. That act ends."
    record = {"text": text, "citations": [{"exact": "Harbour Convention", "start": 4, "end": 22, "n": 1}]}

    def extract(text: str, name: str) -> Letter:
        back = [cite(text, "That convention", "un:sc:res:1"), cite(text, "That act", "uk:act:pier")]
        found = (cite(text, "Harbour Convention", "un:sc:res:1"), *(replace(one, form=BACK) for one in back))
        return Letter(letter_id=LetterId(name), text=text, citations=found)

    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(record), encoding="utf-8")
    report = evaluate([gold], extract, resolve)
    assert counts(report, "mention") == (1, 2, 1)
    assert [one.found for one in report.mistakes] == ["That act [uk:act:pier] cite.test"]


def test_each_mention_stands_in_one_pair(tmp_path: Path) -> None:
    text = "The Harbour Convention (12 Pier Code 7) rules."
    record = {
        "text": text,
        "citations": [
            {"exact": "Harbour Convention (12 Pier Code 7)", "name": "Harbour Convention"},
            {"exact": "12 Pier Code 7", "instrument_id": "code:pier:12"},
        ],
    }
    both = run(
        tmp_path, record, citations=[("Harbour Convention", "treaty:harbour"), ("12 Pier Code 7", "code:pier:12")]
    )
    assert (counts(both, "mention"), counts(both, "link")) == ((2, 2, 2), (2, 2, 2))
    one = run(tmp_path, record, citations=[("Harbour Convention (12 Pier Code 7)", "treaty:harbour")])
    assert (counts(one, "mention"), counts(one, "link")) == ((2, 1, 1), (2, 1, 1))


def test_ambiguity_can_be_the_right_answer(tmp_path: Path) -> None:
    record = {"text": TEXT, "citations": [{"exact": "Pier Rules", "instrument_id": None}]}
    assert run(tmp_path, record, citations=[("Pier Rules", None)]).mistakes == ()
    guessed = run(tmp_path, record, citations=[("Pier Rules", "uk:act:pier")])
    assert [(one.verdict, one.measure) for one in guessed.mistakes] == [(Verdict.FALSE, "link")]


def test_metadata_is_counted(tmp_path: Path) -> None:
    record = {
        "text": "Dear Sir",
        "date": "1901-05-03",
        "author": "John Hay",
        "author_aliases": ["Hay"],
        "recipient": ["Ada Berg", "Tom Lee"],
        "cc": [],
        "place": "Washington, D. C.",
    }
    report = run(
        tmp_path,
        record,
        dates=LetterDates(sent_date="1901-05-03", basis=DateBasis.DATELINE),
        place_from="Washington",
        participations=(
            person(Role.SIGNATORY, "Hay"),
            person(Role.RECIPIENT, "Ada M. Berg"),
            person(Role.RECIPIENT, "Max Voss"),
            person(Role.CC, "Eve Noll"),
        ),
    )
    assert counts(report, "date") == (1, 1, 1)
    assert counts(report, "place") == (1, 1, 1)
    assert counts(report, "author") == (1, 1, 1)
    assert counts(report, "recipient") == (2, 2, 1)
    cc = next(score.tally for score in report.scores if score.measure == "cc")
    assert (cc.nothing, cc.invented) == (1, 1)
    assert [(one.verdict, one.expected, one.found) for one in report.mistakes] == [
        (Verdict.WRONG, "Tom Lee", "Max Voss"),
        (Verdict.FALSE, None, "Eve Noll"),
    ]


@pytest.mark.parametrize(
    ("gold", "sent", "basis", "expected"),
    [
        ("1901-05-03", "1901-05-04", DateBasis.HEAD, (1, 1, 0)),
        ("1901-05-03", "1901-05-03", DateBasis.EVIDENCE, (1, 0, 0)),
        ("1901-05-03", "1901-05-03/1901-05-04", DateBasis.BODY, (1, 1, 0)),
        ("1901-05-03/1901-05-04", "1901-05-03/1901-05-04", DateBasis.BODY, (1, 1, 1)),
        (None, "1901-05-03/..", DateBasis.EVIDENCE, (0, 0, 0)),
        (None, "1901-05-03", DateBasis.BODY, (0, 1, 0)),
        ("1901-05-03", "../1901-05-04", DateBasis.PUBLICATION, (1, 0, 0)),
    ],
)
def test_dates(tmp_path: Path, gold: str | None, sent: str, basis: DateBasis, expected: tuple[int, int, int]) -> None:
    report = run(tmp_path, {"text": "x", "date": gold}, dates=LetterDates(sent_date=sent, basis=basis))
    assert counts(report, "date") == expected


def test_fields_the_text_cannot_give_are_not_scored(tmp_path: Path) -> None:
    report = run(tmp_path, {"text": "x", "author": "John Hay", "recoverable": {"author": False}})
    assert report.scores == ()


def test_a_failing_letter_is_told_and_counts_as_unread(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    (tmp_path / "a.txt").write_text("Dear Sir", encoding="utf-8")
    gold.write_text('{"file": "a.txt", "author": "John Hay"}', encoding="utf-8")

    def extract(text: str, name: str) -> Letter:
        raise RuntimeError(f"{name}: {text}")

    report = evaluate([gold], extract, resolve)
    assert report.failed == (("a.txt", "RuntimeError: a.txt: Dear Sir"),)
    assert counts(report, "author") == (1, 0, 0)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "no JSON"),
        ("[]", "a letter is a JSON object"),
        ("{}", "neither `file` nor `text`"),
        ('{"file": "missing.txt"}', "cannot be read"),
        ('{"text": "x", "recipent": "y"}', "unknown key 'recipent'"),
        ('{"text": "x", "author": 3}', "`author` is neither text"),
        ('{"text": "x", "citations": {}}', "no list of objects"),
        ('{"text": "x", "citations": [{}]}', "without its words"),
        ('{"text": "x", "citations": [{"exact": "y"}]}', "doesn't stand in the letter"),
        ('{"text": "x y", "citations": [{"exact": "y", "start": 0, "end": 1}]}', "doesn't stand at"),
        ('{"text": "x", "citations": [{"exact": "x", "start": 0, "end": 9}]}', "outside the letter"),
        ('{"text": "x", "citations": [{"exact": "x", "instrument_ids": "z"}]}', "unknown key 'instrument_ids'"),
    ],
)
def test_broken_gold_is_refused_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"text": "fine"}\n' + line, encoding="utf-8")
    with pytest.raises(GoldError, match=message) as caught:
        evaluate([gold], lambda text, name: Letter(letter_id=LetterId(name), text=text), resolve)
    assert caught.value.path == f"{gold}:2"


def test_reports_tell_the_same(tmp_path: Path) -> None:
    record = {"text": TEXT, "author": "John Hay", "citations": [{"exact": "Harbour Convention", "name": "unheard of"}]}
    report = run(tmp_path, record, participations=(person(Role.AUTHOR, "Eve Noll"),))
    data = json.loads(to_json(report))
    assert data["letters"] == {"harbour": 1}
    assert [score["measure"] for score in data["scores"]] == ["mention", "mention", "author"]
    assert {mistake["measure"] for mistake in data["mistakes"]} == {"mention", "author"}
    assert json.loads(to_json(report, 0))["mistakes"] == []
    out = io.StringIO()
    print_tables(report, Console(file=out, width=120), misses=0)
    assert "harbour: 1 letter, citations" in out.getvalue()
    assert "2 further mistakes are not listed" in out.getvalue()
    assert "link not scored" in out.getvalue()


@pytest.mark.parametrize(
    ("gold", "answer", "person_", "same"),
    [
        ("The Hon. Joseph R. Biden, Jr.", "Joe Biden", True, True),
        ("Mr. van Roijen", "J. H. van Roijen", True, True),
        ("S. Gurgél do Amaral", "Gurgel do Amaral", True, True),
        ("John Hay", "John Hayes", True, False),
        ("John Hay", "James Hay", True, False),
        ("Society of Harbour Masters", "The Society of Harbour-Masters", False, True),
        ("Harbour Masters", "Society of Harbour Masters", False, False),
    ],
)
def test_names(gold: str, answer: str, person_: bool, same: bool) -> None:  # noqa: FBT001 - a table of cases
    assert same_name(gold, answer, person=person_) is same


def test_offices_and_places() -> None:
    assert same_office("the Secretary of State", "Secretary of State of the United States")
    assert not same_office("Secretary of State", "Under Secretary of State")
    assert same_place("Rio de Janeiro", "RIO DE JANEIRO, Brazil")
    assert not same_place("Mexico", "")
