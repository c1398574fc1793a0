"""Endpoints for operators: alive, ready, counters."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from server.depends import Counted, Served
from server.metrics import CONTENT_TYPE

router = APIRouter(tags=["operation"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """Whether the process serves at all."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(service: Served) -> dict[str, Any]:
    """Whether questions can be answered: the index is open and the store reads; 503 with a problem otherwise."""
    snapshot = service.snapshot()
    return {"status": "ok", "generation": snapshot.generation, "passages": len(snapshot.passages)}


@router.get("/metrics")
def metrics(counters: Counted, service: Served) -> Response:
    """Counters in Prometheus's text form."""
    counters.passages.set(len(service.snapshot().passages))
    return Response(counters.text(), media_type=CONTENT_TYPE)
