"""Describe a built package: `datapackage.json`, a Data Package v2 descriptor (datapackage.org, version 2.0)."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corpuspkg.config import Config
from corpuspkg.dataset import RELEASES
from corpuspkg.logical import LOGICAL_HASH, hash_package
from corpuspkg.package import FILES, REPOSITORY, RIGHTS
from corpuspkg.schema import Table
from corpuspkg.tablefiles import StoredFile

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# The Parquet edition of a table is a resource of its own, named after it.
PARQUET_SUFFIX = ".parquet"
PARQUET_BYTES = "corpuspkg:bytes"
# A table in one file, or in one for each bucket.
Files = StoredFile | Sequence[StoredFile]


def describe_package(
    config: Config,
    schemas: Mapping[str, Table],
    files: Iterable[tuple[str, Files, Files]],
    hashes: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The descriptor of a package.

    Args:
        config: Name, version, licences and the like.
        schemas: The tables' descriptors.
        files: For each table its name, its CSV file or files and its Parquet file or files.
        hashes: Logical hash of each table (`corpuspkg.logical`).
    """
    stored = list(files)
    logical = {name: {LOGICAL_HASH: value} for name, value in (hashes or {}).items()}
    entries: dict[str, Any] = {
        "$schema": PROFILE,
        "name": config.name,
        "id": f"https://doi.org/{config.doi}" if config.doi else None,
        "title": config.title,
        "description": config.description,
        "homepage": config.homepage,
        REPOSITORY: config.repository,
        RELEASES: config.releases,
        "version": config.version,
        "created": f"{config.release_date}T00:00:00Z" if config.release_date else None,
        "keywords": list(config.keywords),
        "licenses": list(config.licenses),
        RIGHTS: config.rights,
        "contributors": list(config.contributors),
        "sources": list(config.sources),
        LOGICAL_HASH: hash_package(hashes) if hashes else None,
        "resources": [
            *(_csv_resource(schemas[name], file) | logical.get(name, {}) for name, file, _ in stored),
            *(_parquet_resource(schemas[name], file) | logical.get(name, {}) for name, _, file in stored),
        ],
    }
    return {key: value for key, value in entries.items() if value}


def _csv_resource(table: Table, file: Files) -> dict[str, Any]:
    return _resource(table, file, table.name) | {
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": table.descriptor["schema"],
    }


def _parquet_resource(table: Table, file: Files) -> dict[str, Any]:
    schema = copy.deepcopy(table.descriptor["schema"])
    for key in schema.get("foreignKeys", ()):
        key["reference"]["resource"] += PARQUET_SUFFIX
    for field in schema["fields"]:
        if field["type"] == "integer" and not field.get("constraints", {}).get("required"):
            # frictionless (5.21) reads Parquet through pandas, where a null among integers comes out as nan.
            field["missingValues"] = ["", "nan"]
    resource = _resource(table, file, table.name + PARQUET_SUFFIX)
    # frictionless (5.21) counts no bytes of Parquet and then reports any `bytes` as wrong: the size has another name.
    if "bytes" in resource:
        resource[PARQUET_BYTES] = resource.pop("bytes")
    return resource | {
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schema,
    }


def _resource(table: Table, files: Files, name: str) -> dict[str, Any]:
    told = {"title": table.title, "description": table.description}
    if isinstance(files, StoredFile):
        return {"name": name, "type": "table", "path": files.path} | told | _stated(files)
    # The standard has one size and one hash for a resource, and does not say of what where there are several files.
    return {
        "name": name,
        "type": "table",
        "path": [file.path for file in files],
        **told,
        FILES: [{"path": file.path} | _stated(file) for file in files],
    }


def _stated(file: StoredFile) -> dict[str, Any]:
    return {"bytes": file.bytes, "hash": f"sha256:{file.sha256}"}
