"""What a check found: findings as values, with caps that never hide how many there are."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

# Findings kept for each resource and code; the others are counted.
DEFAULT_LIMIT = 1000
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A kind of finding, as `codes.csv` documents it."""

    code: str
    severity: Severity
    clause: str
    description: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with a package.

    Attributes:
        file: Path as the descriptor gives it; the descriptor's own name for what is wrong in it.
        row: Number of the row in the file. The header is row 1, so the first row of data is row 2, also in files
            without a line for the header (Parquet). A cell with line ends in it is still one row.
        field: Name of the field or fields, separated by comma and blank.
        value: The value, cut.
    """

    code: str
    severity: Severity
    message: str
    hint: str | None = None
    file: str | None = None
    resource: str | None = None
    row: int | None = None
    field: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of a check.

    Attributes:
        findings: In the order of the package: by resource, code, field and row.
        counts: Findings by resource and code, those left out included.
        omitted: Findings left out by resource and code; each has a closing finding without a row that says so.
        rows: Rows read.
        resources: Resources whose rows were read.
    """

    findings: tuple[Finding, ...]
    counts: dict[tuple[str | None, str], int]
    omitted: dict[tuple[str | None, str], int]
    rows: int
    resources: int
    seconds: float

    @property
    def valid(self) -> bool:
        """No finding is an error."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@cache
def load_codes() -> dict[str, Code]:
    """All kinds of findings by code.

    >>> load_codes()["required"].severity.value
    'error'
    """
    with Path(__file__).with_name("codes.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        row["code"]: Code(
            code=row["code"],
            severity=Severity(row["severity"]),
            clause=row["clause"],
            description=row["description"],
            remedy=row["remedy"],
        )
        for row in rows
    }


def shown(value: object) -> str:
    r"""A value as a message shows it: one line, cut.

    >>> shown("a\nb"), len(shown("x" * 100))
    ("'a\\nb'", 61)
    """
    text = repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


@dataclass(slots=True)
class Log:
    """Collects findings while a package is read.

    Attributes:
        limit: Findings kept for each resource and code; None keeps all.
    """

    limit: int | None = DEFAULT_LIMIT
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    rows: int = 0
    resources: int = 0
    _kept: Counter[tuple[str | None, str]] = field(default_factory=Counter)

    def room(self, resource: str | None, code: str) -> int | None:
        """How many more findings of this kind are kept; None for any number."""
        return None if self.limit is None else max(0, self.limit - self._kept[resource, code])

    def count(self, resource: str | None, code: str, number: int) -> None:
        """Count findings that are not kept."""
        self.counts[resource, code] += number

    def add(
        self,
        code: str,
        message: str,
        *,
        resource: str | None = None,
        file: str | None = None,
        row: int | None = None,
        field: str | None = None,
        value: str | None = None,
    ) -> None:
        """Record a finding; severity and remedy follow from its code."""
        self.counts[resource, code] += 1
        if self.room(resource, code) == 0:
            return
        self._kept[resource, code] += 1
        kind = load_codes()[code]
        self.findings.append(
            Finding(
                code=code,
                severity=kind.severity,
                message=message,
                hint=kind.remedy,
                file=file,
                resource=resource,
                row=row,
                field=field,
                value=value,
            )
        )

    def take_in(self, other: Log) -> None:
        """Add what another log collected."""
        for finding in other.findings:
            if self.room(finding.resource, finding.code) != 0:
                self._kept[finding.resource, finding.code] += 1
                self.findings.append(finding)
        self.counts.update(other.counts)
        self.rows += other.rows
        self.resources += other.resources

    def report(self, order: Iterable[str], seconds: float) -> Report:
        """Close the collection.

        Args:
            order: Names of the resources in the package's order.
            seconds: How long the check took.
        """
        omitted = {key: number - self._kept[key] for key, number in self.counts.items() if number > self._kept[key]}
        rest = [self._closing(key, number) for key, number in omitted.items()]
        place = {name: index for index, name in enumerate(order)}
        ordered = sorted(
            [*((each, False) for each in self.findings), *((each, True) for each in rest)],
            key=lambda pair: (
                place.get(pair[0].resource or "", -1),
                pair[0].code,
                pair[1],
                pair[0].field or "",
                pair[0].file or "",
                pair[0].row or 0,
            ),
        )
        return Report(
            findings=tuple(finding for finding, _ in ordered),
            counts=dict(self.counts),
            omitted=omitted,
            rows=self.rows,
            resources=self.resources,
            seconds=seconds,
        )

    def _closing(self, key: tuple[str | None, str], number: int) -> Finding:
        resource, code = key
        kind = load_codes()[code]
        return Finding(
            code=code,
            severity=kind.severity,
            message=f"and {number:,} more of this kind",
            hint="raise the limit to list them all",
            resource=resource,
        )
