"""The parts of a checkpoint in its folder: which partitions are read already, and how one is read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from corpuspkg.pipeline.checkpoint import Checkpoint, write_part
from corpuspkg.pipeline.plan import Plan
from corpuspkg.pipeline.sources import Partition, read_partition
from corpuspkg.sidecar import Sidecar, sidecar_of

_PARTS = "part-*.parquet"


@dataclass(frozen=True, slots=True)
class PartTask:
    """The task of reading a partition: from its documents to its part of the checkpoint.

    Attributes:
        folder: Of the checkpoint.
    """

    partition: Partition
    folder: Path

    def documents(self) -> Iterator[pa.RecordBatch]:
        """The documents; what their sidecars say of agents is kept beside the part, for it concerns other letters."""
        described: list[str] = []
        for batch in read_partition(self.partition):
            sidecars = batch.column("sidecar")
            if sidecars.null_count < len(sidecars):
                described += filter(None, map(_of_agents, sidecars.drop_null().to_pylist()))
            yield batch
        path = _described(part_path(self.folder, self.partition.number))
        if described:
            _write("\n".join(described), path)
        else:
            path.unlink(missing_ok=True)

    def finish(self, records: Iterable[pa.RecordBatch]) -> int:
        """Write the part; gives the number of documents."""
        return write_part(records, part_path(self.folder, self.partition.number))


def part_path(folder: Path, number: int) -> Path:
    """Where the part of a partition is."""
    return folder / f"part-{number:06d}.parquet"


def finished_parts(folder: Path) -> int:
    """How many parts there are."""
    return sum(1 for _ in folder.glob(_PARTS))


def unread_partitions(plan: Plan, folder: Path) -> list[Partition]:
    """The partitions without a part, in their order. A part that cannot be opened is none."""
    return [one for one in plan.partitions if not _is_whole(part_path(folder, one.number))]


def checkpoint_of(plan: Plan, folder: Path) -> Checkpoint:
    """The checkpoint when all its parts are there."""
    parts = tuple(part_path(folder, one.number) for one in plan.partitions)
    return Checkpoint(
        folder=folder,
        parts=parts,
        sidecars=tuple(_sidecars(parts)),
        problems=plan.orphans,
        documents=plan.documents,
    )


def _is_whole(path: Path) -> bool:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    try:
        pq.ParquetFile(path).close()
    except (OSError, pa.ArrowException):
        return False
    return True


def _of_agents(sidecar: str) -> str | None:
    """What a sidecar says of agents that other letters may name as well."""
    content = json.loads(sidecar)
    named = [one for one in content.get("participations") or () if "agent" in one]
    agents = content.get("agents") or []
    return json.dumps({"agents": agents, "participations": named}) if agents or named else None


def _sidecars(parts: Sequence[Path]) -> Iterator[Sidecar]:
    for part in parts:
        path = _described(part)
        if path.exists():
            yield from (sidecar_of(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())


def _described(part: Path) -> Path:
    return part.with_suffix(".agents.jsonl")


def _write(text: str, path: Path) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
