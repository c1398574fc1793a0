"""What the API and the page share: asking, looking up, editing the library, and keeping feedback."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from corpus.address import covers, parse_all
from corpus.catalogue import Entry
from corpus.document import Document
from corpus.errors import AddressError, StoreError
from corpus.passage import LANGUAGES, Language, Passage
from corpus.store import Store
from index.hit import Hit, Query
from ingest.obligations import Obligation
from ingest.pipeline import FileResult
from ingest.register import read_register
from server.answer import Answer, Citation, Request
from server.assembly import Workplace
from server.assistant import Assistant
from server.deadlines import DeadlineRule, deadline_rules, rule_from_obligation
from server.errors import BadRequest, NotHeld, TooLarge
from server.facts import Facts
from server.limits import MEGABYTE
from server.obligations import BINDING, RegisterQuery, filter_obligations
from server.pack import PackContents, build_pack
from server.provenance import configuration, retrieval_trace
from server.saved import SavedQuestion, save_question

REMEMBERED = 500
PACK_HITS = 20
REASONS = ("wrong_provision", "out_of_date", "incomplete", "wrong_citation", "other")
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Holding:
    """One source with all its languages and versions, its catalogue entry (None for an upload), and its size."""

    id: str
    documents: tuple[Document, ...]
    entry: Entry | None
    passages: int

    @property
    def main(self) -> Document:
        """The version to show first: the official text rather than the brief of it, the newest, English first."""
        official = [d for d in self.documents if d.authority == "official"] or list(self.documents)
        newest = max(d.version for d in official)
        return min((d for d in official if d.version == newest), key=lambda d: d.language != "en")

    def title(self, language: Language) -> str:
        """The title in a language, as far as one is known."""
        if self.entry:
            return self.entry.title(language)
        same = [d for d in self.documents if d.language == language]
        return (same or [self.main])[0].title

    def to_json(self) -> dict[str, Any]:
        """Plain values, without text."""
        main, entry = self.main, self.entry
        return {
            "id": self.id,
            "title_en": self.title("en"),
            "title_fr": self.title("fr"),
            "kind": main.kind,
            "authorities": sorted({d.authority for d in self.documents}),
            "languages": sorted({d.language for d in self.documents}),
            "versions": sorted({d.version for d in self.documents}),
            "passages": self.passages,
            "status": entry.status if entry else main.status,
            "date": entry.date if entry else main.retrieved_at[:10],
            "in_force_from": _iso(entry.in_force_from if entry else main.validity.start),
            "in_force_to": _iso(entry.in_force_to if entry else main.validity.end),
            "publisher": entry.publisher if entry else "",
            "citation": entry.citation if entry else "",
            "file_name": main.file_name,
            "url": entry.official_url("en") if entry else main.url,
            "warnings": list(main.warnings),
        }


@dataclass(frozen=True, slots=True)
class Place:
    """A passage with the passages around it and the source it stands in."""

    passage: Passage
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    holding: Holding


@dataclass(frozen=True)
class Snapshot:
    """What the served index holds, computed once per generation."""

    generation: str
    passages: tuple[Passage, ...]
    holdings: dict[str, Holding]
    store: Store

    @cached_property
    def obligations(self) -> tuple[Obligation, ...]:
        """The obligations register as ingest kept it, each quote checked against its passage."""
        return read_register(self.store, self.passages)

    def find_obligations(self, query: RegisterQuery) -> list[Obligation]:
        """The rows of the register that a query asks for; raise NotHeld for an unknown document, BadRequest as `filter_obligations`."""
        self.require(query.document)
        return filter_obligations(self.obligations, query)

    def require(self, document_id: str) -> None:
        """Raise NotHeld unless there is such a document; an empty id means any."""
        if document_id and document_id not in self.holdings:
            raise NotHeld(
                f"There is no document {document_id!r}; `lhsia documents` or GET /v1/documents lists what is held.",
                f"Il n'y a pas de document « {document_id} »; `lhsia documents` ou GET /v1/documents indique ce qui est conservé.",
            )

    def deadline_rules(self, language: Language) -> tuple[DeadlineRule, ...]:
        """The rules whose periods can be counted: those that ship, then the periods that the register read."""
        rows = (row for row in self.obligations if row.language == language and row.kind in BINDING)
        read = (rule_from_obligation(row) for row in rows)
        return (*deadline_rules(), *(rule for rule in read if rule is not None))

    def deadline_rule(self, rule_id: str) -> DeadlineRule:
        """One rule by id; raise NotHeld."""
        for language in LANGUAGES:
            for rule in self.deadline_rules(language):
                if rule.id == rule_id:
                    return rule
        raise NotHeld(
            f"There is no deadline rule {rule_id!r}; `lhsia deadline` or GET /v1/deadlines lists them.",
            f"Il n'y a pas de délai « {rule_id} »; `lhsia deadline` ou GET /v1/deadlines en donne la liste.",
        )

    @cached_property
    def facts(self) -> Facts:
        """The passages by document and anchor."""
        return Facts(self.passages)


class Service:
    """One workplace in use by many callers at once."""

    def __init__(self, workplace: Workplace) -> None:
        self.workplace = workplace
        self._editing = Lock()
        self._reading = Lock()
        self._recent: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._snapshot: Snapshot | None = None

    # Asking

    def answer(self, request: Request) -> Answer:
        """Answer a question over the newest index, and remember the answer for feedback."""
        return self._answer(request)[0]

    def _answer(self, request: Request) -> tuple[Answer, Assistant]:
        """An answer, and the assistant that gave it: the index may be renewed meanwhile."""
        limit = self.workplace.settings.max_question_chars
        if len(request.question) > limit:
            raise BadRequest(
                f"The question has {len(request.question)} characters; the limit is {limit}. Shorten it.",
                f"La question compte {len(request.question)} caractères; la limite est de {limit}. Raccourcissez-la.",
            )
        self._check_documents(request.documents)
        self.workplace.refresh()
        assistant = self.workplace.assistant
        answer = assistant.answer(request)
        answer = replace(answer, obligations=stated_rules(answer, self.snapshot().obligations))
        self._remember(answer)
        return answer, assistant

    def search(self, query: Query) -> list[Hit]:
        """Passages for a query, best first."""
        self._check_documents(query.filters.documents)
        self.workplace.refresh()
        return self.workplace.assistant.search(query)

    @property
    def catalogue(self) -> Mapping[str, Entry]:
        """The catalogue's entries by id."""
        return self.workplace.knowledge.catalogue

    def today(self) -> date:
        """The day taken for today."""
        return self.workplace.assistant.today()

    def _check_documents(self, documents: Iterable[str]) -> None:
        unknown = sorted(set(documents) - set(self.snapshot().holdings))
        if unknown:
            raise NotHeld(
                f"There is no document {unknown[0]!r}; GET /v1/documents lists what is held.",
                f"Il n'y a pas de document « {unknown[0]} »; GET /v1/documents indique ce qui est conservé.",
            )

    def _remember(self, answer: Answer) -> None:
        with self._reading:
            self._recent[answer.trace_id] = answer.to_json()
            if len(self._recent) > REMEMBERED:
                self._recent.popitem(last=False)

    def evidence_pack(self, request: Request) -> tuple[Answer, bytes]:
        """Answer a question, and put the answer with all it rests on into a ZIP."""
        answer, assistant = self._answer(request)
        manifest = assistant.finder.index.generation.manifest
        cited = dict.fromkeys(c.passage.document_id for c in answer.citations)
        contents = PackContents(
            answer,
            [document for key in cited for document in self.workplace.store.documents(key)],
            retrieval_trace(answer, request, assistant.retrieve(request, PACK_HITS), manifest.generation),
            configuration(self.workplace.settings, manifest, assistant.limits, answer.composer),
        )
        return answer, build_pack(contents, self.catalogue, datetime.now(UTC))

    def save(self, request: Request) -> SavedQuestion:
        """Answer a question, and keep it with its answer to be told when what it rests on changes."""
        return save_question(self.workplace.store, self.answer(request), datetime.now(UTC))

    # Looking up

    def snapshot(self) -> Snapshot:
        """What the served index holds."""
        generation = self.generation()
        with self._reading:
            if self._snapshot is None or self._snapshot.generation != generation:
                self._snapshot = self._read_snapshot(generation)
            return self._snapshot

    def generation(self) -> str:
        """The id of the served index."""
        return self.workplace.assistant.finder.index.generation.manifest.generation

    def _read_snapshot(self, generation: str) -> Snapshot:
        passages = tuple(self.workplace.store.passages())
        counts: dict[str, int] = {}
        for passage in passages:
            counts[passage.document_id] = counts.get(passage.document_id, 0) + 1
        versions: dict[str, list[Document]] = {}
        for document in self.workplace.library.documents():
            versions.setdefault(document.id, []).append(document)
        catalogue = self.catalogue
        holdings = {
            key: Holding(key, tuple(documents), catalogue.get(key), counts.get(key, 0))
            for key, documents in versions.items()
        }
        return Snapshot(generation, passages, holdings, self.workplace.store)

    def holding(self, document_id: str) -> Holding:
        """One source; raise NotHeld."""
        found = self.snapshot().holdings.get(document_id)
        if found is None:
            raise NotHeld(
                f"There is no document {document_id!r}; GET /v1/documents lists what is held.",
                f"Il n'y a pas de document « {document_id} »; GET /v1/documents indique ce qui est conservé.",
            )
        return found

    def place(self, passage_id: str, neighbours: int = 2) -> Place:
        """A passage with up to so many neighbours on each side; raise NotHeld."""
        try:
            passage = self.workplace.store.passage(passage_id)
        except StoreError as error:
            raise NotHeld(
                f"There is no passage {passage_id!r}; search for it again.",
                f"Il n'y a pas de passage « {passage_id} »; cherchez-le de nouveau.",
            ) from error
        around = [
            p
            for p in self.workplace.store.passages(passage.document_id)
            if p.language == passage.language and p.version == passage.version
        ]
        at = next(number for number, p in enumerate(around) if p.id == passage.id)
        before, after = around[max(0, at - neighbours) : at], around[at + 1 : at + 1 + neighbours]
        return Place(passage, tuple(before), tuple(after), self.holding(passage.document_id))

    def provision(self, document_id: str, address: str) -> list[Passage]:
        """The passages at a provision and inside it; raise BadRequest or NotHeld."""
        self.holding(document_id)
        try:
            wanted = parse_all(address)
        except AddressError as error:
            raise BadRequest(str(error), error.french) from error
        found = [
            p
            for p in self.workplace.store.passages(document_id)
            if any(covers(place, own) for place in wanted for own in _addresses(p))
        ]
        if not found:
            raise NotHeld(
                f"{document_id} has no provision {address!r} here; GET /v1/documents/{document_id}.",
                f"Le document {document_id} n'a pas ici de disposition « {address} »; voyez GET /v1/documents/{document_id}.",
            )
        return found

    # Editing

    def add_file(self, name: str, data: BinaryIO, *, replace: bool = False) -> FileResult:
        """Ingest one uploaded file and serve it; the result says what became of it."""
        safe = Path(name.replace("\\", "/")).name.strip() or "document.txt"
        with tempfile.TemporaryDirectory(prefix="lhsia-upload-") as folder:
            path = Path(folder) / safe
            self._copy(data, path)
            with self._editing:
                report = self.workplace.library.add_files([path], replace=replace)
                self.workplace.refresh()
        return report.results[0]

    def _copy(self, data: BinaryIO, path: Path) -> None:
        limit = self.workplace.settings.max_upload_mb
        with path.open("wb") as file:
            shutil.copyfileobj(data, file, CHUNK)
        if path.stat().st_size > limit * MEGABYTE:
            raise TooLarge(
                f"{path.name} is larger than {limit} MB; split it into parts.",
                f"{path.name} dépasse {limit} Mo; divisez-le.",
            )

    def remove(self, document_id: str) -> None:
        """Remove an uploaded document; raise NotHeld when it is not one."""
        with self._editing:
            self.workplace.library.remove(document_id)
            self.workplace.refresh()

    # Feedback

    def keep_feedback(self, trace_id: str, reasons: Sequence[str], comment: str, helpful: bool) -> str:
        """Keep what a reader said of an answer, with the whole answer, on disk when this returns; give its id."""
        with self._reading:
            answer = self._recent.get(trace_id)
        if answer is None:
            raise NotHeld(
                f"The answer {trace_id!r} is not remembered any more; ask the question again.",
                f"La réponse « {trace_id} » n'est plus en mémoire; posez de nouveau la question.",
            )
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        record_id = f"{now}-{secrets.token_hex(4)}"
        body = {
            "id": record_id,
            "created_at": now,
            "trace_id": trace_id,
            "helpful": helpful,
            "reasons": list(reasons),
            "comment": comment,
            "generation": self.generation(),
            "answer": answer,
        }
        self.workplace.store.put_record("feedback", record_id, now, body)
        return record_id


def stated_rules(answer: Answer, register: Iterable[Obligation]) -> tuple[dict[str, Any], ...]:
    """The register's rows that stand, wholly or partly, in what an answer quotes."""
    quoted: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        quoted.setdefault(citation.passage.id, []).append(citation)
    return tuple(
        row.to_json()
        for row in register
        if any(row.start < c.end and c.start < row.end for c in quoted.get(row.passage_id, ()))
    )


def _addresses(passage: Passage) -> list[Any]:
    try:
        return list(parse_all(passage.address)) if passage.address else []
    except AddressError:
        return []


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
