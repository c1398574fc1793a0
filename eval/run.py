"""Asking a system every question, and keeping what it said in a folder that can be resumed and audited."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from corpus.errors import AssistantError
from eval.errors import RunError
from eval.measures.retrieval import DEPTH
from eval.questions import Question
from eval.records import ANSWERS, Record, read_records
from eval.scoring import evidence, score_answer
from eval.summary import latencies, summarize
from eval.system import Passages, Retriever, System
from index.hit import Hit
from server.answer import Answer, Notice

CONFIG = "config.json"
SCORES = "scores.json"
PARTIAL = ".partial"
PACKAGES = ("corpus", "ingest", "index", "server", "eval")
# What decides an answer beside the texts: code, and the weights and tables that ship with it.
DECISIVE = dict.fromkeys(PACKAGES, (".py", ".json", ".toml", ".npz", ".safetensors")) | {"eval": (".py",)}
# Parts of an index manifest that differ from build to build of the same index.
OF_ONE_BUILD = ("generation", "created_at", "files")
# What a run may not change half-way, by what a person calls it.
LABELS = {
    "system": "system", "version": "version", "code_sha256": "code", "question_files": "questions",
    "questions_sha256": "questions", "questions": "questions", "manifest": "corpus", "settings": "settings",
    "today": "day",
}  # fmt: skip
LIBRARIES = ("numpy", "torch", "sentence-transformers", "faiss-cpu", "tantivy", "scikit-learn", "ir-measures")


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: where it lies, its configuration, its records in the questions' order, and its figures."""

    folder: Path
    config: Mapping[str, Any]
    records: Sequence[Record]
    scores: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Setup:
    """What a run is made with, for its record: plain values that decide the answers.

    `manifest` is that of the index, with the SHA-256 of every document; `settings` the configuration of the system;
    `today` the day that the system takes for today; `selection` how the questions were chosen.
    """

    name: str = "assistant"
    version: str = ""
    questions: Mapping[str, str] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    today: date = field(default_factory=date.today)
    selection: Mapping[str, Any] = field(default_factory=dict)

    def to_config(self, questions: Sequence[Question]) -> dict[str, Any]:
        """The configuration with its hash; two runs with the same hash give the same scores.

        The hash leaves out what does not decide them: which build of the same index, the machine, the selection's name.
        """
        values = {
            "system": self.name,
            "version": self.version,
            "code_sha256": code_sha256(),
            "question_files": dict(self.questions),
            "questions_sha256": _questions_sha256(questions),
            "questions": len(questions),
            "manifest": {k: v for k, v in self.manifest.items() if k not in OF_ONE_BUILD},
            "settings": dict(self.settings),
            "today": self.today.isoformat(),
        }
        text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
        return {
            **json.loads(text),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "index_build": {name: self.manifest[name] for name in OF_ONE_BUILD if name in self.manifest},
            "selection": dict(self.selection),
            "environment": environment(),
        }


def run_questions(
    questions: Sequence[Question],
    system: System,
    out_dir: Path,
    *,
    held: Passages,
    setup: Setup = Setup(),
    progress: bool = True,
    depth: int = DEPTH,
) -> Run:
    """Ask every question and write config.json, answers.jsonl and scores.json into `out_dir`.

    Each answer is on disk before the next question is asked; questions already answered in the folder are skipped
    when it was made with the same configuration, and RunError is raised when it was not.
    """
    config, before = _begin(out_dir, setup.to_config(questions))
    done = {record.id: record for record in before}
    waiting = [question for question in questions if question.id not in done]
    with (out_dir / ANSWERS).open("a", encoding="utf-8") as file:
        for question in _progress(waiting, len(questions), setup.name, shown=progress):
            record = ask(question, system, held, today=setup.today, depth=depth)
            file.write(record.to_line())
            file.flush()
            done[record.id] = record
    records = [done[question.id] for question in questions]
    scores = {"system": setup.name, **summarize(records), "latency_ms": latencies(records)}
    write_json(out_dir / SCORES, scores)
    return Run(out_dir, config, records, scores)


