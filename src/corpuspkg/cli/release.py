"""`corpuspkg release`: make everything that a citable version needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpuspkg.cli.output import json_option, print_json, quiet_option

if TYPE_CHECKING:
    from corpuspkg.release import ReleaseReport


def release(
    version: Annotated[
        str | None, typer.Argument(help="Must be the version in pyproject.toml, which is taken where none is given.")
    ] = None,
    *,
    directory: Annotated[Path, typer.Option(help="Folder of the corpus, in a git repository.")] = Path(),
    check: Annotated[bool, typer.Option("--check", help="Make and check everything, keep nothing.")] = False,
    json_output: Annotated[bool, json_option("Print what was done as a JSON object.")] = False,
    quiet: Annotated[bool, quiet_option("Print what stands in the way only.")] = False,
) -> None:
    """Make a release of the checked-out commit in build/release/VERSION: data archives, wheel, sdist and all metadata.

    Refused where changes are not committed, where the committed package is not what a rebuild gives, where the version
    is not above the last or less than the changed data ask for, where the changelog does not mention it, and where
    reading a letter that is not in quarantine crashed or took too long or too much memory. Nothing is tagged, pushed or
    uploaded.

    Exit codes: 0 released; 1 refused, with all reasons; 2 wrong usage; 3 cannot run.
    """
    from corpuspkg.cli.progress import show_items  # noqa: PLC0415 - slow to import
    from corpuspkg.release import release as make_release  # noqa: PLC0415 - the builder is slow to import

    with show_items("steps", quiet=quiet or json_output) as progress:
        report = make_release(directory, version, check=check, progress=progress)
    if json_output:
        _print_json(report)
    else:
        _print(report, quiet=quiet)
    if report.refusals:
        raise typer.Exit(1)


def _print(report: ReleaseReport, *, quiet: bool) -> None:
    for refusal in report.refusals:
        typer.echo(str(refusal), err=True)
    if report.refusals:
        typer.echo(f"Version {report.version} is not released: nothing was written.", err=True)
        return
    if quiet:
        return
    if report.diff is not None:
        typer.echo(f"The data ask for a {report.diff.bump} version after {report.diff.old.version}.")
    for name, digest in (report.files or {}).items():
        typer.echo(f"{digest}  {name}")
    if report.folder is None:
        typer.echo(f"Version {report.version} can be released.")
        return
    typer.echo(f"Version {report.version} is in {report.folder}.")
    typer.echo(f"To publish it, tag the commit: git tag -a v{report.version} -m 'Version {report.version}'")


def _print_json(report: ReleaseReport) -> None:
    record = {
        "version": report.version,
        "folder": None if report.folder is None else str(report.folder),
        "files": report.files or {},
        "bump": None if report.diff is None else str(report.diff.bump),
        "refusals": [{"message": one.message, "hint": one.hint} for one in report.refusals],
    }
    print_json(record)
