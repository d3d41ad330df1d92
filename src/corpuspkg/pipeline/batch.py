"""The unit of work: a batch of documents becomes a batch of letter records.

The build in one process, the pool of processes and any engine beside them run `normalize_batch` and nothing else, so
that none can differ from another in what it reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpuspkg.authority import Registry, load_registry
from corpuspkg.citations.named import instrument_named
from corpuspkg.curate import curate
from corpuspkg.findings import make_issue
from corpuspkg.model import Citation, Instrument
from corpuspkg.normalize import byte_anchors, normalize
from corpuspkg.pipeline.extract import extract_text, failure
from corpuspkg.read import Document, Unread, decode_document
from corpuspkg.records import nest_letters
from corpuspkg.rows import BuiltLetter, DocumentIssue, Source
from corpuspkg.sidecar import Sidecar, sidecar_of
from corpuspkg.validation.letters import invalid_letters

# A document: its name as published, its bytes, their encoding where it is not UTF-8, its checked sidecar as JSON; of
# its corpus the rights statement, for sidecars that give none, and the paths of its own authority files; its identifier
# where that is not its name without suffix; and why it gives no letter, where that was found before.
DOCUMENTS = pa.schema(
    [
        pa.field("file", pa.string(), nullable=False),
        pa.field("data", pa.binary(), nullable=False),
        pa.field("encoding", pa.string()),
        pa.field("sidecar", pa.string()),
        pa.field("rights", pa.string()),
        pa.field("authority", pa.list_(pa.string())),
        pa.field("id", pa.string()),
        pa.field("refused", pa.struct([("code", pa.string()), ("message", pa.string()), ("decision", pa.bool_())])),
    ]
)


def document_batch(documents: Sequence[dict[str, Any]]) -> pa.RecordBatch:
    """A batch of documents from rows with the fields of `DOCUMENTS`; what may be null may be left out."""
    columns = [pa.array([row.get(field.name) for row in documents], field.type) for field in DOCUMENTS]
    return pa.RecordBatch.from_arrays(columns, schema=DOCUMENTS)


def normalize_batch(documents: pa.RecordBatch, mark: Callable[[int], object] | None = None) -> pa.RecordBatch:
    """Read a batch of documents.

    A pure function of its argument: documents know nothing of each other, and nothing is kept but the authority files.

    Args:
        documents: Rows with the fields of `DOCUMENTS`.
        mark: Called with the number of each row before it is read, and with how many there are after the last.

    Returns:
        A letter record for each document, in the same order (`corpuspkg.records.record_schema`). A document that cannot
        be read, or whose reading fails, is a record without a letter, with the issue that says why.

    >>> record = normalize_batch(document_batch([{"file": "a.txt", "data": b"Dear Sir,"}])).to_pylist()[0]
    >>> record["letter_id"], [segment["role"] for segment in record["segments"]]
    ('a', ['salutation'])
    """
    letters = []
    for number, row in enumerate(documents.to_pylist()):
        if mark is not None:
            mark(number)
        letters.append(_read(row))
    if mark is not None:
        mark(len(letters))
    try:
        return _sound(letters)
    except Exception:  # noqa: BLE001 - one letter's failure must not stop the others; which one is found by itself
        return pa.Table.from_batches([_nest_one(letter) for letter in letters]).combine_chunks().to_batches()[0]


def _sound(letters: Sequence[BuiltLetter | DocumentIssue]) -> pa.RecordBatch:
    """Letter records, without what the finished package could not hold: that becomes an issue which says why."""
    records = nest_letters(letters)
    invalid = invalid_letters(records)
    if not invalid:
        return records
    kept = list(letters)
    for place, message in invalid.items():
        file = records.column("file")[place].as_py()
        kept[place] = DocumentIssue(file=file, issue=make_issue("letter-invalid", message))
    return nest_letters(kept)


def failed_record(file: str, code: str, message: str) -> pa.RecordBatch:
    """The record of a document whose reading failed."""
    return nest_letters([DocumentIssue(file=file, issue=make_issue(code, message))])


def _nest_one(letter: BuiltLetter | DocumentIssue) -> pa.RecordBatch:
    try:
        return _sound([letter])
    except Exception as error:  # noqa: BLE001 - one letter's failure must not stop the others
        file = letter.file if isinstance(letter, DocumentIssue) else letter.source.file
        return nest_letters([DocumentIssue(file=file, issue=failure(error))])


def _read(row: dict[str, Any]) -> BuiltLetter | DocumentIssue:
    try:
        if row["refused"]:
            return _refused(row["file"], **row["refused"])
        document = decode_document(row["file"], row["data"], row["encoding"], row["id"])
        if isinstance(document, Unread):
            return DocumentIssue(file=document.file, issue=document.issue)
        sidecar = sidecar_of(json.loads(row["sidecar"])) if row["sidecar"] else Sidecar()
        registry = load_registry(tuple(Path(path) for path in row["authority"] or ()))
        return _build(document, sidecar, row["rights"], registry)
    except Exception as error:  # noqa: BLE001 - one letter's failure must not stop the others
        return DocumentIssue(file=row["file"], issue=failure(error))


def _refused(file: str, code: str, message: str, *, decision: bool) -> DocumentIssue:
    return DocumentIssue(file=file, issue=make_issue(code, message), decision=decision)


def _build(document: Document, sidecar: Sidecar, rights: str | None, registry: Registry) -> BuiltLetter:
    normalized = normalize(document.text)
    curated = curate(
        extract_text(normalized.text, sidecar.letter_id or document.stem, registry),
        sidecar,
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
    return BuiltLetter(
        source=source,
        letter=curated.letter,
        curations=curated.curations,
        instruments=_instruments(curated.letter.citations, registry),
        problems=curated.issues,
    )


def _instruments(citations: Sequence[Citation], registry: Registry) -> tuple[Instrument, ...]:
    """The instruments cited that no authority file lists, as the first citation that can tell has them."""
    found: dict[str, Instrument] = {}
    for citation in citations:
        key = citation.instrument_id
        if key is None or key in found or key in registry.instruments:
            continue
        proposed = citation.proposed
        # A person may have given the mention another instrument than the one that was read.
        instrument = proposed if proposed is not None and proposed.instrument_id == key else _named(key)
        if instrument is not None:
            found[key] = instrument
    return tuple(found.values())


@lru_cache(maxsize=10_000)
def _named(instrument_id: str) -> Instrument | None:
    return instrument_named(instrument_id)
