"""A comparison in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpuspkg.diffing.changes import FieldChange, PackageDiff, TableDiff
from corpuspkg.diffing.render import differing, headline, is_text, show_entry, show_key, show_value, unlisted
from corpuspkg.diffing.words import Op, diff_words

_STYLES = {Op.SAME: "", Op.REMOVED: "red strike", Op.ADDED: "green", Op.OMITTED: "dim"}
# Without colours, words that went and came are told apart by signs.
_SIGNS = {Op.REMOVED: ("[-", "-]"), Op.ADDED: ("{+", "+}"), Op.OMITTED: ("[", "]")}


def print_diff(diff: PackageDiff, console: Console) -> None:
    """Print what differs."""
    console.print(Text(headline(diff), style="bold"), soft_wrap=True)
    for reason in diff.reasons:
        console.print(Text(f"  {reason.bump}: {reason.text}"), soft_wrap=True)
    if not diff.reasons:
        return
    _print_overview(diff, console)
    if diff.entries:
        entries = Table("place", "entry", "old", "new", title="Description and schema", title_justify="left")
        for change in diff.entries:
            entries.add_row(*(Text(cell) for cell in show_entry(change)))
        console.print(entries)
    for table in differing(diff):
        _print_rows(table, console)


def _print_overview(diff: PackageDiff, console: Console) -> None:
    overview = Table("table", title_justify="left")
    for heading in ("old rows", "new rows", "added", "removed", "changed"):
        overview.add_column(heading, justify="right")
    for table in diff.tables:
        numbers = (table.old_rows, table.new_rows, table.added, table.removed, table.changed)
        style = "dim" if table.is_equal and table.old_rows == table.new_rows else ""
        overview.add_row(table.name, *("–" if number is None else f"{number:,}" for number in numbers), style=style)
    console.print(overview)


def _print_rows(table: TableDiff, console: Console) -> None:
    console.print(Text(table.name, style="bold"))
    for key in table.removed_keys:
        console.print(Text(f"  - {show_key(key)}", style="red"))
    for key in table.added_keys:
        console.print(Text(f"  + {show_key(key)}", style="green"))
    for change in table.changes:
        console.print(Text(f"  ~ {show_key(change.key)}", style="yellow"))
        for field in change.fields:
            console.print(Text(f"      {field.field}: ").append_text(_values(field, has_colour=console.is_terminal)))
    if unlisted(table):
        console.print(Text(f"  and {unlisted(table):,} more", style="dim"))


def _values(change: FieldChange, *, has_colour: bool) -> Text:
    if not is_text(change):
        return Text.assemble((show_value(change.old), "red"), " → ", (show_value(change.new), "green"))
    shown = Text()
    for part in diff_words(change.old, change.new):
        words, blank = part.text.rstrip(), " " if part.text[-1:].isspace() or part.op is Op.OMITTED else ""
        is_marked = part.op is Op.OMITTED or not has_colour
        before, after = _SIGNS.get(part.op, ("", "")) if is_marked else ("", "")
        shown.append(f"{before}{words}{after}", style=_STYLES[part.op]).append(blank)
    return shown
