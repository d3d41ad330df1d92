"""Row numbers and batches of rows, whatever file they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

# The header is row 1, so data begins in row 2, also in files that have no line for the header.
FIRST_ROW = 2
# Rows of a table in several files are kept as one number: the file's place times this, plus the row in that file.
FILE_STEP = 2**40


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Numbers of consecutive rows: a range, or a list where some are left out."""

    start: int = 0
    length: int = 0
    listed: np.ndarray | None = None

    def __len__(self) -> int:
        return self.length if self.listed is None else len(self.listed)

    def shifted(self, by: int) -> Rows:
        """The rows with a number added to each."""
        if self.listed is None:
            return Rows(start=self.start + by, length=self.length)
        return Rows(listed=self.listed + by)

    def at(self, positions: np.ndarray) -> np.ndarray:
        """Numbers of the rows at positions."""
        return positions + self.start if self.listed is None else self.listed[positions]

    def all(self) -> np.ndarray:
        """All numbers."""
        return np.arange(self.start, self.start + self.length) if self.listed is None else self.listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some rows of a file.

    Attributes:
        columns: One array for each column of the file.
        cleaned: The reader has already put null for the empty string.
    """

    columns: tuple[pa.Array, ...]
    rows: Rows
    cleaned: bool = False
