"""Write tables to disk so that the same rows give the same bytes, and publish files all at once or not at all.

CSV: UTF-8, LF, RFC 4180, null as an empty field. Parquet: version 2.6, data pages 1.0, zstd level 3, row groups of
65,536 rows. Parquet's bytes are the same for one version of pyarrow; its content is the same for all.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpuspkg.errors import OutputError

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP_ROWS = 65_536
DATA_FOLDER = "dist"
DESCRIPTOR = "datapackage.json"
_STAGING_PREFIX = ".corpuspkg-staging-"
_RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A written file: path relative to the package, size and digest."""

    path: str
    bytes: int
    sha256: str


def write_table(name: str, table: pa.Table, root: Path) -> tuple[StoredFile, StoredFile]:
    """Write a table as CSV and as Parquet to the data folder of `root`; the CSV file comes first."""
    folder = root / DATA_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    csv_path, parquet_path = folder / f"{name}.csv", folder / f"{name}.parquet"
    _write_csv(table, csv_path)
    _write_parquet(table, parquet_path)
    return stored_file(csv_path, root), stored_file(parquet_path, root)


def write_json(value: Mapping[str, Any], path: Path) -> None:
    """Write a descriptor: UTF-8, indented, one line end at the end."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def stored_file(path: Path, root: Path) -> StoredFile:
    """Size and digest of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return StoredFile(path=path.relative_to(root).as_posix(), bytes=path.stat().st_size, sha256=digest)


def _write_csv(table: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        for batch in table.to_batches(max_chunksize=ROW_GROUP_ROWS):
            writer.writerows(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _write_parquet(table: pa.Table, path: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only writing needs it

    pq.write_table(
        table.combine_chunks(),
        path,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        row_group_size=ROW_GROUP_ROWS,
        store_schema=False,
    )


@contextmanager
def staging(root: Path) -> Iterator[Path]:
    """A new folder in `root` to write to, gone afterwards; left-overs of interrupted runs are removed first.

    Raises:
        OutputError: Nothing can be written there, or the disk is full.
    """
    try:
        for left_over in root.glob(f"{_STAGING_PREFIX}*"):
            _recover(left_over, root)
        folder = Path(tempfile.mkdtemp(prefix=_STAGING_PREFIX, dir=root))
    except OSError as error:
        raise _output_error(error, root) from None
    try:
        yield folder
    except OSError as error:
        if error.filename is None or str(error.filename).startswith(str(root)):
            raise _output_error(error, root) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _recover(left_over: Path, root: Path) -> None:
    """Clear away what a killed run left, putting back data that it had taken away but not yet replaced."""
    if (left_over / _RETIRED).exists() and not (root / DATA_FOLDER).exists():
        (left_over / _RETIRED).rename(root / DATA_FOLDER)
    shutil.rmtree(left_over, ignore_errors=True)


def publish(staged: Path, root: Path) -> None:
    """Put the data folder and descriptor of `staged` in the place of those of `root`.

    Two renames: an interruption by the user waits until they are done, and a failure puts the old files back. Other
    people's files in the data folder stay.

    Raises:
        OutputError: The old files could not be replaced; they are as they were.
    """
    data, descriptor = root / DATA_FOLDER, root / DESCRIPTOR
    retired = staged / _RETIRED
    try:
        with _uninterrupted():
            _carry_over(data, staged / DATA_FOLDER)
            if data.exists():
                data.rename(retired)
            try:
                (staged / DATA_FOLDER).rename(data)
                (staged / DESCRIPTOR).replace(descriptor)
            except OSError:
                if retired.exists():
                    if data.exists():
                        data.rename(staged / DATA_FOLDER)
                    retired.rename(data)
                raise
    except OSError as error:
        raise _output_error(error, root) from None


def _carry_over(old: Path, new: Path) -> None:
    """Keep what lies in the old data folder and is no table of ours."""
    for path in old.iterdir() if old.is_dir() else ():
        if not (new / path.name).exists() and path.suffix not in (".csv", ".parquet"):
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, new / path.name)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold back an interruption (Ctrl-C, SIGTERM) until the block is done; only the main thread gets signals."""
    caught: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    try:
        previous = {number: signal.signal(number, lambda got, _: caught.append(got)) for number in numbers}
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
        for signal_number in caught:
            os.kill(os.getpid(), signal_number)


def _output_error(error: OSError, root: Path) -> OutputError:
    return OutputError(
        f"cannot be written: {error.strerror or error}; the files that were there before are unchanged",
        path=error.filename or root,
        hint="free space or choose a folder that you may write to, and run the command again",
    )
