"""`corpuspkg validate`: check any data package."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpuspkg.cli.output import choose_format, json_option, print_json, quiet_option

if TYPE_CHECKING:
    from corpuspkg.validation import Report

_COLUMNS = ("severity", "code", "resource", "file", "row", "field", "value", "message", "hint")


class FindingFormat(StrEnum):
    """How findings are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def validate(
    path: Annotated[Path, typer.Argument(help="Folder of a data package, or its descriptor.")] = Path(),
    *,
    output: Annotated[
        FindingFormat, typer.Option("--format", help="table: for reading; json, csv: one finding a row.")
    ] = FindingFormat.TABLE,
    limit: Annotated[
        int, typer.Option(min=0, help="Findings shown for each resource and kind; 0 shows all. All are counted.")
    ] = 1000,
    json_output: Annotated[bool, json_option("The same as --format json, without the summary on stderr.")] = False,
    quiet: Annotated[bool, quiet_option("Print findings only.")] = False,
) -> None:
    """Check any Data Package (version 1 or 2) with CSV, Parquet or JSON tables: descriptor, files, rows and keys.

    The header counts as row 1, so the first row of data is row 2. Exit codes: 0 nothing is wrong (warnings may be
    listed); 1 findings; 2 wrong usage; 3 no descriptor or an unreadable one.
    """
    from corpuspkg.cli.progress import show_items  # noqa: PLC0415 - slow to import
    from corpuspkg.validation import check_package  # noqa: PLC0415 - slow to import

    chosen = choose_format(output, FindingFormat.JSON, FindingFormat.TABLE, json_output=json_output)
    silent = quiet or json_output
    with show_items("tables", quiet=silent) as progress:
        report = check_package(path, limit=limit or None, progress=progress)
    if chosen is FindingFormat.TABLE:
        _print_table(report)
    elif chosen is FindingFormat.JSON:
        _print_json(report)
    else:
        _print_csv(report)
    if not silent:
        typer.echo(_summary(path, report), err=chosen is not FindingFormat.TABLE)
    if not report.valid:
        raise typer.Exit(1)


def _rows(report: Report) -> list[dict[str, object]]:
    return [{name: getattr(finding, name) for name in _COLUMNS} for finding in report.findings]


def _print_json(report: Report) -> None:
    print_json(_rows(report))


def _print_csv(report: Report) -> None:
    import csv  # noqa: PLC0415 - one format of three
    import io  # noqa: PLC0415 - as above

    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(report))
    typer.echo(text.getvalue(), nl=False)


def _print_table(report: Report) -> None:
    if not report.findings:
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    console = Console()
    table = Table("code", "where", "row", "field", "what is wrong", "remedy", box=None, header_style="bold")
    for column in table.columns[:2]:
        column.no_wrap = True  # a file name that is cut short does not say which file
    style = {"error": "red", "warning": "yellow", "info": "dim"}
    for finding in report.findings:
        table.add_row(
            Text(finding.code, style=style[finding.severity]),
            Text(finding.file or finding.resource or ""),
            "" if finding.row is None else str(finding.row),
            Text(finding.field or ""),
            Text(finding.message),
            Text(finding.hint or "", style="dim"),
        )
    console.print(table)


def _summary(path: Path, report: Report) -> str:
    """One line: how much was checked, how long it took, what was found.

    >>> from corpuspkg.validation import Report
    >>> _summary(Path("a"), Report(findings=(), counts={}, omitted={}, rows=1200, resources=2, seconds=0.5))
    'a: 1,200 rows in 2 tables checked in 0.50 s: nothing is wrong'
    """
    from collections import Counter  # noqa: PLC0415 - as the library below

    from corpuspkg.validation import load_codes  # noqa: PLC0415 - slow to import

    counts: Counter[str] = Counter()
    for (_, code), number in report.counts.items():
        counts[load_codes()[code].severity] += number
    found = (
        ", ".join(f"{counts[kind]:,} {kind}{'s' if counts[kind] > 1 else ''}" for kind in counts) or "nothing is wrong"
    )
    tables = f"{report.resources} table{'s' if report.resources != 1 else ''}"
    return f"{path}: {report.rows:,} rows in {tables} checked in {report.seconds:.2f} s: {found}"
