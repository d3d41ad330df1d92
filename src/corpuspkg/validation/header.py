"""Match a file's columns with a schema's fields, as `fieldsMatch` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpuspkg.validation.package import Field, Schema


def match_columns(schema: Schema, labels: Sequence[str] | None, width: int) -> tuple[Field | None, ...]:
    """The field of each column; None for a column that the schema does not have.

    Args:
        labels: The header; None where the file has none, columns then stand in the schema's order.
        width: Number of columns.

    >>> from corpuspkg.validation.package import Field, Schema
    >>> a, b = Field(name="a"), Field(name="b")
    >>> [f.name for f in match_columns(Schema(fields=(a, b), fields_match="equal"), ("b", "a"), 2)]
    ['b', 'a']
    """
    if labels is None or schema.fields_match == "exact":
        return tuple(schema.fields[place] if place < len(schema.fields) else None for place in range(width))
    taken: set[str] = set()
    matched: list[Field | None] = []
    for label in labels:
        field = schema.field(label) if label not in taken else None
        taken.add(label)
        matched.append(field)
    return tuple(matched)


def header_findings(schema: Schema, labels: Sequence[str] | None, width: int) -> Iterator[tuple[str, str, str | None]]:
    """What is wrong with a header: code, message and field.

    >>> from corpuspkg.validation.package import Field, Schema
    >>> list(header_findings(Schema(fields=(Field(name="a"),)), ("b",), 1))
    [('label-incorrect', "column 1 is 'b' where the schema has 'a'", 'a')]
    """
    names = [field.name for field in schema.fields]
    if labels is None:
        if width > len(names):
            yield "label-extra", f"{width} columns where the schema has {len(names)} fields", None
        for name in names[width:]:
            yield "label-missing", f"there is no column for {name!r}", name
        return
    if not any(label.strip() for label in labels):
        yield "header-blank", "the header has no names", None
        return
    seen: set[str] = set()
    for number, label in enumerate(labels, start=1):
        if not label.strip():
            yield "label-blank", f"column {number} has no name", None
        elif label in seen and names.count(label) < labels.count(label):
            yield "label-duplicate", f"column {number} is a second {label!r}", label
        seen.add(label)
    yield from (_by_order if schema.fields_match == "exact" else _by_name)(schema, list(labels), names)


def _by_order(_: Schema, labels: list[str], names: list[str]) -> Iterator[tuple[str, str, str | None]]:
    for number, (label, name) in enumerate(zip(labels, names, strict=False), start=1):
        if label != name and label.strip():
            yield "label-incorrect", f"column {number} is {label!r} where the schema has {name!r}", name
    for number, label in enumerate(labels[len(names) :], start=len(names) + 1):
        yield "label-extra", f"column {number}, {label!r}, is not in the schema", label or None
    for name in names[len(labels) :]:
        yield "label-missing", f"there is no column {name!r}", name


def _by_name(schema: Schema, labels: list[str], names: list[str]) -> Iterator[tuple[str, str, str | None]]:
    match = schema.fields_match
    if match in ("equal", "superset"):
        for number, label in enumerate(labels, start=1):
            if label not in names:
                yield "label-extra", f"column {number}, {label!r}, is not in the schema", label or None
    if match in ("equal", "subset"):
        for name in names:
            if name not in labels:
                yield "label-missing", f"there is no column {name!r}", name
    if match in ("partial", "superset") and not set(labels) & set(names):
        yield "label-missing", "no column is a field of the schema", None
