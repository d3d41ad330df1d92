"""`corpuspkg review`: lead a person through what is uncertain, and write the decisions."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpuspkg.cli.output import json_option, print_json, quiet_option

if TYPE_CHECKING:
    from rich.console import Console

    from corpuspkg.pipeline.review import Review
    from corpuspkg.review import Proposal, Question

_AROUND = 300


def review(
    letter: Annotated[str | None, typer.Argument(help="A letter's id; all letters by default.")] = None,
    *,
    corpus: Annotated[Path, typer.Option("--dir", help="Folder of the corpus.")] = Path(),
    interactive: Annotated[
        bool | None, typer.Option("--interactive/--non-interactive", help="Ask, or only list; asks on a terminal.")
    ] = None,
    json_output: Annotated[bool, json_option("List as JSON.")] = False,
    quiet: Annotated[bool, quiet_option("Show no progress.")] = False,
) -> None:
    """Show what is uncertain with its passage, propose values, and write what you decide into the sidecar.

    Uncertain are citations not resolved, dates inferred, what a letter does not say, and agents that may be one. Also
    reported are decisions that the rules now make by themselves (redundant) or that the text contradicts (conflict).
    Exit codes: 0 nothing is left; 1 something is; 2 wrong usage; 3 cannot run.
    """
    from corpuspkg.cli.progress import show_items  # noqa: PLC0415 - slow to import
    from corpuspkg.pipeline.review import review_corpus  # noqa: PLC0415 - as above

    with show_items("letters", quiet=quiet or json_output) as progress:
        found = review_corpus(corpus, letter, progress=progress)
    for name in found.unseen:
        typer.echo(f"{name}: its letters are not shown, for no sidecars stand beside them", err=True)
    ask = interactive if interactive is not None else sys.stdin.isatty() and sys.stdout.isatty() and not json_output
    if ask:
        left = _walk(found)
    else:
        left = len(found.questions)
        _list(found, as_json=json_output)
    if left:
        raise typer.Exit(1)


def _list(found: Review, *, as_json: bool) -> None:
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    if as_json:
        print_json([_record(found, question) for question in found.questions])
        return
    if not found.questions:
        typer.echo("Nothing is uncertain.")
        return
    table = Table(box=None, header_style="bold")
    table.add_column("letter", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    for column in ("what", "passage", "proposals"):
        table.add_column(column)
    for question in found.questions:
        proposals = "; ".join(filter(None, map(_value, question.proposals)))
        words = _words(found, question) or ""
        cells = (question.letter_id, question.kind, question.message, words, proposals)
        table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)


def _value(proposal: Proposal) -> str:
    """What a proposal would write, in short; nothing for what the person types, removes or leaves unknown."""
    value = proposal.entry.get("instrument") or proposal.entry.get("value")
    if value is None and proposal.part == "agents":
        return proposal.label
    return str(value or "")


def _record(found: Review, question: Question) -> dict[str, Any]:
    return {
        "letter_id": question.letter_id,
        "kind": question.kind,
        "table": question.table,
        "field": question.field,
        "value": question.value,
        "message": question.message,
        "start": question.start,
        "end": question.end,
        "exact": _words(found, question),
        "proposals": [
            {"label": one.label, "part": one.part, "field": one.field, "entry": dict(one.entry), "typed": one.typed}
            for one in question.proposals
        ],
    }


def _words(found: Review, question: Question) -> str | None:
    return None if question.start is None else found.texts[question.letter_id][question.start : question.end]


def _walk(found: Review) -> int:
    """Ask question by question; gives how many are left."""
    from rich.console import Console  # noqa: PLC0415 - slow to import

    console = Console()
    left = len(found.questions)
    for number, question in enumerate(found.questions, 1):
        _show(console, found, question, f"{number} of {len(found.questions)}")
        answer = _answer(console, question)
        if answer is None:
            break
        if answer == "skip":
            continue
        left -= _decide(found, question, question.proposals[int(answer) - 1])
    console.print(f"{left} left" if left else "Nothing is left.", style="bold")
    return left


def _show(console: Console, found: Review, question: Question, count: str) -> None:
    """The question, and its passage in colour."""
    from rich.text import Text  # noqa: PLC0415 - slow to import

    style = "red" if question.kind == "conflict" else "yellow"
    console.rule(Text(f"{count}: {question.letter_id}: {question.kind}", style=style), align="left")
    console.print(Text(question.message, style="bold"))
    if question.start is not None and question.end is not None:
        text = found.texts[question.letter_id]
        shown = Text(text[max(0, question.start - _AROUND) : question.start], style="dim")
        shown.append(text[question.start : question.end], style="bold black on yellow")
        shown.append(text[question.end : question.end + _AROUND], style="dim")
        console.print(shown)
    for line in _choices(question):
        console.print(line, markup=False, highlight=False)


def _choices(question: Question) -> Iterator[str]:
    for number, proposal in enumerate(question.proposals, 1):
        yield f"  {number}  {proposal.label}"


def _answer(console: Console, question: Question) -> str | None:
    """Number of a proposal, "skip", or None to stop."""
    numbers = [str(number) for number, _ in enumerate(question.proposals, 1)]
    while True:
        said = str(typer.prompt("number, s (skip) or q (quit)" if numbers else "s (next) or q (quit)", default="s"))
        if said in numbers:
            return said
        if said in ("s", "q"):
            return "skip" if said == "s" else None
        console.print(f"There is no {said!r}.", markup=False)


def _decide(found: Review, question: Question, proposal: Proposal) -> bool:
    """Ask for what is missing in a proposal and write it; False where it could not be written."""
    from corpuspkg.decisions import write_decision  # noqa: PLC0415 - slow to import
    from corpuspkg.errors import InputError  # noqa: PLC0415 - as above

    entry = dict(proposal.entry)
    if proposal.typed:
        entry[proposal.typed] = typer.prompt(proposal.typed)
        if proposal.typed == "instrument" and not found.knows(entry["instrument"]):
            typer.echo(f"There is no instrument {entry['instrument']!r}: nothing was written.", err=True)
            return False
    words = _words(found, question)
    entry["reason"] = typer.prompt("reason")
    entry["evidence"] = typer.prompt("evidence", default=f'The letter: "{" ".join(words.split())}"' if words else None)
    path = found.sidecars[question.letter_id]
    try:
        write_decision(path, proposal.part, entry, proposal.field)
    except InputError as error:
        typer.echo(str(error), err=True)
        return False
    typer.echo(f"Written to {path}.")
    return True
