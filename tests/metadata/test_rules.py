"""Every rule reads its positive example and leaves its negative one."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import corpuspkg.metadata
from corpuspkg.metadata import read_metadata
from corpuspkg.normalize import normalize
from corpuspkg.segment import segment_text

SOURCES = Path(corpuspkg.metadata.__file__).parent
with (SOURCES / "rules.csv").open(encoding="utf-8", newline="") as file:
    RULES = list(csv.DictReader(file))
IDS = [rule["rule_id"] for rule in RULES]


def rules_used(raw: str) -> set[str]:
    text = normalize(raw).text
    metadata = read_metadata(text, segment_text(text))
    return {part.rule_id for part in metadata.participations} | {proof.rule_id for proof in metadata.evidence}


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_reads_its_positive_example(rule: dict[str, str]) -> None:
    assert rule["rule_id"] in rules_used(rule["positive"])


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_leaves_its_negative_example(rule: dict[str, str]) -> None:
    assert rule["rule_id"] not in rules_used(rule["negative"])


def test_every_rule_is_described_has_examples_and_is_in_the_code() -> None:
    code = "".join(path.read_text("utf-8") for path in SOURCES.glob("*.py"))
    assert set(re.findall(r'"((?:date|language|person|place|title)\.[a-z-]+)"', code)) == set(IDS)
    assert sorted(IDS) == IDS
    assert all(rule["description"].endswith(".") and rule["positive"] and rule["negative"] for rule in RULES)
