"""`corpuspkg build`: rebuild the package of a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_DIR = typer.Argument(help="Folder of the corpus: it holds seeds/ and gets dist/ and datapackage.json.")


def build(
    directory: Annotated[Path, _DIR] = Path(),
    *,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; say what a rebuild would change, and exit with 1 if anything."),
    ] = False,
    without_text: Annotated[
        bool, typer.Option("--without-text", help="Leave out the letters' texts; spans, hashes and metadata stay.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print findings only.")] = False,
) -> None:
    """Read the letters of a corpus and write its tables and descriptor.

    Exit codes: 0 clean; 1 something was found (a letter that cannot be read, a decision that cannot be carried out, a
    difference); 2 wrong usage; 3 cannot run.
    """
    from corpuspkg.pipeline import build as build_corpus  # noqa: PLC0415 - the builder is slow to import

    report = build_corpus(directory, with_text=not without_text, check=check)
    for finding in report.findings:
        issue = finding.issue
        typer.echo(f"{finding.file}: {issue.code}: {issue.message}. {issue.hint}", err=True)
    for difference in report.differences:
        typer.echo(difference, err=True)
    if report.refused:
        typer.echo("Nothing was written: correct the findings above and build again.", err=True)
    elif not quiet:
        counts = ", ".join(f"{number} {name}" for name, number in report.rows.items())
        if not check:
            typer.echo(f"Wrote {directory / 'datapackage.json'} and {directory / 'dist'}: {counts}.")
        elif not report.differences:
            typer.echo(f"A rebuild equals what stands: {counts}.")
    if report.findings or report.differences:
        raise typer.Exit(1)
