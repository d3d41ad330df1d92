"""Check a release that was downloaded: files against their digests, tables against their logical hashes and seeds."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from corpuspkg.errors import PackageError
from corpuspkg.locate import unpack_tar
from corpuspkg.logical import LOGICAL_HASH, wrong_hashes
from corpuspkg.package import Package, open_package, split_resource
from corpuspkg.pipeline import build
from corpuspkg.release.sums import SUMS, digest, read_sums

_DESCRIPTOR = "datapackage.json"
_BYTES = ("bytes", "corpuspkg:bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as published.

    Attributes:
        file: Path within the release.
    """

    file: str
    message: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.file}: {self.message}"


def verify(path: Path, *, rebuild: bool = False, progress: Callable[[str], None] | None = None) -> list[Finding]:
    """What is not as published; nothing where all is well.

    Args:
        path: A release's folder, its data archive (zip or tar.gz), its wheel or sdist, or an unpacked one.
        rebuild: Also build the package again from the seeds inside, and compare what the tables say.
        progress: Called with the name of each step before it begins.

    Raises:
        PackageError: There is nothing to check, or an archive is broken.
        ConfigError, InputError: The configuration or the seeds inside cannot be built from.
    """
    if not path.exists():
        raise PackageError("no such file or folder", path=path)
    with ExitStack() as stack:
        folder = path if path.is_dir() else _unpacked(path, stack)
        return list(_check_folder(folder, "", stack, progress or _pass, rebuild=rebuild))


def _pass(_step: str) -> None:
    """Nobody wants to know."""


def _check_folder(
    folder: Path, prefix: str, stack: ExitStack, tell: Callable[[str], None], *, rebuild: bool
) -> Iterator[Finding]:
    """Check a folder: of a release with its archives, or of one package."""
    has_sums = (folder / SUMS).is_file()
    if has_sums:
        tell(f"{prefix}{SUMS}")
        yield from _check_sums(folder, prefix)
    if (folder / _DESCRIPTOR).is_file():
        tell(f"{prefix}{_DESCRIPTOR}")
        yield from _check_package(open_package(folder), prefix)
        if rebuild:
            tell("rebuild")
            yield from _check_rebuild(folder, prefix)
        return
    archives = sorted(path for path in folder.iterdir() if _is_data_archive(path)) if has_sums else []
    if not archives:
        raise PackageError(
            f"neither {_DESCRIPTOR} nor {SUMS} with a data archive is there", path=folder, hint="is this a release?"
        )
    for number, archive in enumerate(archives):
        inside = _unpacked(archive, stack)
        yield from _check_folder(inside, f"{prefix}{archive.name}/", stack, tell, rebuild=rebuild and number == 0)


def _check_sums(folder: Path, prefix: str) -> Iterator[Finding]:
    listed = read_sums((folder / SUMS).read_text(encoding="utf-8"), str(folder / SUMS))
    for name, expected in listed.items():
        path = folder / name
        if not path.is_file():
            yield Finding(file=prefix + name, message="is missing")
        elif digest(path) != expected:
            yield Finding(file=prefix + name, message="is not the file that was published: its SHA-256 differs")
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(there - listed.keys() - {SUMS}):
        yield Finding(file=prefix + name, message=f"is not listed in {SUMS}")


def _check_package(package: Package, prefix: str) -> Iterator[Finding]:
    """Check the files against the descriptor; their content only where they can be read."""
    is_whole = True
    for table in package.tables():
        for resource in package.resources(table):
            for part in split_resource(resource):
                for message in _check_file(package, part):
                    is_whole = False
                    yield Finding(file=prefix + str(part["path"]), message=message)
    if not is_whole:
        return
    for wrong in wrong_hashes(package):
        file = wrong.resource or _DESCRIPTOR
        yield Finding(
            file=prefix + str(file),
            message=f"says something else than was published: its logical hash is {wrong.actual}, not {wrong.declared}",
        )


def _check_file(package: Package, resource: dict[str, object]) -> Iterator[str]:
    file = package.file(resource)
    if isinstance(file, Path) and not file.is_file():
        yield "is missing"
        return
    size = file.stat().st_size if isinstance(file, Path) else len(file)
    sizes = [resource[name] for name in _BYTES if name in resource]
    if sizes and sizes[0] != size:
        yield f"has {size:,} bytes, the descriptor says {sizes[0]:,}"
        return
    # Data Package: `algorithm:digest`; MD5 where no algorithm is named.
    algorithm, _, expected = str(resource.get("hash", "")).rpartition(":")
    if not expected:
        return
    try:
        actual = digest(file, algorithm or "md5")
    except ValueError:
        yield f"has a hash that cannot be checked: there is no algorithm {algorithm!r}"
        return
    if actual != expected.lower():
        yield f"is not the file that the descriptor names: its {(algorithm or 'md5').upper()} differs"


def _check_rebuild(folder: Path, prefix: str) -> Iterator[Finding]:
    """Build from the seeds inside, elsewhere, and compare logical hashes."""
    if not (folder / "pyproject.toml").is_file():
        raise PackageError("there is nothing to rebuild from", path=folder, hint="take the data archive or the sdist")
    published = open_package(folder)
    with tempfile.TemporaryDirectory(prefix="corpuspkg-") as place:
        copy = Path(place) / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("dist", _DESCRIPTOR))
        report = build(copy)
        if report.refused:
            yield from (
                Finding(file=f"{prefix}{one.file}", message=f"cannot be rebuilt: {one.issue.message}")
                for one in report.findings
            )
            return
        yield from _compare(published, open_package(copy), prefix)


def _compare(published: Package, rebuilt: Package, prefix: str) -> Iterator[Finding]:
    for table in dict.fromkeys([*published.tables(), *rebuilt.tables()]):
        hashes = [
            package.resources(table)[0].get(LOGICAL_HASH) if table in package.tables() else None
            for package in (published, rebuilt)
        ]
        if hashes[0] != hashes[1]:
            yield Finding(
                file=f"{prefix}{table}",
                message=f"a rebuild says something else: its logical hash is {hashes[1]}, not {hashes[0]}",
            )


def _is_data_archive(path: Path) -> bool:
    return "-data-" in path.name and path.name.endswith((".zip", ".tar.gz"))


def _unpacked(archive: Path, stack: ExitStack) -> Path:
    """The folder of an archive's package or release."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="corpuspkg-")))
    if zipfile.is_zipfile(archive):
        try:
            with zipfile.ZipFile(archive) as opened:
                # zipfile drops drive letters and parent folders from names by itself.
                opened.extractall(folder)  # noqa: S202 - a zip archive, see above
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
            raise PackageError(f"cannot be unpacked: {error}", path=archive) from None
    elif tarfile.is_tarfile(archive):
        unpack_tar(archive, folder)
    else:
        raise PackageError(
            "neither a folder nor an archive", path=archive, hint="give a release's folder, zip or tar.gz"
        )
    found = sorted(
        (path for name in (SUMS, _DESCRIPTOR) for path in folder.rglob(name)), key=lambda path: (len(path.parts), path)
    )
    return found[0].parent if found else folder
