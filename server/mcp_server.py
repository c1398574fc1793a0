"""The Model Context Protocol over the service's tools: at /mcp beside the API, or on standard input and output.

The only file that imports mcp, which the extra `mcp` installs.
"""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from starlette.types import ASGIApp

from corpus.errors import AssistantError
from corpus.passage import Language
from server.mcp_tools import INSTRUCTIONS, Tools
from server.problems import problem_of

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)


def build_server(tools: Tools) -> MCPServer[Any]:
    """A server that offers the tools; what they refuse is told to the client in one sentence."""
    server: MCPServer[Any] = MCPServer(
        "lhsia-assistant",
        title="LHSIA Assistant",
        instructions=INSTRUCTIONS,
        version=version("lhsia-assistant"),
        log_level="ERROR",
    )
    for tool in tools.all():
        server.add_tool(_said(tool), annotations=READS)
    return server


def _said(tool: Callable[..., Any]) -> Callable[..., Any]:
    """The tool, its errors as the protocol has them."""

    @functools.wraps(tool)
    def call(**arguments: Any) -> Any:
        try:
            return tool(**arguments)
        except AssistantError as error:
            language: Language = "fr" if arguments.get("language") == "fr" else "en"
            raise ToolError(problem_of(error, language).detail) from error

    return call


@asynccontextmanager
async def http_application(tools: Tools) -> AsyncIterator[ASGIApp]:
    """The application that answers POST /mcp while the context is open; each request stands alone."""
    server = build_server(tools)
    application = server.streamable_http_app(json_response=True, stateless_http=True, host="")
    async with server.session_manager.run():
        yield application


def serve_stdio(tools: Tools) -> None:
    """Serve one client on standard input and output until it closes them."""
    build_server(tools).run("stdio")
