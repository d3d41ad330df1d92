"""Letters as files in a folder and the folders in it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from corpuspkg.errors import InputError
from corpuspkg.model import Issue
from corpuspkg.pipeline.sources.documents import Row, document_row, refused_row, sidecar_json
from corpuspkg.pipeline.sources.listing import Entry, Found, is_letter, read_listing
from corpuspkg.pipeline.sources.partition import Partition
from corpuspkg.read import name_stem, published_name, read_raw
from corpuspkg.sidecar import Sidecar, read_sidecar

# A pipe that is named like a letter would be waited for.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def scan_folder(folder: Path) -> Iterator[Found]:
    """All visible files of a folder and the folders in it; a folder that cannot be listed is a refusal.

    Raises:
        InputError: The folder itself is missing or cannot be listed.
    """
    try:
        top = folder.stat()
        os.scandir(folder).close()
    except FileNotFoundError:
        raise InputError(
            "there is no such folder of letters",
            path=folder,
            hint="put the letters there as .txt files, or name what holds them as seeds under [tool.corpuspkg]",
        ) from None
    except OSError as error:
        raise InputError(f"the folder of letters cannot be listed: {error.strerror}", path=folder) from None
    # Folders yet to be read, each with those that it lies in: a link may lead back to one of them.
    waiting: list[tuple[str, tuple[tuple[int, int], ...]]] = [("", ((top.st_dev, top.st_ino),))]
    while waiting:
        inside, above = waiting.pop()
        try:
            with os.scandir(folder / inside) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    path = f"{inside}{entry.name}"
                    if not entry.is_dir():
                        yield _found(path, entry)
                    elif (place := _identity(entry)) in above:
                        yield Found(path, 0, None, ("seed-not-a-file", "is a link to a folder that it lies in"))
                    else:
                        waiting.append((f"{path}/", (*above, place)))
                        if is_letter(path):
                            yield Found(path, 0, None, ("seed-not-a-file", "is a folder"))
        except OSError as error:
            message = f"the folder cannot be listed: {error.strerror}"
            yield Found(inside.rstrip("/") or ".", 0, None, ("seed-unreadable", message))


def letter_files(folder: Path) -> list[Path]:
    """Everything in a folder and the folders in it that is named like a letter, sorted by name.

    Raises:
        InputError: As `scan_folder`, or there is no letter.
    """
    found = sorted({one.path for one in scan_folder(folder) if is_letter(one.path)}, key=published_name)
    if not found:
        raise InputError("the folder holds no letters", path=folder, hint="letters are files that end in .txt")
    return [folder / path for path in found]


def read_folder(partition: Partition) -> Iterator[Row]:
    """The documents of a partition."""
    folder = Path(partition.path)
    for entry in read_listing(Path(partition.listing or ""), partition.start, partition.end):
        yield from _documents(folder, entry, partition)


def _found(path: str, entry: os.DirEntry[str]) -> Found:
    try:
        status = entry.stat()
    except OSError:
        # Why it cannot be opened is said when it is read.
        return Found(path, 0, None)
    return Found(path, status.st_size, status.st_mtime_ns)


def _identity(entry: os.DirEntry[str]) -> tuple[int, int]:
    status = entry.stat()
    return status.st_dev, status.st_ino


def _documents(folder: Path, entry: Entry, partition: Partition) -> Iterator[Row]:
    file = partition.prefix + published_name(entry.path)
    if entry.refusal:
        yield refused_row(file, *entry.refusal)
        return
    sidecar = read_sidecar(folder / entry.sidecar) if entry.sidecar is not None else Sidecar()
    if not isinstance(sidecar, Sidecar):
        yield from (refused_row(file, issue.code, issue.message, decision=True) for issue in sidecar)
        return
    data = _read(os.path.join(folder, entry.path), partition.rules.max_bytes)  # noqa: PTH118 - once for each letter
    if isinstance(data, Issue):
        yield refused_row(file, data.code, data.message)
    else:
        yield document_row(file, name_stem(file), data, partition.rules, sidecar_json(sidecar), sidecar.encoding)


def _read(path: str, most: int) -> bytes | Issue:
    """The bytes of a file, or why it cannot be read: that is asked for only where it is not plain."""
    try:
        handle = os.open(path, _FLAGS)
        try:
            status = os.fstat(handle)
            if stat.S_ISREG(status.st_mode) and 0 < status.st_size <= most:
                data = os.read(handle, status.st_size)
                if len(data) == status.st_size:
                    return data
        finally:
            os.close(handle)
    except OSError:
        pass
    return read_raw(Path(path), max_bytes=most)
