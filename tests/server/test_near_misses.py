"""How near a question is to those known to have no answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from server.near_misses import FEATURES, Floats, NearMisses, packed, unpacked

NONE = np.zeros((0, 4), dtype=np.float32)
rows = arrays(np.float32, st.tuples(st.integers(1, 30), st.just(8)), elements=st.floats(-1, 1, width=16))


def unit(values: Floats) -> Floats:
    values = values + np.float32(0.01)
    result: Floats = (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)
    return result


def test_a_question_like_a_near_miss_leans_that_way_and_one_like_an_answered_one_the_other() -> None:
    misses, answered = np.eye(4, dtype=np.float32)[:2], np.eye(4, dtype=np.float32)[2:]
    known = NearMisses(misses, NONE)
    like_miss, like_hit = known.features(misses[0], answered), known.features(answered[0], answered)
    assert like_miss["miss"] == pytest.approx(1)
    assert like_hit["miss"] == pytest.approx(0)
    assert like_miss["miss_lead"] == pytest.approx(1)
    assert like_hit["miss_lead"] == pytest.approx(-1)
    assert like_miss["miss_share"] > 0.9 > 0.1 > like_hit["miss_share"]


def test_answered_questions_that_ship_count_like_those_of_the_passages_at_hand() -> None:
    misses, answered = np.eye(4, dtype=np.float32)[:2], np.eye(4, dtype=np.float32)[2:]
    shipped, at_hand = NearMisses(misses, answered), NearMisses(misses, NONE)
    for question in np.eye(4, dtype=np.float32):
        assert shipped.features(question, NONE) == at_hand.features(question, answered)


@given(rows, rows, rows)
def test_the_features_are_named_and_within_their_bounds(
    misses: Floats,
    answered: Floats,
    asked: Floats,
) -> None:
    features = NearMisses(unit(misses), unit(answered)[:1]).features(unit(asked)[0], unit(answered)[1:])
    assert tuple(features) == FEATURES
    assert 0 <= features["miss_share"] <= 1.0001
    assert all(-2.001 <= value <= 2.001 for value in features.values())


@given(rows)
def test_packing_changes_a_cosine_by_less_than_a_hundredth(vectors: Floats) -> None:
    vectors = unit(vectors)
    assert float((vectors * unpacked(packed(vectors))).sum(axis=1).min()) > 0.999


def test_another_model_has_none() -> None:
    assert NearMisses.shipped("another-model") is None
