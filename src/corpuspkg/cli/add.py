"""`corpuspkg add`: bring letters in from files of many kinds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add(
    files: Annotated[
        list[Path], typer.Argument(help="Text, saved web pages, Markdown, e-mails, PDF, Word, TEI: a letter each.")
    ],
    *,
    into: Annotated[Path, typer.Option(help="Folder of the corpus.")] = Path(),
    stem: Annotated[str | None, typer.Option("--as", help="Name of the seed without .txt, for a single file.")] = None,
    url: Annotated[
        str | None, typer.Option(help="Address it came from, for a single file that does not say it.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of text files that are not UTF-8.")] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print a JSON object a file.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only what could not be added.")] = False,
) -> None:
    """Write seeds/NAME.txt, keep the original under originals/ and say in the sidecar where it came from.

    Nothing is overwritten and nothing is fetched: save a page with your browser and give the file. Exit codes: 0 all
    added; 1 some file could not be read; 2 wrong usage; 3 cannot run.
    """
    import json  # noqa: PLC0415 - as the library

    from corpuspkg.intake import Refused, add_files  # noqa: PLC0415 - slow to import

    if len(files) > 1 and (stem or url):
        raise typer.BadParameter("--as and --url are for a single file")
    refused = 0
    for result in add_files(files, into, stem=stem, url=url, encoding=encoding):
        if isinstance(result, Refused):
            refused += 1
            record: dict[str, object] = {
                "file": str(result.source),
                "error": result.error.message,
                "hint": result.error.hint,
            }
            typer.echo(f"{result.error}" if result.error.path else f"{result.source}: {result.error}", err=True)
        else:
            stated = [fact.field for fact in result.facts]
            record = {
                "file": str(result.source),
                "seed": result.seed,
                "original": result.original,
                "stated": stated,
                "notes": list(result.notes),
            }
            if not (quiet or json_output):
                also = f"; the original states: {', '.join(stated)}" if stated else ""
                typer.echo(f"{result.seed} from {result.source}{also}")
                for note in result.notes:
                    typer.echo(f"  {note}")
        if json_output:
            typer.echo(json.dumps(record, ensure_ascii=False))
    if refused:
        raise typer.Exit(1)
