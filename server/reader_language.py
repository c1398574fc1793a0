"""Which language a request is answered in when something goes wrong: what it names, else what its sender reads."""

from __future__ import annotations

from starlette.requests import Request

from corpus.passage import Language


async def language_of(request: Request) -> Language:
    """The `language` of the query or of a JSON body, else the language that the Accept-Language header prefers."""
    named = request.query_params.get("language") or await _named_in_body(request)
    if named in ("en", "fr"):
        return "fr" if named == "fr" else "en"
    return accepted(request.headers.get("accept-language", ""))


async def _named_in_body(request: Request) -> object:
    if not request.headers.get("content-type", "").startswith("application/json"):
        return None
    try:
        body = await request.json()  # read before by the endpoint; a request remembers its body
    except (ValueError, RuntimeError):
        return None
    return body.get("language") if isinstance(body, dict) else None


def accepted(header: str) -> Language:
    """The one of our languages that an Accept-Language header prefers; English when it says nothing of either.

    >>> accepted("fr-CA,fr;q=0.9,en;q=0.8")
    'fr'
    """
    weights = {"en": 0.0, "fr": 0.0}
    for part in header.split(","):
        tag, _, parameters = part.strip().partition(";")
        name = tag.strip().lower().split("-")[0]
        if name in weights:
            weights[name] = max(weights[name], _weight(parameters))
    return "fr" if weights["fr"] > weights["en"] else "en"


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
