"""`corpuspkg agents`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpuspkg.cli.agents import AgentsFormat, agents


def test_agents_are_listed_with_the_rules_that_joined_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for number, name in enumerate(("Tom Wray", "Thomas A. Wray")):
        text = f"4 May 200{number}\n\nDear Ada Quill,\n\nThe weir leaks again.\n\nYours sincerely,\n\n{name}\n"
        (seeds / f"weir-{number}.txt").write_text(text, encoding="utf-8")
    agents(tmp_path, output=AgentsFormat.JSON)
    rows = {row["agent_id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["thomas-a-wray"]["letters"] == 2
    assert rows["thomas-a-wray"]["merges"] == [
        {"form": "Thomas A. Wray", "other": "Tom Wray", "rule_id": "agent.given-variant"}
    ]
    agents(tmp_path, output=AgentsFormat.TABLE)
    assert "thomas-a-wray: Thomas A. Wray (person; letters: 2)" in capsys.readouterr().out
