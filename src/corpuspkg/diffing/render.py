"""A comparison as JSON and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from corpuspkg.diffing.changes import EntryChange, FieldChange, Key, PackageDiff, TableDiff
from corpuspkg.diffing.words import Op, Words, diff_words
from corpuspkg.markup import escape_markdown

_SHORT = 60
NOTHING = "nothing"


def to_json(diff: PackageDiff) -> str:
    """All of it, for programs."""
    return json.dumps(
        {
            "old": _edition(diff.old),
            "new": _edition(diff.new),
            "bump": str(diff.bump),
            "reasons": [{"bump": str(reason.bump), "text": reason.text} for reason in diff.reasons],
            "entries": [
                {
                    "table": change.table,
                    "field": change.field,
                    "entry": change.entry,
                    "old": change.old,
                    "new": change.new,
                    "bump": str(change.bump),
                }
                for change in diff.entries
            ],
            "tables": [_table(table) for table in diff.tables],
        },
        ensure_ascii=False,
        indent=2,
    )


def _edition(edition: Any) -> dict[str, str | None]:
    return {"source": edition.source, "name": edition.name, "version": edition.version}


def _table(table: TableDiff) -> dict[str, Any]:
    return {
        "name": table.name,
        "key": list(table.key),
        "old_rows": table.old_rows,
        "new_rows": table.new_rows,
        "added": table.added,
        "removed": table.removed,
        "changed": table.changed,
        "fields": table.fields,
        "added_keys": [_values(key) for key in table.added_keys],
        "removed_keys": [_values(key) for key in table.removed_keys],
        "changes": [
            {"key": _values(change.key), "fields": [_field(field) for field in change.fields]}
            for change in table.changes
        ],
    }


def _field(change: FieldChange) -> dict[str, Any]:
    entry = {"field": change.field, "old": _value(change.old), "new": _value(change.new)}
    if is_text(change):
        entry["words"] = [{"op": str(part.op), "text": part.text} for part in diff_words(change.old, change.new)]
    return entry


def _values(key: Key) -> list[Any]:
    return [_value(value) for value in key]


def _value(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def is_text(change: FieldChange) -> bool:
    """Whether a change is better shown in words than as two values."""
    return all(isinstance(value, str) and len(value) > _SHORT for value in (change.old, change.new))


def show_key(key: Key) -> str:
    """A row's key on one line.

    >>> show_key(("bridge", "author", 1))
    'bridge, author, 1'
    """
    return ", ".join(show_value(value) for value in key)


def show_value(value: Any) -> str:
    """A value on one line, cut where it is long.

    >>> show_value(None), show_value(["a"])
    ('nothing', '["a"]')
    """
    if value is None:
        return NOTHING
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    text = " ".join((value.isoformat() if isinstance(value, date) else str(value)).split())
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def headline(diff: PackageDiff) -> str:
    """What is compared, and the bump asked for."""
    asked = f"asks for a {diff.bump} version" if diff.reasons else "no difference"
    return f"{diff.old} → {diff.new}: {asked}"


def differing(diff: PackageDiff) -> Iterator[TableDiff]:
    """The tables with differing rows."""
    return (table for table in diff.tables if not table.is_equal)


def unlisted(table: TableDiff) -> int:
    """How many differing rows are counted but not listed."""
    listed = len(table.added_keys) + len(table.removed_keys) + len(table.changes)
    return table.added + table.removed + table.changed - listed


def show_entry(change: EntryChange) -> tuple[str, str, str, str]:
    """Place, entry, old and new value of a changed entry."""
    return change.place, change.entry, show_value(change.old), show_value(change.new)


def to_markdown(diff: PackageDiff, *, level: int = 1) -> str:
    """For release notes and pull requests.

    Args:
        diff: What differs.
        level: Depth of the first heading.
    """
    mark = "#" * level
    lines = [f"{mark} {headline(diff)}", ""]
    lines += [f"- {reason.bump}: {escape_markdown(reason.text)}" for reason in diff.reasons] or ["Both say the same."]
    lines += ["", "| table | rows | added | removed | changed |", "|---|---:|---:|---:|---:|"]
    lines += [
        f"| `{table.name}` | {_rows(table)} | {table.added:,} | {table.removed:,} | {table.changed:,} |"
        for table in diff.tables
    ]
    if diff.entries:
        lines += ["", f"{mark}# Description and schema", "", "| place | entry | old | new |", "|---|---|---|---|"]
        lines += [f"| {' | '.join(map(escape_markdown, show_entry(change)))} |" for change in diff.entries]
    for table in differing(diff):
        lines += ["", f"{mark}# {table.name}", "", *_markdown_rows(table)]
    return "\n".join(lines) + "\n"


def _rows(table: TableDiff) -> str:
    old, new = ("–" if number is None else f"{number:,}" for number in (table.old_rows, table.new_rows))
    return old if old == new else f"{old} → {new}"


def _markdown_rows(table: TableDiff) -> Iterator[str]:
    for key in table.removed_keys:
        yield f"- removed: {escape_markdown(show_key(key))}"
    for key in table.added_keys:
        yield f"- added: {escape_markdown(show_key(key))}"
    for change in table.changes:
        yield f"- changed: {escape_markdown(show_key(change.key))}"
        for field in change.fields:
            if is_text(field):
                shown = "".join(_markdown_words(part) for part in diff_words(field.old, field.new))
                yield f"  - `{field.field}`: {shown}"
            else:
                old, new = (escape_markdown(show_value(value)) for value in (field.old, field.new))
                yield f"  - `{field.field}`: {old} → {new}"
    if unlisted(table):
        yield f"- and {unlisted(table):,} more"


def _markdown_words(part: Words) -> str:
    text = escape_markdown(" ".join(part.text.split()))
    match part.op:
        case Op.REMOVED:
            return f"~~{text}~~ "
        case Op.ADDED:
            return f"**{text}** "
        case Op.OMITTED:
            return f"[{text}] "
        case _:
            return f"{text} "
