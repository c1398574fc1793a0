"""Every error that a reader can meet is a sentence in English and one in French."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, strategies as st

import corpus
import index
import ingest
import server
import ui
from corpus.errors import AssistantError, BriefError, CatalogueError, CorpusError
from corpus.passage import Language
from ingest.errors import UnreadableSource
from ingest.fetch_policy import FetchError
from server.app import create_app
from server.assembly import Workplace
from server.errors import TooManyRequests
from server.invalid import FRENCH, OTHERWISE
from server.problems import HTTP, STATUS, UNEXPECTED, problem_of
from server.reader_language import accepted
from server.walkthrough import WalkthroughError

PACKAGES = (corpus, index, ingest, server, ui)
# Faults of what ships, or of a command that speaks English only: the French reader is told the kind of fault.
ENGLISH_ONLY = (BriefError, CatalogueError, WalkthroughError, FetchError)
ENGLISH = re.compile(r"\b(the|is|are|not|cannot|must|should|there|field|value|input|valid|only|too)\b", re.I)


def kinds(cls: type[AssistantError] = AssistantError) -> Iterator[type[AssistantError]]:
    """Every class of error, with the modules imported that define them."""
    yield cls
    for child in cls.__subclasses__():
        yield from kinds(child)


def raised() -> Iterator[tuple[str, type[AssistantError], int]]:
    """Where an error is made in the code, its class, and how many sentences it is given."""
    sources = [path for package in PACKAGES for path in Path(package.__path__[0]).glob("*.py")]
    for package in PACKAGES:
        for module in pkgutil.iter_modules(package.__path__):
            if "Error" in (Path(package.__path__[0]) / f"{module.name}.py").read_text(encoding="utf-8"):
                importlib.import_module(f"{package.__name__}.{module.name}")
    names = {kind.__name__: kind for kind in kinds()}
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                many = any(isinstance(argument, ast.Starred) for argument in node.args)
                place = f"{path.parent.name}/{path.name}:{node.lineno}"
                yield place, names[node.func.id], 9 if many else len(node.args)


def test_every_error_is_raised_in_both_languages() -> None:
    lacking = [
        place
        for place, kind, given in raised()
        if not issubclass(kind, (*ENGLISH_ONLY, TooManyRequests))
        and given < (3 if issubclass(kind, UnreadableSource) else 2)
    ]
    assert lacking == []


def test_every_title_has_both_languages() -> None:
    tables: list[Mapping[Language, object]] = [titles for _, _, titles in STATUS.values()]
    for found in (*tables, UNEXPECTED, *HTTP.values()):
        assert set(found) == {"en", "fr"}
        assert found["en"] != found["fr"]


def test_a_fault_without_french_words_is_told_by_its_kind() -> None:
    problem = problem_of(CorpusError("The line 7 is wrong."), "fr")
    assert problem.detail == "Les connaissances livrées ne sont pas en ordre."
    assert problem_of(CorpusError("The line 7 is wrong.")).detail == "The line 7 is wrong."


@pytest.fixture(scope="module")
def client(workplace: Workplace) -> TestClient:
    return TestClient(create_app(workplace), client=("127.0.0.1", 50000), base_url="http://127.0.0.1:8000")


REFUSED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", "/v1/answer", {"json": {"question": "x" * 5000}}),
    ("POST", "/v1/answer", {"json": {"question": "Qui?", "documents": ["rien"]}}),
    ("POST", "/v1/answer", {"json": {}}),
    ("POST", "/v1/answer", {"content": b"{", "headers": {"Content-Type": "application/json"}}),
    ("POST", "/v1/answer", {"json": [1]}),
    ("POST", "/v1/answer", {"json": {"question": 1, "as_of": "le 3", "kinds": ["lettre"], "language": "de"}}),
    ("POST", "/v1/answer", {"json": {"question": "Qui?", "as_of": 1.5, "langue": "fr"}}),
    ("POST", "/v1/answer", {"json": {"question": "Qui?", "history": [{"role": "x", "content": None}]}}),
    ("POST", "/v1/answer", {"json": {"question": "Qui?", "kinds": ["statute"] * 30}}),
    ("POST", "/v1/search", {"json": {"query": "", "k": 0}}),
    ("POST", "/v1/search", {"json": {"query": "a", "k": 1000}}),
    ("POST", "/v1/search", {"json": {"query": "a" * 5000, "k": "beaucoup"}}),
    ("POST", "/v1/search", {"json": {"query": "a", "k": 1.5, "languages": ["en", "fr", "en"]}}),
    ("POST", "/v1/feedback", {"json": {"trace_id": "", "helpful": "peut-être", "reasons": {}}}),
    ("POST", "/v1/feedback", {"json": {"trace_id": "rien"}}),
    ("POST", "/v1/deadlines", {"json": {"rule": "rien"}}),
    ("POST", "/v1/deadlines", {"json": {"rule": "lhsia-27-review", "trigger": "1700-01-01"}}),
    ("POST", "/v1/deadlines?format=ics", {"json": {"rule": "lhsia-27-review", "language": "fr"}}),
    ("POST", "/v1/walk-throughs", {"json": {"as_of": "1990-01-01"}}),
    ("POST", "/v1/walk-throughs", {"json": {"answers": ["rien"], "dates": []}}),
    ("POST", "/v1/walk-throughs?format=csv", {"json": {"language": "fr"}}),
    ("POST", "/v1/saved-questions", {"json": {"question": "Quelle dose d'insuline faut-il prendre?"}}),
    ("POST", "/v1/chat/completions", {"json": {"messages": [{"role": "assistant", "content": "a"}]}}),
    ("POST", "/v1/evidence-packs/verify", {}),
    ("POST", "/v1/documents", {"data": {"replace": "non merci"}}),
    ("GET", "/v1/documents/rien", {}),
    ("GET", "/v1/documents?authority=rien", {}),
    ("GET", "/v1/passages/rien", {}),
    ("GET", "/v1/passages/rien?neighbours=99", {}),
    ("GET", "/v1/provisions/lhsia-2006/rien", {}),
    ("GET", "/v1/provisions/lhsia-2006/s. 999", {}),
    ("GET", "/v1/concordance?address=s.%2027", {}),
    ("GET", "/v1/concordance?document=lhsia-2006&address=rien", {}),
    ("GET", "/v1/obligations?actor=zzyzx", {}),
    ("GET", "/v1/obligations?kind=rien", {}),
    ("GET", "/v1/obligations?as_of=hier&has_deadline=peut-%C3%AAtre&limit=beaucoup", {}),
    ("DELETE", "/v1/documents/lhsia-2006", {}),
    ("DELETE", "/v1/saved-questions/rien", {}),
    ("GET", "/v1/rien", {}),
    ("PUT", "/v1/answer", {}),
)  # fmt: skip


@pytest.mark.parametrize(("method", "path", "sent"), REFUSED)
def test_a_french_reader_is_refused_in_french(
    client: TestClient, method: str, path: str, sent: dict[str, Any]
) -> None:
    headers = {"Accept-Language": "fr-CA,fr;q=0.9,en;q=0.5", **sent.get("headers", {})}
    response = client.request(method, path, **{**sent, "headers": headers})
    assert response.status_code >= 400
    assert response.headers["content-language"] == "fr"
    body = response.json()
    said = [body["title"], body["detail"], *(found["message"] for found in body.get("errors", []))]
    assert [text for text in said if ENGLISH.search(text) or OTHERWISE in text] == []
    assert body["detail"].endswith((".", "?"))
    if "language" not in (sent.get("json") or ()):
        assert client.request(method, path, **sent).json()["detail"] != body["detail"]


def test_the_language_that_is_named_counts_before_the_header(client: TestClient) -> None:
    header = {"Accept-Language": "fr"}
    english = {"question": "Who?", "documents": ["x"], "language": "en"}
    assert "There is no" in client.post("/v1/answer", json=english, headers=header).json()["detail"]
    french = {"question": "Who?", "documents": ["x"], "language": "fr"}
    assert "Il n'y a pas" in client.post("/v1/answer", json=french).json()["detail"]
    found = client.get("/v1/provisions/rien/s.%201?language=fr")
    assert "Il n'y a pas" in found.json()["detail"]


def test_an_error_in_a_stream_is_french_too(client: TestClient) -> None:
    body = {"question": "Qui?", "documents": ["rien"], "language": "fr"}
    assert "Il n'y a pas de document" in client.post("/v1/answer/stream", json=body).text


def test_a_file_that_cannot_be_read_is_told_in_french(client: TestClient) -> None:
    sent = {"files": ("vide.pdf", b"%PDF-1.4", "application/pdf")}
    body = client.post("/v1/documents", files=sent, headers={"Accept-Language": "fr"}).json()
    assert body["files"][0]["reason"].startswith("vide.pdf est tronqué")
    body = client.post("/v1/documents", files=sent).json()
    assert body["files"][0]["reason"].startswith("vide.pdf is cut short")


def test_what_is_refused_before_it_is_read_is_french_too(client: TestClient) -> None:
    large = {"Content-Length": "999999999", "Accept-Language": "fr"}
    assert "dépasse" in client.post("/v1/answer", content=b"{}", headers=large).json()["detail"]


@given(st.text(max_size=60))
def test_any_header_names_one_of_our_languages(header: str) -> None:
    assert accepted(header) in ("en", "fr")


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "en"), ("fr", "fr"), ("en-CA,fr;q=0.9", "en"), ("de,fr;q=0.3,en;q=0.2", "fr"), ("FR-ca", "fr")],
)
def test_the_preferred_language_is_read(header: str, language: str) -> None:
    assert accepted(header) == language


def test_the_french_words_have_no_place_left_open() -> None:
    for text in FRENCH.values():
        assert set(re.findall(r"{(\w+)}", text)) <= {
            "min_length", "max_length", "ge", "le", "expected", "kind", "known",
        }  # fmt: skip
