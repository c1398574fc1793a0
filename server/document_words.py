"""Which document a question is about, by its words: how many of a document's facts hold them, and whether its names do."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from corpus.catalogue import Entry
from corpus.passage import Language, Passage
from index.tokens import tokenize

# BM25's saturation over facts in place of words: half the weight at HALF facts and a twentieth of all that it has.
HALF, LENGTH = 0.5, 0.05

FEATURES = ("document_words", "title_words")
Side = tuple[str, Language]


class DocumentWords:
    """For each document and language, in how many of its facts a token stands."""

    def __init__(self, passages: Iterable[Passage], catalogue: Mapping[str, Entry]) -> None:
        """Count over the facts' texts and the questions they are known to answer."""
        self._counts: dict[Side, Counter[str]] = defaultdict(Counter)
        self._sizes: Counter[Side] = Counter()
        for p in passages:
            side = (p.document_id, p.language)
            self._counts[side].update(set(tokenize(" ".join((p.text, *p.questions)), p.language)))
            self._sizes[side] += 1
        self._held: Counter[tuple[str, Language]] = Counter(
            (token, language) for (_, language), counts in self._counts.items() for token in counts
        )
        self._documents = Counter(language for _, language in self._counts)
        self._names = {side: self._named(catalogue.get(side[0]), side[1]) for side in self._counts}

    def features(self, document_id: str, language: Language, tokens: Mapping[str, float]) -> dict[str, float]:
        """By the names of FEATURES, for a question's tokens with their weights, each from 0 to 1.

        `document_words`: the tokens' rarity among documents, each as far as the document's facts hold it, of what all
        weigh; `title_words`: the share of the weights whose tokens stand in the document's names.
        """
        side = (document_id, language)
        counts, size = self._counts[side], self._sizes[side]
        gained = total = 0.0
        for token in tokens:
            if rarity := self._rarity(token, language):
                total += rarity
                gained += rarity * counts[token] / (counts[token] + LENGTH * size + HALF)
        names = self._names.get(side, frozenset())
        named = sum(weight for token, weight in tokens.items() if token in names)
        return {
            "document_words": gained / (total or 1.0),
            "title_words": named / (sum(tokens.values()) or 1.0),
        }

    def _rarity(self, token: str, language: Language) -> float:
        """BM25's inverse frequency over documents; 0 for a token that none holds."""
        held = self._held[token, language]
        return math.log(1 + (self._documents[language] - held + 0.5) / (held + 0.5)) if held else 0.0

    @staticmethod
    def _named(entry: Entry | None, language: Language) -> frozenset[str]:
        names = (*entry.aliases(), entry.short(language)) if entry else ()
        return frozenset(token for name in names for token in tokenize(name, language))
