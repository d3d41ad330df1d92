"""The towns that datelines, letterheads and feet give."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpuspkg.authority.patterns import is_country, is_state, pattern, words
from corpuspkg.metadata.found import Sources
from corpuspkg.metadata.names import trim
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.phrases import bare
from corpuspkg.metadata.places import read_place
from corpuspkg.model import Segment, SegmentRole
from corpuspkg.segmentation import cues
from corpuspkg.segmentation.headings import MESSAGE

_OFFICE_HEAD = re.compile(
    r"(?:[^,]*\b(?:Office|Department|Legation|Embassy|House|Hotel|Hôtel|Palais|Palace|Villa|Château|Castle|Barracks|Club|Street|Ministry|Consulate|Road|Avenue|Terrace|Square)\b[^,]*|\d[^,]*)(?:,\s*|$)",
    re.IGNORECASE,
)
# The first of several days: "The Hague, 29-30 November".
_FIRST_DAY = re.compile(r",? \d{1,2}$")
# "45 Mill Road Harrow Vale": the town behind the street, without a comma.
_STREET_AND_TOWN = re.compile(
    r"\d+[a-z]?,? [^,]*\b(?:Street|St\.|Road|Rd\.?|Avenue|Ave\.?|Terrace|Square|Place|Lane|Row|Gardens|Crescent|Park|Quay) (?P<town>[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,2})\.?$"
)
_DATE_MARK = re.compile(
    r"(?:(?:no\.? ?[\w/-]+,? )(?=dated))?(?:date|sent|dated|datum|gesendet|envoyé|fecha|дата|tarih)\b\s*:?\s*",
    re.IGNORECASE,
)


def signed_place(parts: Parts, found: Sources) -> tuple[int, int] | None:
    """The town on the line under the only signature, or behind the name on its line."""
    if len(found.signed) != 1:
        return None
    if not found.signed[0].place:
        return _behind_name(parts.text, found.signed[0].end)
    at = parts.text.find(found.signed[0].place, found.signed[0].end)
    return (at, at + len(found.signed[0].place)) if at >= 0 else None


def _behind_name(text: str, start: int) -> tuple[int, int] | None:
    """The town behind a signer's name, where a state or a country follows: "Ann Lee, Milbury, R.I."."""
    stop = text.find("\n", start)
    found = _TOWN_AND_STATE.fullmatch(text, start, stop if stop >= 0 else len(text))
    if not found:
        return None
    abroad = is_country(found["state"]) or found["state"] in ("England", "Scotland", "Wales", "Northern Ireland")
    within = _STATE.fullmatch(found["state"]) or is_state(found["state"])
    town = read_place(text, *found.span("town")) if abroad or within else None
    return (town[0], found.end("state")) if town and not abroad else town


_TOWN_AND_STATE = re.compile(r", (?P<town>[A-ZÀ-Þ][^\n,]{2,30}), (?P<state>[A-Z][A-Za-z. ]{1,20})")
_STATE = re.compile(r"[A-Z]{2}|[A-Z]\. ?[A-Z]\.|[A-Z][a-z]{2,4}\.")


def closing_place(parts: Parts) -> tuple[int, int] | None:
    """The town that ends the addressee's block below a note."""
    blocks = [s for s in parts.foot if s.role in (SegmentRole.SIGNATURE, SegmentRole.ADDRESS)]
    return last_place(parts, blocks[-1]) if blocks else None


def _cells(parts: Parts, segment: Segment) -> Iterator[tuple[int, int]]:
    """The lines of a segment, columns apart."""
    for a, b in parts.lines(segment):
        at = a
        for cell in parts.text[a:b].split("\t"):
            yield at, at + len(cell)
            at += len(cell) + 1


def dateline_place(parts: Parts, segment: Segment) -> tuple[int, int] | None:
    """The place before the date: "Washington, September 5, 1861"."""
    text = parts.text
    for a, b in _cells(parts, segment):
        dates = cues.line_dates(text[a:b])
        if not dates:
            continue
        begin, stop = trim(text, a, a + dates[0].start)
        mark = (
            _DATE_MARK.match(text, begin, stop)
            or pattern("mail_header").match(text, begin, stop)
            or MESSAGE.match(text, begin, stop)
        )
        begin, stop = trim(text, mark.end(), stop) if mark else (begin, stop)
        ranged = _FIRST_DAY.search(text, begin, stop)
        begin, stop = trim(text, begin, ranged.start()) if ranged else (begin, stop)
        while (tokens := text[begin:stop].split()) and bare(tokens[-1]) in words("before_date"):
            begin, stop = trim(text, begin, text.rindex(tokens[-1], begin, stop))
        phrase = text[begin:stop]
        if (
            bare(phrase.split(" ", 1)[0]) in words("no_place")
            or "|" in phrase
            or " to " in phrase
            or phrase[-1:].isdigit()
        ):
            continue  # "The Hague, 29-30 May" is when something is held
        office = _OFFICE_HEAD.match(phrase)
        if office and office.end() < len(phrase):
            begin += office.end()
        elif office and len(phrase.split()) > 1:
            town = _STREET_AND_TOWN.match(phrase)
            if town:
                return begin + town.start("town"), stop
            continue
        if begin < stop and any(c.isalpha() for c in text[begin:stop]) and bare(text[begin:stop]) not in words("small"):
            return begin, stop + (text[stop : stop + 1] == "." and text[stop - 1].isupper())
    return None


def last_place(parts: Parts, segment: Segment) -> tuple[int, int] | None:
    """The town that the last line of a block names."""
    lines = list(parts.lines(segment))
    if len(lines) == 1 and "," not in parts.text[segment.start : segment.end]:
        return None
    return read_place(parts.text, *lines[-1]) if lines else None
