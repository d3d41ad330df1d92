"""Archives whose bytes depend on their content alone: fixed order, times, owners and permissions."""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

# What is already in memory, or a file that may be larger than that.
Content = Path | bytes
_BLOCK = 1 << 20
_FILE_MODE = 0o644
_UNIX = 3
_LEVEL = 9


def epoch(released: str) -> int:
    """Seconds of the release day's midnight in UTC: the time that every file in an archive has.

    >>> epoch("1970-01-02")
    86400
    """
    return int(datetime.fromisoformat(released).replace(tzinfo=UTC).timestamp())


def write_zip(files: Mapping[str, Content], path: Path, released: str) -> None:
    """Write a zip archive.

    Args:
        files: Content by name within the archive.
        path: Where to write.
        released: Day of the release, ISO 8601.
    """
    day = datetime.fromisoformat(released)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.create_system = _UNIX
            entry.external_attr = (0o100000 | _FILE_MODE) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            with _opened(files[name]) as (source, size):
                entry.file_size = size
                with archive.open(entry, "w") as target:
                    shutil.copyfileobj(source, target, _BLOCK)


def write_tar(files: Mapping[str, Content], path: Path, released: str) -> None:
    """Write a gzipped tar archive; arguments as for `write_zip`."""
    time = epoch(released)
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", _LEVEL, raw, mtime=time) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            with _opened(files[name]) as (source, size):
                entry.size, entry.mtime, entry.mode = size, time, _FILE_MODE
                archive.addfile(entry, source)


@contextmanager
def _opened(content: Content) -> Iterator[tuple[IO[bytes], int]]:
    """A file to read from, and its size."""
    if isinstance(content, bytes):
        yield io.BytesIO(content), len(content)
        return
    with content.open("rb") as file:
        yield file, content.stat().st_size
