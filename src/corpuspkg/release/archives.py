"""Archives whose bytes depend on their content alone: fixed order, times, owners and permissions."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

_FILE_MODE = 0o644
_UNIX = 3
_LEVEL = 9


def epoch(released: str) -> int:
    """Seconds of the release day's midnight in UTC: the time that every file in an archive has.

    >>> epoch("1970-01-02")
    86400
    """
    return int(datetime.fromisoformat(released).replace(tzinfo=UTC).timestamp())


def write_zip(files: Mapping[str, bytes], path: Path, released: str) -> None:
    """Write a zip archive.

    Args:
        files: Content by name within the archive.
        path: Where to write.
        released: Day of the release, ISO 8601.
    """
    day = datetime.fromisoformat(released)
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.create_system = _UNIX
            entry.external_attr = (0o100000 | _FILE_MODE) << 16
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, _LEVEL)


def write_tar(files: Mapping[str, bytes], path: Path, released: str) -> None:
    """Write a gzipped tar archive; arguments as for `write_zip`."""
    time = epoch(released)
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", _LEVEL, raw, mtime=time) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = len(files[name]), time, _FILE_MODE
            archive.addfile(entry, io.BytesIO(files[name]))
