"""How much one client may ask, and how large a request may be; checked before a request is read."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import Refused, TooLarge, TooManyRequests
from server.problems import problem_of
from server.reader_language import accepted

MEGABYTE = 1024 * 1024
BODY_LIMIT = MEGABYTE
UPLOADS = frozenset({"/v1/documents", "/v1/evidence-packs/verify", "/v1/evidence-packs/bundle"})
CLIENTS = 10_000


@dataclass
class RateLimiter:
    """A token bucket per client: `per_minute` requests in a burst, refilled evenly; the least recent is forgotten."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, client: str) -> None:
        """Count one request; raise TooManyRequests with the seconds to wait when the bucket is empty."""
        now = self.clock()
        with self._lock:
            tokens, seen = self._buckets.pop(client, (float(self.per_minute), now))
            tokens = min(self.per_minute, tokens + (now - seen) * self.per_minute / 60)
            self._buckets[client] = (max(0.0, tokens - 1), now) if tokens >= 1 else (tokens, now)
            if len(self._buckets) > CLIENTS:
                self._buckets.popitem(last=False)
        if tokens < 1:
            raise TooManyRequests(max(1, math.ceil((1 - tokens) * 60 / self.per_minute)))


class Guard:
    """ASGI middleware: turns away what comes too often (429) or is too large (413)."""

    def __init__(self, app: ASGIApp, limiter: RateLimiter, upload_limit: int) -> None:
        """`upload_limit` is the largest body of what takes files (`UPLOADS`), in bytes; other bodies may have 1 MB."""
        self.app = app
        self.limiter = limiter
        self.upload_limit = upload_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not is_limited(scope["path"]):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        limit = self.upload_limit if scope["path"] in UPLOADS else BODY_LIMIT
        try:
            self.limiter.take(request.client.host if request.client else "")
            check_length(request.headers.get("content-length", "0"), limit)
        except Refused as error:
            await problem_of(error, accepted(request.headers.get("accept-language", ""))).response(
                scope["path"]
            )(scope, receive, send)
            return
        await self._counted(scope, receive, send, limit)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        """Serve a request whose body is counted while it comes, for clients that do not say its length."""
        size, too_large = 0, False

        async def count() -> Message:
            nonlocal size, too_large
            message = await receive()
            size += len(message.get("body", b""))
            too_large = too_large or size > limit
            return {"type": "http.disconnect"} if too_large else message

        async def guard(message: Message) -> None:
            if not too_large:
                await send(message)

        try:
            await self.app(scope, count, guard)
        except ClientDisconnect:
            if not too_large:
                raise
        if too_large:
            language = accepted(Headers(scope=scope).get("accept-language", ""))
            await problem_of(_too_large(limit), language).response(scope["path"])(scope, receive, send)


def is_limited(path: str) -> bool:
    """Whether requests to a path count: those of the API and of MCP, and the page's own events."""
    return path.startswith("/v1/") or path == "/mcp" or path.endswith("/gradio_api/queue/join")


def check_length(declared: str, limit: int) -> None:
    """Raise TooLarge when a request says that its body passes the limit."""
    if declared.isdigit() and int(declared) > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> TooLarge:
    megabytes = f"{limit / MEGABYTE:.0f}"
    return TooLarge(
        f"The request is larger than {megabytes} MB; send less at a time.",
        f"La demande dépasse {megabytes} Mo; envoyez moins à la fois.",
    )
