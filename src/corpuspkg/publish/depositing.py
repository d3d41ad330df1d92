"""Deposit a release through the records API of InvenioRDM, the software of Zenodo: draft, files, publication."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from corpuspkg.citing.works import read_dataset
from corpuspkg.errors import UploadError
from corpuspkg.package import open_package
from corpuspkg.publish.record import invenio_record
from corpuspkg.publish.released import Released
from corpuspkg.publish.sending import Request, Send
from corpuspkg.transfer import check_address

ZENODO = "https://zenodo.org/api"
TOKEN_VARIABLE = "ZENODO_TOKEN"  # noqa: S105 - the name of a variable


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


def deposit(
    release: Released,
    send: Send,
    *,
    address: str = ZENODO,
    record: str | None = None,
    draft: str | None = None,
    publish: bool = False,
) -> Deposit:
    """Make a draft with the release's metadata and files, and publish it where that is asked for.

    Args:
        release: What to deposit.
        send: Sends a request and gives the answer's JSON; `corpuspkg.publish.sending.sender` makes one.
        address: Of the API.
        record: Id of an earlier version's record: the deposit becomes its new version.
        draft: Id of a draft to go on with, after a deposit that broke off: what is there already is not sent again.
        publish: A published record cannot be taken back; without it a draft is left for a person to look at.

    Raises:
        UploadError: The archive refuses a request, or has another file than was sent. The draft stays.
    """
    metadata = invenio_record(read_dataset(open_package(release.archive).descriptor))
    base = f"{address.rstrip('/')}/records"
    check_address(base)
    if urlsplit(base).username is not None:
        raise UploadError("the address holds credentials", hint=f"give the token in {TOKEN_VARIABLE} alone")
    if draft is None and record is None:
        answer = send(Request(method="POST", url=base, body=metadata))
    elif draft is None:
        answer = send(Request(method="POST", url=f"{base}/{quote(str(record))}/versions"))
    else:
        answer = send(Request(method="GET", url=f"{base}/{quote(draft)}/draft"))
    record_id = draft or str(answer["id"])
    place = f"{base}/{quote(record_id, safe='{}')}/draft"
    try:
        if draft or record:
            answer = send(Request(method="PUT", url=place, body=metadata))
        doi = _doi(answer) or _doi(send(Request(method="POST", url=f"{place}/pids/doi")))
        _send_files(release, send, f"{place}/files", _standing(send, f"{place}/files") if draft or record else {})
        if publish:
            answer = send(Request(method="POST", url=f"{place}/actions/publish"))
    except UploadError as error:
        stays = f"the draft {record_id} stays: go on with --draft {record_id}, or delete it on the archive's pages"
        raise UploadError(error.message, path=error.path, hint="; ".join(filter(None, (error.hint, stays)))) from None
    return Deposit(record_id=record_id, page=answer.get("links", {}).get("self_html"), doi=doi, published=publish)


def _doi(answer: Mapping[str, Any]) -> str | None:
    found: str | None = answer.get("pids", {}).get("doi", {}).get("identifier")
    return found


def _standing(send: Send, place: str) -> dict[str, str | None]:
    """The files that a draft has, with their digests; None for one that did not arrive."""
    entries = send(Request(method="GET", url=place)).get("entries", [])
    return {one["key"]: one.get("checksum") if one.get("status") == "completed" else None for one in entries}


def _send_files(release: Released, send: Send, place: str, standing: Mapping[str, str | None]) -> None:
    """Send what is not there yet, and take away what is not of this release."""
    wanted = {path.name: _md5(path) for path in release.files}
    for name in standing:
        if standing[name] != wanted.get(name, ""):
            send(Request(method="DELETE", url=f"{place}/{quote(name)}"))
    missing = [path for path in release.files if standing.get(path.name) != wanted[path.name]]
    if missing:
        send(Request(method="POST", url=place, body=[{"key": path.name} for path in missing]))
    for path in missing:
        file = f"{place}/{quote(path.name)}"
        send(Request(method="PUT", url=f"{file}/content", file=path))
        stated = send(Request(method="POST", url=f"{file}/commit")).get("checksum")
        if stated is not None and stated != wanted[path.name]:
            message = f"the archive has another file than was sent: {stated}, not {wanted[path.name]}"
            raise UploadError(message, path=path)


def _md5(path: Path) -> str:
    """The digest that the archive counts in."""
    return f"md5:{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
