"""Write and read CMIF: the Correspondence Metadata Interchange Format, version 1.1.

Source: TEI Correspondence SIG, CMIF documentation and `cmi-customization` (2025-02-26), CC-BY-4.0 and BSD-2-Clause.
An unknown sender or addressee is the name "Unknown"; a group and an organization are an `orgName`, an office whose
holder is not named is a `persName`; an inferred party has `cert="low"`, an argued date `evidence="conjecture"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote
from xml.etree import ElementTree as ET
from xml.parsers import expat

from corpuspkg.edtf import is_edtf
from corpuspkg.errors import InputError, OutputError
from corpuspkg.interchange.correspondence import CorrespAgent, CorrespLetter, Index
from corpuspkg.interchange.dates import from_tei, to_tei
from corpuspkg.model import AgentKind

NAMESPACE = "http://www.tei-c.org/ns/1.0"
UNKNOWN = "Unknown"
_EDITION = "edition"
_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
# The words that CMIF asks for beside that licence.
_CC_BY_WORDS = "This file is licensed under the terms of the Creative Commons License CC-BY 4.0"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# An absolute address (RFC 3986); what it may not hold is percent-encoded.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f]+")
_URI_SAFE = ";/?:@&=+$,#%!'()*~"
_MAX_BYTES = 500_000_000


def write_cmif(index: Index, stream: IO[str]) -> None:
    """Write an index of letters, one letter at a time.

    Args:
        index: What to write.
        stream: Where to; text, to be stored as UTF-8.
    """
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="{NAMESPACE}">\n  <teiHeader>\n')
    stream.write(_serialize(_file_desc(index), 2))
    stream.write("    <profileDesc>\n")
    for letter in index.letters:
        stream.write(_serialize(_corresp_desc(letter), 3))
    stream.write(
        "    </profileDesc>\n  </teiHeader>\n  <text>\n    <body>\n      <p/>\n    </body>\n  </text>\n</TEI>\n"
    )


def write_cmif_file(index: Index, path: Path) -> None:
    """Write an index to a file, which is in its place only when it is whole.

    Raises:
        OutputError: The file cannot be written; what was there is unchanged.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            write_cmif(index, file)
        partial.replace(path)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", path=path) from None
    finally:
        partial.unlink(missing_ok=True)


def _serialize(element: ET.Element, level: int) -> str:
    ET.indent(element, level=level)
    return "  " * level + ET.tostring(element, encoding="unicode") + "\n"


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str | None) -> ET.Element:
    element = ET.SubElement(parent, tag, {key: _clean(value) for key, value in attributes.items() if value})
    element.text = _clean(text) if text else None
    return element


def _clean(text: str) -> str:
    """Without the characters that XML does not know."""
    return " ".join(_NOT_XML.sub("", text).split())


def _uri(address: str | None) -> str | None:
    return quote(address, safe=_URI_SAFE) if address and _URI.fullmatch(address) else None


def _file_desc(index: Index) -> ET.Element:
    root = ET.Element("fileDesc")
    title = _add(root, "titleStmt")
    _add(title, "title", index.title)
    for editor in index.editors:
        _add(title, "editor", editor)
    publication = _add(root, "publicationStmt")
    for publisher in index.publishers:
        _add(publication, "publisher", publisher)
    _add(publication, "idno", index.url, type="url")
    _add(publication, "date", None if index.date else f"version {index.version}", when=index.date)
    availability = _add(publication, "availability")
    if licence := _uri(index.licence_url):
        words = _CC_BY_WORDS if licence == _CC_BY else index.licence_title or licence
        _add(availability, "licence", words, target=licence)
    else:
        _add(availability, "p", index.licence_title or "No licence is stated.")
    bibl = _add(_add(root, "sourceDesc"), "bibl", type="online", **{"xml:id": _EDITION})
    bibl.text = _clean(f"{index.title}, version {index.version}")
    if address := _uri(index.edition_url):
        bibl.text += ". "
        _add(bibl, "ref", address, target=address)
    return root


