"""Whether an answer's confidence means what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies in one tenth: how sure they were, and how many were right."""

    low: float
    high: float
    confidence: float
    right: float
    n: int


def squared_error(confidence: float, right: bool) -> float:
    """The square of confidence less outcome; its mean is the Brier score (Brier, 1950).

    The outcome is 1 when the system answered and stated every fact, so a refusal should be unsure of itself.
    """
    return (confidence - float(right)) ** 2


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
