"""`corpuspkg extract` as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from corpuspkg.cli import app

if TYPE_CHECKING:
    from pathlib import Path


def test_square_brackets_in_a_letter_are_no_mark_up(tmp_path: Path) -> None:
    letter = tmp_path / "minutes[b].txt"
    letter.write_text(
        "Dear Editor,\n\nThe UN Charter is short.\n\nYours sincerely,\nAnn [/b] Smith\n", encoding="utf-8"
    )
    result = CliRunner().invoke(app, ["extract", "--format", "table", str(letter)])
    assert result.exit_code == 0, result.output
    assert "minutes[b]" in result.output
    assert "treaty:un-charter" in result.output
