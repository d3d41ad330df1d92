"""A letter as one plain record, for output as a line of JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from corpuspkg.edtf import bounds
from corpuspkg.model import Citation, Issue, Letter
from corpuspkg.read import Unread


def letter_record(letter: Letter) -> dict[str, Any]:
    """All that was read of a letter; dates as ISO 8601 strings, offsets in code points of `text`."""
    dates = letter.dates
    earliest, latest = bounds(dates.sent_date) if dates.sent_date else (None, None)
    return {
        "letter_id": letter.letter_id,
        "title": letter.title,
        "language": letter.language,
        "text": letter.text,
        "sent_date": dates.sent_date,
        "sent_date_earliest": earliest and earliest.isoformat(),
        "sent_date_latest": latest and latest.isoformat(),
        "sent_date_basis": dates.basis,
        "published_date": dates.published_date,
        "place_from": letter.place_from,
        "place_to": letter.place_to,
        "segments": [
            asdict(segment) | {"text": letter.text[segment.start : segment.end]} for segment in letter.segments
        ],
        "participations": [asdict(participation) for participation in letter.participations],
        "citations": [_citation_record(citation) for citation in letter.citations],
        "references": [asdict(reference) for reference in letter.references],
        "evidence": [asdict(evidence) for evidence in letter.evidence],
        "issues": [asdict(issue) for issue in letter.issues],
    }


def unread_record(unread: Unread) -> dict[str, Any]:
    """The record of a file that gave no letter: the same keys, with nothing but the reason."""
    blank = letter_record(Letter(letter_id=unread.stem, text=""))
    return blank | {"text": None, "issues": [_issue_record(unread.issue)]}


def _issue_record(issue: Issue) -> dict[str, Any]:
    return asdict(issue)


def _citation_record(citation: Citation) -> dict[str, Any]:
    return asdict(citation) | {"candidates": list(citation.candidates)}
