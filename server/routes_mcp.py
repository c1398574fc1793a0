"""POST /mcp: the Model Context Protocol in the API's own process, where the extra `mcp` is installed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec

from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from corpus.passage import Language
from server.access import Caller, check_same_site
from server.errors import EditorOnly
from server.mcp_tools import Tools
from server.problems import Problem, problem_of
from server.reader_language import accepted

NOT_INSTALLED = (
    "The Model Context Protocol needs the extra `mcp`; install it with `pip install -e '.[mcp]'` and start again.",
    "Le protocole MCP demande l'extra `mcp`; installez-le par `pip install -e '.[mcp]'` et redémarrez.",
)


def _not_installed(language: Language) -> Problem:
    titles: dict[Language, str] = {"en": "MCP is not installed here", "fr": "MCP n'est pas installé ici"}
    detail = NOT_INSTALLED[language == "fr"]
    return Problem(501, "not-installed", titles[language], detail, language=language)


def is_installed() -> bool:
    """Whether the library of the protocol is there."""
    return find_spec("mcp") is not None


@asynccontextmanager
async def mcp_lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the protocol's server open while the application runs."""
    if not is_installed():
        yield
        return
    from server.mcp_server import http_application

    async with http_application(Tools(app.state.service, app.state.metrics)) as application:
        app.state.mcp = application
        yield
        app.state.mcp = None


class McpEndpoint:
    """Hands a request to the protocol's server; refuses what a page of another site sends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope)
        language = accepted(request.headers.get("accept-language", ""))
        try:
            check_same_site(Caller(request.client.host if request.client else "", request.headers))
        except EditorOnly as error:
            await problem_of(error, language).response("/mcp")(scope, receive, send)
            return
        application = getattr(request.app.state, "mcp", None)
        if application is None:
            await _not_installed(language).response("/mcp")(scope, receive, send)
            return
        await application(scope, receive, send)


# Each POST stands alone: there is no stream to open with GET and no session to end with DELETE.
mcp_route = Route("/mcp", McpEndpoint(), methods=["POST"], include_in_schema=False)
