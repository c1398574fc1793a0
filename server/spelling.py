"""Words that the corpus does not know, brought to the nearest word that it does."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from server.knowledge import fold

WORD = re.compile(r"[^\W\d_]{5,}")
# How alike two words must be (2 * common letters in order / all letters): one slip in six letters gives 0.83.
ALIKE = 0.82


class Speller:
    """Corrects a word only when the corpus does not hold it and holds one that is nearly the same."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(fold(word) for word in WORD.findall(text))
        self._counts = counts
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for word in sorted(counts):
            self._by_start[word[:2]].append(word)

    def correct(self, text: str) -> str:
        """The text with unknown words corrected; capitalised names are left as they are."""
        return WORD.sub(lambda match: self._word(match[0]), text)

    def _word(self, word: str) -> str:
        folded = fold(word)
        if folded in self._counts or word[0].isupper() or folded.rstrip("s") in self._counts:
            return word
        near = [
            other
            for start in (folded[:2], folded[0] + folded[2:3])
            for other in self._by_start.get(start, ())
            if abs(len(other) - len(folded)) <= 2
        ]
        scored = [
            (SequenceMatcher(None, folded, other).ratio(), self._counts[other], other) for other in near
        ]
        best = max(scored, default=(0.0, 0, word))
        return best[2] if best[0] >= ALIKE else word
