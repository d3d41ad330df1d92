"""`corpuspkg download`: fetch a released version."""

from __future__ import annotations

from typing import Annotated

import typer

from corpuspkg.cli.output import json_option, print_json, quiet_option


def download(
    version: Annotated[str, typer.Argument(help="Released version, such as 1.0.0.")],
    *,
    corpus: Annotated[str | None, typer.Option(help="An installed corpus; this package's own by default.")] = None,
    address: Annotated[
        str | None,
        typer.Option("--from", envvar="CORPUSPKG_RELEASES", help="Address of its releases; what the corpus says."),
    ] = None,
    sha256: Annotated[str | None, typer.Option(help="Digest of the zip that you trust, from elsewhere.")] = None,
    json_output: Annotated[bool, json_option("Print path, version and digest as a JSON object.")] = False,
    quiet: Annotated[bool, quiet_option("Show no progress.")] = False,
) -> None:
    """Fetch a release into the cache, check it and print its path; what is in the cache is not fetched again.

    Exit codes: 0 it is there; 2 wrong usage; 3 it cannot be fetched or is not what it should be.
    """
    from corpuspkg.cli.progress import show_bytes  # noqa: PLC0415 - slow to import
    from corpuspkg.dataset import download as fetch  # noqa: PLC0415 - as above

    with show_bytes(f"{corpus or 'corpuspkg'} {version}", quiet=quiet or json_output) as progress:
        path = fetch(version, corpus=corpus, address=address, sha256=sha256, progress=progress)
    if not json_output:
        typer.echo(path)
        return
    import hashlib  # noqa: PLC0415 - one form of two

    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    print_json({"path": str(path), "version": version, "sha256": digest})
