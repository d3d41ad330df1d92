"""Letters out of folders and files of many letters, one by one, without a corpus around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from corpuspkg.config import Columns, load_config
from corpuspkg.findings import make_issue
from corpuspkg.model import Letter
from corpuspkg.pipeline.extract import extract_document
from corpuspkg.pipeline.inventory import take_inventory
from corpuspkg.pipeline.kinds import Kind
from corpuspkg.pipeline.plan import make_plan
from corpuspkg.pipeline.sources import read_rows
from corpuspkg.read import Unread, decode_document, name_stem


def extract_input(
    path: Path, columns: Columns | None = None, *, encoding: str | None = None
) -> Iterator[tuple[str, Letter | Unread]]:
    """Read the letters of a folder or of a file of many letters, as a build would, without sidecars and metadata.

    Args:
        path: The folder or file.
        columns: Fields of JSONL, columns of Parquet.
        encoding: Of files, where it is not UTF-8.

    Yields:
        The published name of a document, and the letter, or why there is none.

    Raises:
        InputError: There are no letters, or they cannot be found in what holds them.
    """
    with TemporaryDirectory(prefix="corpuspkg-") as name:
        folder = Path(name)
        # A folder without any file has the settings of a corpus that says nothing.
        config = replace(
            load_config(folder), root=path.parent, inputs=(path.name or ".",), columns=columns or Columns()
        )
        plan = make_plan(take_inventory(config, folder / "inputs"), config, folder)
        for partition in plan.partitions:
            for row in read_rows(partition):
                yield row["file"], _letter(row, partition.kind, encoding)


def _letter(row: dict[str, Any], kind: Kind, encoding: str | None) -> Letter | Unread:
    file = row["file"]
    if "refused" in row:
        code, message = row["refused"]["code"], row["refused"]["message"]
        return Unread(stem=name_stem(file) if kind is Kind.FOLDER else file, file=file, issue=make_issue(code, message))
    document = decode_document(file, row["data"], row["encoding"] or encoding, row["id"])
    return document if isinstance(document, Unread) else extract_document(document)
