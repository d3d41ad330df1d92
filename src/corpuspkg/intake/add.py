"""Write what was read as seeds: the text, the original, its hash, and a sidecar that says where it came from."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from corpuspkg.config import load_config
from corpuspkg.errors import InputError, OutputError
from corpuspkg.intake.found import Fact, Found
from corpuspkg.intake.reading import read_original
from corpuspkg.sidecar import schema_line

ORIGINALS = "originals"
SUMS = "SHA256SUMS"
_REASONS = {
    "source": "The original says so of itself.",
    "letter": "The original says so outside the letter's text.",
    "participations": "The original names them outside the letter's text.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A letter that was added.

    Attributes:
        source: The file given.
        seed, original: Files written, relative to the corpus.
        facts: What went into the sidecar beside the original's name.
        notes: What was left out or may be incomplete.
    """

    source: Path
    seed: str
    original: str
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that was not added, and why."""

    source: Path
    error: InputError


def add_files(
    paths: Sequence[Path],
    root: Path,
    *,
    stem: str | None = None,
    url: str | None = None,
    encoding: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> list[Added | Refused]:
    """Add letters to the corpus in `root`; a file that cannot be read costs itself alone.

    Args:
        paths: Files of any known kind, a letter each.
        root: Folder of the corpus.
        stem: Name of the seed without `.txt`, for a single file; the original's by default.
        url: Address the original came from, where the file does not say it.
        encoding: Of text files that are not UTF-8.
        progress: Called with each file's name before it is read.

    Raises:
        MissingExtraError: A library that a file needs is not installed.
        OutputError: The corpus cannot be written to.
    """
    config = load_config(root)
    results: list[Added | Refused] = []
    for path in paths:
        if progress:
            progress(path.name)
        try:
            found, data = read_original(path, encoding=encoding, max_bytes=config.max_letter_bytes)
            if url:
                stated = [fact for fact in found.facts if (fact.part, fact.field) != ("source", "url")]
                given = Fact(part="source", field="url", value=url, place="the address given when it was added")
                found = replace(found, facts=[given, *stated])
            results.append(_write(path, found, data, root, config.seeds, stem or seed_stem(path)))
        except InputError as error:
            results.append(Refused(source=path, error=error))
        except OSError as error:
            raise OutputError(f"cannot be written: {error.strerror}", path=error.filename or root) from None
    return results


def seed_stem(path: Path) -> str:
    """Name of a seed for an original: its own, without blanks and signs.

    >>> seed_stem(Path("Letter to Ms Brown (final).PDF")), seed_stem(Path("Brücke.html"))
    ('Letter-to-Ms-Brown-final', 'Brücke')
    """
    return re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", path.stem)).strip("-._") or "letter"


def _write(path: Path, found: Found, data: bytes, root: Path, seeds: Path, stem: str) -> Added:
    if seed_stem(Path(f"{stem}.txt")) != stem:
        raise InputError(f"{stem!r} cannot be the name of a seed", hint=f"try {seed_stem(Path(stem + '.txt'))}")
    digest = hashlib.sha256(data).hexdigest()
    originals = root / ORIGINALS
    sums = _read_sums(originals)
    if digest in sums.values():
        known = next(name for name, value in sums.items() if value == digest)
        raise InputError(f"was added before, as {ORIGINALS}/{known}", path=path)
    original = originals / f"{stem}{path.suffix.lower()}"
    seed, sidecar = seeds / f"{stem}.txt", seeds / f"{stem}.yaml"
    for target in (seed, sidecar, original):
        if target.exists():
            raise InputError(f"{target.name} is there already and is not overwritten", path=path, hint="give --as NAME")
    content = f"{schema_line(seeds)}\n{render_sidecar(found, original.name, digest, len(data))}"
    files = ((original, data), (seed, found.text.encode()), (sidecar, content.encode()))
    _write_all(files)
    with (originals / SUMS).open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{digest}  {original.name}\n")
    return Added(
        source=path,
        seed=seed.relative_to(root).as_posix(),
        original=original.relative_to(root).as_posix(),
        facts=tuple(found.facts),
        notes=tuple(found.notes),
    )


def _write_all(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write new files, all or none."""
    written: list[Path] = []
    try:
        for path, data in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                written.append(path)
                file.write(data)
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _read_sums(originals: Path) -> dict[str, str]:
    """Digests by name of file; the format is that of sha256sum."""
    try:
        lines = (originals / SUMS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}


def render_sidecar(found: Found, original: str, digest: str, size: int) -> str:
    """What the sidecar of a letter that was added says: its original, and what that states outside the text."""
    evidence = f"{ORIGINALS}/{original}, SHA-256 {digest}, {size} bytes"
    content: dict[str, Any] = {
        "source": {
            "original": {
                "value": f"{ORIGINALS}/{original}",
                "reason": f"The text was read from this file ({found.made_with}).",
                "evidence": evidence,
            }
        }
    }
    for fact in found.facts:
        proof = {"reason": _REASONS[fact.part], "evidence": f"{ORIGINALS}/{original}: {fact.place}"}
        if fact.part == "participations":
            kind = {"kind": fact.kind} if fact.kind and fact.kind != "person" else {}
            content.setdefault(fact.part, []).append({"role": fact.field, "name": fact.value, **kind, **proof})
        else:
            content.setdefault(fact.part, {})[fact.field] = {"value": fact.value, **proof}
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120))
