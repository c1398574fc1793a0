"""A small, real workplace for every test that asks: some of the shipped briefs, and invented laws as uploads."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
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

    `vectors` is a file that keeps embeddings from one run of the tests to the next.
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
    if real:
        lend_vectors(library.store, encoder.name)
    if vectors and vectors.exists():
        kept = np.load(vectors)
        rows = zip(kept["keys"].tolist(), kept["rows"], strict=True)
        library.store.put_vectors(((key, row.tobytes()) for key, row in rows), encoder.name)
    library.add_files(sorted(LAWS.glob("*.txt")) + sorted(LAWS.glob("*.md")))
    if vectors:
        keep_vectors(library.store, encoder.name, vectors)
    knowledge = shipped_knowledge()
    return Workplace(settings, library, knowledge, build_assistant(library, knowledge, settings))


def lend_vectors(store: Store, model: str) -> None:
    """Give a store the vectors of its texts that the home of this machine holds, if there is one, as after `lhsia eval --gate`."""
    home = Settings().home
    if not (home / "store.sqlite3").exists():
        return
    lender = Store(home)
    hashes = {text_sha256(text) for passage in store.passages() for _, text in facets(passage)}
    store.put_vectors(lender.vectors(hashes, model).items(), model)
    lender.close()


def keep_vectors(store: Store, model: str, target: Path) -> None:
    """Write the store's vectors to a file, whole or not at all."""
    hashes = {text_sha256(text) for passage in store.passages() for _, text in facets(passage)}
    found = store.vectors(hashes, model)
    rows = np.stack([np.frombuffer(vector, dtype=np.float32) for vector in found.values()])
    partial = target.with_name(f"{os.getpid()}.npz")
    np.savez(partial, keys=np.array(list(found)), rows=rows)
    partial.replace(target)


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A workplace whose encoder hashes words: fast, where meaning does not matter."""
    return small_workplace(tmp_path_factory.mktemp("hashing"), HashingEncoder())


@pytest.fixture(scope="session")
def real_workplace(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Workplace:
    """A workplace with the default model, for tests marked `slow`; takes a minute the first time."""
    assert pytestconfig.cache is not None
    vectors = pytestconfig.cache.mkdir("lhsia") / "vectors.npz"
    return small_workplace(tmp_path_factory.mktemp("model"), SentenceEncoder(), vectors)
