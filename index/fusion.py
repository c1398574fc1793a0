"""Several rankings to one: convex combination of normalised scores; pure."""

from __future__ import annotations

from collections.abc import Mapping


def normalise(scores: Mapping[int, float]) -> dict[int, float]:
    """Scores divided by the largest, so that the best is 1.0; all zero when the largest is not positive."""
    top = max(scores.values(), default=0.0)
    return {key: value / top if top > 0 else 0.0 for key, value in scores.items()}


def fuse(rankings: Mapping[str, Mapping[int, float]], weights: Mapping[str, float]) -> dict[int, float]:
    """The weighted sum of the normalised scores; a row that a ranking lacks gets nothing from it.

    Convex combination after Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (2023),
    https://arxiv.org/abs/2210.11934, with scores divided by their maximum.
    """
    fused: dict[int, float] = {}
    for name, scores in rankings.items():
        for row, value in normalise(scores).items():
            fused[row] = fused.get(row, 0.0) + weights.get(name, 0.0) * value
    return fused


def top(scores: Mapping[int, float], k: int) -> list[tuple[int, float]]:
    """The k best rows, ties broken by the smaller row, so that results repeat."""
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:k]
