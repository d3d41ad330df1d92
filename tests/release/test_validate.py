"""`corpuspkg validate` checks logical hashes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from corpuspkg.logical import LOGICAL_HASH
from corpuspkg.store import DESCRIPTOR, write_json
from corpuspkg.validation.descriptor import read_package
from corpuspkg.validation.logical_hashes import check_logical_hashes
from corpuspkg.validation.report import Log

WRONG = f"sha256:{'0' * 64}"


def check(folder: Path) -> list[tuple[str, str | None]]:
    log = Log()
    check_logical_hashes(read_package(folder, log), log)
    return [(finding.code, finding.resource) for finding in log.findings]


def test_right_and_wrong_hashes(edition: Callable[..., Path]) -> None:
    folder = edition("corpus")
    assert check(folder) == []
    descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor["resources"][0][LOGICAL_HASH] = descriptor[LOGICAL_HASH] = WRONG
    write_json(descriptor, folder / DESCRIPTOR)
    assert check(folder) == [("logical-hash", "letters"), ("logical-hash", None)]


def test_packages_without_hashes_are_passed(tiny: Path) -> None:
    assert check(tiny) == []
