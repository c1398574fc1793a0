from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.llms import MockLLM

from corpus.document import Document, Node
from corpus.store import Store
from eval.baselines import llama_index_baseline
from eval.commands import Bench, Options, chosen_questions, evaluate
from eval.drafts import FEEDBACK, draft_questions, write_drafts
from eval.errors import EvalError
from eval.judge import judge_records, load_judge
from eval.questions import Question, load_questions
from eval.run import run_questions
from server.answer import Request


def whole(identifier: str, language: Any, text: str) -> Document:
    return Document(
        identifier, identifier, language, "statute", "brief", text, Node("body", 0, len(text)), "0"
    )


@pytest.fixture
def documents() -> list[Document]:
    return [
        whole(
            "harbour-act",
            "en",
            "The harbour board must publish its plan 45 days before it moves a pier. " * 200,
        ),
        whole(
            "pier-guide",
            "en",
            "A survey of sailors found that 65 per cent wanted a new pier in March. " * 200,
        ),
    ]


@pytest.fixture
def questions_file(tmp_path: Path, questions: list[Question]) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(dict(q.raw)) + "\n" for q in questions), encoding="utf-8")
    return path


def test_runs_everything_and_writes_one_report(
    tmp_path: Path, bench: Bench, documents: list[Document], questions_file: Path
) -> None:
    first = Options(questions=questions_file, out=tmp_path / "first", progress=False)
    assert evaluate(first, lambda: bench) == 0
    options = replace(
        first, out=tmp_path / "second", json=tmp_path / "all.json", baselines=("llama-index", "bm25", "vectors"),
        against=tmp_path / "first", robustness=True, ablation=True, judge="llama_index.core.llms:MockLLM?max_tokens=8",
    )  # fmt: skip
    full = replace(bench, documents=lambda: documents, variants=lambda: {"bm25 only": bench.system})
    assert evaluate(options, lambda: full) == 0
    scores = json.loads((tmp_path / "second" / "scores.json").read_text())
    assert set(scores["baselines"]) == {"llama-index", "bm25", "vectors"}
    again = scores["comparisons"][f"the run in {tmp_path / 'first'}"]
    assert again["measures"]["correct"]["difference"] == 0.0
    assert again["won"] == again["lost"] == []
    assert all(count["tried"] == count["rejected"] > 0 for count in scores["robustness"]["quotes"].values())
    machine = json.loads((tmp_path / "all.json").read_text())
    assert machine["questions"][0]["answer"]["statements"]
    assert machine["questions"][0]["scores"]["facts_strict"] == 1.0
    check_page((tmp_path / "second" / "report.html").read_text())
    assert "## Compared with bm25" in (tmp_path / "second" / "summary.md").read_text()
    kept = {path.parent.name for path in (tmp_path / "second").rglob("answers.jsonl")}
    assert kept >= {"llama-index", "bm25-only", "typos", "injected-orders"}


def check_page(page: str) -> None:
    """The page needs nothing from elsewhere, holds plotly's script once, and has every section and figure."""
    library, rest = page.split("</script>", 1)
    assert "plotly.js v" in library[:400_000]
    assert not re.search(r"<link|<script[^>]+src=|@import|url\(|https?://(?!www\.w3\.org)", rest)
    assert "plotly.js v" not in rest
    for title in ("Headline", "Breakdown", "Confidence", "Search", "Variants", "Differences", "Robustness",
                  "A model as judge", "Time", "How this run was made"):  # fmt: skip
        assert f"<h2>{title}</h2>" in page
    figures = set(re.findall(r"<div id=\"figure-([\w-]+)\" class=\"plotly-graph-div\"", page))
    assert figures >= {
        "headline",
        "reliability",
        "latency",
        "ablation",
        "robustness",
        "difference-0",
        "difference-3",
    }
    groups = {"language", "audience", "kind", "family", "difficulty", "follow-up"}
    assert figures >= {f"group-{name}" for name in groups}


def test_the_report_escapes_what_a_question_says(tmp_path: Path, bench: Bench) -> None:
    path = tmp_path / "q.jsonl"
    row = {"id": "x", "language": "en", "question": "Is <b>this</b> & that $1 a pier?", "answerable": False}
    path.write_text(json.dumps(row) + "\n")
    evaluate(Options(questions=path, out=tmp_path / "run", progress=False), lambda: bench)
    page = (tmp_path / "run" / "report.html").read_text()
    assert "&lt;b&gt;this&lt;/b&gt; &amp; that $1" in page


