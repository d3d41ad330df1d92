"""`corpuspkg rules`: the rules that read letters, with what each takes and leaves."""

from __future__ import annotations

import csv
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corpuspkg.cli.output import choose_format, json_option, print_json, quiet_option

_COLUMNS = ("rule_id", "description", "positive", "negative")


class RulesFormat(StrEnum):
    """How rules are printed."""

    TABLE = "table"
    JSON = "json"


def rules(
    prefix: Annotated[str, typer.Argument(help="Only rules whose id starts so, for example cite.")] = "",
    *,
    output: Annotated[
        RulesFormat, typer.Option("--format", help="table: for reading; json: for programs.")
    ] = RulesFormat.TABLE,
    json_output: Annotated[bool, json_option("The same as --format json.")] = False,
    quiet: Annotated[bool, quiet_option("Print the ids alone.")] = False,
) -> None:
    """List the rules: id, what it does, and, where a sentence can show it, a text it takes and one it leaves."""
    found = [row for row in _all_rules() if row["rule_id"].startswith(prefix)]
    if choose_format(output, RulesFormat.JSON, RulesFormat.TABLE, json_output=json_output) is RulesFormat.JSON:
        print_json(found)
        return
    if quiet:
        typer.echo("\n".join(row["rule_id"] for row in found))
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.table import Column, Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table(Column("rule", no_wrap=True), "what it does", "takes", "leaves", show_lines=True)
    for row in found:
        table.add_row(*(Text(row[name]) for name in _COLUMNS))
    Console().print(table)


def _all_rules() -> list[dict[str, str]]:
    """The rules of citations, agents, metadata and references alike."""
    from corpuspkg import citations, identity, metadata, references  # noqa: PLC0415 - the builder is slow to import

    rows = [
        {
            "rule_id": str(rule.rule_id),
            "description": rule.description,
            "positive": "\n".join(example.text for example in rule.positive),
            "negative": "\n".join(example.text for example in rule.negative),
        }
        for rule in citations.list_rules()
    ]
    for part in (identity, metadata, references):
        with Path(part.__file__ or "").with_name("rules.csv").open(encoding="utf-8", newline="") as file:
            rows += [{name: row[name] or "" for name in _COLUMNS} for row in csv.DictReader(file)]
    return sorted(rows, key=lambda row: row["rule_id"])
