"""Letters as rows of a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from corpuspkg.errors import InputError
from corpuspkg.pipeline.sources.archive import BrokenContainerError
from corpuspkg.pipeline.sources.documents import Row, record_row, refused_row
from corpuspkg.pipeline.sources.partition import Partition, Rules

# To read some rows of a row group, all before them have to be read: larger ones are cut first.
MOST_GROUP_ROWS = 100_000
MOST_GROUP_BYTES = 500_000_000
_ROWS = 256


class Rows(NamedTuple):
    """Some rows of a file, from start to end."""

    start: int
    end: int


def check_columns(path: Path, rules: Rules) -> None:
    """Refuse a file without the columns of identifiers and texts, or with others of these names.

    Raises:
        InputError: It says which columns there are.
        BrokenContainerError: The file is no Parquet file or is damaged.
    """
    with _open(path) as file:
        schema = file.schema_arrow
    for name, allowed, what in (
        (rules.id_column, (*_TEXT, *_NUMBER), "text or whole numbers"),
        (rules.text_column, (*_TEXT, *_BYTES), "text"),
    ):
        at = schema.get_field_index(name)
        if at < 0:
            raise InputError(
                f"it has no column {name!r}; it has: {', '.join(schema.names)[:300]}",
                path=path,
                hint="name the columns under [tool.corpuspkg.columns], as in: id = 'number', text = 'body'",
            )
        kind = schema.field(at).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not any(test(kind) for test in allowed):
            raise InputError(f"its column {name!r} holds {kind}, not {what}", path=path)


def split_rows(path: Path, documents: int, size: int) -> Iterator[Rows]:
    """Cut a file into shares of rows.

    Args:
        path: The file.
        documents, size: Most rows and bytes of a share; bytes are counted as the mean of a row group.
    """
    with _open(path) as file:
        start = at = held = 0
        for number in range(file.metadata.num_row_groups):
            group = file.metadata.row_group(number)
            mean = max(group.total_byte_size // max(group.num_rows, 1), 1)
            left = group.num_rows
            while left:
                room = min(documents - (at - start), max((size - held) // mean, 0 if at > start else 1))
                taken = min(left, room)
                at, held, left = at + taken, held + taken * mean, left - taken
                if left:
                    yield Rows(start, at)
                    start, held = at, 0
        if at > start:
            yield Rows(start, at)


def has_large_groups(path: Path) -> bool:
    """Whether the row groups are too large to be read in shares."""
    with _open(path) as file:
        groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
        return any(group.num_rows > MOST_GROUP_ROWS or group.total_byte_size > MOST_GROUP_BYTES for group in groups)


def cut_groups(path: Path, target: Path, rules: Rules) -> str | None:
    """Write the same rows in smaller row groups; gives what is lost where the file is damaged."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    with _open(path) as file:
        columns = _columns(file, rules)
        schema = pa.schema([file.schema_arrow.field(name) for name in columns])
        done = 0
        with pq.ParquetWriter(target, schema, compression="zstd", compression_level=1) as writer:
            try:
                for batch in file.iter_batches(_ROWS * 8, columns=columns, use_threads=False):
                    writer.write_batch(batch.select(columns))
                    done += batch.num_rows
            except (OSError, pa.ArrowException) as error:
                return f"rows {done + 1} to {file.metadata.num_rows} cannot be read: {error}"
    return None


def read_parquet(partition: Partition) -> Iterator[Row]:
    """The documents of a partition; what stands behind a damaged place in a row group is a row that says so."""
    try:
        file = _open(Path(partition.path))
    except BrokenContainerError as error:
        yield _lost(partition, partition.start, partition.end, error)
        return
    with file:
        sizes = [file.metadata.row_group(number).num_rows for number in range(file.metadata.num_row_groups)]
        for number, (begin, end) in enumerate(pairwise(accumulate(sizes, initial=0))):
            at, stop = max(begin, partition.start), min(end, partition.end)
            if at >= stop:
                continue
            try:
                for record in _records(file, number, partition.rules, at - begin, stop - begin):
                    at += 1
                    yield record_row(f"{partition.name}:{at}", partition.name, record, partition.rules)
            except (OSError, pa.ArrowException) as error:
                yield _lost(partition, at, stop, error)


def _records(file: Any, group: int, rules: Rules, start: int, stop: int) -> Iterator[dict[str, Any]]:
    """Some rows of a row group."""
    at = 0
    for batch in file.iter_batches(_ROWS, row_groups=[group], columns=_columns(file, rules), use_threads=False):
        part = batch.slice(max(start - at, 0), max(min(stop - at, batch.num_rows) - max(start - at, 0), 0))
        columns = [column.to_pylist() for column in part.columns]
        yield from (dict(zip(part.schema.names, values, strict=True)) for values in zip(*columns, strict=True))
        at += batch.num_rows
        if at >= stop:
            return


def _lost(partition: Partition, start: int, stop: int, error: Exception) -> Row:
    message = f"rows {start + 1} to {stop} cannot be read: {str(error).splitlines()[0]}"
    return refused_row(f"{partition.name}:{start + 1}", "input-broken", message)


def _columns(file: Any, rules: Rules) -> list[str]:
    wanted = (rules.id_column, rules.text_column, rules.metadata_column)
    return [name for name in wanted if name in file.schema_arrow.names]


def _open(path: Path) -> Any:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    try:
        return pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 16)
    except (OSError, pa.ArrowException) as error:
        raise BrokenContainerError(
            f"is no Parquet file or is damaged: {str(error).splitlines()[0]}", path=path
        ) from None


_TEXT = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
_BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)
_NUMBER = (pa.types.is_integer,)
