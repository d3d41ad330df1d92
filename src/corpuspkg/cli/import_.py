"""`corpuspkg import`: bring metadata of other editions into sidecars."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpuspkg.cli.output import json_option, print_json, quiet_option

if TYPE_CHECKING:
    from corpuspkg.pipeline.imports import ImportReport


class ImportFormat(StrEnum):
    """Formats to import."""

    CMIF = "cmif"
    CSV2CMI = "csv2cmi"


def import_(
    source: Annotated[ImportFormat, typer.Argument(metavar="FORMAT", help="cmif, or csv2cmi for a table of letters.")],
    file: Annotated[Path, typer.Argument(help="The file to import.")],
    *,
    into: Annotated[Path, typer.Option("--into", help="Folder of the letters whose sidecars are filled.")],
    delimiter: Annotated[str, typer.Option(help="csv2cmi: what stands between several names in a cell.")] = "/",
    json_output: Annotated[bool, json_option("Print what was done as a JSON object.")] = False,
    quiet: Annotated[bool, quiet_option("Print only what was not taken.")] = False,
) -> None:
    """Fill sidecars with what letters do not say themselves: date, places, senders and addressees.

    What a sidecar or a letter says already is kept, and where the file says something else, that is reported.
    Exit codes: 0 all done; 1 something was not taken (it is listed); 2 wrong usage; 3 a file cannot be read or written.
    """
    from corpuspkg.cli.progress import show_items  # noqa: PLC0415 - slow to import
    from corpuspkg.interchange import read_cmif, read_csv2cmi  # noqa: PLC0415 - slow to import
    from corpuspkg.pipeline.imports import import_metadata  # noqa: PLC0415 - as above

    letters = read_cmif(file) if source is ImportFormat.CMIF else read_csv2cmi(file, delimiter=delimiter)
    with show_items("letters", quiet=quiet or json_output) as progress:
        report = import_metadata(letters, into, file.name, progress=progress)
    if json_output:
        written = [{"sidecar": str(path), "decisions": number} for path, number in report.written]
        rest = {"unchanged": report.unchanged, "conflicts": report.conflicts, "unknown": report.unknown}
        print_json({"written": written, **rest})
    else:
        _print(report, quiet=quiet)
    if report.conflicts or report.unknown:
        raise typer.Exit(1)


def _print(report: ImportReport, *, quiet: bool) -> None:
    for path, number in () if quiet else report.written:
        typer.echo(f"{path}: {number} decisions added")
    for conflict in report.conflicts:
        typer.echo(f"kept: {conflict}", err=True)
    for key in report.unknown:
        typer.echo(f"no such letter: {key}", err=True)
    if not quiet:
        typer.echo(f"{len(report.written)} sidecars filled, {len(report.unchanged)} letters had nothing to add")
