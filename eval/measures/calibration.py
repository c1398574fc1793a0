"""Whether an answer's confidence means what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.measures.facts import facts_strict
from eval.measures.refusals import is_refusal
from eval.questions import Question
from server.answer import Answer

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies in one tenth of the scale: how sure they were, and how often that was earned."""

    low: float
    high: float
    confidence: float
    right: float
    n: int


def confidence_earned(question: Question, answer: Answer) -> bool:
    """Whether the corpus answers the question, and the answer, where one was given, states every fact.

    This is what the confidence of an answer is the probability of. A refusal says that it is low, so a refused
    question counts as earned when it has an answer after all.
    """
    refused = is_refusal(answer) or answer.outcome == "unavailable"
    return question.answerable and (refused or facts_strict(question, answer) != 0)


def squared_error(confidence: float, earned: bool) -> float:
    """The square of confidence less outcome (1 when the confidence was earned); its mean is the Brier score (1950)."""
    return (confidence - float(earned)) ** 2


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Equal-width bins from 0 to 1, the empty ones left out (reliability diagram: Murphy and Winkler, 1977)."""
    sure, hit = np.asarray(confidences, dtype=np.float64), np.asarray(right, dtype=np.float64)
    places = np.clip((sure * BINS).astype(int), 0, BINS - 1)
    bins = []
    for place in range(BINS):
        inside = places == place
        if inside.any():
            means = float(sure[inside].mean()), float(hit[inside].mean())
            bins.append(Bin(place / BINS, (place + 1) / BINS, *means, int(inside.sum())))
    return bins


def calibration_error(bins: Sequence[Bin]) -> float:
    """Mean distance of confidence and share of right answers, weighted by bin size (ECE: Naeini et al., 2015)."""
    total = sum(b.n for b in bins)
    return sum(b.n * abs(b.confidence - b.right) for b in bins) / total if total else 0.0
