"""Check any Data Package 2.0 at machine speed: descriptor, files, rows, keys; CSV, Parquet and JSON.

Everything that is wrong is a `Finding` with file, row and remedy; nothing stops at the first. Rows are read in
batches and checked a column at a time, so memory stays bounded.
"""

from __future__ import annotations

from corpuspkg.validation.check import check_package, validate_package
from corpuspkg.validation.report import DEFAULT_LIMIT, Code, Finding, Report, load_codes

__all__ = ["DEFAULT_LIMIT", "Code", "Finding", "Report", "check_package", "load_codes", "validate_package"]
