"""Plan a build: numbered partitions of the letters, which depend on the input and the configuration alone.

Neither letters nor their names are held: a partition is a slice of a file, and what no file lists is listed in one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from corpuspkg.config import Config
from corpuspkg.errors import InputError
from corpuspkg.findings import finding_kinds, make_issue
from corpuspkg.pipeline.inventory import Inventory
from corpuspkg.pipeline.kinds import KNOWN, Kind, compression
from corpuspkg.pipeline.sources import Partition, Rules, jsonl, parquet
from corpuspkg.pipeline.sources.archive import BrokenContainerError
from corpuspkg.pipeline.sources.inputs import Container
from corpuspkg.pipeline.sources.listing import Found, Listing, write_listing
from corpuspkg.pipeline.sources.tarred import list_tar
from corpuspkg.pipeline.sources.unpack import unpack
from corpuspkg.pipeline.sources.zipped import list_zip
from corpuspkg.rows import DocumentIssue

_PLAN = "plan.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All partitions of a corpus.

    Attributes:
        orphans: Sidecars without a letter.
        documents: Number of documents at most.
    """

    partitions: tuple[Partition, ...]
    orphans: tuple[DocumentIssue, ...] = ()

    @property
    def documents(self) -> int:
        """Number of documents at most: blank lines are none."""
        return sum(partition.documents for partition in self.partitions)


def rules_of(config: Config) -> Rules:
    """How the documents of a corpus are read."""
    return Rules(
        id_column=config.columns.id,
        text_column=config.columns.text,
        metadata_column=config.columns.metadata,
        rights=config.rights,
        authority=tuple(str(file.resolve()) for file in config.authority),
        max_bytes=config.max_letter_bytes,
    )


def make_plan(inventory: Inventory, config: Config, folder: Path) -> Plan:
    """Cut the inputs into partitions; what they need beside the inputs is written to `folder`.

    Raises:
        InputError: There is no letter, or a file lacks the fields or columns of one.
    """
    planner = _Planner(config, folder, rules_of(config))
    for one, listing in inventory.folders:
        planner.add_listing(listing, kind=Kind.FOLDER, path=str(one.path.resolve()), prefix=one.prefix)
    for container in inventory.containers:
        planner.add_container(container)
    if not planner.partitions:
        raise _no_letters(config, planner.refused)
    if planner.refused:
        refused = write_listing(planner.refused, folder / "refused.jsonl", len(planner.refused), 1)
        planner.add_listing(refused, kind=Kind.FOLDER, path=str(folder))
    return Plan(partitions=tuple(planner.partitions), orphans=tuple(planner.orphans))


def read_plan(config: Config, folder: Path) -> Plan | None:
    """The plan that was kept in `folder`, if it was finished."""
    try:
        lines = (folder / _PLAN).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    rules = rules_of(config)
    orphans = [
        DocumentIssue(file=file, issue=make_issue("sidecar-orphan", message)) for file, message in json.loads(lines[0])
    ]
    partitions = [_partition(json.loads(line), rules) for line in lines[1:]]
    return Plan(partitions=tuple(partitions), orphans=tuple(orphans))


def _partition(values: dict[str, Any], rules: Rules) -> Partition:
    return Partition(**{**values, "kind": Kind(values["kind"]), "rules": rules})


