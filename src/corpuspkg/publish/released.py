"""A release as it was made: its files, proved against their digests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpuspkg.config import load_config
from corpuspkg.errors import UploadError
from corpuspkg.locate import RELEASES
from corpuspkg.release.verify import verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A release that can be uploaded.

    Attributes:
        files: All of its files, by name.
    """

    name: str
    version: str
    folder: Path
    files: tuple[Path, ...]

    @property
    def archive(self) -> Path:
        """The data package as a zip archive."""
        return self.folder / f"{self.name}-data-{self.version}.zip"

    @property
    def distributions(self) -> tuple[Path, ...]:
        """The wheel and the sdist."""
        data = f"{self.name}-data-{self.version}.tar.gz"
        return tuple(
            path
            for path in self.files
            if path.suffix == ".whl" or (path.name.endswith(".tar.gz") and path.name != data)
        )


def read_release(root: Path, version: str | None = None) -> Released:
    """The release of a version, proved to be as it was made.

    Args:
        root: Folder of the corpus.
        version: That of `pyproject.toml` by default.

    Raises:
        UploadError: There is no such release, or a file in it is not what its digest says.
    """
    config = load_config(root)
    chosen = version or config.version
    folder = root / RELEASES / chosen
    if not folder.is_dir():
        raise UploadError("there is no such release", path=folder, hint=f"run: corpuspkg release {chosen}")
    findings = verify(folder)
    if findings:
        raise UploadError(f"the release is not as it was made: {findings[0]}", path=folder, hint="make it again")
    files = tuple(sorted(path for path in folder.iterdir() if path.is_file()))
    return Released(name=config.name, version=chosen, folder=folder, files=files)
