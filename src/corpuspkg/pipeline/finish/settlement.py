"""What is settled of a corpus as a whole, as tables on disk that each bucket takes its part of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpuspkg.rows import DocumentIssue


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """The order of the documents in the package.

    A document's number is its place in the checkpoint, its rank its place in the package: by bucket, letters by their
    identifier before documents that gave none.

    Attributes:
        table: `rank` for each document, in the order of the checkpoint.
        starts: First rank of each bucket, and behind the last one the number of documents.
        ordered: Whether the documents come in the order of the package.
    """

    table: Path
    starts: tuple[int, ...]
    ordered: bool

    @property
    def bits(self) -> int:
        """How many bits of a key's hash name its bucket."""
        return (len(self.starts) - 1).bit_length() - 1

    @property
    def buckets(self) -> tuple[str | None, ...]:
        """Names of the buckets; None where there is one, so that it needs no name.

        >>> Ranks(table=Path(), starts=(0, 4, 9), ordered=True).buckets
        ('0', '1')
        """
        count = len(self.starts) - 1
        width = len(f"{count - 1:x}")
        return (None,) if count == 1 else tuple(f"{number:0{width}x}" for number in range(count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What only the whole corpus tells.

    Attributes:
        ranks: The order of the documents.
        participations: `agent_id`, `status` and `office` of all participations, in the order of the package; within a
            letter in that of its record.
        starts: First row of `participations` for each bucket.
        references: `rank` and `references` of the letters whose references the corpus settles, by rank.
        agents, instruments: The rows of these tables and their `bucket`, by bucket and key.
        letters: Number of letters.
        unread: Documents that gave no letter, as far as they are kept for the report.
        problems: What the maintainer has to decide; nothing is published then.
    """

    ranks: Ranks
    participations: Path
    starts: tuple[int, ...]
    references: Path
    agents: Path
    instruments: Path
    letters: int
    unread: tuple[DocumentIssue, ...] = ()
    problems: tuple[DocumentIssue, ...] = ()
