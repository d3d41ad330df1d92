"""`corpuspkg export`: write a built package's metadata in a format that others aggregate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corpuspkg.cli.output import json_option, print_json, quiet_option


class ExportFormat(StrEnum):
    """Formats to export to."""

    CMIF = "cmif"


def export(
    path: Annotated[Path, typer.Argument(help="The package: a folder, its datapackage.json, or an archive.")] = Path(),
    *,
    to: Annotated[ExportFormat, typer.Option("--to", help="cmif: TEI correspDesc, version 1.1.")] = ExportFormat.CMIF,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; by default, print.")] = None,
    url: Annotated[str | None, typer.Option(help="Where the file will be found: its identifier in CMIF.")] = None,
    json_output: Annotated[
        bool,
        json_option("Print a JSON object: format, file, and the document where no file is written."),
    ] = False,
    quiet: Annotated[bool, quiet_option("Print nothing but the document.")] = False,
) -> None:
    """Write who wrote to whom, when, from where and where to, as a digital index of letters.

    Exit codes: 0 written; 2 wrong usage; 3 the package cannot be read or the file not be written.
    """
    import sys  # noqa: PLC0415 - as below
    from io import StringIO  # noqa: PLC0415 - as below

    from corpuspkg.interchange import index_package, write_cmif, write_cmif_file  # noqa: PLC0415 - slow to import
    from corpuspkg.package import open_package  # noqa: PLC0415 - as above

    index = index_package(open_package(path), url)
    record = {"format": to, "file": str(output) if output else None}
    if output is not None:
        write_cmif_file(index, output)
        if not (quiet or json_output):
            typer.echo(f"Wrote {output}.")
    elif json_output:
        document = StringIO()
        write_cmif(index, document)
        record["document"] = document.getvalue()
    else:
        write_cmif(index, sys.stdout)
    if json_output:
        print_json(record)
