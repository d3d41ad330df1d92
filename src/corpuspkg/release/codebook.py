"""The codebook: each table and field with its rules, its share of missing values, its values and three examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.citing.works import Dataset
from corpuspkg.description import FieldDescription, TableDescription
from corpuspkg.markup import escape_markdown, html_page
from corpuspkg.package import Package

_EXAMPLES = 3
_SHORT = 60
_TITLES = ("field", "type", "description", "rules", "missing", "values", "examples")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProfile:
    """What a column holds.

    Attributes:
        missing: Share of missing values, 0 to 1; None where there are no rows.
        distinct: Number of different values.
        counts: For listed values: how often each occurs.
        examples: The first different values in the order of the table, cut where they are long.
    """

    field: FieldDescription
    missing: float | None
    distinct: int
    counts: tuple[tuple[str, int], ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableProfile:
    """A table and its columns."""

    table: TableDescription
    rows: int
    fields: tuple[FieldProfile, ...]


def profile_tables(package: Package) -> tuple[TableProfile, ...]:
    """Look at each column of a package."""
    profiles = []
    for name in package.tables():
        table = package.describe(name)
        rows = package.load(name, format="arrow")
        fields = tuple(_profile(field, rows.column(field.name)) for field in table.fields)
        profiles.append(TableProfile(table=table, rows=rows.num_rows, fields=fields))
    return tuple(profiles)


def _profile(field: FieldDescription, column: pa.ChunkedArray) -> FieldProfile:
    present = column.drop_null()
    values = present.unique()
    found = (
        {entry["values"]: entry["counts"] for entry in pc.value_counts(present).to_pylist()} if field.categories else {}
    )
    return FieldProfile(
        field=field,
        missing=column.null_count / len(column) if len(column) else None,
        distinct=len(values),
        counts=tuple((value, found.get(value, 0)) for value in field.categories),
        examples=tuple(_short(value) for value in values.slice(0, _EXAMPLES).to_pylist()),
    )


def codebook_markdown(dataset: Dataset, profiles: tuple[TableProfile, ...]) -> str:
    """The codebook as Markdown."""
    lines = [
        f"# Codebook: {dataset.title}",
        "",
        _introduction(dataset),
        "",
        "| table | a row is | rows |",
        "|---|---|---:|",
    ]
    lines += [
        f"| [`{one.table.name}`](#{one.table.name}) | {escape_markdown(one.table.description)} | {one.rows:,} |"
        for one in profiles
    ]
    for one in profiles:
        lines += ["", f"## {one.table.name}", "", f"{one.table.description} Rows: {one.rows:,}.", ""]
        lines += [f"- {line}" for line in one.table.key_lines()]
        lines += ["", f"| {' | '.join(_TITLES)} |", f"|{'---|' * len(_TITLES)}"]
        for profile in one.fields:
            name, kind, *rest = _cells(profile)
            lines.append(f"| `{name}` | {kind} | {' | '.join(map(escape_markdown, rest))} |")
    return "\n".join(lines) + "\n"


def codebook_html(dataset: Dataset, profiles: tuple[TableProfile, ...]) -> str:
    """The codebook as a page that stands alone."""
    links = "".join(
        f'<tr><td><a href="#{escape(one.table.name)}"><code>{escape(one.table.name)}</code></a></td>'
        f'<td>{escape(one.table.description)}</td><td class="number">{one.rows:,}</td></tr>'
        for one in profiles
    )
    head = "<tr><th>table</th><th>a row is</th><th>rows</th></tr>"
    title = f"Codebook: {dataset.title}"
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(_introduction(dataset))}</p>", f"<table>{head}{links}</table>"]
    parts += [part for one in profiles for part in _html_table(one)]
    return html_page(title, "\n".join(parts))


def _html_table(one: TableProfile) -> Iterator[str]:
    name = escape(one.table.name)
    yield f'<h2 id="{name}"><code>{name}</code></h2>'
    yield f"<p>{escape(one.table.description)} Rows: {one.rows:,}.</p>"
    yield f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in one.table.key_lines())}</ul>"
    head = "".join(f"<th>{title}</th>" for title in _TITLES)
    rows = "".join(
        f"<tr><td><code>{escape(profile.field.name)}</code></td>"
        f"{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(profile)[1:])}</tr>"
        for profile in one.fields
    )
    yield f"<table><tr>{head}</tr>{rows}</table>"


def _introduction(dataset: Dataset) -> str:
    version = f"Version {dataset.version}" if dataset.version else "No version"
    day = f" of {dataset.released}" if dataset.released else ""
    return f"{version}{day}. Made from the schema and the data. Examples are values of the data, cut at {_SHORT} signs."


def _cells(profile: FieldProfile) -> tuple[str, ...]:
    field = profile.field
    missing = "–" if profile.missing is None else f"{profile.missing:.1%}"
    listed = ", ".join(f"{value} ({count:,})" for value, count in profile.counts)
    values = listed or f"{profile.distinct:,} different"
    # The listed values are shown with their numbers instead.
    rules = "; ".join(rule for rule in field.rules().split("; ") if not (listed and rule.startswith("one of ")))
    return (field.name, field.type, field.description, rules, missing, values, "; ".join(profile.examples))


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
