"""How near a question is to those known to have no answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from server.near_misses import (
    FEATURES,
    Floats,
    NearMisses,
    meaning_features,
    packed,
    packed_bags,
    question_bag,
    question_bags,
    unpacked,
    unpacked_bags,
    word_features,
)

NONE = np.zeros((0, 4), dtype=np.float32)
rows = arrays(np.float32, st.tuples(st.integers(1, 30), st.just(8)), elements=st.floats(-1, 1, width=16))


def unit(values: Floats) -> Floats:
    values = values + np.float32(0.01)
    result: Floats = (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)
    return result


def test_a_question_like_a_near_miss_leans_that_way_and_one_like_an_answered_one_the_other() -> None:
    misses, answered = np.eye(4, dtype=np.float32)[:2], np.eye(4, dtype=np.float32)[2:]
    known = NearMisses(misses, NONE)
    like_miss = meaning_features(*known.cosines(misses[0], answered))
    like_hit = meaning_features(*known.cosines(answered[0], answered))
    assert like_miss["miss"] == pytest.approx(1)
    assert like_hit["miss"] == pytest.approx(0)
    assert like_miss["miss_lead"] == pytest.approx(1)
    assert like_hit["miss_lead"] == pytest.approx(-1)
    assert like_miss["miss_share"] > 0.9 > 0.1 > like_hit["miss_share"]


def test_answered_questions_that_ship_count_like_those_of_the_passages_at_hand() -> None:
    misses, answered = np.eye(4, dtype=np.float32)[:2], np.eye(4, dtype=np.float32)[2:]
    shipped, at_hand = NearMisses(misses, answered), NearMisses(misses, NONE)
    for question in np.eye(4, dtype=np.float32):
        one, other = shipped.cosines(question, NONE), at_hand.cosines(question, answered)
        assert meaning_features(*one) == meaning_features(*other)


@given(rows, rows, rows)
def test_the_features_are_named_and_within_their_bounds(
    misses: Floats,
    answered: Floats,
    asked: Floats,
) -> None:
    known = NearMisses(unit(misses), unit(answered)[:1])
    by_words = word_features(np.abs(unit(misses)[:, 0]), np.abs(unit(answered)[:, 0]))
    by_meaning = meaning_features(*known.cosines(unit(asked)[0], unit(answered)[1:]))
    features = {**by_meaning, **by_words}
    assert tuple(features) == FEATURES
    assert 0 <= features["miss_share"] <= 1.0001
    assert all(-2.001 <= value <= 2.001 for value in features.values())


@given(rows)
def test_packing_changes_a_cosine_by_less_than_a_hundredth(vectors: Floats) -> None:
    vectors = unit(vectors)
    assert float((vectors * unpacked(packed(vectors))).sum(axis=1).min()) > 0.999


def test_another_model_has_none() -> None:
    assert NearMisses.shipped("another-model") is None


def test_questions_that_ask_for_another_thing_of_the_same_subject_are_told_apart() -> None:
    asked = [
        question_bag(text, text, "en")
        for text in ("Who leads the merger?", "Who led the merger?", "How many led the merger?")
    ]
    same, other = question_bags(asked[1:], lambda _: 5.0).cosines(asked[0])
    assert same > other


@given(st.lists(st.lists(st.text(st.characters(categories=["L", "Nd"]), min_size=1), max_size=9), max_size=9))
def test_bags_come_back_as_they_were_packed(bags: list[list[str]]) -> None:
    packs = packed_bags(bags)
    assert unpacked_bags(packs["tokens"], packs["bags"], packs["sizes"]) == [tuple(bag) for bag in bags]


def test_the_questions_that_ship_have_as_many_bags_as_vectors() -> None:
    known = NearMisses.shipped("all-MiniLM-L6-v2")
    assert known is not None
    assert (len(known.bags), len(known.answered_bags)) == (len(known.vectors), len(known.answered))
