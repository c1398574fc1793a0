"""What the page does when something is asked or clicked: plain functions from a service and values to HTML."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from corpus.errors import AssistantError
from corpus.passage import Language
from index.hit import Filters, Query
from server.currency import law_ended
from server.errors import BadRequest, NotHeld
from server.problems import problem_of
from server.service import REASONS, Service
from ui.handlers_tools import replaced_with
from ui.history import Asked, Exchange, iso_day, read_asked, read_history, read_number, read_turns
from ui.markup import text
from ui.render import exchange_html, exchanges_html, kept_html, sources_word
from ui.render_evidence import Around, Turn, evidence_html, no_evidence_html
from ui.render_frame import status_html
from ui.words import word

STATEMENT_PAUSE = 0.06
FOUND = 12
ALSO = 6


@dataclass(frozen=True, slots=True)
class Screen:
    """What the ask tab shows: the newest exchanges, their evidence, the spoken line, and what the browser is to keep.

    None leaves a part as it is. Exchanges that came before stay on the page as they are.
    """

    exchanges: str | None = None
    evidence: str | None = None
    status: str | None = None
    kept: str | None = None


@dataclass(frozen=True)
class Desk:
    """The ask tab of one language."""

    service: Service
    language: Language
    pause: float = STATEMENT_PAUSE

    def open(self, data: object) -> Screen:
        """A conversation that a browser kept; an empty one when it kept nothing that can be read."""
        stored = data.get("exchanges") if isinstance(data, dict) else None
        exchanges = read_history(stored)
        turns = [self._turn(number, exchange) for number, exchange in enumerate(exchanges, 1)]
        evidence = evidence_html(turns, self.language) if turns else self.nothing_cited()
        return Screen(exchanges_html(turns, self.language), evidence, status_html(), "")

    def nothing_cited(self) -> str:
        """What stands in the place of the evidence before anything was asked."""
        return no_evidence_html(list(self.service.snapshot().holdings.values()), self.language)

    def ask(self, data: object) -> Iterator[Screen]:
        """Answer what the form sent: the evidence, the text by statement, at last what can be done with it."""
        asked, number = read_asked(data), read_number(data)
        if asked is None:
            return
        pending = Turn(number, Exchange(asked), state="searching")
        searching = word("searching", self.language)
        yield Screen(exchange_html(pending, self.language), status=status_html(searching, "busy"))
        turn = self._turn(number, self._reply(asked, data))
        yield from self._write(turn)
        yield self._final(turn, kept_html(turn, data))

    def broken(self, status: str) -> Screen:
        """What is said when answering failed in a way that nobody foresaw; nothing when it had been stopped before."""
        if 'data-state="busy"' not in (status or ""):
            return Screen()
        return Screen(status=broken_html(word("broken", self.language)))

    def stop(self, data: object) -> Screen:
        """A question that was stopped: it stays, to be asked again."""
        asked = read_asked(data)
        if asked is None:
            return Screen(status=status_html())
        turn = Turn(read_number(data), Exchange(asked), state="stopped")
        stopped = word("stopped", self.language)
        return Screen(
            exchange_html(turn, self.language), status=status_html(stopped), kept=kept_html(turn, data)
        )

    def _write(self, turn: Turn) -> Iterator[Screen]:
        """The evidence, then the answer statement by statement."""
        answer = turn.exchange.answer
        evidence: str | None = evidence_html([turn], self.language)
        blocks = len(str(answer.get("answer", "")).split("\n\n")) if answer else 0
        writing = word("writing", self.language)
        for shown in range(blocks):
            part = replace(turn, state="writing", blocks=shown)
            yield Screen(exchange_html(part, self.language), evidence, status_html(writing, "busy"))
            evidence = None
            time.sleep(self.pause)
        if evidence:
            yield Screen(evidence=evidence)

    def _final(self, turn: Turn, kept: str) -> Screen:
        answer = turn.exchange.answer
        count = len(answer.get("citations", ())) or len(turn.exchange.found)
        outcome = word(str(answer.get("outcome", "search_outcome")), self.language)
        if turn.exchange.error:
            outcome = word("no_answer", self.language)
        evidence = None
        if answer.get("citations"):
            evidence = evidence_html([replace(turn, also=self._also(turn.exchange))], self.language)
        spoken = word("ready", self.language, outcome=outcome, count=sources_word(count, self.language))
        return Screen(exchange_html(turn, self.language), evidence, status_html(spoken, "done"), kept)

    def _reply(self, asked: Asked, data: object) -> Exchange:
        try:
            if asked.mode == "search":
                return Exchange(asked, found=self._search(asked))
            before = data.get("before") if isinstance(data, dict) else None
            return Exchange(asked, self.service.answer(asked.request(read_turns(before))).to_json())
        except AssistantError as error:
            return Exchange(asked, error=problem_of(error, self.language).detail)

    def _search(self, asked: Asked) -> tuple[str, ...]:
        request = asked.request()
        filters = Filters(
            as_of=request.as_of,
            languages=frozenset([request.language] if request.language else []),
            kinds=request.kinds,
            documents=request.documents,
        )
        return tuple(hit.passage.id for hit in self.service.search(Query(asked.question, FOUND, filters)))

    def _also(self, exchange: Exchange) -> list[Any]:
        """Passages found that the answer does not cite."""
        cited = {c["passage_id"] for c in exchange.answer["citations"]}
        request = replace(exchange.asked.request(), question=exchange.answer["standalone_question"])
        found = self.service.workplace.assistant.retrieve(request, ALSO + len(cited))
        return [hit.passage for hit in found if hit.passage.id not in cited][:ALSO]

    def _turn(self, number: int, exchange: Exchange) -> Turn:
        wanted = [str(c["passage_id"]) for c in exchange.answer.get("citations", ())] + list(exchange.found)
        day = exchange.answer.get("as_of") or exchange.asked.as_of
        on = date.fromisoformat(iso_day(day)) if iso_day(day) else self.service.today()
        around = {key: place for key in wanted if (place := self._around(key, on)) is not None}
        return Turn(number, exchange, around)

    def _around(self, passage_id: str, day: date) -> Around | None:
        try:
            place = self.service.place(passage_id, 1)
        except NotHeld:
            return None
        entry = place.holding.entry
        dated = entry.date if entry and not place.passage.is_law() else ""
        ended = law_ended(place.passage, day, entry)
        replaced = replaced_with(self.service, place.passage, self.language)
        return Around(
            place.passage, place.before, place.after, dated=dated, law_ended=ended, replaced=replaced
        )

    def feedback(self, data: object) -> str:
        """Keep what a reader said; give the line to show and speak."""
        if not isinstance(data, dict):
            return status_html()
        given = data.get("reasons") or []
        given = [given] if isinstance(given, str) else given
        reasons = [r for r in given if r in REASONS]
        comment = str(data.get("comment") or "")[:4000]
        helpful = bool(data.get("helpful"))
        try:
            if not helpful and not reasons and not comment.strip():
                raise BadRequest(word("feedback_empty", "en"), word("feedback_empty", "fr"))
            self.service.keep_feedback(str(data.get("trace") or ""), reasons, comment, helpful)
        except AssistantError as error:
            return notice_html(word("failed", self.language, reason=problem_of(error, self.language).detail))
        return notice_html(word("thanks", self.language), kept=True)


def broken_html(message: str) -> str:
    """A message that something failed, shown and spoken; the form is free again."""
    return f'<p class="banner banner-unavailable" role="status" data-state="failed">{text(message)}</p>'


def notice_html(message: str, *, kept: bool = False) -> str:
    """A short message that is shown and spoken; marked for page.js when what the form held is kept."""
    mark = f' data-noted="{time.monotonic_ns()}"' if kept else ""
    return f'<p class="toast" role="status"{mark}>{text(message)}</p>'
