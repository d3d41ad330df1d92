"""Find addresses on the web in a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpuspkg.authority.literals import lower_bytes
from corpuspkg.model import Reference, ReferenceKind

RULE = "reference.address"
_TOP = "com|org|net|int|edu|gov|mil|info|eu|example|[a-z]{2}"
_ADDRESS = re.compile(
    rf"""
    <\s*(?:URL:\s*)?(?P<angled>(?:https?|ftp)://[^<>"]*?)\s*>
    |(?P<full>\b(?:https?|ftp)://[^\s<>"“”«»\[\]{{}}|\\^`]+)
    |(?P<www>\bwww\.[^\s<>"“”«»\[\]{{}}|\\^`]+\.[^\s<>"“”«»\[\]{{}}|\\^`]+)
    |(?P<doi>\bdoi:\s?10\.[0-9]{{4,9}}/[^\s<>"“”]+)
    |(?P<bare>(?<![\w@./-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_TOP})/[^\s<>"“”«»\[\]{{}}|\\^`]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Every address has one of these; looking for them first is many times faster than trying the pattern everywhere.
_TRACE = re.compile(r"://|[Ww][Ww][Ww]\.|[Dd][Oo][Ii]:|\.[A-Za-z]{2,7}/")
_TRAILING = ".,;:!?'’”»*_"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def may_hold_address(text: str) -> bool:
    """Whether a text has what every address has; faster still."""
    return "/" in text or b"www." in lower_bytes(text)


def find_addresses(text: str, start: int = 0, end: int | None = None) -> Iterator[Reference]:
    """Addresses between two offsets, without the punctuation of the sentence around them.

    >>> [r.url for r in find_addresses("<https://a.example/x?y=1&z=2>, (https://b.example/p_(q)) and www.c.example.")]
    ['https://a.example/x?y=1&z=2', 'https://b.example/p_(q)', 'www.c.example']
    >>> [r.url for r in find_addresses("doi:10.1000/182; write to office@d.example")]
    ['https://doi.org/10.1000/182']
    """
    stop = len(text) if end is None else end
    part = text[start:stop]
    if not ("/" in part or "www." in part.lower()) or not _TRACE.search(part):
        return
    for match in _ADDRESS.finditer(text, start, stop):
        kind = match.lastgroup or "full"
        first, last = match.span(kind)
        if kind != "angled":
            last = first + len(_strip(text[first:last]))
        written = text[first:last]
        yield Reference(
            kind=ReferenceKind.URL,
            start=first,
            end=last,
            exact=written,
            status="resolved",
            rule_id=RULE,
            url=_target(kind, written),
        )


def _target(kind: str, written: str) -> str:
    if kind == "doi":
        return "https://doi.org/" + written.partition(":")[2].strip()
    # An address in angle brackets may be broken over lines (RFC 3986, appendix C).
    return re.sub(r"\s+", "", written)


def _strip(address: str) -> str:
    """Drop punctuation at the end, and a closing bracket that was not opened inside."""
    while address and (address[-1] in _TRAILING or _unopened(address)):
        address = address[:-1]
    return address


def _unopened(address: str) -> bool:
    opening = _BRACKETS.get(address[-1])
    return opening is not None and address.count(address[-1]) > address.count(opening)
