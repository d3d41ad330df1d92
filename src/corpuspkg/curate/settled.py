"""Which issues of a letter its decisions leave open, and which they open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpuspkg.curate.outcome import CURATED, Outcome
from corpuspkg.findings import make_issue
from corpuspkg.model import Citation, CitationStatus, Issue, Letter, Role

_NAMED = {Role.AUTHOR: "author-not-named", Role.RECIPIENT: "recipient-not-named"}
_UNSETTLED = {CitationStatus.UNRESOLVED: "citation-unresolved", CitationStatus.AMBIGUOUS: "citation-ambiguous"}


def open_issues(
    read: Letter, curated: Letter, fields: Mapping[str, Mapping[str, Any]], outcomes: Sequence[Outcome]
) -> tuple[Issue, ...]:
    """The issues of a letter after its decisions.

    Args:
        read: What the rules read.
        curated: With the decisions carried out.
        fields: The decisions about fields of the letter. One that says that a value is unknown settles nothing.
        outcomes: What came of those about rows.
    """
    spans = [(one.start, one.end) for one in outcomes if one.start is not None and one.end is not None]
    kept = [
        issue
        for issue in read.issues
        if not (
            _says(fields, issue)
            or _is_named(curated, issue)
            or (issue.table == "citations" and any(_touches(issue, span) for span in spans))
        )
    ]
    return (*kept, *_opened(read, curated), *(one.note for one in outcomes if one.note))


def _says(fields: Mapping[str, Mapping[str, Any]], issue: Issue) -> bool:
    """Whether a decision gives the value that an issue is about."""
    return issue.table == "letters" and fields.get(issue.field or "", {}).get("value") is not None


def _is_named(letter: Letter, issue: Issue) -> bool:
    return issue.code in _NAMED.values() and any(row.role == issue.field for row in letter.participations)


def _touches(issue: Issue, span: tuple[int, int]) -> bool:
    return issue.start is not None and issue.end is not None and issue.start < span[1] and span[0] < issue.end


def _opened(read: Letter, curated: Letter) -> Iterator[Issue]:
    """What decisions leave unsettled: a role that nobody is left in, a citation without its instrument."""
    for role, code in _NAMED.items():
        before, after = (any(row.role is role for row in one.participations) for one in (read, curated))
        if before and not after:
            message = f"A decision takes away the {role} that was read, and no other is named."
            yield make_issue(code, message, table="participations", field=role)
    for row in curated.citations:
        if row.rule_id == CURATED and row.status in _UNSETTLED:
            yield _unsettled(row)


def _unsettled(row: Citation) -> Issue:
    message = f"{row.exact!r} is {row.status} by decision"
    code = _UNSETTLED[row.status]
    return make_issue(code, message, table="citations", field="instrument_id", start=row.start, end=row.end)
