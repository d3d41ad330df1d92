"""From a folder of letters to a published package."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from corpuspkg.authority import load_registry
from corpuspkg.compare import compare_packages
from corpuspkg.config import load_config
from corpuspkg.errors import CorpuspkgError
from corpuspkg.identity import AgentIndex
from corpuspkg.model import Severity
from corpuspkg.pipeline.engine import Engine
from corpuspkg.pipeline.finish import describe
from corpuspkg.pipeline.finish.database import Workspace
from corpuspkg.pipeline.gather import Progress, read_corpus, watched
from corpuspkg.pipeline.jobs import Share
from corpuspkg.pipeline.pool import LocalEngine
from corpuspkg.pipeline.settle import PASSES, identify, settle
from corpuspkg.pipeline.sources.inputs import find_inputs
from corpuspkg.pipeline.work import open_work
from corpuspkg.rows import DocumentIssue
from corpuspkg.schema import TABLES, load_tables
from corpuspkg.store import DESCRIPTOR, publish, staging, write_json
from corpuspkg.validation import Finding, Report, check_package


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did.

    Attributes:
        findings: What is wrong with input files. A letter that cannot be read costs itself alone.
        warnings: What the check of the finished package does not like, though it is valid.
        refused: True where a person's decisions could not be carried out, so that nothing was written.
        rows: Number of rows by table.
        differences: For a check: what a rebuild would change, a line each.
    """

    findings: tuple[DocumentIssue, ...] = ()
    warnings: tuple[Finding, ...] = ()
    refused: bool = False
    rows: dict[str, int]
    differences: tuple[str, ...] = ()


def build(
    root: Path,
    *,
    with_text: bool = True,
    check: bool = False,
    engine: Engine | None = None,
    resume: bool | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build the package of a corpus.

    Args:
        root: Folder of the corpus: `seeds/`, optionally `pyproject.toml`; the package is written there.
        with_text: False makes an edition without the letters' texts.
        check: Write nothing; compare the rebuilt package with the one that stands.
        engine: How the letters are read: in this process by default. The output does not depend on it.
        resume: True to go on with an interrupted build, if there is one; False to start over; None to start over unless
            that would throw much work away.
        progress: Called with what is being done, how much of it is done, and how much there is, where that is known.

    Raises:
        ConfigError, SchemaError: The configuration or a table's descriptor is broken.
        InputError: There are no letters where the configuration says.
        UnfinishedBuildError: There is an unfinished build, and it is not said, or it cannot be, that it goes on.
        OutputError: The package cannot be written; the previous one is unchanged.
    """
    config, schemas = load_config(root), load_tables()
    # Loaded before anything is read: an authority file that is broken stops the build.
    registry = load_registry(config.authority)
    find_inputs(config.root, config.inputs)
    engine = engine or LocalEngine()
    # The checkpoint is kept until the package stands: whatever happens until then, the letters need not be read again.
    with closing(engine), _reading(root, resume, check=check) as reading:
        checkpoint = read_corpus(config, engine, reading, progress)
        with _workplace(root, check=check) as folder:
            work = Workspace(folder=folder / "work", memory=config.memory, threads=engine.threads)
            work.folder.mkdir()
            share = partial(engine.share, documents=checkpoint.documents)
            with _stage("letters settled", checkpoint.documents, PASSES, share, progress) as told:
                settlement = settle(checkpoint, registry, config.letters_per_partition, work, told)
            pa.default_memory_pool().release_unused()
            findings = (*settlement.problems, *settlement.unread)
            if settlement.problems:
                return BuildReport(findings=findings, refused=True, rows={})
            # Records that come in another order than that of the package are moved before they are written.
            passes = 1 if settlement.ranks.ordered else 2
            with _stage("tables written", checkpoint.documents, passes, share, progress) as told:
                parts = engine.finish(checkpoint, settlement, folder, work, with_text=with_text, share=told)
            shutil.rmtree(work.folder)
            write_json(describe(config, parts, folder), folder / DESCRIPTOR)
            warnings = _prove(folder, engine, progress)
            differences = compare_packages(folder, root, schemas) if check else []
            if not check:
                publish(folder, root)
    rows = {name: sum(part.rows for part in stored) for name, stored in parts.items()}
    return BuildReport(findings=findings, warnings=warnings, rows=rows, differences=tuple(differences))


@contextmanager
def _stage(name: str, documents: int, passes: int, share: Share, progress: Progress | None) -> Iterator[Share]:
    """What does the jobs of a stage, whose begin, course and end are told."""
    if progress is None:
        yield share
        return
    progress(name, 0, documents)
    yield watched(share, name, documents, passes, progress)
    progress(name, documents, documents)


@contextmanager
def _reading(root: Path, resume: bool | None, *, check: bool) -> Iterator[Path]:  # noqa: FBT001 - three values
    """Where the checkpoint is: in the corpus, so that an interrupted build can go on, or elsewhere for a check."""
    with TemporaryDirectory(prefix="corpuspkg-") if check else open_work(root, resume=resume) as folder:
        yield Path(folder)


@contextmanager
def _workplace(root: Path, *, check: bool) -> Iterator[Path]:
    """Where the package is written first: beside the one that stands, or elsewhere where nothing shall be written."""
    with TemporaryDirectory(prefix="corpuspkg-") if check else staging(root) as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class CheckJob:
    """Checks a finished package, in so many threads."""

    folder: Path
    threads: int

    def run(self) -> Report:
        """Check it."""
        return check_package(self.folder, threads=self.threads)


def _prove(folder: Path, engine: Engine, progress: Progress | None) -> tuple[Finding, ...]:
    """Refuse to publish what does not pass our own validation: that is a mistake of ours, not of the corpus.

    Returns:
        Warnings, which keep nothing from being published.
    """
    tables = 2 * len(TABLES)
    if progress:
        progress("tables checked", 0, tables)
    # What this process still holds of settling and what the check takes need not stand in memory together.
    report = engine.apart(CheckJob(folder, engine.threads))
    if progress:
        progress("tables checked", tables, tables)
    errors = [one for one in report.findings if one.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        raise CorpuspkgError(
            f"the built package is not valid, nothing was published: {first.file}: row {first.row}: {first.message}"
            f" (and {len(errors) - 1} more)",
            hint="this is a mistake in corpuspkg: please report it with the letter concerned",
        )
    return report.findings


def corpus_agents(root: Path, *, progress: Progress | None = None) -> AgentIndex:
    """The agents of a corpus, and which rule joined which forms of their names; nothing is written.

    Args:
        root: Folder of the corpus.
        progress: As for `build`.

    Raises:
        ConfigError, InputError: As for `build`.
    """
    with TemporaryDirectory(prefix="corpuspkg-") as parts, closing(LocalEngine()) as engine:
        return identify(read_corpus(load_config(root), engine, Path(parts), progress))
