"""Where the files of a package stand, and how they are published: all at once or not at all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpuspkg.errors import OutputError

if TYPE_CHECKING:
    import pyarrow as pa

    from corpuspkg.tablefiles import StoredFile

DATA_FOLDER = "dist"
DESCRIPTOR = "datapackage.json"
_STAGING_PREFIX = ".corpuspkg-staging-"
_RETIRED = "retired"
_TABLES = (".csv", ".parquet")


def table_stem(root: Path, name: str, bucket: str | None = None) -> Path:
    """Where the files of a table, or of one bucket of it, stand, without suffix.

    >>> table_stem(Path("p"), "letters", "a").as_posix()
    'p/dist/letters/letters-a'
    """
    folder = root / DATA_FOLDER
    return folder / name if bucket is None else folder / name / f"{name}-{bucket}"


def write_table(name: str, table: pa.Table, root: Path) -> tuple[StoredFile, StoredFile]:
    """Write a whole table as CSV and as Parquet to the data folder of `root`; the CSV file comes first."""
    from corpuspkg.tablefiles import write_table_part  # noqa: PLC0415 - publishing does without pyarrow

    part = write_table_part(table_stem(root, name), [table], table.schema, None, root)
    return part.csv, part.parquet


def write_json(value: Mapping[str, Any], path: Path) -> None:
    """Write a descriptor: UTF-8, indented, one line end at the end."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


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
        if path.is_dir():
            if not all(_is_bucket(one) for one in path.iterdir()):
                shutil.copytree(path, new / path.name, ignore=_buckets, dirs_exist_ok=True)
        elif path.suffix not in _TABLES and not (new / path.name).exists():
            shutil.copy2(path, new / path.name)


def _is_bucket(path: Path) -> bool:
    """Whether a file is one of those of a parted table."""
    return path.suffix in _TABLES and path.name.startswith(f"{path.parent.name}-")


def _buckets(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if _is_bucket(Path(folder) / name)]


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
