"""Packages in zip archives."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from corpuspkg.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DESCRIPTOR = "datapackage.json"


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A path to read a package at: the path itself, or the descriptor of an unpacked archive.

    Raises:
        PackageError: The archive cannot be unpacked, or holds no descriptor or several.
    """
    if not path.is_file() or not zipfile.is_zipfile(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="corpuspkg-package-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                name = _find_descriptor(archive, path)
                size = sum(member.file_size for member in archive.infolist())
                if size > shutil.disk_usage(folder).free:
                    raise PackageError(f"there is no room to unpack {size:,} bytes", path=path)
                archive.extractall(folder)
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise PackageError(f"cannot be unpacked: {error}", path=path) from None
        yield Path(folder) / name


def _find_descriptor(archive: zipfile.ZipFile, path: Path) -> str:
    """Name of the descriptor: the only one at the least depth."""
    names = [name for name in archive.namelist() if PurePosixPath(name).name == _DESCRIPTOR]
    depth = min((name.count("/") for name in names), default=0)
    shallowest = [name for name in names if name.count("/") == depth]
    if len(shallowest) != 1:
        raise PackageError(f"the archive holds {'more than one' if shallowest else 'no'} {_DESCRIPTOR}", path=path)
    return shallowest[0]
