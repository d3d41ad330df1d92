"""Rows of `corpuspkg.pipeline.batch.DOCUMENTS`: of documents, and of what could not be read as one."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from corpuspkg.pipeline.batch import document_batch
from corpuspkg.pipeline.sources.partition import Rules
from corpuspkg.sidecar import Sidecar, check_sidecar

Row = dict[str, Any]
# Rows and bytes of a batch: what is held in memory at a time.
_BATCH_DOCUMENTS = 64
_BATCH_BYTES = 1_000_000
# As in schema/letters.json, and without line ends, tabs and the like.
_ID = re.compile(r"[^\s#|\x00-\x1f\x7f][^#|\x00-\x1f\x7f]*")
_MEBIBYTE = 1 << 20
_STATED = "The input states it as metadata of the letter."


def document_row(
    file: str, document_id: str, data: bytes, rules: Rules, sidecar: str | None = None, encoding: str | None = None
) -> Row:
    """The row of a document; what cannot be a document is a row that says why."""
    if not _ID.fullmatch(document_id):
        return refused_row(file, "document-id", f"{document_id!r} cannot be the identifier of a letter")
    if len(data) > rules.max_bytes:
        return refused_row(file, "seed-too-large", too_large(len(data), rules.max_bytes))
    return {
        "file": file,
        "id": document_id,
        "data": data,
        "encoding": encoding,
        "sidecar": sidecar,
        "rights": rules.rights,
        "authority": rules.authority,
    }


def refused_row(file: str, code: str, message: str, *, decision: bool = False) -> Row:
    """The row of what gives no letter.

    Args:
        file: What is published as the name of the document.
        code: A code of `findings.csv`.
        message: Why there is no letter.
        decision: True for a broken sidecar: a person has to mend it before anything is published.
    """
    return {"file": file, "data": b"", "refused": {"code": code, "message": message, "decision": decision}}


def too_large(size: int, limit: int) -> str:
    """How a document exceeds the limit."""
    shown = f"{limit / _MEBIBYTE:.0f} MiB" if limit >= _MEBIBYTE else f"{limit} bytes"
    return f"has {size / _MEBIBYTE:.1f} MiB, more than the limit of {shown}"


def record_row(place: str, name: str, record: Mapping[str, Any], rules: Rules) -> Row:
    """The row of a record of a JSONL or a Parquet file, and where it stands.

    Args:
        place: What the record is called where it has no usable identifier: `letters.jsonl:17`.
        name: Of the file, as published.
        record: Its fields.
        rules: Which fields they are.
    """
    found, text = record.get(rules.id_column), record.get(rules.text_column)
    if isinstance(found, bool) or not isinstance(found, str | int):
        return refused_row(place, "record-field", _lacks(record, rules.id_column, "an identifier"))
    if not isinstance(text, str | bytes):
        return refused_row(place, "record-field", _lacks(record, rules.text_column, "a text"))
    document_id = unicodedata.normalize("NFC", str(found))
    if not _ID.fullmatch(document_id):
        return refused_row(place, "document-id", f"{document_id!a} cannot be the identifier of a letter")
    try:
        data = text if isinstance(text, bytes) else text.encode()
        document_id.encode()
    except UnicodeEncodeError as error:
        message = f"character {error.start} is half of a surrogate pair and no text"
        return refused_row(place, "seed-encoding", message)
    file = f"{name}!{document_id}"
    metadata = _metadata(record.get(rules.metadata_column), f"{name}, {document_id}")
    if isinstance(metadata, str):
        return refused_row(place, "record-metadata", f"{rules.metadata_column}: {metadata}")
    content = json.dumps(metadata) if metadata else None
    return document_row(file, document_id, data, rules, content, metadata.get("encoding")) | {"place": place}


def batches(rows: Iterable[Row]) -> Iterator[pa.RecordBatch]:
    """Rows in batches that fit into memory."""
    waiting: list[Row] = []
    size = 0
    for row in rows:
        if waiting and (len(waiting) >= _BATCH_DOCUMENTS or size + len(row["data"]) > _BATCH_BYTES):
            yield document_batch(waiting)
            waiting, size = [], 0
        waiting.append(row)
        size += len(row["data"])
    if waiting:
        yield document_batch(waiting)


def sidecar_json(sidecar: Sidecar) -> str | None:
    """What a sidecar says, to hand on."""
    content = sidecar.content()
    return None if content is None else json.dumps(content)


def _lacks(record: Mapping[str, Any], field: str, what: str) -> str:
    value = record.get(field)
    if value is None:
        names = ", ".join(sorted(map(str, record)))[:200] or "none"
        return f"there is no {what.partition(' ')[2]} in {field!r}; the fields are: {names}"
    return f"{field!r} holds {_KINDS.get(type(value), 'something else')}, not {what}"


_KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    str: "text",
    bytes: "bytes",
}


def _metadata(value: Any, evidence: str) -> dict[str, Any] | str:
    """The sidecar that metadata are, or what is wrong with them."""
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.strip() else None
        except (ValueError, RecursionError) as error:
            return f"is no JSON: {error}"
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        return f"holds {_KINDS.get(type(value), 'something else')}, not an object"
    given = _given(value).items()
    content = {key: _decided(part, evidence) if key in ("source", "letter") else part for key, part in given}
    issues = check_sidecar(content) if content else ()
    return issues[0].message if issues else content


def _given(value: Any) -> Any:
    """What says something: a column of structs has all fields in each row, most of them null."""
    if isinstance(value, Mapping):
        parts = {key: _given(part) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part is not None and part not in ({}, [])}
    return [_given(part) for part in value] if isinstance(value, list) else value


def _decided(part: Any, evidence: str) -> Any:
    """Plain values as the decisions that they are."""
    if not isinstance(part, Mapping):
        return part
    return {
        key: value if isinstance(value, Mapping) else {"value": value, "reason": _STATED, "evidence": evidence}
        for key, value in part.items()
    }
