"""Read a table's file into Arrow, and turn Arrow into what was asked for, typed by the Table Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from corpuspkg.errors import MissingExtraError, PackageError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import polars as pl

# Types of the Table Schema that have one counterpart in Arrow; others stay as the file has them.
_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "year": pa.int64(),
}
_CHECK = "run: corpuspkg validate"


def read_arrow(file: Path | bytes, resource: dict[str, Any], schema: dict[str, Any], place: Path) -> pa.Table:
    """Read the file of a resource.

    Args:
        file: Its path, or its bytes.
        resource: Its descriptor.
        schema: Its Table Schema; empty where it has none.
        place: What to call it in errors.

    Returns:
        Its columns in the order and with the types of the schema.

    Raises:
        PackageError: The file is missing, broken or not what the schema says.
    """
    is_parquet = str(resource.get("format") or resource["path"]).lower().endswith("parquet")
    try:
        source = pa.BufferReader(file) if isinstance(file, bytes) else pa.OSFile(str(file))
        table = _read_parquet(source) if is_parquet else _read_csv(source, resource, schema)
    except FileNotFoundError:
        raise PackageError("the file is missing", path=place, hint=_CHECK) from None
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise PackageError(f"cannot be read: {_first_line(error)}", path=place, hint=_CHECK) from None
    return _typed(table, schema, place) if schema.get("fields") else table


def join_parts(parts: list[pa.Table], place: Path) -> pa.Table:
    """The rows of several files of one table.

    Raises:
        PackageError: Their columns are not the same.
    """
    try:
        return pa.concat_tables(parts)
    except pa.ArrowException as error:
        raise PackageError(f"the files do not fit together: {_first_line(error)}", path=place, hint=_CHECK) from None


def convert(table: pa.Table, schema: dict[str, Any], format: str, place: Path) -> object:  # noqa: A002 - public name
    """Turn an Arrow table into `format`, one of "pandas", "arrow", "polars", "records".

    Raises:
        PackageError: A value is none of the field's categories.
        MissingExtraError: polars is asked for and not installed.
    """
    if format == "arrow":
        return table
    if format == "records":
        return table.to_pylist()
    categories = _categories(table, schema, place)
    return _to_polars(table, categories) if format == "polars" else _to_pandas(table, schema, categories)


def _read_parquet(source: pa.NativeFile) -> pa.Table:
    import pyarrow.parquet as pq  # noqa: PLC0415 - CSV does not need it

    # Not read_table: that imports pandas where it is installed.
    return pq.ParquetFile(source).read()


def _read_csv(source: pa.NativeFile, resource: dict[str, Any], schema: dict[str, Any]) -> pa.Table:
    from pyarrow import csv  # noqa: PLC0415 - Parquet does not need it

    dialect = resource.get("dialect")
    dialect = dialect if isinstance(dialect, dict) else {}
    fields = schema.get("fields", [])
    missing = [entry["value"] if isinstance(entry, dict) else entry for entry in schema.get("missingValues", [""])]
    tab = str(resource.get("format") or resource["path"]).lower().endswith("tsv")
    return csv.read_csv(
        source,
        read_options=csv.ReadOptions(
            encoding=resource.get("encoding", "utf-8"),
            column_names=None if dialect.get("header", True) else [field["name"] for field in fields],
        ),
        parse_options=csv.ParseOptions(
            delimiter=dialect.get("delimiter", "\t" if tab else ","),
            quote_char=dialect.get("quoteChar", '"'),
            newlines_in_values=True,
        ),
        convert_options=csv.ConvertOptions(
            column_types={field["name"]: _TYPES[field["type"]] for field in fields if field.get("type") in _TYPES},
            null_values=missing,
            strings_can_be_null=True,
        ),
    )


def _typed(table: pa.Table, schema: dict[str, Any], place: Path) -> pa.Table:
    """The table with the schema's columns, in its order and of its types."""
    names = [field["name"] for field in schema["fields"]]
    missing = [name for name in names if name not in table.column_names]
    surplus = [name for name in table.column_names if name not in names]
    if missing or surplus:
        said = [f"without {', '.join(missing)}"] if missing else []
        said += [f"with {', '.join(surplus)}, which the schema lacks"] if surplus else []
        raise PackageError(f"the columns are not those of the schema: {' and '.join(said)}", path=place, hint=_CHECK)
    table = table.select(names)
    target = pa.schema(
        [
            column.with_type(_TYPES.get(field.get("type"), column.type))
            for column, field in zip(table.schema, schema["fields"], strict=True)
        ]
    )
    try:
        return table.cast(target)
    except (pa.ArrowException, ValueError) as error:
        raise PackageError(f"the types are not those of the schema: {error}", path=place, hint=_CHECK) from None


def _categories(table: pa.Table, schema: dict[str, Any], place: Path) -> dict[str, tuple[list[str], bool]]:
    """Categories, and whether they are ordered, of each string field that has some."""
    found = {}
    for field in schema.get("fields", []):
        listed = field.get("categories") or field.get("constraints", {}).get("enum")
        if field.get("type") != "string" or not listed:
            continue
        name = field["name"]
        values = [entry["value"] if isinstance(entry, dict) else entry for entry in listed]
        unknown = sorted(set(table.column(name).unique().to_pylist()) - {*values, None})
        if unknown:
            raise PackageError(f"{name} has {unknown[0]!r}, which is none of its categories", path=place, hint=_CHECK)
        found[name] = (values, bool(field.get("categoriesOrdered", False)))
    return found


def _to_pandas(table: pa.Table, schema: dict[str, Any], categories: dict[str, tuple[list[str], bool]]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - only this format needs it

    extension = {
        pa.string(): pd.StringDtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    frame: pd.DataFrame = table.to_pandas(types_mapper=extension.get, date_as_object=False, ignore_metadata=True)
    dates = [field["name"] for field in schema.get("fields", []) if field.get("type") == "date"]
    dtypes: dict[str, Any] = dict.fromkeys(dates, "datetime64[s]")
    for name, (values, is_ordered) in categories.items():
        dtypes[name] = pd.CategoricalDtype(values, ordered=is_ordered)
    return frame.astype(dtypes)


def _to_polars(table: pa.Table, categories: dict[str, tuple[list[str], bool]]) -> pl.DataFrame:
    try:
        import polars as pl  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("polars", "polars") from None
    frame = pl.DataFrame(table)
    return frame.with_columns(pl.col(name).cast(pl.Enum(values)) for name, (values, _) in categories.items())


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
