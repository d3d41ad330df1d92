"""`corpuspkg verify`: check a downloaded release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def verify(
    path: Annotated[Path, typer.Argument(help="A release's folder, its data archive, wheel or sdist.")],
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Also build the tables again from the seeds inside, and compare them.")
    ] = False,
    json_output: Annotated[bool, typer.Option("--json", help="Print the findings as a JSON list.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print findings only.")] = False,
) -> None:
    """Check a release against its checksums and its descriptor's hashes; nothing is written.

    Exit codes: 0 all as published; 1 something is not; 2 wrong usage; 3 nothing to check, or an archive is broken.
    """
    from corpuspkg.release import verify as verify_release  # noqa: PLC0415 - the builder is slow to import

    findings = verify_release(path, rebuild=rebuild)
    if json_output:
        import json  # noqa: PLC0415 - one form of two

        typer.echo(json.dumps([{"file": one.file, "message": one.message} for one in findings], ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(str(finding), err=True)
    if findings:
        raise typer.Exit(1)
    if not (quiet or json_output):
        proved = ", and a rebuild from its seeds says the same" if rebuild else ""
        typer.echo(f"{path}: all as published{proved}.")
