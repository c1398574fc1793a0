"""The register as it is kept: read at ingest, only what changed is read again, every quote checked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import ingest.register as kept
from corpus.errors import StoreError
from corpus.passage import Passage
from corpus.store import Store
from ingest.obligations import Obligation, extract_obligations, register
from ingest.pipeline import ingest_files
from ingest.register import read_register, renew_register

SENTENCES = (
    "Every operator must file a report within 30 days of the order.",
    "The board may refuse a plan.",
    "No person shall close a site unless the board agrees.",
    "Le fournisseur doit aviser le réseau.",
    "The network was set up in 2006.",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store(tmp_path / "home")
    yield found
    found.close()


def write(folder: Path, name: str, lines: list[str]) -> Path:
    path = folder / name
    path.write_text("\n\n".join([f"# {name}", *lines]), encoding="utf-8")
    return path


def test_ingest_keeps_the_rules_of_every_passage(store: Store, tmp_path: Path) -> None:
    ingest_files([write(tmp_path, "policy.md", list(SENTENCES))], store)
    rows = read_register(store, store.passages())
    assert list(rows) == register(store.passages())
    assert {row.modality for row in rows} == {"must", "may", "must_not"}
    assert rows[0].deadline == "within 30 days of the order"
    assert store.rules_read().keys() == {passage.id for passage in store.passages()}


def test_what_did_not_change_is_not_read_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest_files([write(tmp_path, "a.md", [SENTENCES[0]]), write(tmp_path, "b.md", [SENTENCES[1]])], store)
    seen: list[str] = []

    def read(passage: Passage) -> list[Obligation]:
        seen.append(passage.document_id)
        return extract_obligations(passage)

    monkeypatch.setattr(kept, "extract_obligations", read)
    ingest_files([tmp_path / "a.md", tmp_path / "b.md"], store)
    assert seen == []
    write(tmp_path, "b.md", [SENTENCES[2]])
    ingest_files([tmp_path / "a.md", tmp_path / "b.md"], store)
    assert set(seen) == {"b"}
    assert {row.modality for row in read_register(store, store.passages())} == {"must", "must_not"}


def test_rules_of_an_older_grammar_are_read_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest_files([write(tmp_path, "a.md", list(SENTENCES))], store)
    assert renew_register(store) == 0
    monkeypatch.setattr(kept, "grammar_sha256", lambda: "another grammar")
    assert renew_register(store) == len(store.passages())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.dictionaries(st.sampled_from("abc"), st.lists(st.sampled_from(SENTENCES)), max_size=3), max_size=4
    )
)
def test_after_any_changes_the_register_is_that_of_the_passages_held(
    tmp_path_factory: pytest.TempPathFactory, runs: list[dict[str, list[str]]]
) -> None:
    folder = tmp_path_factory.mktemp("register")
    store = Store(folder / "home")
    for run in runs:
        for name, lines in run.items():
            if lines:
                ingest_files([write(folder, f"{name}.md", lines)], store)
            else:
                store.delete_document(name, authority="upload")
                renew_register(store)
        assert list(read_register(store, store.passages())) == register(store.passages())
        assert store.rules_read().keys() == {passage.id for passage in store.passages()}
    store.close()


def test_a_row_that_does_not_quote_its_passage_is_refused(store: Store, tmp_path: Path) -> None:
    ingest_files([write(tmp_path, "a.md", [SENTENCES[0]])], store)
    with sqlite3.connect(store.home / "store.sqlite3") as database:
        ((key, body),) = database.execute("SELECT passage_id, body FROM rules WHERE body != '[]'")
        changed = json.dumps(
            [{**row, "quote": row["quote"].replace("must", "may")} for row in json.loads(body)]
        )
        database.execute("UPDATE rules SET body = ? WHERE passage_id = ?", (changed, key))
    database.close()
    with pytest.raises(StoreError, match="does not quote its passage"):
        read_register(store, store.passages())
