"""Listings of more names than are held in memory, and archives of more members than 16 bits count."""

import random
import zipfile
from pathlib import Path

import pytest

from corpuspkg.pipeline.sources.jsonl import split_lines
from corpuspkg.pipeline.sources.listing import Found, read_listing, write_listing
from corpuspkg.pipeline.sources.zipped import list_zip


def test_names_are_sorted_however_many_runs_they_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{number % 7}/é{number:04}.txt" for number in range(1000)]
    found = [Found(name, 10, None) for name in names] + [Found(f"{name[:-4]}.yaml", 5, 7) for name in names[::3]]
    random.Random(3).shuffle(found)  # noqa: S311 - repeatable, not secret
    whole = write_listing(found, tmp_path / "whole.jsonl", 30, 10_000)
    monkeypatch.setattr("corpuspkg.pipeline.sources.listing._RUN", 11)
    monkeypatch.setattr("corpuspkg.pipeline.sources.listing._MOST_RUNS", 4)
    counted: list[int] = []
    spilled = write_listing(reversed(found), tmp_path / "spilled.jsonl", 30, 10_000, counted.append)
    assert counted[-1] == len(found)
    assert (tmp_path / "spilled.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert (spilled.slices, spilled.digest) == (whole.slices, whole.digest)
    read = [entry for one in spilled.slices for entry in read_listing(spilled.path, one.start, one.end)]
    assert [entry.path for entry in read] == sorted(names)
    assert [entry.sidecar is not None for entry in read] == [name in names[::3] for name in sorted(names)]
    assert {one.documents for one in spilled.slices} == {30, 10}


def test_an_archive_of_many_members_is_listed_whole(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(66_000):
            archive.writestr(f"{number}.txt", b"x")
    assert sum(1 for _ in list_zip(path)) == 66_000
    # With something before it, as in an archive that unpacks itself.
    path.write_bytes(b"#!/bin/sh\n" + path.read_bytes())
    assert sum(1 for _ in list_zip(path)) == 66_000


@pytest.mark.parametrize("end", [b"", b"\n"])
@pytest.mark.parametrize(("documents", "size"), [(1, 10**9), (7, 10**9), (1000, 50), (5, 120), (10**9, 10**9)])
def test_lines_are_cut_into_shares_that_follow_each_other(
    tmp_path: Path, end: bytes, documents: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpuspkg.pipeline.sources.jsonl._BLOCK", 64)
    lines = [b"x" * (number % 30) for number in range(99)] + [b"last"]
    path = tmp_path / "lines.jsonl"
    path.write_bytes(b"\n".join(lines) + end)
    shares = list(split_lines(path, documents, size))
    assert sum(share.lines for share in shares) == len(lines)
    assert [share.start for share in shares[1:]] == [share.end for share in shares[:-1]]
    assert (shares[0].start, shares[-1].end) == (0, path.stat().st_size)
    assert [share.first for share in shares] == [1 + sum(one.lines for one in shares[:at]) for at in range(len(shares))]
    assert max(share.lines for share in shares) <= documents
    assert max(share.end - share.start for share in shares) <= size + 30
