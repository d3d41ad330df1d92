"""What a package says of itself, as values that read well in a terminal and in a notebook."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDTH = 100
_INDENT = "    "


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDescription:
    """A foreign key: columns whose values stand in another table."""

    fields: tuple[str, ...]
    table: str
    reference_fields: tuple[str, ...]

    def __str__(self) -> str:
        """One line.

        >>> print(KeyDescription(fields=("letter_id",), table="letters", reference_fields=("letter_id",)))
        letter_id -> letters.letter_id
        """
        return f"{', '.join(self.fields)} -> {', '.join(f'{self.table}.{name}' for name in self.reference_fields)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDescription:
    """A column of a table.

    Attributes:
        type: Type of the Table Schema: string, integer, date, ...
        categories: The values the column can have, where they are listed.
        constraints: Other rules for its values, for example `{"required": True, "minimum": 0}`.
    """

    name: str
    type: str
    title: str
    description: str
    constraints: dict[str, Any]
    categories: tuple[str, ...] = ()

    def rules(self) -> str:
        """Constraints and categories in words.

        >>> FieldDescription(
        ...     name="n", type="integer", title="", description="", constraints={"required": True, "minimum": 0}
        ... ).rules()
        'required; minimum 0'
        """
        parts = ["required"] if self.constraints.get("required") else []
        parts += ["unique"] if self.constraints.get("unique") else []
        listed = {"required", "unique", "enum"}
        parts += [f"{_words(key)} {value}" for key, value in self.constraints.items() if key not in listed]
        if self.categories:
            parts.append(f"one of {', '.join(self.categories)}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TableDescription:
    """A table: what a row is, its columns and its keys."""

    name: str
    title: str
    description: str
    fields: tuple[FieldDescription, ...]
    primary_key: tuple[str, ...]
    unique_keys: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[KeyDescription, ...]

    @classmethod
    def from_resource(cls, resource: dict[str, Any]) -> TableDescription:
        """Read a resource of a descriptor whose schema is inline."""
        schema = resource.get("schema", {})
        return cls(
            name=resource["name"],
            title=resource.get("title") or resource["name"],
            description=resource.get("description", ""),
            fields=tuple(_field(field) for field in schema.get("fields", ())),
            primary_key=_names(schema.get("primaryKey", ())),
            unique_keys=tuple(_names(key) for key in schema.get("uniqueKeys", ())),
            foreign_keys=tuple(_foreign_key(key, resource["name"]) for key in schema.get("foreignKeys", ())),
        )

    def key_lines(self) -> tuple[str, ...]:
        """Keys in words, a line each."""
        lines = [f"primary key: {', '.join(self.primary_key)}"] if self.primary_key else []
        lines += [f"unique: {', '.join(key)}" for key in self.unique_keys]
        lines += [f"foreign key: {key}" for key in self.foreign_keys]
        return tuple(lines)

    def __repr__(self) -> str:
        """The table, its keys and its fields, as text."""
        lines = [f"{self.name}: {self.title}", *_wrapped(self.description, ""), *self.key_lines()]
        for field in self.fields:
            rules = field.rules()
            lines += ["", f"{field.name}  {field.type}  {field.title}".rstrip()]
            lines += _wrapped(field.description, _INDENT)
            lines += _wrapped(f"[{rules}]", _INDENT) if rules else []
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        keys = "".join(f"<li>{escape(line)}</li>" for line in self.key_lines())
        rows = (
            (
                f"<code>{escape(field.name)}</code>",
                *map(escape, (field.type, field.title, field.description, field.rules())),
            )
            for field in self.fields
        )
        head = (
            f"<p><strong>{escape(self.title)}</strong> <code>{escape(self.name)}</code>: {escape(self.description)}</p>"
        )
        return head + f"<ul>{keys}</ul>" + _html_table(("field", "type", "title", "description", "rules"), rows)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PackageDescription:
    """A package: what it is, its version and licences, and its tables."""

    name: str
    title: str
    description: str
    version: str | None
    licenses: tuple[str, ...]
    tables: tuple[TableDescription, ...]

    @classmethod
    def from_descriptor(cls, descriptor: dict[str, Any], tables: tuple[TableDescription, ...]) -> PackageDescription:
        """Read a descriptor whose tables have been read."""
        name = descriptor.get("name", "")
        return cls(
            name=name,
            title=descriptor.get("title") or name,
            description=descriptor.get("description", ""),
            version=descriptor.get("version"),
            licenses=tuple(
                str(entry.get("name") or entry.get("title") or entry.get("path", ""))
                for entry in descriptor.get("licenses", ())
            ),
            tables=tables,
        )

    def facts(self) -> tuple[str, ...]:
        """Version and licences, a line each."""
        lines = [f"version: {self.version}"] if self.version else []
        lines += [f"licence: {', '.join(self.licenses)}"] if self.licenses else []
        return tuple(lines)

    def __repr__(self) -> str:
        """The package and its tables, as text."""
        lines = [f"{self.name}: {self.title}", *_wrapped(self.description, ""), *self.facts(), ""]
        width = max((len(table.name) for table in self.tables), default=0)
        for table in self.tables:
            first, *rest = _wrapped(table.description or table.title, " " * (width + 2)) or [""]
            lines += [f"{table.name:<{width}}  {first.strip()}".rstrip(), *rest]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        facts = "".join(f"<li>{escape(line)}</li>" for line in self.facts())
        rows = (
            (
                f"<code>{escape(table.name)}</code>",
                escape(table.description),
                "<br>".join(map(escape, table.key_lines())),
            )
            for table in self.tables
        )
        head = f"<p><strong>{escape(self.title)}</strong> {escape(self.description)}</p>"
        return head + f"<ul>{facts}</ul>" + _html_table(("table", "a row", "keys"), rows)


def _field(field: dict[str, Any]) -> FieldDescription:
    constraints = field.get("constraints", {})
    listed = field.get("categories") or constraints.get("enum", ())
    return FieldDescription(
        name=field["name"],
        type=field.get("type", "any"),
        title=field.get("title", ""),
        description=field.get("description", ""),
        constraints=dict(constraints),
        categories=tuple(str(entry["value"] if isinstance(entry, dict) else entry) for entry in listed),
    )


def _foreign_key(key: dict[str, Any], own_table: str) -> KeyDescription:
    """A foreign key; without a resource, or with an empty one, it points to its own table."""
    reference = key["reference"]
    return KeyDescription(
        fields=_names(key["fields"]),
        table=reference.get("resource") or own_table,
        reference_fields=_names(reference["fields"]),
    )


def _names(value: str | Sequence[str]) -> tuple[str, ...]:
    """Field names: Data Package v1 writes a single one as a string."""
    return (value,) if isinstance(value, str) else tuple(value)


def _words(key: str) -> str:
    """A constraint's name in words.

    >>> _words("minLength")
    'min length'
    """
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in key)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _html_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    cells = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"
