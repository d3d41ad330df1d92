"""Upload the wheel and the sdist to a package index with twine, which keeps the credentials to itself."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec

from corpuspkg.errors import MissingExtraError, UploadError
from corpuspkg.publish.released import Released

_CREDENTIALS = re.compile(r"://[^/\s]+@")


def upload_commands(release: Released, *, repository: str | None = None, url: str | None = None) -> list[list[str]]:
    """What is run: first twine's own check of the metadata, then the upload.

    Args:
        release: What to upload.
        repository: Name of a section of `.pypirc`; twine's own default where neither is given.
        url: Address of the index.
    """
    twine = [sys.executable, "-m", "twine"]
    files = [str(path) for path in release.distributions]
    if not files:
        raise UploadError("the release has no wheel and no sdist", path=release.folder)
    where = (["--repository", repository] if repository else []) + (["--repository-url", url] if url else [])
    return [
        [*twine, "check", "--strict", *files],
        [*twine, "upload", "--non-interactive", "--disable-progress-bar", *where, *files],
    ]


def mask(text: str) -> str:
    """Text without the credentials that an address in it may carry.

    >>> mask("--repository-url https://ada:secret@example.org/")
    '--repository-url https://***@example.org/'
    """
    return _CREDENTIALS.sub("://***@", text)


def upload_distributions(release: Released, *, repository: str | None = None, url: str | None = None) -> str:
    """Check and upload; arguments as for `upload_commands`.

    Credentials are twine's business: `TWINE_USERNAME` and `TWINE_PASSWORD`, keyring or `.pypirc`.

    Returns:
        What twine said.

    Raises:
        MissingExtraError: twine is not installed.
        UploadError: twine refuses the files, or the index does.
    """
    if find_spec("twine") is None:
        raise MissingExtraError("twine", "publish")
    said = []
    for command in upload_commands(release, repository=repository, url=url):
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        said.append(done.stdout + done.stderr)
        if done.returncode:
            lines = [line for line in said[-1].splitlines() if line.strip()]
            raise UploadError(f"twine {command[3]}: {mask(' '.join(lines[-2:]))}", path=release.folder)
    return "".join(said)
