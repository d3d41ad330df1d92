"""Look at the corpus as a whole: who is who, which letter answers which, which instruments are cited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.authority import Registry
from corpuspkg.curate import CURATED, curated_agents
from corpuspkg.findings import make_issue
from corpuspkg.identity import AgentIndex, identify_agents
from corpuspkg.model import Agent, Instrument, Issue, Letter
from corpuspkg.pipeline.checkpoint import Checkpoint
from corpuspkg.pipeline.gather import sidecar_name
from corpuspkg.records import document_issues, letters_of, record_schema
from corpuspkg.references import resolve_references
from corpuspkg.rows import DocumentIssue
from corpuspkg.sidecar import Sidecar


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Letters that know their agents, their instruments and each other, in the order of the records."""

    letters: tuple[Letter, ...]
    agents: tuple[Agent, ...]
    instruments: tuple[Instrument, ...]
    problems: tuple[DocumentIssue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What was read: a record for each letter, the files that gave none, the sidecars, and what is wrong with them."""

    records: pa.Table
    sidecars: tuple[Sidecar, ...]
    unread: tuple[DocumentIssue, ...]
    problems: tuple[DocumentIssue, ...]


def corpus_of(checkpoint: Checkpoint) -> Corpus:
    """All records of a checkpoint."""
    records = pa.Table.from_batches(checkpoint.read(), record_schema())
    named = [
        DocumentIssue(file=sidecar_name(one.file), issue=one.issue) for one in document_issues(records, "problems")
    ]
    found = records.column("letter_id").is_valid()
    unread = sorted(document_issues(records.filter(pc.invert(found)), "issues"), key=_file)
    records = records.filter(found).sort_by("file")
    problems = (*sorted([*checkpoint.problems, *named], key=_file), *_duplicates(records))
    return Corpus(records=records, sidecars=checkpoint.sidecars, unread=tuple(unread), problems=problems)


def _file(one: DocumentIssue) -> str:
    return one.file


def _duplicates(records: pa.Table) -> Iterator[DocumentIssue]:
    files: defaultdict[str, list[str]] = defaultdict(list)
    pairs = zip(records.column("letter_id").to_pylist(), records.column("file").to_pylist(), strict=True)
    for letter_id, file in pairs:
        files[letter_id].append(file)
    for letter_id, names in files.items():
        for name in names[1:]:
            message = f"the letter_id {letter_id!r} is that of {names[0]} as well"
            yield DocumentIssue(file=name, issue=make_issue("duplicate-letter-id", message))


def identify(corpus: Corpus) -> AgentIndex:
    """The agents of a corpus."""
    curated = [agent for sidecar in corpus.sidecars for agent in curated_agents(sidecar.agents)]
    return identify_agents(letters_of(corpus.records), curated)


def settle(corpus: Corpus, registry: Registry) -> Settled:
    """Settle what no letter can tell by itself."""
    index = identify(corpus)
    letters = tuple(resolve_references(index.letters))
    files = corpus.records.column("file").to_pylist()
    instruments, unknown = _instruments(corpus.records, registry)
    problems = (*_unknown_agents(letters, files, index.agents), *unknown, *_unknown_letters(letters, files))
    return Settled(letters=letters, agents=index.agents, instruments=instruments, problems=problems)


def _instruments(records: pa.Table, registry: Registry) -> tuple[tuple[Instrument, ...], list[DocumentIssue]]:
    """The instruments cited: of the registry, or as the first letter that cites one has it."""
    cited = _rows_of(records, "citations", ("letter_id", "instrument_id", "exact", "rule_id"))
    proposed = _proposed(records)
    found: dict[str, Instrument] = {}
    for key in pc.drop_null(pc.unique(cited.column("instrument_id"))).to_pylist():
        instrument = registry.instruments.get(key) or proposed.get(key)
        if instrument is not None:
            found[key] = instrument
    files = dict(zip(records.column("letter_id").to_pylist(), records.column("file").to_pylist(), strict=True))
    unknown = []
    for row in cited.filter(pc.equal(cited.column("rule_id"), CURATED)).sort_by("letter_id").to_pylist():
        key = row["instrument_id"]
        if key is not None and key not in found:
            message = f"citations: {row['exact']!r}: there is no instrument {key!r}"
            unknown.append(_problem(files[row["letter_id"]], make_issue("sidecar-instrument-unknown", message)))
    return tuple(found.values()), unknown


def _proposed(records: pa.Table) -> Mapping[str, Instrument]:
    """The instruments that letters bring with them, each as the first letter by id has it."""
    names = [field.name for field in fields(Instrument)]
    found: dict[str, tuple[str, Instrument]] = {}
    for batch in records.to_batches():
        lists = batch.column("instruments")
        ids = batch.column("letter_id").take(pc.list_parent_indices(lists)).to_pylist()
        columns = [lists.flatten().field(name).to_pylist() for name in names]
        for letter_id, *values in zip(ids, *columns, strict=True):
            instrument = Instrument(**dict(zip(names, values, strict=True)))
            key = instrument.instrument_id
            if key not in found or letter_id < found[key][0]:
                found[key] = letter_id, instrument
    return {key: instrument for key, (_, instrument) in found.items()}


def _rows_of(records: pa.Table, name: str, columns: Sequence[str]) -> pa.Table:
    chunks = [chunk.flatten() for chunk in records.column(name).chunks]
    return pa.table({one: pa.chunked_array([part.field(one) for part in chunks], pa.string()) for one in columns})


def _unknown_agents(
    letters: Sequence[Letter], files: Sequence[str], agents: Sequence[Agent]
) -> Iterator[DocumentIssue]:
    known = {agent.agent_id for agent in agents}
    for letter, file in zip(letters, files, strict=True):
        for participation in letter.participations:
            if participation.agent_id not in known:
                message = f"participations: {participation.name!r}: there is no agent {participation.agent_id!r}"
                yield _problem(file, make_issue("sidecar-agent-unknown", message))


def _unknown_letters(letters: Sequence[Letter], files: Sequence[str]) -> Iterator[DocumentIssue]:
    known = {letter.letter_id for letter in letters}
    for letter, file in zip(letters, files, strict=True):
        for reference in letter.references:
            if reference.target_letter_id is not None and reference.target_letter_id not in known:
                message = f"references: {reference.exact!r}: there is no letter {reference.target_letter_id!r}"
                yield _problem(file, make_issue("sidecar-letter-unknown", message))


def _problem(file: str, issue: Issue) -> DocumentIssue:
    return DocumentIssue(file=sidecar_name(file), issue=issue)
