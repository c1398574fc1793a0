"""Fusion and the second stage's features, against values computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from corpus.passage import LANGUAGES
from index.features import FEATURES, Sides, candidate_features, read_terms
from index.forward import ForwardIndex
from index.fusion import fuse, normalise, top
from index.rank import LinearRanker, shipped_ranker

SCORES = st.dictionaries(st.integers(0, 20), st.floats(0, 100), max_size=10)
ROWS = [["notic", "sale", "boat"], ["boat", "harbour", "list", "boat"], ["sale", "notic"], ["zebra"]]


def features(rows: list[int], documents: list[int], tokens: dict[str, float]) -> dict[str, list[float]]:
    forward = ForwardIndex.build(ROWS)
    vectors = np.eye(4, dtype=np.float32)[rows]
    sides = Sides(vectors, np.arange(len(rows)), np.ones(len(rows), dtype=np.bool_))
    question = np.asarray([0.6, 0.8, 0.0, 0.0], dtype=np.float32)
    terms = read_terms(forward, tokens, len(tokens))
    values = candidate_features(forward, np.asarray(rows), terms, question, sides, np.asarray(documents))
    return {name: values[:, column].tolist() for column, name in enumerate(FEATURES)}


def test_fusion_by_hand() -> None:
    rankings = {"terms": {1: 8.0, 2: 4.0}, "vector": {2: 0.5, 3: 0.25}}
    assert fuse(rankings, {"terms": 0.5, "vector": 0.5}) == {1: 0.5, 2: 0.75, 3: 0.25}
    assert fuse(rankings, {"terms": 1.0}) == {1: 1.0, 2: 0.5, 3: 0.0}
    assert top({3: 1.0, 1: 1.0, 2: 2.0}, 2) == [(2, 2.0), (1, 1.0)]


@given(SCORES)
def test_normalised_scores_keep_their_order_and_end_at_one(scores: dict[int, float]) -> None:
    values = normalise(scores)
    assert not values or max(values.values()) in (0.0, 1.0)
    assert all(values[a] <= values[b] for a in values for b in values if scores[a] <= scores[b])


def test_words_of_a_question_weigh_by_their_rarity() -> None:
    forward = ForwardIndex.build(ROWS)
    assert forward.rarity(forward.number("boat")) == pytest.approx(math.log(1 + 2.5 / 2.5))
    assert forward.rarity(forward.number("zebra")) == pytest.approx(math.log(1 + 3.5 / 1.5))
    assert forward.rarity(None) == pytest.approx(math.log(1 + 4.5 / 0.5))
    assert forward.average_length == 2.5


def test_features_by_hand() -> None:
    found = features([0, 1, 2], [7, 7, 8], {"notic": 1.0, "sale": 1.0})
    assert found["bigram"] == pytest.approx([0.5, 0, 0])  # only row 0 has them side by side in this order
    assert found["window"] == pytest.approx([1, 0, 1])
    assert found["cosine"] == pytest.approx([0.6, 0.8, 0])
    assert found["cosine_share"] == pytest.approx([0.75, 1, 0])
    assert found["bm25"][2] == 1.0  # both words, in the shortest passage
    assert found["bm25"][1] == 0.0
    assert found["neighbour_meaning"] == pytest.approx([0.5, 0.375, 0])  # row 2 is of another document
    assert found["neighbour_words"][1] == pytest.approx(found["bm25"][0] / 2)


def test_unknown_words_lower_the_share_that_is_covered() -> None:
    known = features([0], [0], {"notic": 1.0})["window"][0]
    both = features([0], [0], {"notic": 1.0, "unheard": 1.0})["window"][0]
    assert known == 1.0
    assert both == pytest.approx(math.log(2) / (math.log(2) + math.log(10)))


def test_a_ranker_adds_up_its_weights() -> None:
    values = np.arange(2 * len(FEATURES), dtype=np.float32).reshape(2, -1)
    ranker = LinearRanker({"en": {"bm25": 2.0, "cosine": 1.0}, "fr": {"cosine": 1.0}})
    assert ranker.scores(values).tolist() == [1.0, 28.0]
    assert ranker.scores(values, "fr").tolist() == [1.0, 10.0]


def test_the_shipped_ranker_knows_every_feature() -> None:
    for language in LANGUAGES:
        assert set(shipped_ranker().weights[language]) == set(FEATURES)
