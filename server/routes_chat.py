"""The same answers for clients of OpenAI's chat completions; our own JSON stands in the field `lhsia`."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response, StreamingResponse

from server.answer import Answer, Request, Turn
from server.depends import Counted, Served
from server.errors import BadRequest
from server.replies import sources_markdown, text_pieces
from server.wire import ChatIn

router = APIRouter(prefix="/v1", tags=["chat completions"])

MODEL = "lhsia-assistant"


@router.get("/models")
def models() -> dict[str, Any]:
    """The one model there is."""
    model = {"id": MODEL, "object": "model", "created": 1_700_000_000, "owned_by": MODEL}
    return {"object": "list", "data": [model]}


@router.post("/chat/completions")
def chat_completions(body: ChatIn, service: Served, metrics: Counted) -> Response:
    """Answer the last message; earlier ones are the conversation, and system messages are passed over."""
    reply = service.answer(chat_request(body))
    metrics.count_answer(reply)
    if body.stream:
        return StreamingResponse(_chunks(reply), media_type="text/event-stream")
    message = {"role": "assistant", "content": reply.text + sources_markdown(reply)}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    return JSONResponse({**_head(reply, ""), "choices": [choice], "usage": usage, "lhsia": reply.to_json()})


def chat_request(body: ChatIn) -> Request:
    """The last user message as the question, what came before it as the history."""
    turns = [m for m in body.messages if m.role in ("user", "assistant")]
    if not turns or turns[-1].role != "user":
        raise BadRequest(
            "The last message must come from the user.", "Le dernier message doit venir de l'utilisateur."
        )
    history = tuple(Turn("user" if m.role == "user" else "assistant", m.text()) for m in turns[:-1])
    return Request(question=turns[-1].text(), history=history)


def _chunks(reply: Answer) -> Iterator[str]:
    yield _chunk(reply, {"role": "assistant", "content": ""})
    for piece in (*text_pieces(reply.text), sources_markdown(reply)):
        if piece:
            yield _chunk(reply, {"content": piece})
    yield _chunk(reply, {}, "stop", {"lhsia": reply.to_json()})
    yield "data: [DONE]\n\n"


def _chunk(
    reply: Answer, delta: dict[str, str], finish: str | None = None, extra: dict[str, Any] | None = None
) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    body = {**_head(reply, ".chunk"), "choices": [choice], **(extra or {})}
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n"


def _head(reply: Answer, suffix: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{reply.trace_id}",
        "object": f"chat.completion{suffix}",
        "created": int(time.time()),
        "model": MODEL,
    }
