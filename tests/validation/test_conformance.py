"""Small packages, most of them broken, judged by this check and by frictionless.

`conformance.jsonl` holds a case a line with the clause of the standard it is about and both verdicts; where they differ
(`agree` false), `note` says what the standard asks. Verdicts agree where both tools object or neither does, and where
they name the same rows.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpuspkg.model import Severity
from corpuspkg.validation import check_package

if TYPE_CHECKING:
    from collections.abc import Sequence

CASES: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("conformance.jsonl").read_text(encoding="utf-8").splitlines()
]

_TYPES = {"list<string>": pa.list_(pa.string())}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["case"]))
def test_our_verdict(case: dict[str, Any], tmp_path: Path) -> None:
    assert ours(write_case(case, tmp_path)) == case["ours"]


# frictionless opens files that it leaves to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["case"]))
def test_verdict_of_frictionless(case: dict[str, Any], tmp_path: Path) -> None:
    assert judge(write_case(case, tmp_path)) == case["frictionless"]


def test_agreement_is_what_the_verdicts_say() -> None:
    for case in CASES:
        same = bool(case["ours"]) == bool(case["frictionless"]) and rows(case["ours"]) == rows(case["frictionless"])
        assert case["agree"] is same, case["case"]
        assert case["agree"] is ("note" not in case), case["case"]


def test_there_are_enough_broken_packages() -> None:
    names = [case["case"] for case in CASES]
    assert len(set(names)) == len(names)
    assert sum(bool(case["ours"]) for case in CASES) >= 150


def test_sound_packages_are_named_so() -> None:
    assert all(case["case"].endswith("-ok") is not bool(case["ours"]) for case in CASES)


def rows(verdict: Sequence[str]) -> set[str]:
    """Rows of data that a verdict names."""
    return {row for _, _, row in (each.partition("@") for each in verdict) if row not in ("", "1")}


def write_case(case: dict[str, Any], folder: Path) -> Path:
    """Write a case's package.

    Args:
        case: A line of `conformance.jsonl`. `csv` is the file of the table `t`, `fields` and `schema` make its schema,
            `resource`, `dialect` and `package` change the descriptor (null removes a property), `resources` and
            `files` add to it, `bytes` holds files in hexadecimal, `parquet` the columns of a Parquet file.

    Returns:
        The descriptor's path.
    """
    table: dict[str, Any] = {"name": "t", "path": "t.csv"}
    if "fields" in case:
        table["schema"] = {"fields": case["fields"], **case.get("schema", {})}
    if "schema_only" in case:
        table["schema"] = case["schema_only"]
    if "dialect" in case:
        table["dialect"] = case["dialect"]
    if "parquet" in case:
        table |= {"path": "t.parquet", "format": "parquet"}
        columns = {
            name: pa.array(cells, type=_TYPES.get(kind) or pa.type_for_alias(kind))
            for name, (kind, cells) in case["parquet"].items()
        }
        pq.write_table(pa.table(columns), folder / "t.parquet")
    table |= case.get("resource", {})
    path = table["path"]
    if "csv" in case:
        safe = isinstance(path, str) and path.endswith((".csv", ".tsv")) and "/" not in path
        (folder / (path if safe else "t.csv")).write_bytes(case["csv"].encode())
    for name, text in case.get("files", {}).items():
        (folder / name).write_bytes(text.encode())
    for name, digits in case.get("bytes", {}).items():
        (folder / name).write_bytes(bytes.fromhex(digits))
    resources = [{key: value for key, value in table.items() if value is not None}, *case.get("resources", [])]
    descriptor = folder / "datapackage.json"
    profile = "https://datapackage.org/profiles/2.0/datapackage.json"
    package = {"$schema": profile, "name": "case", "resources": resources, **case.get("package", {})}
    descriptor.write_text(json.dumps({key: value for key, value in package.items() if value is not None}))
    return descriptor


def ours(descriptor: Path) -> list[str]:
    """Our errors as `code@row`."""
    errors = [finding for finding in check_package(descriptor).findings if finding.severity is Severity.ERROR]
    return sorted({f"{each.code}@{each.row}" if each.row else each.code for each in errors})


def judge(descriptor: Path) -> list[str]:
    """The errors of frictionless as `type@row`."""
    from frictionless import FrictionlessException, Package  # noqa: PLC0415 - takes 0.4 s to load

    try:
        report = Package(str(descriptor)).validate()
    except FrictionlessException as error:
        return sorted({each.type for each in (error.reasons or [error.error])})
    except Exception as error:  # noqa: BLE001 - a crash is a verdict as well
        # Python 3.13 renamed re.error.
        return ["crash error" if isinstance(error, re.error) else f"crash {type(error).__name__}"]
    found = set()
    for found_error in [*report.errors, *(each for task in report.tasks for each in task.errors)]:
        row = getattr(found_error, "row_number", None)
        found.add(f"{found_error.type}@{row}" if row else found_error.type)
    return sorted(found)
