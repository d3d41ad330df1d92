"""What zip and tar archives have in common: which members are letters, and what their names may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from corpuspkg.errors import InputError
from corpuspkg.pipeline.kinds import container_kind
from corpuspkg.pipeline.sources.documents import Row, document_row, refused_row, sidecar_json
from corpuspkg.pipeline.sources.listing import Entry, Found, is_letter, is_sidecar, read_listing
from corpuspkg.pipeline.sources.partition import Partition
from corpuspkg.read import name_stem, published_name
from corpuspkg.sidecar import Sidecar, parse_sidecar

# Gives the bytes of a member by its place, or a code of `findings.csv` and a message.
Read = Callable[[Any], "bytes | tuple[str, str]"]
_DRIVE = re.compile(r"[A-Za-z]:")


class BrokenContainerError(InputError):
    """A file ends early or is damaged: what stands behind that place is lost, what stands before it is not."""


def member(name: str, size: int, place: Any, refusal: tuple[str, str] | None = None) -> Found | None:
    """A member as what was found; None for what is no letter and no sidecar.

    Args:
        name: As the archive has it.
        size: In bytes, unpacked.
        place: As the reader needs it.
        refusal: Why it cannot be read.
    """
    path = name.replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not parts or path.endswith("/") or any(part.startswith(".") and part != ".." for part in parts):
        return None
    clean = "/".join(parts)
    if container_kind(clean):
        return Found(clean, 0, None, ("archive-nested", "is an archive within an archive, which is not opened"))
    if not is_letter(clean) and not is_sidecar(clean):
        return None
    if path.startswith("/") or ".." in parts or _DRIVE.match(path):
        return Found(clean, 0, None, ("archive-path", f"its name {name!r} leads out of the archive"))
    return Found(clean, size, place, refusal)


def read_members(partition: Partition, read: Read) -> Iterator[Row]:
    """The documents of a partition of an archive."""
    for entry in read_listing(Path(partition.listing or ""), partition.start, partition.end):
        yield from _documents(entry, partition, read)


def _documents(entry: Entry, partition: Partition, read: Read) -> Iterator[Row]:
    name = published_name(entry.path)
    file = f"{partition.name}!{name}"
    if entry.refusal:
        yield refused_row(file, *entry.refusal)
        return
    sidecar = Sidecar()
    if entry.sidecar is not None:
        content = read(entry.sidecar_place)
        if isinstance(content, tuple):
            yield refused_row(file, "sidecar-unreadable", content[1], decision=True)
            return
        parsed = parse_sidecar(content, Path(entry.sidecar))
        if not isinstance(parsed, Sidecar):
            yield from (refused_row(file, issue.code, issue.message, decision=True) for issue in parsed)
            return
        sidecar = parsed
    data = read(entry.place)
    if isinstance(data, tuple):
        yield refused_row(file, *data)
    else:
        document_id = partition.prefix + name_stem(name)
        yield document_row(file, document_id, data, partition.rules, sidecar_json(sidecar), sidecar.encoding)
