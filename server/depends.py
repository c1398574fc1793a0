"""What endpoints get handed: the service, the counters, and the check that the caller may edit."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from corpus.passage import Language
from server.access import Caller, check_editor
from server.metrics import Metrics
from server.reader_language import language_of
from server.service import Service


def service_of(request: Request) -> Service:
    """The application's service."""
    return cast(Service, request.app.state.service)


def metrics_of(request: Request) -> Metrics:
    """The application's counters."""
    return cast(Metrics, request.app.state.metrics)


def caller_of(request: Request) -> Caller:
    """Where a request comes from."""
    return Caller(request.client.host if request.client else "", request.headers)


def editor(request: Request) -> None:
    """Raise EditorOnly unless the caller may add and delete documents."""
    check_editor(caller_of(request), service_of(request).workplace.settings.editor_key)


Served = Annotated[Service, Depends(service_of)]
Counted = Annotated[Metrics, Depends(metrics_of)]
Reader = Annotated[Language, Depends(language_of)]
Editor = Depends(editor)