def _corresp_desc(letter: CorrespLetter) -> ET.Element:
    root = ET.Element("correspDesc", {"source": f"#{_EDITION}"})
    for name, value in (("key", letter.key), ("ref", _uri(letter.url))):
        if value:
            root.set(name, _clean(value))
    sent = _add(root, "correspAction", type="sent")
    _add_agents(sent, letter.senders)
    _add_place(sent, letter.place_from)
    if letter.date:
        argued = "conjecture" if letter.date_argued else None
        _add(sent, "date", letter.date, evidence=argued, **to_tei(letter.date))
    received = _add(root, "correspAction", type="received")
    _add_agents(received, letter.recipients)
    _add_place(received, letter.place_to)
    if letter.note:
        _add(root, "note", letter.note)
    return root


def _add_agents(action: ET.Element, agents: Iterable[CorrespAgent]) -> None:
    for agent in agents:
        tag = "orgName" if agent.kind in (AgentKind.ORGANIZATION, AgentKind.GROUP) else "persName"
        refs = " ".join(filter(None, map(_uri, agent.refs)))
        _add(action, tag, agent.name, ref=refs, cert="low" if agent.uncertain else None)
    if not len(action):
        _add(action, "persName", UNKNOWN)


def _add_place(action: ET.Element, place: str | None) -> None:
    if place:
        _add(action, "placeName", place)


def read_cmif(path: Path) -> tuple[CorrespLetter, ...]:
    """Read the letters of a CMIF file.

    Document types and entities are refused, and nothing is fetched.

    Raises:
        InputError: The file cannot be opened, is no XML, or holds no TEI.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError("too large for one file of metadata", path=path, hint="split it")
        content = path.read_bytes()
        _refuse_declarations(content, path)
        root = ET.fromstring(content)  # noqa: S314 - no document type and no entity gets here
    except OSError as error:
        raise InputError(f"cannot be opened: {error.strerror}", path=path) from None
    except (expat.ExpatError, ET.ParseError) as error:
        raise InputError(f"no well-formed XML: {error}", path=path) from None
    if not root.tag.startswith(f"{{{NAMESPACE}}}TEI"):
        raise InputError(f"no TEI: the root is {root.tag!r}", path=path, hint=f"CMIF is TEI in {NAMESPACE}")
    return tuple(_read_letter(element) for element in root.iter(_tag("correspDesc")))


def _refuse_declarations(content: bytes, path: Path) -> None:
    """Stop at a document type: entities could read files or grow without bound."""

    def refuse(*_: object) -> None:
        raise InputError("has a document type, which is refused", path=path, hint="remove the <!DOCTYPE ...> part")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.Parse(content, True)  # noqa: FBT003 - the C function takes no keywords


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _text(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _read_letter(element: ET.Element) -> CorrespLetter:
    actions = {action.get("type"): action for action in element.iterfind(_tag("correspAction"))}
    empty = ET.Element("correspAction")
    sent, received = actions.get("sent", empty), actions.get("received", empty)
    date = next(sent.iterfind(_tag("date")), None)
    notes = [_text(note) for note in element.iterfind(_tag("note"))]
    return CorrespLetter(
        key=element.get("key"),
        url=element.get("ref"),
        senders=tuple(_read_agents(sent)),
        recipients=tuple(_read_agents(received)),
        date=_read_date(date) if date is not None else None,
        date_argued=date is not None and date.get("evidence") == "conjecture",
        place_from=_read_place(sent),
        place_to=_read_place(received),
        note="; ".join(note for note in notes if note) or None,
    )


def _read_date(element: ET.Element) -> str | None:
    written = _text(element)
    if not any(name in element.attrib for name in ("when", "notBefore", "notAfter", "from", "to")):
        return written if is_edtf(written) else None
    return from_tei(dict(element.attrib), written)


def _read_agents(action: ET.Element) -> Iterator[CorrespAgent]:
    for child in action:
        if child.tag in (_tag("persName"), _tag("orgName"), _tag("name")):
            name = _text(child)
            if name and name.casefold() != UNKNOWN.casefold():
                yield CorrespAgent(
                    name=name,
                    kind=AgentKind.ORGANIZATION if child.tag == _tag("orgName") else AgentKind.PERSON,
                    refs=tuple(child.get("ref", "").split()),
                    uncertain=child.get("cert") == "low" or child.get("evidence") == "conjecture",
                )


def _read_place(action: ET.Element) -> str | None:
    place = next(action.iterfind(_tag("placeName")), None)
    return (_text(place) or None) if place is not None else None
