"""The one table from error class to HTTP status, and the body that every error has (RFC 9457), in both languages."""

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
from corpus.passage import Language
from index.errors import SearchIndexError
from ingest.errors import IngestError, ModelError, UnreadableSource
from server.errors import AnswerError, BadRequest, EditorOnly, NotHeld, TooLarge, TooManyRequests, Unavailable
from server.invalid import field_of, message
from server.reader_language import accepted, language_of
from server.settings import SettingsError

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)

# The nearest class in an error's ancestry decides; the slug ends the problem's type; the title is in both languages.
STATUS: dict[type[AssistantError], tuple[int, str, dict[Language, str]]] = {
    BadRequest: (
        400,
        "bad-request",
        {"en": "The request cannot be used", "fr": "La demande ne peut pas être traitée"},
    ),
    AddressError: (
        400,
        "bad-address",
        {
            "en": "The provision's address cannot be read",
            "fr": "La référence à la disposition ne peut pas être lue",
        },
    ),
    UnreadableSource: (
        422,
        "unreadable-file",
        {"en": "The file cannot be read", "fr": "Le fichier ne peut pas être lu"},
    ),
    NotHeld: (404, "not-held", {"en": "Not held here", "fr": "Cela n'est pas conservé ici"}),
    EditorOnly: (
        403,
        "editor-only",
        {"en": "Only an editor may do this", "fr": "Seule une personne autorisée peut le faire"},
    ),
    TooLarge: (413, "too-large", {"en": "The request is too large", "fr": "La demande est trop volumineuse"}),
    TooManyRequests: (429, "too-many-requests", {"en": "Too many requests", "fr": "Trop de demandes"}),
    Unavailable: (
        503,
        "unavailable",
        {
            "en": "The assistant cannot answer just now",
            "fr": "L'assistant ne peut pas répondre en ce moment",
        },
    ),
    AnswerError: (
        500,
        "internal",
        {"en": "The answer could not be made", "fr": "La réponse n'a pas pu être faite"},
    ),
    SearchIndexError: (
        503,
        "index-unavailable",
        {
            "en": "The index cannot be used just now",
            "fr": "L'index ne peut pas être utilisé en ce moment",
        },
    ),
    StoreError: (
        503,
        "store-unavailable",
        {
            "en": "The store cannot be used just now",
            "fr": "Le dépôt ne peut pas être utilisé en ce moment",
        },
    ),
    ModelError: (
        503,
        "model-unavailable",
        {"en": "The embedding model cannot be used", "fr": "Le modèle ne peut pas être utilisé"},
    ),
    CorpusError: (
        500,
        "corpus",
        {
            "en": "The shipped knowledge is not as it should be",
            "fr": "Les connaissances livrées ne sont pas en ordre",
        },
    ),
    IngestError: (
        500,
        "ingest",
        {"en": "The source could not be taken in", "fr": "La source n'a pas pu être ajoutée"},
    ),
    SettingsError: (
        500,
        "settings",
        {"en": "A setting cannot be used", "fr": "Un réglage ne peut pas être utilisé"},
    ),
}
UNEXPECTED: dict[Language, tuple[str, str]] = {
    "en": (
        "Something went wrong here",
        "The service met an error that it did not expect; it has been logged. Please try again.",
    ),
    "fr": (
        "Une erreur s'est produite ici",
        "Le service a rencontré une erreur imprévue; elle a été consignée. Veuillez réessayer.",
    ),
}
# Errors of the web framework itself.
HTTP: dict[int, dict[Language, tuple[str, str]]] = {
    404: {
        "en": ("Not Found", "There is nothing at this address; see /openapi.json for what there is."),
        "fr": ("Introuvable", "Il n'y a rien à cette adresse; voyez /openapi.json."),
    },
    405: {
        "en": ("Method Not Allowed", "This address does not take this method; see /openapi.json."),
        "fr": ("Méthode non permise", "Cette adresse n'accepte pas cette méthode; voyez /openapi.json."),
    },
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
    language: Language = "en"

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
        headers = {"Content-Language": self.language, "Vary": "Accept-Language"}
        if self.retry_after:
            headers["Retry-After"] = str(self.retry_after)
        if self.slug == "editor-only":
            headers["WWW-Authenticate"] = 'Bearer realm="editor"'
        body = json.dumps(self.to_json(instance), ensure_ascii=False)
        return Response(body, self.status, headers, MEDIA_TYPE)


def problem_of(error: AssistantError, language: Language = "en") -> Problem:
    """The problem for an error, by the nearest class of its ancestry that the table names."""
    for ancestor in type(error).__mro__:
        if ancestor in STATUS:
            status, slug, titles = STATUS[ancestor]
            detail = (error.french or f"{titles['fr']}.") if language == "fr" else str(error)
            retry_after = error.retry_after if isinstance(error, TooManyRequests) else 0
            return Problem(status, slug, titles[language], detail, retry_after=retry_after, language=language)
    return unexpected(language)


def unexpected(language: Language = "en") -> Problem:
    """The problem for an error that nobody foresaw; it tells nothing of what was met."""
    title, detail = UNEXPECTED[language]
    return Problem(500, "unexpected", title, detail, language=language)


def invalid(error: RequestValidationError, language: Language = "en") -> Problem:
    """A request that does not fit its model: one sentence about the first field, and every field under `errors`."""
    fields = tuple({"field": field_of(f), "message": message(f, language)} for f in error.errors())
    first, others = fields[0], len(fields) - 1
    if language == "fr":
        more = f" ({others} de plus sous « errors »)" if others else ""
        detail = f"Le champ « {first['field']} » ne peut pas être utilisé : {first['message']}{more}."
        return Problem(422, "invalid", "La demande ne convient pas", detail, fields, language=language)
    more = f" ({others} more under “errors”)" if others else ""
    detail = f"The field “{first['field']}” cannot be used: {first['message']}{more}."
    return Problem(422, "invalid", "The request does not fit", detail, fields, language=language)


def http_problem(error: HTTPException, language: Language = "en") -> Problem:
    """An error of the web framework itself, e.g. an address that does not exist."""
    if error.status_code in HTTP:
        title, detail = HTTP[error.status_code][language]
    elif language == "fr":
        title, detail = (
            "La demande n'a pas été acceptée",
            f"Le service a répondu {error.status_code}; voyez /openapi.json.",
        )
    else:
        title, detail = HTTPStatus(error.status_code).phrase, str(error.detail)
    return Problem(error.status_code, "http", title, detail, language=language)


def add_handlers(app: FastAPI) -> None:
    """Make every error of an application a problem, in the language of its reader; no traceback ever leaves it."""

    async def on_assistant(request: Request, error: Exception) -> Response:
        assert isinstance(error, AssistantError)
        problem = problem_of(error, await language_of(request))
        if problem.status >= 500:
            log.error("%s %s: %s", request.method, request.url.path, error)
        return problem.response(request.url.path)

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return invalid(error, await language_of(request)).response(request.url.path)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return http_problem(error, await language_of(request)).response(request.url.path)

    async def on_unexpected(request: Request, error: Exception) -> Response:
        return unexpected(accepted(request.headers.get("accept-language", ""))).response(request.url.path)

    app.add_exception_handler(AssistantError, on_assistant)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_unexpected)
