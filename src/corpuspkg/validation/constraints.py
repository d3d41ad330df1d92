"""Compile a field's constraints into tests on columns.

A test gives the cells that fail. Constraints are compared as values of the field's type; a constraint written as text
is read like a cell, one written as a JSON number or boolean stands for itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.columns import Parsed, fails_distinct, holds_any, strings
from corpuspkg.validation.lexical import identity, parse
from corpuspkg.validation.package import Field
from corpuspkg.validation.patterns import pattern_test
from corpuspkg.validation.report import shown
from corpuspkg.validation.temporal import duration_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Test = Callable[[Parsed], pa.Array]

_BOUNDS = {
    "minimum": ("minimum", "less", (-1,), "below the minimum"),
    "maximum": ("maximum", "greater", (1,), "above the maximum"),
    "exclusiveMinimum": ("exclusive-minimum", "less_equal", (-1, 0), "not above the exclusive minimum"),
    "exclusiveMaximum": ("exclusive-maximum", "greater_equal", (1, 0), "not below the exclusive maximum"),
}
_LENGTHS = {"minLength": ("min-length", pc.less, "shorter"), "maxLength": ("max-length", pc.greater, "longer")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One constraint of a field.

    Attributes:
        code: Code of its findings.
        test: Gives the cells that fail; null passes.
        message: What is wrong with a cell that fails.
    """

    code: str
    test: Test
    message: str


class _ConstraintError(ValueError):
    """A constraint's value is no value of the field's type."""


def compile_checks(field: Field) -> tuple[tuple[Check, ...], tuple[tuple[str, str], ...]]:
    """All checks of a field's values but `required` and `unique`, and what is wrong with the constraints.

    >>> checks, wrong = compile_checks(Field(name="a", type="integer", constraints={"minimum": "x"}))
    >>> checks, wrong
    ((), (('constraint-invalid', "minimum 'x' is no integer"),))
    """
    checks: list[Check] = []
    wrong: list[tuple[str, str]] = []
    for build in (_bounds, _lengths, _patterns, _choices, _json_schemas):
        for name, value, make in build(field):
            try:
                checks.append(make(value))
            except _ConstraintError as error:
                wrong.append(("constraint-invalid", f"{name} {error}"))
            except NotImplementedError as error:
                wrong.append(("constraint-unsupported", f"{name} {error}"))
    wrong.extend(_category_errors(field))
    return tuple(checks), tuple(wrong)


def _bounds(field: Field) -> Iterator[tuple[str, Any, Callable[[Any], Check]]]:
    for name in _BOUNDS:
        if name in field.constraints:
            yield name, field.constraints[name], partial(_bound, field, name)


def _bound(field: Field, name: str, given: object) -> Check:
    code, comparison, failing, words = _BOUNDS[name]
    bound = _constant(field, given)
    message = f"is {words} {given}"
    if field.type == "duration":
        limit = bound.values[0].as_py()

        def longer(parsed: Parsed) -> pa.Array:
            return fails_distinct(
                parsed.values, lambda each: (order := duration_order(each, limit)) is not None and order not in failing
            )

        return Check(code=code, test=longer, message=message)
    compare = getattr(pc, comparison)

    def beyond(parsed: Parsed) -> pa.Array:
        values, limit = _comparable(parsed.values, bound.values)
        failed = compare(values, limit[0])
        if parsed.text is None or bound.text is None:
            return failed
        return _settle_ties(failed, parsed, bound, failing)

    return Check(code=code, test=beyond, message=message)


def _settle_ties(failed: pa.Array, parsed: Parsed, bound: Parsed, failing: tuple[int, ...]) -> pa.Array:
    """Compare numbers by their digits where floating point sees no difference."""
    tied = pc.equal(parsed.values, bound.values[0])
    if not holds_any(tied):
        return failed
    limit = pc.cast(bound.text, pa.string())[0].as_py()

    def passes(text: str) -> bool:
        from decimal import Decimal  # noqa: PLC0415 - rarely needed

        try:
            one, two = Decimal(text), Decimal(limit)
        except ArithmeticError:
            # An exponent beyond what Decimal counts: as large as floating point can say.
            return True
        return ((one > two) - (one < two)) not in failing

    exact = fails_distinct(parsed.text, passes)
    return pc.if_else(tied, exact, failed)


def _comparable(values: pa.Array, bound: pa.Array) -> tuple[pa.Array, pa.Array]:
    if values.type == bound.type or pa.types.is_null(values.type):
        return pc.cast(values, bound.type), bound
    if pa.types.is_decimal(values.type) or pa.types.is_decimal(bound.type):
        wide = pa.decimal256(76, 0)
        return pc.cast(values, wide), pc.cast(bound, wide)
    return values, pc.cast(bound, values.type)


def _constant(field: Field, given: object) -> Parsed:
    """A constraint's value as a column of one cell."""
    kind = "a list" if field.type == "list" else field.type
    plain = Field(name=field.name, type=field.type)
    if isinstance(given, str):
        parsed = parse(field, strings([given]))
        if holds_any(parsed.invalid):
            parsed = parse(plain, strings([given]))
    elif isinstance(given, bool):
        allowed = field.type in ("boolean", "any")
        parsed = Parsed(values=pa.array([given if allowed else None]), invalid=pa.array([not allowed]))
    elif isinstance(given, (int, float)) and field.type not in ("boolean", "string"):
        parsed = parse(plain, strings([repr(given)]))
    elif isinstance(given, (dict, list)):
        text = ",".join(map(str, given)) if field.type == "list" else json.dumps(given)
        parsed = parse(plain if field.type == "list" else field, strings([text]))
    else:
        parsed = Parsed(values=strings([None]), invalid=pa.array([True]))
    if holds_any(parsed.invalid):
        raise _ConstraintError(f"{shown(given)} is no {kind}")
    return parsed


