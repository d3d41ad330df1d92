"""The tables' descriptors: JSON under `schema/`, the one place that says which tables and fields there are.

Each file describes a table as a Data Package v2 resource without its file: name, title, description and Table Schema.
Arrow schemas, documentation and checks are derived from it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpuspkg.errors import SchemaError

if TYPE_CHECKING:
    import pyarrow as pa

# The order in which tables are listed, read and documented: letters first, bookkeeping last.
TABLES = (
    "letters",
    "participations",
    "agents",
    "citations",
    "instruments",
    "references",
    "segments",
    "evidence",
    "sources",
    "curations",
    "issues",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column of a table."""

    name: str
    type: str
    title: str
    description: str
    constraints: dict[str, Any]
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """Columns whose values stand in another table."""

    fields: tuple[str, ...]
    table: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table's descriptor.

    Attributes:
        descriptor: The JSON as it stands in the file.
    """

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    descriptor: dict[str, Any]

    @property
    def field_names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)


def schema_dir() -> Path:
    """Folder of the descriptors: beside the installed package's data, or at the root of a checkout.

    Raises:
        SchemaError: Neither is there.
    """
    here = Path(__file__).resolve().parent
    for candidate in (here / "data" / "schema", here.parents[1] / "schema"):
        if (candidate / "letters.json").is_file():
            return candidate
    raise SchemaError("the tables' descriptors are missing", path=here / "data" / "schema", hint="reinstall corpuspkg")


@cache
def load_tables(folder: Path | None = None) -> dict[str, Table]:
    """All tables by name, in the order of `TABLES`.

    Args:
        folder: Where the descriptors are; the package's own by default.

    Raises:
        SchemaError: A descriptor is missing or broken.
    """
    root = folder or schema_dir()
    return {name: _load_table(root / f"{name}.json") for name in TABLES}


def _load_table(path: Path) -> Table:
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SchemaError("descriptor of a table is missing", path=path) from None
    except ValueError as error:
        raise SchemaError(f"no valid JSON: {error}", path=path) from None
    try:
        return _table(descriptor)
    except (KeyError, TypeError) as error:
        raise SchemaError(f"no table descriptor: {error!r} is missing or of the wrong type", path=path) from None


def _table(descriptor: dict[str, Any]) -> Table:
    schema = descriptor["schema"]
    return Table(
        name=descriptor["name"],
        title=descriptor["title"],
        description=descriptor["description"],
        fields=tuple(
            Field(
                name=field["name"],
                type=field["type"],
                title=field["title"],
                description=field["description"],
                constraints=field.get("constraints", {}),
                categories=tuple(field.get("categories", ())),
            )
            for field in schema["fields"]
        ),
        primary_key=tuple(schema["primaryKey"]),
        foreign_keys=tuple(
            ForeignKey(
                fields=tuple(key["fields"]),
                table=key["reference"]["resource"],
                reference_fields=tuple(key["reference"]["fields"]),
            )
            for key in schema.get("foreignKeys", ())
        ),
        descriptor=descriptor,
    )


def arrow_schema(table: Table) -> pa.Schema:
    """Arrow schema of a table: strings, 64-bit integers, 32-bit dates; required fields are not nullable."""
    import pyarrow as pa  # noqa: PLC0415 - the consumer lists tables without loading pyarrow

    types = {"string": pa.string(), "integer": pa.int64(), "date": pa.date32(), "boolean": pa.bool_()}
    return pa.schema(
        [
            pa.field(field.name, types[field.type], nullable=not field.constraints.get("required", False))
            for field in table.fields
        ]
    )
