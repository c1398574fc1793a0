"""Endpoints of saved questions: follow one, list them, see which rest on something that changed, let one go."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from server.depends import Editor, Served
from server.routes_answer import read_request
from server.saved import affected as affected_answers, forget_question, saved_questions
from server.wire import QuestionIn

router = APIRouter(prefix="/v1/saved-questions", tags=["saved questions"])


@router.post("", status_code=201)
def save(body: QuestionIn, service: Served) -> dict[str, Any]:
    """Answer a question and follow its sources; the same question for the same day takes the place of the earlier."""
    return service.save(read_request(body)).to_json()


@router.get("")
def saved(service: Served) -> list[dict[str, Any]]:
    """The questions that are followed, by all who use the service, oldest first, each with the answer it had and what that cited."""
    return [question.to_json() for question in saved_questions(service.workplace.store)]


@router.get("/affected")
def affected(service: Served) -> list[dict[str, Any]]:
    """The saved answers that rest on passages which changed or vanished since, and what changed in them."""
    return [entry.to_json() for entry in affected_answers(service.workplace.store)]


@router.delete("/{saved_id}", status_code=204, dependencies=[Editor])
def forget(saved_id: str, service: Served) -> Response:
    """Follow a saved question no more (editor role)."""
    forget_question(service.workplace.store, saved_id)
    return Response(status_code=204)
