"""Check a whole package: descriptor, files, rows, keys, and what holds between the tables of a corpus."""

from __future__ import annotations

import time
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpuspkg.logical import LOGICAL_HASH
from corpuspkg.machine import cores
from corpuspkg.validation.archive import unpacked
from corpuspkg.validation.beside import text_forms
from corpuspkg.validation.corpus import corpus_checks, is_corpus
from corpuspkg.validation.descriptor import read_package
from corpuspkg.validation.forms import FormsCheck
from corpuspkg.validation.keys import Budget
from corpuspkg.validation.logical_hashes import check_logical_hashes
from corpuspkg.validation.relations import check_keys, wanted_keys
from corpuspkg.validation.report import DEFAULT_LIMIT, Finding, Log, Report
from corpuspkg.validation.twins import check_twins

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
    path: Path,
    *,
    limit: int | None = DEFAULT_LIMIT,
    progress: Callable[[str], None] | None = None,
    threads: int | None = None,
) -> Report:
    """As `validate_package`, with counts.

    Args:
        path, limit: As for `validate_package`.
        progress: Called with each resource's name when its rows are checked.
        threads: How many tables are checked at a time; as many as there are cores by default.

    Raises:
        PackageError: There is no descriptor, or it cannot be read.
    """
    started = time.perf_counter()
    log = Log(limit=limit)
    with unpacked(path) as place, ThreadPoolExecutor(threads or cores()) as pool:
        package = read_package(place, log)
        checks = corpus_checks(package, limit) if is_corpus(package) else []
        inside = [pool.submit(check) for check in checks]
        with _tables(package, log, pool, progress) as found:
            check_keys(package, found.tables, log)
        if inside:
            check_twins(package, log, found.alike)
        for each in inside:
            log.take_in(each.result())
        check_logical_hashes(package, log, found.hashes)
    return log.report([each.name for each in package.resources], time.perf_counter() - started)


@dataclass(slots=True)
class _Found:
    """What the check of the rows leaves for the checks that follow.

    Attributes:
        tables: By resource.
        alike: Names of CSV resources that are known to say what their Parquet forms say.
        hashes: Logical hashes of Parquet resources.
    """

    tables: dict[str, TableCheck | None] = field(default_factory=dict)
    alike: set[str] = field(default_factory=set)
    hashes: dict[str, str] = field(default_factory=dict)


@contextmanager
def _tables(package: Package, log: Log, pool: Executor, progress: Callable[[str], None] | None) -> Iterator[_Found]:
    """Check all rows; the tables' keys are there as long as the context is open."""
    wanted, budget, texts = wanted_keys(package), Budget(), text_forms(package)
    followed = {text.name for text in texts.values()}
    schemas = _hashed_schemas(package)
    found = _Found()
    checks = [
        FormsCheck(
            resource=each,
            text=texts.get(each.name),
            hashed=schemas.get(each.name),
            log=Log(limit=log.limit),
            budget=budget,
            wanted=wanted,
        )
        for each in package.resources
        if each.name not in followed
    ]
    # The largest first, so that none is left over at the end.
    checks.sort(key=FormsCheck.size, reverse=True)
    try:
        for check, done in [(check, pool.submit(check.run)) for check in checks]:
            outcome = done.result()
            log.take_in(check.log)
            for name, table in outcome.tables.items():
                if table is not None:
                    table.log = log
                found.tables[name] = table
                if progress:
                    progress(name)
            found.alike |= outcome.alike
            found.hashes |= outcome.hashes
        yield found
    finally:
        for table in found.tables.values():
            for index in table.indexes.values() if table else ():
                index.close()


def _hashed_schemas(package: Package) -> dict[str, dict[str, Any]]:
    """The schemas of Parquet resources that state a logical hash, as the descriptor has them."""
    entries = package.descriptor.get("resources")
    return {
        entry["name"]: entry["schema"]
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict) and LOGICAL_HASH in entry and isinstance(entry.get("schema"), dict)
        if isinstance(entry.get("name"), str) and _has_names(entry["schema"].get("fields"))
    }


def _has_names(fields: object) -> bool:
    return isinstance(fields, list) and all(
        isinstance(one, dict) and isinstance(one.get("name"), str) for one in fields
    )
