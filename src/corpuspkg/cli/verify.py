"""`corpuspkg verify`: check a downloaded release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corpuspkg.cli.output import json_option, print_json, quiet_option


def verify(
    path: Annotated[Path, typer.Argument(help="A release's folder, its data archive, wheel or sdist.")],
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Also build the tables again from the seeds inside, and compare them.")
    ] = False,
    json_output: Annotated[bool, json_option("Print the findings as a JSON list.")] = False,
    quiet: Annotated[bool, quiet_option("Print findings only.")] = False,
) -> None:
    """Check a release against its checksums and its descriptor's hashes; nothing is written.

    Exit codes: 0 all as published; 1 something is not; 2 wrong usage; 3 nothing to check, or an archive is broken.
    """
    from corpuspkg.cli.progress import show_items  # noqa: PLC0415 - slow to import
    from corpuspkg.release import verify as verify_release  # noqa: PLC0415 - the builder is slow to import

    with show_items("checks", quiet=quiet or json_output) as progress:
        findings = verify_release(path, rebuild=rebuild, progress=progress)
    if json_output:
        print_json([{"file": one.file, "message": one.message} for one in findings])
    else:
        for finding in findings:
            typer.echo(str(finding), err=True)
    if findings:
        raise typer.Exit(1)
    if not (quiet or json_output):
        proved = ", and a rebuild from its seeds says the same" if rebuild else ""
        typer.echo(f"{path}: all as published{proved}.")
