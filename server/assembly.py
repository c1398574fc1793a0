"""Settings to a ready assistant: the one place where store, model, index and records are put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corpus.store import Store
from index.errors import IndexMissing
from index.generation import current_folder
from index.hit import Encoder
from index.hybrid import SearchIndex
from ingest.encoder import DEFAULT_MODEL, SentenceEncoder
from server.assistant import Assistant
from server.errors import BadRequest
from server.evidence import EvidenceFinder, PassageReader, load_ranker
from server.knowledge import Knowledge, shipped_knowledge
from server.library import Library, Progress
from server.near_misses import NearMisses
from server.settings import Settings
from server.support import load_support_model


@dataclass
class Workplace:
    """Everything a command, the service or the evaluation works with; `refresh` follows a renewed index."""

    settings: Settings
    library: Library
    knowledge: Knowledge
    assistant: Assistant

    @property
    def store(self) -> Store:
        """The durable store."""
        return self.library.store

    def refresh(self) -> None:
        """Serve the published generation, when it is not the one already served."""
        folder = current_folder(self.library.index_root)
        if folder is not None and folder.name != self.assistant.finder.index.generation.manifest.generation:
            self.assistant = build_assistant(self.library, self.knowledge, self.settings)


def open_library(settings: Settings) -> Library:
    """The store and the model; loads the model's weights."""
    store = Store(settings.home)
    encoder = SentenceEncoder(settings.embedding_model)
    return Library(store, settings.home / "index", encoder, settings.max_upload_mb * 1024 * 1024)


def build_assistant(library: Library, knowledge: Knowledge, settings: Settings) -> Assistant:
    """An assistant over the published index."""
    index = SearchIndex.open(library.index_root, library.encoder)
    near_misses = NearMisses.shipped(library.encoder.name)
    finder = EvidenceFinder(index, knowledge, load_ranker(), _reader(settings, library.encoder), near_misses)
    return Assistant(
        finder,
        load_support_model(),
        library.store,
        today=lambda: read_today(settings),
        longest_question=settings.max_question_chars,
    )


def _reader(settings: Settings, encoder: Encoder) -> PassageReader | None:
    if not settings.reader:
        return None
    from server.reader import Reader  # takes seconds to import, and a command that asks nothing needs it not

    default = (
        encoder
        if isinstance(encoder, SentenceEncoder) and encoder.name == DEFAULT_MODEL
        else SentenceEncoder()
    )
    return Reader.shipped(default)


def open_workplace(settings: Settings, progress: Progress | None = None) -> Workplace:
    """A ready workplace; the shipped corpus is ingested first when there is no index yet or a newer corpus ships."""
    library = open_library(settings)
    knowledge = shipped_knowledge()
    library.add_shipped(progress)
    try:
        assistant = build_assistant(library, knowledge, settings)
    except IndexMissing:
        library.renew(progress)
        assistant = build_assistant(library, knowledge, settings)
    return Workplace(settings, library, knowledge, assistant)


def read_today(settings: Settings) -> date:
    """The day taken for today: LHSIA_TODAY, or the clock's."""
    if not settings.today:
        return date.today()
    try:
        return date.fromisoformat(settings.today)
    except ValueError as error:
        raise BadRequest(
            f"LHSIA_TODAY={settings.today!r} is not a day; write it as 2026-11-21.",
            f"LHSIA_TODAY = « {settings.today} » n'est pas un jour; écrivez p. ex. 2026-11-21.",
        ) from error
