"""Read tables of letters in the layout of csv2cmi (saw-leipzig/csv2cmi): one row a letter, columns by name.

`sender`, `senderID`, `senderPlace`, `senderDate` (EDTF), the same for `addressee`, and `key`, `note`. Several senders
stand in one cell, set apart by a delimiter, their ids in the same order.
"""

from __future__ import annotations

import csv
from pathlib import Path

from corpuspkg.edtf import is_edtf
from corpuspkg.errors import InputError
from corpuspkg.interchange.correspondence import CorrespAgent, CorrespLetter
from corpuspkg.model import AgentKind

_REQUIRED = ("sender", "addressee")
_UNKNOWN = frozenset({"", "unknown", "unbekannt", "n.n.", "nn", "?"})
# Authority files of corporate bodies only: what has an id there is no person.
_CORPORATE = ("https://ror.org/", "http://ror.org/")


def read_csv2cmi(path: Path, *, delimiter: str = "/") -> tuple[CorrespLetter, ...]:
    """Read the letters of a table.

    Args:
        path: The CSV file: UTF-8, comma or semicolon between columns.
        delimiter: What stands between several senders or addressees in one cell.

    Raises:
        InputError: The file cannot be opened, is no CSV in UTF-8, or lacks the columns.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be opened: {error.strerror}", path=path) from None
    except UnicodeDecodeError as error:
        raise InputError(f"no UTF-8 at byte {error.start}", path=path, hint="convert the table to UTF-8") from None
    header = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if header.count(";") > header.count(",") else ",")
    missing = [name for name in _REQUIRED if name not in (reader.fieldnames or ())]
    if missing:
        raise InputError(f"lacks the column {missing[0]!r}", path=path, hint="name the columns as csv2cmi does")
    return tuple(_read_row({key: value or "" for key, value in row.items() if key}, delimiter) for row in reader)


def _read_row(row: dict[str, str], delimiter: str) -> CorrespLetter:
    written = row.get("senderDate", "").strip()
    argued = written.startswith("[") and written.endswith("]")
    date = written.strip("[]")
    return CorrespLetter(
        key=row.get("key", "").strip() or None,
        senders=_read_agents(row, "sender", delimiter),
        recipients=_read_agents(row, "addressee", delimiter),
        date=date if date and is_edtf(date) else None,
        date_argued=argued,
        place_from=row.get("senderPlace", "").strip("[] ") or None,
        place_to=row.get("addresseePlace", "").strip("[] ") or None,
        note=row.get("note", "").strip() or None,
    )


def _read_agents(row: dict[str, str], side: str, delimiter: str) -> tuple[CorrespAgent, ...]:
    names = [name.strip() for name in row[side].split(delimiter)]
    cell = row.get(f"{side}ID", "").strip()
    # Ids are addresses and hold slashes themselves: they are set apart where the next address begins.
    ids = [entry.strip() for entry in cell.replace(f"{delimiter}http", "\0http").split("\0")] if cell else []
    ids += [""] * (len(names) - len(ids))
    return tuple(
        CorrespAgent(
            name=name.strip("[]"),
            kind=AgentKind.ORGANIZATION if ref.startswith(_CORPORATE) else AgentKind.PERSON,
            refs=(ref,) if "://" in ref else (),
            uncertain=name.startswith("["),
        )
        for name, ref in zip(names, ids, strict=False)
        if name.strip("[]").casefold() not in _UNKNOWN
    )
