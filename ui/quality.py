"""How good the answers are: the figures on record, which ship, and the last evaluation of this installation."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.recorded import read_recorded

FOLDER = "evaluation"
SCORES = "scores.json"
REPORT = "report.html"
DOCUMENT = Path(__file__).parents[1] / "docs" / "evaluation.md"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure's mean with its 95 % interval and the number of questions it rests on."""

    name: str
    mean: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True)
class Quality:
    """What the page says of an evaluation: its day, how many questions, their measures, its report if there is one."""

    day: str
    questions: int
    figures: Mapping[str, Figure]
    report: Path | None = None

    @property
    def right(self) -> int | None:
        """How many questions were handled rightly; None when that was not measured."""
        found = self.figures.get("correct")
        return round(found.mean * found.questions) if found else None


def recorded_quality() -> tuple[Quality, Quality]:
    """The figures that ship: of all questions, and of the half on which nothing was chosen."""
    recorded = read_recorded()
    report = DOCUMENT if DOCUMENT.exists() else None
    every, reported = (
        _quality(recorded["parts"][name], recorded["day"], report) for name in ("all", "reported")
    )
    return every, reported


def keep_run(run: Path, home: Path) -> None:
    """Copy a run's scores and report under the home folder, where the page finds them; nothing when there are none."""
    if not (run / SCORES).exists():
        return
    target = home / FOLDER / run.name
    target.mkdir(parents=True, exist_ok=True)
    for name in (REPORT, SCORES):
        if (run / name).exists():
            shutil.copyfile(run / name, target / name)


def own_quality(home: Path) -> Quality | None:
    """The newest evaluation under the home folder; None when there is none that can be read."""
    files = sorted((home / FOLDER).glob(f"*/{SCORES}"), key=lambda path: path.stat().st_mtime)
    for path in reversed(files):
        try:
            scores = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(scores, dict) and isinstance(scores.get("measures"), dict):
            made = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
            report = path.with_name(REPORT)
            return _quality(scores, made, report if report.exists() else None)
    return None


def _quality(scores: Mapping[str, Any], day: str, report: Path | None) -> Quality:
    figures = {name: _figure(name, raw) for name, raw in scores["measures"].items() if isinstance(raw, dict)}
    questions = scores.get("questions")
    return Quality(day, questions if isinstance(questions, int) else 0, figures, report)


def _figure(name: str, raw: Mapping[str, float]) -> Figure:
    mean = float(raw.get("value", 0.0))
    low, high = float(raw.get("low", mean)), float(raw.get("high", mean))
    return Figure(name, mean, low, high, int(raw.get("n", 0)))
