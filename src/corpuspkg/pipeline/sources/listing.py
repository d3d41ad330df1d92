"""The documents of a folder or an archive, listed in a file: sorted by name, sidecars beside their letters.

However many they are, a few are in memory at a time: sorted runs are written to disk and merged.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count, groupby, islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from corpuspkg.findings import make_issue
from corpuspkg.read import name_stem, published_name
from corpuspkg.rows import DocumentIssue

LETTER_SUFFIX = ".txt"
SIDECAR_SUFFIX = ".yaml"
_SIDECAR_SUFFIXES = (SIDECAR_SUFFIX, ".yml")
_RUN = 40_000
_MOST_RUNS = 200
# As many as are ever shown.
_MOST_ORPHANS = 10_000


class Found(NamedTuple):
    """A file that was found.

    Attributes:
        path: Relative to the folder or archive, with forward slashes.
        size: In bytes.
        place: Where its bytes are, as the reader of its kind needs it; in a folder what tells that it was changed.
        refusal: Why it gives no letter: a code of `findings.csv` and a message.
    """

    path: str
    size: int
    place: Any
    refusal: tuple[str, str] | None = None


class Entry(NamedTuple):
    """A line of a listing: a letter, and its sidecar where it has one."""

    path: str
    size: int
    place: Any
    refusal: tuple[str, str] | None
    sidecar: str | None
    sidecar_place: Any


@dataclass(slots=True)
class Slice:
    """A slice of a listing."""

    start: int
    end: int
    documents: int


@dataclass(slots=True)
class Listing:
    """A listing while it is written.

    Attributes:
        path: The file.
        slices: Of a fixed number of documents or bytes.
        orphans: Sidecars without a letter.
        digest: Of what was found.
    """

    path: Path
    slices: list[Slice] = field(default_factory=list)
    orphans: list[DocumentIssue] = field(default_factory=list)
    digest: str = ""


def is_letter(name: str) -> bool:
    """Whether a file is named like a letter."""
    return name[-4:].lower() == LETTER_SUFFIX


def is_sidecar(name: str) -> bool:
    """Whether a file is named like a sidecar."""
    return name.endswith(_SIDECAR_SUFFIXES)


def write_listing(
    found: Iterable[Found], path: Path, documents: int, size: int, progress: Callable[[int], None] | None = None
) -> Listing:
    """List what was found, in any order, in a file.

    Args:
        found: Letters and sidecars.
        path: The file to write.
        documents, size: Most documents and bytes of a slice; a document larger than that is a slice by itself.
        progress: Called with the number of files found so far.
    """
    listing = Listing(path)
    digest = hashlib.sha256()
    with ExitStack() as stack, path.open("wb") as file:
        at = held = 0
        current = Slice(0, 0, 0)
        for entry in _entries(_sorted(found, stack, path.parent, progress), listing.orphans, digest.update):
            line = json.dumps(entry).encode() + b"\n"
            if current.documents and (current.documents >= documents or held + entry.size > size):
                listing.slices.append(current)
                current, held = Slice(at, at, 0), 0
            file.write(line)
            at, held = at + len(line), held + entry.size
            current.end, current.documents = at, current.documents + 1
        if current.documents:
            listing.slices.append(current)
    listing.digest = digest.hexdigest()
    return listing


def read_listing(path: Path, start: int, end: int) -> Iterator[Entry]:
    """A slice of a listing."""
    with path.open("rb") as file:
        file.seek(start)
        for line in file:
            yield Entry(*json.loads(line))
            start += len(line)
            if start >= end:
                return


def _sorted(
    found: Iterable[Found], stack: ExitStack, folder: Path, progress: Callable[[int], None] | None
) -> Iterator[Any]:
    """What was found by name; a sidecar comes before its letter."""
    runs: list[IO[bytes]] = []
    keyed = _keyed(found)
    seen = 0
    while ordered := sorted(islice(keyed, _RUN)):
        seen += len(ordered)
        if progress:
            progress(seen)
        if len(ordered) < _RUN and not runs:
            return iter(ordered)
        runs.append(_spill(ordered, folder))
        if len(runs) == _MOST_RUNS:
            # A process may have so many files open.
            merged = _spill(_merge(runs), folder)
            for run in runs:
                run.close()
            runs = [merged]
    for run in runs:
        stack.callback(run.close)
    return _merge(runs)


def _keyed(found: Iterable[Found]) -> Iterator[Any]:
    numbers = count()
    for one in found:
        name = published_name(one.path)
        # The number keeps what is of one name from being compared by its place, which may be of any type.
        yield [name_stem(name), not is_sidecar(name), name, next(numbers), *one]


def _spill(ordered: Iterable[Any], folder: Path) -> IO[bytes]:
    file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - it is read later
    file.writelines(json.dumps(item).encode() + b"\n" for item in ordered)
    file.seek(0)
    return file


def _merge(runs: Iterable[IO[bytes]]) -> Iterator[Any]:
    return heapq.merge(*(map(json.loads, run) for run in runs))


def _entries(items: Iterator[Any], orphans: list[DocumentIssue], digest: Callable[[bytes], None]) -> Iterator[Entry]:
    """Letters with their sidecars."""
    for key, group in groupby(items, key=lambda item: item[0]):
        sidecar: tuple[Any, Any] = (None, None)
        names: dict[str, int] = {}
        for _, letter, name, _, path, size, place, refusal in group:
            digest(json.dumps([path, size, place]).encode())
            if letter:
                times = names[name] = names.get(name, 0) + 1
                if times == 1:
                    yield Entry(path, size, place, refusal, *sidecar)
                else:
                    twice = ("duplicate-letter-id", f"the name {name!r} stands there more than once")
                    yield Entry(f"{path}:{times}", 0, None, twice, None, None)
            elif name.endswith(SIDECAR_SUFFIX):
                sidecar = (path, place)
            else:
                _orphan(orphans, name, f"sidecars end in {SIDECAR_SUFFIX}: rename it")
        if sidecar[0] is not None and not names:
            _orphan(orphans, published_name(sidecar[0]), f"there is no letter {key.rpartition('/')[2]}.txt beside it")


def _orphan(orphans: list[DocumentIssue], name: str, message: str) -> None:
    if len(orphans) < _MOST_ORPHANS:
        orphans.append(DocumentIssue(file=name, issue=make_issue("sidecar-orphan", message)))
