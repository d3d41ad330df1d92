"""Letters encoded in TEI (P5): the text as written, and what the header's correspDesc says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from corpuspkg.intake.found import Fact, Found, UnreadableOriginalError, day, web_address

_TEI = "{http://www.tei-c.org/ns/1.0}"
# Elements that stand on lines of their own; those of the second set have no blank line after them.
_BLOCKS = frozenset(
    {"p", "head", "opener", "closer", "postscript", "list", "lg", "div", "address", "quote", "table", "ab"}
)
_LINES = frozenset({"dateline", "salute", "signed", "addrLine", "l", "item", "row", "byline", "trailer"})
# Editors' readings beside what the letter has, deletions, notes and the furniture of a page.
_SKIPPED = frozenset({"corr", "expan", "reg", "del", "note", "fw", "figure", "teiHeader"})
_EXACT = ("when", "when-iso")


def read(data: bytes, encoding: str | None) -> Found:
    """Read one TEI letter."""
    del encoding  # XML says itself how its characters are written
    try:
        root = ET.fromstring(data)  # noqa: S314 - the parser (expat 2.4+) limits entities and loads no external ones
    except ET.ParseError as error:
        raise UnreadableOriginalError(f"no well-formed XML: {error}") from None
    letters = [root] if root.tag == f"{_TEI}TEI" else list(root.iter(f"{_TEI}TEI"))
    if not letters:
        raise UnreadableOriginalError("this XML is no TEI", hint="TEI P5 with its namespace is read")
    number = len(letters) if len(letters) > 1 else _letters(letters[0])
    if number > 1:
        raise UnreadableOriginalError(f"the file holds {number} letters", hint="split it: a letter a file")
    body = letters[0].find(f"{_TEI}text")
    if body is None:
        raise UnreadableOriginalError("the TEI has no text, only a header")
    skipped = sum(1 for element in body.iter() if _name(element) == "note")
    notes = [f"{skipped} note(s) left out"] if skipped else []
    return Found(text=_text(body), made_with="TEI, Python's xml", facts=tuple(_facts(letters[0])), notes=notes)


def _letters(letter: ET.Element) -> int:
    """How many letters one TEI document holds: texts of a group, divisions of that type, or descriptions."""
    divisions = (element for element in letter.iter(f"{_TEI}div") if element.get("type", "").lower() == "letter")
    return max(
        len(letter.findall(f"{_TEI}text/{_TEI}group/{_TEI}text")),
        sum(1 for _ in divisions),
        sum(1 for _ in letter.iter(f"{_TEI}correspDesc")),
    )


def _name(element: ET.Element) -> str:
    return element.tag.removeprefix(_TEI) if isinstance(element.tag, str) else ""


def _text(body: ET.Element) -> str:
    text = "".join(_pieces(body))
    lines = [" ".join(line.split()) for line in text.split("\f")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _pieces(element: ET.Element) -> Iterator[str]:
    """The text in order; a form feed stands for a line break, because line breaks in XML are blanks."""
    name = _name(element)
    if name in ("lb", "cb", "pb"):
        yield "\f" if name == "lb" and element.get("break") != "no" else ""
        return
    if name == "gap":
        yield "[…]"
        return
    edge = "\f\f" if name in _BLOCKS else "\f" if name in _LINES else ""
    yield edge
    yield element.text or ""
    for child in element:
        if _name(child) not in _SKIPPED:
            yield from _pieces(child)
        yield child.tail or ""
    yield edge


def _facts(letter: ET.Element) -> Iterator[Fact]:
    header = letter.find(f"{_TEI}teiHeader")
    if header is None:
        return
    simple = (
        ("letter", "title", "fileDesc/titleStmt/title"),
        ("source", "publisher", "fileDesc/publicationStmt/publisher"),
        ("source", "rights", "fileDesc/publicationStmt/availability/licence"),
    )
    for part, field, path in simple:
        element = header.find("/".join(_TEI + step for step in path.split("/")))
        value = " ".join("".join(element.itertext()).split()) if element is not None else ""
        if value:
            yield Fact(part="letter" if part == "letter" else "source", field=field, value=value, place=path)
    for idno in header.iterfind(f"{_TEI}fileDesc/{_TEI}publicationStmt/{_TEI}idno"):
        if address := web_address(idno.text):
            yield Fact(part="source", field="url", value=address, place="publicationStmt/idno")
            break
    for action in header.iter(f"{_TEI}correspAction"):
        yield from _action(action)


def _action(action: ET.Element) -> Iterator[Fact]:
    kind = action.get("type")
    role, place_field = {"sent": ("sender", "place_from"), "received": ("recipient", "place_to")}.get(
        kind or "", ("", "")
    )
    if not role:
        return
    where = f"correspAction type={kind}"
    for tag, agent_kind in (("persName", "person"), ("orgName", "organization")):
        for element in action.iter(_TEI + tag):
            if name := " ".join("".join(element.itertext()).split()):
                yield Fact(part="participations", field=role, value=name, place=where, kind=agent_kind)
    for element in action.iter(f"{_TEI}placeName"):
        if name := " ".join("".join(element.itertext()).split()):
            yield Fact(part="letter", field=place_field, value=name, place=where)
            break
    date = action.find(f"{_TEI}date")
    if role == "sender" and date is not None and (value := _edtf(date)):
        yield Fact(part="letter", field="sent_date", value=value, place=where)


def _edtf(date: ET.Element) -> str | None:
    """An EDTF date from TEI's attributes.

    >>> _edtf(ET.fromstring('<date notBefore="1848-03-01" notAfter="1848-03-05"/>'))
    '1848-03-01/1848-03-05'
    """
    for name in _EXACT:
        if value := day(date.get(name)):
            return value
    first, last = day(date.get("notBefore") or date.get("from")), day(date.get("notAfter") or date.get("to"))
    if first or last:
        return f"{first or '..'}/{last or '..'}"
    return None
