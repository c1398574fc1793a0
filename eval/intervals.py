"""How sure a figure is: bootstrap intervals, and the paired comparison of two runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
PERMUTATIONS = 10_000
SEED = 20_060_328


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over `n` questions with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float
    n: int

    def to_json(self) -> dict[str, float | int]:
        """Plain values, rounded to six places so that files compare equal."""
        return {
            "value": round(self.value, 6),
            "low": round(self.low, 6),
            "high": round(self.high, 6),
            "n": self.n,
        }


@dataclass(frozen=True, slots=True)
class Paired:
    """Two runs on the same questions: mean difference with its interval, wins and losses, and a p-value."""

    difference: float
    low: float
    high: float
    wins: int
    losses: int
    ties: int
    p: float

    def to_json(self) -> dict[str, float | int]:
        """Plain values, rounded to six places."""
        values = {name: getattr(self, name) for name in ("difference", "low", "high", "p")}
        counts = {name: getattr(self, name) for name in ("wins", "losses", "ties")}
        return {**{name: round(value, 6) for name, value in values.items()}, **counts}


def bootstrap(values: Sequence[float], *, seed: int = SEED) -> Interval:
    """The mean and its percentile bootstrap interval over questions (Efron, 1979; seeded, so it repeats).

    An empty sequence has no mean: n is 0 and all three figures are 0.
    """
    array = np.asarray(values, dtype=np.float64)
    if not len(array):
        return Interval(0.0, 0.0, 0.0, 0)
    means = _resampled_means(array, seed)
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(float(array.mean()), float(low), float(high), len(array))


def compare(ours: Mapping[str, float], theirs: Mapping[str, float], *, seed: int = SEED) -> Paired:
    """Our scores less theirs, question by question, over the questions that both have.

    The p-value is that of the two-sided sign-flip permutation test (Fisher, 1935), by sampling.
    """
    shared = sorted(set(ours) & set(theirs))
    differences = np.asarray([ours[key] - theirs[key] for key in shared], dtype=np.float64)
    interval = bootstrap(list(differences), seed=seed)
    wins, losses = int((differences > 0).sum()), int((differences < 0).sum())
    p = permutation_p(differences, seed=seed)
    return Paired(interval.value, interval.low, interval.high, wins, losses, len(shared) - wins - losses, p)


def permutation_p(differences: NDArray[np.float64], *, seed: int = SEED) -> float:
    """How often random signs give a mean at least as far from 0 as the one observed; 1.0 when nothing differs."""
    nonzero = differences[differences != 0]
    if not len(nonzero):
        return 1.0
    signs = (
        np.random.default_rng(seed).integers(0, 2, size=(PERMUTATIONS, len(nonzero)), dtype=np.int8) * 2 - 1
    )
    sums = np.abs(signs @ nonzero)
    reached = int((sums >= abs(nonzero.sum()) - 1e-12).sum())
    return (1 + reached) / (1 + PERMUTATIONS)


def _resampled_means(array: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    n = len(array)
    counts = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=RESAMPLES)
    means: NDArray[np.float64] = counts @ array / n
    return means
