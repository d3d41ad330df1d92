"""PDF files that hold text."""

from __future__ import annotations

import io
import logging
import re
import textwrap
from typing import Any

from corpuspkg.intake.found import Found, UnreadableOriginalError, made_with, require


def read(data: bytes, encoding: str | None) -> Found:
    """Read the text of a PDF, page by page, in the lines it is set in."""
    del encoding  # a PDF says itself how its characters are written
    pypdf = require("pypdf")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        open_ = not reader.is_encrypted or bool(reader.decrypt(""))
        pages = [_lines(page) for page in reader.pages] if open_ else []
    except pypdf.errors.DependencyError as error:
        raise UnreadableOriginalError(f"the PDF is encrypted: {error}", hint="save it without a password") from None
    if not open_:
        raise UnreadableOriginalError("the PDF is encrypted", hint="save it without a password")
    empty = [str(number) for number, page in enumerate(pages, 1) if not page.strip()]
    if len(empty) == len(pages):
        raise UnreadableOriginalError(
            "the PDF holds no text: it is scanned or drawn",
            hint="recognize its text first (OCR), for example with ocrmypdf",
        )
    notes = ["line breaks are those of the pages: compare the paragraphs with the original"]
    notes += [f"no text on page {', '.join(empty)}: scanned?"] if empty else []
    text = "\n\n".join(page for page in pages if page.strip())
    return Found(text=text + "\n", made_with=made_with("PDF", "pypdf"), notes=notes)


def _lines(page: Any) -> str:
    """The page's lines without its left margin; a gap between lines stays a blank line."""
    text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=True)
    return re.sub(r"\n[ \t]*(?:\n[ \t]*)+", "\n\n", textwrap.dedent(text)).strip("\n")
