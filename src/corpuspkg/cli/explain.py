"""`corpuspkg explain`: a letter in the terminal, each citation coloured, with its rule, target and pinpoint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpuspkg.cli.output import json_option, print_json, quiet_option

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from corpuspkg.citations import Miss
    from corpuspkg.model import Citation

_COLOURS = {"resolved": "bold green", "inferred": "bold cyan", "ambiguous": "bold yellow", "unresolved": "bold magenta"}
_MISS = "dim underline"


def explain(
    file: Annotated[Path, typer.Argument(help="A letter: a text file in UTF-8.", exists=False)],
    *,
    country: Annotated[
        str | None, typer.Option(help="The author's country (two letters): whose constitution is ours.")
    ] = None,
    json_output: Annotated[bool, json_option("Print citations and near misses as a JSON object.")] = False,
    quiet: Annotated[bool, quiet_option("Print the citations alone: no text, no near misses.")] = False,
) -> None:
    """Show a letter with its citations coloured, and why a near miss was not taken."""
    from dataclasses import asdict  # noqa: PLC0415 - one form of two

    from rich.console import Console  # noqa: PLC0415 - slow to import

    from corpuspkg.citations import CitationContext, explain_citations  # noqa: PLC0415 - as above
    from corpuspkg.normalize import normalize  # noqa: PLC0415 - as above
    from corpuspkg.segment import segment_text  # noqa: PLC0415 - as above

    text = normalize(_read(file)).text
    context = CitationContext(author_country=country.lower() if country else None)
    found, misses = explain_citations(text, segment_text(text), context)
    if json_output:
        cited, missed = ([asdict(one) for one in rows] for rows in (found.citations, misses))
        print_json({"citations": cited, "near_misses": missed})
        return
    console = Console()
    if quiet:
        console.print(_citations(found.citations))
        return
    console.print(_coloured(text, found.citations, misses), soft_wrap=True)
    console.print()
    console.print(_legend())
    console.print(_citations(found.citations))
    if misses:
        console.print(_misses(misses))


def _read(file: Path) -> str:
    from corpuspkg.errors import InputError  # noqa: PLC0415 - keeps help fast

    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start}", path=file, hint="convert the file to UTF-8") from error
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", path=file) from error


def _coloured(text: str, citations: tuple[Citation, ...], misses: tuple[Miss, ...]) -> Text:
    from rich.text import Text  # noqa: PLC0415 - slow to import

    shown = Text(text)
    for citation in citations:
        shown.stylize(_COLOURS[citation.status], citation.start, citation.end)
    for miss in misses:
        shown.stylize(_MISS, miss.start, miss.end)
    return shown


def _legend() -> Text:
    from rich.text import Text  # noqa: PLC0415 - slow to import

    return Text("  ").join([*(Text(status, style) for status, style in _COLOURS.items()), Text("near miss", _MISS)])


def _citations(citations: tuple[Citation, ...]) -> Table:
    from rich.table import Table  # noqa: PLC0415 - slow to import
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table("#", title="Citations")
    for heading in ("citation", "target", "pinpoint", "status", "form", "rule"):
        table.add_column(heading, overflow="fold")  # a narrow terminal breaks an id, but shows it whole
    for number, one in enumerate(citations, 1):
        target = one.instrument_id or " or ".join(one.candidates) or "-"
        pinpoint = f"{one.pinpoint_kind} {one.pinpoint}" if one.pinpoint else ""
        cells = (one.exact, target, pinpoint, Text(one.status, _COLOURS[one.status]), one.form, one.rule_id)
        table.add_row(str(number), *(cell if isinstance(cell, Text) else Text(str(cell)) for cell in cells))
    return table


def _misses(misses: tuple[Miss, ...]) -> Table:
    from rich.table import Table  # noqa: PLC0415 - slow to import
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table("passage", "reason", "rule", title="Near misses")
    for miss in misses:
        table.add_row(Text(miss.exact), Text(miss.reason), Text(str(miss.rule_id)))
    return table
