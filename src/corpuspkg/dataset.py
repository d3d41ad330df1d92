"""Load the tables of an installed corpus, or of any other data package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from corpuspkg.errors import CorpuspkgError, PackageError
from corpuspkg.installed import corpus_folder, corpus_names
from corpuspkg.package import Format, Package, open_package

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from corpuspkg.description import PackageDescription, TableDescription

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
        version: The version of the data that must be installed; any by default.

    Raises:
        UnknownNameError: There is no such table, format or corpus.
        PackageError: The data is missing, broken or of another version.
        MissingExtraError: polars is asked for and not installed.

    >>> letters = load("letters")
    >>> citations = load("citations").merge(letters[["letter_id", "sent_date"]], on="letter_id")
    >>> len(citations) == len(load("citations", format="records"))
    True
    """
    package = open(corpus=corpus)
    if version is not None and version != package.version:
        raise PackageError(
            f"version {version!r} is not installed, but {package.version!r} is",
            path=package.path,
            hint=f"run: pip install 'corpuspkg=={version}'" if corpus is None else "install that version of the corpus",
        )
    return package.load(table, format=format)


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
