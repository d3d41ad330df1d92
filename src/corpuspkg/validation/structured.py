"""Strings with a format, JSON values, lists and places, parsed column by column.

JSON values become JSON text with sorted keys, so that equal values are equal text.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.columns import Parsed, keep, matches, parse_distinct, strings

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpuspkg.validation.package import Field

# RFC 5322 dot-atom or quoted string, and a domain of letters, digits and hyphens (any script) or an address literal.
_EMAIL = (
    r"^(?:[^\s@\"(),:;<>\[\]\\.]+(?:\.[^\s@\"(),:;<>\[\]\\.]+)*|\"(?:[^\"\\\r\n]|\\.)+\")"
    r"@(?:[\pL\pN](?:[\pL\pN\pM-]*[\pL\pN\pM])?(?:\.[\pL\pN](?:[\pL\pN\pM-]*[\pL\pN\pM])?)*|\[[0-9A-Fa-f:.IPv]+\])$"
)
# RFC 3986: a scheme, then characters that may stand in a URI, percent signs before two hexadecimal digits only.
_URI = r"^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$"
_URI_PARTS = re.compile(r"(?P<scheme>[^:/?#]+):(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)(?P<rest>.*)", re.DOTALL)
_AUTHORITY = re.compile(r"(?:[^@\[\]]*@)?(?:\[[0-9A-Fa-fvV:.]+\]|[^:@\[\]]*)(?::[0-9]*)?")
_UUID = r"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"
_POINT = re.compile(r"([+-]?[0-9.eE+-]+), ?([+-]?[0-9.eE+-]+)")
_GEOMETRIES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})
_LONGITUDE, _LATITUDE = 180, 90


def parse_string(field: Field, text: pa.Array) -> Parsed:
    """Text, in one of the formats of the standard."""
    pattern = {"email": _EMAIL, "uri": _URI, "uuid": _UUID}.get(field.format)
    if field.format == "binary":
        invalid = parse_distinct(text, _base64, pa.string()).invalid
        return Parsed(values=text if invalid is None else keep(text, pc.invert(invalid)), invalid=invalid)
    if pattern is None:
        return Parsed(values=text)
    good = matches(text, pattern)
    if field.format == "uri" and pc.any(pc.match_substring_regex(text, r"[\[\]]|#.*#|:/*[^/]*@.*@")).as_py():
        invalid = parse_distinct(keep(text, good), _uri, pa.string()).invalid
        good = good if invalid is None else pc.and_not(good, invalid)
    return Parsed(values=keep(text, good), invalid=None if pc.all(good).as_py() else pc.invert(good))


def parse_any(_: Field, text: pa.Array) -> Parsed:
    """Values as they stand."""
    return Parsed(values=text)


def parse_object(_: Field, text: pa.Array) -> Parsed:
    """JSON objects."""
    return parse_distinct(text, lambda each: canonical_json(_of(dict, load_json(each))), pa.string())


def parse_array(_: Field, text: pa.Array) -> Parsed:
    """JSON arrays."""
    return parse_distinct(text, lambda each: canonical_json(_of(list, load_json(each))), pa.string())


def parse_list(field: Field, text: pa.Array, parse_item: Callable[[str, pa.Array], Parsed]) -> Parsed:
    """Delimited lists, as JSON text of their items.

    Args:
        parse_item: Parses items of a type, named by its first argument.
    """
    delimiter = str(field.properties.get("delimiter", ","))
    kind = str(field.properties.get("itemType", "string"))

    def read(each: str) -> str:
        items = each.split(delimiter) if each else []
        if kind != "string" and items:
            parsed = parse_item(kind, strings(items))
            if parsed.invalid is not None:
                raise ValueError(each)
            items = [str(value) for value in parsed.values.to_pylist()]
        return canonical_json(items)

    return parse_distinct(text, read, pa.string())


def parse_geopoint(field: Field, text: pa.Array) -> Parsed:
    """Points: longitude and latitude in degrees."""
    read = {"array": _array_point, "object": _object_point}.get(field.format, _plain_point)
    return parse_distinct(text, lambda each: canonical_json(_on_earth(*read(each))), pa.string())


def parse_geojson(field: Field, text: pa.Array) -> Parsed:
    """GeoJSON (RFC 7946) or TopoJSON objects."""
    check = _topology if field.format == "topojson" else _geojson
    return parse_distinct(text, lambda each: canonical_json(check(_of(dict, load_json(each)))), pa.string())


def load_json(text: str) -> Any:
    """A JSON value by RFC 8259: NaN and Infinity are none."""

    def refuse(word: str) -> None:
        raise ValueError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


def canonical_json(value: object) -> str:
    """JSON text that is equal for equal values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _of(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"{value!r} is no {kind.__name__}")  # noqa: TRY004 - ValueError marks a bad cell
    return value


def _base64(text: str) -> str:
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error
    return text


def _uri(text: str) -> str:
    match = _URI_PARTS.fullmatch(text)
    if match is None or "#" in match["rest"].partition("#")[2]:
        raise ValueError(text)
    if "[" in match["path"] + match["rest"] or "]" in match["path"] + match["rest"]:
        raise ValueError(text)
    if match["authority"] is not None and not _AUTHORITY.fullmatch(match["authority"]):
        raise ValueError(text)
    return text


def _plain_point(text: str) -> tuple[float, float]:
    match = _POINT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return float(match[1]), float(match[2])


def _array_point(text: str) -> tuple[float, float]:
    longitude, latitude = _of(list, load_json(text))
    return _degrees(longitude), _degrees(latitude)


def _object_point(text: str) -> tuple[float, float]:
    point = _of(dict, load_json(text))
    if set(point) != {"lon", "lat"}:
        raise ValueError(text)
    return _degrees(point["lon"]), _degrees(point["lat"])


def _degrees(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{value!r} is no number")  # noqa: TRY004 - ValueError marks a bad cell
    return float(value)


def _on_earth(longitude: float, latitude: float) -> list[float]:
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise ValueError("not finite")
    if abs(longitude) > _LONGITUDE or abs(latitude) > _LATITUDE:
        raise ValueError("not on Earth")
    return [longitude, latitude]


def _geojson(value: dict[str, Any]) -> dict[str, Any]:
    kind = value.get("type")
    if kind in _GEOMETRIES:
        _of(list, value.get("coordinates"))
    elif kind == "GeometryCollection":
        for part in _of(list, value.get("geometries")):
            _geojson(_of(dict, part))
    elif kind == "Feature":
        if value.get("geometry", "") is not None:
            _geojson(_of(dict, value.get("geometry")))
        if value.get("properties", "") is not None:
            _of(dict, value.get("properties"))
    elif kind == "FeatureCollection":
        for part in _of(list, value.get("features")):
            if _of(dict, part).get("type") != "Feature":
                raise ValueError("a collection of features holds features")
            _geojson(part)
    else:
        raise ValueError(f"{kind!r} is no type of GeoJSON")
    return value


def _topology(value: dict[str, Any]) -> dict[str, Any]:
    if value.get("type") != "Topology":
        raise ValueError("no topology")
    _of(dict, value.get("objects"))
    _of(list, value.get("arcs"))
    return value
