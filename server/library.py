"""What is held: adding and removing documents, and renewing the index after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.catalogue import read_catalogue
from corpus.document import Document
from corpus.facets import facets, text_sha256
from corpus.passage import LANGUAGES
from corpus.shipped import CATALOGUE
from corpus.store import Store
from index.errors import SearchIndexError
from index.generation import (
    Contents,
    Facet,
    build_generation,
    current_folder,
    open_generation,
    publish,
    smoke_test,
)
from index.hit import Encoder
from index.manifest import read_manifest, verify
from ingest.build import PARSER
from ingest.cards import cards_document
from ingest.pipeline import Report, embed_passages, ingest_files, ingest_shipped
from ingest.register import renew_register
from server.errors import NotHeld

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Library:
    """The store, and the index that is built from it."""

    store: Store
    index_root: Path
    encoder: Encoder
    largest: int

    def add_shipped(self, progress: Progress | None = None) -> Report:
        """Ingest the corpus that ships and renew the index; unchanged documents cost nothing."""
        report = ingest_shipped(self.store, progress=progress)
        self.renew(progress)
        return report

    def add_files(
        self, paths: Sequence[Path], progress: Progress | None = None, *, replace: bool = False
    ) -> Report:
        """Ingest files and folders and renew the index."""
        report = ingest_files(paths, self.store, replace=replace, progress=progress, largest=self.largest)
        if report.changed:
            self.renew(progress)
        return report

    def remove(self, document_id: str) -> None:
        """Remove a user's document from store and index; raise NotHeld when there is no such upload."""
        if not self.store.delete_document(document_id, authority="upload"):
            raise NotHeld(
                f"There is no uploaded document {document_id!r}; only uploads can be removed.",
                f"Il n'y a pas de document ajouté « {document_id} »; seuls les documents ajoutés peuvent être supprimés.",
            )
        self.renew()

    def is_current(self) -> bool:
        """Whether the published index holds exactly the store's documents, made with the configured model."""
        self._renew_cards()
        try:
            folder = current_folder(self.index_root)
            assert folder is not None  # raises when there is none
            manifest = read_manifest(folder)
            verify(folder, manifest, self.encoder.name)
        except SearchIndexError:
            return False
        return manifest.documents == self._documents()

    def renew(self, progress: Progress | None = None) -> None:
        """Build, test and publish a new generation, unless the published one is current."""
        if self.is_current():
            return
        renew_register(self.store)
        embed_passages(self.store, self.encoder, progress)
        folder = build_generation(self.index_root, self._contents())
        smoke_test(open_generation(folder))
        publish(self.index_root, folder)

    def _renew_cards(self) -> None:
        """Write the cards that say what is held, where what is held has changed."""
        catalogue, passages, held = read_catalogue(CATALOGUE), self.store.passages(), self.store.held()
        for language in LANGUAGES:
            document, cards = cards_document(catalogue, passages, language)
            if held.get((document.id, "", language), ("", ""))[0] != document.source_sha256:
                self.store.put_document(document, cards, PARSER)

    def documents(self) -> list[Document]:
        """Every document held."""
        return self.store.documents()

    def _documents(self) -> dict[str, str]:
        return {
            f"{document_id}|{version}|{language}": f"{digest} {parser}"
            for (document_id, version, language), (digest, parser) in self.store.held().items()
        }

    def _contents(self) -> Contents:
        passages = self.store.passages()
        sides = [
            (Facet(row, name), text_sha256(text))
            for row, p in enumerate(passages)
            for name, text in facets(p)
        ]
        vectors = self.store.vectors((digest for _, digest in sides), self.encoder.name)
        matrix = np.stack([np.frombuffer(vectors[digest], dtype=np.float32) for _, digest in sides])
        return Contents(passages, [facet for facet, _ in sides], matrix, self.encoder.name, self._documents())
