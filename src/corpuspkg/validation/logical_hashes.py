"""Whether the tables say what the logical hashes of the descriptor say they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpuspkg.errors import PackageError
from corpuspkg.logical import LOGICAL_HASH, hash_package, hash_resource
from corpuspkg.package import open_package

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpuspkg.package import Package as OpenedPackage
    from corpuspkg.validation.package import Package
    from corpuspkg.validation.report import Log

_CODE = "logical-hash"


def check_logical_hashes(package: Package, log: Log, known: Mapping[str, str] | None = None) -> None:
    """Check the logical hashes of a package that declares some and is otherwise sound.

    A table is read once, in its Parquet form where it has one: that its CSV form says the same is checked elsewhere.

    Args:
        package: The package.
        log: Takes what is wrong.
        known: The hashes of resources whose rows were read already, by name.
    """
    if any(finding.severity == "error" for finding in log.findings):
        return
    resources = package.descriptor.get("resources")
    entries = [package.descriptor, *(resources if isinstance(resources, list) else ())]
    if not any(isinstance(each, dict) and LOGICAL_HASH in each for each in entries):
        return
    try:
        _check(open_package(package.folder / package.file), log, known or {})
    except PackageError as error:
        log.add(_CODE, f"The logical hashes cannot be computed: {error}.", file=package.file)


def _check(package: OpenedPackage, log: Log, known: Mapping[str, str]) -> None:
    actual: dict[str, str] = {}
    for table in package.tables():
        editions = package.resources(table)
        if not package.schema(editions[-1]).get("fields"):
            continue
        actual[table] = known.get(editions[-1]["name"]) or hash_resource(package, editions[-1])
        for edition in editions:
            declared = edition.get(LOGICAL_HASH, actual[table])
            if declared != actual[table]:
                _tell(log, str(declared), actual[table], resource=edition["name"], file=str(edition.get("path")))
    declared, found = package.descriptor.get(LOGICAL_HASH), hash_package(actual)
    if declared not in (None, found):
        _tell(log, str(declared), found)


def _tell(log: Log, declared: str, actual: str, *, resource: str | None = None, file: str | None = None) -> None:
    message = f"The logical hash is {actual}, the descriptor states {declared}."
    log.add(_CODE, message, resource=resource, file=file, field=LOGICAL_HASH, value=declared[:100])
