"""Our dialogues: their form, and that most of their later questions are taken as they should be."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.dialogues import ALONE, DialogueError, judge, main, read_dialogues
from eval.fit_follow_up import Example, fit
from server.follow_up import FEATURES, load_follow_up_model
from server.knowledge import shipped_knowledge


def test_the_dialogues_that_ship_cover_both_languages_parts_and_every_kind() -> None:
    questions = read_dialogues()
    assert len({question.dialogue for question in questions}) >= 60
    assert {question.part for question in questions} == {"development", "reported"}
    by_language = Counter(question.language for question in questions)
    assert min(by_language["en"], by_language["fr"]) > 100
    assert sum(question.kind == ALONE for question in questions) / len(questions) > 0.3
    assert all(question.words for question in questions if question.kind != ALONE)


@pytest.mark.parametrize("part", ["development", "reported"])
def test_nine_in_ten_are_taken_as_they_should_be(part: str) -> None:
    knowledge = shipped_knowledge()
    outcomes = [judge(question, knowledge) for question in read_dialogues() if question.part == part]
    assert sum(outcome.right for outcome in outcomes) / len(outcomes) > 0.9


@pytest.mark.parametrize(
    "row",
    [
        {"id": "a", "language": "en"},
        {"id": "a", "language": "en", "turns": [{"question": "A?"}, {"question": "B?", "kind": "odd"}]},
        "not an object",
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, row: object) -> None:
    path = tmp_path / "dialogues.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(DialogueError, match="line 1"):
        read_dialogues(path)


def test_the_table_and_the_failures_are_printed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    turns = [
        {"question": "Who runs Ontario Health?", "answer": "A board."},
        {"question": "And when?", "kind": "alone"},
    ]
    rows = [{"id": f"d{number}", "language": "en", "turns": turns} for number in range(8)]
    path = tmp_path / "dialogues.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    main(["--file", str(path), "--failures"])
    printed = capsys.readouterr().out
    assert "stands alone" in printed
    assert "[alone] And when? -> And when? (runs Ontario Health)" in printed


def test_the_model_that_ships_knows_the_features_that_are_made() -> None:
    assert set(load_follow_up_model().weights) == set(FEATURES)


def test_fitting_learns_what_the_examples_show_and_gives_the_same_each_time() -> None:
    asked = ("What is a Health Link?",)
    examples = [
        example
        for number in range(12)
        for example in (
            Example(f"And in 20{number + 10}?", asked, True, "ours"),
            Example(
                f"Who signed agreement {number} between Ontario Health and hospitals?", asked, False, "ours"
            ),
        )
    ]
    weights, shares = fit(examples)
    assert weights["continues"] > 0
    assert shares == {"ours, follow-ups": 1.0, "ours, standing alone": 1.0}
    assert fit(examples) == (weights, shares)
