"""Check a whole package: descriptor, files, rows, keys, and what holds between the tables of a corpus."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa

from corpuspkg.validation.archive import unpacked
from corpuspkg.validation.corpus import check_corpus
from corpuspkg.validation.descriptor import read_package
from corpuspkg.validation.keys import Budget
from corpuspkg.validation.logical_hashes import check_logical_hashes
from corpuspkg.validation.relations import check_keys, wanted_keys
from corpuspkg.validation.report import DEFAULT_LIMIT, Finding, Log, Report
from corpuspkg.validation.resources import ResourceCheck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corpuspkg.validation.package import Package
    from corpuspkg.validation.table import TableCheck


def validate_package(path: Path, *, limit: int | None = DEFAULT_LIMIT) -> list[Finding]:
    """All that is wrong with a data package.

    Args:
        path: The package's folder, its descriptor, or a zip archive with one.
        limit: Findings kept for each resource and kind; a closing finding says how many more there are. None keeps
            all.

    Raises:
        PackageError: There is no descriptor, or it cannot be read.
    """
    return list(check_package(path, limit=limit).findings)


def check_package(
    path: Path, *, limit: int | None = DEFAULT_LIMIT, progress: Callable[[str], None] | None = None
) -> Report:
    """As `validate_package`, with counts.

    Args:
        path, limit: As for `validate_package`.
        progress: Called with each resource's name before its rows are checked.

    Raises:
        PackageError: There is no descriptor, or it cannot be read.
    """
    started = time.perf_counter()
    log = Log(limit=limit)
    with unpacked(path) as place:
        package = read_package(place, log)
        with _tables(package, log, progress) as tables:
            check_keys(package, tables, log)
        check_corpus(package, log)
        check_logical_hashes(package, log)
    return log.report([each.name for each in package.resources], time.perf_counter() - started)


@contextmanager
def _tables(
    package: Package, log: Log, progress: Callable[[str], None] | None
) -> Iterator[dict[str, TableCheck | None]]:
    """Check all rows; the tables' keys are there as long as the context is open."""
    wanted, budget = wanted_keys(package), Budget()
    tables: dict[str, TableCheck | None] = {}
    try:
        for each in package.resources:
            if progress:
                progress(each.name)
            check = ResourceCheck(resource=each, log=log, budget=budget, wanted=wanted.get(each.name, frozenset()))
            tables[each.name] = check.run()
            pa.default_memory_pool().release_unused()
        yield tables
    finally:
        for table in tables.values():
            for index in table.indexes.values() if table else ():
                index.close()
