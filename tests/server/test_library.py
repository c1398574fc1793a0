"""What is held can be added to and taken from; nothing is embedded twice and no broken index is served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.store import Store
from index.errors import IndexBroken, IndexMissing
from index.generation import current_folder
from index.hit import Encoder, Hit, Query, Vectors
from index.hybrid import SearchIndex
from ingest.encoder import HashingEncoder
from server.errors import NotHeld
from server.library import Library

LAMPS = "Every harbour lamp burns whale oil from sunset until dawn."
FISH = "The market sells herring and salt on Fridays in winter."


class CountingEncoder(HashingEncoder):
    """The encoder that hashes words, and how many texts it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text."""
        self.texts += len(texts)
        return super().encode(texts)


class BrokenEncoder(HashingEncoder):
    """An encoder whose vectors are all zero, under a name of its own."""

    @property
    def name(self) -> str:
        """The encoder's name."""
        return "broken"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Zeros: no text can be found by its own vector."""
        return np.zeros((len(texts), self.dimension), dtype=np.float32)


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: CountingEncoder) -> Library:
    return Library(Store(tmp_path / "home"), tmp_path / "index", encoder, 1_000_000)


def file(folder: Path, text: str = LAMPS, name: str = "lamps.txt") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def found(library: Library, query: str, encoder: Encoder | None = None) -> list[Hit]:
    index = SearchIndex.open(library.index_root, encoder or library.encoder)
    return index.search(Query(query, k=5))


def texts(library: Library, query: str = "whale oil lamp") -> list[str]:
    return [hit.passage.text for hit in found(library, query)]


def cards(library: Library) -> dict[str, str]:
    return {p.anchor: p.text for p in library.store.passages("catalogue") if p.language == "en"}


def test_an_added_file_is_held_and_found(library: Library, tmp_path: Path) -> None:
    report = library.add_files([file(tmp_path)])
    assert [(r.outcome, r.document_id) for r in report.results] == [("added", "lamps")]
    assert "lamps" in {document.id for document in library.documents()}
    assert texts(library)[0] == LAMPS
    assert library.is_current()


def test_the_same_file_twice_costs_no_embedding_and_no_new_index(
    library: Library, encoder: CountingEncoder, tmp_path: Path
) -> None:
    library.add_files([file(tmp_path)])
    folder, embedded = current_folder(library.index_root), encoder.texts
    assert embedded > 0
    assert library.add_files([file(tmp_path)]).count("unchanged") == 1
    library.renew()
    assert (current_folder(library.index_root), encoder.texts) == (folder, embedded)


def test_another_file_costs_only_its_own_words_and_the_changed_cards(
    library: Library, encoder: CountingEncoder, tmp_path: Path
) -> None:
    library.add_files([file(tmp_path)])
    first = encoder.texts
    library.add_files([file(tmp_path, FISH, "fish.txt")])
    assert 0 < encoder.texts - first < first / 10


def test_a_removed_and_added_again_file_costs_no_embedding(
    library: Library, encoder: CountingEncoder, tmp_path: Path
) -> None:
    library.add_files([file(tmp_path)])
    library.remove("lamps")
    embedded = encoder.texts
    library.add_files([file(tmp_path)])
    assert texts(library)[0] == LAMPS
    assert encoder.texts - embedded <= 1  # the query above


def test_a_removed_upload_is_found_no_more(library: Library, tmp_path: Path) -> None:
    library.add_files([file(tmp_path), file(tmp_path, FISH, "fish.txt")])
    library.remove("lamps")
    assert LAMPS not in texts(library)
    assert texts(library, "herring and salt")[0] == FISH
    assert "lamps" not in {document.id for document in library.documents()}
    assert library.store.passages("lamps") == []


@pytest.mark.parametrize("document_id", ["nothing", "catalogue", "", "lhsia-2006", "../lamps"])
def test_only_an_upload_can_be_removed(library: Library, tmp_path: Path, document_id: str) -> None:
    library.add_files([file(tmp_path)])
    before = library.documents()
    with pytest.raises(NotHeld, match="only uploads can be removed"):
        library.remove(document_id)
    assert library.documents() == before


def test_changed_words_take_the_place_of_the_old(library: Library, tmp_path: Path) -> None:
    library.add_files([file(tmp_path)])
    report = library.add_files([file(tmp_path, "Every harbour lamp burns electricity.")])
    assert report.count("updated") == 1
    held = texts(library)
    assert "Every harbour lamp burns electricity." in held
    assert LAMPS not in held


def test_cards_follow_what_is_held(library: Library, tmp_path: Path) -> None:
    library.renew()
    assert "No user has added a document." in cards(library)["official"]
    library.add_files([file(tmp_path)])
    title = next(document.title for document in library.documents() if document.id == "lamps")
    assert f"Documents added by users: {title}." in cards(library)["official"]
    assert any(title in text for text in texts(library, "Documents added by users"))
    library.remove("lamps")
    assert "No user has added a document." in cards(library)["official"]


def test_a_broken_index_is_not_published_and_the_old_one_serves_on(library: Library, tmp_path: Path) -> None:
    library.add_files([file(tmp_path)])
    serving = current_folder(library.index_root)
    broken = replace(library, encoder=BrokenEncoder())
    with pytest.raises(IndexBroken, match="the old index serves on"):
        broken.add_files([file(tmp_path, FISH, "fish.txt")])
    assert current_folder(library.index_root) == serving
    assert texts(library)[0] == LAMPS
    assert FISH not in texts(library, "herring and salt")


def test_the_next_good_index_holds_what_the_broken_one_should_have(library: Library, tmp_path: Path) -> None:
    library.add_files([file(tmp_path)])
    broken = replace(library, encoder=BrokenEncoder())
    with pytest.raises(IndexBroken):
        broken.add_files([file(tmp_path, FISH, "fish.txt")])
    assert not library.is_current()
    library.renew()
    assert library.is_current()
    assert texts(library, "herring and salt")[0] == FISH


def test_without_an_index_there_is_none_to_open(library: Library) -> None:
    assert not library.is_current()
    with pytest.raises(IndexMissing, match="run `lhsia ingest`"):
        found(library, "lamps")


def test_a_file_that_fails_changes_nothing(library: Library, tmp_path: Path) -> None:
    library.add_files([file(tmp_path)])
    serving = current_folder(library.index_root)
    report = library.add_files([file(tmp_path, "", "empty.txt"), tmp_path / "gone.txt"])
    assert report.count("failed") == 2
    assert not report.changed
    assert current_folder(library.index_root) == serving


def test_a_file_larger_than_the_limit_is_refused(library: Library, tmp_path: Path) -> None:
    small = replace(library, largest=20)
    assert "too large" in small.add_files([file(tmp_path)]).results[0].reason


def test_progress_is_told_to_the_end(library: Library, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    library.add_files([file(tmp_path)], lambda done, total, what: told.append((done, total, what)))
    assert told
    assert all(0 <= done <= total for done, total, _ in told)
    assert told[-1][0] == told[-1][1]
