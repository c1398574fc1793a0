"""The one table from error class to HTTP status, and the body that every error has (RFC 9457)."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from corpus.errors import AddressError, AssistantError, CorpusError, StoreError
from index.errors import SearchIndexError
from ingest.errors import IngestError, ModelError, UnreadableSource
from server.errors import AnswerError, BadRequest, EditorOnly, NotHeld, TooLarge, TooManyRequests, Unavailable
from server.settings import SettingsError

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)

# The nearest class in an error's ancestry decides; the slug ends the problem's type.
STATUS: dict[type[AssistantError], tuple[int, str, str]] = {
    BadRequest: (400, "bad-request", "The request cannot be used"),
    AddressError: (400, "bad-address", "The provision's address cannot be read"),
    UnreadableSource: (422, "unreadable-file", "The file cannot be read"),
    NotHeld: (404, "not-held", "Not held here"),
    EditorOnly: (403, "editor-only", "Only an editor may do this"),
    TooLarge: (413, "too-large", "The request is too large"),
    TooManyRequests: (429, "too-many-requests", "Too many requests"),
    Unavailable: (503, "unavailable", "The assistant cannot answer just now"),
    AnswerError: (500, "internal", "The answer could not be made"),
    SearchIndexError: (503, "index-unavailable", "The index cannot be used just now"),
    StoreError: (503, "store-unavailable", "The store cannot be used just now"),
    ModelError: (503, "model-unavailable", "The embedding model cannot be used"),
    CorpusError: (500, "corpus", "The shipped knowledge is not as it should be"),
    IngestError: (500, "ingest", "The source could not be taken in"),
    SettingsError: (500, "settings", "A setting cannot be used"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as a client sees it; `errors` names the fields of a request that cannot be used."""

    status: int
    slug: str
    title: str
    detail: str
    errors: tuple[dict[str, str], ...] = ()
    retry_after: int = 0

    def to_json(self, instance: str = "") -> dict[str, Any]:
        """The members of RFC 9457, plus `errors` where there are any."""
        body: dict[str, Any] = {
            "type": f"urn:lhsia:problem:{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if instance:
            body["instance"] = instance
        if self.errors:
            body["errors"] = list(self.errors)
        return body

    def response(self, instance: str = "") -> Response:
        """The problem as an HTTP response."""
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after else {}
        if self.slug == "editor-only":
            headers["WWW-Authenticate"] = 'Bearer realm="editor"'
        body = json.dumps(self.to_json(instance), ensure_ascii=False)
        return Response(body, self.status, headers, MEDIA_TYPE)


def problem_of(error: AssistantError) -> Problem:
    """The problem for an error, by the nearest class of its ancestry that the table names."""
    for ancestor in type(error).__mro__:
        if ancestor in STATUS:
            status, slug, title = STATUS[ancestor]
            retry_after = error.retry_after if isinstance(error, TooManyRequests) else 0
            return Problem(status, slug, title, str(error), retry_after=retry_after)
    return UNEXPECTED


UNEXPECTED = Problem(
    500,
    "unexpected",
    "Something went wrong here",
    "The service met an error that it did not expect; it has been logged. Please try again.",
)


def invalid(error: RequestValidationError) -> Problem:
    """A request that does not fit its model: one sentence about the first field, and every field under `errors`."""
    fields = tuple(
        {
            "field": ".".join(str(part) for part in found["loc"][1:]) or str(found["loc"][0]),
            "message": _plain(str(found["msg"])),
        }
        for found in error.errors()
    )
    first = fields[0]
    more = f" ({len(fields) - 1} more under “errors”)" if len(fields) > 1 else ""
    detail = f"The field “{first['field']}” cannot be used: {first['message'].rstrip('.')}{more}."
    return Problem(422, "invalid", "The request does not fit", detail, fields)


def _plain(message: str) -> str:
    text = message.removeprefix("Value error, ").strip()
    return text[:1].lower() + text[1:]


def http_problem(error: HTTPException) -> Problem:
    """An error of the web framework itself, e.g. an address that does not exist."""
    title = HTTPStatus(error.status_code).phrase
    detail = {
        404: "There is nothing at this address; see /openapi.json for what there is.",
        405: "This address does not take this method; see /openapi.json.",
    }.get(error.status_code, str(error.detail))
    return Problem(error.status_code, "http", title, detail)


def add_handlers(app: FastAPI) -> None:
    """Make every error of an application a problem; no traceback ever leaves it."""

    async def on_assistant(request: Request, error: Exception) -> Response:
        assert isinstance(error, AssistantError)
        problem = problem_of(error)
        if problem.status >= 500:
            log.error("%s %s: %s", request.method, request.url.path, error)
        return problem.response(request.url.path)

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return invalid(error).response(request.url.path)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return http_problem(error).response(request.url.path)

    async def on_unexpected(request: Request, error: Exception) -> Response:
        return UNEXPECTED.response(request.url.path)

    app.add_exception_handler(AssistantError, on_assistant)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_unexpected)
