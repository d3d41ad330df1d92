"""A partition: a share of the documents of a corpus that one process can read by itself."""

from __future__ import annotations

from dataclasses import dataclass

from corpuspkg.pipeline.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How documents are read, the same for a whole corpus.

    Attributes:
        id_column, text_column, metadata_column: Fields of a line of JSONL, columns of a Parquet file.
        rights, authority: What `corpuspkg.pipeline.batch.DOCUMENTS` has of the corpus.
        max_bytes: Largest document.
    """

    id_column: str = "id"
    text_column: str = "text"
    metadata_column: str = "metadata"
    rights: str | None = None
    authority: tuple[str, ...] = ()
    max_bytes: int = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """Which documents to read, without their names: a slice of a file. Small, and it can be sent to another process.

    Attributes:
        number: Its place in the plan, from 0.
        kind: What the documents are read from.
        path: The folder, archive or file.
        name: What it is called in published names: `letters.jsonl`; empty for a folder.
        prefix: What the names of files in it begin with, in a corpus of several inputs.
        listing: For folders and archives: the file that lists their documents.
        start, end: The slice: bytes of the listing or of a JSONL file, rows of a Parquet file.
        first: Number of the first line of a JSONL file.
        documents: Number of documents at most: blank lines are none.
    """

    number: int
    kind: Kind
    path: str
    name: str = ""
    prefix: str = ""
    listing: str | None = None
    start: int
    end: int
    first: int = 1
    documents: int
    rules: Rules = Rules()
