"""The authority's files are sound, and a corpus may add its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpuspkg.authority import check_registry, load_registry
from corpuspkg.citations import find_citations
from corpuspkg.errors import ConfigError

INSTRUMENTS = "instrument_id,kind,title,symbol,adopted_by,adopted_date,celex,eli,unts,url,authority_source\n"
ALIASES = "instrument_id,alias,kind,case,requires\n"


def test_the_authority_is_sound() -> None:
    assert check_registry() == []


def test_a_broken_authority_is_told(tmp_path: Path) -> None:
    for name in ("instruments", "aliases"):
        (tmp_path / name).mkdir()
    (tmp_path / "instruments" / "a.csv").write_text(
        INSTRUMENTS + "x:1,treaty,One,,,1999-13,,,,,s\nx:1,poem,,,,,,,,,s\n", encoding="utf-8"
    )
    (tmp_path / "aliases" / "a.csv").write_text(
        ALIASES + "x:2,Two,title,any,\nx:1, One,title,maybe,\n", encoding="utf-8"
    )
    problems = "\n".join(check_registry(tmp_path))
    for part in ("no EDTF date", "already in", "'poem' is none of", "there is no instrument x:2", "'maybe'", "blanks"):
        assert part in problems


def test_a_corpus_adds_its_own(tmp_path: Path) -> None:
    instruments, aliases = tmp_path / "i.csv", tmp_path / "a.csv"
    instruments.write_text(INSTRUMENTS + "treaty:herring,treaty,Herring Rules,,,1954,,,,,own\n", encoding="utf-8")
    aliases.write_text(ALIASES + "treaty:herring,Herring Rules,title,any,\n", encoding="utf-8")
    registry = load_registry([instruments, aliases])
    assert registry is load_registry([instruments, aliases])
    found = find_citations("Article 2 of the Herring Rules binds us.", registry=registry).citations
    assert [(one.instrument_id, one.pinpoint) for one in found] == [("treaty:herring", "2")]
    without = find_citations("Article 2 of the Herring Rules binds us.").citations
    assert [one.status for one in without] == ["unresolved"]


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="columns"):
        load_registry([path])
    with pytest.raises(ConfigError, match="no such"):
        load_registry([tmp_path / "none.csv"])


def test_a_row_known_from_letters_alone_holds_no_facts() -> None:
    unsourced = [one for one in load_registry().instruments.values() if one.authority_source is None]
    assert unsourced
    for one in unsourced:
        assert one.status == "proposed"
        assert (one.symbol, one.adopted_date, one.celex, one.eli, one.unts, one.url) == (None,) * 6
