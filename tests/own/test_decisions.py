"""Decisions are put into sidecars without touching what is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuspkg.decisions import insert_decision, write_decision
from corpuspkg.errors import InputError
from corpuspkg.sidecar import SCHEMA_LINE, parse_yaml, schema_line

PROOF = {"reason": "b", "evidence": "c"}
OLD = """# my notes
letter_id: a   # short

letter:
    title:
        value: 2021-03-04
        reason: >-
            because
            of this

        evidence: |
            c

# who
participations:
- role: sender
  name: "Ada: Miller"   # really
  reason: b
  evidence: c
"""


@pytest.mark.parametrize(
    ("part", "entry", "field"),
    [
        ("letter", {"value": "2021-03-04/..", **PROOF}, "sent_date"),
        ("letter", {"value": None, **PROOF}, "place_to"),
        ("participations", {"role": "cc", "name": "Bo\n#: 'x'", **PROOF}, None),
        ("agents", {"agent": "ada", "forms": ["A. Miller", "é"], **PROOF}, None),
        ("citations", {"exact": "the act", "occurrence": 2, "action": "remove", **PROOF}, None),
        ("source", {"value": "https://example.org", **PROOF}, "url"),
    ],
)
@pytest.mark.parametrize("old", ["", OLD, "letter_id: a", "letter_id: a\n\n\n# end"])
def test_adds_lines_and_nothing_else(old: str, part: str, entry: dict[str, object], field: str | None) -> None:
    new = insert_decision(old, part, entry, field)
    assert new is not None
    kept = iter(new.splitlines())
    assert all(line in kept for line in old.splitlines()), "old lines stay, in order"
    assert new.splitlines()[0] == SCHEMA_LINE
    parsed = parse_yaml(new)[part]
    assert entry == (parsed[field] if field else parsed[-1])
    assert insert_decision(new, part, entry, field) is None if field else True


@pytest.mark.parametrize("old", ["{letter_id: a}", "participations: []", "participations: &a\n- b\nx: *a\n"])
def test_leaves_what_it_cannot_extend(old: str) -> None:
    new = insert_decision(old, "participations", {"role": "cc", "name": "B", **PROOF})
    assert new is None or parse_yaml(new)["participations"] == [
        *parse_yaml(old)["participations"],
        parse_yaml(new)["participations"][-1],
    ]


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1), notes=st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "P", "Zs"])))
def test_any_words_survive(text: str, notes: str) -> None:
    old = f"# {notes}\nletter_id: a\n"
    entry = {"exact": text, "reason": text, "evidence": notes}
    new = insert_decision(old, "citations", entry)
    assert new is None or parse_yaml(new) == {"letter_id": "a", "citations": [entry]}
    assert new is not None or not text.isprintable()


def test_an_invalid_decision_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(OLD, encoding="utf-8")
    with pytest.raises(InputError, match="no EDTF date"):
        write_decision(path, "letter", {"value": "4 March", **PROOF}, "sent_date")
    with pytest.raises(InputError, match="add by hand"):
        write_decision(path, "letter", {"value": "A", **PROOF}, "title")
    assert path.read_text(encoding="utf-8") == OLD
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_a_sidecar_names_its_schema_from_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "sidecar.schema.json").touch()
    for folder, schema in (("seeds", "../schema"), ("seeds/a/b", "../../../schema")):
        path = tmp_path / folder / "a.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        for field in ("title", "place_to"):
            write_decision(path, "letter", {"value": "A", **PROOF}, field)
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0] == f"# yaml-language-server: $schema={schema}/sidecar.schema.json"
        assert (path.parent / lines[0].partition("=")[2]).is_file()
        assert sum("yaml-language-server" in line for line in lines) == 1
    assert schema_line(tmp_path / "elsewhere") == SCHEMA_LINE


def test_a_broken_sidecar_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("letter: [", encoding="utf-8")
    with pytest.raises(InputError, match="mend"):
        write_decision(path, "letter", {"value": "A", **PROOF}, "title")
    assert path.read_text(encoding="utf-8") == "letter: ["
