"""`corpuspkg publish` uploads what was released and nothing else, and keeps secrets to itself."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import corpuspkg
from corpuspkg.cli import app
from corpuspkg.errors import DownloadError, UploadError
from corpuspkg.fetch import Release, fetch_release
from corpuspkg.publish import deposit, read_release, sender, upload_commands

TOKEN = "a-secret-token"  # noqa: S105 - a made-up one


@dataclass
class Archive:
    """A server that answers as InvenioRDM's documentation says."""

    asked: list[str] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    stored: dict[str, bytes] = field(default_factory=dict)
    proved: set[str] = field(default_factory=set)
    spoil: bool = False
    breaks_at: int | None = None
    trouble: tuple[int, dict[str, str]] | None = None
    address: str = ""

    def answer(self, method: str, path: str, data: bytes, token: str) -> tuple[int, dict[str, Any]]:
        self.asked.append(f"{method} {path}")
        if token != f"Bearer {TOKEN}":
            return 403, {"message": "Permission denied."}
        if self.trouble or len(self.asked) == self.breaks_at:
            return self.trouble[0] if self.trouble else 503, {"message": "No."}
        if method == "DELETE":
            self.stored.pop(path.rsplit("/", maxsplit=1)[-1], None)
            self.proved.discard(path.rsplit("/", maxsplit=1)[-1])
            return 204, {}
        if method == "GET" and path.endswith("/files"):
            return 200, {"entries": [self.entry(name) for name in self.stored]}
        if path.endswith("/content"):
            self.stored[path.split("/")[-2]] = data
            return 200, {}
        if path.endswith("/commit"):
            self.proved.add(path.split("/")[-2])
            return 200, self.entry(path.split("/")[-2])
        if data:
            self.bodies.append(json.loads(data))
        if path.endswith("/records") and not self.bodies[-1]["metadata"].get("creators"):
            return 400, {
                "message": "A validation error occurred.",
                "errors": [{"field": "creators", "messages": ["no"]}],
            }
        number = "8" if path.endswith("/versions") or "/8/" in path else "7"
        pids = {"pids": {"doi": {"identifier": "10.5072/zenodo.7"}}} if path.endswith("/doi") else {}
        return 201, {"id": number, "links": {"self_html": f"{self.address}/records/{number}"}} | pids

    def entry(self, name: str) -> dict[str, Any]:
        """What the archive says of a file."""
        if name not in self.proved:
            return {"key": name, "status": "pending"}
        digest = hashlib.md5(self.stored[name], usedforsecurity=False).hexdigest()
        return {"key": name, "status": "completed", "checksum": f"md5:{'0' * 32 if self.spoil else digest}"}


@pytest.fixture
def archive() -> Iterator[Archive]:
    archive = Archive()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, answer = archive.answer(self.command, self.path, data, self.headers.get("Authorization", ""))
            body = json.dumps(answer).encode() if status != HTTPStatus.NO_CONTENT else b""
            self.send_response(status)
            for name, value in (archive.trouble or (0, {}))[1].items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 - named by the standard library

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    archive.address = f"http://127.0.0.1:{server.server_port}/api"
    yield archive
    server.shutdown()
    thread.join(5)
    server.server_close()


def test_deposits_a_draft_with_all_files(released_corpus: Path, archive: Archive) -> None:
    release = read_release(released_corpus)
    done = deposit(release, sender(TOKEN), address=archive.address)
    assert (done.record_id, done.doi, done.published) == ("7", "10.5072/zenodo.7", False)
    assert archive.stored == {path.name: path.read_bytes() for path in release.folder.iterdir()}
    assert archive.asked[:3] == [
        "POST /api/records",
        "POST /api/records/7/draft/pids/doi",
        "POST /api/records/7/draft/files",
    ]
    assert not any("publish" in line for line in archive.asked)
    metadata = archive.bodies[0]["metadata"]
    assert metadata["title"] == "Letters about the bridge"
    assert (metadata["version"], metadata["publication_date"]) == ("0.1.0", "2021-03-09")
    assert metadata["rights"] == [{"id": "cc-by-4.0"}]
    assert [one["person_or_org"]["name"] for one in metadata["creators"]] == ["Ada Miller"]


def test_publishes_and_makes_new_versions(released_corpus: Path, archive: Archive) -> None:
    done = deposit(read_release(released_corpus), sender(TOKEN), address=archive.address, record="7", publish=True)
    assert archive.asked[:2] == ["POST /api/records/7/versions", "PUT /api/records/8/draft"]
    assert archive.asked[-1] == "POST /api/records/8/draft/actions/publish"
    assert (done.record_id, done.published) == ("8", True)


def test_goes_on_where_it_broke_off(released_corpus: Path, archive: Archive) -> None:
    release = read_release(released_corpus)
    steps = 3 + 2 * len(release.files)
    for breaks_at in range(2, steps + 1):
        archive.stored.clear()
        archive.proved.clear()
        archive.asked.clear()
        archive.breaks_at = breaks_at
        with pytest.raises(UploadError, match=r"503.*go on with --draft 7"):
            deposit(release, sender(TOKEN), address=archive.address)
        archive.breaks_at, there = None, set(archive.proved)
        archive.stored["stray.txt"] = b"of another release"
        archive.asked.clear()
        done = deposit(release, sender(TOKEN), address=archive.address, draft="7")
        assert done.record_id == "7"
        assert archive.stored == {path.name: path.read_bytes() for path in release.folder.iterdir()}
        sent = {line.split("/")[-2] for line in archive.asked if line.endswith("/content")}
        assert sent == {path.name for path in release.files} - there
    archive.asked.clear()
    deposit(release, sender(TOKEN), address=archive.address, draft="7")
    assert not any("content" in line or "DELETE" in line for line in archive.asked), "all is there"


