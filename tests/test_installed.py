"""Corpora of other distributions are found by their entry points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import corpuspkg
from corpuspkg import installed
from corpuspkg.errors import PackageError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MakePackage = "Callable[..., Path]"


def install(site: Path, name: str, module: str) -> None:
    """What an installer leaves of a distribution that brings a corpus."""
    info = site / f"{module}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{installed.GROUP}]\n{name} = {module}\n", encoding="utf-8")
    (site / module).mkdir()
    (site / module / "__init__.py").write_text("raise RuntimeError('executed')\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


def test_corpus_of_another_distribution(site: Path, make_package: Callable[..., Path]) -> None:
    install(site, "my-letters", "my_letters")
    make_package(site / "my_letters" / "data", name="my-letters")
    assert corpuspkg.corpora()[0] == "corpuspkg"
    assert "my-letters" in corpuspkg.corpora()
    assert len(corpuspkg.load("letters", corpus="my-letters")) == 2
    assert corpuspkg.describe(corpus="my-letters").name == "my-letters"
    assert corpuspkg.tables(corpus="my-letters")[0] == "letters"


def test_corpus_of_a_checkout(tmp_path: Path, site: Path, make_package: Callable[..., Path]) -> None:
    make_package(tmp_path / "checkout")
    install(tmp_path / "checkout" / "src", "mine", "mine_letters")
    (site / "mine.pth").touch()
    import sys  # noqa: PLC0415 - the path of this test alone

    sys.path.insert(0, str(tmp_path / "checkout" / "src"))
    try:
        assert corpuspkg.open(corpus="mine").path == tmp_path / "checkout"
    finally:
        sys.path.remove(str(tmp_path / "checkout" / "src"))


def test_unknown_corpus() -> None:
    with pytest.raises(UnknownNameError, match="no corpus 'my-leters'"):
        corpuspkg.load("letters", corpus="my-leters")


def test_corpus_without_data(site: Path) -> None:
    install(site, "empty", "empty_letters")
    with pytest.raises(PackageError, match="without its data"):
        corpuspkg.open(corpus="empty")


def test_corpus_without_its_package(site: Path) -> None:
    install(site, "gone", "gone_letters")
    (site / "gone_letters" / "__init__.py").unlink()
    (site / "gone_letters").rmdir()
    with pytest.raises(PackageError, match="'gone_letters' of corpus 'gone' is missing"):
        corpuspkg.open(corpus="gone")


def test_name_claimed_twice(site: Path) -> None:
    install(site, "twin", "first_letters")
    install(site, "twin", "second_letters")
    with pytest.raises(PackageError, match="first_letters, second_letters"):
        corpuspkg.open(corpus="twin")


def test_another_version_than_the_installed(make_package: Callable[..., Path], site: Path) -> None:
    install(site, "my-letters", "versioned_letters")
    make_package(site / "versioned_letters" / "data")
    assert len(corpuspkg.load("letters", corpus="my-letters", version="1.2.3")) == 2
    with pytest.raises(PackageError, match=r"version '9.9.9' is not installed, but '1.2.3' is"):
        corpuspkg.load("letters", corpus="my-letters", version="9.9.9")
