import json
from collections import Counter
from pathlib import Path

import pytest

from eval.obligations import SampleError, measure_register, read_sample, scores_by


def write(path: Path, text: str, rows: list[dict[str, str]], category: str = "duty") -> Path:
    clause = {
        "id": "x",
        "language": "en",
        "kind": "statute",
        "half": "reported",
        "category": category,
        "text": text,
    }
    path.write_text(json.dumps({**clause, "rows": rows}), encoding="utf-8")
    return path


def test_the_shipped_sample_is_large_and_has_both_halves_languages_and_kinds() -> None:
    sample = read_sample()
    assert len(sample) >= 300
    assert len({clause.id for clause in sample}) == len(sample)
    assert set(Counter(clause.half for clause in sample)) == {"development", "reported"}
    assert {(c.language, c.kind) for c in sample} == {
        (a, b) for a in ("en", "fr") for b in ("statute", "guidance")
    }


@pytest.mark.parametrize("half", ["development", "reported"])
def test_the_register_keeps_its_bars(half: str) -> None:
    scores = measure_register(read_sample(half=half))
    assert scores.recall >= 0.9
    assert scores.actor_and_modality >= 0.9
    assert scores.deeming_kept_out >= 0.9


def test_both_languages_and_both_kinds_keep_the_bars() -> None:
    sample = read_sample()
    for scores in (*scores_by(sample, "language").values(), *scores_by(sample, "kind").values()):
        assert min(scores.recall, scores.actor_and_modality, scores.deeming_kept_out) >= 0.9


def test_a_wrong_actor_is_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl", "The board must act.", [{"actor": "chair", "modality": "must"}])
    scores = measure_register(read_sample(path))
    assert (scores.recall, scores.modality, scores.actor) == (1.0, 1.0, 0.0)
    assert len(scores.misses) == 1


def test_a_missed_rule_lowers_recall(tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl", "The sky is blue.", [{"actor": "chair", "modality": "must"}])
    assert measure_register(read_sample(path)).recall == 0.0


def test_a_row_from_a_clause_without_a_rule_is_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl", "The board must act.", [], "deeming")
    scores = measure_register(read_sample(path))
    assert scores.deeming_kept_out == 0.0
    assert scores.precision == 0.0


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(SampleError, match="line 1"):
        read_sample(path)
