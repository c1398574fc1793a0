"""The store gives back what was put, leaves the old document when a write fails, and reads while it is written."""

from __future__ import annotations

import sqlite3
import string
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings, strategies as st

from corpus.document import Document, Node
from corpus.errors import StoreError
from corpus.passage import Passage, Validity
from corpus.store import Store

TEXT = st.text(max_size=60)
NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=8)
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2040, 1, 1))
SPANS = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=3).map(tuple)
STRINGS = st.lists(TEXT, max_size=3).map(tuple)
NODES = st.recursive(
    st.builds(Node, NAMES, st.integers(0, 99), st.integers(0, 99), TEXT, TEXT),
    lambda inner: st.builds(
        Node,
        NAMES,
        st.integers(0, 99),
        st.integers(0, 99),
        TEXT,
        TEXT,
        st.lists(inner, max_size=3).map(tuple),
    ),
    max_leaves=5,
)
VALIDITIES = st.builds(Validity, DAYS, DAYS)
DOCUMENTS = st.builds(
    Document,
    id=NAMES,
    title=TEXT,
    language=st.sampled_from(["en", "fr"]),
    kind=NAMES,
    authority=st.sampled_from(["official", "brief", "upload"]),
    text=TEXT,
    root=NODES,
    source_sha256=NAMES,
    version=TEXT,
    validity=VALIDITIES,
    warnings=STRINGS,
)
PASSAGES = st.builds(
    Passage,
    id=NAMES,
    document_id=NAMES,
    language=st.sampled_from(["en", "fr"]),
    kind=NAMES,
    authority=st.sampled_from(["official", "brief", "upload"]),
    title=TEXT,
    text=TEXT,
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    ordinal=st.integers(0, 99),
    heading_path=STRINGS,
    validity=VALIDITIES,
    confidence=st.sampled_from([None, "seen", "recalled", "open"]),
    sources=STRINGS,
    questions=STRINGS,
    items=SPANS,
)


def document(words: str, document_id: str = "notes") -> Document:
    root = Node("document", 0, len(words))
    return Document(document_id, "Notes", "en", "upload", "upload", words, root, "0" * 64)


def passages(words: str, document_id: str = "notes", count: int = 3) -> list[Passage]:
    make = Passage(
        f"{document_id}:0", document_id, "en", "upload", "upload", "Notes", words, 0, len(words), 0
    )
    return [replace(make, id=f"{document_id}:{number}", ordinal=number) for number in range(count)]


@contextmanager
def opened() -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        store = Store(Path(folder))
        yield store
        store.close()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


@settings(max_examples=25, deadline=None)
@given(DOCUMENTS, st.lists(PASSAGES, max_size=3, unique_by=lambda p: p.id))
def test_what_was_put_comes_back_equal(written: Document, cut: list[Passage]) -> None:
    own = [replace(p, document_id=written.id, version=written.version, ordinal=n) for n, p in enumerate(cut)]
    with opened() as store:
        store.put_document(written, own, "1")
        assert store.documents() == store.documents(written.id) == [written]
        assert store.passages() == store.passages(written.id) == own
        assert [store.passage(p.id) for p in own] == own
        key = (written.id, written.version, written.language)
        assert store.held() == {key: (written.source_sha256, "1")}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=8))
def test_the_store_holds_what_was_put_last_and_not_deleted(steps: list[tuple[str, bool]]) -> None:
    expected: dict[str, str] = {}
    with opened() as store:
        for number, (name, put) in enumerate(steps):
            words = f"Text {number}."
            if put:
                store.put_document(document(words, name), passages(words, name, 1 + number % 3), "1")
                expected[name] = words
            else:
                assert store.delete_document(name) == (1 if expected.pop(name, "") else 0)
        assert {d.id: d.text for d in store.documents()} == expected
        assert {(p.document_id, p.text) for p in store.passages()} == set(expected.items())


@pytest.mark.parametrize(
    "bad",
    [{"text": "half a pair \ud800"}, {"ordinal": 2**70}, {"sources": (object(),)}],
)
def test_a_failed_write_leaves_the_old_document(store: Store, bad: dict[str, object]) -> None:
    old = passages("The old words.")
    store.put_document(document("The old words."), old, "1")
    new = passages("The new words.")
    with pytest.raises((UnicodeError, OverflowError, TypeError)):
        store.put_document(document("The new words."), [*new[:2], replace(new[2], **bad)], "2")  # type: ignore[arg-type]
    assert store.documents() == [document("The old words.")]
    assert store.passages() == old
    assert list(store.held().values()) == [("0" * 64, "1")]


