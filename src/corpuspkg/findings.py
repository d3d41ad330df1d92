"""The kinds of findings: what each `Issue` code means and what to do about it, kept in `findings.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpuspkg.model import Issue, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """What a code means."""

    code: str
    severity: Severity
    description: str
    remedy: str


@cache
def finding_kinds() -> dict[str, FindingKind]:
    """All kinds by code."""
    with Path(__file__).with_name("findings.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: FindingKind(
                code=row["code"],
                severity=Severity(row["severity"]),
                description=row["description"],
                remedy=row["remedy"],
            )
            for row in csv.DictReader(file)
        }


def make_issue(
    code: str,
    message: str,
    *,
    table: str | None = None,
    field: str | None = None,
    start: int | None = None,
    end: int | None = None,
) -> Issue:
    """An issue with the severity and remedy of its kind.

    Args:
        code: A code of `findings.csv`.
        message: What was found, in a sentence.
        table, field: What the issue is about.
        start, end: The passage, in code points of the letter's text.

    Raises:
        KeyError: No such code.

    >>> make_issue("seed-empty", "the file holds no text").severity.value
    'error'
    """
    kind = finding_kinds()[code]
    return Issue(
        code=code,
        severity=kind.severity,
        message=message,
        hint=kind.remedy,
        table=table,
        field=field,
        start=start,
        end=end,
    )