def _lengths(field: Field) -> Iterator[tuple[str, Any, Callable[[Any], Check]]]:
    for name in _LENGTHS:
        if isinstance(field.constraints.get(name), int):
            yield name, field.constraints[name], partial(_length_limit, field, name)


def _length_limit(field: Field, name: str, limit: int) -> Check:
    code, compare, word = _LENGTHS[name]
    size = pc.cast(strings([str(min(limit, 2**62))]), pa.int64())[0]
    return Check(
        code=code,
        test=lambda parsed: compare(_length(field, parsed.values), size),
        message=f"is {word} than {limit}",
    )


def _length(field: Field, values: pa.Array) -> pa.Array:
    if field.type == "string" and pa.types.is_string(values.type):
        return pc.utf8_length(values)
    if not pa.types.is_string(values.type):
        return pc.binary_length(values)
    encoded = values.dictionary_encode()
    sizes = pa.array([len(json.loads(each)) for each in encoded.dictionary.to_pylist()], type=pa.int32())
    return sizes.take(encoded.indices)


def _patterns(field: Field) -> Iterator[tuple[str, Any, Callable[[Any], Check]]]:
    if isinstance(field.constraints.get("pattern"), str):

        def build(pattern: str) -> Check:
            test = pattern_test(pattern)
            return Check(code="pattern", test=lambda parsed: test(parsed.values), message=f"does not match {pattern}")

        yield "pattern", field.constraints["pattern"], build


def _choices(field: Field) -> Iterator[tuple[str, Any, Callable[[Any], Check]]]:
    enum, listed = field.constraints.get("enum"), category_values(field)
    if isinstance(enum, list):
        yield "enum", enum, lambda values: _choice(field, values, "enum", "none of the enum")
        if enum and all(value in listed for value in enum):
            # What is none of the categories is none of the enum either: one mistake is told once.
            return
    if field.type in ("string", "integer") and isinstance(field.properties.get("categories"), list):
        yield "categories", listed, lambda values: _choice(field, values, "category", "none of the categories")


def category_values(field: Field) -> list[Any]:
    """The values of a field's categories, without labels."""
    listed = field.properties.get("categories")
    items = listed if isinstance(listed, list) else []
    return [item.get("value") if isinstance(item, dict) else item for item in items]


def _choice(field: Field, values: list[Any], code: str, words: str) -> Check:
    constants = [identity(field, _constant(field, value)) for value in values]
    if not constants:
        raise _ConstraintError("lists no values")
    kind = constants[0].type if len({each.type for each in constants}) == 1 else pa.decimal256(76, 0)
    allowed = pa.concat_arrays([pc.cast(each, kind) for each in constants])
    listed = ", ".join(str(value) for value in values)
    shorter = listed if len(listed) <= 80 else listed[:80] + "…"  # noqa: PLR2004 - a readable line

    def test(parsed: Parsed) -> pa.Array:
        cells = identity(field, parsed)
        if cells.type != kind and not pa.types.is_null(cells.type):
            cells = pc.cast(cells, pa.string())
            known = pc.is_in(cells, value_set=pc.cast(allowed, pa.string()))
        else:
            known = pc.is_in(cells, value_set=pc.cast(allowed, cells.type))
        return pc.and_not(pc.is_valid(cells), known)

    return Check(code=code, test=test, message=f"is {words}: {shorter}")


def _category_errors(field: Field) -> Iterator[tuple[str, str]]:
    """What the profile cannot say about categories."""
    listed = field.properties.get("categories")
    if not isinstance(listed, list) or field.type not in ("string", "integer"):
        return
    values = category_values(field)
    labels = [item["label"] for item in listed if isinstance(item, dict) and "label" in item]
    for what, items in (("value", values), ("label", labels)):
        if len({repr(item) for item in items}) < len(items):
            yield "descriptor-invalid", f"categories: a {what} occurs twice"
    enum = field.constraints.get("enum")
    beyond = [item for item in enum if item not in values] if isinstance(enum, list) else []
    if beyond:
        yield "descriptor-invalid", f"enum lists {shown(beyond[0])}, which is none of the categories"


def _json_schemas(field: Field) -> Iterator[tuple[str, Any, Callable[[Any], Check]]]:
    if isinstance(field.constraints.get("jsonSchema"), dict):
        yield "jsonSchema", field.constraints["jsonSchema"], _json_schema


def _json_schema(schema: dict[str, Any]) -> Check:
    from jsonschema import SchemaError, validators  # noqa: PLC0415 - takes 0.1 s to load

    kind = validators.validator_for(schema)
    try:
        kind.check_schema(schema)
    except SchemaError as error:
        raise _ConstraintError(f"is no JSON Schema: {error.message}") from None
    if any(not reference.startswith("#") for reference in _references(schema)):
        raise NotImplementedError("refers to another document, which is not fetched")
    validator = kind(schema)

    def conforms(text: str) -> bool:
        try:
            return bool(validator.is_valid(json.loads(text)))
        except Exception:  # noqa: BLE001 - a schema that cannot be evaluated raises what it likes
            return False

    def test(parsed: Parsed) -> pa.Array:
        return fails_distinct(parsed.values, conforms)

    return Check(code="json-schema", test=test, message="breaks the JSON Schema of the field")


def _references(schema: object) -> Iterator[str]:
    """All references of a JSON Schema."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key in ("$ref", "$dynamicRef", "$recursiveRef") and isinstance(value, str):
                yield value
            else:
                yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)
