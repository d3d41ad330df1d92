"""The vocabularies of the code and of the schema are the same: each StrEnum is a field's list of values, in order."""

from __future__ import annotations

from enum import StrEnum

import pytest

from corpuspkg import model
from corpuspkg.schema import load_tables

FIELDS = {
    model.SegmentRole: [("segments", "role")],
    model.DateBasis: [("letters", "sent_date_basis")],
    model.Role: [("participations", "role")],
    model.AgentKind: [("agents", "kind")],
    model.ParticipationStatus: [("participations", "status")],
    model.CitationForm: [("citations", "form")],
    model.CitationStatus: [("citations", "status")],
    model.ReferenceKind: [("references", "kind")],
    model.Severity: [("issues", "severity")],
}


def test_every_vocabulary_of_the_model_is_listed_here() -> None:
    enums = {value for value in vars(model).values() if isinstance(value, type) and issubclass(value, StrEnum)}
    assert enums - {StrEnum} == set(FIELDS)


@pytest.mark.parametrize(
    ("vocabulary", "table", "name"), [(enum, *place) for enum, places in FIELDS.items() for place in places]
)
def test_vocabulary_equals_the_schema(vocabulary: type[StrEnum], table: str, name: str) -> None:
    (field,) = [field for field in load_tables()[table].fields if field.name == name]
    assert [member.value for member in vocabulary] == list(field.categories)


def test_categories_equal_enums() -> None:
    for table in load_tables().values():
        for field in table.fields:
            assert list(field.categories) == field.constraints.get("enum", []), f"{table.name}.{field.name}"
