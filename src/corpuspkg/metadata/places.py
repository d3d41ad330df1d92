"""Find the town in a line of an address or before a date, as it is written."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from corpuspkg.authority.patterns import heads_office, is_country, is_state, words
from corpuspkg.metadata.names import PLACEHOLDER, Party, trim
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.phrases import bare, is_organization
from corpuspkg.model import AgentKind, SegmentRole

_POSTCODE = re.compile(
    r"(?:,?\s*\b(?:[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}|[A-Z]-?\d{4,6}|\d{5}(?:-\d{4})?|\d{4} [A-Z]{2}|\d{6}))\b[.,]?\s*$"
)
_LEADING_CODE = re.compile(r"(?:\d{4} [A-Z]{2}\s+(?=[A-ZÀ-Þ][a-z])|(?:[A-Z]{1,2}-)?\d{4,6}\s+(?=[A-ZÀ-Þ]))")
# A postal district behind a town that has its code before it: "1211 Geneva 10".
_DISTRICT = re.compile(r" \d{1,2}$")
_STATE = re.compile(r"(?:[A-Z]\.?\s?[A-Z]\.?(?:[A-Z]\.?)?|[A-Z][a-z]{1,4}\.|[NSEW]\.?[EWC]?\.?\s?\d{0,2})$")
_CODE = re.compile(r"\.\d|\d{3}")
# "Washington 25, D. C.": the zone that post offices had, and a state's letters alone.
_ZONED = re.compile(r"(?P<town>[A-ZÀ-Þ][\w.’' -]*?) \d{1,2}")
_LETTERS = re.compile(r"[A-Z]\.? ?[A-Z]\.?")
_BESIDE = re.compile(r"(?:[Nn]ear|off|[Bb]efore|(?:[Ii]n )?[Ff]ront of|[Cc]amp (?:near|at|on)|[Ss]omewhere in) ")
_TOWN = re.compile(
    r"[A-ZÀ-ÞА-Я][\w.’'-]*(?:[ -](?:de |of |the |upon |on |sur |am |an der |la |le |do |da |near the )*[A-ZÀ-ÞА-Я][\w.’'-]*){0,3}\.?$"
)
_SPACED_STATE = re.compile(
    r"(?P<city>[A-ZÀ-Þ][\w’'-]+(?:[ .-]+[A-ZÀ-Þ][\w’'-]+){0,3})\.?,? (?P<state>D\.? ?C\.?|[A-Z]{2})$"
)
_STREET_WORD = re.compile(r"^(?:no\.? ?)?\d|\b(?:c/o|p\.? ?o\.? box|room|suite|floor)\b", re.IGNORECASE)
_MOST = 60


def read_place(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The town in a line; None where the line names none.

    >>> for line in ("12 Mill Lane, Harrow Vale HV3 2QT", "Washington, DC 20500", "10117 Vellmar", "Mayor"):
    ...     span = read_place(line, 0, len(line))
    ...     print(line[slice(*span)] if span else None)
    Harrow Vale
    Washington, DC
    Vellmar
    None
    """
    start, end = trim(text, start, end)
    if text[start - 1 : start] == "[" and PLACEHOLDER.match(text, start - 1, end + 1):
        return None
    coded = _POSTCODE.search(text[start:end])
    stop = start + coded.start() if coded else end
    pieces = _pieces(text, start, stop)
    if not pieces:
        return None
    a, b = pieces[-1]
    last = text[a:b]
    if len(pieces) > 1 and is_country(last):
        return read_place(text, *pieces[-2]) or ((a, b) if _is_town(last) else None)
    spaced = _SPACED_STATE.search(last)
    if spaced and (coded or len(pieces) > 1 or spaced.group("state").startswith("D")):
        return a + spaced.start("city"), _with_point(text, b)
    state = _STATE.match(last) or is_state(last) or bare(last) in words("province")
    if len(pieces) > 1 and state and _is_town(text[slice(*pieces[-2])]):
        return pieces[-2][0], _with_point(text, b)
    zoned = _ZONED.fullmatch(text, *pieces[-2]) if len(pieces) > 1 and state else None
    if zoned and _is_town(zoned["town"]):
        return zoned.span("town")
    if (
        coded
        and len(pieces) > 1
        and _is_town(last)
        and _is_town(text[slice(*pieces[-2])])
        and text[stop:end].strip(" ,").isdigit()
    ):
        return pieces[-2][0], b
    last = _DISTRICT.sub("", last) if _LEADING_CODE.match(last) else last
    b = a + len(last)
    code = _LEADING_CODE.match(last)
    if code:
        a, last = a + code.end(), last[code.end() :]
    return (a, b) if _is_town(last) else None


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces, at = [], start
    for match in re.finditer(r"\s*[,|\t·•]\s*|\s[–—-]\s", text[start:end]):
        pieces.append((at, start + match.start()))
        at = start + match.end()
    pieces.append((at, end))
    return [(a, b) for a, b in (trim(text, a, b) for a, b in pieces) if a < b]


def _with_point(text: str, end: int) -> int:
    return end + 1 if text[end : end + 1] == "." and text[end - 2 : end - 1] in (".", " ") else end


def _is_town(piece: str) -> bool:
    beside = _BESIDE.match(piece)
    piece = piece[beside.end() :] if beside else piece
    tokens = [bare(t) for t in piece.split()]
    return (
        len(piece) < _MOST
        and not _CODE.search(piece)
        and not _LETTERS.fullmatch(piece)
        and not words("before_date").issuperset(tokens)
        and bool(_TOWN.match(piece))
        and not _STREET_WORD.search(piece)
        and not any(heads_office(t) or t in words("address_word") for t in tokens)
        and not is_organization(piece)
    )


@cache
def _postcodes() -> dict[str, str]:
    source = files("corpuspkg.authority").joinpath("postcodes.csv")
    return {row["postcode"]: row["body"] for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines())}


def read_housed(parts: Parts) -> tuple[Party, ...]:
    """The body that a letterhead's postcode belongs to alone, where that code stands above the date and the addressee.

    A congressional letter whose head is lost but for "WASHINGTON, DC 20510" comes from the Senate.
    """
    for segment in parts.head[:3]:
        if segment.role is SegmentRole.DATELINE:
            break
        if segment.role is SegmentRole.ADDRESS:
            for code, body in _postcodes().items():
                at = parts.text.find(code, segment.start, min(segment.end, segment.start + 300))
                if at >= 0 and not any(c.isdigit() for c in parts.text[segment.start : at]):
                    return (Party(name=body, kind=AgentKind.ORGANIZATION, start=at, end=at + len(code)),)
    return ()
