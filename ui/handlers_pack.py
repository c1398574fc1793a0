"""What the page of evidence packs does: from a service and values to HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from corpus.passage import Language
from server.saved import saved_questions
from server.service import Service
from server.wire_records import VerifiedOut
from ui.history import REMEMBERED, Exchange, read_history
from ui.render import question_json
from ui.render_pack import Choice, check_html, checked_html, made_html, make_html, refused_html
from ui.words import word


@dataclass(frozen=True)
class Packs:
    """The page of evidence packs in one language."""

    service: Service
    language: Language

    def make(self, data: object) -> str:
        """The form over the answers of the conversation that the browser shows, and the questions that are followed."""
        exchanges = read_history(data.get("exchanges") if isinstance(data, dict) else None)
        answers = [
            _choice(exchange, exchanges[max(0, at - REMEMBERED) : at])
            for at, exchange in enumerate(exchanges)
            if exchange.answer.get("citations")
        ]
        return make_html(answers, saved_questions(self.service.workplace.store), self.language)

    def check(self) -> str:
        """The form that checks a pack."""
        return check_html(self.service.workplace.settings.max_upload_mb, self.language)

    def made(self, data: object) -> str:
        """What is in the pack that the browser has just got; nothing while it has none."""
        report = _report(data)
        return made_html(report, self.language) if report else ""

    def checked(self, data: object) -> str:
        """What the check of a file found, or why it could not be checked; nothing while there is neither."""
        report = _report(data)
        if report:
            return checked_html(report, self.language)
        values = data if isinstance(data, dict) else {}
        if not values.get("name"):
            return ""
        reason = str(values.get("reason") or word("broken", self.language))
        return refused_html(str(values["name"]), reason, self.language)


def _choice(exchange: Exchange, before: Sequence[Exchange]) -> Choice:
    asked, answer = exchange.asked, exchange.answer
    body = {**question_json(asked), "as_of": answer["as_of"], "history": _history(answer, before)}
    return Choice(asked.question, answer["as_of"], answer["outcome"], len(answer["citations"]), body)


def _history(answer: Mapping[str, Any], before: Sequence[Exchange]) -> list[dict[str, str]]:
    """What was said before a question that does not stand alone."""
    if answer.get("standalone_question") == answer.get("question"):
        return []
    turns = []
    for exchange in before:
        turns.append({"role": "user", "content": exchange.asked.question})
        if said := str(exchange.answer.get("answer") or ""):
            turns.append({"role": "assistant", "content": said})
    return turns


def _report(data: object) -> VerifiedOut | None:
    try:
        return VerifiedOut.model_validate_json(str(data.get("report")) if isinstance(data, dict) else "")
    except ValidationError:
        return None
