"""Saved web pages: the letter without menus and advertisements, and what the page says of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from corpuspkg.intake.found import Fact, Found, UnreadableOriginalError, day, made_with, require, web_address

# What browsers write into a page that they save.
_SAVED = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.IGNORECASE)
_WORD = re.compile(r"\w+")
# Signs for the layout of a page: the edge of a paragraph, of a line, and a line break.
_PARAGRAPH, _EDGE, _LINE_BREAK = "\x1d", "\x1e", "\x1f"
_BREAKS = re.compile(r"[ \t]*[\x1d-\x1f][\x1d-\x1f \t]*")
_PARAGRAPHS = frozenset({"p", "ul", "ol", "table", "blockquote", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6"})
_LINES = frozenset({"div", "li", "tr", "section", "article", "header", "footer", "address", "center", "dt", "dd"})
_UNSEEN = frozenset({"head", "script", "style", "template", "title"})
# Less than this share of a page's words is worth a look.
_SMALL_SHARE = 0.4


def read(data: bytes, encoding: str | None) -> Found:
    """Read a saved page."""
    trafilatura = require("trafilatura")
    html = require("lxml.html", "lxml")
    source = data.decode(encoding, errors="replace") if encoding else data
    tree = trafilatura.load_html(source)
    if tree is None:
        raise UnreadableOriginalError("this is no web page")
    page = html.fromstring(html.tostring(tree))
    # XML keeps the blocks apart; plain text would not.
    extracted = trafilatura.extract(
        source, output_format="xml", include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
    )
    text = _text(extracted) if extracted else ""
    if not text.strip():
        raise UnreadableOriginalError(
            "no letter was found on the page", hint="copy the letter's text into a .txt file and add that"
        )
    return Found(
        text=text,
        made_with=made_with("web page", "trafilatura"),
        facts=tuple(_facts(page, data)),
        notes=_notes(page, text),
    )


def read_whole(data: bytes, encoding: str | None) -> Found:
    """Read a page that is the letter and nothing else, such as the body of an e-mail."""
    html = require("lxml.html", "lxml")
    try:
        page = html.fromstring(data.decode(encoding, errors="replace") if encoding else data)
    except (ValueError, html.etree.ParserError):
        raise UnreadableOriginalError("there is no page in it") from None
    lines = _BREAKS.sub(_break, "".join(_pieces(page))).split("\n")
    text = "\n".join(line.strip() for line in lines).strip() + "\n"
    return Found(text=text, made_with=made_with("HTML", "lxml"), facts=(), notes=[])


def _pieces(element: Any) -> Iterator[str]:
    """The words of an element; signs of layout stand for its edges."""
    if element.tag in _UNSEEN or not isinstance(element.tag, str):
        return
    edge = _PARAGRAPH if element.tag in _PARAGRAPHS else _EDGE if element.tag in _LINES else ""
    yield edge + ("- " if element.tag == "li" else "")
    yield " ".join(_padded(element.text))
    for child in element:
        yield from _pieces(child)
        yield " ".join(_padded(child.tail))
    yield {"br": _LINE_BREAK, "td": "\t", "th": "\t"}.get(element.tag, edge)


def _padded(text: str | None) -> list[str]:
    """Words, with empty ones where blanks stand at the ends."""
    return re.split(r"[\s\x1d-\x1f]+", text) if text else [""]


def _break(match: re.Match[str]) -> str:
    r"""The line ends that a run of edges and line breaks shows as.

    >>> [_BREAKS.sub(_break, text) for text in ("a\x1e\x1eb", "a\x1e\x1e\x1f\x1e\x1eb")]
    ['a\nb', 'a\n\nb']
    """
    if _PARAGRAPH in match[0]:
        return "\n\n"
    before, edge, after = match[0].partition(_EDGE)
    return "\n" * min(max(before.count(_LINE_BREAK), len(edge)) + after.count(_LINE_BREAK), 2)


def _text(extracted: str) -> str:
    """The blocks of trafilatura's XML as text: a blank line between blocks, items of a list a line each."""
    main = ET.fromstring(extracted).find("main")  # noqa: S314 - written by trafilatura just now
    return "\n\n".join(block for block in _blocks(main) if block) + "\n" if main is not None else ""


def _blocks(parent: ET.Element) -> Iterator[str]:
    for element in parent:
        if element.tag == "list":
            ordered = element.get("rend") == "ol"
            items = enumerate(element.iter("item"), 1)
            yield "\n".join(f"{f'{number}.' if ordered else '-'} {_line(item)}" for number, item in items)
        elif element.tag == "table":
            yield "\n".join("\t".join(_line(cell) for cell in row.iter("cell")) for row in element.iter("row"))
        elif element.tag in ("quote", "div") and len(element) and not (element.text or "").strip():
            yield from _blocks(element)
        else:
            yield _lines(element)


def _lines(element: ET.Element) -> str:
    """Words of a block, with its line breaks."""
    for line_break in element.iter("lb"):
        line_break.text = "\n"
    lines = "".join(element.itertext()).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _line(element: ET.Element) -> str:
    """Words of an item or a cell in one line."""
    return " ".join(" ".join(element.itertext()).split())


def _notes(page: Any, text: str) -> list[str]:
    for element in page.xpath("//script|//style|//noscript|//template"):
        element.drop_tree()
    everything, kept = len(_WORD.findall(page.text_content())), len(_WORD.findall(text))
    note = f"kept {kept} of the page's {everything} words"
    if everything and kept < _SMALL_SHARE * everything:
        note += ": compare it with the original"
    return [note]


def _facts(page: Any, data: bytes) -> Iterator[Fact]:
    """What the page itself states; nothing is inferred."""
    saved = _SAVED.search(data)
    addresses = (
        (_first(page, "//link[@rel='canonical']/@href"), "link rel=canonical"),
        (_meta(page, "og:url"), "meta og:url"),
        (saved[1].decode("ascii", "replace") if saved else None, "the browser's note on top of the page"),
    )
    for value, place in addresses:
        if address := web_address(value):
            yield Fact(part="source", field="url", value=address, place=place)
            break
    if site := (_meta(page, "og:site_name") or "").strip():
        yield Fact(part="source", field="publisher", value=site, place="meta og:site_name")
    dates = (
        (_meta(page, "article:published_time"), "meta article:published_time"),
        (_published(page), "JSON-LD datePublished"),
    )
    for value, place in dates:
        if date := day(value):
            yield Fact(part="source", field="published_date", value=date, place=place)
            break
    if title := (_meta(page, "og:title") or _first(page, "//h1//text()") or "").strip():
        yield Fact(part="letter", field="title", value=" ".join(title.split()), place="meta og:title or h1")


def _first(page: Any, path: str) -> str | None:
    values = page.xpath(path)
    return str(values[0]) if values else None


def _meta(page: Any, name: str) -> str | None:
    return _first(page, f"//meta[@property='{name}' or @name='{name}']/@content")


def _published(page: Any) -> str | None:
    for script in page.xpath("//script[@type='application/ld+json']/text()"):
        try:
            entry = json.loads(script)
        except ValueError:
            continue
        for item in entry if isinstance(entry, list) else [entry, *_graph(entry)]:
            if isinstance(item, dict) and isinstance(item.get("datePublished"), str):
                return str(item["datePublished"])
    return None


def _graph(entry: Any) -> list[Any]:
    graph = entry.get("@graph") if isinstance(entry, dict) else None
    return graph if isinstance(graph, list) else []
