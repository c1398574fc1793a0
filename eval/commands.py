"""The evaluation as one command: runs, baselines, comparison, robustness, report and gate; gives an exit code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

from corpus.catalogue import Term
from corpus.document import Document
from eval.baselines import Baseline, bm25_baseline, llama_index_baseline, vector_baseline
from eval.errors import EvalError, RunError
from eval.gate import FLOORS, check_gate, load_floors
from eval.injected import DOCUMENTS
from eval.judge import judge_records, load_judge
from eval.perturb import changes, perturb
from eval.questions import Part, Question, files_sha256, load_files, shipped_files
from eval.recorded import put_on_record
from eval.records import Record
from eval.report import write_report
from eval.robustness import (
    INJECTED_DOCUMENT,
    altered_quotes,
    altered_statements,
    citation_check,
    compare_changed,
    quoting,
    rejection,
    robustness_failures,
)
from eval.run import SCORES, Run, Setup, open_run, run_questions, write_json
from eval.summary import compare_runs, measure_all
from eval.system import Passages, System
from eval.tables import Table, headline_table, robustness_table
from index.hit import Encoder

BASELINES = ("llama-index", "bm25", "vectors")
DONE, FAILED, WRONG_USAGE = 0, 1, 2

# A system with the passages that its quotes are checked against.
HeldSystem = tuple[System, Passages]


@dataclass(frozen=True, slots=True)
class Options:
    """What `lhsia eval` was asked to do; `questions` None means the shipped sets, `limit` spreads over the set."""

    questions: Path | None = None
    out: Path | None = None
    json: Path | None = None
    baselines: tuple[str, ...] = ()
    against: Path | None = None
    part: Part = "all"
    gate: bool = False
    robustness: bool = False
    ablation: bool = False
    limit: int | None = None
    record: bool = False
    judge: str | None = None
    floors: Path = FLOORS
    progress: bool = True


@dataclass(frozen=True, slots=True)
class Bench:
    """What is evaluated: the system, the passages that it answers from, and what its baselines are built of.

    `today` is the day that the system takes for today; `variants` gives other builds of the system for the ablation;
    `injected` opens the system with documents added that hold orders.
    """

    system: System
    held: Passages
    documents: Callable[[], Sequence[Document]]
    encoder: Encoder
    glossary: Sequence[Term] = ()
    version: str = ""
    manifest: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    today: date = field(default_factory=date.today)
    variants: Callable[[], Mapping[str, System]] = dict
    injected: Callable[[], AbstractContextManager[HeldSystem]] | None = None


def evaluate(options: Options, open_bench: Callable[[], Bench]) -> int:
    """Run what was asked and report it; 0 when done, 1 when the gate is closed, 2 when the options cannot be used.

    What the options name is read before `open_bench` is called, which may take minutes.
    """
    console = Console()
    try:
        run = _evaluate(options, open_bench)
    except EvalError as error:
        Console(stderr=True).print(f"lhsia: {error}", markup=False, highlight=False, soft_wrap=True)
        return WRONG_USAGE
    _show(run, console)
    failures = run.scores.get("gate", [])
    if note := run.scores.get("gate_note"):
        console.print(f"Gate: {note}", markup=False, highlight=False, soft_wrap=True)
    for failure in failures:
        console.print(f"Gate: {failure}", style="bold", markup=False, highlight=False, soft_wrap=True)
    if "gate" in run.scores and not failures:
        console.print("Gate: open, every floor is held.", highlight=False)
    console.print(f"Report: {run.folder / 'report.html'}", markup=False, highlight=False, soft_wrap=True)
    return FAILED if failures else DONE


def chosen_questions(options: Options) -> tuple[list[Question], list[Path]]:
    """The questions that the options name, and their files."""
    paths = [options.questions] if options.questions else shipped_files(options.part)
    if not paths:
        raise EvalError(
            f"No question files ship for the part {options.part!r}; give a file with --questions."
        )
    questions = load_files(paths)
    if options.limit is not None and options.limit < 1:
        raise EvalError("--limit must be at least 1.")
    if options.limit is not None and options.limit < len(questions):
        questions = [questions[i * len(questions) // options.limit] for i in range(options.limit)]
    return questions, paths


def build_baseline(name: str, bench: Bench) -> Baseline:
    """One of BASELINES over the same texts and with the same model as the system; raise EvalError for another name."""
    if name == "llama-index":
        return llama_index_baseline(bench.documents(), bench.encoder)
    if name == "bm25":
        return bm25_baseline(bench.held.passages())
    if name == "vectors":
        return vector_baseline(bench.held.passages(), bench.encoder)
    raise EvalError(f"There is no baseline {name!r}; the baselines are {', '.join(BASELINES)}.")


def _evaluate(options: Options, open_bench: Callable[[], Bench]) -> Run:
    questions, paths = chosen_questions(options)
    against = _earlier(options.against, questions) if options.against else None
    floors = load_floors(options.floors) if options.gate else []
    if unknown := sorted(set(options.baselines) - set(BASELINES)):
        raise EvalError(f"There is no baseline {unknown[0]!r}; the baselines are {', '.join(BASELINES)}.")
    if options.json and not options.json.parent.is_dir():
        raise EvalError(f"There is no folder {options.json.parent} to write {options.json.name} into.")
    judge = load_judge(options.judge) if options.judge else None
    bench = open_bench()
    out = options.out or Path("runs") / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    setup = Setup(
        "assistant",
        bench.version,
        files_sha256(paths),
        bench.manifest,
        bench.settings,
        bench.today,
        {"part": options.part, "limit": options.limit, "files": [str(path) for path in paths]},
    )
    run = run_questions(questions, bench.system, out, held=bench.held, setup=setup, progress=options.progress)
    scores = dict(run.scores)
    others = {} if against is None else {f"the run in {options.against}": against}
    if options.baselines:
        runs = {
            name: _run_baseline(name, questions, bench, setup, out, options) for name in options.baselines
        }
        scores["baselines"] = {
            name: {key: other.scores[key] for key in ("measures", "latency_ms")}
            for name, other in runs.items()
        }
        others |= runs
    if others:
        scores["comparisons"] = {
            name: compare_runs(run.records, other.records) for name, other in others.items()
        }
    if options.ablation:
        scores["ablation"] = _ablation(questions, bench, run, setup, options)
    if options.robustness:
        scores["robustness"] = _robustness(questions, bench, run, setup, options)
    if judge is not None:
        scores["judge"] = judge_records(run.records, judge)
    if options.record:
        put_on_record(run, bench.today.isoformat())
    if options.gate:
        if options.questions or options.limit or options.part != "all":
            scores["gate_note"] = (
                "The floors are on record for all the shipped questions; this run asked others."
            )
        scores["gate"] = check_gate(scores, floors) + scores.get("robustness", {}).get("failures", [])
    return _finish(Run(out, run.config, run.records, scores), options)


def _earlier(folder: Path, questions: Sequence[Question]) -> Run:
    """The run to compare with; raise RunError when it shares no question with this one."""
    run = open_run(folder)
    asked = {question.id: question.text for question in questions}
    if not any(asked.get(record.id) == record.question["question"] for record in run.records):
        raise RunError(f"The run in {folder} has none of these questions, so there is nothing to compare.")
    return run


def _run_baseline(
    name: str, questions: Sequence[Question], bench: Bench, setup: Setup, out: Path, options: Options
) -> Run:
    baseline = build_baseline(name, bench)
    named = replace(setup, name=name, settings={"model": bench.encoder.name})
    return run_questions(
        questions, baseline, out / "baselines" / name, held=baseline, setup=named, progress=options.progress
    )


def _ablation(
    questions: Sequence[Question], bench: Bench, run: Run, setup: Setup, options: Options
) -> list[dict[str, Any]]:
    """The run's figures beside those of the system without each of its parts, and how they differ question by question."""
    rows: list[dict[str, Any]] = [{"name": "as shipped", "measures": run.scores["measures"]}]
    for name, system in bench.variants().items():
        folder = run.folder / "variants" / re.sub(r"[^\w]+", "-", name)
        named = replace(setup, name=name)
        variant = run_questions(
            questions, system, folder, held=bench.held, setup=named, progress=options.progress
        )
        rows.append(
            {
                "name": name,
                "measures": measure_all(variant.records),
                "difference": compare_runs(variant.records, run.records)["measures"],
            }
        )
    return rows


