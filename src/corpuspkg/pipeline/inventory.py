"""Find the inputs of a corpus: list the files of its folders, and note the files of many letters."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpuspkg.config import Config
from corpuspkg.pipeline.sources.folder import scan_folder
from corpuspkg.pipeline.sources.inputs import Container, Folder, container_in, find_inputs
from corpuspkg.pipeline.sources.listing import Found, Listing, is_letter, is_sidecar, write_listing

# Called with how many files were found so far.
Counted = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What the inputs of a corpus are at a time.

    Attributes:
        folders: Each with the listing of its letters.
        containers: Files of many letters, those in the folders too.
        digest: Of the names, sizes and times of all files.
    """

    folders: tuple[tuple[Folder, Listing], ...]
    containers: tuple[Container, ...]
    digest: str


def take_inventory(config: Config, folder: Path, counted: Counted | None = None) -> Inventory:
    """Find the inputs of a corpus and list their files in `folder`.

    Raises:
        InputError: An input is missing, or is nothing that letters are read from.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folders, containers = find_inputs(config.root, config.inputs)
    known = {one.path.resolve() for one in containers}
    digest = hashlib.sha256()
    listings = []
    for number, one in enumerate(folders):
        inside: list[Container] = []
        listing = write_listing(
            _letters(one, inside),
            folder / f"folder-{number:06d}.jsonl",
            config.partition_documents,
            config.partition_bytes,
            counted,
        )
        listings.append((one, listing))
        digest.update(json.dumps([one.prefix, listing.digest]).encode())
        containers += sorted((each for each in inside if each.path.resolve() not in known), key=lambda each: each.name)
    for each in containers:
        status = each.path.stat()
        digest.update(json.dumps([each.name, each.prefix, status.st_size, status.st_mtime_ns]).encode())
    return Inventory(folders=tuple(listings), containers=tuple(containers), digest=digest.hexdigest())


def _letters(folder: Folder, inside: list[Container]) -> Iterator[Found]:
    """Letters and sidecars of a folder; files of many letters are put aside."""
    for found in scan_folder(folder.path):
        container = None if found.refusal else container_in(folder, found.path)
        if container is None:
            if found.refusal or is_letter(found.path) or is_sidecar(found.path):
                yield found
        elif container.path.is_file():
            inside.append(container)
        else:
            yield found._replace(refusal=("seed-not-a-file", "is no regular file, or a link to nothing"))
