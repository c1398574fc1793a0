"""Questions compared by their words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from server.question_bags import QuestionBags

BAGS = st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6), min_size=1, max_size=8)


def rarity(token: str) -> float:
    return 1.0 + ord(token) % 5


def test_the_rarer_word_counts_for_more() -> None:
    known = QuestionBags(
        [["common", "lhin"], ["rare", "lhin"]], {"common": 1.0, "rare": 3.0, "lhin": 1.0}.__getitem__
    )
    first, second = known.cosines(["rare", "common"])
    assert second > first


def test_words_that_no_question_has_bring_them_no_nearer() -> None:
    assert not QuestionBags([["a"], ["b"]], rarity).cosines(["z"]).any()
    assert QuestionBags([], rarity).cosines(["a"]).shape == (0,)


@given(BAGS)
def test_each_question_is_nearest_to_itself_and_no_cosine_leaves_its_bounds(bags: list[list[str]]) -> None:
    known = QuestionBags(bags, rarity)
    for row, bag in enumerate(bags):
        cosines = known.cosines(bag)
        assert cosines[row] == pytest.approx(1.0, abs=1e-4)
        assert np.all((cosines >= 0) & (cosines <= 1.0001))