def _robustness(
    questions: Sequence[Question], bench: Bench, run: Run, setup: Setup, options: Options
) -> dict[str, Any]:
    def asked(name: str, changed: Sequence[Question], system: System, held: Passages) -> Sequence[Record]:
        folder = run.folder / "otherwise" / name.replace(" ", "-")
        named = replace(setup, name=name)
        return run_questions(
            changed, system, folder, held=held, setup=named, progress=options.progress, depth=0
        ).records

    figures = {}
    for name, change in changes(bench.glossary).items():
        if changed := perturb(questions, name, change):
            figures[name] = compare_changed(run.records, asked(name, changed, bench.system, bench.held))
    if bench.injected is not None:
        with bench.injected() as (system, held):
            records = asked(INJECTED_DOCUMENT, questions, system, held)
            given = {Path(name).stem for name in DOCUMENTS}
            figures[INJECTED_DOCUMENT] = {
                **compare_changed(run.records, records),
                "quoting": quoting(records, given),
            }
    altered = altered_quotes(bench.held.passages())
    quotes = rejection(altered, citation_check)
    return {
        "changes": figures,
        "quotes": quotes,
        "statements": altered_statements(altered),
        "failures": robustness_failures(figures, quotes),
    }


def _finish(run: Run, options: Options) -> Run:
    write_json(run.folder / SCORES, run.scores)
    write_report(run)
    if options.json:
        whole = {"config": run.config, "scores": run.scores, "questions": [asdict(r) for r in run.records]}
        write_json(options.json, whole)
    return run


def _show(run: Run, console: Console) -> None:
    tables = [headline_table(run.scores)]
    if "robustness" in run.scores:
        tables.append(robustness_table(run.scores["robustness"]["changes"]))
    for table in tables:
        console.print(_rich(table))


def _rich(table: Table) -> RichTable:
    shown = RichTable(title=table.title, title_justify="left")
    for number, head in enumerate(table.heads):
        shown.add_column(head, justify="left" if number == 0 else "right")
    for row in table.rows:
        shown.add_row(*row)
    return shown
