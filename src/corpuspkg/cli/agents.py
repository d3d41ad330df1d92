"""`corpuspkg agents`: who takes part in the letters of a corpus, and why names are taken for one agent."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpuspkg.cli.output import choose_format, json_option, print_json, quiet_option

if TYPE_CHECKING:
    from corpuspkg.identity import AgentIndex


class AgentsFormat(StrEnum):
    """How agents are printed."""

    TABLE = "table"
    JSON = "json"


def agents(
    directory: Annotated[Path, typer.Argument(help="Folder of the corpus, with its letters in seeds/.")] = Path(),
    *,
    output: Annotated[
        AgentsFormat, typer.Option("--format", help="table: for reading; json: for programs.")
    ] = AgentsFormat.TABLE,
    json_output: Annotated[bool, json_option("The same as --format json.")] = False,
    quiet: Annotated[bool, quiet_option("Print the identifiers alone.")] = False,
) -> None:
    """List the agents of a corpus, each with the forms of its name and the rule that joined them; write nothing.

    `agents:` in a sidecar overrules the rules. Exit codes: 0 listed; 2 wrong usage; 3 there is no such corpus.
    """
    from corpuspkg.cli.progress import show_rate  # noqa: PLC0415 - slow to import
    from corpuspkg.pipeline import corpus_agents  # noqa: PLC0415 - slow to import

    chosen = choose_format(output, AgentsFormat.JSON, AgentsFormat.TABLE, json_output=json_output)
    with show_rate(quiet=quiet or chosen is AgentsFormat.JSON) as progress:
        rows = _rows(corpus_agents(directory, progress=progress))
    if chosen is AgentsFormat.JSON:
        print_json(rows)
        return
    for row in rows:
        if quiet:
            typer.echo(row["agent_id"])
            continue
        typer.echo(f"{row['agent_id']}: {row['name']} ({row['kind']}; letters: {row['letters']})")
        for merge in row["merges"]:
            typer.echo(f"    {merge['form']} = {merge['other']}  [{merge['rule_id']}]")


def _rows(index: AgentIndex) -> list[dict[str, Any]]:
    letters: dict[str, set[str]] = {}
    for letter in index.letters:
        for one in letter.participations:
            letters.setdefault(one.agent_id or "", set()).add(letter.letter_id)
    merges: dict[str, list[dict[str, str]]] = {}
    for merge in index.merges:
        merges.setdefault(merge.agent_id, []).append(
            {"form": merge.form, "other": merge.other, "rule_id": merge.rule_id}
        )
    return [
        {
            "agent_id": agent.agent_id,
            "name": agent.name,
            "kind": agent.kind,
            "wikidata": agent.wikidata,
            "letters": len(letters.get(agent.agent_id, ())),
            "merges": merges.get(agent.agent_id, []),
        }
        for agent in index.agents
    ]
