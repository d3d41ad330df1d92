"""Compare two editions of a data package by what they say, and tell which version number the difference asks for."""

from __future__ import annotations

from collections.abc import Callable

from corpuspkg.diffing.bump import find_reasons, needed_bump
from corpuspkg.diffing.changes import Bump, Edition, EntryChange, PackageDiff, TableDiff
from corpuspkg.diffing.rows import Side, diff_rows
from corpuspkg.diffing.schemas import diff_package_entries, diff_schemas, diff_table_lists
from corpuspkg.package import Package

__all__ = ["Bump", "PackageDiff", "diff_packages"]

LISTED_ROWS = 100


def diff_packages(
    old: Package, new: Package, *, limit: int | None = LISTED_ROWS, progress: Callable[[str], None] | None = None
) -> PackageDiff:
    """How `new` differs from `old`.

    Args:
        old, new: As `corpuspkg.open` or `corpuspkg.locate.locate` gives them.
        limit: How many added, removed and changed rows to list of each table; None lists all. Numbers are always whole.
        progress: Called with each table's name before it is compared.

    Raises:
        PackageError: A file of either package is missing or broken.
    """
    tables_old, tables_new = dict.fromkeys(old.tables()), dict.fromkeys(new.tables())
    entries: list[EntryChange] = [
        *diff_package_entries(old.descriptor, new.descriptor),
        *diff_table_lists(tables_old, tables_new),
    ]
    tables = []
    for name in {**tables_new, **tables_old}:
        if progress:
            progress(name)
        if name not in tables_old or name not in tables_new:
            tables.append(_one_sided(name, old if name in tables_old else new, is_new=name in tables_new))
            continue
        before, after = old.resources(name), new.resources(name)
        schemas = old.schema(before[0]), new.schema(after[0])
        entries += diff_schemas(name, (before[0], schemas[0]), (after[0], schemas[1]))
        tables.append(
            diff_rows(
                name,
                Side(rows=old.read_resource(before[-1]), schema=schemas[0]),
                Side(rows=new.read_resource(after[-1]), schema=schemas[1]),
                limit,
            )
        )
    reasons = find_reasons(entries, tables)
    return PackageDiff(
        old=_edition(old),
        new=_edition(new),
        entries=tuple(entries),
        tables=tuple(tables),
        bump=needed_bump(reasons),
        reasons=reasons,
    )


def _one_sided(name: str, package: Package, *, is_new: bool) -> TableDiff:
    rows = package.read_resource(package.resources(name)[-1]).num_rows
    old_rows, new_rows = (None, rows) if is_new else (rows, None)
    return TableDiff(name=name, key=(), old_rows=old_rows, new_rows=new_rows, fields={})


def _edition(package: Package) -> Edition:
    return Edition(source=str(package.path), name=package.name, version=package.version)
