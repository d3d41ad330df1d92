"""`corpuspkg add`: bring letters in from files of many kinds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpuspkg.cli.output import json_option, quiet_option

if TYPE_CHECKING:
    from corpuspkg.intake import Added, Refused


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
    json_output: Annotated[bool, json_option("Print a JSON object a file and line.")] = False,
    quiet: Annotated[bool, quiet_option("Print only what could not be added.")] = False,
) -> None:
    """Write seeds/NAME.txt, keep the original under originals/ and say in the sidecar where it came from.

    Nothing is overwritten and nothing is fetched: save a page with your browser and give the file. Exit codes: 0 all
    added; 1 some file could not be read; 2 wrong usage; 3 cannot run.
    """
    from corpuspkg.cli.progress import show_items  # noqa: PLC0415 - slow to import
    from corpuspkg.intake import Refused, add_files  # noqa: PLC0415 - as above

    if len(files) > 1 and (stem or url):
        raise typer.BadParameter("--as and --url are for a single file")
    with show_items("files", quiet=quiet or json_output) as progress:
        results = add_files(files, into, stem=stem, url=url, encoding=encoding, progress=progress)
    for result in results:
        if json_output:
            _print_json(result)
        elif isinstance(result, Refused):
            place = "" if result.error.path else f"{result.source}: "
            typer.echo(f"{place}{result.error}", err=True)
        elif not quiet:
            _print(result)
    if any(isinstance(result, Refused) for result in results):
        raise typer.Exit(1)


def _print(added: Added) -> None:
    stated = ", ".join(fact.field for fact in added.facts)
    also = f"; the original states: {stated}" if stated else ""
    typer.echo(f"{added.seed} from {added.source}{also}")
    for note in added.notes:
        typer.echo(f"  {note}")


def _print_json(result: Added | Refused) -> None:
    import json  # noqa: PLC0415 - one form of two

    from corpuspkg.intake import Refused  # noqa: PLC0415 - as the library

    record: dict[str, object] = {"file": str(result.source)}
    if isinstance(result, Refused):
        record |= {"error": result.error.message, "hint": result.error.hint}
    else:
        stated = [fact.field for fact in result.facts]
        record |= {"seed": result.seed, "original": result.original, "stated": stated, "notes": result.notes}
    typer.echo(json.dumps(record, ensure_ascii=False))
