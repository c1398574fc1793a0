"""The figures on record: the headline of the last full evaluation, which ships, so that a page can show it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.errors import EvalError
from eval.questions import load_files, shipped_files
from eval.records import Record
from eval.run import Run, write_json
from eval.scoring import HEADLINE
from eval.summary import measure_all

RECORDED = Path(__file__).parent / "recorded.json"


def recorded_figures(run: Run, day: str) -> dict[str, Any]:
    """A run over all the shipped questions in figures: day, and per part its number of questions and headline measures.

    Parts are "all" and "reported", the half on which nothing was chosen. Raise EvalError for a run of other questions.
    """
    every = {question.id for question in load_files(shipped_files("all"))}
    held_out = {question.id for question in load_files(shipped_files("reported"))}
    if {record.id for record in run.records} != every:
        raise EvalError("Only a run over all the shipped questions can be put on record.")
    reported = [record for record in run.records if record.id in held_out]
    return {"day": day, "parts": {"all": _part(run.records), "reported": _part(reported)}}


def _part(records: Sequence[Record]) -> dict[str, Any]:
    ordered = sorted(records, key=lambda record: record.id)
    return {"questions": len(ordered), "measures": measure_all(ordered, [m.name for m in HEADLINE])}


def put_on_record(run: Run, day: str, path: Path = RECORDED) -> None:
    """Write the figures of a run where the page reads them; they belong into the same commit as docs/evaluation.md."""
    write_json(path, recorded_figures(run, day))


def read_recorded(path: Path = RECORDED) -> dict[str, Any]:
    """The figures on record, as `recorded_figures` gives them."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
