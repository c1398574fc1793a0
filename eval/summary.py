"""A run in figures: every measure with its interval, overall and by group, and the comparison with other runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.intervals import bootstrap, compare
from eval.measures.calibration import calibration_error, reliability
from eval.measures.form import percentiles
from eval.records import Record
from eval.scoring import BY_NAME, MEASURES

BREAKDOWN_MEASURES = ("correct", "facts_partial", "document_first", "pinpoint", "supported", "false_refusal")
COMPARED_MEASURES = (
    "correct", "facts_strict", "facts_partial", "facts_early", "document_first", "pinpoint", "supported", "wrong_date",
    "forbidden_said", "refusal_recall", "false_refusal", "brier", "ndcg_10", "facts_in_2000",
)  # fmt: skip

Figures = dict[str, dict[str, float | int]]


def summarize(records: Sequence[Record]) -> dict[str, Any]:
    """Every figure of a run but its latencies, from its records alone; the order of the records does not matter."""
    ordered = sorted(records, key=lambda record: record.id)
    bins = reliability(*_confidences(ordered))
    return {
        "questions": len(ordered),
        "measures": measure_all(ordered),
        "breakdown": _breakdown(ordered),
        "calibration": {
            "error": round(calibration_error(bins), 6),
            "bins": [{name: round(value, 6) for name, value in asdict(b).items()} for b in bins],
        },
        "words": percentiles([record.scores["words"] for record in ordered]),
        "outcomes": _outcomes(ordered),
    }


def latencies(records: Sequence[Record]) -> dict[str, float]:
    """Milliseconds from question to answer: mean, median, 95th percentile, maximum."""
    return percentiles([record.latency_ms for record in records])


def measure_all(records: Sequence[Record], names: Iterable[str] | None = None) -> Figures:
    """Each measure's mean over the questions that it applies to, with its 95 % interval."""
    wanted = [measure.name for measure in MEASURES] if names is None else list(names)
    figures = {}
    for name in wanted:
        interval = bootstrap([record.scores[name] for record in records if name in record.scores])
        if interval.n:
            figures[name] = interval.to_json()
    return figures


def compare_runs(ours: Sequence[Record], theirs: Sequence[Record]) -> dict[str, Any]:
    """Our run less theirs on the questions that both asked: per measure, and question by question.

    A question is won when it is handled rightly only by us, or alike with more of its facts stated; where less of a
    measure is better, less counts as won. `differences` has every question won or lost, with what either said of it.
    """
    asked = {record.id: _asked(record) for record in ours}
    rivals = {record.id: record for record in theirs if asked.get(record.id) == _asked(record)}
    pairs = [
        (record, rivals[record.id]) for record in sorted(ours, key=lambda r: r.id) if record.id in rivals
    ]
    figures = {}
    for name in COMPARED_MEASURES:
        left, right = _by_id((one for one, _ in pairs), name), _by_id((other for _, other in pairs), name)
        if left.keys() & right.keys():
            paired = compare(left, right).to_json()
            if BY_NAME[name].better == "low":
                paired["wins"], paired["losses"] = paired["losses"], paired["wins"]
            figures[name] = paired
    won = [(one, other) for one, other in pairs if _merit(one) > _merit(other)]
    lost = [(one, other) for one, other in pairs if _merit(one) < _merit(other)]
    return {
        "questions": len(pairs),
        "measures": figures,
        "won": [one.id for one, _ in won],
        "lost": [one.id for one, _ in lost],
        "differences": [_difference("lost", *pair) for pair in lost]
        + [_difference("won", *pair) for pair in won],
    }


def _asked(record: Record) -> tuple[str, str]:
    return str(record.question["question"]), str(record.question.get("history") or "")


def _merit(record: Record) -> tuple[float, float]:
    return record.scores["correct"], record.scores.get("facts_partial", 0.0)


def _difference(label: str, ours: Record, theirs: Record) -> dict[str, Any]:
    sides = {
        name: {
            "outcome": record.answer["outcome"],
            "correct": record.scores["correct"],
            "facts": record.scores.get("facts_partial"),
            "answer": record.answer["answer"],
        }
        for name, record in (("ours", ours), ("theirs", theirs))
    }
    return {"id": ours.id, "label": label, "question": ours.question["question"], **sides}


def _by_id(records: Iterable[Record], name: str) -> dict[str, float]:
    return {record.id: record.scores[name] for record in records if name in record.scores}


def _breakdown(records: Sequence[Record]) -> dict[str, dict[str, Any]]:
    groups: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        for dimension, group in record.groups.items():
            groups[dimension][group].append(record)
    return {
        dimension: {
            group: {"questions": len(members), "measures": measure_all(members, BREAKDOWN_MEASURES)}
            for group, members in sorted(by_group.items())
        }
        for dimension, by_group in groups.items()
    }


def _confidences(records: Sequence[Record]) -> tuple[list[float], list[bool]]:
    sure = [float(record.answer["confidence"]) for record in records]
    return sure, [record.scores["earned"] == 1 for record in records]


def _outcomes(records: Sequence[Record]) -> Mapping[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for record in records:
        counts[record.answer["outcome"]] += 1
    return dict(sorted(counts.items()))
