"""What a release is made of: the files of a commit, and those of them that the data archive carries."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from corpuspkg.config import Config
from corpuspkg.errors import CorpuspkgError, MissingExtraError
from corpuspkg.locate import git, unpack_tar
from corpuspkg.package import Package, paths_of
from corpuspkg.pipeline.sources.inputs import input_files
from corpuspkg.release.archives import Content, epoch

_BUILD_SYSTEM = b"hatchling"
# Beside the tables, their seeds and configuration: what a reader wants to have with them.
_COMPANIONS = ("README*", "LICENSE*", "LICENCE*", "CHANGELOG.md", "CITATION.cff", "pyproject.toml")


def export_commit(root: Path, folder: Path, revision: str = "HEAD") -> None:
    """Write the files of a commit to `folder`, by default of the one checked out: all that is released is committed."""
    folder.mkdir(parents=True)
    archive = folder.parent / "commit.tar"
    archive.write_bytes(git(root, "archive", "--format=tar", revision, "--", "."))
    unpack_tar(archive, folder)
    archive.unlink()


def data_files(source: Path, config: Config, package: Package) -> dict[str, Content]:
    """The files of the data archive by path: the package, and what makes and explains it.

    Args:
        source: The exported commit, with the package built.
        config: Read from it.
        package: The built package.
    """
    return {path.relative_to(source).as_posix(): path for path in sorted(_paths(source, config, package))}


def _paths(source: Path, config: Config, package: Package) -> Iterator[Path]:
    yield source / "datapackage.json"
    for table in package.tables():
        for resource in package.resources(table):
            yield from (source / path for path in paths_of(resource))
    for pattern in _COMPANIONS:
        yield from source.glob(pattern)
    yield from (source / "schema").glob("*.json")
    yield from (path for path in input_files(source, config.inputs) if path.is_relative_to(source))
    for folder in config.authority:
        yield from (path for path in folder.rglob("*") if path.is_file())


def build_distributions(source: Path, folder: Path, released: str) -> bool:
    """Build the wheel and the sdist with hatchling, dated by the release; False where the corpus is no Python package.

    Raises:
        MissingExtraError: hatchling is not installed.
        CorpuspkgError: hatchling fails; its own words are passed on.
    """
    path = source / "pyproject.toml"
    if not path.is_file() or _BUILD_SYSTEM not in path.read_bytes():
        return False
    if find_spec("hatchling") is None:
        raise MissingExtraError("hatchling", "release")
    done = subprocess.run(  # noqa: S603 - this interpreter and our own arguments
        [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)],
        cwd=source,
        env=os.environ | {"SOURCE_DATE_EPOCH": str(epoch(released)), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CorpuspkgError(f"hatchling: {done.stderr.strip() or done.stdout.strip()}", path=path)
    return True
