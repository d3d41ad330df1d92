"""Letters in a tar archive, of any number: its heads are read one by one, and each member by its place."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

from corpuspkg.pipeline.sources.archive import BrokenContainerError, member, read_members
from corpuspkg.pipeline.sources.documents import Row, too_large
from corpuspkg.pipeline.sources.listing import Found
from corpuspkg.pipeline.sources.partition import Partition


def list_tar(path: Path) -> Iterator[Found]:
    """The letters and sidecars of an archive that is not compressed.

    Raises:
        BrokenContainerError: The archive ends early or is damaged; what was found before that can be read.
    """
    size = path.stat().st_size
    try:
        with tarfile.open(path, "r:") as archive:
            while (info := archive.next()) is not None:
                # It would keep them all; its types do not know the attribute.
                archive.members = []  # type: ignore[attr-defined]
                if info.isreg() and info.offset_data + info.size > size:
                    raise BrokenContainerError(f"ends within {info.name}, at byte {size}", path=path)
                refusal = None
                if info.issparse() or info.issym() or info.islnk():
                    refusal = ("seed-not-a-file", "is a link or a sparse file within the archive")
                if not info.isdir() and (found := member(info.name, info.size, (info.offset_data, info.size), refusal)):
                    yield found
            _check_end(path, archive.offset)
    except (tarfile.TarError, EOFError) as error:
        raise BrokenContainerError(f"is no tar archive or is damaged: {error}", path=path) from None


def read_tar(partition: Partition) -> Iterator[Row]:
    """The documents of a partition."""
    with Path(partition.path).open("rb") as file:
        yield from read_members(partition, partial(_read, file, partition.rules.max_bytes))


def _check_end(path: Path, at: int) -> None:
    """A tar ends in a block of zeros: without one, it was cut off or is damaged there."""
    with path.open("rb") as file:
        file.seek(at)
        block = file.read(tarfile.BLOCKSIZE)
    if len(block) < tarfile.BLOCKSIZE or block.strip(b"\0"):
        raise BrokenContainerError(f"ends or is damaged at byte {at}", path=path)


def _read(file: IO[bytes], most: int, place: Any) -> bytes | tuple[str, str]:
    offset, size = place
    if size > most:
        return "seed-too-large", too_large(size, most)
    file.seek(offset, os.SEEK_SET)
    data = file.read(size)
    return data if len(data) == size else ("archive-member", f"has {len(data)} of {size} bytes")
