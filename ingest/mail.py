"""Saved e-mails to blocks."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.errors import MessageError
from pathlib import Path

from ingest.blocks import Block, Extract
from ingest.clean import one_line
from ingest.errors import UnreadableSource
from ingest.plain import read_plain
from ingest.webpage import read_webpage

SHOWN_HEADERS = ("From", "To", "Date")


def read_mail(data: bytes, path: Path) -> Extract:
    """Subject, sender and date, and the body (the plain part, else the HTML one); attachments are only named."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        body = message.get_body(preferencelist=("plain", "html"))
        content = str(body.get_content()) if body is not None else ""
        attached = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
        subject = one_line(str(message["Subject"] or ""))
        headers = [f"{name}: {one_line(str(message[name]))}" for name in SHOWN_HEADERS if message[name]]
    except (MessageError, LookupError, ValueError, AttributeError, TypeError) as error:
        raise UnreadableSource(
            path,
            f"is a damaged e-mail ({type(error).__name__}); save it again.",
            "est un courriel endommagé; enregistrez-le de nouveau.",
        ) from error
    if not content.strip():
        raise UnreadableSource(
            path,
            "is an e-mail without text; ingest its attachments as files of their own.",
            "est un courriel sans texte; ajoutez ses pièces jointes comme fichiers distincts.",
        )
    inner = (
        read_webpage(content)
        if body is not None and body.get_content_subtype() == "html"
        else read_plain(content)
    )
    opening = ([Block("heading", subject, 1)] if subject else []) + [Block("paragraph", h) for h in headers]
    warnings = tuple(
        f"The attachment {one_line(name)} was not read; ingest it as a file of its own." for name in attached
    )
    return Extract((*opening, *inner.blocks), title=subject, warnings=warnings, marked=inner.marked)
