"""Read the signers that stand in a table, as pages write them: a row between bars for each."""

from __future__ import annotations

import re

from corpuspkg.authority.patterns import is_given_name
from corpuspkg.metadata.names import Party, trim
from corpuspkg.metadata.phrases import is_organization
from corpuspkg.model import AgentKind

_ROW = re.compile(r"\|(?P<first>[^|\n]*)\|[^\n]*")
_LONGEST_NAME = 4


def read_table(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Signers in a table's first column: "| Harbour Trust | association | Norland |"; the row above the rule names the columns."""
    rows = list(_ROW.finditer(text, start, end))
    ruled = next((n for n, row in enumerate(rows) if not any(c.isalnum() for c in row.group())), -1)
    found = []
    for row in rows[ruled + 1 :]:
        a, b = trim(text, *row.span("first"))
        named = 1 < len(text[a:b].split()) <= _LONGEST_NAME and is_given_name(text[a:b].split(maxsplit=1)[0])
        kind = AgentKind.PERSON if named and not is_organization(text[a:b]) else AgentKind.ORGANIZATION
        if any(c.isalpha() for c in text[a:b]):
            found.append(Party(name=text[a:b], kind=kind, start=a, end=b))
    return tuple(found)
