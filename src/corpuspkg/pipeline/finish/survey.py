"""One pass over all records: what the relations of a corpus are settled from, as tables of a database.

Each part is read by itself, in whatever process; what is found there is joined as it comes.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.curate import CURATED, curated_agents
from corpuspkg.identity.abbreviations import find_definitions
from corpuspkg.identity.names import fold
from corpuspkg.identity.records import Setting
from corpuspkg.identity.survey import Named, NameSurvey
from corpuspkg.model import AgentKind, CuratedAgent, Instrument, Participation, ParticipationStatus, Role
from corpuspkg.pipeline.checkpoint import Checkpoint, read_part
from corpuspkg.pipeline.finish.database import Inserter
from corpuspkg.pipeline.jobs import Share
from corpuspkg.records import document_issues
from corpuspkg.references import party_name, party_side, sent_bounds
from corpuspkg.rows import DocumentIssue

if TYPE_CHECKING:
    import duckdb

_ROWS = 4096
_INSTRUMENT = tuple(field.name for field in fields(Instrument))
_PERSONS = ("role", "name", "kind", "status", "office", "affiliation", "agent_id")
_COLUMNS = (
    "file",
    "letter_id",
    "letters.text",
    "letters.sent_date",
    *(f"segments.{name}" for name in ("role", "start", "end")),
    *(f"participations.{name}" for name in _PERSONS),
    *(f"references.{name}" for name in ("exact", "target_letter_id", "rule_id")),
    *(f"citations.{name}" for name in ("exact", "instrument_id", "rule_id")),
    "instruments",
    "issues",
    "problems",
)
_TEXT, _NUMBER = pa.string(), pa.int64()
_TABLES = {
    "documents": {"number": _NUMBER, "file": _TEXT, "letter_id": _TEXT, "earliest": pa.date32(), "latest": pa.date32()},
    "mentions": {
        "number": _NUMBER,
        "turn": _NUMBER,
        "record": _NUMBER,
        "local": _NUMBER,
        "given": _TEXT,
        "name": _TEXT,
        "status": _TEXT,
        "office": _TEXT,
        "side": _TEXT,
        "party": _TEXT,
        "holder": _NUMBER,
        "held": _TEXT,
        "held_office": _TEXT,
        "held_party": _TEXT,
    },
    "locals": {
        "local": _NUMBER,
        "letter_id": _TEXT,
        "kind": _TEXT,
        "name": _TEXT,
        "scope": _TEXT,
        "form": _TEXT,
        "words": _NUMBER,
        "mixed": pa.bool_(),
        "length": _NUMBER,
        "slug": _TEXT,
        "initial": pa.bool_(),
        "first": pa.date32(),
        "last": pa.date32(),
        "pattern": _NUMBER,
    },
    "definitions": {"short": _TEXT, "run": _TEXT},
    "cited": {"instrument_id": _TEXT},
    "chosen": {"number": _NUMBER, "place": _TEXT, "exact": _TEXT, "target": _TEXT},
    "proposed": {"letter_id": _TEXT, **dict.fromkeys(_INSTRUMENT, _TEXT)},
}
# A text without this defines no abbreviation; found by a search in all texts of a batch at once.
_PARENTHESIS = r"\((?s:.){0,8}[A-Z][A-Za-z.&-]"


@dataclass(slots=True)
class Survey:
    """What a pass over the records leaves beside the tables.

    Attributes:
        names: The names to tell agents apart by.
        parties: The names that letters may call each other's parties by.
        unread: Why documents gave no letter.
        problems: Decisions in sidecars that could not be carried out.
        starts: The number of the first document of each part.
        people: How many participations each part has.
    """

    names: NameSurvey
    parties: set[str] = field(default_factory=set)
    unread: list[DocumentIssue] = field(default_factory=list)
    problems: list[DocumentIssue] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)


_Tables = defaultdict[str, list[pa.Table]]


@dataclass(frozen=True, slots=True)
class SurveyJob:
    """Surveys one part.

    Attributes:
        part: Its file.
        first: The number of its first document.
        decided: What sidecars say of agents and of names, as a file.
        found: Where it is written what was found.
    """

    part: Path
    first: int
    decided: Path
    found: Path

    def run(self) -> None:
        """Read the part."""
        found = Survey(NameSurvey(*_decided(self.decided)))
        tables: _Tables = defaultdict(list)
        number = self.first
        for batch in read_part(self.part, _COLUMNS, rows=_ROWS):
            _read_batch(batch, number, found, tables)
            number += batch.num_rows
        found.names = found.names.without_rulings()
        self.found.write_bytes(pickle.dumps((found, {name: pa.concat_tables(rows) for name, rows in tables.items()})))


def survey(checkpoint: Checkpoint, connection: duckdb.DuckDBPyConnection, folder: Path, share: Share) -> Survey:
    """Read all records once and fill the tables of `_TABLES`.

    Args:
        checkpoint: The records.
        connection: Where the tables are made.
        folder: Where to work.
        share: Does the work on the parts.
    """
    curated = [agent for sidecar in checkpoint.sidecars for agent in curated_agents(sidecar.agents)]
    decided = [one["name"] for sidecar in checkpoint.sidecars for one in sidecar.participations if "agent" in one]
    rulings = folder / "decided.pickle"
    rulings.write_bytes(pickle.dumps((curated, decided)))
    starts = list(accumulate(checkpoint.counts(), initial=0))[:-1]
    whole = Survey(NameSurvey(curated, decided), starts=starts, people=[0] * len(starts))
    tables = {name: Inserter(connection, name, pa.schema(list(types.items()))) for name, types in _TABLES.items()}
    jobs = [
        SurveyJob(part, first, rulings, folder / f"survey-{place}.pickle")
        for place, (part, first) in enumerate(zip(checkpoint.parts, starts, strict=True))
    ]
    for place, _ in share(jobs):
        found, rows = pickle.loads(jobs[place].found.read_bytes())  # noqa: S301 - our own
        jobs[place].found.unlink()
        _join(found, rows, whole, tables)
        whole.people[place] = rows["mentions"].num_rows if "mentions" in rows else 0
    for inserter in tables.values():
        inserter.flush()
    return whole


@lru_cache(maxsize=1)
def _decided(path: Path) -> tuple[list[CuratedAgent], list[str]]:
    curated, decided = pickle.loads(path.read_bytes())  # noqa: S301 - our own
    return curated, decided


def _join(found: Survey, rows: dict[str, pa.Table], whole: Survey, tables: dict[str, Inserter]) -> None:
    """Add what was found in a part, its names numbered anew."""
    whole.parties |= found.parties
    whole.unread += found.unread
    whole.problems += found.problems
    numbers = whole.names.join(found.names)
    records, patterns = (pa.array(some, _NUMBER) for some in (numbers.records, numbers.patterns))
    renumbered = {"record": records, "holder": records, "pattern": patterns}
    for name, table in rows.items():
        columns = dict(zip(table.column_names, table.columns, strict=True))
        columns |= {field: places.take(columns[field]) for field, places in renumbered.items() if field in columns}
        if "local" in columns:
            columns["local"] = pc.add(columns["local"], numbers.locals)
        tables[name].add(pa.table(columns))


def _read_batch(batch: pa.RecordBatch, first: int, found: Survey, tables: _Tables) -> None:
    numbers = pa.array(range(first, first + batch.num_rows), _NUMBER)
    found.problems += document_issues(batch, "problems")
    if batch.column("letter_id").null_count:
        valid = batch.column("letter_id").is_valid()
        failed = batch.filter(pc.invert(valid))
        found.unread += document_issues(failed, "issues")
        nothing = pa.nulls(failed.num_rows, pa.date32())
        _add(tables, "documents", [numbers.filter(pc.invert(valid)), *failed.columns[:2], nothing, nothing])
        batch, numbers = batch.filter(valid), numbers.filter(valid)
    letters = batch.column("letters").flatten()
    spans = [_bounds(sent) for sent in letters.field("sent_date").to_pylist()]
    limits = [pa.array([span[at] for span in spans], pa.date32()) for at in (0, 1)]
    _add(tables, "documents", [numbers, *batch.columns[:2], *limits])
    _read_names(batch, numbers, spans, found, tables)
    _read_definitions(letters.field("text"), tables)
    _read_instruments(batch, numbers, tables)


def _add(tables: _Tables, name: str, columns: Sequence[Any]) -> None:
    types = _TABLES[name]
    arrays = [
        pa.array(column, kind) if isinstance(column, (list, tuple)) else column
        for column, kind in zip(columns, types.values(), strict=True)
    ]
    tables[name].append(pa.table(arrays, names=list(types)))


# There are far fewer days than letters.
_bounds = lru_cache(maxsize=1 << 16)(sent_bounds)


def _read_names(
    batch: pa.RecordBatch,
    numbers: pa.Array,
    spans: Sequence[tuple[date | None, date | None]],
    found: Survey,
    tables: _Tables,
) -> None:
    rows = []
    addresses = _addresses(batch)
    letters = zip(
        numbers.to_pylist(), batch.column("letter_id").to_pylist(), spans, _participations(batch), strict=True
    )
    for place, (number, letter_id, sent, participations) in enumerate(letters):
        setting = Setting(letter_id, sent, addresses.get(place, ""))
        named = found.names.add(setting, participations)
        for turn, (one, named_) in enumerate(zip(participations, named, strict=True)):
            rows.append((number, turn, *_mention(one, named_, found.parties)))
    if rows:
        _add(tables, "mentions", list(zip(*rows, strict=True)))
    if found.names.locals:
        _add(tables, "locals", list(zip(*found.names.locals, strict=True)))
        found.names.locals.clear()


def _mention(one: Participation, named: Named, parties: set[str]) -> tuple[Any, ...]:
    """The row of a participation in `mentions`, after the number of its document and its place there."""
    side, held = party_side(one.role), named.held
    party = party_name(one) if side else None
    held_party = party_name(held) if side and held else None
    parties.update(name for name in (party, held_party) if name)
    # The name is told to the maintainer where the agent that a person gave it is unknown.
    name = one.name if one.agent_id else None
    told = (held.name, held.office, held_party) if held else (None, None, None)
    return named.record, named.local, one.agent_id, name, one.status.value, one.office, side, party, named.holder, *told


_ROLES = {one.value: one for one in Role}
_KINDS = {one.value: one for one in AgentKind}
_STATUS = {one.value: one for one in ParticipationStatus}


def _participations(batch: pa.RecordBatch) -> Iterator[list[Participation]]:
    lists = batch.column("participations")
    rows = lists.flatten()
    columns = zip(*(rows.field(name).to_pylist() for name in _PERSONS), strict=True)
    for count in pc.list_value_length(lists).to_pylist():
        yield [
            Participation(
                role=_ROLES[role],
                name=name or "",
                kind=_KINDS[kind],
                status=_STATUS[status],
                rule_id="",
                office=office,
                affiliation=affiliation,
                agent_id=agent_id,
            )
            for _, (role, name, kind, status, office, affiliation, agent_id) in zip(range(count), columns, strict=False)
        ]


def _addresses(batch: pa.RecordBatch) -> dict[int, str]:
    """The words of the addresses, folded, of the letters that speak of an office; by the place in the batch."""
    people = batch.column("participations")
    office = pc.equal(people.flatten().field("kind"), pa.array([AgentKind.OFFICE.value])[0])
    places = pc.unique(pc.list_parent_indices(people).filter(office))
    if not len(places):
        return {}
    chosen = batch.select(["letters", "segments"]).take(places)
    segments = chosen.column("segments").flatten()
    address = pc.equal(segments.field("role"), pa.array(["address"])[0])
    parents = pc.list_parent_indices(chosen.column("segments")).filter(address).to_pylist()
    starts, ends = (segments.field(name).filter(address).to_pylist() for name in ("start", "end"))
    texts = chosen.column("letters").flatten().field("text").to_pylist()
    parts: dict[int, list[str]] = {}
    for parent, start, end in zip(parents, starts, ends, strict=True):
        parts.setdefault(parent, []).append((texts[parent] or "")[start:end])
    names = places.to_pylist()
    return {names[parent]: fold(" ".join(words)) for parent, words in parts.items()}


def _read_definitions(texts: pa.Array, tables: _Tables) -> None:
    likely = texts.filter(pc.match_substring_regex(texts, _PARENTHESIS))
    pairs = {pair for text in likely.to_pylist() for pair in find_definitions(text)}
    if pairs:
        _add(tables, "definitions", list(zip(*sorted(pairs), strict=True)))


def _read_instruments(batch: pa.RecordBatch, numbers: pa.Array, tables: _Tables) -> None:
    citations, references = batch.column("citations"), batch.column("references")
    _add(tables, "cited", [pc.drop_null(pc.unique(citations.flatten().field("instrument_id")))])
    for name, lists, target in (
        ("citations", citations, "instrument_id"),
        ("references", references, "target_letter_id"),
    ):
        rows = lists.flatten()
        chosen = pc.and_(pc.equal(rows.field("rule_id"), pa.array([CURATED])[0]), rows.field(target).is_valid())
        if pc.any(chosen).as_py():
            parents = numbers.take(pc.list_parent_indices(lists).filter(chosen))
            columns = [
                parents,
                [name] * len(parents),
                rows.field("exact").filter(chosen),
                rows.field(target).filter(chosen),
            ]
            _add(tables, "chosen", columns)
    lists = batch.column("instruments")
    rows = lists.flatten()
    if len(rows):
        letter_ids = batch.column("letter_id").take(pc.list_parent_indices(lists))
        _add(tables, "proposed", [letter_ids, *(rows.field(name) for name in _INSTRUMENT)])
