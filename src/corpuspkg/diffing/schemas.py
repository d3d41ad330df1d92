"""Compare descriptors and table schemas, and say what each change asks of the version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from corpuspkg.diffing.changes import Bump, EntryChange
from corpuspkg.logical import key_fields
from corpuspkg.package import REPOSITORY, RIGHTS

# Entries of the descriptor that say what the package is; files, sizes and hashes follow from the rows.
_PACKAGE_ENTRIES = (
    *("name", "id", "title", "description", "homepage", "keywords", "licenses", "contributors", "sources"),
    *(REPOSITORY, RIGHTS),
)
# What a program may rely on: losing or changing it breaks the program, adding to it does not.
_FIELD_ENTRIES = {
    "type": Bump.MAJOR,
    "format": Bump.MAJOR,
    "constraints": Bump.MINOR,
    "categories": Bump.MINOR,
    "categoriesOrdered": Bump.MINOR,
    "title": Bump.PATCH,
    "description": Bump.PATCH,
}
_TABLE_ENTRIES = {"title": Bump.PATCH, "description": Bump.PATCH}
_SCHEMA_ENTRIES = {"foreignKeys": Bump.MINOR, "uniqueKeys": Bump.MINOR, "missingValues": Bump.MAJOR}


def diff_package_entries(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[EntryChange]:
    """Changes of what the descriptor says about the package as a whole, its version and date aside."""
    for entry in _PACKAGE_ENTRIES:
        if old.get(entry) != new.get(entry):
            yield EntryChange(
                table=None, field=None, entry=entry, old=old.get(entry), new=new.get(entry), bump=Bump.PATCH
            )


def diff_table_lists(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[EntryChange]:
    """Tables that only one package has."""
    for name in sorted(old.keys() - new.keys()):
        yield EntryChange(table=name, field=None, entry="table", old=name, new=None, bump=Bump.MAJOR)
    for name in sorted(new.keys() - old.keys()):
        yield EntryChange(table=name, field=None, entry="table", old=None, new=name, bump=Bump.MINOR)


def diff_schemas(
    name: str, old: tuple[Mapping[str, Any], Mapping[str, Any]], new: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> Iterator[EntryChange]:
    """Changes of a table's schema; the order of fields is none.

    Args:
        name: Of the table.
        old, new: Its resource and its Table Schema.
    """
    (old_resource, old_schema), (new_resource, new_schema) = old, new
    before = {field["name"]: field for field in old_schema.get("fields", ())}
    after = {field["name"]: field for field in new_schema.get("fields", ())}
    for field in {**before, **after}:
        one, other = before.get(field), after.get(field)
        if one is None or other is None:
            bump = Bump.MAJOR if other is None else Bump.MINOR
            yield EntryChange(table=name, field=field, entry="field", old=_type(one), new=_type(other), bump=bump)
        else:
            yield from _entries(name, field, _FIELD_ENTRIES, (one, other))
    keys = [{"primaryKey": list(key_fields(schema))} for schema in (old_schema, new_schema)]
    yield from _entries(name, None, {"primaryKey": Bump.MAJOR}, (keys[0], keys[1]))
    yield from _entries(name, None, _SCHEMA_ENTRIES, (old_schema, new_schema))
    yield from _entries(name, None, _TABLE_ENTRIES, (old_resource, new_resource))


def _type(field: Mapping[str, Any] | None) -> str | None:
    return None if field is None else str(field.get("type", "any"))


def _entries(
    table: str,
    field: str | None,
    entries: Mapping[str, Bump],
    sides: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> Iterator[EntryChange]:
    for entry, bump in entries.items():
        old, new = (side.get(entry) for side in sides)
        if old != new:
            yield EntryChange(table=table, field=field, entry=entry, old=old, new=new, bump=bump)
