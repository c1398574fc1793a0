"""Endpoints of what is held: documents, passages, provisions, and adding and deleting documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, UploadFile
from starlette.responses import Response

from ingest.pipeline import FileResult
from server.concordance import look_up
from server.depends import Editor, Reader, Served
from server.errors import BadRequest
from server.replies import document_json, passage_json, place_json
from server.wire import Authority, DocumentOut, HoldingOut, Language, PlaceOut, ProvisionOut, UploadOut

router = APIRouter(prefix="/v1", tags=["library"])


@router.get("/documents", response_model=list[HoldingOut])
def documents(
    service: Served,
    kind: Annotated[str, Query(examples=["statute"])] = "",
    authority: Authority | None = None,
    language: Language | None = None,
) -> list[dict[str, Any]]:
    """Every source held, by id; each filter left out means all."""
    found = [holding.to_json() for _, holding in sorted(service.snapshot().holdings.items())]
    return [
        row
        for row in found
        if (not kind or row["kind"] == kind)
        and (authority is None or authority in row["authorities"])
        and (language is None or language in row["languages"])
    ]


@router.get("/documents/{document_id}", response_model=DocumentOut)
def document(document_id: str, service: Served) -> dict[str, Any]:
    """One source with its texts, each with its provision tree."""
    return document_json(service.holding(document_id))


@router.get("/passages/{passage_id:path}", response_model=PlaceOut)
def passage(
    passage_id: str, service: Served, neighbours: Annotated[int, Query(ge=0, le=20)] = 2
) -> dict[str, Any]:
    """One passage with the passages before and after it."""
    return place_json(service.place(passage_id, neighbours), service.today(), service.catalogue)


@router.get("/provisions/{document_id}/{address:path}", response_model=ProvisionOut)
def provision(document_id: str, address: str, service: Served, language: Language = "en") -> dict[str, Any]:
    """What is held at a provision (e.g. `/v1/provisions/lhsia-2006/s. 27 (3)`), what replaced it, what it replaced."""
    passages = service.provision(document_id, address)
    rows = service.workplace.knowledge.concordance
    day = service.today()
    return {
        "document_id": document_id,
        "address": address,
        "passages": [passage_json(p, day, service.catalogue) for p in passages if p.language == language],
        "replaced_by": [r.to_json() for r in look_up(rows, document_id, address, "replaced_by", language)],
        "replaces": [r.to_json() for r in look_up(rows, document_id, address, "replaces", language)],
    }


@router.post("/documents", response_model=UploadOut, dependencies=[Editor], status_code=201)
def upload(
    files: Annotated[list[UploadFile], File(description="txt, md, html, pdf, docx or eml.")],
    service: Served,
    reader: Reader,
    replace: Annotated[bool, Form(description="Take the place of an upload of the same name.")] = False,
) -> dict[str, Any]:
    """Add documents (editor role). A file that cannot be read is reported; the others are added."""
    if len(files) > 50:
        raise BadRequest(
            f"{len(files)} files are too many at once; send at most 50.",
            f"{len(files)} fichiers à la fois, c'est trop; envoyez-en 50 au plus.",
        )
    results = [service.add_file(f.filename or "", f.file, replace=replace) for f in files]
    return {"files": [file_json(result, reader) for result in results]}


def file_json(result: FileResult, language: Language) -> dict[str, Any]:
    """What became of one file."""
    return {
        "file_name": Path(result.path).name,
        "outcome": result.outcome,
        "document_id": result.document_id,
        "passages": result.passages,
        "reason": result.french if language == "fr" and result.french else result.reason,
    }


@router.delete("/documents/{document_id}", dependencies=[Editor], status_code=204)
def delete(document_id: str, service: Served) -> Response:
    """Delete an uploaded document (editor role)."""
    service.remove(document_id)
    return Response(status_code=204)
