"""Questions that the shipped corpus is known not to answer: how near a question is to them, beside those it answers.

The vectors ship in `server/data/near_misses.npz`, made by `lhsia eval --train` from `eval/training/near_misses.jsonl` and, for
those that have an answer, `eval/training/answered.jsonl`, with the default embedding model. The measure is that of nearest neighbours (Cover and Hart, 1967), weighed by nearness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.encoder import DEFAULT_MODEL

FILE = Path(__file__).parent / "data" / "near_misses.npz"
NEAREST, BEST = 15, 5
SHARPNESS = 12.0
FEATURES = ("miss", "misses", "miss_lead", "misses_lead", "miss_share")

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class NearMisses:
    """Unit vectors of questions that have no answer and of some that have one, float32 of shape (questions, dimension)."""

    vectors: Floats
    answered: Floats

    @classmethod
    def shipped(cls, model: str) -> NearMisses | None:
        """Those that ship; None for another model than the one they were made with."""
        if model != DEFAULT_MODEL or not FILE.exists():
            return None
        with np.load(FILE) as file:
            return cls(unpacked(file["vectors"]), unpacked(file["answered"]))

    def features(self, question: Floats, answered: Floats) -> Mapping[str, float]:
        """How near the question is to one without answer, alone and beside those with one (unit vectors, rows).

        `answered` are the questions that the passages at hand are known to answer; those that ship count with them.
        `miss` and `misses` are the cosine of the nearest and the mean of the BEST; `..._lead` what they have over the
        answered ones'; `miss_share` the share of the NEAREST of both kinds that have no answer, weighed by nearness.
        """
        misses = self.vectors @ question
        hits = np.concatenate([answered @ question, self.answered @ question])
        one, other = _best(misses), _best(hits)
        both = np.concatenate([misses, hits])
        near = np.argsort(-both, kind="stable")[:NEAREST]
        weights = np.exp(SHARPNESS * (both[near] - both[near[0]]))
        share = float((weights * (near < len(misses))).sum() / weights.sum())
        values = (one[0], one.mean(), one[0] - other[0], one.mean() - other.mean(), share)
        return {name: float(value) for name, value in zip(FEATURES, values, strict=True)}


def _best(cosines: Floats) -> Floats:
    return np.sort(cosines)[::-1][:BEST] if len(cosines) else np.zeros(1, dtype=np.float32)


def packed(vectors: Floats) -> NDArray[np.int8]:
    """Unit vectors as bytes; a cosine changes by less than a hundredth."""
    values: NDArray[np.int8] = np.round(vectors * 127 / np.abs(vectors).max(axis=1, keepdims=True)).astype(
        np.int8
    )
    return values


def unpacked(values: NDArray[np.int8]) -> Floats:
    """Unit vectors from what `packed` made."""
    floats = values.astype(np.float32)
    unit: Floats = floats / np.linalg.norm(floats, axis=1, keepdims=True)
    return unit
