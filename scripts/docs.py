"""Write what the documentation takes from the code and the data: `python scripts/docs.py [--check]`.

Pages, plots, and what the code of `docs/plots.md` prints.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import typer

import corpuspkg
from corpuspkg.citing import cite_package
from corpuspkg.description import FieldDescription, TableDescription
from corpuspkg.schema import load_tables
from plots import PLOTS

ROOT = Path(__file__).resolve().parents[1]
# What the README shows of citations.
SHOWN = ("citation_id", "exact", "instrument_id", "form", "status", "start", "end")
# A block of code, and what it printed last.
_CELL = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n.*?^```\n)?", re.MULTILINE | re.DOTALL)
NOTE = "<!-- Made by scripts/docs.py (make docs): change {source} instead. -->"


def tables_page() -> str:
    """Each table and field, from schema/."""
    tables = [TableDescription.from_resource(table.descriptor) for table in load_tables(ROOT / "schema").values()]
    lines = [NOTE.format(source="schema/*.json"), "", "# Tables", ""]
    lines += ["Each table stands in `dist/` as CSV and as Parquet, with equal content. In Python:", ""]
    lines += ['`corpuspkg.describe("citations")`.', "", "| table | a row is |", "|---|---|"]
    lines += [f"| [`{table.name}`](#{table.name}) | {_cell(table.description)} |" for table in tables]
    for table in tables:
        lines += ["", f"## {table.name}", "", table.description, ""]
        lines += [f"- {line}" for line in table.key_lines()]
        lines += ["", "| field | type | title | description | rules |", "|---|---|---|---|---|"]
        lines += [
            f"| `{field.name}` | {field.type} | {_cell(field.title)} | {_cell(field.description)} | {_rules(field)} |"
            for field in table.fields
        ]
    return "\n".join(lines) + "\n"


def _rules(field: FieldDescription) -> str:
    """The rules with a pattern as code: it is full of Markdown's own signs."""
    pattern = field.constraints.get("pattern")
    return _cell(field.rules().replace(pattern, f"`{pattern}`") if pattern else field.rules())


