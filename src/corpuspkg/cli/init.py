"""`corpuspkg init`: start a corpus of one's own."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from corpuspkg.cli.output import json_option, print_json, quiet_option


def init(
    directory: Annotated[Path, typer.Argument(help="Folder of the new corpus; a new or an empty one.")],
    *,
    name: Annotated[str | None, typer.Option(help="Name of the corpus, such as my-letters; the folder's.")] = None,
    title: Annotated[str | None, typer.Option(help="Title of the data package; the name.")] = None,
    licence: Annotated[
        str | None,
        typer.Option("--licence", "--license", help="SPDX identifier of the licence of the metadata; CC-BY-4.0."),
    ] = None,
    maintainer: Annotated[str | None, typer.Option(help="Who keeps it: a name, optionally with <e-mail>.")] = None,
    json_output: Annotated[bool, json_option("Ask nothing, and print what was written as a JSON object.")] = False,
    quiet: Annotated[bool, quiet_option("Print nothing.")] = False,
) -> None:
    """Lay out a repository for letters of your own, with a sample letter, and build it.

    On a terminal it asks for what no option gives; elsewhere the defaults hold. Exit codes: 0 done; 2 wrong usage;
    3 the folder is not empty or cannot be written.
    """
    import shlex  # noqa: PLC0415 - for the last line alone

    from corpuspkg.dataset import read_version  # noqa: PLC0415 - slow to import
    from corpuspkg.pipeline import build  # noqa: PLC0415 - as above
    from corpuspkg.scaffold import (  # noqa: PLC0415 - as above
        NewCorpus,
        init_corpus,
        licences,
        local_source,
        suggest_name,
    )

    def ask(question: str, given: str | None, default: str) -> str:
        return default if json_output and given is None else _ask(question, given, default)

    chosen = ask("Name", name, suggest_name(directory))
    corpus = NewCorpus(
        name=chosen,
        title=ask("Title", title, chosen.replace("-", " ").capitalize()),
        licence=ask(f"Licence of the metadata ({', '.join(licences())})", licence, "CC-BY-4.0"),
        maintainer=ask("Maintainer", maintainer, f"{chosen} maintainers"),
        corpuspkg_version=read_version(),
        today=datetime.now(tz=UTC).date(),
    )
    files = init_corpus(directory, corpus)
    report = build(directory)
    if json_output:
        print_json({"folder": str(directory), "name": corpus.name, "files": files, "rows": report.rows})
    elif not quiet:
        typer.echo(f"Wrote {len(files)} files to {directory} and built its package. Next:")
        typer.echo(f"  cd {shlex.quote(str(directory))}")
        typer.echo("  corpuspkg add FILE...   # bring letters in")
        source = local_source()
        typer.echo(f"  make build{f' CORPUSPKG={shlex.quote(source)}' if source else ''} && make test")


def _ask(question: str, given: str | None, default: str) -> str:
    """What the option says, else what the person says, else the default."""
    if given is not None:
        return given
    if sys.stdin.isatty() and sys.stdout.isatty():
        return str(typer.prompt(question, default=default))
    return default
