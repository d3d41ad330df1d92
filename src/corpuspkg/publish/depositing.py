"""Deposit a release through the records API of InvenioRDM, the software of Zenodo: draft, files, publication."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from corpuspkg.citing.works import read_dataset
from corpuspkg.errors import UploadError
from corpuspkg.package import open_package
from corpuspkg.publish.record import invenio_record
from corpuspkg.publish.released import Released
from corpuspkg.transfer import check_address

ZENODO = "https://zenodo.org/api"
TOKEN_VARIABLE = "ZENODO_TOKEN"  # noqa: S105 - the name of a variable
_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to the archive; the token is added where it is sent, and nowhere else.

    Attributes:
        body: Sent as JSON.
        file: Sent as it is.
    """

    method: str
    url: str
    body: Any = None
    file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """What came of a deposit.

    Attributes:
        record_id: Of the draft or record.
        page: Where a person sees it.
        doi: Reserved for the draft; registered when it is published.
    """

    record_id: str
    page: str | None
    doi: str | None
    published: bool


Send = Callable[[Request], Mapping[str, Any]]


def deposit(
    release: Released, send: Send, *, address: str = ZENODO, record: str | None = None, publish: bool = False
) -> Deposit:
    """Make a draft with the release's metadata and files, and publish it where that is asked for.

    Args:
        release: What to deposit.
        send: Sends a request and gives the answer's JSON; `sender` makes one.
        address: Of the API.
        record: Id of an earlier version's record: the deposit becomes its new version.
        publish: A published record cannot be taken back; without it a draft is left for a person to look at.

    Raises:
        UploadError: The archive refuses a request, or has another file than was sent. The draft stays.
    """
    metadata = invenio_record(read_dataset(open_package(release.archive).descriptor))
    base = f"{address.rstrip('/')}/records"
    check_address(base)
    if record is None:
        answer = send(Request(method="POST", url=base, body=metadata))
    else:
        answer = send(Request(method="POST", url=f"{base}/{quote(record)}/versions"))
        answer = send(Request(method="PUT", url=f"{base}/{quote(str(answer['id']))}/draft", body=metadata))
    record_id = str(answer["id"])
    draft = f"{base}/{quote(record_id, safe='{}')}/draft"
    doi = send(Request(method="POST", url=f"{draft}/pids/doi")).get("pids", {}).get("doi", {}).get("identifier")
    send(Request(method="POST", url=f"{draft}/files", body=[{"key": path.name} for path in release.files]))
    for path in release.files:
        place = f"{draft}/files/{quote(path.name)}"
        send(Request(method="PUT", url=f"{place}/content", file=path))
        _prove(path, send(Request(method="POST", url=f"{place}/commit")))
    if publish:
        answer = send(Request(method="POST", url=f"{draft}/actions/publish"))
    page = answer.get("links", {}).get("self_html")
    return Deposit(record_id=record_id, page=page, doi=doi, published=publish)


def _prove(path: Path, answer: Mapping[str, Any]) -> None:
    """Compare the archive's digest (it counts in MD5) with the file's."""
    stated = answer.get("checksum")
    found = f"md5:{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
    if stated is not None and stated != found:
        raise UploadError(f"the archive has another file than was sent: {stated}, not {found}", path=path)


def sender(token: str) -> Send:
    """Send requests with a token."""
    import requests  # noqa: PLC0415 - slow to import

    headers = {"Authorization": f"Bearer {token}"}

    def send(request: Request) -> Mapping[str, Any]:
        try:
            if request.file is None:
                done = requests.request(
                    request.method,
                    request.url,
                    json=request.body,
                    headers=headers,
                    timeout=_SECONDS,
                    allow_redirects=False,
                )
            else:
                with request.file.open("rb") as file:
                    binary = headers | {"Content-Type": "application/octet-stream"}
                    done = requests.request(
                        request.method, request.url, data=file, headers=binary, timeout=_SECONDS, allow_redirects=False
                    )
        except requests.RequestException as error:
            raise UploadError(f"the archive cannot be reached: {type(error).__name__}", path=request.url) from None
        if not done.ok or done.is_redirect:
            hint = "the draft stays: go on or delete it on the archive's pages" if "/draft" in request.url else None
            raise UploadError(f"the archive answered {done.status_code}: {_message(done)}", path=request.url, hint=hint)
        answer = done.json() if done.content else {}
        return answer if isinstance(answer, dict) else {}

    return send


def _message(response: Any) -> str:
    """What the archive says of a refusal, with the fields it does not like."""
    try:
        said = response.json()
    except ValueError:
        return str(response.reason)
    if not isinstance(said, dict):
        return str(response.reason)
    errors = [f"{one.get('field')}: {' '.join(one.get('messages', []))}" for one in said.get("errors") or []]
    return "; ".join([str(said.get("message", response.reason)), *errors])


def rehearse(tell: Callable[[Request], None]) -> Send:
    """Tell each request and send none; `{id}` stands for what the archive would answer."""

    def send(request: Request) -> Mapping[str, Any]:
        tell(request)
        return {"id": "{id}"}

    return send
