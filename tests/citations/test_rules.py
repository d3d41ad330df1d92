"""Every rule takes its positive examples and leaves its negative ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import corpuspkg.citations
from corpuspkg.citations import Example, Rule, find_citations, list_rules

SOURCES = Path(corpuspkg.citations.__file__).parent


@pytest.mark.parametrize(
    ("rule", "example"),
    [pytest.param(rule, one, id=f"{rule.rule_id}-{one.exact}") for rule in list_rules() for one in rule.positive],
)
def test_takes_its_positive_examples(rule: Rule, example: Example) -> None:
    found = find_citations(example.text).citations
    taken = [(one.exact, one.rule_id) for one in found]
    assert (example.exact, rule.rule_id) in taken
    citation = found[taken.index((example.exact, rule.rule_id))]
    assert example.instrument_id in ("", citation.instrument_id)


@pytest.mark.parametrize("text", [one.text for rule in list_rules() for one in rule.negative])
def test_leaves_negative_examples(text: str) -> None:
    assert find_citations(text).citations == ()


def test_every_rule_has_examples_and_is_used() -> None:
    used = {name for path in SOURCES.glob("*.py") for name in re.findall(r'"(cite\.[a-z-]+)"', path.read_text("utf-8"))}
    assert {rule.rule_id for rule in list_rules()} == used
    assert all(rule.positive and rule.negative and rule.description for rule in list_rules())