def ask(question: Question, system: System, held: Passages, *, today: date, depth: int = DEPTH) -> Record:
    """One question asked and scored, with the `depth` best passages found (0: the search is not asked).

    An AssistantError counts as the outcome "unavailable".
    """
    started = time.perf_counter()
    try:
        answer = system.answer(question.request())
    except AssistantError as error:
        answer = _outage(question, error, today)
    latency = (time.perf_counter() - started) * 1000
    hits = system.retrieve(question.request(), depth) if depth and isinstance(system, Retriever) else None
    scores = score_answer(question, answer, held, today=today, hits=hits)
    return Record(
        id=question.id,
        question=question.raw,
        answer=answer.to_json(),
        scores={name: round(value, 6) for name, value in scores.items()},
        evidence=evidence(question, answer, held, today=today),
        retrieved=[_hit_json(hit) for hit in hits or ()],
        latency_ms=round(latency, 2),
    )


def open_run(folder: Path) -> Run:
    """An earlier run from its folder; raise RunError when it is not one."""
    if missing := [name for name in (CONFIG, SCORES) if not (folder / name).is_file()]:
        state = "is not a finished run" if (folder / CONFIG).is_file() else "is not a run"
        raise RunError(f"{folder} {state} ({missing[0]} is missing); name the folder that --out made.")
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        scores = json.loads((folder / SCORES).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(f"The run in {folder} is damaged ({error}); name another folder.") from error
    return Run(folder, config, read_records(folder), scores)


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON that compares equal when the value does; whole or not at all."""
    partial = path.with_name(f"{path.name}{PARTIAL}")
    text = json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(path)


def code_sha256() -> str:
    """One hash over the project's own modules and weights, so that a run made with others is never continued."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for package, endings in DECISIVE.items():
        for path in sorted(p for p in (root / package).rglob("*") if p.suffix in endings):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def environment() -> dict[str, str]:
    """Python, machine and the libraries whose versions may move a figure."""
    found = {"python": platform.python_version(), "machine": platform.platform()}
    return found | {name: version(name) for name in LIBRARIES}


def _questions_sha256(questions: Sequence[Question]) -> str:
    text = "\n".join(json.dumps(q.raw, sort_keys=True, ensure_ascii=False) for q in questions)
    return hashlib.sha256(text.encode()).hexdigest()


def _begin(folder: Path, config: Mapping[str, Any]) -> tuple[dict[str, Any], list[Record]]:
    """The configuration as the folder keeps it, with when it was begun, and the records that it holds already."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / CONFIG
    if not path.exists():
        if any(path.suffix != PARTIAL for path in folder.iterdir()):
            raise RunError(f"{folder} is not empty and holds no run; give a new folder with --out.")
        begun = {**config, "started_at": datetime.now(UTC).isoformat(timespec="seconds")}
        write_json(path, begun)
        return begun, []
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        same = kept["sha256"] == config["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path} is damaged; give another folder with --out.") from error
    if not same:
        changed = dict.fromkeys(label for name, label in LABELS.items() if kept.get(name) != config[name])
        raise RunError(
            f"{folder} holds a run made with another configuration ({', '.join(changed)}); "
            "give another folder with --out."
        )
    return kept, read_records(folder, repair=True) if (folder / ANSWERS).exists() else []


def _progress(questions: Sequence[Question], total: int, name: str, *, shown: bool) -> Iterator[Question]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    hidden = not (shown and console.is_terminal)
    with Progress(*columns, console=console, disable=hidden, transient=True) as bar:
        task = bar.add_task(name, total=total, completed=total - len(questions))
        for question in questions:
            yield question
            bar.advance(task)


def _outage(question: Question, error: AssistantError, today: date) -> Answer:
    return Answer(
        question=question.text,
        standalone_question=question.text,
        language=question.language,
        as_of=question.as_of or today,
        outcome="unavailable",
        text="",
        warnings=(Notice("unavailable", str(error)),),
    )


def _hit_json(hit: Hit) -> dict[str, Any]:
    return {
        "passage_id": hit.passage.id,
        "document_id": hit.passage.document_id,
        "address": hit.passage.address,
        "score": round(float(hit.score), 6),
    }
