"""A public collection is read, searched and measured; what is malformed is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.collection import CollectionReport, embed, evaluate_collection, is_development, open_index
from eval.collection_files import aligned_lines, facets_of, read_collection, windows
from eval.errors import CollectionError
from eval.fit_rank import collect, fit
from index.features import FEATURES
from ingest.encoder import HashingEncoder

TOPICS = "boat harbour notice sale angler licence fee court appeal inspector".split()
SUJETS = "bateau port avis vente pêcheur permis droit tribunal appel inspecteur".split()


def write_lines(path: Path, values: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")


def write_collection(folder: Path, language: str) -> Path:
    """Forty sections of one invented Act; each question names two of a section's words."""
    folder.mkdir()
    own, other = (TOPICS, SUJETS) if language == "en" else (SUJETS, TOPICS)
    title = "Fishing Harbours Act, s." if language == "en" else "Loi sur les ports, art."
    pairs = [(i, j) for i in range(10) for j in range(i + 1, 10)][:40]
    write_lines(folder / "corpus.jsonl", [
        {"id": f"{n}", "title": f"{title} {n + 1}", "text": f"{own[i]} {own[j]} {own[i]}", "note": "unread"}
        for n, (i, j) in enumerate(pairs)
    ])  # fmt: skip
    write_lines(folder / "queries.jsonl", [
        {"id": f"q{n}", "text": f"{own[i]} {own[j]}", "answerable": True} for n, (i, j) in enumerate(pairs)
    ] + [{"id": "none", "text": "unheard of", "answerable": False}])  # fmt: skip
    write_lines(folder / "xling_queries.jsonl", [
        {"id": f"q{n}", "text": f"{other[i]} {other[j]}"} for n, (i, j) in enumerate(pairs[:20])
    ])  # fmt: skip
    (folder / "qrels.tsv").write_text("".join(f"q{n}\t{n}\t1\n" for n in range(20)), encoding="utf-8")
    (folder / "meta.json").write_text(json.dumps({"lang": language}), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    base = tmp_path_factory.mktemp("collections")
    return write_collection(base / "en", "en"), write_collection(base / "fr", "fr")


@pytest.fixture(scope="module")
def report(
    folders: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[CollectionReport, Path]:
    out = tmp_path_factory.mktemp("out")
    english, french = folders
    return evaluate_collection(english, out, HashingEncoder(), parallel=french, cache=out / "cache"), out


def test_every_system_is_measured_on_both_parts(report: tuple[CollectionReport, Path]) -> None:
    figures = report[0].figures
    assert set(figures) == {"queries", "xling_queries", "places"}
    for parts in figures.values():
        assert set(parts) == {"development", "reported"}
        for systems in parts.values():
            assert set(systems) == {"bm25", "vectors", "fused", "ranked"}
            assert all(0 <= value <= 1 for f in systems.values() for value in f.measures.values())
    assert figures["queries"]["reported"]["bm25"].measures["MRR@10"] > 0.7
    assert sum(parts["bm25"].queries for parts in figures["queries"].values()) == 20


def test_named_provisions_are_found_and_the_other_language_through_the_table(
    report: tuple[CollectionReport, Path],
) -> None:
    figures = report[0].figures
    assert figures["places"]["reported"]["ranked"].measures["MRR@10"] == 1.0
    crossed = figures["xling_queries"]["reported"]
    assert crossed["ranked"].measures["MRR@10"] > crossed["bm25"].measures["MRR@10"]


def test_run_files_are_trec_and_the_figures_are_json(report: tuple[CollectionReport, Path]) -> None:
    _, out = report
    lines = (out / "en.queries.ranked.trec").read_text().splitlines()
    query, q0, passage, rank, score, system = lines[0].split()
    assert (query, q0, rank, system) == ("q0", "Q0", "1", "ranked")
    assert float(score) >= float(lines[1].split()[4])
    assert json.loads((out / "en.json").read_text())["passages"] == 40


def test_a_second_run_gives_the_same_figures_from_the_cache(
    folders: tuple[Path, Path], report: tuple[CollectionReport, Path], tmp_path: Path
) -> None:
    first, out = report
    again = evaluate_collection(
        folders[0], tmp_path, HashingEncoder(), parallel=folders[1], cache=out / "cache"
    )
    assert again.figures == first.figures


def test_refusal_is_measured_where_labels_are(report: tuple[CollectionReport, Path]) -> None:
    parts = report[0].figures["queries"].values()
    measured = [f["bm25"].refusal_auc for f in parts]
    assert measured.count(None) == 1  # the one unanswerable question is in one part
    assert 1.0 in measured


def test_only_title_and_text_are_searched(folders: tuple[Path, Path]) -> None:
    collection = read_collection(folders[0])
    assert collection.passages[0].text == "Fishing Harbours Act, s. 1\nboat harbour boat"
    assert collection.passages[0].address == "s. 1"
    assert list(collection.documents) == ["Fishing Harbours Act"]
    assert not any("unread" in text for text in facets_of(collection)[1])


def test_no_judged_passage_teaches_translation(folders: tuple[Path, Path]) -> None:
    english, french = (read_collection(folder) for folder in folders)
    texts = {english.passages[n].text.split("\n")[1] for n in range(20)}
    lines = [line for line, _ in aligned_lines(english, french)]
    assert lines
    assert not texts & set(lines)


def test_windows_cover_a_long_text() -> None:
    words = [f"w{n}" for n in range(600)]
    found = windows(" ".join(words))
    assert {word for window in found for word in window.split()} >= set(words[:560])
    assert all(len(window) <= 900 for window in found)
    assert windows("short") == ["short"]


def test_vectors_are_embedded_once(tmp_path: Path) -> None:
    first = embed(["a", "b c"], HashingEncoder(), tmp_path)
    next(tmp_path.glob("*.npy")).touch()
    assert (embed(["a", "b c"], HashingEncoder(), tmp_path) == first).all()
    assert len(list(tmp_path.glob("*.npy"))) == 1


def test_fitting_uses_development_queries_only_and_repeats(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    collection = read_collection(folders[0])
    sample = collect(open_index(collection, HashingEncoder(), tmp_path), collection)
    main = collection.sets[0]
    assert len(sample.starts) == sum(is_development(collection, main, query) for query in main.judged)
    weights = fit([sample])
    assert set(weights) == set(FEATURES)
    assert fit([sample]) == weights


@pytest.mark.parametrize(("name", "text", "reason"), [
    ("corpus.jsonl", "{", "line 1: this is not JSON"),
    ("corpus.jsonl", "[]", "line 1: this is not a JSON object"),
    ("corpus.jsonl", '{"id": "1"}', "line 1: the field 'text' is missing"),
    ("corpus.jsonl", "", "holds no passage"),
    ("corpus.jsonl", '{"id": "1", "text": "x"}\n' * 2, "'1' stands there more than once"),
    ("queries.jsonl", '{"id": "q0"}', "line 1: the field 'text' is missing"),
    ("queries.jsonl", "", "no query of queries.jsonl has a passage"),
    ("qrels.tsv", "q0 0 1", "line 1: query id, passage id and grade"),
    ("qrels.tsv", "q0\t999\t1", "graded for '999', which corpus.jsonl lacks"),
    ("qrels.tsv", "", "no query of queries.jsonl has a passage"),
    ("meta.json", "[]", "meta.json is not a JSON object"),
])  # fmt: skip
def test_a_malformed_line_is_named(tmp_path: Path, name: str, text: str, reason: str) -> None:
    folder = write_collection(tmp_path / "bad", "en")
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(CollectionError, match=reason):
        read_collection(folder)


def test_a_folder_that_is_no_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="is no test collection: corpus.jsonl is missing"):
        read_collection(tmp_path)
    with pytest.raises(CollectionError, match="There is no folder"):
        read_collection(tmp_path / "none")
