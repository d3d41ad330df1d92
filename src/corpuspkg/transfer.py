"""Get files over HTTP: continued where a connection broke off, given up where a server stalls."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpuspkg.errors import DownloadError

if TYPE_CHECKING:
    import requests

Progress = Callable[[int, int | None], None]
_BLOCK = 1 << 16
_OK, _PARTIAL, _UNSATISFIABLE = 200, 206, 416
_KEPT = "run the command again: what has come is kept, and the rest is fetched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much patience to have.

    Attributes:
        seconds: Without any byte, or with fewer than `floor` bytes, the server counts as stalled.
        attempts: Connections made for one file, as long as each brings something.
    """

    seconds: float = 30.0
    floor: int = 1024
    attempts: int = 3


def check_address(url: str) -> None:
    """Only addresses where the way cannot be tampered with: https, or this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        return
    raise DownloadError("only addresses over https are used", path=url, hint="give an address with https://")


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine.

    >>> _is_loopback("127.0.0.1"), _is_loopback("localhost"), _is_loopback("example.org")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Gets files over HTTP."""

    folder: Path
    limits: Limits
    progress: Progress | None

    def part(self, digest: str) -> Path:
        """Where the beginning of a file waits for its end; never under the file's own name."""
        return self.folder / f".{digest[:16]}.part"

    def read(self, url: str, limit: int) -> bytes:
        """A small file."""
        with self._open(url, 0) as response:
            data = b""
            for block in self._blocks(url, response):
                data += block
                if len(data) > limit:
                    raise DownloadError(f"the file is larger than {limit} bytes", path=url)
            return data

    def save(self, url: str, digest: str, target: Path) -> None:
        """A large file; what has come of it earlier is continued."""
        part = self.part(digest)
        for attempt in range(1, self.limits.attempts + 1):
            before = part.stat().st_size if part.exists() else 0
            try:
                self._continue(url, part, before)
                break
            except DownloadError:
                came = (part.stat().st_size if part.exists() else 0) - before
                if came <= 0 or attempt == self.limits.attempts:
                    raise
        part.replace(target)

    def _continue(self, url: str, part: Path, start: int) -> None:
        """Append the rest of a file to what has come of it."""
        with self._open(url, start) as response:
            if response.status_code == _UNSATISFIABLE:
                # What had come earlier is longer than the file: it was another one's.
                part.unlink()
                self._continue(url, part, 0)
                return
            if response.status_code != _PARTIAL:
                start = 0
            length = response.headers.get("Content-Length", "")
            total = start + int(length) if length.isdigit() else None
            done = start
            with part.open("ab" if start else "wb") as file:
                for block in self._blocks(url, response):
                    file.write(block)
                    done += len(block)
                    if self.progress:
                        self.progress(done, total)
        if total is not None and done < total:
            raise DownloadError(f"the connection broke off after {done} of {total} bytes", path=url, hint=_KEPT)

    def _open(self, url: str, start: int) -> requests.Response:
        import requests  # noqa: PLC0415 - slow to import

        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
        try:
            response = requests.get(url, headers=headers, stream=True, timeout=self.limits.seconds)
        except requests.Timeout:
            raise self._stalled(url) from None
        except requests.RequestException as error:
            raise DownloadError(
                f"the server cannot be reached: {_cause(error)}", path=url, hint="are you connected to the network?"
            ) from None
        check_address(response.url)
        if response.status_code not in {_OK, _PARTIAL} and not (start and response.status_code == _UNSATISFIABLE):
            response.close()
            hint = "is there such a version?" if response.status_code in {403, 404, 410} else "try again later"
            raise DownloadError(f"the server answered {response.status_code} {response.reason}", path=url, hint=hint)
        if response.status_code == _PARTIAL and not response.headers.get("Content-Range", "").startswith(
            f"bytes {start}-"
        ):
            response.close()
            raise DownloadError("the server sent another part than the one asked for", path=url)
        return response

    def _blocks(self, url: str, response: requests.Response) -> Iterator[bytes]:
        """What comes, as it comes; a server that sends too little for too long is given up."""
        import urllib3  # noqa: PLC0415 - slow to import

        began, came = time.monotonic(), 0
        try:
            while block := response.raw.read1(_BLOCK):
                yield block
                came += len(block)
                if came >= self.limits.floor:
                    began, came = time.monotonic(), 0
                elif time.monotonic() - began > self.limits.seconds:
                    raise self._stalled(url)
        except urllib3.exceptions.ReadTimeoutError:
            raise self._stalled(url) from None
        except urllib3.exceptions.IncompleteRead as error:
            raise DownloadError(
                f"the connection broke off; {error.expected} bytes were missing", path=url, hint=_KEPT
            ) from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise DownloadError(f"the connection broke off: {_cause(error)}", path=url, hint=_KEPT) from None

    def _stalled(self, url: str) -> DownloadError:
        return DownloadError(f"the server sent next to nothing for {self.limits.seconds:g} s", path=url, hint=_KEPT)


def _cause(error: BaseException) -> str:
    """What lies at the root of a chain of network errors."""
    while error.__context__ is not None:
        error = error.__context__
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
