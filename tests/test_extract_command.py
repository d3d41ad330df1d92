"""`corpuspkg extract` as a table."""

from __future__ import annotations

import json
import zipfile
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


def test_lines_of_letters_become_lines_of_records(tmp_path: Path) -> None:
    path = tmp_path / "letters.jsonl"
    records = [{"number": at, "body": f"Dear Sir,\n\nOn resolution {820 + at} (1993).\n"} for at in range(3)]
    path.write_text("".join(json.dumps(record) + "\n" for record in records) + "{\n")
    words = ["extract", str(path), "--id-field", "number", "--text-field", "body"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 1
    made = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["letter_id"] for record in made] == ["0", "1", "2", "letters.jsonl:4"]
    assert [record["citations"][0]["instrument_id"] for record in made[:3]] == [
        f"un:sc:res:{820 + at}" for at in range(3)
    ]
    assert made[3]["issues"][0]["code"] == "record-broken"
    assert "letters.jsonl:4: record-broken" in result.stderr
    result = CliRunner().invoke(app, words[:2])
    assert result.exit_code != 0
    assert "it has" in str(result.exception) or "they have: number, body" in str(result.exception)


def test_folders_and_archives_are_read_whole(tmp_path: Path) -> None:
    (tmp_path / "box" / "inner").mkdir(parents=True)
    (tmp_path / "box" / "inner" / "a.txt").write_bytes("Dear René,\n".encode("cp1252"))
    (tmp_path / "box" / "b.txt").write_text("Dear Sir,\n")
    with zipfile.ZipFile(tmp_path / "box.zip", "w") as archive:
        archive.write(tmp_path / "box" / "inner" / "a.txt", "inner/a.txt")
    result = CliRunner().invoke(
        app, ["extract", "--encoding", "cp1252", str(tmp_path / "box"), str(tmp_path / "box.zip")]
    )
    assert result.exit_code == 0, result.output
    made = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["letter_id"] for record in made] == ["b", "inner/a", "inner/a"]
    assert made[2]["text"] == "Dear René,"
