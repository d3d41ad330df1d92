"""Where letters come from: folders of files, archives, JSONL and Parquet; each as partitions that can be read apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

from corpuspkg.pipeline.kinds import Kind
from corpuspkg.pipeline.sources.documents import Row, batches
from corpuspkg.pipeline.sources.folder import read_folder
from corpuspkg.pipeline.sources.jsonl import read_jsonl
from corpuspkg.pipeline.sources.parquet import read_parquet
from corpuspkg.pipeline.sources.partition import Partition, Rules
from corpuspkg.pipeline.sources.tarred import read_tar
from corpuspkg.pipeline.sources.zipped import read_zip

__all__ = ["Partition", "Rules", "read_partition", "read_rows"]

_READERS: dict[Kind, Callable[[Partition], Iterator[Row]]] = {
    Kind.FOLDER: read_folder,
    Kind.ZIP: read_zip,
    Kind.TAR: read_tar,
    Kind.JSONL: read_jsonl,
    Kind.PARQUET: read_parquet,
}


def read_rows(partition: Partition) -> Iterator[Row]:
    """The documents of a partition one by one, with the fields of `corpuspkg.pipeline.batch.DOCUMENTS`."""
    return _READERS[partition.kind](partition)


def read_partition(partition: Partition) -> Iterator[pa.RecordBatch]:
    """The documents of a partition, some at a time, as `corpuspkg.pipeline.batch.DOCUMENTS`.

    A pure function of its argument and of the files that it names: any process can run it. What cannot be read is a row
    that says why.
    """
    return batches(read_rows(partition))
