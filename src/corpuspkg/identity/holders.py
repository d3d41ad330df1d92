"""Who held an office on a day: `authority/offices.csv` and `tenures.csv`, indexed for names that letters give."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from corpuspkg.edtf import bounds
from corpuspkg.identity.names import PersonName, compatible, fold, parse_person

Span = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who held an office."""

    name: str
    wikidata: str | None
    source: str


@dataclass(frozen=True, slots=True)
class _Tenure:
    holder: Holder
    person: PersonName
    start: date | None
    end: date | None


def _rows(name: str) -> list[dict[str, str]]:
    source = files("corpuspkg.authority").joinpath(name)
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines())) if source.is_file() else []


@cache
def _offices() -> dict[str, frozenset[str]]:
    """Ids of the offices that each written form can mean."""
    return _by_form(lambda row: (row["title"], *row["aliases"].split("|")))


@cache
def _addressed() -> dict[str, frozenset[str]]:
    """Ids of the offices whose holders are addressed by a form: "Secretary" before a name."""
    return _by_form(lambda row: tuple(row["address_forms"].split("|")))


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    """All forms of each office, as compared."""
    return {
        row["office_id"]: tuple(map(_fold_office, (row["title"], *row["aliases"].split("|"))))
        for row in _rows("offices.csv")
    }


def _by_form(forms: Callable[[dict[str, str]], tuple[str, ...]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _rows("offices.csv"):
        for form in forms(row):
            found.setdefault(_fold_office(form), set()).add(row["office_id"])
    return {form: frozenset(ids) for form, ids in found.items() if form}


@cache
def _tenures() -> dict[str, tuple[_Tenure, ...]]:
    found: dict[str, list[_Tenure]] = {}
    for row in _rows("tenures.csv"):
        start = bounds(row["start"])[0] if row["start"] else None
        end = bounds(row["end"])[1] if row["end"] else None
        holder = Holder(row["agent_name"], row["wikidata"] or None, row["source"])
        found.setdefault(row["office_id"], []).append(_Tenure(holder, parse_person(row["agent_name"]), start, end))
    return {office: tuple(tenures) for office, tenures in found.items()}


def _fold_office(office: str) -> str:
    return fold(office).removeprefix("the ")


def offices_meant(office: str, context: str = "") -> frozenset[str]:
    """Ids of the offices that a written form can mean; several where neither it nor the context names a country.

    Args:
        office: The office as written.
        context: Words around it, folded: the address it stands in. Another form of one of the offices tells them apart.

    >>> sorted(offices_meant("President", "the president the white house washington dc"))
    ['us:president']
    """
    form = _fold_office(office)
    offices = _offices().get(form, frozenset())
    if len(offices) > 1 and context:
        words = f" {context} "
        told = {one for one in offices if any(f" {other} " in words for other in _aliases()[one] if other != form)}
        return frozenset(told) or offices
    return offices


def find_holder(
    office: str, sent: Span, name: str | None = None, context: str = "", *, loosely: bool = True
) -> Holder | None:
    """The one person who held an office when a letter was sent.

    Args:
        office: The office as written.
        sent: First and last day the letter can have been sent; None where unknown.
        name: The name the letter gives the holder, a surname at least. Without a name the office must mean a single one
            and the letter must have a date; with one, a form of address will do where the letter has a date.
        context: As for `offices_meant`.
        loosely: An office that may be that of several countries will do for a name, where the letter has a date.
            "President" below a signature may be that of a society.

    >>> find_holder("Secretary-General of the United Nations", (date(1998, 3, 1), date(1998, 3, 1))).name
    'Kofi Annan'
    >>> find_holder("President", (date(1998, 3, 1), date(1998, 3, 1))) is None
    True
    """
    offices = offices_meant(office, context)
    if name is None and (len(offices) != 1 or None in sent):
        return None
    if len(offices) != 1 and (None in sent or not loosely):
        return None
    if not offices:
        offices = _addressed().get(_fold_office(office), frozenset())
    person = parse_person(name) if name else None
    fitting = {
        tenure.holder.name: tenure.holder
        for office_id in sorted(offices)
        for tenure in _tenures().get(office_id, ())
        if _held(tenure, sent) and (person is None or _names(person, tenure.person))
    }
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _held(tenure: _Tenure, sent: Span) -> bool:
    """Whether the whole span the letter can have been sent in lies in the tenure, where the letter has one."""
    earliest, latest = sent
    return not (
        (earliest and tenure.start and earliest < tenure.start)
        or (latest and tenure.end and latest > tenure.end)
        or (earliest and tenure.end and earliest > tenure.end)
        or (latest and tenure.start and latest < tenure.start)
    )


def _names(person: PersonName, holder: PersonName) -> bool:
    """Whether a name in a letter can be the holder's: a surname alone, or a full name that agrees with it."""
    if not person.given:
        return person.surname in (holder.surname, holder.surname.rpartition(" ")[2])
    return compatible(person, holder)
