"""The evaluation as one command: runs, baselines, comparison, robustness, report and gate; gives an exit code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

from corpus.catalogue import Term
from corpus.document import Document
from eval.baselines import Baseline, bm25_baseline, llama_index_baseline, vector_baseline
from eval.errors import EvalError
from eval.gate import FLOORS, check_gate, load_floors
from eval.judge import judge_records
from eval.perturb import changes
from eval.questions import Part, Question, files_sha256, load_files, shipped_files
from eval.recorded import put_on_record
from eval.report import write_report
from eval.robustness import altered_quotes, citation_check, measure_changes, rejection, robustness_failures
from eval.run import SCORES, Run, Setup, open_run, run_questions, write_json
from eval.summary import compare_runs, measure_all
from eval.system import Passages, System
from eval.tables import Table, headline_table, robustness_table
from index.hit import Encoder

BASELINES = ("llama-index", "bm25", "vectors")
DONE, FAILED, WRONG_USAGE = 0, 1, 2


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
    floors: Path = FLOORS
    progress: bool = True


@dataclass(frozen=True, slots=True)
class Bench:
    """What is evaluated: the system, the passages that it answers from, and what its baselines are built of.

    `today` is the day that the system takes for today; `variants` are other builds of the system for the ablation; `judge` is a LlamaIndex language model where one is configured.
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
    variants: Mapping[str, System] = field(default_factory=dict)
    judge: Any = None


def evaluate(options: Options, bench: Bench) -> int:
    """Run what was asked and report it; 0 when done, 1 when the gate is closed, 2 when the options cannot be used."""
    console = Console()
    try:
        run = _evaluate(options, bench)
    except EvalError as error:
        Console(stderr=True).print(str(error), style="bold", markup=False, highlight=False, soft_wrap=True)
        return WRONG_USAGE
    _show(run, console)
    failures = run.scores.get("gate", [])
    for failure in failures:
        console.print(f"Gate: {failure}", style="bold", markup=False, highlight=False, soft_wrap=True)
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
    if options.limit is not None and options.limit < len(questions):
        if options.limit < 1:
            raise EvalError("--limit must be at least 1.")
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


def _evaluate(options: Options, bench: Bench) -> Run:
    questions, paths = chosen_questions(options)
    against = open_run(options.against) if options.against else None
    floors = load_floors(options.floors) if options.gate else []
    unknown = sorted(set(options.baselines) - set(BASELINES))
    if unknown:
        raise EvalError(f"There is no baseline {unknown[0]!r}; the baselines are {', '.join(BASELINES)}.")
    out = options.out or Path("runs") / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    setup = Setup(
        "assistant", bench.version, files_sha256(paths), bench.manifest, bench.settings, bench.today
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
        scores["ablation"] = _ablation(questions, bench, run, out, options)
    if options.robustness:
        scores["robustness"] = _robustness(questions, bench, run)
    if bench.judge is not None:
        scores["judge"] = judge_records(run.records, bench.judge)
    if options.record:
        put_on_record(run, bench.today.isoformat())
    if options.gate:
        scores["gate"] = check_gate(scores, floors) + scores.get("robustness", {}).get("failures", [])
    return _finish(Run(out, run.config, run.records, scores), options)


def _finish(run: Run, options: Options) -> Run:
    write_json(run.folder / SCORES, run.scores)
    write_report(run)
    if options.json:
        whole = {"config": run.config, "scores": run.scores, "questions": [asdict(r) for r in run.records]}
        write_json(options.json, whole)
    return run


def _run_baseline(
    name: str, questions: Sequence[Question], bench: Bench, setup: Setup, out: Path, options: Options
) -> Run:
    baseline = build_baseline(name, bench)
    named = Setup(
        name, setup.version, setup.questions, setup.manifest, {"model": bench.encoder.name}, setup.today
    )
    return run_questions(
        questions, baseline, out / "baselines" / name, held=baseline, setup=named, progress=options.progress
    )


def _ablation(
    questions: Sequence[Question], bench: Bench, run: Run, out: Path, options: Options
) -> list[dict[str, Any]]:
    rows = [{"name": "as shipped", "measures": run.scores["measures"]}]
    for name, system in bench.variants.items():
        setup = Setup(name, bench.version, {}, bench.manifest, bench.settings, bench.today)
        folder = out / "variants" / name.replace(" ", "-")
        variant = run_questions(
            questions, system, folder, held=bench.held, setup=setup, progress=options.progress
        )
        rows.append({"name": name, "measures": measure_all(variant.records)})
    return rows


def _robustness(questions: Sequence[Question], bench: Bench, run: Run) -> dict[str, Any]:
    measured = measure_changes(
        questions,
        bench.system,
        run.records,
        held=bench.held,
        today=bench.today,
        changes=changes(bench.glossary),
    )
    quotes = rejection(altered_quotes(bench.held.passages()), citation_check)
    return {"changes": measured, "quotes": quotes, "failures": robustness_failures(measured, quotes)}


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
