"""Read the folder of a corpus: its documents in batches, its sidecars, and the letter records made of them."""

from __future__ import annotations

import json
from collections import defaultdict
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
from corpuspkg.pipeline.pool import Engine
from corpuspkg.read import list_letters, published_name, read_raw
from corpuspkg.records import document_issues, record_schema
from corpuspkg.rows import DocumentIssue
from corpuspkg.sidecar import Sidecar, read_sidecar

SIDECAR_SUFFIX = ".yaml"
# Called with how many documents are read, and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What was read.

    Attributes:
        records: A record for each letter, with the decisions of its sidecar carried out.
        sidecars: All sidecars that say something.
        unread: Files that gave no letter.
        problems: What is wrong with sidecars and identifiers: the maintainer has to decide, so nothing is published.
    """

    records: pa.Table
    sidecars: tuple[Sidecar, ...]
    unread: tuple[DocumentIssue, ...]
    problems: tuple[DocumentIssue, ...]


def sidecar_name(file: str) -> str:
    """Name of the sidecar of an input file."""
    return str(Path(file).with_suffix(SIDECAR_SUFFIX))


def read_corpus(config: Config, engine: Engine, progress: Progress | None = None) -> Corpus:
    """Read all letters of a corpus.

    Raises:
        InputError: There is no folder of letters.
    """
    paths = list_letters(config.seeds)
    intake = _Intake(config)
    batches = []
    done = 0
    with closing(engine.run(intake.batches(paths, engine), len(paths))) as results:
        for batch in results:
            batches.append(batch)
            done += batch.num_rows
            if progress:
                progress(done + intake.left_out, len(paths))
    records = pa.Table.from_batches(batches, record_schema())
    found = records.column("letter_id").is_valid()
    failed = document_issues(records.filter(pa.compute.invert(found)), "issues")
    records = records.filter(found) if records.column("letter_id").null_count else records
    places = {published_name(path): at for at, path in enumerate(paths)}
    unread = sorted([*intake.unread, *failed], key=lambda one: places[one.file])
    undecided = [*intake.problems, *_named_by_sidecar(document_issues(records, "problems"))]
    places |= {sidecar_name(file): at for file, at in places.items()}
    undecided.sort(key=lambda one: places[one.file])
    problems = (*_orphans(config.seeds, paths), *undecided, *_duplicates(records))
    return Corpus(records=records, sidecars=tuple(intake.sidecars), unread=tuple(unread), problems=problems)


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


def _named_by_sidecar(issues: Iterator[DocumentIssue]) -> Iterator[DocumentIssue]:
    for one in issues:
        yield DocumentIssue(file=sidecar_name(one.file), issue=one.issue)


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


def _duplicates(records: pa.Table) -> Iterator[DocumentIssue]:
    files: defaultdict[str, list[str]] = defaultdict(list)
    pairs = zip(records.column("letter_id").to_pylist(), records.column("file").to_pylist(), strict=True)
    for letter_id, file in pairs:
        files[letter_id].append(file)
    for letter_id, names in files.items():
        for name in names[1:]:
            message = f"the letter_id {letter_id!r} is that of {names[0]} as well"
            yield DocumentIssue(file=name, issue=make_issue("duplicate-letter-id", message))
