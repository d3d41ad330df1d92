"""Bring metadata of other editions into a corpus: into the sidecars of its letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpuspkg.errors import OutputError
from corpuspkg.interchange import CorrespLetter, FilledSidecar, fill_sidecars
from corpuspkg.model import Letter
from corpuspkg.pipeline.extract import extract_file
from corpuspkg.pipeline.sources.folder import letter_files
from corpuspkg.pipeline.sources.listing import SIDECAR_SUFFIX
from corpuspkg.read import Unread, name_stem
from corpuspkg.sidecar import Sidecar, read_sidecar


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did.

    Attributes:
        written: The sidecars that were filled, each with the number of decisions put into it.
        unchanged: Letters of the import that add nothing.
        conflicts: What was not taken because a sidecar or a letter says something else, or cannot be read.
        unknown: Keys of the import that no letter of the folder has.
    """

    written: tuple[tuple[Path, int], ...]
    unchanged: tuple[str, ...]
    conflicts: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    path: Path
    filled: FilledSidecar


def import_metadata(
    imported: Sequence[CorrespLetter], folder: Path, source: str, *, progress: Callable[[str], None] | None = None
) -> ImportReport:
    """Fill the sidecars of a folder of letters from imported metadata. Nothing is written unless all can be read.

    A letter is found by its key, or by the last part of its address: the stem of its file or its `letter_id`.

    Args:
        imported: The metadata.
        folder: The letters.
        source: Name of the imported file, for the evidence of each decision.
        progress: Called with each letter's file name before it is read.

    Raises:
        InputError: There is no such folder of letters.
        OutputError: A sidecar cannot be written.
    """
    letters = dict(_letter_files(folder))
    plans: list[_Plan] = []
    conflicts: list[str] = []
    unknown: list[str] = []
    unchanged: list[str] = []
    for entry in imported:
        names = _names(entry)
        path = next((letters[name] for name in names if name in letters), None)
        if path is None:
            unknown.append(names[0] if names else "(a letter without key)")
            continue
        if progress:
            progress(path.name)
        filled = _plan(entry, path, source)
        conflicts += [f"{path.with_suffix(SIDECAR_SUFFIX).name}: {text}" for text in filled.conflicts]
        if filled.text is None:
            unchanged.append(path.stem)
        else:
            plans.append(_Plan(path.with_suffix(SIDECAR_SUFFIX), filled))
    return ImportReport(
        written=tuple(_write(plans)), unchanged=tuple(unchanged), conflicts=tuple(conflicts), unknown=tuple(unknown)
    )


def _names(entry: CorrespLetter) -> list[str]:
    last = (entry.url or "").rstrip("/").rpartition("/")[2].partition("#")[0]
    stem = last.rpartition(".")[0] or last
    return [name for name in dict.fromkeys((entry.key or "", last, stem)) if name]


def _letter_files(folder: Path) -> Iterator[tuple[str, Path]]:
    paths = letter_files(folder)
    names = Counter(path.stem for path in paths)
    for path in paths:
        # An edition may know a letter by its name alone.
        if names[path.stem] == 1:
            yield path.stem, path
        yield name_stem(path.relative_to(folder).as_posix()), path
        sidecar = read_sidecar(path.with_suffix(SIDECAR_SUFFIX))
        if isinstance(sidecar, Sidecar) and sidecar.letter_id:
            yield sidecar.letter_id, path


def _plan(entry: CorrespLetter, path: Path, source: str) -> FilledSidecar:
    place = path.with_suffix(SIDECAR_SUFFIX)
    sidecar = read_sidecar(place)
    if not isinstance(sidecar, Sidecar):
        return FilledSidecar(conflicts=tuple(f"the sidecar is broken: {issue.message}" for issue in sidecar))
    letter = extract_file(path, encoding=sidecar.encoding)
    if isinstance(letter, Unread):
        return FilledSidecar(conflicts=(f"the letter cannot be read: {letter.issue.message}",))
    return _fill(entry, letter, sidecar, place, source)


def _fill(entry: CorrespLetter, letter: Letter, sidecar: Sidecar, place: Path, source: str) -> FilledSidecar:
    written = place.read_text(encoding="utf-8") if place.exists() else ""
    return fill_sidecars(entry, letter, sidecar, written, source)


def _write(plans: Sequence[_Plan]) -> Iterator[tuple[Path, int]]:
    for plan in plans:
        partial = plan.path.with_name(f".{plan.path.name}.part")
        try:
            partial.write_text(plan.filled.text or "", encoding="utf-8", newline="\n")
            partial.replace(plan.path)
        except OSError as error:
            raise OutputError(f"cannot be written: {error.strerror}", path=plan.path) from None
        finally:
            partial.unlink(missing_ok=True)
        yield plan.path, len(plan.filled.letter) + len(plan.filled.participations)
