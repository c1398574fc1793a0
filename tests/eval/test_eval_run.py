from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import StoreError
from eval.commands import Bench, Options, evaluate
from eval.errors import FloorsError, RunError
from eval.gate import check_gate, load_floors
from eval.questions import Question
from eval.records import read_records
from eval.report import worst_records
from eval.run import Setup, open_run, run_questions
from eval.summary import compare_runs
from eval.system import System
from index.hit import Hit
from server.answer import Answer, Request


@dataclass
class Counting:
    """The system inside, with a count of the questions that reached it; stops after `limit`."""

    inner: System
    limit: int = 1_000
    asked: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> Answer:
        if len(self.asked) == self.limit:
            raise KeyboardInterrupt
        self.asked.append(request.question)
        return self.inner.answer(request)


@dataclass
class Nothing:
    """A system that refuses everything."""

    inner: System

    def answer(self, request: Request) -> Answer:
        answer = self.inner.answer(request)
        return replace(
            answer, outcome="not_in_corpus", text="No.", statements=(), citations=(), confidence=0.0
        )


class Down:
    """A system whose store is gone."""

    def answer(self, request: Request) -> Answer:
        raise StoreError("The store is gone.")


@dataclass
class WorstFirst:
    """A broken ranker: the passages of the system inside, worst first."""

    inner: Any

    def retrieve(self, request: Request, k: int) -> Sequence[Hit]:
        return list(reversed(self.inner.retrieve(request, 50)))[:k]

    def answer(self, request: Request) -> Answer:
        answer: Answer = replace(self.inner, ranking=self).answer(request)
        return answer

    def passages(self) -> Any:
        return self.inner.ranking.passages()


@dataclass
class Forging:
    """A broken composer: every "must" of the system inside is quoted as "may"."""

    inner: System

    def answer(self, request: Request) -> Answer:
        answer = self.inner.answer(request)
        forged = tuple(replace(c, quote=c.quote.replace("must", "may")) for c in answer.citations)
        return replace(answer, citations=forged)


def write_questions(folder: Path, questions: Sequence[Question]) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("".join(json.dumps(dict(q.raw)) + "\n" for q in questions), encoding="utf-8")
    return path


def without_latency(path: Path) -> Any:
    def dropped(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: dropped(v) for k, v in value.items() if k != "latency_ms"}
        return value

    return dropped(json.loads(path.read_text(encoding="utf-8")))


def test_a_run_keeps_configuration_answers_and_scores(
    tmp_path: Path, questions: list[Question], system: Any
) -> None:
    run = run_questions(questions, system, tmp_path / "run", held=system.ranking, progress=False)
    assert {p.name for p in run.folder.iterdir()} == {"config.json", "answers.jsonl", "scores.json"}
    assert run.scores["measures"]["facts_strict"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 4}
    assert run.scores["measures"]["refusal_recall"]["value"] == 1.0
    assert run.scores["measures"]["quotes_exact"]["value"] == 1.0
    assert run.scores["breakdown"]["language"]["fr"]["questions"] == 1
    assert run.scores["breakdown"]["follow-up"]["yes"]["questions"] == 1
    assert open_run(run.folder).records == run.records
    assert run.records[0].answer["citations"][0]["document_id"] == "harbour-act"
    assert run.records[0].retrieved[0]["document_id"] == "harbour-act"


def test_the_same_run_twice_gives_identical_scores(
    tmp_path: Path, questions: list[Question], system: Any
) -> None:
    for name in ("one", "two"):
        run_questions(questions, system, tmp_path / name, held=system.ranking, progress=False)
    one, two = (without_latency(tmp_path / name / "scores.json") for name in ("one", "two"))
    assert one == two
    hashes = [json.loads((tmp_path / n / "config.json").read_text())["sha256"] for n in ("one", "two")]
    assert hashes[0] == hashes[1]


