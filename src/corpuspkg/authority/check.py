"""Checks of the authority's files against their schemas and against each other."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

from corpuspkg.authority.registry import HERE
from corpuspkg.edtf import is_edtf

_TABLES = {"instruments": "instruments/*.csv", "aliases": "aliases/*.csv", "council": "un_sc_resolutions.csv"}


def check_registry(folder: Path = HERE) -> list[str]:
    """Everything wrong with the authority's files, one line each; empty where all is well.

    Checked: columns, required values, patterns and permitted values as their Table Schemas under
    `authority/schema/` say; unique instrument ids; aliases' ids exist; one row per number; dates are EDTF.
    """
    problems: list[str] = []
    tables: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for table, pattern in _TABLES.items():
        schema = json.loads((HERE / "schema" / f"{table}.json").read_text(encoding="utf-8"))
        tables[table] = []
        for path in sorted(folder.glob(pattern)):
            rows, found = _read(path, schema["fields"])
            problems += found
            tables[table] += rows
    return problems + _check_keys(tables)


def _read(path: Path, fields: list[dict[str, Any]]) -> tuple[list[tuple[str, dict[str, str]]], list[str]]:
    rows, problems = [], []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names = [field["name"] for field in fields]
        if reader.fieldnames != names:
            return [], [f"{path.name}: columns are {reader.fieldnames}, not {names}"]
        for row in reader:
            place = f"{path.name}, line {reader.line_num}"
            rows.append((place, row))
            problems += [f"{place}: {message}" for field in fields for message in _check_value(field, row)]
    return rows, problems


def _check_value(field: dict[str, Any], row: dict[str, str]) -> list[str]:
    name, rules = field["name"], field.get("constraints", {})
    value = row[name]
    if value is None:
        return [f"{name} is missing: the row has too few values"]
    if not value:
        return [f"{name} is empty"] if rules.get("required") else []
    if value != value.strip():
        return [f"{name} {value!r} has blanks around it"]
    if "enum" in rules and value not in rules["enum"]:
        return [f"{name} {value!r} is none of {', '.join(rules['enum'])}"]
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        return [f"{name} {value!r} does not fit {rules['pattern']}"]
    if name == "adopted_date" and not is_edtf(value):
        return [f"{name} {value!r} is no EDTF date"]
    return []


def _check_keys(tables: dict[str, list[tuple[str, dict[str, str]]]]) -> list[str]:
    problems = []
    seen: dict[str, str] = {}
    for place, row in tables["instruments"]:
        identifier = row["instrument_id"]
        if identifier in seen:
            problems.append(f"{place}: {identifier} is already in {seen[identifier]}")
        seen[identifier] = place
    names: set[tuple[str, str]] = set()
    for place, row in tables["aliases"]:
        key = (row["instrument_id"], row["alias"])
        if row["instrument_id"] not in seen:
            problems.append(f"{place}: there is no instrument {row['instrument_id']}")
        if key in names:
            problems.append(f"{place}: {row['alias']!r} stands twice for {row['instrument_id']}")
        names.add(key)
    numbers: set[str] = set()
    for place, row in tables["council"]:
        if row["number"] in numbers:
            problems.append(f"{place}: resolution {row['number']} stands twice")
        numbers.add(row["number"])
    return problems
