"""`corpuspkg publish`: upload a release."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from corpuspkg.publish import Released
    from corpuspkg.publish.depositing import Request


class Target(StrEnum):
    """Where to."""

    PYPI = "pypi"
    ZENODO = "zenodo"


def publish(
    version: Annotated[str | None, typer.Argument(help="A version in build/release/; that of pyproject.toml.")] = None,
    *,
    to: Annotated[
        Target, typer.Option("--to", help="pypi: wheel and sdist, with twine; zenodo: all files, for a DOI.")
    ],
    directory: Annotated[Path, typer.Option(help="Folder of the corpus.")] = Path(),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be sent, without secrets; send nothing.")
    ] = False,
    repository: Annotated[str | None, typer.Option(help="pypi: a section of .pypirc; twine's default.")] = None,
    address: Annotated[
        str | None,
        typer.Option(help="pypi: of another index; zenodo: of another InvenioRDM's API, for example a sandbox."),
    ] = None,
    record: Annotated[str | None, typer.Option(help="zenodo: id of an earlier version's record.")] = None,
    final: Annotated[
        bool, typer.Option("--final", help="zenodo: publish the draft; this cannot be taken back.")
    ] = False,
) -> None:
    """Upload what `corpuspkg release` made, after checking it against its checksums.

    Credentials: for pypi as twine takes them (TWINE_USERNAME, TWINE_PASSWORD, keyring, .pypirc); for zenodo a token in
    ZENODO_TOKEN. Neither is printed. Exit codes: 0 done; 2 wrong usage; 3 it cannot be uploaded.
    """
    from corpuspkg.publish import read_release  # noqa: PLC0415 - slow to import

    release = read_release(directory, version)
    if to is Target.PYPI:
        _to_pypi(release, repository, address, dry_run=dry_run)
    else:
        _to_zenodo(release, address, record, dry_run=dry_run, final=final)


def _to_pypi(release: Released, repository: str | None, url: str | None, *, dry_run: bool) -> None:
    from corpuspkg.publish import upload_commands, upload_distributions  # noqa: PLC0415 - slow to import

    if dry_run:
        for command in upload_commands(release, repository=repository, url=url):
            typer.echo(" ".join(["python", *command[1:]]))
        return
    upload_distributions(release, repository=repository, url=url)
    for path in release.distributions:
        typer.echo(f"uploaded {path.name}")


def _to_zenodo(release: Released, address: str | None, record: str | None, *, dry_run: bool, final: bool) -> None:
    from corpuspkg.errors import UploadError  # noqa: PLC0415 - slow to import
    from corpuspkg.publish import deposit  # noqa: PLC0415 - as above
    from corpuspkg.publish.depositing import TOKEN_VARIABLE, ZENODO, rehearse, sender  # noqa: PLC0415 - as above

    if dry_run:
        send = rehearse(_tell)
    else:
        token = os.environ.get(TOKEN_VARIABLE)
        if not token:
            raise UploadError("there is no token", hint=f"make one in your account's settings and set {TOKEN_VARIABLE}")
        send = sender(token)
    done = deposit(release, send, address=address or ZENODO, record=record, publish=final)
    if not dry_run:
        state = "published" if done.published else "a draft: look at it, and publish it there or with --final"
        typer.echo(f"record {done.record_id} is {state}")
        typer.echo("\n".join(filter(None, (done.page, f"DOI {done.doi}" if done.doi else None))))


def _tell(request: Request) -> None:
    """A request as it would be sent, the token left out."""
    import json  # noqa: PLC0415 - as the library

    typer.echo(f"{request.method} {request.url}\nAuthorization: Bearer ***")
    if request.file is not None:
        typer.echo(
            f"Content-Type: application/octet-stream\n\n<{request.file.name}, {request.file.stat().st_size} bytes>"
        )
    elif request.body is not None:
        typer.echo(f"Content-Type: application/json\n\n{json.dumps(request.body, ensure_ascii=False, indent=1)}")
    typer.echo("")
