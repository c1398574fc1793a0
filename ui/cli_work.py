"""Commands that measure: eval on question sets and on public collections, bench for speed."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, cast

import typer
from rich.table import Table

from eval.ablation import variants
from eval.bench import Speed, machine, measure_ingest, measure_latency, systems_of
from eval.collection import CollectionReport, evaluate_collection
from eval.collection_files import check_collection
from eval.commands import BASELINES, Bench, Options, chosen_questions, evaluate
from eval.errors import CollectionError
from eval.injected import injected_assistant
from eval.questions import Part
from eval.reading import reading_once
from eval.rewrites import RewriteReport, evaluate_rewrites, is_rewrites
from server.assembly import Workplace
from server.knowledge import shipped_knowledge
from ui.cli_options import DONE, JSON, WRONG_USAGE, UsageError, write_file
from ui.console import OUT, ProgressBar, show_json
from ui.opening import opener_of
from ui.quality import keep_run

PARTS = ("all", "development", "reported")


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("eval")(evaluate_answers)
    app.command("bench")(measure_speed)


def evaluate_answers(
    context: typer.Context,
    questions: Annotated[
        Path | None, typer.Option(help="A question file (JSON Lines); none: the sets that ship.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the run, new or to go on with; none: runs/<time>."),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write all answers and scores to this file.")
    ] = None,
    baseline: Annotated[
        list[str] | None, typer.Option(help=f"Also run {', '.join(BASELINES)}; may be repeated.")
    ] = None,
    against: Annotated[Path | None, typer.Option(help="An earlier run's folder to compare with.")] = None,
    part: Annotated[str, typer.Option(help=f"One of {', '.join(PARTS)}.")] = "all",
    gate: Annotated[bool, typer.Option("--gate", help="Exit 1 when a figure is below its floor.")] = False,
    robustness: Annotated[
        bool, typer.Option("--robustness", help="Also ask the questions with noise, typos, ...")
    ] = False,
    ablation: Annotated[
        bool, typer.Option("--ablation", help="Also run with each part switched off.")
    ] = False,
    limit: Annotated[int | None, typer.Option(help="Only this many questions, spread over the set.")] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Write the figures that ship (eval/recorded.json).")
    ] = False,
    collection: Annotated[
        Path | None,
        typer.Option(
            help="A public collection's folder instead of questions; see docs/evaluation-retrieval.md."
        ),
    ] = None,
    parallel: Annotated[
        Path | None,
        typer.Option(help="The same collection in the other language, to learn a word table from."),
    ] = None,
    corpus: Annotated[
        Path | None,
        typer.Option(help="A collection to search in, where --collection holds pairs of questions."),
    ] = None,
    judge: Annotated[
        str | None,
        typer.Option(
            metavar="MODULE:CLASS",
            help="A LlamaIndex language model that judges the answers too, reported apart, "
            "e.g. llama_index.llms.ollama:Ollama?model=llama3.1.",
        ),
    ] = None,
    train_into: Annotated[
        Path | None, typer.Option("--train", help="Fit ranker and refusal model, write them to this folder.")
    ] = None,
) -> int:
    """Score answers or retrieval. Example: lhsia eval --part reported --baseline llama-index."""
    if part not in PARTS:
        raise UsageError(f"{part!r} is not a part; choose one of {', '.join(PARTS)}.")
    if record and (questions or limit or part != "all"):
        raise UsageError(
            "--record takes all the shipped questions; leave --questions, --part and --limit out."
        )
    if train_into is not None:
        from eval.train import train  # takes seconds to import

        for path in train(opener_of(context).workplace().assistant, train_into):
            OUT.print(f"Wrote {path}.", markup=False, soft_wrap=True)
        return DONE
    if collection is not None:
        folder = out or Path("runs") / collection.resolve().name
        return _measure_collection(context, collection, folder, parallel, corpus, json_file)
    opener = opener_of(context)
    folder = out or Path("runs") / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    options = Options(
        questions=questions,
        out=folder,
        json=json_file,
        baselines=tuple(baseline or ()),
        against=against,
        part=cast(Part, part),
        gate=gate,
        robustness=robustness,
        ablation=ablation,
        limit=limit,
        record=record,
        judge=judge,
    )
    status = evaluate(options, lambda: bench(opener.workplace()))
    if status != WRONG_USAGE:
        keep_run(folder, opener.settings().home)
    return status


def _measure_collection(
    context: typer.Context,
    collection: Path,
    folder: Path,
    parallel: Path | None,
    corpus: Path | None,
    json_file: Path | None,
) -> int:
    """A public collection, or pairs of questions, measured into a folder and shown as a table."""
    watched = sys.stderr.isatty()
    try:
        if is_rewrites(collection):
            library, knowledge = opener_of(context).library(), shipped_knowledge()
            report: RewriteReport | CollectionReport = evaluate_rewrites(
                collection, folder, library.encoder, knowledge, corpus=corpus, progress=watched
            )
        else:
            check_collection(collection)
            encoder = opener_of(context).library().encoder
            report = evaluate_collection(collection, folder, encoder, parallel=parallel, progress=watched)
    except CollectionError as error:
        raise UsageError(str(error)) from error
    OUT.print(report.table())
    OUT.print(f"Figures, runs and answers: {folder}", markup=False, soft_wrap=True)
    if json_file is not None:
        write_file(json_file, json.dumps(asdict(report), indent=1, ensure_ascii=False) + "\n")
    return DONE


def measure_speed(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="How many of the shipped questions to ask.")] = 40,
    rounds: Annotated[int, typer.Option(min=1, help="How often to ask each.")] = 3,
    ingest: Annotated[
        bool, typer.Option("--ingest/--no-ingest", help="Also time a full and an incremental ingest.")
    ] = True,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write the JSON; none: runs/bench-<time>.json."),
    ] = None,
    as_json: JSON = False,
) -> None:
    """Measure speed as ratios to named baselines in the same run. Example: lhsia bench --limit 20 --no-ingest."""
    asked, _ = chosen_questions(Options(limit=limit))
    place = opener_of(context).workplace()
    found = machine()
    with ProgressBar() as progress:
        systems = systems_of(place.assistant)
        latencies = measure_latency(systems, [question.text for question in asked], rounds, progress)
    times = None
    if ingest:
        with TemporaryDirectory(prefix="lhsia-bench-") as folder:
            times = measure_ingest(place.library.encoder, Path(folder))
    manifest = place.assistant.finder.index.generation.manifest
    corpus = {"passages": manifest.passages, "vectors": manifest.vectors, "model": manifest.model}
    speed = Speed(found, {**corpus, "questions": len(asked), "rounds": rounds}, latencies, times)
    target = out or Path("runs") / f"bench-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_file(target, json.dumps(speed.to_json(), indent=2) + "\n")
    if as_json:
        show_json(speed.to_json())
    else:
        _show_speed(speed, target)


def _show_speed(speed: Speed, target: Path) -> None:
    table = Table("system", "median ms", "95 % ms", "times our search", box=None)
    for row in speed.latencies:
        table.add_row(row.name, f"{row.median_ms:.1f}", f"{row.p95_ms:.1f}", f"{row.ratio:.3g}")
    OUT.print(table)
    if speed.ingest:
        ratios = speed.ingest.to_json()["ratios"]
        OUT.print(f"full ingest of {speed.ingest.passages} passages: {speed.ingest.full_s:.1f} s")
        OUT.print(
            f"nothing changed: {speed.ingest.unchanged_s:.2f} s, {100 * ratios['unchanged']:.1f} % of it"
        )
        OUT.print(f"one file added: {speed.ingest.one_file_s:.2f} s, {100 * ratios['one_file']:.1f} % of it")
    OUT.print(f"Wrote {target}.", markup=False, soft_wrap=True)


def bench(place: Workplace) -> Bench:
    """What the evaluation measures: the assistant as it serves, over the corpus as it is held."""
    assistant = reading_once(place.assistant)
    return Bench(
        system=assistant,
        held=place.store,
        documents=place.store.documents,
        encoder=place.library.encoder,
        glossary=place.knowledge.glossary,
        version=version("lhsia-assistant"),
        manifest=asdict(assistant.finder.index.generation.manifest),
        settings={"limits": asdict(assistant.limits), "search": asdict(assistant.finder.index.weights)},
        today=assistant.today(),
        variants=lambda: variants(assistant),
        injected=lambda: injected_assistant(place),
    )
