"""What a run keeps of each question: what was asked, answered, found and scored; one JSON line each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from eval.errors import RunError

ANSWERS = "answers.jsonl"
# The ways of grouping questions, in the order of the report.
DIMENSIONS = ("language", "audience", "kind", "family", "difficulty", "follow-up", "answerable", "dated")


@dataclass(frozen=True, slots=True)
class Record:
    """One question of a run: the question as its file has it, the whole answer, the scores and the evidence."""

    id: str
    question: Mapping[str, Any]
    answer: Mapping[str, Any]
    scores: Mapping[str, float]
    evidence: Mapping[str, Any] = field(default_factory=dict)
    retrieved: Sequence[Mapping[str, Any]] = ()
    latency_ms: float = 0.0

    def to_line(self) -> str:
        """The record as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True) + "\n"

    @property
    def groups(self) -> dict[str, str]:
        """The groups that the question belongs to, by dimension of the breakdown."""
        raw = self.question
        return {
            "language": str(raw.get("language") or "-"),
            "audience": str(raw.get("audience") or "-"),
            "kind": str(raw.get("kind") or "-"),
            "family": str(raw.get("family") or "-"),
            "difficulty": str(raw.get("difficulty") or "-"),
            "follow-up": "yes" if raw.get("history") else "no",
            "answerable": "yes" if raw.get("answerable") else "no",
            "dated": "yes" if raw.get("as_of") else "no",
        }


def read_records(folder: Path, *, repair: bool = False) -> list[Record]:
    """The records of a run, in the order answered; a torn last line is left out, and cut off when `repair` is set.

    Raise RunError for damage anywhere else.
    """
    path = folder / ANSWERS
    if not path.exists():
        raise RunError(f"{folder} holds no run: there is no {ANSWERS} in it.")
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if repair and len(whole) < len(data):
        path.write_bytes(whole)
    records = []
    for number, line in enumerate(whole.decode("utf-8").split("\n")[:-1], 1):
        try:
            records.append(Record(**json.loads(line)))
        except (ValueError, TypeError) as error:
            raise RunError(
                f"{path}, line {number}: the line is damaged; give another folder with --out."
            ) from error
    return records
