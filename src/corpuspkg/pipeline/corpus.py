"""From a folder of letters to a published package."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpuspkg.assemble import BuiltLetter, DocumentIssue, Source, assemble_tables
from corpuspkg.authority import Registry, load_registry
from corpuspkg.citations.named import instrument_named
from corpuspkg.compare import compare_packages
from corpuspkg.config import Config, load_config
from corpuspkg.curate import CURATED, Decisions, curate, curated_agents
from corpuspkg.descriptor import describe_package
from corpuspkg.errors import CorpuspkgError
from corpuspkg.findings import make_issue
from corpuspkg.identity import AgentIndex, identify_agents
from corpuspkg.logical import hash_table
from corpuspkg.model import Agent, Instrument, Issue
from corpuspkg.normalize import byte_anchors, normalize
from corpuspkg.pipeline.extract import extract_text, failure
from corpuspkg.read import Document, Unread, list_letters, read_document
from corpuspkg.references import resolve_references
from corpuspkg.schema import load_tables
from corpuspkg.sidecar import Sidecar, read_sidecar
from corpuspkg.store import DESCRIPTOR, publish, staging, write_json, write_table
from corpuspkg.validation import validate_package

SIDECAR_SUFFIX = ".yaml"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did.

    Attributes:
        findings: What is wrong with input files. A letter that cannot be read costs itself alone.
        refused: True where a person's decisions could not be carried out, so that nothing was written.
        rows: Number of rows by table.
        differences: For a check: what a rebuild would change, a line each.
    """

    findings: tuple[DocumentIssue, ...] = ()
    refused: bool = False
    rows: dict[str, int]
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Corpus:
    """What was read.

    Attributes:
        letters: The letters, with the decisions of their sidecars carried out.
        sidecars: All sidecars by file name.
        unread: Files that gave no letter.
        problems: What is wrong with sidecars and identifiers: the maintainer has to decide, so nothing is published.
    """

    letters: tuple[BuiltLetter, ...]
    sidecars: dict[str, Sidecar]
    unread: tuple[DocumentIssue, ...]
    problems: tuple[DocumentIssue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    """A corpus whose letters know their agents, instruments and each other."""

    letters: tuple[BuiltLetter, ...]
    agents: tuple[Agent, ...]
    instruments: tuple[Instrument, ...]
    problems: tuple[DocumentIssue, ...]


def build(root: Path, *, with_text: bool = True, check: bool = False, progress: Progress | None = None) -> BuildReport:
    """Build the package of a corpus.

    Args:
        root: Folder of the corpus: `seeds/`, optionally `pyproject.toml`; the package is written there.
        with_text: False makes an edition without the letters' texts.
        check: Write nothing; compare the rebuilt package with the one that stands.
        progress: Called with the file name before each letter is read.

    Raises:
        ConfigError, SchemaError: The configuration or a table's descriptor is broken.
        InputError: There is no folder of letters.
        OutputError: The package cannot be written; the previous one is unchanged.
    """
    config, schemas = load_config(root), load_tables()
    registry = load_registry(config.authority)
    corpus = _read_corpus(config, registry, progress)
    settled = _settle(corpus, registry)
    problems = (*corpus.problems, *settled.problems)
    findings = (*problems, *corpus.unread)
    if problems:
        return BuildReport(findings=findings, refused=True, rows={})
    tables = assemble_tables(
        schemas, settled.letters, corpus.unread, settled.agents, settled.instruments, with_text=with_text
    )
    with staging(root) as folder:
        files = [(name, *write_table(name, table, folder)) for name, table in tables.items()]
        hashes = {name: hash_table(table, schemas[name].descriptor["schema"]) for name, table in tables.items()}
        write_json(describe_package(config, schemas, files, hashes), folder / DESCRIPTOR)
        _prove(folder)
        differences = compare_packages(folder, root, schemas) if check else []
        if not check:
            publish(folder, root)
    rows = {name: table.num_rows for name, table in tables.items()}
    return BuildReport(findings=findings, rows=rows, differences=tuple(differences))


def _prove(folder: Path) -> None:
    """Refuse to publish what does not pass our own validation: that is a mistake of ours, not of the corpus."""
    findings = validate_package(folder)
    if findings:
        first = findings[0]
        raise CorpuspkgError(
            f"the built package is not valid, nothing was published: {first.file}: row {first.row}: {first.message}"
            f" (and {len(findings) - 1} more)",
            hint="this is a mistake in corpuspkg: please report it with the letter concerned",
        )


def _read_corpus(config: Config, registry: Registry, progress: Progress | None) -> _Corpus:
    paths = list_letters(config.seeds)
    letters: list[BuiltLetter] = []
    sidecars: dict[str, Sidecar] = {}
    unread: list[DocumentIssue] = []
    problems = list(_orphans(config.seeds, paths))
    for path in paths:
        if progress:
            progress(path.name)
        name = unicodedata.normalize("NFC", path.with_suffix(SIDECAR_SUFFIX).name)
        sidecar = read_sidecar(path.with_suffix(SIDECAR_SUFFIX))
        if not isinstance(sidecar, Sidecar):
            problems += [DocumentIssue(file=name, issue=issue) for issue in sidecar]
            continue
        sidecars[name] = sidecar
        document = read_document(path, encoding=sidecar.encoding, max_bytes=config.max_letter_bytes)
        if isinstance(document, Unread):
            unread.append(DocumentIssue(file=document.file, issue=document.issue))
            continue
        built = _read_letter(document, sidecar, config.rights, registry)
        if isinstance(built, Issue):
            unread.append(DocumentIssue(file=document.file, issue=built))
            continue
        letters.append(built[0])
        problems += [DocumentIssue(file=name, issue=issue) for issue in built[1]]
    problems += _duplicates(letters)
    return _Corpus(letters=tuple(letters), sidecars=sidecars, unread=tuple(unread), problems=tuple(problems))


def _read_letter(
    document: Document, sidecar: Sidecar, rights: str | None, registry: Registry
) -> tuple[BuiltLetter, tuple[Issue, ...]] | Issue:
    """A letter and the decisions that could not be carried out; or why there is no letter."""
    normalized = normalize(document.text)
    try:
        letter = extract_text(normalized.text, sidecar.letter_id or document.stem, registry)
    except Exception as error:  # noqa: BLE001 - one letter's failure must not stop the others
        return failure(error)
    curated = curate(
        letter,
        Decisions(
            source=sidecar.source,
            letter=sidecar.letter,
            participations=sidecar.participations,
            agents=sidecar.agents,
            citations=sidecar.citations,
            references=sidecar.references,
        ),
    )
    stated = {name: entry["value"] for name, entry in sidecar.source.items()}
    publishers = [one.name for one in curated.letter.participations if one.role == "publisher"]
    source = Source(
        source_id=document.stem,
        file=document.file,
        sha256=document.sha256,
        bytes=document.size,
        encoding=document.encoding,
        offset_map=byte_anchors(normalized, document.text, document.encoding, document.preamble),
        publisher=stated.get("publisher", publishers[0] if publishers else None),
        url=stated.get("url"),
        published_date=stated.get("published_date", curated.letter.dates.published_date),
        rights=stated.get("rights", rights),
    )
    return BuiltLetter(source=source, letter=curated.letter, curations=curated.curations), curated.issues


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


def _duplicates(letters: Sequence[BuiltLetter]) -> Iterator[DocumentIssue]:
    files: defaultdict[str, list[str]] = defaultdict(list)
    for built in letters:
        files[built.letter.letter_id].append(built.source.file)
    for letter_id, names in files.items():
        for name in names[1:]:
            message = f"the letter_id {letter_id!r} is that of {names[0]} as well"
            yield DocumentIssue(file=name, issue=make_issue("duplicate-letter-id", message))


def corpus_agents(root: Path) -> AgentIndex:
    """The agents of a corpus, and which rule joined which forms of their names; nothing is written.

    Raises:
        ConfigError, InputError: As for `build`.
    """
    config = load_config(root)
    return _identify(_read_corpus(config, load_registry(config.authority), None))


def _identify(corpus: _Corpus) -> AgentIndex:
    curated = [agent for sidecar in corpus.sidecars.values() for agent in curated_agents(sidecar.agents)]
    return identify_agents([built.letter for built in corpus.letters], curated)


def _settle(corpus: _Corpus, registry: Registry) -> _Settled:
    index = _identify(corpus)
    linked = resolve_references(index.letters)
    built = tuple(replace(one, letter=letter) for one, letter in zip(corpus.letters, linked, strict=True))
    instruments, unknown = _instruments(built, registry)
    problems = (*_unknown_agents(built, index.agents), *unknown, *_unknown_letters(built))
    return _Settled(letters=built, agents=index.agents, instruments=instruments, problems=problems)


def _instruments(
    letters: Sequence[BuiltLetter], registry: Registry
) -> tuple[tuple[Instrument, ...], list[DocumentIssue]]:
    """The instruments cited: of the registry, or as the first letter that cites one has it."""
    found: dict[str, Instrument] = {}
    unknown = []
    for built in sorted(letters, key=lambda one: one.letter.letter_id):
        for citation in built.letter.citations:
            key = citation.instrument_id
            if key is None or key in found:
                continue
            instrument = registry.instruments.get(key) or citation.proposed or instrument_named(key)
            if instrument is not None:
                found[key] = instrument
            elif citation.rule_id == CURATED:
                message = f"citations: {citation.exact!r}: there is no instrument {key!r}"
                unknown.append(_sidecar_issue(built, make_issue("sidecar-instrument-unknown", message)))
    return tuple(found.values()), unknown


def _unknown_agents(letters: Sequence[BuiltLetter], agents: Sequence[Agent]) -> Iterator[DocumentIssue]:
    known = {agent.agent_id for agent in agents}
    for built in letters:
        for participation in built.letter.participations:
            if participation.agent_id not in known:
                message = f"participations: {participation.name!r}: there is no agent {participation.agent_id!r}"
                yield _sidecar_issue(built, make_issue("sidecar-agent-unknown", message))


def _unknown_letters(letters: Sequence[BuiltLetter]) -> Iterator[DocumentIssue]:
    known = {built.letter.letter_id for built in letters}
    for built in letters:
        for reference in built.letter.references:
            if reference.target_letter_id is not None and reference.target_letter_id not in known:
                message = f"references: {reference.exact!r}: there is no letter {reference.target_letter_id!r}"
                yield _sidecar_issue(built, make_issue("sidecar-letter-unknown", message))


def _sidecar_issue(built: BuiltLetter, issue: Issue) -> DocumentIssue:
    return DocumentIssue(file=str(Path(built.source.file).with_suffix(SIDECAR_SUFFIX)), issue=issue)
