"""Questions that the shipped corpus is known not to answer: how near a question is to them, beside those it answers.

Vectors and words ship in `server/data/near_misses.npz`, made by `lhsia eval --train` from `eval/training/near_misses.jsonl`
and the calibration questions, with the default embedding model; other questions that have an answer come with the passages. The
measure is that of nearest neighbours (Cover and Hart, 1967), weighed by nearness.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.passage import Language
from index.tokens import tokenize
from ingest.encoder import DEFAULT_MODEL
from server.answer_type import kinds
from server.question_bags import Bag, QuestionBags

FILE = Path(__file__).parent / "data" / "near_misses.npz"
NEAREST, BEST = 15, 5
SAME = 0.995  # the cosine from which on two questions are the same one
SHARPNESS = 12.0
BY_MEANING = ("miss", "misses", "miss_lead", "misses_lead", "miss_share")
BY_WORDS = ("miss_words", "misses_words", "hit_words", "hits_words")
FEATURES = (*BY_MEANING, *BY_WORDS)

# What a question asks for is a word of its bag: "how many" and "who" are told apart, which stop words would not be.
ASKS = "asks:"
ASKS_WEIGHT = 4.0  # about the rarity of a word that one passage in fifty has; chosen by cross-validation

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class NearMisses:
    """Unit vectors of questions that have no answer and of some that have one, float32 of shape (questions, dimension).

    `bags` and `answered_bags` are their tokens, in the same order.
    """

    vectors: Floats
    answered: Floats
    bags: Sequence[Bag] = ()
    answered_bags: Sequence[Bag] = ()

    @classmethod
    def shipped(cls, model: str) -> NearMisses | None:
        """Those that ship; None for another model than the one they were made with."""
        if model != DEFAULT_MODEL or not FILE.exists():
            return None
        with np.load(FILE) as file:
            bags = unpacked_bags(file["tokens"], file["bags"], file["sizes"])
            count = len(file["vectors"])
            vectors, answered = unpacked(file["vectors"]), unpacked(file["answered"])
            return cls(vectors, answered, bags[:count], bags[count:])

    def cosines(self, question: Floats, answered: Floats) -> tuple[Floats, Floats]:
        """The question's cosines with those that have no answer and with those that have one (unit vectors, rows).

        `answered` are the questions that the passages at hand are known to answer; they follow those that ship.
        """
        return self.vectors @ question, np.concatenate([self.answered @ question, answered @ question])


def question_bag(searched: str, asked: str, language: Language) -> tuple[str, ...]:
    """The tokens of a question as it is searched, and the kinds of thing that its own words ask for.

    >>> question_bag("Who leads the LHIN?", "Who leads the LHIN?", "en")
    ('lead', 'lhin', 'asks:who')
    """
    return (*tokenize(searched, language), *(ASKS + kind for kind in sorted(kinds(asked))))


def question_bags(bags: Sequence[Bag], rarity: Callable[[str], float]) -> QuestionBags:
    """Many bags that `question_bag` made, to be compared; `rarity` weighs a word."""
    return QuestionBags(bags, lambda token: ASKS_WEIGHT if token.startswith(ASKS) else rarity(token))


def meaning_features(misses: Floats, hits: Floats) -> dict[str, float]:
    """How near a question is by its meaning, from its vector's cosines with the known questions without and with an answer.

    `miss` and `misses` are the cosine of the nearest and the mean of the BEST; `..._lead` what they have over the answered
    ones'; `miss_share` the share of the NEAREST of both kinds that have no answer, weighed by nearness.
    """
    one, other = _best(misses), _best(hits)
    both = np.concatenate([misses, hits])
    near = np.argsort(-both, kind="stable")[:NEAREST]
    weights = np.exp(SHARPNESS * (both[near] - both[near[0]]))
    share = float((weights * (near < len(misses))).sum() / weights.sum())
    values = (one[0], one.mean(), one[0] - other[0], one.mean() - other.mean(), share)
    return {name: float(value) for name, value in zip(BY_MEANING, values, strict=True)}


def word_features(misses: Floats, hits: Floats) -> dict[str, float]:
    """How near a question is by its words, from its cosines with the known questions without and with an answer.

    Of each the nearest and the mean of the BEST. The default model knows little French; words tell there what it does not.
    """
    values = (float(v) for best in (_best(misses), _best(hits)) for v in (best[0], best.mean()))
    return dict(zip(BY_WORDS, values, strict=True))


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


def packed_bags(bags: Sequence[Bag]) -> dict[str, NDArray[Any]]:
    """Bags of tokens as arrays: the distinct `tokens`, the numbers of those of each bag on end (`bags`), and its `sizes`."""
    tokens = sorted({token for bag in bags for token in bag})
    numbers = {token: number for number, token in enumerate(tokens)}
    flat = [numbers[token] for bag in bags for token in bag]
    return {
        "tokens": np.asarray(tokens, dtype=np.str_),
        "bags": np.asarray(flat, dtype=np.uint32),
        "sizes": np.asarray([len(bag) for bag in bags], dtype=np.uint16),
    }


def unpacked_bags(tokens: NDArray[Any], bags: NDArray[Any], sizes: NDArray[Any]) -> list[tuple[str, ...]]:
    """The bags that `packed_bags` was given."""
    words = tokens.tolist()
    flat = [words[number] for number in bags.tolist()]
    ends = np.cumsum(sizes.astype(np.int64)).tolist()
    return [tuple(flat[begin:end]) for begin, end in zip([0, *ends], ends, strict=False)]
