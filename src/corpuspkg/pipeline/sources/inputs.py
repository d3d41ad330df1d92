"""What a corpus names as its letters: folders, and files of many letters."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpuspkg.errors import InputError
from corpuspkg.pipeline.kinds import KNOWN, Kind, container_kind, plain_name
from corpuspkg.pipeline.sources.folder import scan_folder
from corpuspkg.pipeline.sources.listing import is_letter, is_sidecar
from corpuspkg.read import name_stem, published_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of letters.

    Attributes:
        prefix: What the published names of its files begin with.
    """

    path: Path
    prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A file of many letters.

    Attributes:
        name: As published.
        prefix: What the identifiers of members of an archive begin with.
    """

    path: Path
    kind: Kind
    name: str
    prefix: str = ""


def find_inputs(root: Path, inputs: Sequence[str]) -> tuple[list[Folder], list[Container]]:
    """The folders and files that a corpus names.

    What is named itself has names relative to itself. What a pattern finds has its own path before them, from where the
    pattern begins to be one, so that two archives can hold files of one name.

    Raises:
        InputError: There is no such file, a pattern finds nothing, or nothing can read what it finds.
    """
    folders: list[Folder] = []
    containers: list[Container] = []
    seen: set[Path] = set()
    for entry in inputs:
        for path, prefix in _paths(root, entry):
            if path.resolve() in seen:
                continue
            seen.add(path.resolve())
            if path.is_dir():
                folders.append(Folder(path=path, prefix=f"{prefix}/" if prefix else ""))
            else:
                containers.append(_container(path, prefix))
    _check_names(containers)
    return folders, containers


def container_in(folder: Folder, path: str) -> Container | None:
    """The file of many letters that a file in a folder is, if it is one."""
    kind = container_kind(path)
    if kind is None:
        return None
    name = folder.prefix + published_name(path)
    return Container(path=folder.path / path, kind=kind, name=name, prefix=f"{name_stem(plain_name(name))}/")


def input_files(root: Path, inputs: Sequence[str]) -> Iterator[Path]:
    """All files that letters and sidecars of a corpus are in.

    Raises:
        InputError: As `find_inputs`.
    """
    folders, containers = find_inputs(root, inputs)
    yield from (one.path for one in containers)
    for folder in folders:
        for found in scan_folder(folder.path):
            if is_letter(found.path) or is_sidecar(found.path) or container_kind(found.path):
                path = folder.path / found.path
                yield from [path] if path.is_file() else []


def _paths(root: Path, entry: str) -> Iterator[tuple[Path, str]]:
    """Paths, each with what its names begin with."""
    path = root / entry
    if path.exists() or not glob.has_magic(entry):
        yield path, ""
        return
    parts = Path(entry).parts
    magic = next(at for at, part in enumerate(parts) if glob.has_magic(part))
    base = root.joinpath(*parts[:magic])
    found = sorted(base.glob(str(Path(*parts[magic:]))))
    if not found:
        raise InputError("the pattern finds nothing", path=path, hint="correct seeds under [tool.corpuspkg]")
    for one in found:
        yield one, published_name(one.relative_to(base).as_posix())


def _container(path: Path, prefix: str) -> Container:
    kind = container_kind(path.name)
    if kind is None:
        if not path.exists():
            raise InputError(
                "there is no such folder of letters",
                path=path,
                hint="put the letters there as .txt files, or name what holds them as seeds under [tool.corpuspkg]",
            )
        raise InputError("this is no kind of file that letters are read from", path=path, hint=KNOWN)
    if not path.is_file():
        what = "there is no such file of letters" if not path.exists() else "this is no regular file"
        raise InputError(what, path=path, hint="correct seeds under [tool.corpuspkg]")
    return Container(
        path=path,
        kind=kind,
        name=prefix or published_name(path.name),
        prefix=f"{name_stem(plain_name(prefix))}/" if prefix else "",
    )


def _check_names(containers: Sequence[Container]) -> None:
    names: dict[str, Path] = {}
    for one in containers:
        if one.name in names:
            raise InputError(
                f"has the name of {names[one.name]}: their letters could not be told apart",
                path=one.path,
                hint="rename one, or name both by a pattern that begins above them",
            )
        names[one.name] = one.path
