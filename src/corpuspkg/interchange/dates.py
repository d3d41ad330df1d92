"""EDTF dates as TEI's dating attributes, and back.

CMIF knows days, months and years in `when`, and in `notBefore` with `notAfter` (or `from` with `to`) for intervals.
What EDTF can say beyond that stays in the text of the element: a date without a year, or one that is approximate.
"""

from __future__ import annotations

import re

from corpuspkg.edtf import bounds, is_edtf

_PLAIN = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_YEAR_ONLY = re.compile(r"([0-9]{4})(?:-XX){1,2}")
_MONTH_ONLY = re.compile(r"([0-9]{4}-[0-9]{2})-XX")
# What xsd:dateTime has behind the day.
_TIME = re.compile(r"(?:T.*|Z|[+-][0-9]{2}:[0-9]{2})\Z")
_QUALIFIERS = "?~%"
_DATING = ("when", "notBefore", "notAfter", "from", "to", "cert")


def to_tei(edtf: str) -> dict[str, str]:
    """Attributes of a TEI `date`; none where they cannot say what EDTF does.

    >>> to_tei("2024-10-04"), to_tei("2024-10-04/2024-10-05")
    ({'when': '2024-10-04'}, {'notBefore': '2024-10-04', 'notAfter': '2024-10-05'})
    >>> to_tei("2023-09-30/.."), to_tei("192X?"), to_tei("XXXX-10-28")
    ({'notBefore': '2023-09-30'}, {'notBefore': '1920', 'notAfter': '1929', 'cert': 'low'}, {})
    """
    if "/" in edtf:
        left, _, right = edtf.partition("/")
        return {key: value for key, value in (("notBefore", _end(left, 0)), ("notAfter", _end(right, 1))) if value}
    plain = edtf.rstrip(_QUALIFIERS)
    attributes = _point(plain)
    if plain != edtf and attributes:
        attributes["cert"] = "low"
    return attributes


def _point(plain: str) -> dict[str, str]:
    shorter = _YEAR_ONLY.fullmatch(plain) or _MONTH_ONLY.fullmatch(plain)
    if shorter or _PLAIN.fullmatch(plain):
        return {"when": shorter[1] if shorter else plain}
    first, last = bounds(plain)
    if not (first and last):
        return {}
    if len(plain) == len("192X"):
        return {"notBefore": f"{first.year:04d}", "notAfter": f"{last.year:04d}"}
    return {"notBefore": first.isoformat(), "notAfter": last.isoformat()}


def _end(value: str, side: int) -> str | None:
    if value in ("", ".."):
        return None
    plain = value.rstrip(_QUALIFIERS)
    if _PLAIN.fullmatch(plain):
        return plain
    day = bounds(plain)[side]
    return day.isoformat() if day else None


def from_tei(attributes: dict[str, str], text: str = "") -> str | None:
    """EDTF of a TEI `date`: what its text says where the attributes agree with that, else what they say.

    >>> from_tei({"when": "1804-03-01T10:00:00Z"}), from_tei({"notBefore": "1804", "notAfter": "1805-02"})
    ('1804-03-01', '1804/1805-02')
    >>> from_tei({"notAfter": "1805"}), from_tei({"when": "1804", "cert": "low"}), from_tei({"when": "soon"})
    ('../1805', '1804?', None)
    """
    written = text.strip()
    dating = {key: value for key, value in attributes.items() if key in _DATING}
    if is_edtf(written) and to_tei(written) == dating:
        return written
    if "when" in dating:
        value = _day(dating["when"])
        edtf = value + ("?" if dating.get("cert") == "low" else "")
    else:
        start, end = (_day(dating.get(a) or dating.get(b, "")) for a, b in (("notBefore", "from"), ("notAfter", "to")))
        edtf = f"{start or '..'}/{end or '..'}" if start != end else start
    return edtf if is_edtf(edtf) else None


def _day(value: str) -> str:
    value = value.strip()
    return _TIME.sub("", value) if len(value) > len("1804-03-01") else value
