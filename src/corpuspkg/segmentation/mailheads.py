"""The header of an e-mail as machines carry it: fields without a blank line between, most of them about the way it took."""

from __future__ import annotations

import re

from corpuspkg.authority.patterns import mail_keys
from corpuspkg.model import SegmentRole

_FIELD = re.compile(r"(?P<key>[A-Za-z][A-Za-z-]{1,40}):(?=\s|$)")
# The line that opens a message in a file of many.
_ENVELOPE = re.compile(r"From \S+@\S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} ")
# Fields that only machines write.
_CARRIED = re.compile(
    r"(?:message-id|mime-version|content-[a-z-]+|received|return-path|in-reply-to|references|delivered-to|x-[a-z-]+|list-id|precedence|status|envelope-to)$",
    re.IGNORECASE,
)
# The fields of RFC 5322, 3.6, that say who wrote to whom, when and on what; the others are about the way.
_SAYING = frozenset(("from", "to", "cc", "bcc", "date", "subject"))
_LEAST = 3


def header_end(lines: list[str], gaps: list[bool]) -> int:
    """The number of lines of an e-mail's header at the top of a text; 0 where there is none.

    >>> header_end(["From: a@b.example", "Message-ID: <1@b.example>", "To: c@d.example", "Hello"], [True, False, False, True])
    3
    """
    if not lines or not (_FIELD.match(lines[0]) or _ENVELOPE.match(lines[0])):
        return 0
    end = next((number for number in range(1, len(lines)) if gaps[number]), len(lines))
    keys = [found["key"].lower() for found in map(_FIELD.match, lines[:end]) if found]
    carried = any(_CARRIED.match(key) for key in keys)
    return end if carried and len(keys) >= _LEAST and len(_SAYING.intersection(keys)) > 1 else 0


def is_carried(line: str) -> bool:
    """Whether a line is of the way a message took, and none of its writer's.

    >>> is_carried("X-Mailer: Post 1.0 of 3 May 2004"), is_carried("Received 3 May 2004")
    (True, False)
    """
    found = _FIELD.match(line)
    return bool(_ENVELOPE.match(line) or (found and _CARRIED.match(found["key"])))


def name_header(lines: list[str]) -> list[SegmentRole]:
    """Roles of the lines of an e-mail's header: fields about its way are furniture, a folded line goes with its field."""
    roles: list[SegmentRole] = []
    for line in lines:
        found = _FIELD.match(line)
        if found is None:
            roles.append(roles[-1] if roles else SegmentRole.BOILERPLATE)
            continue
        key = found["key"].lower()
        roles.append(name_field(mail_keys()[key]) if key in _SAYING else SegmentRole.BOILERPLATE)
    return roles


def name_field(meaning: str) -> SegmentRole:
    """The role of a labelled line, by what its key means."""
    if meaning in ("date", "received"):
        return SegmentRole.DATELINE
    if meaning == "cc":
        return SegmentRole.CC
    return SegmentRole.HEADLINE if meaning == "subject" else SegmentRole.ADDRESS
