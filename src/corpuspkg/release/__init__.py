"""Make a release: all that a version needs to be cited, checked and archived, of one commit and one set of facts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.citing.cff import cff
from corpuspkg.citing.datacite import datacite
from corpuspkg.citing.works import Dataset, read_dataset
from corpuspkg.config import Config, load_config
from corpuspkg.diffing import PackageDiff, diff_packages
from corpuspkg.errors import CorpuspkgError, PackageError
from corpuspkg.locate import RELEASES, git, locate
from corpuspkg.package import Package, open_package
from corpuspkg.pipeline import BuildReport, build
from corpuspkg.release.archives import Content, write_tar, write_zip
from corpuspkg.release.changelog import Section, read_changelog
from corpuspkg.release.codebook import TableProfile, codebook_html, codebook_markdown, profile_tables
from corpuspkg.release.contents import build_distributions, data_files, export_commit
from corpuspkg.release.croissant import Archive, croissant
from corpuspkg.release.gate import (
    CHANGELOG,
    CITATION,
    UNREAD_CODES,
    Refusal,
    check_data,
    check_documents,
    check_state,
    last_release,
)
from corpuspkg.release.notes import release_notes
from corpuspkg.release.sums import SUMS, digest, write_sums
from corpuspkg.release.verify import Finding, verify
from corpuspkg.release.zenodo import zenodo
from corpuspkg.store import staging

__all__ = ["Finding", "Refusal", "ReleaseReport", "release", "verify"]

NOTES = "RELEASE_NOTES.md"
_LISTED_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseReport:
    """What came of a release.

    Attributes:
        version: Of the corpus.
        refusals: Why there is none; nothing was written.
        folder: Where it is; None where it was refused or only checked.
        files: Digests of its files by name.
        diff: Differences to the last release; None for the first.
    """

    version: str
    refusals: tuple[Refusal, ...] = ()
    folder: Path | None = None
    files: Mapping[str, str] | None = None
    diff: PackageDiff | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Material:
    """The built package of a commit and what is known of it."""

    source: Path
    config: Config
    package: Package
    dataset: Dataset
    section: Section
    profiles: tuple[TableProfile, ...]
    diff: PackageDiff | None

    @property
    def folder(self) -> str:
        """Name of the data archive, and of the folder in it."""
        return f"{self.config.name}-data-{self.config.version}"

    @property
    def released(self) -> str:
        """Day of the release."""
        return self.section.date or ""


def release(
    root: Path, version: str | None = None, *, check: bool = False, progress: Callable[[str], None] | None = None
) -> ReleaseReport:
    """Make the release of the version that `pyproject.toml` names, in `build/release/<version>/`.

    It is made of the checked-out commit alone, so that two checkouts give the same bytes (with the same versions of
    Python, pyarrow and hatchling). Nothing is tagged, pushed or uploaded.

    Args:
        root: Folder of the corpus, in a git repository.
        version: Must be that of `pyproject.toml` where it is given.
        check: Make everything, keep nothing.
        progress: Called with the name of each step before it begins.

    Raises:
        ConfigError, SchemaError, InputError, OutputError: As `corpuspkg.pipeline.build`.
        MissingExtraError: The corpus is a Python package and hatchling is not installed.
    """
    tell = progress or _pass
    root = root.resolve()
    config = load_config(root)
    refusals = tuple(check_state(config, version, read_changelog(root / CHANGELOG)))
    if refusals:
        return ReleaseReport(version=(version or config.version).removeprefix("v"), refusals=refusals)
    target = root / RELEASES
    target.mkdir(parents=True, exist_ok=True)
    with staging(target) as folder:
        source, made = folder / "source" / root.name, folder / "made"
        tell("build")
        export_commit(root, source)
        refusals = tuple(_refusals(_build(source)))
        if refusals:
            return ReleaseReport(version=config.version, refusals=refusals)
        tell("compare with the last release")
        material = _collect(root, source, folder)
        citation = source / CITATION
        text = citation.read_text(encoding="utf-8") if citation.is_file() else None
        refusals = (
            *check_documents(config, _failed(material.package)),
            *check_data(config, material.dataset, text, material.diff, last_release(config)),
        )
        if refusals:
            return ReleaseReport(version=config.version, refusals=refusals, diff=material.diff)
        tell("archives, wheel and metadata")
        made.mkdir()
        digests = _write(material, made)
        tell("check")
        _prove(made)
        if not check:
            _publish(made, target / config.version, folder)
    kept = None if check else target / config.version
    return ReleaseReport(version=config.version, folder=kept, files=digests, diff=material.diff)


def _pass(_step: str) -> None:
    """Nobody wants to know."""


def _build(source: Path) -> BuildReport:
    """Build the package; one that is committed must be what a rebuild gives."""
    return build(source, check=(source / "datapackage.json").is_file())


def _refusals(report: BuildReport) -> list[Refusal]:
    refused = [
        Refusal(message=f"{one.file}: {one.issue.code}: {one.issue.message}", hint=one.issue.hint or "correct it")
        for one in report.findings
        if report.refused
    ]
    if report.differences:
        message = f"the committed package is not what a rebuild gives: {report.differences[0]}"
        refused.append(Refusal(message=message, hint="run: corpuspkg build, and commit dist/ and datapackage.json"))
    return refused


def _failed(package: Package) -> dict[str, str]:
    """The documents that could not be read for what they cost, with the code of the issue."""
    issues = package.load("issues", format="arrow")
    failed = issues.filter(pc.is_in(issues.column("code"), pa.array(UNREAD_CODES)))
    return {row["document"]: row["code"] for row in failed.select(["document", "code"]).to_pylist()}


def _collect(root: Path, source: Path, workplace: Path) -> _Material:
    config = load_config(source)
    package = open_package(source)
    languages = {row["language"] for row in package.load("letters", format="records")}
    section = next(one for one in read_changelog(source / CHANGELOG) if one.version == config.version)
    diff, last = None, last_release(load_config(root))
    if last is not None:
        with _last_package(root, last, workplace) as old:
            diff = diff_packages(old, package, limit=_LISTED_ROWS)
    return _Material(
        source=source,
        config=config,
        package=package,
        dataset=replace(read_dataset(package.descriptor), languages=tuple(sorted(filter(None, languages)))),
        section=section,
        profiles=profile_tables(package),
        diff=diff,
    )


@contextmanager
def _last_package(root: Path, last: str, workplace: Path) -> Iterator[Package]:
    """The package of the last release as it was committed; where it was not, as its commit's seeds give it today."""
    revision = f"v{last}"
    if git(root, "ls-tree", "--name-only", revision, "--", "datapackage.json"):
        with locate(f"git:{revision}", base=root) as old:
            yield old
        return
    source = workplace / "last" / root.name
    export_commit(root, source, revision)
    refusals = _refusals(build(source))
    if refusals:
        raise PackageError(f"the last release, {revision}, cannot be built again: {refusals[0]}", path=root)
    yield open_package(source)


