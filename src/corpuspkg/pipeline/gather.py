"""Read the folder of a corpus: its documents in batches, its sidecars, and the letter records made of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpuspkg.config import Config
from corpuspkg.findings import make_issue
from corpuspkg.model import Issue
from corpuspkg.pipeline.batch import document_batch
from corpuspkg.pipeline.checkpoint import Checkpoint, write_part
from corpuspkg.pipeline.pool import Engine, limits_of
from corpuspkg.read import list_letters, published_name, read_raw
from corpuspkg.records import nest_letters
from corpuspkg.rows import DocumentIssue
from corpuspkg.sidecar import Sidecar, read_sidecar

SIDECAR_SUFFIX = ".yaml"
# Called with how many documents are read, and how many there are.
Progress = Callable[[int, int], None]


def sidecar_name(file: str) -> str:
    """Name of the sidecar of an input file."""
    return str(Path(file).with_suffix(SIDECAR_SUFFIX))


def read_corpus(config: Config, engine: Engine, folder: Path, progress: Progress | None = None) -> Checkpoint:
    """Read all letters of a corpus.

    Args:
        config: The corpus.
        engine: How its batches are run.
        folder: Where the records are written to.
        progress: Called as documents are read.

    Raises:
        InputError: There is no folder of letters.
    """
    paths = list_letters(config.seeds)
    intake = _Intake(config)
    part = folder / "part-000000.parquet"
    write_part(_records(intake, paths, engine, progress), part)
    undecided = [*_orphans(config.seeds, paths), *intake.problems]
    return Checkpoint(
        folder=folder,
        parts=(part,),
        sidecars=tuple(intake.sidecars),
        problems=tuple(undecided),
        documents=len(paths),
    )


def _records(
    intake: _Intake, paths: Sequence[Path], engine: Engine, progress: Progress | None
) -> Iterator[pa.RecordBatch]:
    done = 0
    with closing(engine.run(intake.batches(paths, engine), len(paths), limits_of(intake.config))) as results:
        for batch in results:
            yield batch
            done += batch.num_rows
            if progress:
                progress(done + intake.left_out, len(paths))
    if intake.unread:
        yield nest_letters(intake.unread)


@dataclass(slots=True)
class _Intake:
    """Reads files into batches, one batch at a time, and keeps what is not in them."""

    config: Config
    sidecars: list[Sidecar] = field(default_factory=list)
    unread: list[DocumentIssue] = field(default_factory=list)
    problems: list[DocumentIssue] = field(default_factory=list)
    left_out: int = 0
    authority: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.authority = [str(file.resolve()) for file in self.config.authority]

    def batches(self, paths: Sequence[Path], engine: Engine) -> Iterator[pa.RecordBatch]:
        documents: list[dict[str, Any]] = []
        size = 0
        for path in paths:
            document = self._document(path)
            if document is None:
                self.left_out += 1
                continue
            if documents and size + len(document["data"]) > engine.batch_bytes:
                yield document_batch(documents)
                documents, size = [], 0
            documents.append(document)
            size += len(document["data"])
            if len(documents) >= engine.batch_documents:
                yield document_batch(documents)
                documents, size = [], 0
        if documents:
            yield document_batch(documents)

    def _document(self, path: Path) -> dict[str, Any] | None:
        file = published_name(path)
        sidecar = read_sidecar(path.with_suffix(SIDECAR_SUFFIX))
        if not isinstance(sidecar, Sidecar):
            self.problems += [DocumentIssue(file=sidecar_name(file), issue=issue) for issue in sidecar]
            return None
        content = sidecar.content()
        if content is not None:
            self.sidecars.append(sidecar)
        data = read_raw(path, max_bytes=self.config.max_letter_bytes)
        if isinstance(data, Issue):
            self.unread.append(DocumentIssue(file=file, issue=data))
            return None
        return {
            "file": file,
            "data": data,
            "encoding": sidecar.encoding,
            "sidecar": None if content is None else json.dumps(content),
            "rights": self.config.rights,
            "authority": self.authority,
        }


def _orphans(seeds: Path, letters: Sequence[Path]) -> Iterator[DocumentIssue]:
    """Sidecars without a letter."""
    stems = {path.stem for path in letters}
    for path in sorted(seeds.glob("*.y*ml")):
        if path.suffix != SIDECAR_SUFFIX:
            yield DocumentIssue(
                file=path.name, issue=make_issue("sidecar-orphan", f"sidecars end in {SIDECAR_SUFFIX}: rename it")
            )
        elif path.stem not in stems:
            yield DocumentIssue(
                file=path.name, issue=make_issue("sidecar-orphan", f"there is no letter {path.stem}.txt beside it")
            )
