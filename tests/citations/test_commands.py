"""`corpuspkg rules` and `corpuspkg explain`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpuspkg.citations import list_rules
from corpuspkg.cli.explain import explain
from corpuspkg.cli.rules import RulesFormat, rules
from corpuspkg.errors import InputError


def test_rules_lists_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    rules(output=RulesFormat.JSON)
    listed = json.loads(capsys.readouterr().out)
    names = [row["rule_id"] for row in listed]
    assert {rule.rule_id for rule in list_rules()} < set(names)
    assert names == sorted(set(names))
    rules("cite.un-sc")
    assert "cite.un-sc-resolution" in capsys.readouterr().out


def test_explain_shows_citations_and_near_misses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Article 19 of the ICCPR binds us. Resolution 5 thanked the cook.\n", encoding="utf-8")
    explain(path)
    shown = capsys.readouterr().out
    for words in ("treaty:iccpr", "article 19", "Near misses", "a number without its body"):
        assert words in shown


def test_explain_names_what_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"caf\xe9")
    with pytest.raises(InputError, match="byte 3"):
        explain(path)
    with pytest.raises(InputError):
        explain(tmp_path / "none.txt")