def _write(material: _Material, made: Path) -> dict[str, str]:
    """Write all files of a release; their digests by name."""
    documents = _documents(material)
    carried: dict[str, Content] = {**data_files(material.source, material.config, material.package), **documents}
    carried[SUMS] = write_sums({name: digest(data) for name, data in carried.items()}).encode()
    inside: dict[str, Content] = {f"{material.folder}/{name}": data for name, data in carried.items()}
    archive = made / f"{material.folder}.zip"
    write_zip(inside, archive, material.released)
    write_tar(inside, made / f"{material.folder}.tar.gz", material.released)
    build_distributions(material.source, made, material.released)
    documents["croissant.json"] = _json(
        croissant(material.dataset, material.package, _describe(archive, material.folder))
    )
    for name, data in documents.items():
        (made / name).write_bytes(data)
    # hatchling leaves a .gitignore in its output folder.
    (made / ".gitignore").unlink(missing_ok=True)
    digests = {path.name: digest(path) for path in sorted(made.iterdir())}
    notes = release_notes(material.dataset, material.section.text, material.profiles, material.diff, digests)
    (made / NOTES).write_text(notes, encoding="utf-8", newline="\n")
    digests[NOTES] = digest(notes.encode())
    (made / SUMS).write_text(write_sums(digests), encoding="utf-8", newline="\n")
    return digests


def _documents(material: _Material) -> dict[str, bytes]:
    """The files that describe the release, by name."""
    dataset, profiles = material.dataset, material.profiles
    documents = {
        CITATION: cff(dataset).encode(),
        "datacite.json": _json(datacite(dataset)),
        ".zenodo.json": _json(zenodo(dataset)),
        "codebook.md": codebook_markdown(dataset, profiles).encode(),
        "codebook.html": codebook_html(dataset, profiles).encode(),
    }
    statement = material.config.data_statement
    if statement is not None:
        documents["data-statement.md"] = statement.read_bytes()
    return documents


def _describe(archive: Path, folder: str) -> Archive:
    return Archive(name=archive.name, folder=folder, bytes=archive.stat().st_size, sha256=digest(archive))


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _prove(made: Path) -> None:
    """A release that does not pass its own check is a mistake of ours."""
    for finding in verify(made):
        raise CorpuspkgError(
            f"the release does not pass its own check, nothing was written: {finding}",
            hint="this is a mistake in corpuspkg: please report it",
        )


def _publish(made: Path, target: Path, folder: Path) -> None:
    """Put a release in the place of an earlier try."""
    if target.exists():
        target.rename(folder / "retired")
    try:
        made.rename(target)
    except OSError:
        if (folder / "retired").exists():
            (folder / "retired").rename(target)
        raise
    shutil.rmtree(folder / "retired", ignore_errors=True)
