"""The rules that find citations, with the examples that show what each takes and leaves."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.model import RuleId

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text that a rule takes something of, or leaves alone.

    Attributes:
        exact: What it takes; "" in a negative example.
        instrument_id: What it takes it for; "" where any will do.
    """

    text: str
    exact: str = ""
    instrument_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule with its examples."""

    rule_id: RuleId
    description: str
    positive: tuple[Example, ...]
    negative: tuple[Example, ...]


@cache
def list_rules() -> tuple[Rule, ...]:
    """All rules of `rules.csv` with their examples of `examples.csv`, by id."""
    examples: dict[tuple[str, str], list[Example]] = {}
    for row in _rows("examples.csv"):
        example = Example(text=row["text"], exact=row["exact"], instrument_id=row["instrument_id"])
        examples.setdefault((row["rule_id"], row["kind"]), []).append(example)
    return tuple(
        Rule(
            rule_id=RuleId(row["rule_id"]),
            description=row["description"],
            positive=tuple(examples.get((row["rule_id"], "positive"), ())),
            negative=tuple(examples.get((row["rule_id"], "negative"), ())),
        )
        for row in _rows("rules.csv")
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
