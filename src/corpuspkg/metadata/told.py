"""Signers whom no signature names: "signed by A and B", a name at a quotation's end, "love from C"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuspkg.authority.patterns import is_country, is_given_name, words
from corpuspkg.metadata import lead, signature
from corpuspkg.metadata.found import Sources
from corpuspkg.metadata.names import Party, read_party
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.phrases import bare
from corpuspkg.metadata.runins import read_run_in
from corpuspkg.model import Segment, SegmentRole

_SIGNED_BY = re.compile(
    r"\b(?:letter|appeal|petition)\b[^.]{0,60}?\bsigned by (?:the )?(?P<who>[^.;“\"]{3,240})", re.IGNORECASE
)
_QUOTED_NAME = re.compile(r"[.!?] (?P<who>(?:[A-ZÀ-Þ]\. ?)+[A-ZÀ-Þ][\w’'-]+)[\"”’]\s*$")
_FROM = re.compile(
    r"\b(?:love|kisses|wishes|greetings|regards) (?:\w+ )?from (?P<who>[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?)"
)
_LEAST_ROWS = 3
_ROW_MARK = re.compile(r"(?:[-–—•·*]|\(?\d{1,3}[.)])\s+")
_UNDERSIGNED = re.compile(
    r"\bthe (?:organi[sz]ations|associations|groups|ngos) (?:listed|named|signed|signing|undersigned)\b|\b(?:undersigned|following|our|these|we,?(?: the)? \d+|we,?)(?: [\w,-]+){0,4} (?:organi[sz]ations|associations|groups|ngos|societies|unions|institutions)\b",
    re.IGNORECASE,
)


def _read_signed_notice(parts: Parts) -> tuple[Party, ...]:
    """Who signed, where a letter's last words say so: "This notice is signed electronically by the Harbour Board."."""
    last = parts.own[-1] if parts.own else None
    told = _IS_SIGNED.search(parts.flat, max(last.start, last.end - _LONGEST_NOTE), last.end) if last else None
    party = read_party(parts.flat, *told.span("who")) if told else None
    return (party,) if party else ()


_LONGEST_NOTE = 300
_IS_SIGNED = re.compile(
    r"\b[Tt]his (?:letter|notice|document|message|order|statement|note) (?:is|was|has been) (?:\w+ )?(?:electronically )?signed (?:electronically |digitally )?by (?:the )?(?P<who>(?-i:[A-Z])[^\n]{3,200}?)\.?$",
    re.IGNORECASE,
)


def read_told_signers(parts: Parts, found: Sources) -> None:
    """Who signed, where the letter's own paragraphs or its closing say so and no signature stands below."""
    text, flat = parts.text, parts.flat
    if found.signed:
        _read_undersigned(parts, found)
        return
    for segment in parts.of(SegmentRole.CLOSING, parts.foot):
        name = _FROM.search(text, segment.start, segment.end)
        found.signed = tuple(p for p in [read_party(text, *name.span("who"))] if p) if name else ()
    found.signed = found.signed or _read_signed_notice(parts) or read_run_in(parts)
    quoted = bool(parts.salutation) and parts.text[parts.salutation[0].start] in '"“„«'
    if not (found.published or found.lead.authors or parts.has(SegmentRole.LEAD) or quoted):
        return
    for segment in parts.own:
        name = _QUOTED_NAME.search(text, max(segment.start, segment.end - 60), segment.end)
        told = (
            _SIGNED_BY.search(flat, segment.start, segment.end)
            if "signed by" in flat[segment.start : segment.end]
            else None
        )
        if name and not found.signed:
            found.signed = tuple(p for p in [read_party(text, *name.span("who"))] if p)
        elif told and not found.signed:
            found.signed = lead.read_signers(flat, *told.span("who"))


def _read_undersigned(parts: Parts, found: Sources) -> None:
    """Signatures of organizations, where the letter says that organizations undersign it and no line names a person by office."""
    own = " ".join(parts.flat[s.start : min(s.end, s.start + 600)] for s in parts.own[:2])
    personal = any(p.courtesy or p.office for p in found.signed)
    blocks = parts.of(SegmentRole.SIGNATURE, parts.foot)
    if _is_list_of_bodies(parts, blocks) or (
        _may_be_bodies(parts, blocks, found) and not personal and _UNDERSIGNED.search(own)
    ):
        found.signed = tuple(party for s in blocks for party in signature.read_bodies(parts.text, s.start, s.end))


def _is_list_of_bodies(parts: Parts, blocks: Sequence[Segment]) -> bool:
    """Whether the signatures are rows of "body, country": most end in a country, and few begin with a given name."""
    rows = [parts.text[a:b] for s in blocks for a, b in parts.lines(s) if "\t" not in parts.text[a:b]]
    if len(rows) < _LEAST_ROWS:
        return False
    located = [row for row in rows if is_country(row.rpartition(",")[2])]
    named = [row for row in rows if _begins_with_name(_ROW_MARK.sub("", row))]
    return len(located) * 3 >= len(rows) * 2 and len(named) * 3 <= len(rows)


def _begins_with_name(row: str) -> bool:
    """Whether a row begins with a given name, or with a courtesy before one."""
    first, *_ = row.split(maxsplit=1) or [""]
    return bare(first) in words("honorific") or is_given_name(first)


def _may_be_bodies(parts: Parts, blocks: Sequence[Segment], found: Sources) -> bool:
    """Whether several sign, or two lines that may be a name and its body begin with no given name."""
    rows = [parts.text[a:b] for s in blocks for a, b in parts.lines(s)]
    return len(found.signed) > 1 or (len(rows) > 1 and not is_given_name(rows[0].split(" ", 1)[0]))
