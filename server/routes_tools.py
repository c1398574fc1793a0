"""Endpoints that work something out: deadlines, walk-throughs, evidence packs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from server.checklist import Situation, checklist, checklist_csv
from server.deadlines import compute_deadline, deadline_rule
from server.depends import Counted, Reader, Served
from server.errors import BadRequest
from server.icalendar_text import calendar_file
from server.pack import build_bundle
from server.pack_report import inspect_pack
from server.routes_answer import read_request
from server.walkthrough import trees, walk
from server.wire import DeadlineIn, Language, QuestionIn, WalkIn
from server.wire_records import VerifiedOut
from server.word_file import checklist_docx

router = APIRouter(prefix="/v1", tags=["tools"])

MOST_PACKS = 50
Table = Literal["json", "csv", "docx"]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Calendar = Literal["json", "ics"]


@router.get("/deadlines")
def rules(service: Served, language: Language = "en") -> list[dict[str, Any]]:
    """The periods that can be counted: those that ship, and (`register:...`) those that the register read."""
    return [asdict(rule) for rule in service.snapshot().deadline_rules(language)]


@router.post("/deadlines")
def deadline(body: DeadlineIn, service: Served, format: Calendar = "json") -> Any:  # noqa: A002
    """Count a deadline step by step, or say what is missing to count it; `format=ics` gives a calendar file."""
    rule = service.snapshot().deadline_rule(body.rule)
    proclaimed = tuple(body.proclaimed)
    found = compute_deadline(rule, body.trigger, service.snapshot().facts, body.language, proclaimed)
    if format == "ics":
        if found.day is None:
            raise BadRequest(
                f"There is no date for a calendar yet; missing: {', '.join(found.missing)}.",
                f"Il n'y a pas encore de date à mettre au calendrier; il manque : {', '.join(found.missing)}.",
            )
        return attachment(calendar_file([found], datetime.now(UTC)), "text/calendar", "deadline.ics")
    return found.to_json()


@router.get("/walk-throughs")
def walk_throughs() -> list[dict[str, Any]]:
    """The decision trees, each with the days whose law it follows."""
    return [
        {
            "id": tree.id,
            "title_en": tree.title_en,
            "title_fr": tree.title_fr,
            "from": tree.validity.start,
            "to": tree.validity.end,
            "questions": len(tree.questions),
        }
        for tree in trees()
    ]


@router.post("/walk-throughs")
def walk_through(body: WalkIn, service: Served, format: Table = "json") -> Any:  # noqa: A002
    """The next question after the answers given, or at the end the checklist; `format=csv` or `docx` gives that as a file."""
    day = body.as_of or service.today()
    facts = service.snapshot().facts
    step = walk(day, body.answers, facts, body.language)
    if not step.end and format == "json":
        return {**step.to_json(), "checklist": None}
    for rule in body.dates:
        deadline_rule(rule)
    situation = Situation(body.role, day, body.language, body.dates)
    found = checklist(body.answers, situation, facts, service.snapshot().obligations)
    if format == "csv":
        return attachment(checklist_csv(found), "text/csv; charset=utf-8", "checklist.csv")
    if format == "docx":
        return attachment(checklist_docx(found), WORD, "checklist.docx")
    return {**step.to_json(), "checklist": found.to_json()}


@router.post("/evidence-packs", response_class=Response)
def evidence_pack(body: QuestionIn, service: Served, metrics: Counted) -> Response:
    """Answer a question and give a ZIP with the answer, its quotes, its sources and how they were found."""
    reply, pack = service.evidence_pack(read_request(body))
    metrics.count_answer(reply)
    return attachment(pack, "application/zip", f"evidence-{reply.trace_id}.zip")


@router.post("/evidence-packs/bundle", response_class=Response)
def bundle(packs: Annotated[list[UploadFile], File(description="Evidence packs.")]) -> Response:
    """Put several evidence packs into one ZIP with a manifest of its own; each stays whole by itself."""
    if len(packs) > MOST_PACKS:
        raise BadRequest(
            f"{len(packs)} packs are too many for one file; send at most {MOST_PACKS}.",
            f"{len(packs)} dossiers, c'est trop pour un fichier; envoyez-en {MOST_PACKS} au plus.",
        )
    read = [(pack.filename or "pack.zip", pack.file.read()) for pack in packs]
    for name, data in read:
        if not inspect_pack(data, name).files:
            raise BadRequest(
                f"{name} is not an evidence pack, so nothing was put together.",
                f"{name} n'est pas un dossier de preuve; rien n'a donc été réuni.",
            )
    now = datetime.now(UTC)
    return attachment(build_bundle(read, now), "application/zip", f"evidence-{now:%Y%m%d-%H%M%S}.zip")


@router.post("/evidence-packs/verify", response_model=VerifiedOut)
def verify(
    pack: Annotated[UploadFile, File(description="An evidence pack, or several in one ZIP.")],
    service: Served,
    reader: Reader,
    digest: Annotated[str, Form(description="The SHA-256 written down when it was made.")] = "",
    held: Annotated[bool, Form(description="Compare with the passages held today, too.")] = False,
) -> dict[str, Any]:
    """Check an evidence pack: what is in it, whether it is whole, and exactly what does not match."""
    store = service.workplace.store if held else None
    return inspect_pack(pack.file.read(), pack.filename or "pack.zip", digest, store).to_json(reader)


def attachment(content: str | bytes, media_type: str, name: str) -> Response:
    """A reply that a browser saves under a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
