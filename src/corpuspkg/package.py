"""An opened data package: what it says of itself, and its tables.

Reads packages that this project builds and, as far as it goes, any tabular Data Package (v1 or v2) with CSV or Parquet
files, in a folder or in a zip archive. A table may stand in two resources, `<table>` as CSV and `<table>.parquet`; then
the Parquet file is read. A resource may be split into several files, whose rows follow each other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, overload

from corpuspkg.description import PackageDescription, TableDescription
from corpuspkg.errors import PackageError, UnknownNameError

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd
    import polars as pl
    import pyarrow as pa

Format = Literal["pandas", "arrow", "polars", "records"]
FORMATS: tuple[Format, ...] = ("pandas", "arrow", "polars", "records")
_DESCRIPTOR = "datapackage.json"
# Entries of the descriptor: the repository that the package is made in, and whose the letters' texts are.
REPOSITORY = "corpuspkg:repository"
RIGHTS = "corpuspkg:rights"
# Entry of a resource in several files: path, size and hash of each.
FILES = "corpuspkg:files"
# The Parquet edition of a table is a resource of its own, named after it.
_TWIN = ".parquet"
_TABULAR = ("csv", "tsv", "parquet")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Package:
    """A data package. Made by `corpuspkg.open`.

    Attributes:
        path: The folder or the zip archive.
        descriptor: What `datapackage.json` says.
    """

    path: Path
    descriptor: dict[str, Any]
    _prefix: str | None = None

    @property
    def name(self) -> str | None:
        """Short name, or None."""
        return _text(self.descriptor.get("name"))

    @property
    def version(self) -> str | None:
        """Version of the data, or None."""
        return _text(self.descriptor.get("version"))

    def tables(self) -> tuple[str, ...]:
        """Names of the tables, in the order of the descriptor."""
        return tuple(self._editions())

    @overload
    def describe(self, table: str) -> TableDescription: ...
    @overload
    def describe(self, table: None = None) -> PackageDescription: ...
    def describe(self, table: str | None = None) -> TableDescription | PackageDescription:
        """What a table holds, field by field; without a name: what the package holds.

        Raises:
            UnknownNameError: There is no such table.
        """
        if table is None:
            tables = tuple(self.describe(name) for name in self.tables())
            return PackageDescription.from_descriptor(self.descriptor, tables)
        resource = self.resources(table)[0]
        return TableDescription.from_resource(resource | {"schema": self.schema(resource)})

    @overload
    def load(self, table: str, *, format: Literal["pandas"] = "pandas") -> pd.DataFrame: ...
    @overload
    def load(self, table: str, *, format: Literal["arrow"]) -> pa.Table: ...
    @overload
    def load(self, table: str, *, format: Literal["polars"]) -> pl.DataFrame: ...
    @overload
    def load(self, table: str, *, format: Literal["records"]) -> list[dict[str, Any]]: ...
    def load(self, table: str, *, format: Format = "pandas") -> object:  # noqa: A002 - the name pandas uses
        """Read a table. `corpuspkg.load` says what each format gives.

        Raises:
            UnknownNameError: There is no such table, or no such format.
            PackageError: Its file is missing, broken or not what the descriptor says.
            MissingExtraError: polars is asked for and not installed.
        """
        if format not in FORMATS:
            raise UnknownNameError("format", format, FORMATS)
        resource = self.resources(table)[-1]
        from corpuspkg import frames  # noqa: PLC0415 - imports pyarrow, which listing tables does not need

        return frames.convert(self.read_resource(resource), self.schema(resource), format, self._place_of(resource))

    def read_resource(self, resource: dict[str, Any]) -> pa.Table:
        """Read the files of one resource: of `resources(table)`, the first or its Parquet edition.

        Raises:
            PackageError: Its file is missing, broken or not what the descriptor says.
        """
        from corpuspkg import frames  # noqa: PLC0415 - imports pyarrow, which listing tables does not need

        schema = self.schema(resource)
        parts = [
            frames.read_arrow(self.file(part), part, schema, self._place_of(part)) for part in split_resource(resource)
        ]
        return parts[0] if len(parts) == 1 else frames.join_parts(parts, self._place_of(resource))

    def __repr__(self) -> str:
        version = f" {self.version}" if self.version else ""
        return f"<Package {self.name or self.path.name}{version}: {', '.join(self.tables())}>"

    def _editions(self) -> dict[str, tuple[dict[str, Any], ...]]:
        """The resources of each table: the one that gives it its name, and its Parquet edition if it has one."""
        tabular = {
            resource["name"]: resource for resource in self.descriptor["resources"] if _kind(resource) in _TABULAR
        }
        twins = {name + _TWIN for name in tabular} & {name for name in tabular if _kind(tabular[name]) == "parquet"}
        return {
            name: (resource, *([tabular[name + _TWIN]] if name + _TWIN in twins else []))
            for name, resource in tabular.items()
            if name not in twins
        }

    def resources(self, table: str) -> tuple[dict[str, Any], ...]:
        """The resources of a table: the one that has its name, and its Parquet edition if there is one."""
        editions = self._editions()
        if table not in editions:
            raise UnknownNameError("table", table, tuple(editions), path=self.path)
        return editions[table]

    def schema(self, resource: dict[str, Any]) -> dict[str, Any]:
        """Table Schema of a resource: inline, or in a file of its own."""
        schema = resource.get("schema", {})
        if isinstance(schema, str):
            file = self._member(schema)
            data = file if isinstance(file, bytes) else _read(file)
            schema = _parse(data, self._place(schema))
        if not isinstance(schema, dict) or not isinstance(schema.get("fields", []), list):
            raise PackageError(f"the schema of {resource['name']!r} is no Table Schema", path=self.path)
        return schema

    def file(self, resource: dict[str, Any]) -> Path | bytes:
        """The file of a resource of one (see `split_resource`): its path, or its bytes where it is in an archive."""
        if not isinstance(resource["path"], str):
            raise PackageError(f"{resource['name']!r} is split into several files", path=self.path)
        return self._member(resource["path"])

    def _member(self, name: str) -> Path | bytes:
        """A file of the package: its path, or its bytes where it is in an archive."""
        if "://" in name or "\\" in name or name.startswith("/") or ".." in PurePosixPath(name).parts:
            raise PackageError(
                f"{name!r} is no path within the package", path=self.path, hint="only local files are read"
            )
        if self._prefix is None:
            return self.path / name
        return _read_member(self.path, self._prefix + name)

    def _place_of(self, resource: dict[str, Any]) -> Path:
        return self._place(paths_of(resource)[0])

    def _place(self, name: object) -> Path:
        return self.path / str(name) if self._prefix is None else self.path / f"{self._prefix}{name}"


def paths_of(resource: dict[str, Any]) -> tuple[str, ...]:
    """The paths of a resource's files.

    Raises:
        PackageError: There is none.
    """
    path = resource.get("path")
    paths = tuple(path) if isinstance(path, list) else (path,)
    if not paths or not all(isinstance(one, str) for one in paths):
        raise PackageError(f"{resource.get('name')!r} names no files")
    return paths


def split_resource(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """A resource for each file of a resource; those of a package of ours have each file's size and hash.

    >>> [part["path"] for part in split_resource({"name": "t", "path": ["t/t-0.csv", "t/t-1.csv"]})]
    ['t/t-0.csv', 't/t-1.csv']
    """
    if isinstance(resource.get("path"), str):
        return [resource]
    stated = {entry["path"]: entry for entry in resource.get(FILES, ())}
    whole = {key: value for key, value in resource.items() if key not in (FILES, "bytes", "hash")}
    return [whole | stated.get(path, {}) | {"path": path} for path in paths_of(resource)]


def open_package(path: str | PathLike[str]) -> Package:
    """Open the data package at `path`: a folder, its `datapackage.json`, or a zip archive (a wheel is one, too).

    Raises:
        PackageError: There is none, or its descriptor is broken.
    """
    place = Path(path)
    if place.is_dir():
        return Package(place, _descriptor(_read(place / _DESCRIPTOR), place / _DESCRIPTOR))
    if not place.exists():
        raise PackageError("no such file or folder", path=place)
    if place.suffix.lower() == ".json":
        return Package(place.parent, _descriptor(_read(place), place))
    name = _find_descriptor(place)
    descriptor = _descriptor(_read_member(place, name), place / name)
    return Package(place, descriptor, name.removesuffix(_DESCRIPTOR))


def _find_descriptor(archive: Path) -> str:
    """Name of the descriptor in an archive: the only one at the least depth."""
    import zipfile  # noqa: PLC0415 - most packages are folders

    try:
        with zipfile.ZipFile(archive) as opened:
            names = [name for name in opened.namelist() if PurePosixPath(name).name == _DESCRIPTOR]
    except (OSError, zipfile.BadZipFile) as error:
        raise PackageError(
            f"no data package: {error}", path=archive, hint="give a folder, a datapackage.json or a zip archive"
        ) from None
    depth = min((name.count("/") for name in names), default=0)
    shallowest = [name for name in names if name.count("/") == depth]
    if len(shallowest) != 1:
        count = "no" if not shallowest else "more than one"
        raise PackageError(f"the archive holds {count} {_DESCRIPTOR}", path=archive)
    return shallowest[0]


def _read_member(archive: Path, name: str) -> bytes:
    import zipfile  # noqa: PLC0415 - most packages are folders

    try:
        with zipfile.ZipFile(archive) as opened:
            return opened.read(name)
    except KeyError:
        raise PackageError("missing in the archive", path=archive / name) from None
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise PackageError(f"cannot be read: {error}", path=archive / name) from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise PackageError("no such file", path=path, hint="is this the folder of a data package?") from None
    except OSError as error:
        raise PackageError(f"cannot be read: {error.strerror}", path=path) from None


def _parse(data: bytes, place: Path) -> object:
    try:
        return json.loads(data)
    except ValueError as error:
        raise PackageError(f"no valid JSON: {error}", path=place) from None


def _descriptor(data: bytes, place: Path) -> dict[str, Any]:
    descriptor = _parse(data, place)
    if not isinstance(descriptor, dict):
        raise PackageError("no Data Package: the descriptor is no object", path=place)
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not resources:
        raise PackageError("no Data Package: it lists no resources", path=place)
    for resource in resources:
        if not (isinstance(resource, dict) and isinstance(resource.get("name"), str)):
            raise PackageError("no Data Package: a resource has no name", path=place)
        if not ("path" in resource or "data" in resource):
            raise PackageError(f"resource {resource['name']!r} has no path", path=place)
    return descriptor


def _kind(resource: dict[str, Any]) -> str:
    """Format of a resource's file, by its declaration, else by its name."""
    declared = resource.get("format")
    if isinstance(declared, str) and declared:
        return declared.lower()
    path = resource.get("path", "")
    return PurePosixPath(str(path[0] if isinstance(path, list) and path else path)).suffix.removeprefix(".").lower()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
