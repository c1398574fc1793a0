"""Endpoints that ask: answer, answer as a stream, search, feedback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.responses import StreamingResponse

from corpus.errors import AssistantError
from corpus.passage import Language
from index.hit import Filters, Query
from server.answer import Request, Turn
from server.depends import Counted, Reader, Served
from server.metrics import Metrics
from server.problems import problem_of
from server.replies import evidence_json, hit_json, text_pieces
from server.service import Service
from server.wire import AnswerOut, FeedbackIn, FeedbackOut, QuestionIn, SearchIn, SearchOut

router = APIRouter(prefix="/v1", tags=["answers"])

ASK = Body(
    openapi_examples={
        "today": {"summary": "A question", "value": {"question": "Who may stop a voluntary integration?"}},
        "as_of": {
            "summary": "The law of an earlier day",
            "value": {"question": "Who may stop a voluntary integration?", "as_of": "2015-06-01"},
        },
        "french": {
            "summary": "In French, statutes only",
            "value": {"question": "Quel préavis faut-il donner?", "language": "fr", "kinds": ["statute"]},
        },
    }
)


def read_request(body: QuestionIn) -> Request:
    """The question as the assistant takes it."""
    return Request(
        question=body.question,
        history=tuple(Turn(turn.role, turn.content) for turn in body.history),
        as_of=body.as_of,
        language=body.language,
        kinds=frozenset(body.kinds),
        documents=frozenset(body.documents),
    )


@router.post("/answer", response_model=AnswerOut)
def answer(body: Annotated[QuestionIn, ASK], service: Served, metrics: Counted) -> dict[str, Any]:
    """Answer a question with citations, or say why not (see `outcome`)."""
    reply = service.answer(read_request(body))
    metrics.count_answer(reply)
    return reply.to_json()


@router.post(
    "/answer/stream",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"text/event-stream": {}},
            "description": "Events: `evidence` (outcome, warnings, citations), `delta` ({text}) by paragraph, "
            "`answer` (the whole answer), or `error` (a problem).",
        }
    },
)
def answer_stream(
    body: Annotated[QuestionIn, ASK], service: Served, metrics: Counted, reader: Reader
) -> StreamingResponse:
    """Answer a question as server-sent events: first the evidence, then the text, then the whole."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    events = _answer_events(read_request(body), service, metrics, reader)
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


def _answer_events(request: Request, service: Service, metrics: Metrics, language: Language) -> Iterator[str]:
    try:
        reply = service.answer(request)
    except AssistantError as error:
        yield event("error", problem_of(error, language).to_json("/v1/answer/stream"))
        return
    metrics.count_answer(reply)
    yield event("evidence", evidence_json(reply))
    for piece in text_pieces(reply.text):
        yield event("delta", {"text": piece})
    yield event("answer", reply.to_json())


def event(name: str, data: dict[str, Any]) -> str:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


@router.post("/search", response_model=SearchOut)
def search(body: SearchIn, service: Served) -> dict[str, Any]:
    """Find passages by words, by meaning and by provision, best first."""
    filters = Filters(
        as_of=body.as_of,
        languages=frozenset(body.languages),
        kinds=frozenset(body.kinds),
        documents=frozenset(body.documents),
        authorities=frozenset(body.authorities),
    )
    day = body.as_of or service.today()
    hits = service.search(Query(body.query, body.k, filters))
    return {"query": body.query, "hits": [hit_json(hit, day, service.catalogue) for hit in hits]}


@router.post("/feedback", response_model=FeedbackOut, status_code=201)
def feedback(body: FeedbackIn, service: Served, metrics: Counted) -> dict[str, str]:
    """Keep what a reader says of an answer, with the whole answer; on disk before the reply."""
    record = service.keep_feedback(body.trace_id, body.reasons, body.comment, body.helpful)
    metrics.feedback.labels(str(body.helpful).lower()).inc()
    return {"id": record}
