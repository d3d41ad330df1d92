"""`corpuspkg evaluate`: measure what the rules read against gold letters."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpuspkg.cli.output import choose_format, json_option, quiet_option

if TYPE_CHECKING:
    from corpuspkg.model import Letter


class ReportFormat(StrEnum):
    """How a report is printed."""

    TABLE = "table"
    JSON = "json"


def evaluate(
    gold: Annotated[list[Path], typer.Argument(help="Gold files: one JSON object a letter and line.")],
    *,
    output: Annotated[
        ReportFormat, typer.Option("--format", help="table: for reading; json: for programs.")
    ] = ReportFormat.TABLE,
    misses: Annotated[
        int | None, typer.Option(min=0, help="List so many mistakes of each measure; all where it is left out.")
    ] = None,
    json_output: Annotated[bool, json_option("The same as --format json.")] = False,
    quiet: Annotated[bool, quiet_option("Print the scores alone, no mistakes.")] = False,
) -> None:
    """Score citations and metadata against gold letters: precision, recall and F1, with the mistakes listed.

    Exit codes: 0 done; 1 a letter could not be read by the rules; 2 wrong usage; 3 a gold file is not as documented.
    """
    from rich.console import Console  # noqa: PLC0415 - slow to import

    from corpuspkg.cli.progress import show_items  # noqa: PLC0415 - as above
    from corpuspkg.evaluation import evaluate as score  # noqa: PLC0415 - as above
    from corpuspkg.evaluation.report import print_tables, to_json  # noqa: PLC0415 - as above
    from corpuspkg.evaluation.resolve import resolve_name  # noqa: PLC0415 - as above
    from corpuspkg.pipeline.extract import read_text  # noqa: PLC0415 - as above

    chosen = choose_format(output, ReportFormat.JSON, ReportFormat.TABLE, json_output=json_output)
    misses = 0 if quiet else misses
    with show_items("letters", quiet=quiet or chosen is ReportFormat.JSON) as progress:

        def read(text: str, name: str) -> Letter:
            if progress:
                progress(name)
            return read_text(text, name)

        report = score(gold, read, resolve_name)
    if chosen is ReportFormat.JSON:
        typer.echo(to_json(report, misses))
    else:
        print_tables(report, Console(), misses)
    if report.failed:
        raise typer.Exit(1)
