"""From a file to a letter: all that its text says, without any sidecar."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpuspkg.authority import Registry, load_registry
from corpuspkg.citations import CitationContext, country_of_offices, find_citations
from corpuspkg.edtf import bounds
from corpuspkg.findings import make_issue
from corpuspkg.identity import infer_holders
from corpuspkg.metadata import read_metadata
from corpuspkg.model import Issue, Letter, LetterId, Participation, Role
from corpuspkg.normalize import normalize
from corpuspkg.read import Document, Unread, read_document
from corpuspkg.references import find_references
from corpuspkg.segment import segment_text


def extract_letter(document: Document, letter_id: str | None = None) -> Letter:
    """Read one letter: normalize, segment, and extract all that its text says, without any sidecar."""
    return read_text(normalize(document.text).text, letter_id or document.stem)


def extract_file(path: Path, *, encoding: str | None = None, max_bytes: int = 100_000_000) -> Letter | Unread:
    """Read one letter from a file; an unreadable file is a value that says why."""
    document = read_document(path, encoding=encoding, max_bytes=max_bytes)
    return document if isinstance(document, Unread) else extract_document(document)


def extract_document(document: Document) -> Letter | Unread:
    """Read one letter; one whose reading fails is a value that says why."""
    try:
        return extract_letter(document)
    except Exception as error:  # noqa: BLE001 - one letter's failure must not stop the others
        return Unread(stem=document.stem, file=document.file, issue=failure(error))


def failure(error: Exception) -> Issue:
    """The issue that a failure inside corpuspkg is published as."""
    if isinstance(error, MemoryError):
        return make_issue("document-memory", "there was not enough memory to read the letter")
    return make_issue("letter-failed", f"{type(error).__name__}: {error}")


def read_text(text: str, letter_id: str) -> Letter:
    """Read one letter from its normalized text, and name the holders of the offices that it names.

    A build names them too: when the corpus is whole, and its sidecars are heard.
    """
    return infer_holders(extract_text(text, letter_id))


def extract_text(text: str, letter_id: str, registry: Registry | None = None) -> Letter:
    """Read one letter from its normalized text; `registry` is the authority of a corpus with its own instruments."""
    segments = segment_text(text)
    metadata = read_metadata(text, segments)
    latest = bounds(metadata.dates.sent_date)[1] if metadata.dates.sent_date else None
    context = CitationContext(sent_latest=latest, author_country=_country(metadata.participations, registry))
    cited = find_citations(text, segments, context, registry=registry)
    return Letter(
        letter_id=LetterId(letter_id),
        text=text,
        title=metadata.title,
        language=metadata.language,
        dates=metadata.dates,
        place_from=metadata.place_from,
        place_to=metadata.place_to,
        segments=segments,
        participations=metadata.participations,
        citations=cited.citations,
        references=find_references(text, segments, metadata.dates),
        evidence=metadata.evidence,
        issues=(*metadata.issues, *cited.issues),
    )


def _country(participations: Sequence[Participation], registry: Registry | None) -> str | None:
    """The state that a letter's authors hold office in, if they name it: whose constitution is "ours"."""
    writers = [one for one in participations if one.role in (Role.AUTHOR, Role.SIGNATORY)]
    offices = {office for one in writers for office in (one.office, one.affiliation) if office}
    return country_of_offices(offices, registry or load_registry()) if offices else None
