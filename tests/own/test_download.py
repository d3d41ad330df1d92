"""Releases are fetched over HTTP, checked, cached and resumed; every failure is told and leaves no half file."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

import corpuspkg
from corpuspkg.cli import app
from corpuspkg.errors import DownloadError, PackageError
from corpuspkg.fetch import Release, fetch_release
from corpuspkg.transfer import Limits

NAME, FILE = "tiny", "tiny-data-1.0.0.zip"
PATIENCE = Limits(seconds=0.4)


@dataclass
class Site:
    """A server of files with faults; each fault holds for the zip alone and as often as `faults` says."""

    files: dict[str, bytes]
    fault: str = ""
    faults: int = 1
    ranges: bool = True
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        start = int(request.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        self.asked.append(f"{request.path} {start}")
        data = self.files.get(request.path.removeprefix("/"))
        fault = ""
        if request.path.endswith(".zip") and self.faults > 0:
            fault, self.faults = self.fault, self.faults - 1
        if data is None or fault == "gone":
            request.send_error(404)
        elif fault == "busy":
            request.send_error(503)
        else:
            self.send(request, data, start if self.ranges else 0, fault)

    def send(self, request: BaseHTTPRequestHandler, data: bytes, start: int, fault: str) -> None:
        if start >= len(data):
            request.send_error(416)
            return
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        if fault == "truncated":
            request.wfile.write(data[start : (start + len(data)) // 2])
        elif fault == "silent":
            request.wfile.write(data[start : start + 10])
            request.wfile.flush()
            time.sleep(1.0)
        elif fault == "dribble":
            for at in range(30):
                request.wfile.write(data[start + at : start + at + 1])
                time.sleep(0.05)
        else:
            request.wfile.write(data[start:])


@pytest.fixture
def zipped(tmp_path: Path, make_package: Callable[..., Path]) -> bytes:
    folder = make_package(tmp_path / "made", name=NAME).parent
    (folder / "filler.bin").write_bytes(bytes(range(256)) * 2000)
    path = tmp_path / "made.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder).as_posix())
    return path.read_bytes()


@pytest.fixture
def site(zipped: bytes) -> Iterator[Site]:
    sums = f"{hashlib.sha256(zipped).hexdigest()}  {FILE}\n".encode()
    site = Site(files={f"1.0.0/{FILE}": zipped, "1.0.0/SHA256SUMS": sums})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                site.answer(self)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    yield site
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def fetch(site: Site, cache: Path, sha256: str | None = None) -> Path:
    release = Release(name=NAME, version="1.0.0", address=site.address, sha256=sha256)
    return fetch_release(release, cache=cache, limits=PATIENCE)


def kept(cache: Path) -> list[str]:
    """Files of the cache but the parts that wait to be continued."""
    return sorted(path.name for path in cache.rglob("*") if path.is_file() and path.suffix != ".part")


def test_fetches_once_and_works_offline(site: Site, cache: Path, zipped: bytes) -> None:
    path = fetch(site, cache)
    assert path.read_bytes() == zipped
    assert kept(cache) == ["SHA256SUMS", FILE]
    assert not list(cache.rglob("*.part"))
    assert len(corpuspkg.open(path).load("letters")) == 2
    asked = list(site.asked)
    site.files.clear()
    assert fetch(site, cache) == path
    assert site.asked == asked


def test_a_damaged_cache_is_fetched_again(site: Site, cache: Path, zipped: bytes) -> None:
    path = fetch(site, cache)
    path.write_bytes(zipped[:-1])
    assert fetch(site, cache).read_bytes() == zipped


def test_continues_where_the_connection_broke_off(site: Site, cache: Path, zipped: bytes) -> None:
    site.fault = "truncated"
    assert fetch(site, cache).read_bytes() == zipped
    starts = [int(line.split()[1]) for line in site.asked if ".zip" in line]
    assert starts == [0, len(zipped) // 2]


def test_continues_in_a_later_run(site: Site, cache: Path, zipped: bytes) -> None:
    site.fault, site.faults = "truncated", 9
    with pytest.raises(DownloadError, match=r"broke off.*run the command again"):
        fetch(site, cache)
    assert kept(cache) == []
    site.fault = ""
    assert fetch(site, cache).read_bytes() == zipped
    assert not site.asked[-1].endswith(" 0")


def test_a_server_without_ranges_starts_again(site: Site, cache: Path, zipped: bytes) -> None:
    site.fault, site.ranges = "truncated", False
    assert fetch(site, cache).read_bytes() == zipped


def test_a_part_of_something_else_is_dropped(site: Site, cache: Path, zipped: bytes) -> None:
    site.fault, site.faults = "truncated", 9
    with pytest.raises(DownloadError):
        fetch(site, cache)
    (part,) = cache.rglob("*.part")
    part.write_bytes(b"?" * 1000)
    site.fault = ""
    assert fetch(site, cache).read_bytes() == zipped
    part.write_bytes(zipped + b"more")
    fetched = fetch(site, cache)
    fetched.unlink()
    assert fetch(site, cache).read_bytes() == zipped


def test_wrong_hash(site: Site, cache: Path, zipped: bytes) -> None:
    site.files[f"1.0.0/{FILE}"] = zipped[:-1] + b"?"
    with pytest.raises(DownloadError, match="digest is not the one its release states; it was not kept"):
        fetch(site, cache)
    assert kept(cache) == []
    assert not list(cache.rglob("*.part"))


def test_a_digest_from_elsewhere_is_trusted_above_the_address(site: Site, cache: Path, zipped: bytes) -> None:
    with pytest.raises(DownloadError, match="another file"):
        fetch(site, cache, sha256="0" * 64)
    assert fetch(site, cache, sha256=hashlib.sha256(zipped).hexdigest()).exists()
    with pytest.raises(DownloadError, match="another file"):
        fetch(site, cache, sha256="0" * 64)


def test_a_release_that_changed_is_refused(site: Site, cache: Path) -> None:
    fetch(site, cache).unlink()
    site.files["1.0.0/SHA256SUMS"] = f"{'0' * 64}  {FILE}\n".encode()
    with pytest.raises(DownloadError, match="has changed since it was first fetched"):
        fetch(site, cache)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("gone", "answered 404 Not Found .is there such a version"),
        ("busy", "answered 503"),
        ("silent", r"next to nothing for 0\.4 s"),
        ("dribble", r"next to nothing for 0\.4 s"),
    ],
)
def test_faults_of_servers(site: Site, cache: Path, fault: str, message: str) -> None:
    site.fault, site.faults = fault, 9
    began = time.monotonic()
    with pytest.raises(DownloadError, match=message) as raised:
        fetch(site, cache)
    assert time.monotonic() - began < 8
    assert site.address in str(raised.value)
    assert kept(cache) == []


def test_no_such_version_and_no_list(site: Site, cache: Path) -> None:
    del site.files["1.0.0/SHA256SUMS"]
    with pytest.raises(DownloadError, match="404"):
        fetch(site, cache)
    site.files["1.0.0/SHA256SUMS"] = b"<html>Welcome</html>"
    with pytest.raises(DownloadError, match="no list of digests"):
        fetch(site, cache)
    site.files["1.0.0/SHA256SUMS"] = b"a" * 1_000_001
    with pytest.raises(DownloadError, match="larger than"):
        fetch(site, cache)


def test_nobody_listens(cache: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        site = Site(files={}, address=f"http://127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(DownloadError, match="cannot be reached"):
            fetch(site, cache)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"address": "http://example.org"}, "over https are used"),
        ({"address": "file:///tmp"}, "over https are used"),
        ({"version": "../1"}, "no version"),
        ({"name": "../a"}, "no name"),
        ({"sha256": "ABC"}, "no SHA-256"),
    ],
)
def test_refuses_before_asking(cache: Path, changes: dict[str, str], message: str) -> None:
    values = {"name": NAME, "version": "1.0.0", "address": "http://127.0.0.1:9", **changes}
    with pytest.raises(DownloadError, match=message):
        fetch_release(Release(**values), cache=cache)
    assert not cache.exists()


def test_load_a_version_beside_the_installed_one(
    site: Site, cache: Path, zipped: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = "corpuspkg-data-0.0.1.zip"
    site.files |= {
        f"0.0.1/{file}": zipped,
        "0.0.1/SHA256SUMS": f"{hashlib.sha256(zipped).hexdigest()}  {file}\n".encode(),
    }
    monkeypatch.setenv("CORPUSPKG_CACHE", str(cache))
    monkeypatch.setenv("CORPUSPKG_RELEASES", site.address)
    assert len(corpuspkg.load("letters", version="0.0.1")) == 2
    assert len(corpuspkg.load("letters", version=corpuspkg.__version__)) != 2
    result = CliRunner().invoke(app, ["download", "0.0.1"])
    assert result.exit_code == 0
    assert Path(result.stdout.strip()).name == file
    record = json.loads(CliRunner().invoke(app, ["download", "0.0.1", "--json"]).stdout)
    assert record["sha256"] == hashlib.sha256(zipped).hexdigest()
    assert corpuspkg.download("0.0.1") == Path(result.stdout.strip())


def test_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CORPUSPKG_RELEASES", raising=False)
    with pytest.raises(PackageError, match=r"'0.0.1' is not installed.*CORPUSPKG_RELEASES"):
        corpuspkg.load("letters", version="0.0.1")


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_against_nginx(tmp_path: Path, cache: Path, zipped: bytes) -> None:
    folder = tmp_path / "www" / "1.0.0"
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(zipped)
    digest = hashlib.sha256(zipped).hexdigest()
    (folder / "SHA256SUMS").write_text(f"{digest}  {FILE}\n", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    paths = "".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    server = f"server {{ listen 127.0.0.1:{port}; root {tmp_path}/www; }}"
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = f"{user} daemon off; pid {tmp_path}/pid; events {{}} http {{ access_log off; {paths} {server} }}"
    (tmp_path / "nginx.conf").write_text(configuration, encoding="utf-8")
    command = ["nginx", "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error.log")]
    with subprocess.Popen(command) as nginx:
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            site = Site(files={}, address=f"http://127.0.0.1:{port}")
            place = cache / f"tiny-{hashlib.sha256(site.address.encode()).hexdigest()[:12]}" / "1.0.0"
            place.mkdir(parents=True)
            (place / f".{digest[:16]}.part").write_bytes(zipped[:100_000])
            assert fetch(site, cache).read_bytes() == zipped
        finally:
            nginx.terminate()
            nginx.wait(10)
