"""What is uncertain in one letter: citations that are not settled, dates that were inferred, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from corpuspkg.model import Citation, CitationStatus, Issue, Letter
from corpuspkg.review.question import Kind, Proposal, Question
from corpuspkg.sidecar import Sidecar

Title = Callable[[str], str | None]
_UNSETTLED = {CitationStatus.UNRESOLVED: Kind.UNRESOLVED, CitationStatus.AMBIGUOUS: Kind.AMBIGUOUS}
# Fields of a letter whose doubt a date settles.
_DATES = ("sent_date", "published_date")


def find_doubts(letter: Letter, sidecar: Sidecar, title: Title) -> Iterator[Question]:
    """What is uncertain in a letter after the decisions of its sidecar.

    Args:
        letter: With the decisions carried out.
        sidecar: The decisions: what is decided is not asked again.
        title: Gives the title of an instrument of the authority by its id, for the proposals.
    """
    for citation in letter.citations:
        if citation.status in _UNSETTLED and not _decided(letter, citation, sidecar):
            yield _citation(letter, citation, title)
    asked = set()
    for issue in letter.issues:
        if issue.table in ("letters", "participations") and issue.field and not _covers(sidecar, issue):
            asked.add(issue.field)
            yield _missing(letter, issue)
    for row in letter.evidence:
        if (
            row.method == "derived"
            and row.field in _DATES
            and row.field not in sidecar.letter
            and row.field not in asked
        ):
            proposal = Proposal(label=f"accept {row.value}", part="letter", field=row.field, entry={"value": row.value})
            yield Question(
                letter_id=letter.letter_id,
                kind=Kind.INFERRED,
                table="letters",
                field=row.field,
                message=f"{row.field} {row.value} was inferred by the rule {row.rule_id}",
                value=row.value,
                start=row.start,
                end=row.end,
                proposals=(proposal, _typed_field(row.field)),
            )


def occurrence(text: str, exact: str, start: int) -> int:
    """Which occurrence of `exact` begins at `start`, as sidecars count them.

    >>> occurrence("an act, an act", "an act", 8)
    2
    """
    number, at = 1, text.find(exact)
    while 0 <= at < start:
        number, at = number + 1, text.find(exact, at + 1)
    return number


def passage(letter: Letter, citation: Citation) -> dict[str, object]:
    """How a sidecar names a citation's words."""
    number = occurrence(letter.text, citation.exact, citation.start)
    return {"exact": citation.exact} | ({"occurrence": number} if number > 1 else {})


def _decided(letter: Letter, citation: Citation, sidecar: Sidecar) -> bool:
    where = passage(letter, citation)
    return any(
        (entry["exact"], entry.get("occurrence", 1)) == (where["exact"], where.get("occurrence", 1))
        for entry in sidecar.citations
    )


def _citation(letter: Letter, citation: Citation, title: Title) -> Question:
    where = passage(letter, citation)
    proposals = [
        Proposal(
            label=f"{key}: {title(key) or 'proposed from the words; in no authority file'}",
            part="citations",
            entry=where | {"instrument": key},
        )
        for key in dict.fromkeys([*citation.candidates, *([citation.instrument_id] if citation.instrument_id else [])])
    ]
    typed = Proposal(label="another instrument, by its id", part="citations", entry=where, typed="instrument")
    removal = Proposal(label="this cites no instrument", part="citations", entry={"action": "remove"} | where)
    return Question(
        letter_id=letter.letter_id,
        kind=_UNSETTLED[citation.status],
        table="citations",
        field="instrument_id",
        message=f"{citation.exact!r} is {citation.status}",
        value=citation.instrument_id,
        start=citation.start,
        end=citation.end,
        proposals=(*proposals, typed, removal),
    )


def _covers(sidecar: Sidecar, issue: Issue) -> bool:
    if issue.table == "letters":
        return issue.field in sidecar.letter
    return any(entry["role"] == issue.field for entry in sidecar.participations)


def _missing(letter: Letter, issue: Issue) -> Question:
    field = issue.field or ""
    proposals: list[Proposal] = []
    if issue.table == "participations":
        entry = {"role": field}
        proposals.append(Proposal(label=f"name the {field}", part="participations", entry=entry, typed="name"))
    else:
        published = letter.dates.published_date
        if field == "sent_date" and published and "/" not in published:
            value = f"../{published}"
            label = f"{value}: not later than its publication"
            proposals.append(Proposal(label=label, part="letter", field=field, entry={"value": value}))
        proposals.append(_typed_field(field))
        proposals.append(Proposal(label="unknown, and so decided", part="letter", field=field, entry={"value": None}))
    return Question(
        letter_id=letter.letter_id,
        kind=Kind.MISSING,
        table=issue.table or "",
        field=field,
        message=issue.message,
        start=issue.start,
        end=issue.end,
        proposals=tuple(proposals),
    )


def _typed_field(field: str) -> Proposal:
    label = "another date (EDTF, such as 2024-10-04 or 2024-10-04/..)" if field in _DATES else "another value"
    return Proposal(label=label, part="letter", field=field, entry={}, typed="value")
