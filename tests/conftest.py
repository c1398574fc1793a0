"""A small, real workplace for every test that asks: some of the shipped briefs, and invented laws as uploads."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

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
    "timeline",
    "toronto-central-facilitated-integrations",
    "clinical-leadership-lhins-update-2018",
    "voluntary-integration-north-west-2012",
)


def small_workplace(folder: Path, encoder: Encoder) -> Workplace:
    """A workplace over six shipped briefs and the invented laws; today is 21 November 2026."""
    briefs = folder / "briefs"
    for source in (BRIEFS / language / f"{name}.md" for language in ("en", "fr") for name in KEPT):
        if source.exists():
            target = briefs / source.parent.name / source.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    settings = Settings(home=folder / "home", today="2026-11-21", rate_per_minute=100_000)
    library = Library(Store(settings.home), settings.home / "index", encoder, 100 * 1024 * 1024)
    ingest_shipped(library.store, briefs=briefs)
    library.add_files(sorted(LAWS.glob("*.txt")) + sorted(LAWS.glob("*.md")))
    knowledge = shipped_knowledge()
    return Workplace(settings, library, knowledge, build_assistant(library, knowledge, settings))


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A workplace whose encoder hashes words: fast, where meaning does not matter."""
    return small_workplace(tmp_path_factory.mktemp("hashing"), HashingEncoder())


@pytest.fixture(scope="session")
def real_workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A workplace with the default model; takes a minute, for tests marked `slow`."""
    return small_workplace(tmp_path_factory.mktemp("model"), SentenceEncoder())
