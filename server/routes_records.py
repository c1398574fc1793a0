"""Endpoints of the records kept beside the texts: concordance, timeline, obligations, changes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from server.changes import what_changed
from server.concordance import compare, look_up
from server.depends import Served
from server.errors import BadRequest
from server.obligations import RegisterQuery, obligations_csv
from server.timeline import DOCUMENT, events
from server.wire import Language

router = APIRouter(prefix="/v1", tags=["records"])


@router.get("/concordance")
def concordance(
    service: Served,
    document: Annotated[str, Query(examples=["lhsia-2006"])] = "",
    address: str = "",
    direction: Literal["replaced_by", "replaces"] = "replaced_by",
    language: Language = "en",
) -> list[dict[str, Any]]:
    """Which provision replaced which: every row, or those of a document, or of one provision with both texts."""
    rows = service.workplace.knowledge.concordance
    if address and not document:
        raise BadRequest(
            "An address needs its document; add document=lhsia-2006, for example.",
            "Une disposition demande son document; ajoutez p. ex. document=lhsia-2006.",
        )
    service.snapshot().require(document)
    if address:
        found = look_up(rows, document, address, direction, language)
        return [compare(row, service.snapshot().passages, language).to_json() for row in found]
    return [asdict(r) for r in rows if not document or document in (r.from_document, r.to_document)]


@router.get("/timeline")
def timeline(service: Served, language: Language = "en") -> list[dict[str, Any]]:
    """The dated events of bodies and laws, oldest first."""
    return [event.to_json() for event in events(service.workplace.store.passages(DOCUMENT), language)]


@router.get("/obligations")
def obligations(
    service: Served,
    actor: Annotated[str, Query(description="A class (hsp, lhin, minister) or words.")] = "",
    modality: Literal["", "must", "must_not", "may", "need_not"] = "",
    document: str = "",
    as_of: date | None = None,
    has_deadline: bool | None = None,
    text: Annotated[str, Query(description="Words that must all stand in the row.")] = "",
    language: Language | Literal[""] = "en",
    kind: Annotated[
        str, Query(description="One kind or `all`; when left out, what binds, and documents of users.")
    ] = "",
    format: Literal["json", "csv"] = "json",  # noqa: A002 - the query parameter's name
    limit: Annotated[int, Query(ge=1, le=100_000)] = 500,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> Any:
    """Who must, must not, may or need not do what, by when; each row quotes the passage it was read from.

    `count` is that of all rows found; CSV has all of them, JSON those from `offset` up to `limit`.
    """
    query = RegisterQuery(actor, modality, document, as_of, has_deadline, text, language, kind)
    rows = service.snapshot().find_obligations(query)
    if format == "csv":
        headers = {"Content-Disposition": 'attachment; filename="obligations.csv"'}
        return Response(obligations_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)
    return {"count": len(rows), "obligations": [row.to_json() for row in rows[offset : offset + limit]]}


@router.get("/changes")
def changes(
    service: Served,
    first: Annotated[date, Query(alias="from", examples=["2018-06-01"])],
    second: Annotated[date | None, Query(alias="to", description="Today when left out.")] = None,
    actor: str = "",
    document: str = "",
    language: Language = "en",
) -> dict[str, Any]:
    """What an actor must or may do on the second day and did not on the first, and the other way round."""
    query = RegisterQuery(actor=actor, document=document, language=language)
    service.snapshot().require(document)
    rows = service.snapshot().obligations
    concordance_rows = service.workplace.knowledge.concordance
    return what_changed(rows, concordance_rows, first, second or service.today(), query).to_json()
