"""What the library and the timeline do: from a service and values to HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Document
from corpus.errors import AssistantError
from corpus.passage import Language, Passage
from index.hit import Filters, Query
from server.currency import law_ended, standing_on
from server.service import Holding, Service
from server.timeline import DOCUMENT, events
from ui.handlers_tools import day, failed
from ui.render_evidence import Around
from ui.render_library import PAGE, Reading, found_html, library_html, reader_html, upload_form
from ui.render_timeline import Span, provisions_held, timeline_html

FOUND = 20


@dataclass(frozen=True)
class Shelf:
    """The library of one language."""

    service: Service
    language: Language

    def list(self) -> str:
        """Every document held."""
        return library_html(list(self.service.snapshot().holdings.values()), self.language)

    def upload(self) -> str:
        """The form to add documents."""
        settings = self.service.workplace.settings
        return upload_form(settings.max_upload_mb, key=bool(settings.editor_key), language=self.language)

    def open(self, data: object) -> str:
        """One document, at the passage asked for."""
        wanted = data if isinstance(data, dict) else {}
        try:
            return self._reader({key: str(value) for key, value in wanted.items() if value})
        except AssistantError as error:
            return self._failed(error)

    def find(self, data: object) -> str:
        """Passages for a query, in one document or in all."""
        wanted = data if isinstance(data, dict) else {}
        query = str(wanted.get("query") or "").strip()
        document = str(wanted.get("document") or "")
        if not query:
            return self.list()
        filters = Filters(documents=frozenset([document] if document else []))
        try:
            hits = self.service.search(Query(query, FOUND, filters))
        except AssistantError as error:
            return self._failed(error)
        today, catalogue = self.service.today(), self.service.catalogue
        passages = [hit.passage for hit in hits]
        found = [Around(p, law_ended=law_ended(p, today, catalogue.get(p.document_id))) for p in passages]
        standings = [standing_on(p, today, catalogue.get(p.document_id)) for p in passages]
        return found_html(query, found, standings, self.language)

    def timeline(self, data: object = None) -> str:
        """Laws and provisions over time, as they stood on the day asked for, and the events of bodies and laws."""
        today, problem = self.service.today(), ""
        try:
            chosen = day(data.get("day")) if isinstance(data, dict) else None
        except AssistantError as error:
            chosen, problem = None, failed(error, self.language)
        span = Span(today, chosen or today)
        snapshot = self.service.snapshot()
        own: dict[str, list[Passage]] = {}
        for passage in snapshot.passages:
            if passage.is_law() and passage.language == self.language:
                own.setdefault(passage.document_id, []).append(passage)
        provisions = {
            key: provisions_held(
                passages, entry.in_force_to if (entry := snapshot.holdings[key].entry) else None
            )
            for key, passages in own.items()
        }
        told = events(self.service.workplace.store.passages(DOCUMENT), self.language)
        return problem + timeline_html(
            told, list(snapshot.holdings.values()), provisions, span, self.language
        )

    def _reader(self, wanted: dict[str, str]) -> str:
        target = wanted.get("passage", "")
        if target:
            passage = self.service.place(target, 0).passage
            holding = self.service.holding(passage.document_id)
            document = _expression(holding, passage.language, passage.version)
        else:
            holding = self.service.holding(wanted.get("document", ""))
            document = self._chosen(holding, wanted)
        passages = self._passages_of(document)
        first = self._first(passages, target, wanted.get("first", ""))
        shown = passages[first : first + PAGE]
        today = self.service.today().isoformat()
        return reader_html(Reading(holding, document, shown, first, target, today), self.language)

    def _chosen(self, holding: Holding, wanted: dict[str, str]) -> Document:
        if "language" in wanted:
            return _expression(holding, wanted["language"], wanted.get("version", ""))
        main = holding.main
        return _expression(holding, self.language, main.version, main)

    def _passages_of(self, document: Document) -> Sequence[Passage]:
        """The passages of one version in one language, or in all for a document that mixes them."""
        held = self.service.workplace.store.passages(document.id)
        if document.authority == "upload":
            return held
        return [p for p in held if p.version == document.version and p.language == document.language]

    def _first(self, passages: Sequence[Passage], target: str, first: str) -> int:
        if target:
            at = next((number for number, p in enumerate(passages) if p.id == target), 0)
            return at // PAGE * PAGE
        return int(first) if first.isdigit() else 0

    def _failed(self, error: AssistantError) -> str:
        return failed(error, self.language) + self.list()


def _expression(holding: Holding, language: str, version: str, otherwise: Document | None = None) -> Document:
    """The version of a source in a language; another one when there is none."""
    same = [d for d in holding.documents if d.language == language and d.version == version]
    return (same or [otherwise or holding.main])[0]
