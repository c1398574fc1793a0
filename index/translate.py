"""A word table between English and French learned from aligned text (IBM Model 1 in both directions)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.passage import Language
from index.tokens import ELISION, WORD, tokenize, word_token

ROUNDS = 6
LONGEST = 60  # tokens; in longer pieces too many words stand for each other
LEAST = 0.08  # probability from which a word counts as a translation
AGREED = 0.02  # probability that the way back must have at least
CHOICES = 3

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Choice:
    """A word of the other language as it is written most often, and how probable it is."""

    word: str
    probability: float


@dataclass(frozen=True, slots=True)
class Table:
    """Translations by token, one mapping for each language translated from; the most probable come first."""

    choices: Mapping[Language, Mapping[str, Sequence[Choice]]]

    def expand(self, text: str, language: Language, *, weight: float = 1.0) -> dict[str, float]:
        """Words of the other language for a text's tokens, each with its probability times `weight`."""
        words: dict[str, float] = {}
        for token in tokenize(text, language):
            for choice in self.choices[language].get(token, ()):
                words[choice.word] = max(words.get(choice.word, 0.0), weight * choice.probability)
        return words

    def translate(self, text: str, language: Language) -> str:
        """The text word by word in the other language, stop words left out; a word without translation stays."""
        words = []
        for word in WORD.findall(text):
            if token := word_token(word, language):
                known = self.choices[language].get(token)
                words.append(known[0].word if known else word)
        return " ".join(words)


def learn(pairs: Iterable[tuple[str, str]]) -> Table:
    """A table from pairs of an English text and its French; the same pairs give the same table.

    IBM Model 1 after Brown et al., "The Mathematics of Statistical Machine Translation" (1993), on the sets of tokens of
    each pair; pairs longer than LONGEST tokens are left out.
    """
    english, french = _Side("en"), _Side("fr")
    for one, other in pairs:
        tokens, mots = english.tokens(one), french.tokens(other)
        if 0 < len(tokens) <= LONGEST and 0 < len(mots) <= LONGEST:
            english.add(tokens)
            french.add(mots)
    forth, back = _model_one(english, french), _model_one(french, english)
    return Table({"en": _choices(english, french, forth, back), "fr": _choices(french, english, back, forth)})


class _Side:
    """One language's tokens of every pair, numbered, and how each token is written most often."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.numbers: dict[str, int] = {}
        self.units: list[Numbers] = []
        self._written: dict[str, Counter[str]] = defaultdict(Counter)

    def tokens(self, text: str) -> list[str]:
        """The different tokens of a text, without numbers."""
        found: dict[str, None] = {}
        for word in WORD.findall(text.replace("’", "'")):
            token = word_token(word, self.language)
            if token and not token.isdigit():
                found[token] = None
                self._written[token][ELISION.sub("", word.lower())] += 1
        return list(found)

    def add(self, tokens: Sequence[str]) -> None:
        """Append one pair's tokens."""
        numbers = [self.numbers.setdefault(token, len(self.numbers)) for token in tokens]
        self.units.append(np.asarray(numbers, dtype=np.int64))

    def written(self, token: str) -> str:
        """The commonest form of a token; of equally common ones the first in the alphabet."""
        return min(self._written[token].items(), key=lambda item: (-item[1], item[0]))[0]


def _model_one(source: _Side, target: _Side) -> dict[tuple[int, int], float]:
    """Probability of each target token given a source token, by (source, target) number."""
    width = len(target.numbers)
    keys: list[Numbers] = []
    sizes: list[int] = []
    for given, made in zip(source.units, target.units, strict=True):
        keys.append((made[:, None] + given[None, :] * width).ravel())
        sizes += [len(given)] * len(made)
    if not keys:
        return {}
    links, places = np.unique(np.concatenate(keys), return_inverse=True)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    repeats = np.asarray(sizes)
    sources = links // width
    probability: Floats = np.ones(len(links))
    for _ in range(ROUNDS):
        shares = probability[places]
        shares /= np.repeat(np.add.reduceat(shares, starts), repeats)
        counts = np.bincount(places, shares, minlength=len(links))
        probability = counts / np.bincount(sources, counts)[sources]
    kept = np.flatnonzero(probability >= AGREED)
    return {(int(links[i] // width), int(links[i] % width)): float(probability[i]) for i in kept}


def _choices(
    source: _Side,
    target: _Side,
    forth: Mapping[tuple[int, int], float],
    back: Mapping[tuple[int, int], float],
) -> dict[str, list[Choice]]:
    """Per source token its translations on which both directions agree, most probable first."""
    names, words = list(source.numbers), list(target.numbers)
    found: dict[str, list[Choice]] = defaultdict(list)
    for (given, made), probability in forth.items():
        if probability >= LEAST and (made, given) in back:
            found[names[given]].append(Choice(target.written(words[made]), probability))
    best = {token: sorted(c, key=lambda x: (-x.probability, x.word))[:CHOICES] for token, c in found.items()}
    return dict(sorted(best.items()))
