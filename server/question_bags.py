"""Questions as bags of words, compared by the cosine of their words' rarity (Salton, Wong and Yang, 1975)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bag = Collection[str]


class QuestionBags:
    """Many questions, each a bag of tokens, with an inverted list per token."""

    def __init__(self, bags: Sequence[Bag], weight: Callable[[str], float]) -> None:
        """`weight` gives a token's rarity."""
        self._count = len(bags)
        self._weight = weight
        rows: dict[str, list[int]] = defaultdict(list)
        norms = np.zeros(len(bags), dtype=np.float32)
        for row, bag in enumerate(bags):
            for token in set(bag):
                rows[token].append(row)
            norms[row] = self._norm(bag)
        self._rows = {token: np.asarray(found, dtype=np.int64) for token, found in rows.items()}
        self._scale = (1.0 / np.maximum(norms, 1e-6)).astype(np.float32)

    def cosines(self, bag: Bag) -> Floats:
        """The cosine of a question's bag with each of the others, float32 of shape (questions,)."""
        sums = np.zeros(self._count, dtype=np.float32)
        for token in set(bag):
            if token in self._rows:
                sums[self._rows[token]] += self._weight(token) ** 2
        scaled: Floats = sums * self._scale / max(self._norm(bag), 1e-6)
        return scaled

    def _norm(self, bag: Bag) -> float:
        return math.sqrt(sum(self._weight(token) ** 2 for token in set(bag)))
