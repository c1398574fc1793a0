"""Commands that measure: eval on question sets and on public collections."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, cast

import typer

from eval.commands import BASELINES, Bench, Options, evaluate
from eval.questions import Part
from server.assembly import Workplace
from ui.cli_options import DONE, UsageError, write_file
from ui.console import OUT, ProgressBar, show_json
from ui.opening import opener_of

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
    out: Annotated[Path | None, typer.Option(help="Folder of the run; none: runs/<time>.")] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write all answers and scores to this file.")
    ] = None,
    baseline: Annotated[
        list[str] | None, typer.Option(help=f"Also run {', '.join(BASELINES)}; may be repeated.")
    ] = None,
    against: Annotated[Path | None, typer.Option(help="An earlier run's folder to compare with.")] = None,
    part: Annotated[str, typer.Option(help=f"One of {', '.join(PARTS)}.")] = "all",
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit 1 when a figure is below its floor.")
    ] = False,
    robustness: Annotated[
        bool, typer.Option("--robustness", help="Also ask the questions with noise, typos, ...")
    ] = False,
    ablation: Annotated[
        bool, typer.Option("--ablation", help="Also run with each part switched off.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(help="Only this many questions, spread over the set.")
    ] = None,
    collection: Annotated[
        Path | None, typer.Option(help="A public collection's folder instead of questions.")
    ] = None,
) -> int:
    """Score answers or retrieval. Example: lhsia eval --part reported --baseline llama-index."""
    if part not in PARTS:
        raise UsageError(f"{part!r} is not a part; choose one of {', '.join(PARTS)}.")
    if collection is not None:
        from eval.collection import evaluate_collection

        place = opener_of(context).workplace()
        report = evaluate_collection(
            collection, out or Path("runs") / collection.name, place.library.encoder
        )
        typer.echo(report.to_markdown())
        return 0
    options = Options(
        questions=questions,
        out=out,
        json=json_file,
        baselines=tuple(baseline or ()),
        against=against,
        part=cast(Part, part),
        gate=gate,
        robustness=robustness,
        ablation=ablation,
        limit=limit,
    )
    return evaluate(options, bench(opener_of(context).workplace()))


def bench(place: Workplace) -> Bench:
    """What the evaluation measures: the assistant as it serves, over the corpus as it is held."""
    manifest = asdict(place.assistant.finder.index.generation.manifest)
    return Bench(
        system=place.assistant,
        held=place.store,
        documents=place.store.documents,
        encoder=place.library.encoder,
        glossary=place.knowledge.glossary,
        version=version("lhsia-assistant"),
        manifest={key: manifest[key] for key in ("model", "dimension", "passages", "vectors", "documents")},
        settings=json.loads(json.dumps({"limits": asdict(place.assistant.limits)})),
    )
