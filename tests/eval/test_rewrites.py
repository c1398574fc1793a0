"""Follow-ups made to stand alone, measured against what people wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.errors import CollectionError
from eval.rewrites import OURS, Pair, evaluate_rewrites, methods, read_pairs, word_scores
from ingest.encoder import HashingEncoder
from server.knowledge import shipped_knowledge

ROWS = [
    {"id": "1_1", "history": [], "text": "Who moves the pier?", "rewrite": "Who moves the pier?"},
    {"id": "1_2", "history": ["Who moves the pier?"], "text": "How long do they take?",
     "rewrite": "How long do those who move the pier take?"},
    {"id": "1_3", "history": ["Who moves the pier?", "How long do they take?"],
     "text": "What does a lantern on a harbour wall cost?", "rewrite": "What does a lantern on a harbour wall cost?"},
]  # fmt: skip
for number in range(2, 9):
    ROWS += [{**ROWS[1], "id": f"{number}_2"}, {**ROWS[2], "id": f"{number}_3"}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "rewrites"
    made.mkdir()
    (made / "pairs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return made


def test_word_measures_by_hand() -> None:
    """The person's question has lantern, cost, pier, month; the last turn has cost; the text lantern, cost, wall."""
    pair = Pair("x", ("What of lanterns?",), "And the cost?", "What do lanterns cost on a pier each month?")
    assert word_scores(pair, "the cost of a lantern on a wall", "en") == {
        "words": pytest.approx(2 / 5),
        "added words": pytest.approx(1 / 4),
        "word F1": pytest.approx(2 * 2 / (5 + 3)),
    }
    same = Pair("x", ("What of lanterns?",), "What do lanterns cost?", "What do lanterns cost?")
    assert word_scores(same, "lanterns cost", "en") == {"words": 1.0, "word F1": 1.0}


def test_the_ways_of_asking() -> None:
    pair = Pair("x", ("Who moves the pier?", "May they?"), "How long do they take?", "")
    asked = {name: method(pair) for name, method in methods(shipped_knowledge()).items()}
    assert asked["last turn alone"] == "How long do they take?"
    assert asked["history prepended"] == "Who moves the pier? May they? How long do they take?"
    assert "pier" in asked[OURS]


def test_figures_and_every_question_are_kept(folder: Path, tmp_path: Path) -> None:
    report = evaluate_rewrites(folder, tmp_path / "out", HashingEncoder(), shipped_knowledge())
    both = [groups[group] for groups in report.figures.values() for group in groups]
    assert sum(methods[OURS]["words"].n for methods in both) == len(ROWS) - 1
    added = next(groups["words added"] for groups in report.figures.values())
    assert added["last turn alone"]["added words"].value == 0.0
    assert added[OURS]["added words"].value == 1.0
    alone = next(groups["no words added"] for groups in report.figures.values())
    assert alone[OURS]["word F1"].value > alone["history prepended"]["word F1"].value
    difference = next(groups["words added"] for groups in report.differences.values())["last turn alone"]
    assert difference["added words"].losses == 0 < difference["added words"].wins
    kept = [json.loads(line) for line in (tmp_path / "out" / "rewrites.pairs.jsonl").read_text().splitlines()]
    assert len(kept) == len(ROWS) - 1
    assert kept[0]["asked"]["last turn alone"] == "How long do they take?"
    assert json.loads((tmp_path / "out" / "rewrites.json").read_text())["collection"] == "rewrites"
    assert report.table().row_count == sum(len(methods) for methods in both)


def test_with_a_corpus_the_passages_found_are_compared(folder: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "harbour"
    corpus.mkdir()
    texts = [f"take long {word}" for word in "abcdefghijklmno"] + ["move the pier", "pier moved", "the pier"]
    (corpus / "corpus.jsonl").write_text(
        "".join(json.dumps({"id": str(n), "title": "", "text": text}) + "\n" for n, text in enumerate(texts))
    )
    (corpus / "queries.jsonl").write_text(json.dumps({"id": "q", "text": "pier"}) + "\n")
    (corpus / "qrels.tsv").write_text("q\t0\t1\n")
    report = evaluate_rewrites(
        folder, tmp_path / "out", HashingEncoder(), shipped_knowledge(), corpus=corpus, cache=tmp_path
    )
    assert report.corpus == "harbour"
    alone = next(groups["no words added"] for groups in report.figures.values())
    assert alone["last turn alone"]["same top 10"].value == 1.0
    added = next(groups["words added"] for groups in report.figures.values())
    assert added[OURS]["same top 10"].value > added["last turn alone"]["same top 10"].value


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('{"id": "1"}', "line 1: id, history, text and rewrite are wanted"),
        ('{"id": "1", "history": [3], "text": "x", "rewrite": "y"}', "line 1"),
        ("nonsense", "line 1: this is not JSON"),
        ('{"id": "1", "history": [], "text": "x", "rewrite": "y"}', "no pair with a history"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, row: str, reason: str) -> None:
    (tmp_path / "pairs.jsonl").write_text(row + "\n")
    with pytest.raises(CollectionError, match=reason):
        read_pairs(tmp_path)
