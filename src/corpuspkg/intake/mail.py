"""E-mails and web archives (MIME)."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime

from corpuspkg.intake import html
from corpuspkg.intake.found import Fact, Found, UnreadableOriginalError, web_address

_ROLES = {"from": "sender", "to": "recipient", "cc": "cc"}


def read(data: bytes, encoding: str | None) -> Found:
    """Read an e-mail: its body, and what its header says of date and people."""
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(data)
    if not message.keys():
        raise UnreadableOriginalError("this is no e-mail: it has no header")
    if message.get_content_type() in ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"):
        raise UnreadableOriginalError(
            "the e-mail is encrypted", hint="decrypt it in your mail program and save it again"
        )
    page = web_address(message.get("Snapshot-Content-Location"))
    body = message.get_body(preferencelist=("html",) if page else ("plain", "html"))
    if not isinstance(body, EmailMessage):
        raise UnreadableOriginalError("the e-mail has no text")
    left_out = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    notes = [f"attachments left out: {', '.join(left_out)}"] if left_out and not page else []
    if body.get_content_type() == "text/html":
        reader = html.read if page else html.read_whole
        found = reader(_bytes(body), body.get_content_charset() or encoding)
        facts = [fact for fact in found.facts if page and fact.field != "url"]
        text, made_with, notes = found.text, found.made_with, [*notes, *found.notes]
    else:
        text, facts, made_with = _text(body), [], "e-mail, Python's email"
    if page:
        facts.append(Fact(part="source", field="url", value=page, place="Snapshot-Content-Location"))
    else:
        facts = list(_facts(message))
    return Found(text=text, made_with=made_with, facts=facts, notes=notes)


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except LookupError as error:
        raise UnreadableOriginalError(f"the e-mail's encoding is not known: {error}") from None


def _facts(message: EmailMessage) -> Iterator[Fact]:
    """Subject, day (where the sender was), and the people that the header names; addresses are not published."""
    if subject := " ".join(str(message.get("Subject", "")).split()):
        yield Fact(part="letter", field="title", value=subject, place="header Subject")
    try:
        sent = parsedate_to_datetime(str(message["Date"])) if message["Date"] else None
    except ValueError:
        sent = None
    if sent:
        yield Fact(part="letter", field="sent_date", value=sent.date().isoformat(), place="header Date")
    for header, role in _ROLES.items():
        for name, address in getaddresses(_values(message, header)):
            if name and name != address and "@" not in name:
                yield Fact(part="participations", field=role, value=name, place=f"header {header.title()}")


def _values(message: EmailMessage, header: str) -> list[str]:
    """A header's values, decoded; none where Python's parser of addresses stumbles over them."""
    try:
        return [str(value) for value in message.get_all(header, [])]
    except (AttributeError, IndexError, ValueError):
        return []
