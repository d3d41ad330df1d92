"""Check descriptors against the profiles of Data Package 2.0, one level at a time.

The published profiles nest all levels and offer each field every type at once, which makes one wrong word in a field
an error about the whole package. Here each level is checked by its own part of the profile, and a field by the part
for its type, so that a message names the property. Deviations from the published profiles, each where the text of the
standard says otherwise:

- `fieldsMatch` is a string (the profile asks for an array);
- the type `list` exists (the profile has none);
- the `unique` constraint and `exclusiveMinimum` etc. are left to `descriptor`, which knows the types they apply to;
- `url` may stand for `path`, `""` for a table's own name and a string for a list of one (version 1);
- a path may be refused as unsafe instead.
"""

from __future__ import annotations

import json
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpuspkg.validation.columns import strings
from corpuspkg.validation.lexical import parse
from corpuspkg.validation.package import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEVELS = {"datapackage": ("resources",), "dataresource": ("schema", "dialect", "data"), "tableschema": ("fields",)}
TYPES = frozenset(
    {
        *("string", "number", "integer", "boolean", "any"),
        *("object", "array", "list", "geopoint", "geojson"),
        *("date", "time", "datetime", "year", "yearmonth", "duration"),
    }
)


def profile_errors(level: str, descriptor: object) -> Iterator[tuple[str, str]]:
    """What is wrong with one level of a descriptor: pairs of property and message.

    Args:
        level: datapackage, dataresource, tabledialect or tableschema; lower levels inside are not looked at.
        descriptor: The JSON value.

    >>> list(profile_errors("tabledialect", {"delimiter": 1}))
    [('delimiter', "1 is not of type 'string'")]
    """
    yield from _errors(_profile(level), descriptor)


def field_errors(field: object) -> Iterator[tuple[str, str]]:
    """What is wrong with the descriptor of one field.

    >>> list(field_errors({"name": "a", "type": "integer", "constraints": {"required": "yes"}}))
    [('constraints.required', "'yes' is not of type 'boolean'")]
    >>> list(field_errors({"name": "a", "type": "int"}))
    [('type', "'int' is no type of Table Schema")]
    """
    if not isinstance(field, dict):
        yield "", "a field is described by an object"
        return
    kind = field.get("type", "any")
    if not isinstance(kind, str) or kind not in TYPES:
        yield "type", f"{kind!r} is no type of Table Schema"
        return
    yield from _errors(_field_profile(kind), {**field, "type": kind})


def _errors(profile: dict[str, Any], descriptor: object) -> Iterator[tuple[str, str]]:
    from jsonschema import Draft7Validator  # noqa: PLC0415 - takes 0.1 s to load

    validator = Draft7Validator(profile, format_checker=_format_checker())
    for error in sorted(validator.iter_errors(descriptor), key=lambda each: str(each.absolute_path)):
        place = ".".join(str(step) for step in error.absolute_path)
        message = error.message if error.validator not in ("oneOf", "anyOf") else _choice(error)
        yield place, message if len(message) <= 300 else message[:300] + "…"  # noqa: PLR2004 - a readable line


@cache
def _format_checker() -> Any:
    """The formats that the profiles name, read like those of fields."""
    from jsonschema import FormatChecker  # noqa: PLC0415 - as above

    checker = FormatChecker(formats=())
    for name in ("uri", "email"):
        checker.checks(name)(partial(_has_format, name))
    checker.checks("date-time")(_is_moment)
    return checker


def _has_format(name: str, value: object) -> bool:
    field = Field(name="", type="string", format=name)
    return not isinstance(value, str) or parse(field, strings([value])).invalid is None


def _is_moment(value: object) -> bool:
    """RFC 3339: as for datetime fields, with a zone."""
    if not isinstance(value, str):
        return True
    zoned = value.endswith(("Z", "z")) or "+" in value[19:] or "-" in value[19:]
    return zoned and parse(Field(name="", type="datetime"), strings([value.upper()])).invalid is None


def _choice(error: Any) -> str:
    """The nearest miss among alternatives: the one whose error lies deepest."""
    inner = max(error.context, key=lambda each: len(each.absolute_path), default=error)
    return str(inner.message)


@cache
def _published(level: str) -> dict[str, Any]:
    text = Path(__file__).with_name("profiles").joinpath(f"{level}.json").read_text(encoding="utf-8")
    profile: dict[str, Any] = json.loads(text)
    return profile


@cache
def _profile(level: str) -> dict[str, Any]:
    published = _published(level)
    properties = {name: value for name, value in published["properties"].items() if name not in _LEVELS.get(level, ())}
    profile = {**published, "properties": properties}
    if level == "tableschema":
        profile["type"] = "object"
        properties["fieldsMatch"] = {"type": ["string", "array"]}
        properties["foreignKeys"] = _loose_foreign_keys(properties["foreignKeys"])
    if level == "dataresource":
        profile["oneOf"] = [*published["oneOf"], {"required": ["name", "url"]}]
        del properties["path"]
    return profile


def _loose_foreign_keys(published: dict[str, Any]) -> dict[str, Any]:
    """As published, but one choice for each member: `fields` as a string and as a list are told apart elsewhere."""
    names = {"type": ["string", "array"], "items": {"type": "string"}, "minItems": 1, "minLength": 1}
    reference = {
        "type": "object",
        "required": ["fields"],
        "properties": {"resource": {"type": "string"}, "fields": names},
    }
    items = {
        "type": "object",
        "required": ["fields", "reference"],
        "properties": {"fields": names, "reference": reference},
    }
    return {"type": published["type"], "minItems": published["minItems"], "items": items}


@cache
def _field_profile(kind: str) -> dict[str, Any]:
    branches = _published("tableschema")["properties"]["fields"]["items"]["oneOf"]
    by_type = {branch["properties"]["type"]["enum"][0]: branch for branch in branches}
    if kind != "list":
        found: dict[str, Any] = by_type[kind]
        return found
    array = by_type["array"]
    items = ["string", "integer", "boolean", "number", "datetime", "date", "time"]
    properties = {**array["properties"], "type": {"enum": ["list"]}, "delimiter": {"type": "string", "minLength": 1}}
    return {**array, "properties": {**properties, "itemType": {"enum": items}}}
