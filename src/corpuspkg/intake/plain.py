"""Text files."""

from __future__ import annotations

import codecs

from corpuspkg.intake.found import Found, UnreadableOriginalError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(data: bytes, encoding: str | None) -> Found:
    """Read a text file."""
    text, name = decode(data, encoding)
    return Found(text=text, made_with=f"text, {name}")


def decode(data: bytes, encoding: str | None) -> tuple[str, str]:
    r"""Text and encoding: the one given, the one marked, or UTF-8. No other is guessed.

    Raises:
        UnreadableOriginalError: The bytes are not in that encoding.

    >>> decode(b"\xef\xbb\xbfDear", None)
    ('Dear', 'utf-8-sig')
    """
    name = encoding or next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(name)
    except LookupError:
        raise UnreadableOriginalError(f"there is no encoding {name!r}") from None
    except UnicodeDecodeError as error:
        hint = "name its encoding, for example: --encoding cp1252"
        raise UnreadableOriginalError(f"byte {error.start} is not valid {name}", hint=hint) from None
    if "\0" in text:
        raise UnreadableOriginalError("this is no text: it has NUL characters", hint="name its encoding if it has one")
    return text.replace("\r\n", "\n").replace("\r", "\n"), name
