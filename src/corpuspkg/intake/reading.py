"""Tell what kind of file an original is, and read it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from corpuspkg.errors import MissingExtraError
from corpuspkg.intake.found import Fact, Found, UnreadableOriginalError

__all__ = ["Fact", "Found", "read_original"]

_BY_SUFFIX = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".eml": "mail",
    ".mht": "mail",
    ".mhtml": "mail",
    ".pdf": "pdf",
    ".docx": "word",
    ".xml": "tei",
    ".tei": "tei",
}
# What files start with that are no text: what they are, and what to do.
_FOREIGN = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office file (.doc, .msg) or an encrypted one",
        "save a Word file as .docx without a password, an Outlook message as .eml",
    ),
    (b"{\\rtf", "an RTF file", "save it as .docx or as text"),
    (b"\x89PNG", "a picture", "recognize its text first (OCR)"),
    (b"\xff\xd8\xff", "a picture", "recognize its text first (OCR)"),
    (b"II*\0", "a picture", "recognize its text first (OCR)"),
    (b"MM\0*", "a picture", "recognize its text first (OCR)"),
    (b"GIF8", "a picture", "recognize its text first (OCR)"),
)
_KNOWN = "text, HTML, Markdown, e-mail (.eml), PDF, Word (.docx) and TEI (.xml) are read"


def read_original(path: Path, *, encoding: str | None = None, max_bytes: int = 100_000_000) -> tuple[Found, bytes]:
    """Read the letter in a file of any known kind.

    Args:
        path: The file.
        encoding: Of a text file, where it is neither UTF-8 nor marked.
        max_bytes: Refuse a larger file.

    Returns:
        The letter and the bytes of the file.

    Raises:
        UnreadableOriginalError: There is no text in it that can be read; the message says why.
        MissingExtraError: The library for this kind of file is not installed.
    """
    data = _read(path, max_bytes)
    kind = _kind(path, data)
    reader: Callable[[bytes, str | None], Found] = import_module(f"corpuspkg.intake.{kind}").read
    try:
        found = reader(data, encoding)
    except UnreadableOriginalError as error:
        raise UnreadableOriginalError(error.message, path=path, hint=error.hint) from None
    except MissingExtraError:
        raise
    except Exception as error:  # noqa: BLE001 - the libraries fail in any way on a broken file; the message names it
        raise UnreadableOriginalError(f"the file is broken: {type(error).__name__}: {error}", path=path) from None
    if not found.text.strip():
        raise UnreadableOriginalError("no text was found in it", path=path)
    return found, data


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise UnreadableOriginalError(f"has {size} bytes, more than the limit of {max_bytes}", path=path)
        data = path.read_bytes()
    except OSError as error:
        hint = (
            "an address is not fetched: save the page with your browser and give the file"
            if ":/" in str(path)
            else None
        )
        raise UnreadableOriginalError(f"cannot be opened: {error.strerror}", path=path, hint=hint) from None
    if not data.strip():
        raise UnreadableOriginalError("the file is empty", path=path)
    return data


def _kind(path: Path, data: bytes) -> str:
    """Name of the reader: by what the file starts with, else by its name."""
    if data.lstrip()[:5] == b"%PDF-":
        return "pdf"
    for start, what, hint in _FOREIGN:
        if data.startswith(start):
            raise UnreadableOriginalError(f"this is {what}", path=path, hint=hint)
    kind = _BY_SUFFIX.get(path.suffix.lower())
    if data.startswith(b"PK\x03\x04") and kind != "word":
        raise UnreadableOriginalError("this is an archive or an office file", path=path, hint=_KNOWN)
    if kind is None:
        what = f"files that end in {path.suffix!r} are not known" if path.suffix else "the file's name has no ending"
        raise UnreadableOriginalError(what, path=path, hint=_KNOWN)
    return kind
