"""Fetch released versions of a corpus: checked by hash, cached, resumed where a connection broke off.

A release lies at `<address>/<version>/`: the data package as `<name>-data-<version>.zip`, and `SHA256SUMS`, as
`corpuspkg release` writes them. What is trusted: TLS and whoever keeps the address, for `SHA256SUMS`; the zip has to
have the digest that stands there. A digest given by the caller is trusted above the address. A version that was fetched
once has to keep its digest as long as the cache stands.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from corpuspkg.errors import DownloadError
from corpuspkg.transfer import Fetcher, Limits, Progress, check_address

ADDRESS_VARIABLE = "CORPUSPKG_RELEASES"
CACHE_VARIABLE = "CORPUSPKG_CACHE"
SUMS = "SHA256SUMS"
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*([a-z.+-][0-9a-z.+-]*)?")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_MAX_SUMS_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A released version of a corpus.

    Attributes:
        name: Of the corpus.
        address: Where its releases lie: https, or http on this machine; `{name}` stands for the name.
        sha256: Digest of the zip, where the caller knows it.
    """

    name: str
    version: str
    address: str
    sha256: str | None = None

    def url(self, file: str) -> str:
        """Address of a file of the release.

        >>> Release(name="my-letters", version="1.0.0", address="https://example.org/{name}/").url("a b")
        'https://example.org/my-letters/1.0.0/a%20b'
        """
        base = self.address.replace("{name}", self.name).rstrip("/")
        return f"{base}/{quote(self.version)}/{quote(file)}"


def fetch_release(
    release: Release, *, cache: Path | None = None, limits: Limits | None = None, progress: Progress | None = None
) -> Path:
    """The zip archive of a release, from the cache or from its address.

    Args:
        release: What to fetch.
        cache: Folder to keep it in; `CORPUSPKG_CACHE` or the system's cache folder by default.
        limits: How much patience to have.
        progress: Called with the bytes that have come and the whole, where the server says it.

    Raises:
        DownloadError: It cannot be fetched or is not what it should be; the cache holds no half or wrong file.
    """
    _check(release)
    folder = _folder(release, cache or cache_folder())
    file = f"{release.name}-data-{release.version}.zip"
    known = _digests(folder / SUMS).get(file)
    if known and release.sha256 in (None, known) and _digest(folder / file) == known:
        return folder / file
    fetcher = Fetcher(folder=folder, limits=limits or Limits(), progress=progress)
    wanted = _wanted(release, file, known, fetcher)
    path = _retrieve(release.url(file), wanted, folder, file, fetcher)
    (folder / SUMS).write_text(f"{wanted}  {file}\n", encoding="utf-8")
    return path


def cache_folder() -> Path:
    """Where releases are kept."""
    import os  # noqa: PLC0415 - nothing at import

    if given := os.environ.get(CACHE_VARIABLE):
        return Path(given)
    import pooch  # noqa: PLC0415 - loads requests

    return Path(pooch.os_cache("corpuspkg"))


def _folder(release: Release, cache: Path) -> Path:
    """A folder for a version from an address: other addresses have other files of the same name."""
    place = hashlib.sha256(release.address.encode()).hexdigest()[:12]
    return cache / f"{release.name}-{place}" / release.version


def _check(release: Release) -> None:
    if not _VERSION.fullmatch(release.version):
        raise DownloadError(f"{release.version!r} is no version", hint="as in 1.0.0")
    if not _NAME.fullmatch(release.name):
        raise DownloadError(f"{release.name!r} is no name of a corpus")
    if release.sha256 is not None and not re.fullmatch(r"[0-9a-f]{64}", release.sha256):
        raise DownloadError(f"{release.sha256!r} is no SHA-256 digest", hint="64 lower-case hexadecimal digits")
    check_address(release.url(""))


def _wanted(release: Release, file: str, known: str | None, fetcher: Fetcher) -> str:
    """Digest that the zip has to have."""
    url = release.url(SUMS)
    stated = parse_sums(fetcher.read(url, _MAX_SUMS_BYTES), url).get(file)
    if stated is None:
        raise DownloadError(f"the release lists no {file}", path=url, hint="is the name of the corpus right?")
    if release.sha256 not in (None, stated):
        raise DownloadError(f"the address offers another file (SHA-256 {stated}) than the one asked for", path=url)
    if release.sha256 is None and known not in (None, stated):
        raise DownloadError(
            f"the release has changed since it was first fetched: {known} became {stated}",
            path=url,
            hint="a released version never changes: ask its publisher; or pass the digest you trust as sha256",
        )
    return stated


def parse_sums(data: bytes, place: str) -> dict[str, str]:
    """Digests by file name, of a file in the format of sha256sum.

    >>> parse_sums(b"ab" * 32 + b"  a.zip", "here") == {"a.zip": "ab" * 32}
    True
    """
    lines = data.decode("utf-8", "replace").splitlines()
    matches = [re.fullmatch(r"([0-9a-f]{64}) [ *](.+)", line) for line in lines if line]
    if not all(matches):
        raise DownloadError("this is no list of digests", path=place, hint="is this the address of releases?")
    return {match[2]: match[1] for match in matches if match}


def _digests(path: Path) -> dict[str, str]:
    try:
        return parse_sums(path.read_bytes(), str(path))
    except (OSError, DownloadError):
        return {}


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _retrieve(url: str, digest: str, folder: Path, file: str, fetcher: Fetcher) -> Path:
    """Fetch a file with pooch, which checks its digest and moves it into place."""
    import logging  # noqa: PLC0415 - nothing at import

    import pooch  # noqa: PLC0415 - loads requests

    pooch.get_logger().setLevel(logging.WARNING)

    def downloader(_: str, target: str, __: object) -> None:
        fetcher.save(url, digest, Path(target))

    resumed = fetcher.part(digest).exists()
    for again in (True, False):
        try:
            return Path(pooch.retrieve(url, f"sha256:{digest}", fname=file, path=folder, downloader=downloader))
        except ValueError:
            # A part of an earlier file may have been continued with a new one's: once more from the start.
            if resumed and again:
                continue
            raise DownloadError(
                "the file's SHA-256 digest is not the one its release states; it was not kept",
                path=url,
                hint="try again later, and tell the publisher if it stays so",
            ) from None
        except OSError as error:
            raise DownloadError(f"cannot be written: {error.strerror or error}", path=folder) from None
    raise AssertionError  # the second round returns or raises
