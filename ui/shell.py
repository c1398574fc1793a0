"""The document around Gradio's app: its language, our head instead of Gradio's, and a policy that allows no other site."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.passage import Language

# Gradio needs inline scripts and eval for its templates; nothing may come from, or go to, another site.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
CARD = re.compile(r"\s*<meta\s+(?:property=\"og:|name=\"twitter:)[^>]*>")
MANIFEST = re.compile(r"\s*<link rel=\"manifest\"[^>]*>")


class Shell:
    """ASGI middleware: rewrites the page's document on its way out, and leaves everything else alone."""

    def __init__(self, app: ASGIApp, pages: Mapping[str, tuple[Language, str]]) -> None:
        """`pages` maps a path to the page's language and what its head gets."""
        self.app = app
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] not in self.pages or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        language, head = self.pages[scope["path"]]
        plain = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await _finish(start, bytes(body), language, head, send)

        await self.app({**scope, "headers": plain}, receive, collect)


async def _finish(start: Message, body: bytes, language: Language, head: str, send: Send) -> None:
    headers = MutableHeaders(raw=list(start["headers"]))
    if headers.get("content-type", "").startswith("text/html"):
        body = dress(body.decode("utf-8"), language, head).encode("utf-8")
        headers["content-length"] = str(len(body))
        headers["content-security-policy"] = POLICY
        headers["referrer-policy"] = "no-referrer"
        headers["x-content-type-options"] = "nosniff"
    await send({**start, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})


def dress(document: str, language: Language, head: str) -> str:
    """Gradio's document in the page's language, without its cards for social sites, with our head."""
    document = document.replace('lang="en"', f'lang="{language}"', 1)
    document = MANIFEST.sub("", CARD.sub("", document))
    return document.replace("</head>", f"{head}</head>", 1)
