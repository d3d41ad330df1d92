"""Find a data package by what a person calls it: a path, a git revision, or a released version."""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from corpuspkg.errors import PackageError, UnknownNameError
from corpuspkg.package import Package, open_package, paths_of

RELEASES = Path("build") / "release"
DESCRIPTOR = "datapackage.json"
_GIT = "git:"
# Files come as they were committed, whatever the user's settings for line ends and permissions.
_SETTINGS = ("-c", "core.autocrlf=false", "-c", "core.eol=lf", "-c", "tar.umask=0022")
VERSION = re.compile(r"v?(\d+\.\d+\.\d+)")


@contextmanager
def locate(name: str, *, base: Path | None = None) -> Iterator[Package]:
    """Open the data package that `name` names.

    Args:
        name: In this order: `git:REVISION`; a folder, a `datapackage.json`, a zip or tar archive, a wheel or the folder
            of a release; a version released to `build/release/` or tagged `vX.Y.Z`; another git revision.
        base: Folder that relative paths start from and whose repository is meant; the current one by default.

    Raises:
        UnknownNameError: Nothing has this name.
        PackageError: It is found but holds no data package.
    """
    with ExitStack() as stack:
        yield _open(name, base or Path(), stack)


def git(base: Path, *arguments: str) -> bytes:
    """Output of a git command in `base`.

    Raises:
        PackageError: git is not installed, or the command fails.
    """
    try:
        done = subprocess.run(  # noqa: S603 - revisions are checked by _commit, the rest is ours
            ["git", *_SETTINGS, "-C", str(base), *arguments],  # noqa: S607 - the user's git
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        raise PackageError("git is not installed", hint="install git, or name files instead of revisions") from None
    except subprocess.CalledProcessError as error:
        raise PackageError(f"git: {error.stderr.decode(errors='replace').strip()}", path=base) from None
    return done.stdout


def released_versions(base: Path) -> tuple[str, ...]:
    """Versions with a git tag `vX.Y.Z`, the lowest first; none outside a repository."""
    try:
        tags = git(base, "tag", "--list", "v*").decode().split()
    except PackageError:
        return ()
    found = [match.group(1) for tag in tags if (match := VERSION.fullmatch(tag))]
    return tuple(sorted(found, key=version_key))


def version_key(version: str) -> tuple[int, ...]:
    """Sorts versions by their numbers.

    >>> sorted(["1.10.0", "1.9.1"], key=version_key)
    ['1.9.1', '1.10.0']
    """
    return tuple(int(part) for part in version.split("."))


def _open(name: str, base: Path, stack: ExitStack) -> Package:
    if name.startswith(_GIT):
        commit = _commit(base, name.removeprefix(_GIT))
        if commit is None:
            raise UnknownNameError("git revision", name.removeprefix(_GIT), released_versions(base))
        return _from_git(base, commit, stack)
    path = base / name
    if path.exists():
        return _from_path(path, stack)
    version = VERSION.fullmatch(name)
    if version and (base / RELEASES / version.group(1)).is_dir():
        return _from_path(base / RELEASES / version.group(1), stack)
    commit = (_commit(base, f"v{version.group(1)}") if version else None) or _commit(base, name)
    if commit is None:
        raise UnknownNameError("package, version or git revision", name, released_versions(base))
    return _from_git(base, commit, stack)


def _from_path(path: Path, stack: ExitStack) -> Package:
    if path.is_dir() and not (path / DESCRIPTOR).is_file():
        archives = sorted(path.glob("*-data-*.zip"))
        if len(archives) == 1:
            return open_package(archives[0])
    if path.is_file() and tarfile.is_tarfile(path):
        folder = _temporary(stack)
        unpack_tar(path, folder)
        return open_package(_shallowest(folder, path))
    return open_package(path)


def unpack_tar(archive: Path, folder: Path) -> None:
    """Unpack a tar archive; members that would leave the folder are refused.

    Raises:
        PackageError: It is broken or would write elsewhere.
    """
    try:
        with tarfile.open(archive) as opened:
            opened.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise PackageError(f"cannot be unpacked: {error}", path=archive) from None


def _shallowest(folder: Path, archive: Path) -> Path:
    found = sorted(folder.rglob(DESCRIPTOR), key=lambda path: (len(path.parts), path))
    if not found:
        raise PackageError(f"the archive holds no {DESCRIPTOR}", path=archive)
    return found[0]


def _commit(base: Path, revision: str) -> str | None:
    if revision.startswith("-"):
        return None
    try:
        return git(base, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except PackageError:
        return None


def _from_git(base: Path, commit: str, stack: ExitStack) -> Package:
    """The package as it was committed: of the current folder, or of the repository's top."""
    here = base
    try:
        data = git(here, "show", f"{commit}:./{DESCRIPTOR}")
    except PackageError:
        here = Path(git(base, "rev-parse", "--show-toplevel").decode().strip())
        try:
            data = git(here, "show", f"{commit}:{DESCRIPTOR}")
        except PackageError:
            hint = "its data were not committed: name a release's folder or archive, or build what is checked out there"
            raise PackageError(f"this revision holds no {DESCRIPTOR}", path=commit, hint=hint) from None
    try:
        resources = json.loads(data)["resources"]
        paths = [path for resource in resources if "path" in resource for path in paths_of(resource)]
        paths += [resource["schema"] for resource in resources if isinstance(resource.get("schema"), str)]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PackageError("no Data Package", path=f"{commit}:{DESCRIPTOR}") from None
    folder = _temporary(stack)
    archive = folder / "archive.tar"
    archive.write_bytes(git(here, "archive", "--format=tar", commit, "--", DESCRIPTOR, *paths))
    unpack_tar(archive, folder)
    return open_package(folder)


def _temporary(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="corpuspkg-")))
