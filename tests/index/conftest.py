"""Small invented passages, and indexes built of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from corpus.passage import ALWAYS, Language, Passage, Validity
from index.generation import Contents, Facet, build_generation, publish
from index.hybrid import SearchIndex
from ingest.encoder import HashingEncoder

Build = Callable[[Sequence[Passage]], Path]


def passage(
    ordinal: int,
    text: str,
    *,
    document: str = "act",
    language: Language = "en",
    address: str = "",
    kind: str = "statute",
    validity: Validity = ALWAYS,
    questions: tuple[str, ...] = (),
) -> Passage:
    """A passage of an invented document."""
    return Passage(
        id=f"{document}:{language}:{ordinal}",
        document_id=document,
        language=language,
        kind=kind,
        authority="brief",
        title="",
        text=text,
        start=0,
        end=len(text),
        ordinal=ordinal,
        address=address,
        validity=validity,
        questions=questions,
    )


PASSAGES = (
    passage(0, "A harbour master keeps a list of every boat.", address="s. 1"),
    passage(1, "Notice of a sale must be given in ninety days.", address="s. 27 (3)"),
    passage(2, "A boat may be sold after notice.", address="s. 27 (4)", validity=Validity(date(2010, 1, 1), date(2015, 1, 1))),
    passage(0, "L'avis de vente est donné dans les quatre-vingt-dix jours.", document="loi", language="fr", address="s. 27 (3)"),
    passage(0, "Anglers met at the harbour to talk about boats.", document="news", kind="news"),
)  # fmt: skip


def contents(passages: Sequence[Passage]) -> Contents:
    """The passages with one facet each, embedded by hashing."""
    encoder = HashingEncoder()
    facets = [Facet(row, "text") for row in range(len(passages))]
    vectors = encoder.encode([p.text for p in passages])
    return Contents(passages, facets, vectors, encoder.name, {p.document_id: "0" for p in passages})


@pytest.fixture(scope="session")
def passages() -> Sequence[Passage]:
    """Five invented passages in two languages."""
    return PASSAGES


@pytest.fixture
def same_twice() -> Contents:
    """Two passages with one id."""
    return contents([PASSAGES[0], PASSAGES[0]])


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Builds and publishes a generation of passages under the test's folder; gives the root."""

    def make(passages: Sequence[Passage]) -> Path:
        publish(tmp_path, build_generation(tmp_path, contents(passages)))
        return tmp_path

    return make


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """An opened index of PASSAGES."""
    root = tmp_path_factory.mktemp("index")
    publish(root, build_generation(root, contents(PASSAGES)))
    return SearchIndex.open(root, HashingEncoder())