@pytest.mark.parametrize(
    ("status", "headers", "hint"),
    [
        (401, {}, "the token is not known there"),
        (403, {}, "deposit:write"),
        (404, {}, "no such record or draft"),
        (413, {}, "no file of this size"),
        (429, {}, "wait a while"),
        (429, {"Retry-After": "42"}, "wait 42 seconds"),
        (500, {}, "try again later"),
        (503, {}, "try again later"),
        (302, {"Location": "http://127.0.0.1:9/"}, "302"),
    ],
)
def test_says_what_a_refusal_means(
    released_corpus: Path, archive: Archive, status: int, headers: dict[str, str], hint: str
) -> None:
    archive.trouble = status, headers
    with pytest.raises(UploadError, match=f"{status}: No") as refused:
        deposit(read_release(released_corpus), sender(TOKEN), address=archive.address)
    assert hint in str(refused.value)
    assert TOKEN not in str(refused.value)
    assert len(archive.asked) == 1, "nothing is tried twice, nothing is followed"


def test_refusals_are_told_without_the_token(released_corpus: Path, archive: Archive) -> None:
    release = read_release(released_corpus)
    with pytest.raises(UploadError, match="403: Permission denied") as refused:
        deposit(release, sender("wrong-token"), address=archive.address)
    assert "wrong-token" not in str(refused.value)
    archive.spoil = True
    with pytest.raises(UploadError, match="another file than was sent"):
        deposit(release, sender(TOKEN), address=archive.address)
    with pytest.raises(UploadError, match="cannot be reached"):
        deposit(release, sender(TOKEN), address="http://127.0.0.1:9/api")
    with pytest.raises(DownloadError, match="https"):
        deposit(release, sender(TOKEN), address="http://example.org/api")


def test_dry_run_prints_each_request_and_sends_none(
    released_corpus: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    command = [
        "publish",
        "--to",
        "zenodo",
        "--directory",
        str(released_corpus),
        "--dry-run",
        "--address",
        archive.address,
    ]
    result = CliRunner().invoke(app, [*command, "--final"])
    assert result.exit_code == 0, result.output
    assert archive.asked == []
    assert TOKEN not in result.output
    assert f"POST {archive.address}/records\nAuthorization: Bearer ***" in result.output
    assert "/records/{id}/draft/files/bridge-letters-data-0.1.0.zip/content" in result.output
    assert result.output.rstrip().endswith("Bearer ***")
    assert "actions/publish" in result.output


def test_command_deposits(released_corpus: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["publish", "0.1.0", "--to", "zenodo", "--directory", str(released_corpus), "--address", archive.address]
    monkeypatch.delenv("ZENODO_TOKEN", raising=False)
    assert "set ZENODO_TOKEN" in str(CliRunner().invoke(app, command).exception)
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "record 7 is a draft" in result.output


def test_distributions_alone_go_to_an_index(released_corpus: Path) -> None:
    release = read_release(released_corpus)
    check, upload = upload_commands(release, url="http://127.0.0.1:9/")
    names = [Path(word).name for word in upload if word.endswith((".whl", ".gz"))]
    assert names == ["bridge_letters-0.1.0-py3-none-any.whl", "bridge_letters-0.1.0.tar.gz"]
    assert check[3:5] == ["check", "--strict"]
    result = CliRunner().invoke(app, ["publish", "--to", "pypi", "--directory", str(released_corpus), "--dry-run"])
    assert "twine upload --non-interactive" in result.output
    address = ["--address", "https://ada:secret@example.org/"]
    for form in ([], ["--json"], ["--quiet"]):
        command = ["publish", "--to", "pypi", "--directory", str(released_corpus), "--dry-run", *address, *form]
        said = CliRunner().invoke(app, command)
        assert said.exit_code == 0
        assert "https://***@example.org/" in said.output
        assert "secret" not in said.output
    with pytest.raises(UploadError, match="holds credentials") as refused:
        deposit(release, sender(TOKEN), address="https://ada:secret@example.org/api")
    assert "secret" not in str(refused.value)


def test_what_was_released_can_be_fetched(released_corpus: Path, tmp_path: Path) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(released_corpus / "build" / "release"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        path = fetch_release(Release(name="bridge-letters", version="0.1.0", address=address), cache=tmp_path)
        server.shutdown()
    assert path.read_bytes() == read_release(released_corpus).archive.read_bytes()
    fetched = corpuspkg.open(path)
    assert fetched.version == "0.1.0"
    assert fetched.load("letters", format="records")[0]["letter_id"] == "sample-letter"


def test_a_release_that_was_touched_is_not_uploaded(released_corpus: Path) -> None:
    path = read_release(released_corpus).folder / "codebook.md"
    data = path.read_bytes()
    path.write_bytes(data + b"more")
    try:
        with pytest.raises(UploadError, match="not as it was made"):
            read_release(released_corpus)
    finally:
        path.write_bytes(data)
    with pytest.raises(UploadError, match=r"run: corpuspkg release 9\.9\.9"):
        read_release(released_corpus, "9.9.9")
