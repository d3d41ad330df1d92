"""`corpuspkg extract`: show what the rules read in any letters."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpuspkg.cli.formats import RecordFormat
from corpuspkg.cli.output import choose_format, json_option, quiet_option

if TYPE_CHECKING:
    from corpuspkg.model import Letter
    from corpuspkg.read import Unread


def extract(
    files: Annotated[
        list[Path], typer.Argument(help="Text files, a letter each; folders of them; .jsonl, .parquet, .zip and .tar.")
    ],
    *,
    output: Annotated[
        RecordFormat, typer.Option("--format", help="jsonl: a JSON object a letter; table: for reading.")
    ] = RecordFormat.JSONL,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the files where it is not UTF-8.")] = None,
    id_field: Annotated[str, typer.Option(help="Field of the identifiers in JSONL and Parquet.")] = "id",
    text_field: Annotated[str, typer.Option(help="Field of the texts in JSONL and Parquet.")] = "text",
    json_output: Annotated[
        bool, json_option("The same as --format jsonl, with nothing on stderr: the records say what could not be read.")
    ] = False,
    quiet: Annotated[bool, quiet_option("Show no progress, and say of no file that it could not be read.")] = False,
) -> None:
    """Read letters, without sidecars, and print what was found, as it is found, in the order given.

    Exit codes: 0 all read; 1 a letter could not be read (its record says why); 2 wrong usage; 3 no letters in a folder
    or a file of many.
    """
    import json  # noqa: PLC0415 - as the pipeline

    from corpuspkg.cli.progress import show_items  # noqa: PLC0415 - as the pipeline
    from corpuspkg.model import Letter  # noqa: PLC0415 - as the pipeline
    from corpuspkg.record import letter_record, unread_record  # noqa: PLC0415 - as the pipeline

    form = choose_format(output, RecordFormat.JSONL, RecordFormat.JSONL, json_output=json_output)
    silent = quiet or json_output
    failed = False
    # On a terminal the records themselves show how far it has come.
    with show_items("letters", quiet=silent or sys.stdout.isatty()) as progress:
        for name, read in _letters(files, encoding, id_field, text_field):
            if progress:
                progress(name)
            if isinstance(read, Letter):
                record = letter_record(read)
            else:
                failed = True
                record = unread_record(read)
                if not silent:
                    typer.echo(f"{name}: {read.issue.code}: {read.issue.message}. {read.issue.hint}", err=True)
            if form is RecordFormat.JSONL:
                typer.echo(json.dumps(record, ensure_ascii=False))
            elif isinstance(read, Letter):
                _print_table(read)
    if failed:
        raise typer.Exit(1)


def _letters(
    files: list[Path], encoding: str | None, id_field: str, text_field: str
) -> Iterator[tuple[str, Letter | Unread]]:
    from corpuspkg.pipeline import extract_file  # noqa: PLC0415 - slow to import
    from corpuspkg.pipeline.kinds import container_kind  # noqa: PLC0415 - as above

    for path in files:
        if path.is_dir() or (path.exists() and container_kind(path.name)):
            from corpuspkg.config import Columns  # noqa: PLC0415 - with Arrow, which a text alone does without
            from corpuspkg.pipeline.extract_inputs import extract_input  # noqa: PLC0415 - as above

            yield from extract_input(path, Columns(id=id_field, text=text_field), encoding=encoding)
        else:
            yield str(path), extract_file(path, encoding=encoding)


def _print_table(letter: Letter) -> None:
    """A letter for reading in a terminal."""
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    # The words are the letter's: square brackets in them are no mark-up of ours.
    console = Console(markup=False)
    console.rule(Text(letter.letter_id, style="bold"), align="left")
    facts = Table.grid(padding=(0, 2))
    dates = letter.dates
    facts.add_row("sent", f"{dates.sent_date or '–'} ({dates.basis})")
    facts.add_row("published", dates.published_date or "–")
    facts.add_row("from, to", f"{letter.place_from or '–'}, {letter.place_to or '–'}")
    for participation in letter.participations:
        office = f", {participation.office}" if participation.office else ""
        facts.add_row(participation.role, f"{participation.name}{office} ({participation.kind})")
    console.print(facts)
    citations = Table("cited as", "instrument", "pinpoint", "form", "status", "rule")
    for column in citations.columns:
        column.overflow = "fold"
    for citation in letter.citations:
        pinpoint = " ".join(part for part in (citation.pinpoint_kind, citation.pinpoint) if part)
        citations.add_row(
            citation.exact, citation.instrument_id or "–", pinpoint, citation.form, citation.status, citation.rule_id
        )
    console.print(citations)
    for issue in letter.issues:
        console.print(f"{issue.severity}: {issue.code}: {issue.message}", style="dim")
