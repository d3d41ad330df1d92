"""Packages of letters: what must hold between their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpuspkg.validation import check_package

if TYPE_CHECKING:
    from pathlib import Path


def test_a_small_package_of_letters(tiny: Path) -> None:
    report = check_package(tiny)
    # The letter without a date has no segments.
    assert {(f.code, f.resource) for f in report.findings} == {("segment-order", "letters.parquet")}
