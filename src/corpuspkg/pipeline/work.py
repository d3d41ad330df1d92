"""The folder that an unfinished build leaves: how far it has come, and whether it can go on from there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import IO

from corpuspkg.config import Config
from corpuspkg.errors import CorpuspkgError, OutputError
from corpuspkg.pipeline.inventory import Inventory
from corpuspkg.pipeline.parts import finished_parts
from corpuspkg.pipeline.plan import Plan
from corpuspkg.schema import schema_dir

# Below the folder of everything that is made and not kept, which version control ignores.
_BUILD, _WORK = "build", "work"
_LOCK, _FINGERPRINT, _SEVERAL = "lock", "fingerprint.json", "several"
_SAYS = {
    "program": "corpuspkg or pyarrow is another one",
    "configuration": "its configuration was changed",
    "authority": "its authority files were changed",
    "inputs": "letters, sidecars or other input files were changed, added or removed",
}
_PROGRAM = ("*.py", "*.csv", "*.json")


class UnfinishedBuildError(CorpuspkgError):
    """There is an unfinished build, and it was not said, or cannot be, that it goes on."""


@contextmanager
def open_work(root: Path, *, resume: bool | None) -> Iterator[Path]:
    """The folder for a build's work; gone when the build is done, kept with its finished parts when it is not.

    Args:
        root: Folder of the corpus.
        resume: True to go on with an unfinished build, if there is one; False to start over; None to start over unless
            that would throw finished work away.

    Raises:
        UnfinishedBuildError: It would be thrown away, or another build is at work here.
        OutputError: Nothing can be written there, or the disk is full.
    """
    folder = work_folder(root)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            if not resume:
                _clear(folder, resume=resume)
            try:
                yield folder
            except BaseException:
                if not is_worth_keeping(folder):
                    _remove(folder)
                raise
            _remove(folder)
    except OSError as error:
        if error.filename is None or str(error.filename).startswith(str(root)):
            raise _output_error(error, root, folder) from error
        raise


def work_folder(root: Path) -> Path:
    """Where the work of a corpus's build is kept."""
    return root / _BUILD / _WORK


def is_worth_keeping(folder: Path) -> bool:
    """Whether there is work that it would take time to do again: finished parts of a plan of several."""
    return (folder / _SEVERAL).exists() and finished_parts(folder) > 0


def fingerprint(config: Config, inventory: Inventory) -> dict[str, str]:
    """What the parts of a build depend on, each as a digest."""
    reading = {
        "inputs": config.inputs,
        "columns": asdict(config.columns),
        "rights": config.rights,
        "limits": (config.max_letter_bytes, config.document_seconds, config.worker_memory),
        "partition": (config.partition_documents, config.partition_bytes),
    }
    return {
        "program": _program(),
        "configuration": hashlib.sha256(json.dumps(reading).encode()).hexdigest(),
        "authority": _digest_files(config.authority),
        "inputs": inventory.digest,
    }


def check_fingerprint(folder: Path, current: dict[str, str]) -> None:
    """Refuse to go on with parts that were made of something else.

    Raises:
        UnfinishedBuildError: It says what has changed.
    """
    kept = json.loads((folder / _FINGERPRINT).read_text(encoding="utf-8"))
    changed = [_SAYS[name] for name, digest in current.items() if kept.get(name) != digest]
    if changed:
        raise UnfinishedBuildError(
            f"the unfinished build cannot be continued: since it began, {'; '.join(changed)}",
            path=folder,
            hint="start over with: corpuspkg build --no-resume",
        )


def keep_fingerprint(folder: Path, current: dict[str, str], plan: Plan) -> None:
    """Note what the parts will be made of; before the first is there."""
    (folder / _FINGERPRINT).write_text(json.dumps(current), encoding="utf-8")
    if len(plan.partitions) > 1:
        (folder / _SEVERAL).touch()


def _clear(folder: Path, *, resume: bool | None) -> None:
    if resume is None and is_worth_keeping(folder):
        raise UnfinishedBuildError(
            f"an earlier build was interrupted when {finished_parts(folder)} shares of the letters had been read",
            path=folder,
            hint="go on with: corpuspkg build --resume; or start over with: corpuspkg build --no-resume",
        )
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    # Of the folder above only what was made for this.
    if not any(folder.parent.iterdir()):
        folder.parent.rmdir()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("wb") as file:
        _lock(file, folder)
        yield


def _lock(file: IO[bytes], folder: Path) -> None:
    """Until the file is closed, whatever ends this process; on Windows nothing keeps two builds apart.

    A record lock, for processes that are forked from this one do not hold it as well.
    """
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        raise UnfinishedBuildError("another build is at work here", path=folder, hint="wait until it is done") from None


def _output_error(error: OSError, root: Path, folder: Path) -> OutputError:
    kept = " --resume" if is_worth_keeping(folder) else ""
    return OutputError(
        f"cannot be written: {error.strerror or error}; the files that were there before are unchanged",
        path=error.filename or root,
        hint=f"free space or choose a folder that you may write to, and run: corpuspkg build{kept}",
    )


@cache
def _program() -> str:
    """Digest of this program and of what writes the parts."""
    package = Path(__file__).resolve().parents[1]
    files = sorted(path for pattern in _PROGRAM for path in (*package.rglob(pattern), *schema_dir().glob(pattern)))
    digest = hashlib.sha256(version("pyarrow").encode())
    for path in dict.fromkeys(files):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _digest_files(paths: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(os.fsencode(file.name) + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
