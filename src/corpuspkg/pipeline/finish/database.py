"""The database that the relations of a corpus are settled in: in memory up to a limit, on disk beyond it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from corpuspkg.errors import OutputError

if TYPE_CHECKING:
    import duckdb

# Rows that are put in at a time.
_INSERT_ROWS = 65_536
_READ_ROWS = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """Where and with what the finish works. The package does not depend on it.

    Attributes:
        folder: For tables that do not fit in memory, and for what is settled.
        memory: Bytes that a database, or a sort, may take.
        threads: Of the database and of the writers.
    """

    folder: Path
    memory: int = 512 * 2**20
    threads: int = 1


@contextmanager
def database(work: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own, gone afterwards.

    Raises:
        OutputError: It has too little memory, or cannot write to disk what does not fit in there.
    """
    import duckdb  # noqa: PLC0415 - half a second to import

    spilled = work.folder / "spilled"
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{work.memory // 2**20}MiB",
        "temp_directory": str(spilled),
        "threads": work.threads,
        # Looking for variables of Python under the names of tables would import pandas.
        "python_enable_replacements": False,
    }
    connection = duckdb.connect(":memory:", config=settings)
    try:
        yield connection
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise OutputError(
            f"what needs the whole corpus cannot be settled: {str(error).partition(chr(10))[0]}",
            path=spilled,
            hint="free space there or raise memory_mebibytes under [tool.corpuspkg], and run: corpuspkg build --resume",
        ) from error
    finally:
        connection.close()


class Inserter:
    """Puts rows into a table of a database, many at a time."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: str, schema: pa.Schema) -> None:
        """Make the table."""
        self._connection, self._table, self._schema = connection, table, schema
        self._waiting: list[pa.Table] = []
        self._rows = 0
        connection.register("rows", schema.empty_table())
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM rows")

    def add(self, rows: pa.Table) -> None:
        """Take in rows with the columns of the schema."""
        self._waiting.append(rows)
        self._rows += rows.num_rows
        if self._rows >= _INSERT_ROWS:
            self.flush()

    def flush(self) -> None:
        """Put in what is left."""
        if self._rows:
            self._connection.register("rows", pa.concat_tables(self._waiting).select(self._schema.names))
            self._connection.execute(f"INSERT INTO {self._table} SELECT * FROM rows")
            self._connection.unregister("rows")
        self._waiting, self._rows = [], 0


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Make a table of rows."""
    connection.register("rows", rows)
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM rows")
    connection.unregister("rows")


def select(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[pa.Table]:
    """The rows of a query, some at a time."""
    for batch in connection.sql(query).to_arrow_reader(_READ_ROWS):
        if batch.num_rows:
            yield pa.Table.from_batches([batch])


def save(connection: duckdb.DuckDBPyConnection, query: str, path: Path, group: int = _READ_ROWS) -> Path:
    """Write the rows of a query, in its order, to a Parquet file for use within the build.

    Args:
        connection: Of the database.
        query: What to write.
        path: The file.
        group: Rows of a row group: who reads from a row on decodes the group that it is in.
    """
    place = str(path).replace("'", "''")
    connection.execute(f"COPY ({query}) TO '{place}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {group})")
    return path


class Cursor:
    """Reads a saved table from a row on, as many rows at a time as are asked for."""

    def __init__(self, path: Path, columns: list[str] | None = None, skip: int = 0) -> None:
        """Stand before row `skip`."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

        self._file = pq.ParquetFile(path)
        groups = list(range(self._file.metadata.num_row_groups))
        while groups and skip >= self._file.metadata.row_group(groups[0]).num_rows:
            skip -= self._file.metadata.row_group(groups.pop(0)).num_rows
        self._batches: Iterable[pa.RecordBatch] = (
            self._file.iter_batches(_READ_ROWS, row_groups=groups, columns=columns, use_threads=False) if groups else ()
        )
        self._batches = iter(self._batches)
        schema = self._file.schema_arrow
        self._left = (schema if columns is None else pa.schema([schema.field(name) for name in columns])).empty_table()
        self.take(skip)

    def take(self, rows: int) -> pa.Table:
        """The next rows.

        Raises:
            ValueError: There are fewer.
        """
        parts = [self._left]
        there = self._left.num_rows
        while there < rows:
            batch = next(iter(self._batches), None)
            if batch is None:
                raise ValueError(f"{rows} rows wanted, {there} are there")
            parts.append(pa.Table.from_batches([batch]))
            there += batch.num_rows
        joined = pa.concat_tables(parts)
        self._left = joined.slice(rows)
        return joined.slice(0, rows)

    def rest(self) -> Iterator[pa.Table]:
        """All rows that are left."""
        yield self._left
        for batch in self._batches:
            yield pa.Table.from_batches([batch])
