"""Read `CHANGELOG.md`: a section a version, its heading `## 1.2.3 - 2026-01-31`, the latest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from corpuspkg.errors import ConfigError

_HEADING = re.compile(
    r"^##[ \t]+\[?v?(?P<version>\d+\.\d+\.\d+)\]?(?:[ \t]*[-–—(]+[ \t]*(?P<date>\d{4}-\d{2}-\d{2})\)?)?[ \t]*$",
    re.MULTILINE,
)
_NEXT = re.compile(r"^##[ \t]", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What the changelog says of a version.

    Attributes:
        date: As written, ISO 8601; None where the heading has none.
        text: The Markdown below the heading.
    """

    version: str
    date: str | None
    text: str


def read_changelog(path: Path) -> tuple[Section, ...]:
    """The sections of a changelog, as they stand; none where there is no file.

    Raises:
        ConfigError: It is no UTF-8 text.
    """
    try:
        return parse_changelog(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError:
        raise ConfigError("the changelog is not UTF-8", path=path) from None


def parse_changelog(text: str) -> tuple[Section, ...]:
    r"""The sections of a changelog's text; sections without a version number are passed over.

    >>> parse_changelog("# Changes\n\n## Unreleased\n\n## 1.0.0 - 2026-01-31\n\nFirst release.\n")
    (Section(version='1.0.0', date='2026-01-31', text='First release.'),)
    """
    sections = []
    for match in _HEADING.finditer(text):
        following = _NEXT.search(text, match.end())
        body = text[match.end() : following.start() if following else len(text)].strip()
        sections.append(Section(version=match["version"], date=match["date"], text=body))
    return tuple(sections)
