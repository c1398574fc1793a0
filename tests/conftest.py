"""A small, real workplace for every test that asks: some of the shipped briefs, and invented laws as uploads."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from corpus.facets import facets, text_sha256
from corpus.shipped import BRIEFS
from corpus.store import Store
from index.hit import Encoder
from ingest.encoder import HashingEncoder, SentenceEncoder
from ingest.pipeline import ingest_shipped
from server.assembly import Workplace, build_assistant
from server.knowledge import shipped_knowledge
from server.library import Library
from server.settings import Settings

LAWS = Path(__file__).parent / "laws"
LENT = Path(os.environ["LHSIA_HOME"]) if "LHSIA_HOME" in os.environ else None
KEPT = (
    "lhsia-2006",
    "connecting-care-act-2019",
    "terms",
    "timeline",
    "toronto-central-facilitated-integrations",
    "clinical-leadership-lhins-update-2018",
    "voluntary-integration-north-west-2012",
)


def small_workplace(folder: Path, encoder: Encoder, vectors: Path | None = None) -> Workplace:
    """A workplace over seven shipped briefs and the invented laws; today is 21 November 2026.

    `vectors` is a home that keeps embeddings from one run of the tests to the next.
    """
    briefs = folder / "briefs"
    for source in (BRIEFS / language / f"{name}.md" for language in ("en", "fr") for name in KEPT):
        if source.exists():
            target = briefs / source.parent.name / source.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    real = isinstance(encoder, SentenceEncoder)
    settings = Settings(home=folder / "home", today="2026-11-21", rate_per_minute=100_000, reader=real)
    library = Library(Store(settings.home), settings.home / "index", encoder, 100 * 1024 * 1024)
    ingest_shipped(library.store, briefs=briefs)
    if vectors:
        lend_vectors(library.store, encoder.name, vectors)
    library.add_files(sorted(LAWS.glob("*.txt")) + sorted(LAWS.glob("*.md")))
    if vectors:
        keep_vectors(library.store, encoder.name, vectors)
    knowledge = shipped_knowledge()
    return Workplace(settings, library, knowledge, build_assistant(library, knowledge, settings))


def lend_vectors(store: Store, model: str, kept: Path) -> None:
    """Give a store the vectors of its texts that were kept, and those in LHSIA_HOME, where `.ci/run` has put them."""
    for home in (kept, LENT):
        if home and home.exists():
            lender = Store(home)
            copy_vectors(store, model, lender, store)
            lender.close()


def keep_vectors(store: Store, model: str, kept: Path) -> None:
    """Keep a store's vectors for the next run of the tests."""
    keeper = Store(kept)
    copy_vectors(store, model, store, keeper)
    keeper.close()


def copy_vectors(texts: Store, model: str, source: Store, target: Store) -> None:
    """Copy the vectors of the texts that one store holds from a second store to a third."""
    hashes = {text_sha256(text) for passage in texts.passages() for _, text in facets(passage)}
    target.put_vectors(source.vectors(hashes, model).items(), model)


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A workplace whose encoder hashes words: fast, where meaning does not matter."""
    return small_workplace(tmp_path_factory.mktemp("hashing"), HashingEncoder())


@pytest.fixture(scope="session")
def kept_vectors(pytestconfig: pytest.Config) -> Path:
    """The home in pytest's cache that keeps embeddings."""
    assert pytestconfig.cache is not None
    return pytestconfig.cache.mkdir("lhsia")


@pytest.fixture(scope="session")
def real_workplace(tmp_path_factory: pytest.TempPathFactory, kept_vectors: Path) -> Workplace:
    """A workplace with the default model, for tests marked `slow`; takes a minute the first time."""
    return small_workplace(tmp_path_factory.mktemp("model"), SentenceEncoder(), kept_vectors)