def test_an_interrupted_run_goes_on_where_it_stopped(
    tmp_path: Path, questions: list[Question], system: Any
) -> None:
    whole = run_questions(questions, system, tmp_path / "whole", held=system.ranking, progress=False)
    cut = Counting(system, limit=2)
    with pytest.raises(KeyboardInterrupt):
        run_questions(questions, cut, tmp_path / "cut", held=system.ranking, progress=False)
    with (tmp_path / "cut" / "answers.jsonl").open("a") as file:
        file.write('{"id": "torn')
    rest = Counting(system)
    run = run_questions(questions, rest, tmp_path / "cut", held=system.ranking, progress=False)
    assert rest.asked == [q.text for q in questions[2:]]
    assert [r.answer for r in run.records] == [r.answer for r in whole.records]
    assert len(read_records(tmp_path / "cut")) == len(questions)


KILLED = """
import os, signal, sys
from pathlib import Path
from corpus.passage import Passage
from eval.baselines import bm25_baseline
from eval.questions import load_questions
from eval.run import run_questions

text = "The harbour board must publish its plan at least 45 days before it moves a pier."
passage = Passage(id="p", document_id="harbour-act", language="en", kind="statute", authority="brief", title="",
                  text=text, start=0, end=len(text), ordinal=0)
system = bm25_baseline([passage])
left = int(sys.argv[3])

class Dying:
    def answer(self, request):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        print(request.question, flush=True)
        return system.answer(request)

run_questions(load_questions(Path(sys.argv[1])), Dying(), Path(sys.argv[2]), held=system, progress=False)
"""