def keep_plan(plan: Plan, folder: Path) -> None:
    """Write a plan to `folder`; its file appears when it is complete."""
    path = folder / _PLAN
    unfinished = path.with_name(f".{path.name}")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(json.dumps([(one.file, one.issue.message) for one in plan.orphans]) + "\n")
        for partition in plan.partitions:
            values = {one.name: getattr(partition, one.name) for one in fields(partition) if one.name != "rules"}
            file.write(json.dumps(values) + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _no_letters(config: Config, refused: Sequence[Found]) -> InputError:
    names = ", ".join(config.inputs)
    path = config.root / config.inputs[0] if len(config.inputs) == 1 else config.root
    if refused:
        code, message = refused[0].refusal or ("", "")
        more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        return InputError(f"{refused[0].path}: {message}{more}", path=path, hint=finding_kinds()[code].remedy)
    if path.is_dir():
        return InputError("the folder holds no letters", path=path, hint="letters are files that end in .txt")
    return InputError(f"there are no letters in {names}", path=path, hint=KNOWN)


@dataclass(slots=True)
class _Planner:
    """Collects partitions, and what gives none."""

    config: Config
    folder: Path
    rules: Rules
    partitions: list[Partition] = field(default_factory=list)
    refused: list[Found] = field(default_factory=list)
    orphans: list[DocumentIssue] = field(default_factory=list)
    unpacked: int = 0

    def add_listing(self, listing: Listing, *, kind: Kind, path: str, name: str = "", prefix: str = "") -> None:
        """The documents that a listing has."""
        mark = f"{name}!" if name else prefix
        self.orphans += [DocumentIssue(file=mark + one.file, issue=one.issue) for one in listing.orphans]
        for one in listing.slices:
            self._add(
                kind=kind,
                path=path,
                name=name,
                prefix=prefix,
                listing=str(listing.path.resolve()),
                start=one.start,
                end=one.end,
                documents=one.documents,
            )

    def add_container(self, container: Container) -> None:
        """The documents of a file; one that cannot be read is refused, and costs no other."""
        before = len(self.partitions), len(self.refused)
        try:
            container.path.open("rb").close()
        except OSError as error:
            self._refuse(container.name, "seed-unreadable", f"cannot be opened: {error.strerror}")
            return
        try:
            _ADD[container.kind](self, container, *self._plain(container))
        except BrokenContainerError as error:
            self._refuse(container.name, "input-broken", error.message)
        if (len(self.partitions), len(self.refused)) == before:
            self._refuse(container.name, "seed-empty", _EMPTY[container.kind])

    def _plain(self, container: Container) -> tuple[Path, str | None]:
        """The file as it is without compression, and why it is not whole."""
        packed = compression(container.path.name)
        if packed is None:
            return container.path.resolve(), None
        target = self._target(container)
        return target, unpack(container.path, packed, target)

    def _target(self, container: Container) -> Path:
        """A file to unpack to."""
        target = self.folder.resolve() / f"unpacked-{self.unpacked:06d}.{container.kind}"
        self.unpacked += 1
        return target

    def add_jsonl(self, container: Container, path: Path, lost: str | None) -> None:
        """Lines; the last one of a file that is not whole is a part of one."""
        if lost is not None:
            line = jsonl.whole_lines(path) + 1
            self._refuse(container.name, "input-broken", f"line {line} and all behind it are lost: {lost}")
            if line == 1:
                return
        if not jsonl.check_fields(path, self.rules, container.path):
            return
        for one in jsonl.split_lines(path, self.config.partition_documents, self.config.partition_bytes):
            self._add_piece(container, path, one.start, one.end, one.lines, first=one.first)

    def add_parquet(self, container: Container, path: Path, lost: str | None) -> None:
        """Rows; a file is never compressed as a whole, so that nothing is lost before it is read."""
        parquet.check_columns(path, self.rules)
        if parquet.has_large_groups(path):
            target = self._target(container)
            lost = parquet.cut_groups(path, target, self.rules)
            path = target
        if lost is not None:
            self._refuse(container.name, "input-broken", lost)
        for one in parquet.split_rows(path, self.config.partition_documents, self.config.partition_bytes):
            self._add_piece(container, path, one.start, one.end, one.end - one.start)

    def add_archive(self, container: Container, path: Path, lost: str | None) -> None:
        """Members; of an archive that is not whole those that are."""
        broken: list[str] = [] if lost is None else [lost]
        listing = write_listing(
            _until_broken(_LISTERS[container.kind](path), broken),
            self.folder / f"archive-{len(self.partitions):06d}.jsonl",
            self.config.partition_documents,
            self.config.partition_bytes,
        )
        if broken:
            self._refuse(container.name, "input-broken", "; ".join(broken))
        self.add_listing(listing, kind=container.kind, path=str(path), name=container.name, prefix=container.prefix)

    def _add_piece(self, container: Container, path: Path, start: int, end: int, documents: int, **values: Any) -> None:
        """A partition of a file that holds letters itself."""
        self._add(
            kind=container.kind,
            path=str(path),
            name=container.name,
            start=start,
            end=end,
            documents=documents,
            **values,
        )

    def _add(self, **values: Any) -> None:
        self.partitions.append(Partition(number=len(self.partitions), rules=self.rules, **values))

    def _refuse(self, name: str, code: str, message: str) -> None:
        self.refused.append(Found(name, 0, None, (code, message)))


def _until_broken(found: Iterator[Found], broken: list[str]) -> Iterator[Found]:
    last = "its beginning"
    try:
        for one in found:
            yield one
            last = one.path
    except BrokenContainerError as error:
        broken.append(f"{error.message}; what stands behind {last} is lost")


_LISTERS: dict[Kind, Callable[[Path], Iterator[Found]]] = {Kind.ZIP: list_zip, Kind.TAR: list_tar}
_ADD: dict[Kind, Callable[[_Planner, Container, Path, str | None], None]] = {
    Kind.ZIP: _Planner.add_archive,
    Kind.TAR: _Planner.add_archive,
    Kind.JSONL: _Planner.add_jsonl,
    Kind.PARQUET: _Planner.add_parquet,
}
_EMPTY = {
    Kind.ZIP: "the archive holds no file that ends in .txt",
    Kind.TAR: "the archive holds no file that ends in .txt",
    Kind.JSONL: "the file has no lines",
    Kind.PARQUET: "the file has no rows",
}
