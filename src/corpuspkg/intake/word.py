"""Word files (.docx)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from corpuspkg.intake.found import Found, UnreadableOriginalError, made_with, require

# Larger than any letter when unpacked: a file made to fill the memory.
_MAX_UNPACKED = 500_000_000
_LEFT_OUT = {
    "word/footnotes.xml": "footnotes",
    "word/endnotes.xml": "endnotes",
    "word/comments.xml": "comments",
}


def read(data: bytes, encoding: str | None) -> Found:
    """Read paragraphs and tables in order, after the text of the first page's header."""
    del encoding  # XML says itself how its characters are written
    docx = require("docx", "python-docx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
        names = set(archive.namelist())
    if size > _MAX_UNPACKED:
        raise UnreadableOriginalError(f"the file unpacks to {size} bytes: too large for a letter")
    document = docx.Document(io.BytesIO(data))
    header = [line for line in _header(document) if line]
    blocks = [*([*header, ""] if header else []), *_blocks(document)]
    boxes = document.element.body.xpath(".//w:txbxContent")
    left_out = [what for name, what in _LEFT_OUT.items() if name in names] + (["text boxes"] if boxes else [])
    notes = [f"may hold {', '.join(left_out)}, which are left out"] if left_out else []
    return Found(text="\n".join(blocks).strip() + "\n", made_with=made_with("Word", "python-docx"), notes=notes)


def _header(document: Any) -> list[str]:
    """The letterhead: the header of the first page."""
    section = document.sections[0]
    header = section.first_page_header if section.different_first_page_header_footer else section.header
    return [paragraph.text.strip() for paragraph in header.paragraphs]


def _blocks(document: Any) -> Iterator[str]:
    """Lines of text: a blank line where Word sets paragraphs apart, columns of a table apart by a tab."""
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield "\t".join(" ".join(cell.text.split()) for cell in row.cells)
            yield ""
            continue
        yield block.text
        if block.text.strip() and not _tight(block):
            yield ""


def _tight(paragraph: Any) -> bool:
    """Whether the next paragraph follows without a gap, as the lines of an address do."""
    style = paragraph.style
    space = paragraph.paragraph_format.space_after
    while space is None and style is not None:
        space, style = style.paragraph_format.space_after, style.base_style
    return space is not None and space.pt == 0