def test_a_bad_questions_file_gives_2_and_one_sentence(
    tmp_path: Path, bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("{}\n")
    assert evaluate(Options(questions=path, out=tmp_path / "run", progress=False), lambda: bench) == 2
    captured = capsys.readouterr()
    assert "line 1" in captured.err
    assert captured.out == ""
    assert not (tmp_path / "run").exists()


def test_a_run_of_other_questions_is_not_compared(
    tmp_path: Path, bench: Bench, questions_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Options(questions=questions_file, out=tmp_path / "first", progress=False)
    assert evaluate(first, lambda: bench) == 0
    path = tmp_path / "other.jsonl"
    row = {"id": "t1", "language": "en", "question": "Which lantern?", "answerable": False}
    path.write_text(json.dumps(row) + "\n")
    second = Options(questions=path, out=tmp_path / "second", against=tmp_path / "first", progress=False)
    assert evaluate(second, lambda: bench) == 2
    assert "none of these questions" in capsys.readouterr().err
    assert not (tmp_path / "second").exists()


def test_an_unknown_baseline_gives_2(tmp_path: Path, bench: Bench, questions_file: Path) -> None:
    options = Options(questions=questions_file, out=tmp_path / "run", baselines=("oracle",), progress=False)
    assert evaluate(options, lambda: bench) == 2


def test_the_gate_says_when_other_questions_were_asked(
    tmp_path: Path, bench: Bench, questions_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text("[quotes_exact]\nrecorded = 1.0\n")
    options = Options(
        questions=questions_file, out=tmp_path / "run", gate=True, floors=floors, progress=False
    )
    assert evaluate(options, lambda: bench) == 0
    assert "this run asked others" in capsys.readouterr().out


def test_a_limit_spreads_over_the_set(questions_file: Path) -> None:
    chosen, _ = chosen_questions(Options(questions=questions_file, limit=2))
    assert [question.id for question in chosen] == ["t1", "t3"]


def test_llama_index_answers_with_chunks_of_at_most_250_words(
    documents: list[Document], encoder: Any
) -> None:
    baseline = llama_index_baseline(documents, encoder)
    answer = baseline.answer(Request("What share of sailors wanted a new pier?"))
    assert answer.citations[0].passage.document_id == "pier-guide"
    assert len(answer.text.split()) == 250
    assert all(citation.is_exact() for citation in answer.citations)
    assert len(baseline.passages()) > 2


def test_the_judge_reports_apart_and_only_on_answers(
    tmp_path: Path, questions: list[Question], system: Any
) -> None:
    run = run_questions(questions, system, tmp_path / "run", held=system.ranking, progress=False)
    judged = judge_records(run.records, MockLLM())
    assert set(judged["questions"]) == {"t1", "t2", "t3", "t4"}
    assert set(judged["measures"]) == {"faithful", "relevant"}


@pytest.mark.parametrize(
    "name",
    ["nowhere:Model", "llama_index.core.llms:NoSuch", "llama_index.core.llms:MockLLM?max", "nonsense", ""],
)
def test_a_judge_that_cannot_be_made_is_one_sentence(name: str) -> None:
    with pytest.raises(EvalError, match="cannot be made") as caught:
        load_judge(name)
    assert "\n" not in str(caught.value)


def test_feedback_becomes_drafts_that_load(tmp_path: Path, questions: list[Question], system: Any) -> None:
    store = Store(tmp_path / "home")
    for number, (question, helpful) in enumerate([(0, False), (0, True), (4, True)]):
        answer = system.answer(questions[question].request()).to_json()
        body = {"helpful": helpful, "reasons": [], "comment": "short", "answer": answer}
        store.put_record(FEEDBACK, str(number), f"2025-01-0{number + 1}", body)
    drafts = draft_questions(store.records(FEEDBACK))
    store.close()
    assert write_drafts(drafts, tmp_path / "drafts.jsonl") == 2
    judged, refused = load_questions(tmp_path / "drafts.jsonl")
    assert judged.documents == ("harbour-act",)
    assert judged.raw["draft"] is True
    assert judged.raw["feedback"]["helpful"] is True
    assert (refused.answerable, refused.documents) == (False, ())
