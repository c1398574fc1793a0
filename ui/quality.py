"""The last evaluation of this installation, read from the newest `scores.json` under the home folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FOLDER = "evaluation"
SCORES = "scores.json"


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
    """What the page says of an evaluation."""

    day: str
    questions: int
    correct: float | None
    figures: tuple[Figure, ...]


def read_quality(home: Path) -> Quality | None:
    """The newest evaluation under the home folder; None when there is none that can be read."""
    files = sorted((home / FOLDER).rglob(SCORES), key=lambda path: path.stat().st_mtime)
    for path in reversed(files):
        try:
            scores = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(scores, dict) and isinstance(scores.get("measures"), dict):
            return _quality(scores, datetime.fromtimestamp(path.stat().st_mtime, UTC))
    return None


def _quality(scores: Mapping[str, object], made: datetime) -> Quality:
    measures = scores["measures"]
    assert isinstance(measures, dict)  # the caller looked
    figures = tuple(_figure(name, raw) for name, raw in measures.items() if isinstance(raw, dict))
    correct = next((figure.mean for figure in figures if figure.name == "correct"), None)
    questions = scores.get("questions")
    return Quality(made.date().isoformat(), questions if isinstance(questions, int) else 0, correct, figures)


def _figure(name: str, raw: Mapping[str, float]) -> Figure:
    mean = float(raw.get("value", 0.0))
    low, high = float(raw.get("low", mean)), float(raw.get("high", mean))
    return Figure(name, mean, low, high, int(raw.get("n", 0)))
