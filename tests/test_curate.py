"""A decision takes the place of what it overrules, and settles what it decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from corpuspkg.curate import curate
from corpuspkg.model import Letter, LetterId, Role
from corpuspkg.pipeline.extract import extract_text
from corpuspkg.sidecar import Sidecar, sidecar_of

PROOF = {"reason": "b", "evidence": "c"}
TEXT = """Millbrook, 4 March 2021

Dear Commissioner Brown,

Please repair the bridge over the Mill, which has been closed for a year.

Yours sincerely,
Ada Miller

cc: Carl Weber, Dora Stone
"""
OPEN = """To whom it may concern,

On 3/4/2021 the bridge was closed. Security Council resolution 822 (1999) and the Treaty of Riverton help.
"""
NAMES = {Role.AUTHOR: "Ada Miller", Role.RECIPIENT: "Brown", Role.CC: "Carl Weber"}


def read(text: str) -> Letter:
    return extract_text(text, "a")


def decide(text: str, *entries: Mapping[str, Any], part: str = "participations") -> Letter:
    sidecar = sidecar_of({part: [{**entry, **PROOF} for entry in entries]})
    result = curate(read(text), sidecar)
    assert not result.issues
    return result.letter


def names(letter: Letter, role: Role) -> list[str]:
    return [row.name for row in letter.participations if row.role is role]


def codes(letter: Letter) -> list[str]:
    return sorted(issue.code for issue in letter.issues)


@pytest.mark.parametrize("role", NAMES)
def test_adds(role: Role) -> None:
    before = names(read(TEXT), role)
    assert before[0] == NAMES[role]
    assert names(decide(TEXT, {"role": role, "name": "Eve Smith"}), role) == [*before, "Eve Smith"]


@pytest.mark.parametrize("role", NAMES)
def test_confirms_without_a_second_row(role: Role) -> None:
    [row, *_] = [one for one in decide(TEXT, {"role": role, "name": NAMES[role]}).participations if one.role is role]
    [old, *others] = [one for one in read(TEXT).participations if one.role is role]
    assert (row.name, row.start, row.end, row.as_written, row.office, row.status) == (
        old.name, old.start, old.end, old.as_written, old.office, "curated",
    )  # fmt: skip
    assert names(decide(TEXT, {"role": role, "name": NAMES[role]}), role)[1:] == [one.name for one in others]


@pytest.mark.parametrize("role", NAMES)
def test_replaces_what_it_names(role: Role) -> None:
    before = names(read(TEXT), role)
    letter = decide(TEXT, {"role": role, "name": "Eve Smith", "replaces": NAMES[role]})
    assert names(letter, role) == ["Eve Smith", *before[1:]], "in its place"


@pytest.mark.parametrize("role", NAMES)
def test_removes(role: Role) -> None:
    letter = decide(TEXT, {"role": role, "name": NAMES[role], "action": "remove"})
    assert NAMES[role] not in names(letter, role)
    assert codes(letter) == ([] if role is Role.CC else [f"{role}-not-named"]), "nobody is left, and that is said"


@pytest.mark.parametrize(
    "entry",
    [
        {"name": "Tom Brown"},
        {"name": "Tom Stone", "as_written": "Commissioner Brown"},
        {"name": "Tom Brown", "kind": "person", "office": "Commissioner"},
    ],
)
def test_a_fuller_name_takes_the_place_of_the_one_in_the_salutation(entry: dict[str, str]) -> None:
    [row] = [one for one in decide(TEXT, {"role": "recipient", **entry}).participations if one.role is Role.RECIPIENT]
    assert (row.name, row.office) == (entry["name"], "Commissioner")
    assert TEXT[row.start : row.end] == row.as_written == entry.get("as_written", "Brown")


def test_an_office_gets_its_holder() -> None:
    text = TEXT.replace("Commissioner Brown", "Commissioner")
    assert names(read(text), Role.RECIPIENT) == ["Commissioner"]
    letter = decide(text, {"role": "recipient", "name": "Tom Brown", "office": "Commissioner"})
    [row] = [one for one in letter.participations if one.role is Role.RECIPIENT]
    assert (row.name, row.kind, row.office, row.as_written) == ("Tom Brown", "person", "Commissioner", "Commissioner")


def test_of_two_it_may_mean_it_takes_neither() -> None:
    text = TEXT.replace("Commissioner Brown", "Mr. Tom Brown and Ms. Ann Brown")
    assert names(read(text), Role.RECIPIENT) == ["Tom Brown", "Ann Brown"]
    letter = decide(text, {"role": "recipient", "name": "Tom Ann Brown"})
    assert names(letter, Role.RECIPIENT) == ["Tom Brown", "Ann Brown", "Tom Ann Brown"]


def test_stands_beside_where_that_is_said() -> None:
    letter = decide(TEXT, {"role": "recipient", "name": "Tom Brown", "replaces": None})
    assert names(letter, Role.RECIPIENT) == ["Brown", "Tom Brown"]


def test_two_decisions_never_take_one_place() -> None:
    letter = decide(TEXT, {"role": "recipient", "name": "Tom Brown"}, {"role": "recipient", "name": "Tim Brown"})
    assert names(letter, Role.RECIPIENT) == ["Tom Brown", "Tim Brown"]


def test_removal_and_addition_are_one_whatever_stands_first() -> None:
    entries = (
        {"role": "recipient", "name": "Tom Brown"},
        {"role": "recipient", "name": "Brown", "action": "remove"},
    )
    for order in (entries, entries[::-1]):
        letter = decide(TEXT, *order)
        assert names(letter, Role.RECIPIENT) == ["Tom Brown"]
        assert codes(letter) == []


def test_what_is_to_be_replaced_has_to_be_there() -> None:
    entry = {"role": "recipient", "name": "Tom", "replaces": "Black", **PROOF}
    result = curate(read(TEXT), Sidecar(letter_id="a", participations=(entry,)))
    assert [issue.code for issue in result.issues] == ["sidecar-passage-missing"]


@pytest.mark.parametrize(
    ("part", "entry"),
    [
        ("participations", {"role": "cc", "name": "Nobody"}),
        ("citations", {"exact": "the bridge"}),
        ("references", {"exact": "the bridge"}),
    ],
)
def test_taking_away_what_is_not_there_is_said(part: str, entry: dict[str, str]) -> None:
    letter = decide(TEXT, {**entry, "action": "remove"}, part=part)
    assert codes(letter) == ["decision-without-effect"]


def test_records_say_what_was_done() -> None:
    entries = tuple(
        {"role": "recipient", "name": name, **PROOF, **more}
        for name, more in (("Tom Brown", {}), ("Eve Smith", {}), ("Carl Weber", {"role": "cc", "action": "remove"}))
    )
    result = curate(read(TEXT), Sidecar(letter_id="a", participations=entries))
    assert [(one.field, one.action, one.value) for one in result.curations] == [
        ("recipient", "set", "Tom Brown"),
        ("recipient", "add", "Eve Smith"),
        ("cc", "remove", "Carl Weber"),
    ]


def test_what_is_open_in_the_open_letter() -> None:
    assert codes(read(OPEN)) == [
        "author-not-named",
        "citation-ambiguous",
        "citation-unresolved",
        "date-not-stated",
        "recipient-not-named",
    ]


@pytest.mark.parametrize(
    ("part", "entry", "settled"),
    [
        ("participations", {"role": "recipient", "name": "Tom Brown"}, "recipient-not-named"),
        ("participations", {"role": "author", "name": "Ada Miller"}, "author-not-named"),
        ("participations", {"role": "cc", "name": "Ada Miller"}, None),
        ("citations", {"exact": "Treaty of Riverton", "instrument": "treaty:iccpr"}, "citation-unresolved"),
        ("citations", {"exact": "Treaty of Riverton", "action": "remove"}, "citation-unresolved"),
        ("citations", {"exact": "resolution 822 (1999)", "instrument": "un:sc:res:822"}, "citation-ambiguous"),
        ("citations", {"exact": "Treaty of Riverton", "status": "unresolved"}, None),
        ("citations", {"exact": "Treaty of Riverton", "pinpoint": "3"}, None),
    ],
)
def test_a_decision_settles_what_it_decides(part: str, entry: dict[str, str], settled: str | None) -> None:
    before = codes(read(OPEN))
    after = codes(decide(OPEN, entry, part=part))
    assert after == [code for code in before if code != settled]


@pytest.mark.parametrize(
    ("text", "code"), [(OPEN, "date-not-stated"), (TEXT.replace("4 March 2021", "3/4/2021"), "date-ambiguous")]
)
def test_a_stated_date_settles_its_doubt(text: str, code: str) -> None:
    assert code in codes(read(text))
    for value, is_open in (("2021-04-03", False), (None, True)):
        sidecar = Sidecar(letter_id="a", letter={"sent_date": {"value": value, **PROOF}})
        assert (code in codes(curate(read(text), sidecar).letter)) is is_open


def test_a_citation_undecided_by_decision_names_no_instrument() -> None:
    text = TEXT.replace("Please", "Security Council resolution 822 (1993) is no help. Please")
    letter = decide(text, {"exact": "Security Council resolution 822 (1993)", "status": "unresolved"}, part="citations")
    assert [row.instrument_id for row in letter.citations] == [None]
    assert codes(letter) == ["citation-unresolved"]


def test_nothing_changes_without_decisions() -> None:
    for text in (TEXT, OPEN):
        assert curate(read(text), Sidecar()).letter == read(text)
    empty = Letter(letter_id=LetterId("a"), text="")
    assert curate(empty, Sidecar()).letter == empty
