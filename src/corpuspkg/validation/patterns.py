r"""Patterns of Table Schema: regular expressions of XML Schema, matched against the whole value.

They run as RE2, which knows the expressions of XML Schema after a translation of the escapes that differ: `\d`, `\w`
and `\s` speak of Unicode there, `\i` and `\c` of names. `^` and `$`, ordinary characters in XML Schema, are read as
anchors, as the standard's own example does; an underscore counts as a word character, as everywhere else. What RE2
does not know (look-around, back references, which XML Schema does not know either) runs in Python.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.columns import fails_distinct, strings

if TYPE_CHECKING:
    from collections.abc import Callable

_CLASSES = {
    "d": r"\p{Nd}",
    "w": r"\p{L}\p{M}\p{N}\p{S}_",
    "s": r" \t\n\r",
    "i": r"\p{L}_:",
    "c": r"\p{L}\p{M}\p{Nd}_:.\-",
}
_TOKEN = re.compile(r"\\.|\[\^?|\]|.", re.DOTALL)


def pattern_test(pattern: str) -> Callable[[pa.Array], pa.Array]:
    """A function that tells which cells do not match the pattern as a whole.

    Raises:
        NotImplementedError: The pattern is no regular expression that can be run.

    >>> pattern_test("ab|cd")(strings(["ab", "cd", "abd", None])).to_pylist()
    [False, False, True, None]
    >>> pattern_test(r"(?!x).*")(strings(["ab", "xb"])).to_pylist()
    [False, True]
    """
    anchored = f"^(?s-m:(?:{to_re2(pattern)}))$"
    try:
        pc.match_substring_regex(strings([""]), anchored)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return _in_python(pattern)
    return lambda text: pc.invert(pc.match_substring_regex(text, anchored))


def to_re2(pattern: str) -> str:
    r"""Translate the escapes that XML Schema reads otherwise than RE2.

    >>> to_re2(r"\d+[\d-]\.\\d")
    '\\p{Nd}+[\\p{Nd}-]\\.\\\\d'
    """
    parts = []
    inside = False
    for part in _TOKEN.findall(pattern):
        if part in ("[", "[^") and not inside:
            inside = True
            parts.append(part)
        elif part == "]":
            inside = False
            parts.append(part)
        elif part == "." and not inside:
            parts.append(r"[^\n\r]")
        else:
            parts.append(_escape(part, inside=inside))
    return "".join(parts)


def _escape(token: str, *, inside: bool) -> str:
    if len(token) < 2 or token[0] != "\\" or token[1].lower() not in _CLASSES:  # noqa: PLR2004 - backslash and letter
        return token
    content = _CLASSES[token[1].lower()]
    if token[1].islower():
        return content if inside else content if content == r"\p{Nd}" else f"[{content}]"
    if not inside:
        return f"[^{content}]"
    return {"D": r"\P{Nd}", "S": r"\S", "W": r"\W"}.get(token[1], token)


def _in_python(pattern: str) -> Callable[[pa.Array], pa.Array]:
    try:
        compiled = re.compile(f"(?:{pattern})")
    except (re.error, OverflowError, RecursionError) as error:
        raise NotImplementedError(f"{pattern!r} is no regular expression that can be run: {error}") from None
    return lambda text: fails_distinct(text, lambda each: compiled.fullmatch(each) is not None)