def test_a_new_version_of_a_document_leaves_no_passage_of_the_old(store: Store) -> None:
    store.put_document(document("Old."), passages("Old.", count=5), "1")
    store.put_document(document("New."), passages("New.", count=2), "1")
    assert [p.text for p in store.passages("notes")] == ["New.", "New."]
    with pytest.raises(StoreError, match="There is no passage 'notes:4'"):
        store.passage("notes:4")


def test_only_a_document_of_the_authority_asked_for_is_deleted(store: Store) -> None:
    store.put_document(replace(document("Ours."), authority="brief"), passages("Ours."), "1")
    assert store.delete_document("notes", authority="upload") == 0
    assert store.delete_document("notes", authority="brief") == 1
    assert not store.documents()
    assert not store.passages()


def test_languages_and_versions_of_a_document_stand_side_by_side(store: Store) -> None:
    store.put_document(document("English."), passages("English."), "1")
    french = replace(document("Français."), language="fr")
    store.put_document(french, [replace(passages("Français.")[0], id="notes:fr", language="fr")], "1")
    store.put_document(replace(document("2010."), version="2010"), [], "1")
    assert [(d.version, d.language) for d in store.documents("notes")] == [
        ("", "en"),
        ("", "fr"),
        ("2010", "en"),
    ]
    store.delete_expression("notes", "", "en")
    assert [p.text for p in store.passages("notes")] == ["Français."]


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(NAMES, st.binary(min_size=4, max_size=16)), st.sets(NAMES), NAMES)
def test_vectors_are_found_by_the_hash_of_their_text_and_model(
    kept: dict[str, bytes], asked: set[str], model: str
) -> None:
    with opened() as store:
        store.put_vectors(kept.items(), model)
        assert store.vectors([*asked, *kept], model) == kept
        assert store.vectors(asked, model) == {h: v for h, v in kept.items() if h in asked}
        assert store.vectors(kept, f"{model}-other") == {}


def test_vectors_outlive_the_document_they_were_made_for(store: Store) -> None:
    store.put_document(document("Words."), passages("Words."), "1")
    store.put_vectors([("h", b"1234")], "model")
    store.delete_document("notes")
    assert store.vectors(["h"], "model") == {"h": b"1234"}


def test_readers_see_whole_documents_while_one_is_written(tmp_path: Path) -> None:
    """Every read gives all passages of one write: never a mixture, never none."""
    writer, reader = Store(tmp_path), Store(tmp_path)
    writer.put_document(document("0"), passages("0", count=20), "1")

    def read(store: Store) -> list[set[str]]:
        return [
            {p.text for p in found}
            for found in (store.passages("notes") for _ in range(40))
            if len(found) == 20
        ]

    with ThreadPoolExecutor(5) as pool:
        seen = [pool.submit(read, store) for store in (writer, writer, reader, reader)]
        for number in range(1, 20):
            writer.put_document(document(str(number)), passages(str(number), count=20), "1")
        found = [texts for future in seen for texts in future.result()]
    assert len(found) == 160
    assert all(len(texts) == 1 for texts in found)
    assert {p.text for p in reader.passages("notes")} == {"19"}


def test_a_store_opened_again_holds_the_same(tmp_path: Path) -> None:
    first = Store(tmp_path)
    first.put_document(document("Words."), passages("Words."), "1")
    digest = first.put_source(b"bytes")
    first.put_record("feedback", "1", "2026-11-21", {"day": date(2026, 11, 21)})
    first.close()
    again = Store(tmp_path)
    assert again.documents() == [document("Words.")]
    assert again.source(digest) == b"bytes"
    assert again.records("feedback") == [{"day": "2026-11-21"}]


def test_records_come_oldest_first_and_a_later_one_of_the_same_id_replaces_it(store: Store) -> None:
    for record_id, day, words in (
        ("b", "2026-02-01", "late"),
        ("a", "2026-01-01", "old"),
        ("a", "2026-01-02", "new"),
    ):
        store.put_record("note", record_id, day, {"words": words})
    store.put_record("other", "a", "2020-01-01", {"words": "elsewhere"})
    assert [record["words"] for record in store.records("note")] == ["new", "late"]


def test_the_same_bytes_are_kept_once(store: Store) -> None:
    assert store.put_source(b"bytes") == store.put_source(b"bytes")
    assert len(list((store.home / "sources").iterdir())) == 1
    with pytest.raises(StoreError, match="is not in the store; ingest the file again"):
        store.source("0" * 64)


def test_a_folder_that_is_no_store_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").write_bytes(b"This is a letter. " * 90)
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(tmp_path)
    (tmp_path / "file").write_text("a file, not a folder")
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(tmp_path / "file")


def test_a_store_of_another_format_is_not_read(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / "store.sqlite3") as other:
        other.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    other.close()
    with pytest.raises(StoreError, match="has format 99, this version reads 1"):
        Store(tmp_path)
