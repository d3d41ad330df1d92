"""Numbers, integers and booleans as Table Schema writes them, parsed column by column."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.columns import Parsed, holds_any, keep, matches, parse_distinct, strings, truth, try_cast

if TYPE_CHECKING:
    from corpuspkg.validation.package import Field

_INTEGER = r"^[+-]?[0-9]+$"
_NUMBER = r"^(?i:[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?|nan|-?inf)$"
# The digits of a number, without what stands before and after it.
_BARE = r"^.*?(?P<number>[+-]?\.?[0-9](?:.*[0-9])?)[^0-9]*$"
_CANONICAL = r"^(-?[1-9][0-9]*|0|-?(0|[1-9][0-9]*)\.[0-9]*[1-9])$"
_WIDE = pa.decimal256(76, 0)
TRUE = ("true", "True", "TRUE", "1")
FALSE = ("false", "False", "FALSE", "0")


def parse_integer(field: Field, text: pa.Array) -> Parsed:
    """Whole numbers of any size up to 76 digits: int64, or decimal where one is larger."""
    plain = _plain(field, text)
    values = try_cast(plain, pa.int64())
    # pyarrow also reads hexadecimal.
    if values is not None and not holds_any(pc.match_substring(plain, "x", ignore_case=True)):
        return Parsed(values=values)
    good = matches(plain, _INTEGER)
    clean = pc.replace_substring_regex(keep(plain, good), r"^\+", "")
    for target in (pa.int64(), _WIDE):
        values = try_cast(clean, target)
        if values is not None:
            return Parsed(values=values, invalid=_invert(good))
    short = matches(clean, r"^-?0*[0-9]{1,76}$")
    return Parsed(values=try_cast(keep(clean, short), _WIDE), invalid=pc.invert(pc.and_(good, short)))


def parse_number(field: Field, text: pa.Array) -> Parsed:
    """Decimal numbers: float64 to compare, and their text to settle ties."""
    mark = str(field.properties.get("decimalChar", "."))
    plain = _plain(field, text)
    dotted = None
    if mark != ".":
        dotted = pc.fill_null(pc.match_substring(plain, "."), truth(False))  # noqa: FBT003 - pyarrow takes it by position
        plain = pc.replace_substring(plain, mark, ".")
    values = try_cast(plain, pa.float64())
    # pyarrow also reads `infinity` and `nan(1)`, and gives infinity for what is too large.
    if values is not None and not holds_any(dotted) and not holds_any(pc.invert(pc.is_finite(values))):
        return Parsed(values=values, text=plain)
    good = matches(plain, _NUMBER)
    if dotted is not None:
        good = pc.and_not(good, dotted)
    clean = keep(plain, good)
    values = try_cast(clean, pa.float64())
    if values is None:
        values = parse_distinct(clean, float, pa.float64()).values
    return Parsed(values=values, invalid=_invert(good), text=clean)


def parse_boolean(field: Field, text: pa.Array) -> Parsed:
    """Booleans, by the words that stand for true and false."""
    true = _is_in(text, field.properties.get("trueValues", TRUE))
    false = _is_in(text, field.properties.get("falseValues", FALSE))
    known = pc.or_(true, false)
    good = pc.or_(known, pc.is_null(text))
    return Parsed(values=keep(true, known), invalid=_invert(good))


def canonical_numbers(text: pa.Array) -> pa.Array:
    """Numbers in one spelling each, so that equal numbers are equal text.

    >>> canonical_numbers(strings(["1.50", "+1", "-0", "1e2", "nan"])).to_pylist()
    ['1.5', '1', '0', '100', 'nan']
    """
    if pc.all(matches(text, _CANONICAL)).as_py():
        return text
    return parse_distinct(text, canonical_number, pa.string()).values


def canonical_number(text: str) -> str:
    """One number in its one spelling.

    >>> canonical_number("0012.0"), canonical_number("1E3")
    ('12', '1000')
    """
    number = Decimal(text)
    if not number.is_finite():
        return text.lower().lstrip("+")
    if abs(number.adjusted()) > 1000:  # noqa: PLR2004 - 1e999999999 written out would fill the memory
        return str(number.normalize()).lower()
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain.removeprefix("+")


def _plain(field: Field, text: pa.Array) -> pa.Array:
    """Without group characters and, where `bareNumber` is false, without what stands around the number."""
    group = field.properties.get("groupChar")
    plain = pc.replace_substring(text, group, "") if isinstance(group, str) and group else text
    if field.properties.get("bareNumber", True) is not False:
        return plain
    mark = str(field.properties.get("decimalChar", "."))
    pattern = _BARE.replace(r"\.", re.escape(mark))
    return pc.coalesce(pc.struct_field(pc.extract_regex(plain, pattern), "number"), plain)


def _is_in(text: pa.Array, words: object) -> pa.Array:
    listed = [word for word in words if isinstance(word, str)] if isinstance(words, (list, tuple)) else []
    return pc.is_in(text, value_set=strings(listed))


def _invert(good: pa.Array) -> pa.Array | None:
    return None if pc.all(good).as_py() else pc.invert(good)
