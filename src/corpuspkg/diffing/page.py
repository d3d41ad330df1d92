"""A comparison as a page of HTML that stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from corpuspkg.diffing.changes import FieldChange, PackageDiff, TableDiff
from corpuspkg.diffing.render import differing, headline, is_text, show_entry, show_key, show_value, unlisted
from corpuspkg.diffing.words import Op, diff_words
from corpuspkg.markup import html_page


def to_html(diff: PackageDiff) -> str:
    """For a browser; no scripts, nothing fetched."""
    title = escape(headline(diff))
    reasons = "".join(f"<li><strong>{reason.bump}</strong>: {escape(reason.text)}</li>" for reason in diff.reasons)
    parts = [f"<h1>{title}</h1>", f"<ul>{reasons}</ul>" if reasons else "<p>Both say the same.</p>", _overview(diff)]
    if diff.entries:
        rows = "".join(_row(show_entry(change)) for change in diff.entries)
        head = "<tr><th>place</th><th>entry</th><th>old</th><th>new</th></tr>"
        parts.append(f"<h2>Description and schema</h2><table>{head}{rows}</table>")
    for table in differing(diff):
        parts.append(f"<h2><code>{escape(table.name)}</code></h2><table>{''.join(_rows(table))}</table>")
        if unlisted(table):
            parts.append(f'<p class="dim">and {unlisted(table):,} more rows</p>')
    return html_page(headline(diff), "\n".join(parts))


def _overview(diff: PackageDiff) -> str:
    head = "".join(f"<th>{name}</th>" for name in ("table", "old rows", "new rows", "added", "removed", "changed"))
    rows = "".join(
        f"<tr><td><code>{escape(table.name)}</code></td>"
        + "".join(
            f'<td class="number">{"–" if number is None else f"{number:,}"}</td>'
            for number in (table.old_rows, table.new_rows, table.added, table.removed, table.changed)
        )
        + "</tr>"
        for table in diff.tables
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _rows(table: TableDiff) -> Iterator[str]:
    for key in table.removed_keys:
        yield f'<tr><td>removed</td><td colspan="2"><del>{escape(show_key(key))}</del></td></tr>'
    for key in table.added_keys:
        yield f'<tr><td>added</td><td colspan="2"><ins>{escape(show_key(key))}</ins></td></tr>'
    for change in table.changes:
        fields = "".join(_field(field) for field in change.fields)
        yield f"<tr><td>changed</td><td>{escape(show_key(change.key))}</td><td>{fields}</td></tr>"


def _field(change: FieldChange) -> str:
    name = f"<code>{escape(change.field)}</code>"
    if not is_text(change):
        old, new = escape(show_value(change.old)), escape(show_value(change.new))
        return f"<div>{name}: <del>{old}</del> <ins>{new}</ins></div>"
    tags = {Op.SAME: "span", Op.REMOVED: "del", Op.ADDED: "ins", Op.OMITTED: "em"}
    words = "".join(
        f"<{tags[part.op]}>{escape(f' [{part.text}] ' if part.op is Op.OMITTED else part.text)}</{tags[part.op]}>"
        for part in diff_words(change.old, change.new)
    )
    return f'<div>{name}: <span class="words">{words}</span></div>'


def _row(cells: tuple[str, ...]) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
