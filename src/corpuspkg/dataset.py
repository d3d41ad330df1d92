"""Load the tables of an installed corpus, or of any other data package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from corpuspkg.errors import CorpuspkgError, PackageError
from corpuspkg.installed import OWN, corpus_folder, corpus_names
from corpuspkg.package import Format, Package, open_package

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from corpuspkg.description import PackageDescription, TableDescription
    from corpuspkg.transfer import Progress

# Where the releases of a corpus lie, in its descriptor.
RELEASES = "corpuspkg:releases"
# The public names `format` and `open` follow pandas and gzip; corpuspkg.open is always written with its module.
# ruff: noqa: A001, A002


@overload
def load(
    table: str, *, format: Literal["pandas"] = "pandas", corpus: str | None = None, version: str | None = None
) -> pd.DataFrame: ...
@overload
def load(
    table: str, *, format: Literal["arrow"], corpus: str | None = None, version: str | None = None
) -> pa.Table: ...
@overload
def load(
    table: str, *, format: Literal["polars"], corpus: str | None = None, version: str | None = None
) -> pl.DataFrame: ...
@overload
def load(
    table: str, *, format: Literal["records"], corpus: str | None = None, version: str | None = None
) -> list[dict[str, Any]]: ...
def load(table: str, *, format: Format = "pandas", corpus: str | None = None, version: str | None = None) -> object:
    """Load a table.

    Args:
        table: One of `tables()`.
        format: What to return:
            "pandas": a DataFrame with nullable types (`string`, `Int64`, missing values are `pd.NA`), dates as
            `datetime64[s]`, and a `category` with all of the schema's values where the schema lists them;
            "arrow": a pyarrow.Table;
            "polars": a polars DataFrame, listed values as `Enum` (needs `pip install 'corpuspkg[polars]'`);
            "records": a list of dicts with Python values, missing ones None.
        corpus: One of `corpora()`; the corpus that comes with this package by default.
        version: A version of the data. One that is not installed is fetched from the address of the corpus's releases,
            once; the installed one by default.

    Raises:
        UnknownNameError: There is no such table, format or corpus.
        PackageError: The data is missing or broken, or it is not known where other versions are.
        DownloadError: The version cannot be fetched.
        MissingExtraError: polars is asked for and not installed.

    >>> letters = load("letters")
    >>> citations = load("citations").merge(letters[["letter_id", "sent_date"]], on="letter_id")
    >>> len(citations) == len(load("citations", format="records"))
    True
    """
    package = open(corpus=corpus)
    if version is not None and version != package.version:
        package = open_package(_fetch(package, version))
    return package.load(table, format=format)


def download(
    version: str,
    *,
    corpus: str | None = None,
    address: str | None = None,
    sha256: str | None = None,
    progress: Progress | None = None,
) -> Path:
    """Fetch a released version of a corpus into the cache, or find it there.

    Args:
        version: Such as "1.0.0".
        corpus: One of `corpora()`; the corpus that comes with this package by default.
        address: Where its releases lie; what `CORPUSPKG_RELEASES` or the installed corpus says by default.
        sha256: Digest that the zip has to have, where you know it from elsewhere.
        progress: Called with the bytes that have come and the whole.

    Returns:
        The zip archive: `corpuspkg.open` opens it.

    Raises:
        DownloadError: It cannot be fetched, or it is not what it should be.
        PackageError: It is not known where the releases are.
    """
    return _fetch(open(corpus=corpus), version, address=address, sha256=sha256, progress=progress)


def _fetch(
    package: Package,
    version: str,
    *,
    address: str | None = None,
    sha256: str | None = None,
    progress: Progress | None = None,
) -> Path:
    import os  # noqa: PLC0415 - a version that is not installed alone needs it

    from corpuspkg.fetch import ADDRESS_VARIABLE, Release, fetch_release  # noqa: PLC0415 - as above

    stated = address or os.environ.get(ADDRESS_VARIABLE) or package.descriptor.get(RELEASES)
    name = package.name or OWN
    if not isinstance(stated, str):
        raise PackageError(
            f"version {version!r} is not installed, but {package.version!r} is, and it is not known where others are",
            path=package.path,
            hint=f"run: pip install '{name}=={version}', or set {ADDRESS_VARIABLE} to the address of the releases",
        )
    return fetch_release(Release(name=name, version=version, address=stated, sha256=sha256), progress=progress)


def tables(*, corpus: str | None = None) -> tuple[str, ...]:
    """Names of the tables.

    >>> tables()[:4]
    ('letters', 'participations', 'agents', 'citations')
    """
    return open(corpus=corpus).tables()


@overload
def describe(table: str, *, corpus: str | None = None) -> TableDescription: ...
@overload
def describe(table: None = None, *, corpus: str | None = None) -> PackageDescription: ...
def describe(table: str | None = None, *, corpus: str | None = None) -> TableDescription | PackageDescription:
    """What a table holds, field by field; without a name: what the package holds.

    The value prints as text, and as a table in a notebook.

    >>> describe("citations").primary_key
    ('citation_id',)
    >>> print(describe("citations").fields[4].description)
    Offset of the first character of the citation in letters.text, counted in Unicode code points from 0.
    """
    package = open(corpus=corpus)
    return package.describe() if table is None else package.describe(table)


def open(path: str | PathLike[str] | None = None, *, corpus: str | None = None) -> Package:
    """Open a data package, to `load` and `describe` its tables.

    Args:
        path: A folder, its `datapackage.json`, or a zip archive. Without it, an installed corpus is opened.
        corpus: One of `corpora()`; the corpus that comes with this package by default.

    Raises:
        PackageError: There is none, or its descriptor is broken.
        UnknownNameError: No such corpus is installed.

    >>> open().tables() == tables()
    True
    """
    return open_package(corpus_folder(corpus) if path is None else path)


def corpora() -> tuple[str, ...]:
    """Names of the installed corpora: this package's own, and those that other distributions bring.

    >>> corpora()[0]
    'corpuspkg'
    """
    return corpus_names()


def read_version() -> str:
    """Version of the data that comes with this package; the program has the same."""
    try:
        version = open().version
    except CorpuspkgError:
        version = None
    if version is not None:
        return version
    from importlib.metadata import version as installed_version  # noqa: PLC0415 - a checkout before its first build

    return installed_version("corpuspkg")
