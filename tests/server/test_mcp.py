"""The Model Context Protocol with a real client: over HTTP beside the API, and over standard input and output."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import uvicorn
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

import server.routes_mcp as routes
from server.app import create_app
from server.assembly import Workplace

ROOT = Path(__file__).parents[2]
TOOLS = {
    "ask", "search", "read_passage", "read_provision", "documents", "obligations", "deadline_rules", "deadline",
    "concordance",
}  # fmt: skip
STDIO = """
import sys
from datetime import date
from pathlib import Path
from corpus.store import Store
from ingest.encoder import HashingEncoder
from server.assembly import Workplace, build_assistant
from server.knowledge import shipped_knowledge
from server.library import Library
from server.settings import Settings
from ui.cli import run
from ui.opening import Opener

class Small(Opener):
    def workplace(self):
        settings = Settings(home=Path(sys.argv[1]), today="2026-11-21", reader=False)
        library = Library(Store(settings.home), settings.home / "index", HashingEncoder(), 1024)
        knowledge = shipped_knowledge()
        return Workplace(settings, library, knowledge, build_assistant(library, knowledge, settings))

sys.exit(run(["mcp"], Small()))
"""


@pytest.fixture(scope="module")
def address(workplace: Workplace) -> Iterator[str]:
    """The address of a running service."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(workplace), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)


def call(target: Any, tool: str, arguments: dict[str, Any]) -> Any:
    """What a tool gives a client: its structured content, or the sentence that refuses."""

    async def run() -> Any:
        async with Client(target) as client:
            result: Any = await client.call_tool(tool, arguments)
            return result.content[0].text if result.is_error else result.structured_content

    return anyio.run(run)


def test_every_tool_has_typed_input_and_output(address: str) -> None:
    async def run() -> Any:
        async with Client(f"{address}/mcp") as client:
            return await client.list_tools()

    tools = {tool.name: tool for tool in anyio.run(run).tools}
    assert set(tools) == TOOLS
    assert all(
        tool.output_schema and tool.description and tool.annotations.read_only_hint for tool in tools.values()
    )
    assert tools["deadline"].input_schema["required"] == ["rule"]
    assert "quote" in str(tools["obligations"].output_schema)


def test_an_answer_leads_to_its_passage(address: str) -> None:
    asked = {
        "question": "Who identifies integration opportunities under s. 24 of LHSIA?",
        "as_of": "2015-01-01",
    }
    answer = call(f"{address}/mcp", "ask", asked)
    assert answer["outcome"] == "answered"
    assert answer["as_of"] == "2015-01-01"
    for citation in answer["citations"]:
        place = call(f"{address}/mcp", "read_passage", {"passage_id": citation["passage_id"]})
        assert place["passage"]["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_the_tools_say_what_the_api_says(address: str) -> None:
    api = httpx.Client(base_url=address)
    searched = call(f"{address}/mcp", "search", {"query": "notice of integration", "k": 3})
    found = api.post("/v1/search", json={"query": "notice of integration", "k": 3}).json()
    assert [hit["passage"]["id"] for hit in searched["hits"]] == [
        hit["passage"]["id"] for hit in found["hits"]
    ]
    deadline = {"rule": "lhsia-27-review", "trigger": "2015-03-02"}
    assert call(f"{address}/mcp", "deadline", deadline)["day"] == "2015-05-01"
    assert call(f"{address}/mcp", "deadline", deadline) == api.post("/v1/deadlines", json=deadline).json()
    register = call(f"{address}/mcp", "obligations", {"actor": "lhin", "as_of": "2015-01-01", "limit": 2})
    rows = api.get("/v1/obligations", params={"actor": "lhin", "as_of": "2015-01-01"}).json()
    assert register["count"] == rows["count"]
    assert [row["id"] for row in register["obligations"]] == [row["id"] for row in rows["obligations"][:2]]
    rules = call(f"{address}/mcp", "deadline_rules", {})["result"]
    assert [rule["id"] for rule in rules] == [rule["id"] for rule in api.get("/v1/deadlines").json()]
    held = call(f"{address}/mcp", "documents", {})["result"]
    assert [row["id"] for row in held] == [row["id"] for row in api.get("/v1/documents").json()]


def test_what_replaced_a_provision_and_back(address: str) -> None:
    (pair,) = call(f"{address}/mcp", "concordance", {"document": "lhsia-2006", "address": "s. 27"})["result"]
    assert pair["correspondence"]["to_address"] == ["s. 35"]
    back = {"document": "connecting-care-act-2019", "address": "s. 35", "direction": "replaces"}
    assert call(f"{address}/mcp", "concordance", back)["result"][0]["correspondence"]["from_address"] == [
        "s. 27"
    ]
    provision = call(f"{address}/mcp", "read_provision", {"document": "lhsia-2006", "address": "s. 27 (3)"})
    assert all(passage["in_force_to"] == "2021-04-01" for passage in provision["passages"])
    assert {passage["status"] for passage in provision["passages"]} == {"repealed"}


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("deadline", {"rule": "none"}, "There is no deadline rule 'none'"),
        ("deadline", {"rule": "lhsia-27-review", "trigger": "9999-12-31"}, "no day of the calendar"),
        ("read_passage", {"passage_id": "none"}, "There is no passage 'none'"),
        ("concordance", {"document": "none", "address": "s. 1"}, "There is no document 'none'"),
        ("read_provision", {"document": "lhsia-2006", "address": "somewhere"}, "somewhere"),
        ("obligations", {"actor": "lhni"}, "No rule names 'lhni'"),
        ("search", {"query": ""}, "at least 1 character"),
        ("ask", {"question": "x", "as_of": "soon"}, "valid date"),
    ],
)
def test_a_refusal_is_told_to_the_client(
    address: str, tool: str, arguments: dict[str, Any], said: str
) -> None:
    told = call(f"{address}/mcp", tool, arguments)
    assert said in told
    assert "Traceback" not in told


def test_a_page_of_another_site_is_refused(address: str) -> None:
    reply = httpx.post(f"{address}/mcp", json={}, headers={"Origin": "https://elsewhere.example"})
    assert reply.status_code == 403
    assert "another site" in reply.json()["detail"]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_there_is_no_stream_and_no_session_to_hold_open(address: str, method: str) -> None:
    reply = httpx.request(method, f"{address}/mcp", timeout=5)
    assert reply.status_code == 405
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b'{"jsonrpc":"2.0","id":1,"method":"none"}', b"\xff"])
def test_what_is_no_call_is_an_error_of_the_protocol(address: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    reply = httpx.post(f"{address}/mcp", content=body, headers=headers, timeout=5)
    assert "error" in reply.json()
    assert "Traceback" not in reply.text


def test_without_the_library_the_reply_says_what_to_install(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fastapi.testclient import TestClient

    monkeypatch.setattr(routes, "is_installed", lambda: False)
    with TestClient(create_app(workplace), base_url="http://localhost") as client:
        reply = client.post("/mcp", json={})
    assert reply.status_code == 501
    assert "[mcp]" in reply.json()["detail"]


@pytest.mark.slow
def test_the_command_serves_standard_input_and_output(workplace: Workplace, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(workplace.settings.home, home)
    started = StdioServerParameters(
        command=sys.executable,
        args=["-c", STDIO, str(home)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        cwd=str(ROOT),
    )
    found = call(stdio_client(started), "deadline", {"rule": "lhsia-26-submissions", "trigger": "2014-03-03"})
    assert found["day"] == "2014-04-02"
