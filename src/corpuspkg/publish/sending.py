"""Requests to an archive: sent with a token that stands nowhere else, or only told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpuspkg.errors import UploadError

_SECONDS = 60
_TROUBLE = 500
_HINTS = {
    401: "the token is not known there: an archive and its sandbox have tokens of their own",
    403: "the token may not do this: on Zenodo it needs the scopes deposit:write and deposit:actions",
    404: "there is no such record or draft for this token",
    413: "the archive takes no file of this size",
    429: "too many requests: wait a while",
}


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


Send = Callable[[Request], Mapping[str, Any]]


def sender(token: str) -> Send:
    """Send requests with a token."""
    import requests  # noqa: PLC0415 - slow to import

    def ask(request: Request, **content: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"}
        if "data" in content:
            headers["Content-Type"] = "application/octet-stream"
        return requests.request(
            request.method, request.url, headers=headers, timeout=_SECONDS, allow_redirects=False, **content
        )

    def send(request: Request) -> Mapping[str, Any]:
        try:
            if request.file is None:
                done = ask(request, json=request.body)
            else:
                with request.file.open("rb") as file:
                    done = ask(request, data=file)
        except requests.RequestException as error:
            raise UploadError(f"the archive cannot be reached: {type(error).__name__}", path=request.url) from None
        if not done.ok or done.is_redirect:
            message = f"the archive answered {done.status_code}: {_message(done)}"
            raise UploadError(message, path=request.url, hint=_hint(done))
        answer = done.json() if done.content else {}
        return answer if isinstance(answer, dict) else {}

    return send


def _hint(response: Any) -> str | None:
    if response.status_code >= _TROUBLE:
        return "the archive has trouble: try again later"
    wait = response.headers.get("Retry-After")
    return f"wait {wait} seconds" if wait and wait.isdigit() else _HINTS.get(response.status_code)


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
