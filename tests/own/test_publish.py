"""`corpuspkg publish` uploads what was released and nothing else, and keeps secrets to itself."""

from __future__ import annotations

import hashlib
import json
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import corpuspkg
from corpuspkg.cli import app
from corpuspkg.errors import DownloadError, UploadError
from corpuspkg.fetch import Release, fetch_release
from corpuspkg.pipeline import build
from corpuspkg.publish import deposit, read_release, upload_commands
from corpuspkg.publish.depositing import sender
from corpuspkg.release import release as make_release
from corpuspkg.scaffold import NewCorpus, init_corpus

TOKEN = "a-secret-token"  # noqa: S105 - a made-up one
PLAN = NewCorpus(
    name="bridge-letters",
    title="Letters about the bridge",
    licence="CC-BY-4.0",
    maintainer="Ada Miller <ada@example.org>",
    corpuspkg_version="0.1.0",
    today=date(2021, 3, 9),
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus whose first version is released."""
    folder = tmp_path_factory.mktemp("publish") / "bridge"
    init_corpus(folder, PLAN)
    build(folder)
    for command in ("init", "add --all", "-c user.name=a -c user.email=a@example.org commit -m first"):
        git = ["git", "-C", str(folder), *command.split()]
        subprocess.run(git, check=True, capture_output=True)
    assert not make_release(folder).refusals
    return folder


@dataclass
class Archive:
    """A server that answers as InvenioRDM's documentation says."""

    asked: list[str] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    stored: dict[str, bytes] = field(default_factory=dict)
    spoil: bool = False
    address: str = ""

    def answer(self, method: str, path: str, data: bytes, token: str) -> tuple[int, dict[str, Any]]:
        self.asked.append(f"{method} {path}")
        if token != f"Bearer {TOKEN}":
            return 403, {"message": "Permission denied."}
        if path.endswith("/content"):
            self.stored[path.split("/")[-2]] = data
            return 200, {}
        if path.endswith("/commit"):
            digest = hashlib.md5(self.stored[path.split("/")[-2]], usedforsecurity=False).hexdigest()
            return 200, {"checksum": f"md5:{'0' * 32 if self.spoil else digest}"}
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


@pytest.fixture
def archive() -> Iterator[Archive]:
    archive = Archive()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, answer = archive.answer(self.command, self.path, data, self.headers.get("Authorization", ""))
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PUT = handle_any  # noqa: N815 - named by the standard library

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


def test_deposits_a_draft_with_all_files(corpus: Path, archive: Archive) -> None:
    release = read_release(corpus)
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
    assert metadata["title"] == PLAN.title
    assert (metadata["version"], metadata["publication_date"]) == ("0.1.0", "2021-03-09")
    assert metadata["rights"] == [{"id": "cc-by-4.0"}]
    assert [one["person_or_org"]["name"] for one in metadata["creators"]] == ["Ada Miller"]


def test_publishes_and_makes_new_versions(corpus: Path, archive: Archive) -> None:
    done = deposit(read_release(corpus), sender(TOKEN), address=archive.address, record="7", publish=True)
    assert archive.asked[:2] == ["POST /api/records/7/versions", "PUT /api/records/8/draft"]
    assert archive.asked[-1] == "POST /api/records/8/draft/actions/publish"
    assert (done.record_id, done.published) == ("8", True)


def test_refusals_are_told_without_the_token(corpus: Path, archive: Archive) -> None:
    release = read_release(corpus)
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
    corpus: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    command = ["publish", "--to", "zenodo", "--directory", str(corpus), "--dry-run", "--address", archive.address]
    result = CliRunner().invoke(app, [*command, "--final"])
    assert result.exit_code == 0, result.output
    assert archive.asked == []
    assert TOKEN not in result.output
    assert f"POST {archive.address}/records\nAuthorization: Bearer ***" in result.output
    assert "/records/{id}/draft/files/bridge-letters-data-0.1.0.zip/content" in result.output
    assert result.output.rstrip().endswith("Bearer ***")
    assert "actions/publish" in result.output


def test_command_deposits(corpus: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["publish", "0.1.0", "--to", "zenodo", "--directory", str(corpus), "--address", archive.address]
    monkeypatch.delenv("ZENODO_TOKEN", raising=False)
    assert "set ZENODO_TOKEN" in str(CliRunner().invoke(app, command).exception)
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "record 7 is a draft" in result.output


def test_distributions_alone_go_to_an_index(corpus: Path) -> None:
    release = read_release(corpus)
    check, upload = upload_commands(release, url="http://127.0.0.1:9/")
    names = [Path(word).name for word in upload if word.endswith((".whl", ".gz"))]
    assert names == ["bridge_letters-0.1.0-py3-none-any.whl", "bridge_letters-0.1.0.tar.gz"]
    assert check[3:5] == ["check", "--strict"]
    result = CliRunner().invoke(app, ["publish", "--to", "pypi", "--directory", str(corpus), "--dry-run"])
    assert "twine upload --non-interactive" in result.output


def test_what_was_released_can_be_fetched(corpus: Path, tmp_path: Path) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(corpus / "build" / "release"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        path = fetch_release(Release(name="bridge-letters", version="0.1.0", address=address), cache=tmp_path)
        server.shutdown()
    assert path.read_bytes() == read_release(corpus).archive.read_bytes()
    fetched = corpuspkg.open(path)
    assert fetched.version == "0.1.0"
    assert fetched.load("letters", format="records")[0]["letter_id"] == "sample-letter"


def test_a_release_that_was_touched_is_not_uploaded(corpus: Path) -> None:
    path = read_release(corpus).folder / "codebook.md"
    data = path.read_bytes()
    path.write_bytes(data + b"more")
    try:
        with pytest.raises(UploadError, match="not as it was made"):
            read_release(corpus)
    finally:
        path.write_bytes(data)
    with pytest.raises(UploadError, match=r"run: corpuspkg release 9\.9\.9"):
        read_release(corpus, "9.9.9")
