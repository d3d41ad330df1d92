"""The registry as a value, read from the authority's CSV files."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.errors import ConfigError
from corpuspkg.model import Instrument

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Row = dict[str, str]

HERE = Path(__file__).parent
INSTRUMENT_FIELDS = [
    "instrument_id",
    "kind",
    "title",
    "symbol",
    "adopted_by",
    "adopted_date",
    "celex",
    "eli",
    "unts",
    "url",
    "authority_source",
]
ALIAS_FIELDS = ["instrument_id", "alias", "kind", "case", "requires"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name that an instrument goes by.

    Attributes:
        case_matters: The letters must be capital or small as written here.
        requires: Words of which at least one must occur elsewhere in the letter; empty for no such condition.
    """

    instrument_id: str
    alias: str
    kind: str
    case_matters: bool = False
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilResolution:
    """A Security Council resolution: its year, and its day where that is verified."""

    number: int
    year: int
    adopted_date: date | None
    symbol: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session of the General Assembly: `roman` up to the thirtieth, and the years it sat in (0: not known)."""

    session: str
    roman: str
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country with the names and demonyms it goes by."""

    iso2: str
    name: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Registry:
    """All rows of the authority that the recognition of instruments needs."""

    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    aliases: tuple[Alias, ...] = ()
    council_resolutions: Mapping[int, CouncilResolution] = field(default_factory=dict)
    council_by_date: Mapping[date, tuple[int, ...]] = field(default_factory=dict)
    sessions: tuple[Session, ...] = ()
    countries: tuple[Country, ...] = ()
    by_symbol: Mapping[str, str] = field(default_factory=dict)


def load_registry(extra: Sequence[Path] = ()) -> Registry:
    """Read the authority's files, and those of a corpus; the result is cached.

    Args:
        extra: CSV files with the columns of `instruments/*.csv` or of `aliases/*.csv`; their rows come last, and an
            instrument of theirs replaces one of the same id.

    Raises:
        ConfigError: A file is missing or its columns are not those of either table.
    """
    return _load(tuple(Path(path).resolve() for path in extra))


@cache
def _load(extra: tuple[Path, ...]) -> Registry:
    instruments = {row["instrument_id"]: _instrument(row) for row in _rows_of("instruments")}
    aliases = [_alias(row) for row in _rows_of("aliases")]
    for path in extra:
        rows = list(_extra_rows(path))
        if rows and "alias" in rows[0]:
            aliases += [_alias(row) for row in rows]
        else:
            instruments |= {row["instrument_id"]: _instrument(row) for row in rows}
    council = {entry.number: entry for entry in map(_council, _rows(HERE / "un_sc_resolutions.csv"))}
    return Registry(
        instruments=instruments,
        aliases=tuple(aliases),
        council_resolutions=council,
        council_by_date=_by_date(council),
        sessions=tuple(map(_session, _rows(HERE / "un_ga_sessions.csv"))),
        countries=tuple(map(_country, _rows(HERE / "countries.csv"))),
        by_symbol={
            squeeze(row.symbol).replace("[", "").replace("]", ""): row.instrument_id
            for row in instruments.values()
            if row.symbol
        },
    )


def squeeze(symbol: str) -> str:
    """A symbol without blanks, in capitals: what two ways of writing it have in common.

    >>> squeeze("S/RES/822 (1993)")
    'S/RES/822(1993)'
    """
    return "".join(symbol.split()).upper()


def _rows_of(folder: str) -> Iterator[Row]:
    for path in sorted((HERE / folder).glob("*.csv")):
        yield from _rows(path)


def _rows(path: Path) -> Iterator[Row]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _extra_rows(path: Path) -> Iterator[Row]:
    if not path.is_file():
        raise ConfigError("no such authority file", path=path, hint="see [tool.corpuspkg] authority")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = [
            [name for name in fields if name not in (reader.fieldnames or ())]
            for fields in (ALIAS_FIELDS, INSTRUMENT_FIELDS)
        ]
        if all(missing):
            raise ConfigError(
                "columns are neither those of instruments nor those of aliases",
                path=path,
                hint=f"instruments: {','.join(INSTRUMENT_FIELDS)}; aliases: {','.join(ALIAS_FIELDS)}",
            )
        yield from reader


def _instrument(row: Row) -> Instrument:
    values = {name: row[name] or None for name in INSTRUMENT_FIELDS if name not in ("instrument_id", "kind")}
    # A row without a source gives an instrument known from letters alone one id for all its names.
    status = "registered" if row["authority_source"] else "proposed"
    return Instrument(instrument_id=row["instrument_id"], kind=row["kind"], status=status, **values)


def _alias(row: Row) -> Alias:
    return Alias(
        instrument_id=row["instrument_id"],
        alias=row["alias"],
        kind=row["kind"],
        case_matters=row["case"] == "exact",
        requires=tuple(word.strip().lower() for word in row["requires"].split("|") if word.strip()),
    )


def _council(row: Row) -> CouncilResolution:
    return CouncilResolution(
        number=int(row["number"]),
        year=int(row["year"]),
        adopted_date=date.fromisoformat(row["adopted_date"]) if row["adopted_date"] else None,
        symbol=row["symbol"],
        source=row["source"],
    )


def _by_date(council: Mapping[int, CouncilResolution]) -> dict[date, tuple[int, ...]]:
    found: dict[date, tuple[int, ...]] = {}
    for entry in council.values():
        if entry.adopted_date:
            found[entry.adopted_date] = (*found.get(entry.adopted_date, ()), entry.number)
    return found


def _session(row: Row) -> Session:
    return Session(
        session=row["session"],
        roman=row["roman"],
        first_year=int(row["first_year"] or 0),
        last_year=int(row["last_year"] or row["first_year"] or 0),
    )


def _country(row: Row) -> Country:
    names = (row["name"], row["official_name"], *row["aliases"].split("|"))
    return Country(
        iso2=row["iso2"].lower(),
        name=row["name"],
        names=tuple(dict.fromkeys(name for name in names if name)),
        demonyms=tuple(name for name in row["demonyms"].split("|") if name),
    )
