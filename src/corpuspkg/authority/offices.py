"""Who held an office when: `offices.csv` and `tenures.csv`, read when first asked for."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person's time in one office; an empty date is not known or still to come."""

    office_id: str
    holder: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Offices:
    """Offices by the names they go by, and who held them.

    Attributes:
        by_alias: Office ids by title or alias, lower case, without an article.
        tenures: Tenures by office id.
    """

    by_alias: dict[str, tuple[str, ...]]
    tenures: dict[str, tuple[Tenure, ...]]

    def held(self, holder: str, office: str) -> Tenure | None:
        """The only tenure of an office under a name; None where there is none or several.

        >>> load_offices().held("Antony Blinken", "US Secretary of State").start
        '2021-01-26'
        """
        tokens = _tokens(holder)
        found = [
            tenure
            for office_id in self.by_alias.get(_alias(office), ())
            for tenure in self.tenures.get(office_id, ())
            if _tokens(tenure.holder)[-1:] == tokens[-1:] and _tokens(tenure.holder)[:1] == tokens[:1]
        ]
        return found[0] if len(found) == 1 else None


def _alias(office: str) -> str:
    return office.lower().removeprefix("the ").replace(".", "").strip()


def _tokens(name: str) -> list[str]:
    return [t.strip(".,").lower() for t in name.split() if t.strip(".,").lower() not in ("jr", "sr", "ii", "iii")]


@cache
def load_offices() -> Offices:
    """Read both files."""
    aliases: dict[str, list[str]] = {}
    for row in _rows("offices.csv"):
        for alias in {_alias(name) for name in (row["title"], *row["aliases"].split("|")) if name}:
            aliases.setdefault(alias, []).append(row["office_id"])
    tenures: dict[str, list[Tenure]] = {}
    for row in _rows("tenures.csv"):
        tenure = Tenure(row["office_id"], row["agent_name"], row["start"], row["end"])
        tenures.setdefault(row["office_id"], []).append(tenure)
    return Offices({a: tuple(i) for a, i in aliases.items()}, {o: tuple(t) for o, t in tenures.items()})


def _rows(name: str) -> list[dict[str, str]]:
    source = files("corpuspkg.authority").joinpath(name)
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))
