"""The second stage: a linear ranker over the candidates' features, with weights that ship, for each language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np

from corpus.passage import LANGUAGES, Language
from index.errors import IndexStale
from index.features import FEATURES, Floats

DEFAULT: Language = "en"


@dataclass(frozen=True, slots=True)
class LinearRanker:
    """A weight per feature, learned by listwise logistic regression (Cao et al., 2007), for each language of a question.

    The default model knows English; how far its vectors are to be believed is another matter in French.
    """

    weights: Mapping[Language, Mapping[str, float]]

    def scores(self, features: Floats, language: Language = DEFAULT) -> Floats:
        """The weighted sum of each row of features of shape (n, len(FEATURES)); higher is better."""
        weights = self.weights.get(language, self.weights[DEFAULT])
        vector = np.asarray([weights.get(name, 0.0) for name in FEATURES], dtype=np.float32)
        return np.asarray(features @ vector, dtype=np.float32)


@cache
def shipped_ranker() -> LinearRanker:
    """The ranker in data/rank.json, made by `python -m eval.fit_rank`."""
    return read_ranker(resources.files("index").joinpath("data/rank.json"))


def read_ranker(path: Traversable) -> LinearRanker:
    """A ranker written by `python -m eval.fit_rank`; raise IndexStale when it weighs what is no feature."""
    value = json.loads(path.read_text(encoding="utf-8"))
    weights = {language: value[language]["weights"] for language in LANGUAGES if language in value}
    unknown = sorted({name for by_name in weights.values() for name in by_name} - set(FEATURES))
    if unknown:
        raise IndexStale(
            f"{path} weighs {unknown[0]!r}, which is no feature; run `python -m eval.fit_rank`.",
            f"{path} pondère « {unknown[0]} », qui n'est pas un indice connu; lancez `python -m eval.fit_rank`.",
        )
    return LinearRanker(weights)
