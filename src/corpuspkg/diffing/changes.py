"""What differs between two packages, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

Key = tuple[Any, ...]


class Bump(IntEnum):
    """What a change asks of the version number; a greater one includes the smaller."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        """The name in small letters."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a bump is asked for."""

    bump: Bump
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChange:
    """A changed entry of the descriptor or of a table's schema.

    Attributes:
        table: The table; None for the package itself.
        field: The field; None for the table or package itself.
        entry: What changed: `field`, `type`, `primaryKey`, `title`, ...; `table` and `field` for whole ones.
        old, new: As JSON values; None where there is none.
        bump: What this change alone asks for.
    """

    table: str | None
    field: str | None
    entry: str
    old: Any
    new: Any
    bump: Bump

    @property
    def place(self) -> str:
        """Table and field, joined by a dot."""
        return ".".join(part for part in (self.table, self.field) if part) or "package"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A changed value."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row with the same key and other values."""

    key: Key
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDiff:
    """How the rows of a table differ.

    Attributes:
        key: Fields that rows are matched by; none where rows are compared as a whole.
        old_rows, new_rows: Numbers of rows; None where the table is not there.
        added, removed, changed: Numbers of rows.
        fields: Numbers of changed values by field.
        added_keys, removed_keys, changes: The first of them in the order of the table, as many as were asked for.
    """

    name: str
    key: tuple[str, ...]
    old_rows: int | None
    new_rows: int | None
    added: int = 0
    removed: int = 0
    changed: int = 0
    fields: dict[str, int]
    added_keys: tuple[Key, ...] = ()
    removed_keys: tuple[Key, ...] = ()
    changes: tuple[RowChange, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether no row differs."""
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One side of a comparison."""

    source: str
    name: str | None
    version: str | None

    def __str__(self) -> str:
        """Name and version, or where it came from."""
        return " ".join(part for part in (self.name, self.version) if part) or self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDiff:
    """How two packages differ.

    Attributes:
        entries: Changes of the descriptor and of schemas.
        tables: All tables of either package, equal ones included.
        bump: What the changes ask for together.
        reasons: Why, the weightiest first.
    """

    old: Edition
    new: Edition
    entries: tuple[EntryChange, ...]
    tables: tuple[TableDiff, ...]
    bump: Bump
    reasons: tuple[Reason, ...]