def findings_page() -> str:
    """Each kind of finding, from findings.csv."""
    with (ROOT / "src" / "corpuspkg" / "findings.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["code"])
    lines = [NOTE.format(source="src/corpuspkg/findings.csv"), "", "# Findings", ""]
    lines += [
        "What the build and the validation can find, and what to do about it. The table `issues` has those of the"
    ]
    lines += ["published corpus.", "", "| code | severity | what it means | what to do |", "|---|---|---|---|"]
    lines += [
        f"| `{row['code']}` | {row['severity']} | {_cell(row['description'])} | {_cell(row['remedy'])} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def conformance_page() -> str:
    """The findings of validation, and where it differs from frictionless, from codes.csv and the conformance suite."""
    cases = [
        json.loads(line)
        for line in (ROOT / "tests" / "validation" / "conformance.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    differing = [case for case in cases if not case["agree"]]
    broken = sum(bool(case["ours"] or case["frictionless"]) for case in cases)
    source = "src/corpuspkg/validation/codes.csv or tests/validation/conformance.jsonl"
    lines = [NOTE.format(source=source), "", "# Validation beside the standard", ""]
    lines += [f"{len(cases)} small packages, {broken} of them broken, are judged by this check and by frictionless:"]
    lines += [f"{len(cases) - len(differing)} verdicts agree, {len(differing)} differ.", "", "## Differences", ""]
    lines += ["Each with the clause of the standard (Data Package 2.0) that it rests on. Verdicts: code, @ row.", ""]
    lines += ["| case | clause | this check | frictionless | why |", "|---|---|---|---|---|"]
    lines += [_case(case) + f" {_cell(case['note'])} |" for case in differing]
    lines += ["", "## Agreements", "", "| case | clause | this check | frictionless |", "|---|---|---|---|"]
    lines += [_case(case) for case in cases if case["agree"]]
    lines += ["", "## Kinds of findings", "", "| code | severity | clause | what it means | what to do |"]
    lines += ["|---|---|---|---|---|"]
    with (ROOT / "src" / "corpuspkg" / "validation" / "codes.csv").open(encoding="utf-8", newline="") as file:
        lines += [
            f"| `{row['code']}` | {row['severity']} | {_cell(row['clause'])} | {_cell(row['description'])} "
            f"| {_cell(row['remedy'])} |"
            for row in csv.DictReader(file)
        ]
    return "\n".join(lines) + "\n"


def _case(case: dict[str, Any]) -> str:
    verdicts = (", ".join(f"`{each}`" for each in case[tool]) or "sound" for tool in ("ours", "frictionless"))
    return f"| {case['case']} | {_cell(case['clause'])} | {' | '.join(verdicts)} |"


_EVERYWHERE = """\
Exit codes: 0 clean, 1 findings, 2 wrong usage, 3 cannot run, 130 interrupted.

Every command has `--json` and `--quiet`. With `--json`, stdout holds one JSON document and nothing else (`add` and
`extract`: an object a file and line); what stops a command is told in one line on stderr, wrong usage included:
`{"error": {"kind": ..., "message": ..., "path": ..., "hint": ..., "exit_code": ...}}`. Long work shows its progress on
stderr, on a terminal alone and never with `--quiet` or `--json`."""


def cli_page() -> str:
    """Each command with its arguments and options, from the program."""
    from corpuspkg.cli import app  # noqa: PLC0415 - the other pages do not need it

    group: Any = typer.main.get_command(app)
    lines = [NOTE.format(source="src/corpuspkg/cli/"), "", "# Commands", "", _plain(group.help), ""]
    lines += [_EVERYWHERE, ""]
    commands = sorted(_commands(group, "corpuspkg"))
    lines += [
        f"- [`{name}`](#{name.replace(' ', '-')}): {_plain(command.help).splitlines()[0]}" for name, command in commands
    ]
    for name, command in commands:
        lines += ["", f"## {name}", "", "```text", _usage(name, command), "```", "", _plain(command.help)]
        rows = [_row(parameter) for parameter in command.params if not parameter.hidden and parameter.name != "help"]
        if rows:
            lines += ["", "| argument or option | meaning |", "|---|---|", *rows]
    return "\n".join(lines) + "\n"


def _commands(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """All commands, those of groups included."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix} {name}")
        elif not command.hidden:
            yield f"{prefix} {name}", command


def _usage(name: str, command: Any) -> str:
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    return " ".join([name, "[OPTIONS]", *map(_argument, arguments)])


def _argument(parameter: Any) -> str:
    written = (parameter.metavar or parameter.name).upper().strip("[].") + ("..." if parameter.nargs == -1 else "")
    return written if parameter.required else f"[{written}]"


def _row(parameter: Any) -> str:
    is_argument = parameter.param_type_name == "argument"
    name = _argument(parameter) if is_argument else ", ".join([*parameter.opts, *parameter.secondary_opts])
    meaning = parameter.help or ""
    if parameter.default not in (None, False, ()) and not callable(parameter.default):
        meaning += f" (default: `{parameter.default}`)"
    return f"| `{name}` | {_cell(meaning)} |"


def _plain(text: str | None) -> str:
    r"""A docstring as Markdown: `\b` marks and indentation are the terminal's."""
    return (text or "").replace("\b", "").replace("\f", "").strip()


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def readme_page() -> str:
    """The README with its tables of letters and citations, and how to cite it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    citation = cite_package(corpuspkg.open(ROOT)).replace("*", "\\*")
    blocks = {"letters": _letters(), "citations": _first_citations(), "citation": [f"> {citation}"]}
    for name, lines in blocks.items():
        start, end = f"<!-- {name}: written by scripts/docs.py (make docs) -->", f"<!-- end of {name} -->"
        before, _, rest = text.partition(start)
        text = "\n".join([before + start, "", *lines, "", end + rest.partition(end)[2]])
    return text


def _letters() -> list[str]:
    """A row per letter: who wrote to whom, when, and how much it cites."""
    participations, citations = _rows("participations"), _rows("citations")
    names = {row["agent_id"]: row["name"] for row in _rows("agents")}
    lines = ["| letter | from | to | sent | citations |", "|---|---|---|---|---|"]
    for letter in _rows("letters"):
        key = letter["letter_id"]
        parts = [
            [names[row["agent_id"]] for row in participations if (row["letter_id"], row["role"]) == (key, role)]
            for role in ("author", "recipient")
        ]
        count = sum(row["letter_id"] == key for row in citations)
        cells = [
            f"`{key}`",
            *("; ".join(part) or "not named" for part in parts),
            letter["sent_date"] or "unknown",
            str(count),
        ]
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    return lines


def _first_citations() -> list[str]:
    lines = [f"| {' | '.join(f'`{column}`' for column in SHOWN)} |", "|---" * len(SHOWN) + "|"]
    return lines + [f"| {' | '.join(_cell(row[column]) for column in SHOWN)} |" for row in _rows("citations")[:5]]


def _rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "dist" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def notebook_page() -> str:
    """A page whose code is run, with what it prints below each block."""
    text = (ROOT / "docs" / "plots.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}

    def run(match: re.Match[str]) -> str:
        printed = StringIO()
        with redirect_stdout(printed):
            exec(match["code"], names)  # noqa: S102 - our own page
        lines = "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())
        return f"```python\n{match['code']}```\n\n```text\n{lines}```\n"

    return _CELL.sub(run, text)


def citation_file() -> str:
    """CITATION.cff, from datapackage.json."""
    return cite_package(corpuspkg.open(ROOT), format="cff") + "\n"


PAGES = {
    "CITATION.cff": citation_file,
    "README.md": readme_page,
    "docs/tables.md": tables_page,
    "docs/findings.md": findings_page,
    "docs/cli.md": cli_page,
    "docs/conformance.md": conformance_page,
    "docs/plots.md": notebook_page,
    **PLOTS,
}


def main() -> int:
    """Write the pages, or with `--check` say which are not as they would be written."""
    is_check = "--check" in sys.argv[1:]
    stale = []
    for name, page in PAGES.items():
        path, text = ROOT / name, page()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not is_check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    for name in stale:
        print(f"{name} is out of date: run: make docs" if is_check else f"{name} written")
    return 1 if is_check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