def test_a_run_killed_outright_goes_on_and_asks_nothing_twice(
    tmp_path: Path, questions: list[Question]
) -> None:
    path = write_questions(tmp_path, questions)

    def run(limit: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", KILLED, str(path), str(tmp_path / "run"), str(limit)]
        return subprocess.run(
            command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
        )

    first, second = run(2), run(100)
    assert (first.returncode, second.returncode) == (-9, 0), second.stderr
    assert first.stdout.splitlines() + second.stdout.splitlines() == [q.text for q in questions]
    assert [r.id for r in read_records(tmp_path / "run")] == [q.id for q in questions]


def test_another_build_of_the_same_index_goes_on_with_a_run_and_another_corpus_does_not(
    tmp_path: Path, questions: list[Question], system: Any
) -> None:
    def setup(generation: str, digest: str) -> Setup:
        return Setup(manifest={"generation": generation, "files": {}, "documents": {"act||en": digest}})

    folder = tmp_path / "run"
    first = run_questions(
        questions, system, folder, held=system.ranking, setup=setup("1", "aa"), progress=False
    )
    again = run_questions(
        questions, system, folder, held=system.ranking, setup=setup("2", "aa"), progress=False
    )
    assert again.config["started_at"] == first.config["started_at"]
    assert again.config["index_build"]["generation"] == "1"
    with pytest.raises(RunError, match=r"another configuration \(corpus\)"):
        run_questions(questions, system, folder, held=system.ranking, setup=setup("2", "bb"), progress=False)


def test_runs_are_compared_question_by_question(
    tmp_path: Path, questions: list[Question], system: Any
) -> None:
    one = run_questions(questions, system, tmp_path / "one", held=system.ranking, progress=False)
    two = run_questions(questions, Nothing(system), tmp_path / "two", held=system.ranking, progress=False)
    figures = compare_runs(one.records, two.records)
    assert figures["questions"] == 5
    assert figures["won"] == ["t1", "t2", "t3", "t4"]
    assert (figures["measures"]["correct"]["wins"], figures["measures"]["correct"]["ties"]) == (4, 1)
    assert figures["measures"]["false_refusal"]["difference"] == -1.0
    assert figures["measures"]["false_refusal"]["wins"] == 4
    assert figures["differences"][0]["theirs"]["outcome"] == "not_in_corpus"
    back = compare_runs(two.records, one.records)
    assert (back["lost"], back["won"]) == (figures["won"], [])
    renamed = [replace(r, question={**r.question, "question": "Another?"}) for r in two.records[:3]]
    assert compare_runs(one.records, [*renamed, *two.records[3:]])["questions"] == 2


def test_a_folder_made_with_another_configuration_is_refused(
    tmp_path: Path, questions: list[Question], system: Any
) -> None:
    run_questions(questions, system, tmp_path / "run", held=system.ranking, progress=False)
    with pytest.raises(RunError, match="another configuration"):
        run_questions(
            questions, system, tmp_path / "run", held=system.ranking, setup=Setup("other"), progress=False
        )
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep")
    with pytest.raises(RunError, match="not empty"):
        run_questions(questions, system, tmp_path / "mine", held=system.ranking, progress=False)


def test_damage_inside_a_run_is_named(tmp_path: Path, questions: list[Question], system: Any) -> None:
    run = run_questions(questions, system, tmp_path / "run", held=system.ranking, progress=False)
    path = run.folder / "answers.jsonl"
    path.write_text("nonsense\n" + path.read_text())
    with pytest.raises(RunError, match="line 1"):
        open_run(run.folder)
    with pytest.raises(RunError, match="is not a run"):
        open_run(tmp_path)


def test_an_outage_counts_as_a_wrong_answer(tmp_path: Path, questions: list[Question], system: Any) -> None:
    run = run_questions(questions, Down(), tmp_path / "run", held=system.ranking, progress=False)
    measures = run.scores["measures"]
    assert run.scores["outcomes"] == {"unavailable": 5}
    assert (measures["correct"]["value"], measures["correct"]["n"]) == (0.0, 5)
    assert (measures["facts_partial"]["value"], measures["facts_partial"]["n"]) == (0.0, 4)
    assert measures["false_refusal"]["value"] == 1.0
    assert run.records[0].answer["warnings"][0]["message"] == "The store is gone."


def test_the_worst_answers_come_first(tmp_path: Path, questions: list[Question], system: Any) -> None:
    run = run_questions(questions, Forging(system), tmp_path / "run", held=system.ranking, progress=False)
    worst = worst_records(run.records)
    assert worst[0].id == "t1"
    assert worst[0].evidence["inexact"] == [1]


FLOORS = """
[quotes_exact]
recorded = 1.0
[wrong_date]
recorded = 0.0
[document_first]
recorded = 1.0
noise = 0.1
"""


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    path = tmp_path / "floors.toml"
    path.write_text(FLOORS)
    return path


def test_the_gate_lets_a_sound_system_pass(
    tmp_path: Path, questions: list[Question], bench: Bench, floors: Path
) -> None:
    options = Options(
        questions=write_questions(tmp_path, questions),
        out=tmp_path / "run",
        gate=True,
        floors=floors,
        progress=False,
    )
    assert evaluate(options, lambda: bench) == 0


@pytest.mark.parametrize(("broken", "measure"), [(WorstFirst, "document_first"), (Forging, "quotes_exact")])
def test_the_gate_stops_a_broken_system(
    tmp_path: Path,
    questions: list[Question],
    bench: Bench,
    floors: Path,
    broken: Any,
    measure: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = write_questions(tmp_path, questions)
    options = Options(questions=path, out=tmp_path / "run", gate=True, floors=floors, progress=False)
    assert evaluate(options, lambda: replace(bench, system=broken(bench.system))) == 1
    assert f"({measure}) is" in capsys.readouterr().out


def test_noise_is_allowed_and_no_more(floors: Path) -> None:
    figures = {"quotes_exact": 1.0, "wrong_date": 0.0, "document_first": 0.9}
    assert check_gate(scored(figures), load_floors(floors)) == []
    assert len(check_gate(scored({**figures, "document_first": 0.89}), load_floors(floors))) == 1
    assert len(check_gate(scored({**figures, "wrong_date": 0.01}), load_floors(floors))) == 1


def test_what_was_not_measured_does_not_pass(floors: Path) -> None:
    [failure] = check_gate(scored({"quotes_exact": 1.0, "document_first": 1.0}), load_floors(floors))
    assert "wrong_date" in failure
    assert "not measured" in failure


@pytest.mark.parametrize(
    "text", ["[nonsense]\nrecorded = 1", "[correct]\nfloor = 1", "correct = 1", "[", "[correct]"]
)
def test_malformed_floors_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(FloorsError, match="bad.toml"):
        load_floors(path)


def test_the_shipped_floors_hold_the_three_promises() -> None:
    floors = {floor.measure: (floor.recorded, floor.noise) for floor in load_floors()}
    assert floors["quotes_exact"] == (1.0, 0.0)
    assert floors["provisions_exist"] == (1.0, 0.0)
    assert floors["wrong_date"] == (0.0, 0.0)


def scored(figures: dict[str, float]) -> dict[str, Any]:
    return {"measures": {name: {"value": value, "n": 10} for name, value in figures.items()}}
