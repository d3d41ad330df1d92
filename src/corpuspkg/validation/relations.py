"""Check keys within and between the tables of a package.

Null follows SQL, as the standard asks: a primary key has no null part; a unique key with a null part is not compared;
a foreign key with a null part refers to nothing and holds (MATCH SIMPLE).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpuspkg.validation.keys import Budget, KeyIndex
from corpuspkg.validation.report import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpuspkg.validation.package import ForeignKey, Package, Resource, Schema
    from corpuspkg.validation.report import Log
    from corpuspkg.validation.table import TableCheck

_NUMERIC = frozenset({"integer", "number"})


def wanted_keys(package: Package) -> dict[str, frozenset[tuple[str, ...]]]:
    """The sets of fields of each table whose keys have to be kept."""
    wanted: dict[str, set[tuple[str, ...]]] = {}
    for resource in package.resources:
        if resource.schema is None:
            continue
        own = wanted.setdefault(resource.name, set())
        own.update(names for _, names in _unique(resource.schema))
        for key in resource.schema.foreign_keys:
            own.add(key.fields)
            wanted.setdefault(key.resource or resource.name, set()).add(key.reference_fields)
    return {name: frozenset(sets) for name, sets in wanted.items()}


def check_keys(package: Package, tables: Mapping[str, TableCheck | None], log: Log) -> None:
    """Check all keys, once all rows are read."""
    for resource in package.resources:
        table = tables.get(resource.name)
        if resource.schema is None:
            continue
        if table is not None:
            for code, names in _unique(resource.schema):
                _check_unique(table, code, names)
        for key in resource.schema.foreign_keys:
            _check_foreign(package, resource, key, tables, log)


def _unique(schema: Schema) -> Iterator[tuple[str, tuple[str, ...]]]:
    if schema.primary_key:
        yield "primary-key", schema.primary_key
    for names in schema.unique_keys:
        yield "unique-key", names
    for field in schema.fields:
        if field.constraints.get("unique") is True:
            yield "unique", (field.name,)


def _check_unique(table: TableCheck, code: str, names: tuple[str, ...]) -> None:
    index = table.indexes.get(names)
    if index is None:
        return
    for rows, earlier, keys in index.duplicates():
        room = table.log.room(table.resource.name, code)
        kept = len(rows) if room is None else min(room, len(rows))
        for row, first, key in zip(
            rows[:kept].tolist(), earlier[:kept].tolist(), keys.slice(0, kept).to_pylist(), strict=True
        ):
            value = _readable(key, len(names))
            file, number = table.place(first)
            message = (
                f"{shown(value)} stands in row {number}{' of ' + file if len(table.files) > 1 and file else ''} already"
            )
            table.log.add(
                code,
                message,
                resource=table.resource.name,
                file=table.place(row)[0],
                row=table.place(row)[1],
                field=", ".join(names),
                value=str(value),
            )
        table.log.count(table.resource.name, code, len(rows) - kept)


def _check_foreign(
    package: Package, resource: Resource, key: ForeignKey, tables: Mapping[str, TableCheck | None], log: Log
) -> None:
    target = package.resource(key.resource or resource.name)
    name = ", ".join(key.fields)
    reason = _unresolved(resource, key, target, tables)
    if reason:
        code, message = reason
        log.add(code, message, resource=resource.name, file=package.file, field=name)
        return
    table, other = tables.get(resource.name), tables.get(target.name) if target else None
    if table is None or other is None:
        return
    index = table.indexes.get(key.fields)
    known = other.indexes.get(key.reference_fields)
    if index is None:
        return
    where = f"{target.name if target else ''}.{', '.join(key.reference_fields)}"
    for rows, keys in index.absent_from(known or KeyIndex(Budget())):
        room = log.room(resource.name, "foreign-key")
        kept = len(rows) if room is None else min(room, len(rows))
        for row, value in zip(rows[:kept].tolist(), keys.slice(0, kept).to_pylist(), strict=True):
            text = _readable(value, len(key.fields))
            message = f"{shown(text)} does not stand in {where}"
            log.add(
                "foreign-key",
                message,
                resource=resource.name,
                file=table.place(row)[0],
                row=table.place(row)[1],
                field=name,
                value=str(text),
            )
        log.count(resource.name, "foreign-key", len(rows) - kept)


def _unresolved(
    resource: Resource, key: ForeignKey, target: Resource | None, tables: Mapping[str, TableCheck | None]
) -> tuple[str, str] | None:
    if target is None:
        return "foreign-key-unresolved", f"there is no resource {key.resource!r}"
    if target.schema is None or tables.get(target.name) is None:
        return "foreign-key-unresolved", f"the rows of {target.name!r} cannot be read"
    for name, other in zip(key.fields, key.reference_fields, strict=True):
        one = resource.schema.field(name) if resource.schema else None
        two = target.schema.field(other)
        if two is None:
            return "key-field-unknown", f"foreignKeys refers to {other!r}, which is no field of {target.name!r}"
        if one and one.type != two.type and not {one.type, two.type} <= _NUMERIC and "any" not in (one.type, two.type):
            return "foreign-key-type", f"{name!r} is {one.type}, {target.name}.{other} is {two.type}"
    return None


def _readable(key: object, parts: int) -> object:
    """A joined key as its parts."""
    return key if parts == 1 else " | ".join(str(key).split("\x1f")[parts - 1 :])
