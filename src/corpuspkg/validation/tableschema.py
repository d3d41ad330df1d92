"""Read a Table Schema: its fields and keys as values, what is wrong with it as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpuspkg.validation.package import Field, ForeignKey, Schema
from corpuspkg.validation.profile import TYPES, field_errors, profile_errors
from corpuspkg.validation.report import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corpuspkg.validation.report import Log

MATCHES = ("exact", "equal", "subset", "superset", "partial")
_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_LENGTHS = frozenset({"minLength", "maxLength"})
_ALL = frozenset({"required", "unique", "enum"})
_ORDERED = ("integer", "number", "date", "time", "datetime", "duration", "year", "yearmonth")
# Which constraints apply to which types: Table Schema 2.0, "Field Constraints".
CONSTRAINTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(TYPES, _ALL),
    **dict.fromkeys(_ORDERED, _ALL | _BOUNDS),
    "string": _ALL | _LENGTHS | {"pattern"},
    "array": _ALL | _LENGTHS | {"jsonSchema"},
    "object": _ALL | _LENGTHS | {"jsonSchema"},
    "list": _ALL | _LENGTHS,
    # The published profile lists lengths for geojson as well, which is an object.
    "geojson": _ALL | _LENGTHS,
}


def read_schema(given: dict[str, Any], resource: str, file: str, log: Log) -> Schema | None:
    """Parse a schema; None where it has no fields."""

    def tell(code: str, message: str, field: str | None = None) -> None:
        log.add(code, message, file=file, resource=resource, field=field)

    for place, message in profile_errors("tableschema", given):
        tell("descriptor-invalid", f"schema.{place}: {message}" if place else f"schema: {message}")
    listed = given.get("fields")
    if not isinstance(listed, list) or not listed:
        if "fields" in given:
            tell("descriptor-invalid", "schema.fields: a schema lists its fields")
        return None
    missing = _missing(given.get("missingValues"), ("",), tell, None)
    fields = tuple(_field(item, number, missing, tell) for number, item in enumerate(listed, start=1))
    names = {field.name for field in fields}
    return Schema(
        fields=fields,
        fields_match=_match(given.get("fieldsMatch", "exact"), tell),
        primary_key=_key(given.get("primaryKey"), names, "primaryKey", tell),
        unique_keys=_unique_keys(given.get("uniqueKeys"), names, tell),
        foreign_keys=_foreign_keys(given.get("foreignKeys"), names, tell),
    )


def _match(value: object, tell: Callable[..., None]) -> str:
    word = value[0] if isinstance(value, list) and len(value) == 1 else value
    if isinstance(word, str) and word in MATCHES:
        return word
    tell("descriptor-invalid", f"schema.fieldsMatch: {shown(value)} is none of {', '.join(MATCHES)}")
    return "exact"


def _field(item: object, number: int, missing: tuple[str, ...], tell: Callable[..., None]) -> Field:
    given: dict[str, Any] = item if isinstance(item, dict) else {}
    name = given["name"] if isinstance(given.get("name"), str) else f"field {number}"
    wrong = {"type": False, "format": False, "constraints": set()}
    bad_constraints = set()
    for place, message in field_errors(item):
        tell("descriptor-invalid", f"field {name!r}: {place}: {message}" if place else message, name)
        wrong[place.partition(".")[0]] = True
        if place.startswith("constraints."):
            bad_constraints.add(place.split(".")[1])
    kind = "any" if wrong["type"] is True else str(given.get("type", "any"))
    constraints = given.get("constraints")
    usable = constraints if isinstance(constraints, dict) else {}
    for key in usable:
        if key not in CONSTRAINTS[kind] and wrong["type"] is not True:
            tell("constraint-unsupported", f"constraint {key!r} does not apply to the type {kind}", name)
            bad_constraints.add(key)
    own = given.get("missingValues")
    return Field(
        name=name,
        type=kind,
        format="default" if wrong["format"] is True else _format(given.get("format", "default")),
        missing=missing if own is None else _missing(own, missing, tell, name),
        constraints={key: value for key, value in usable.items() if key not in bad_constraints},
        properties=given,
    )


def _format(value: object) -> str:
    """Formats of version 0 begin with `fmt:`.

    >>> _format("fmt:%d.%m.%Y")
    '%d.%m.%Y'
    """
    return str(value).removeprefix("fmt:")


def _missing(value: object, default: tuple[str, ...], tell: Callable[..., None], field: str | None) -> tuple[str, ...]:
    if not isinstance(value, list):
        return default
    words = [item.get("value") if isinstance(item, dict) else item for item in value]
    texts = tuple(word for word in words if isinstance(word, str))
    if len(set(texts)) < len(texts):
        tell("descriptor-invalid", "missingValues: a value occurs twice", field)
    return texts


def _names(value: object) -> tuple[str, ...]:
    """A list of names; version 1 allows a single string."""
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _key(value: object, names: Iterable[str], what: str, tell: Callable[..., None]) -> tuple[str, ...]:
    key = _names(value)
    unknown = [name for name in key if name not in names]
    for name in unknown:
        tell("key-field-unknown", f"{what} names {name!r}, which is no field of the schema", name)
    return () if unknown else key


def _unique_keys(value: object, names: Iterable[str], tell: Callable[..., None]) -> tuple[tuple[str, ...], ...]:
    keys = (_key(item, names, "uniqueKeys", tell) for item in (value if isinstance(value, list) else []))
    return tuple(key for key in keys if key)


def _foreign_keys(value: object, names: Iterable[str], tell: Callable[..., None]) -> tuple[ForeignKey, ...]:
    keys = []
    for item in value if isinstance(value, list) else []:
        reference = item.get("reference") if isinstance(item, dict) else None
        if not isinstance(reference, dict):
            continue
        fields = _key(item.get("fields"), names, "foreignKeys", tell)
        targets = _names(reference.get("fields"))
        resource = reference.get("resource", "")
        if fields and len(fields) != len(targets):
            message = f"foreignKeys: {len(fields)} fields refer to {len(targets)}"
            tell("descriptor-invalid", message, ", ".join(fields))
        elif fields and isinstance(resource, str):
            keys.append(ForeignKey(fields=fields, resource=resource, reference_fields=targets))
    return tuple(keys)
