from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import CatalogueError
from corpus.facets import facets, text_sha256
from corpus.store import Store
from ingest.encoder import HashingEncoder, Vectors
from ingest.pipeline import embed_passages, ingest_files, ingest_shipped, slug_of

WORDS = "The board gives notice to every clinic on the shore before it acts."


def write(path: Path, text: str = WORDS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def outcomes(store: Store, *paths: Path, replace: bool = False) -> list[tuple[str, str]]:
    return [(r.outcome, r.document_id) for r in ingest_files(paths, store, replace=replace).results]


def test_a_file_is_added_kept_and_updated(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "My Notes (2).txt")
    assert outcomes(store, path) == [("added", "my-notes-2")]
    assert outcomes(store, path, path) == [("unchanged", "my-notes-2")]
    write(path, WORDS + " It waits for thirty days.")
    assert outcomes(store, path) == [("updated", "my-notes-2")]
    (document,) = store.documents()
    assert (document.authority, document.kind, document.file_name) == ("upload", "upload", "My Notes (2).txt")
    assert store.source(document.source_sha256) == path.read_bytes()
    assert len(store.passages()) == 1


def test_files_of_one_name_from_two_folders_are_two_documents(store: Store, tmp_path: Path) -> None:
    first = write(tmp_path / "a" / "notes.txt")
    second = write(tmp_path / "b" / "notes.txt", WORDS + " So does the clinic.")
    assert outcomes(store, tmp_path) == [("added", "notes"), ("added", "notes-2")]
    write(second, WORDS + " The clinic does not.")
    assert outcomes(store, second, first) == [("updated", "notes-2"), ("unchanged", "notes")]


def test_replace_takes_the_place_of_a_file_of_the_same_name(store: Store, tmp_path: Path) -> None:
    ingest_files([write(tmp_path / "a" / "notes.txt")], store)
    other = write(
        tmp_path / "b" / "notes.txt", "Le conseil donne un avis à chaque clinique avant d'agir ainsi."
    )
    assert outcomes(store, other, replace=True) == [("updated", "notes")]
    (document,) = store.documents()
    assert document.language == "fr"
    assert {p.language for p in store.passages()} == {"fr"}


def test_an_upload_never_takes_a_shipped_id(store: Store, tmp_path: Path) -> None:
    assert outcomes(store, write(tmp_path / "lhsia-2006.txt")) == [("added", "lhsia-2006-2")]


def test_a_deleted_upload_can_come_back(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "notes.txt")
    ingest_files([path], store)
    store.delete_document("notes", "upload")
    assert outcomes(store, path) == [("added", "notes")]


def test_ids_of_other_documents_stay(store: Store, tmp_path: Path) -> None:
    first = write(tmp_path / "one.txt", f"{WORDS}\n\nThe clinic answers the notice within twenty days of it.")
    ingest_files([first], store)
    before = [p.id for p in store.passages("one")]
    ingest_files(
        [write(tmp_path / "two.txt", f"{WORDS}\n\nAnother text stands here, on another matter altogether.")],
        store,
    )
    assert [p.id for p in store.passages("one")] == before
    write(first, f"A new beginning stands before the old text of this file.\n\n{first.read_text()}")
    ingest_files([first], store)
    assert set(before) < {p.id for p in store.passages("one")}


def test_progress_is_told(store: Store, tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    ingest_files([write(tmp_path / "a.txt")], store, progress=lambda *step: seen.append(step))
    assert seen == [(0, 1, "a.txt"), (1, 1, "")]


@pytest.mark.parametrize(
    ("name", "slug"), [("Été à Québec.pdf", "ete-a-quebec"), ("***.txt", "document"), ("a" * 99, "a" * 80)]
)
def test_slug(name: str, slug: str) -> None:
    assert slug_of(Path(name)) == slug


ENTRY = """id = "{id}"
kind = "guidance"
authority_level = "guidance"
title_en = "Shore guide"
title_fr = "Guide du littoral"
short_en = "guide"
short_fr = "guide"
publisher = "Board"
status = "current"
licence_note = "none"
aliases_en = []
"""
BRIEF = "---\nid: {id}\nlanguage: en\ntitle: Shore guide\nsources:\n  a: https://example.org/g\n---\n\n# Notices\n- [n.1] - | - | seen | a\n  {text}\n"


def ship(folder: Path, document_id: str, text: str = WORDS) -> None:
    write(folder / "catalogue" / f"{document_id}.toml", ENTRY.format(id=document_id))
    write(folder / "briefs" / "en" / f"{document_id}.md", BRIEF.format(id=document_id, text=text))


def shipped(store: Store, folder: Path) -> tuple[list[str], tuple[str, ...]]:
    report = ingest_shipped(store, briefs=folder / "briefs", catalogue=folder / "catalogue")
    return [r.outcome for r in report.results], report.removed


def test_the_shipped_corpus_is_followed(store: Store, tmp_path: Path) -> None:
    ship(tmp_path, "one")
    ship(tmp_path, "two")
    assert shipped(store, tmp_path) == (["added", "added"], ())
    assert shipped(store, tmp_path) == (["unchanged", "unchanged"], ())
    ship(tmp_path, "two", "Another fact stands here now.")
    (tmp_path / "briefs" / "en" / "one.md").unlink()
    assert shipped(store, tmp_path) == (["updated"], ("one (en)",))
    assert [p.id for p in store.passages()] == ["two:en:n.1"]


def test_a_removed_brief_leaves_uploads_alone(store: Store, tmp_path: Path) -> None:
    ingest_files([write(tmp_path / "notes.txt")], store)
    ship(tmp_path, "one")
    shipped(store, tmp_path)
    (tmp_path / "briefs" / "en" / "one.md").unlink()
    shipped(store, tmp_path)
    assert [d.id for d in store.documents()] == ["notes"]


def test_a_brief_without_catalogue_entry_is_refused(store: Store, tmp_path: Path) -> None:
    ship(tmp_path, "one")
    (tmp_path / "catalogue" / "one.toml").unlink()
    with pytest.raises(CatalogueError, match="the catalogue has no entry one"):
        shipped(store, tmp_path)


class Counting(HashingEncoder):
    def __init__(self) -> None:
        super().__init__(32)
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return super().encode(texts)


def test_each_text_is_embedded_once(store: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path / "notes.txt", f"{WORDS}\n\nThe clinic answers the notice within twenty days of it."
    )
    ingest_files([path], store)
    encoder = Counting()
    assert embed_passages(store, encoder) == 2
    assert embed_passages(store, encoder) == 0
    write(path, f"{WORDS}\n\nThe clinic answers the notice within thirty days of it.")
    ingest_files([path], store)
    assert embed_passages(store, encoder) == 1
    assert len(encoder.texts) == len(set(encoder.texts)) == 3
    (_, text), *_ = facets(store.passages()[0])
    kept = store.vectors([text_sha256(text)], encoder.name)[text_sha256(text)]
    assert np.array_equal(np.frombuffer(kept, dtype=np.float32), encoder.encode([text])[0])


def test_a_brief_is_found_under_its_questions_too(store: Store, tmp_path: Path) -> None:
    ship(tmp_path, "one", WORDS + "\n  ? Whom must the board tell?")
    shipped(store, tmp_path)
    (passage,) = store.passages()
    assert facets(passage) == (
        ("text", f"Shore guide > Notices\n{WORDS}"),
        ("question.0", "Whom must the board tell?"),
    )
