"""Output formats that commands share."""

from __future__ import annotations

from enum import StrEnum


class RecordFormat(StrEnum):
    """How records are printed."""

    JSONL = "jsonl"
    TABLE = "table"
