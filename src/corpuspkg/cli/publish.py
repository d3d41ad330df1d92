"""`corpuspkg publish`: upload a release."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from enum import Enum, StrEnum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpuspkg.cli.output import json_option, print_json, quiet_option

if TYPE_CHECKING:
    from corpuspkg.publish import Released, Request


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
    draft: Annotated[str | None, typer.Option(help="zenodo: id of a draft to go on with, after one broke off.")] = None,
    final: Annotated[
        bool, typer.Option("--final", help="zenodo: publish the draft; this cannot be taken back.")
    ] = False,
    json_output: Annotated[bool, json_option("Print what was sent, or would be, as a JSON object.")] = False,
    quiet: Annotated[bool, quiet_option("Print nothing but the record's id, and of a dry run the addresses.")] = False,
) -> None:
    """Upload what `corpuspkg release` made, after checking it against its checksums.

    Credentials: for pypi as twine takes them (TWINE_USERNAME, TWINE_PASSWORD, keyring, .pypirc); for zenodo a token in
    ZENODO_TOKEN. Neither is printed. Exit codes: 0 done; 2 wrong usage; 3 it cannot be uploaded.
    """
    from corpuspkg.publish import read_release  # noqa: PLC0415 - slow to import

    form = _Form.JSON if json_output else _Form.QUIET if quiet else _Form.FULL
    release = read_release(directory, version)
    if to is Target.PYPI:
        _to_pypi(release, repository, address, form, dry_run=dry_run)
        return
    if record and draft:
        raise typer.BadParameter("--record begins a new version, --draft goes on with one: give one of them")
    plan = {"address": address, "record": record, "draft": draft, "publish": final}
    options = {name: value for name, value in plan.items() if value is not None}
    if dry_run:
        _rehearse(release, options, form)
    else:
        _to_zenodo(release, options, form)


class _Form(Enum):
    """How much is printed."""

    FULL = auto()
    QUIET = auto()
    JSON = auto()


def _to_pypi(release: Released, repository: str | None, url: str | None, form: _Form, *, dry_run: bool) -> None:
    from corpuspkg.cli.progress import show_items  # noqa: PLC0415 - slow to import
    from corpuspkg.publish import mask, upload_commands, upload_distributions  # noqa: PLC0415 - as above

    commands = [
        ["python", *map(mask, command[1:])]
        for command in (upload_commands(release, repository=repository, url=url) if dry_run else ())
    ]
    if not dry_run:
        with show_items("uploads", quiet=form is not _Form.FULL) as progress:
            if progress:
                progress(f"{release.name} {release.version}")
            upload_distributions(release, repository=repository, url=url)
    files = [path.name for path in release.distributions]
    if form is _Form.JSON:
        print_json({"to": Target.PYPI, "version": release.version, "files": files, "commands": commands})
    elif dry_run:
        typer.echo("\n".join(" ".join(command) for command in commands))
    elif form is _Form.FULL:
        typer.echo("\n".join(f"uploaded {name}" for name in files))


def _to_zenodo(release: Released, options: dict[str, Any], form: _Form) -> None:
    from corpuspkg.cli.progress import show_items  # noqa: PLC0415 - slow to import
    from corpuspkg.errors import UploadError  # noqa: PLC0415 - as above
    from corpuspkg.publish import TOKEN_VARIABLE, deposit, sender  # noqa: PLC0415 - as above

    token = os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise UploadError("there is no token", hint=f"make one in your account's settings and set {TOKEN_VARIABLE}")
    send = sender(token)
    with show_items("requests", quiet=form is not _Form.FULL) as progress:

        def tell_and_send(request: Request) -> Mapping[str, Any]:
            if progress:
                progress(request.file.name if request.file else request.url)
            return send(request)

        done = deposit(release, tell_and_send, **options)
    if form is _Form.JSON:
        print_json({"to": Target.ZENODO, "version": release.version, **asdict(done)})
    elif form is _Form.QUIET:
        typer.echo(done.record_id)
    else:
        state = "published" if done.published else "a draft: look at it, and publish it there or with --final"
        typer.echo(f"record {done.record_id} is {state}")
        typer.echo("\n".join(filter(None, (done.page, f"DOI {done.doi}" if done.doi else None))))


def _rehearse(release: Released, options: dict[str, Any], form: _Form) -> None:
    from corpuspkg.publish import deposit, rehearse  # noqa: PLC0415 - slow to import

    told: list[Request] = []
    deposit(release, rehearse(told.append), **options)
    if form is _Form.JSON:
        print_json({"to": Target.ZENODO, "version": release.version, "requests": [_record(one) for one in told]})
    elif form is _Form.QUIET:
        typer.echo("\n".join(f"{one.method} {one.url}" for one in told))
    else:
        for request in told:
            _tell(request)


def _record(request: Request) -> dict[str, Any]:
    """A request as it would be sent, the token left out."""
    file = {"name": request.file.name, "bytes": request.file.stat().st_size} if request.file else None
    return {"method": request.method, "url": request.url, "body": request.body, "file": file}


def _tell(request: Request) -> None:
    """Print a request as it would be sent, the token left out."""
    import json  # noqa: PLC0415 - as the library

    typer.echo(f"{request.method} {request.url}\nAuthorization: Bearer ***")
    if request.file is not None:
        typer.echo(
            f"Content-Type: application/octet-stream\n\n<{request.file.name}, {request.file.stat().st_size} bytes>"
        )
    elif request.body is not None:
        typer.echo(f"Content-Type: application/json\n\n{json.dumps(request.body, ensure_ascii=False, indent=1)}")
    typer.echo("")
