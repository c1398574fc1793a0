from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from eval.intervals import bootstrap, compare, permutation_p

shares = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@settings(max_examples=40, deadline=None)
@given(shares)
def test_the_mean_lies_in_its_interval_and_repeats(values: list[float]) -> None:
    interval = bootstrap(values)
    assert interval.low - 1e-9 <= interval.value <= interval.high + 1e-9 or len(values) < 5
    assert interval == bootstrap(values)
    assert interval.n == len(values)


def test_the_interval_is_near_the_textbook_one() -> None:
    interval = bootstrap([1.0] * 80 + [0.0] * 20)
    error = 1.96 * (0.8 * 0.2 / 100) ** 0.5
    assert interval.value == pytest.approx(0.8)
    assert (interval.low, interval.high) == pytest.approx((0.8 - error, 0.8 + error), abs=0.02)


def test_no_values_have_no_mean() -> None:
    assert bootstrap([]).n == 0


def test_compares_only_questions_that_both_runs_have() -> None:
    paired = compare({"a": 1.0, "b": 1.0, "c": 0.0, "x": 1.0}, {"a": 0.0, "b": 1.0, "c": 0.5, "y": 0.0})
    assert (paired.wins, paired.losses, paired.ties) == (1, 1, 1)
    assert paired.difference == pytest.approx((1 + 0 - 0.5) / 3)


def test_the_permutation_test_by_hand() -> None:
    assert permutation_p(np.asarray([0.0, 0.0])) == 1.0
    assert permutation_p(np.asarray([1.0])) == 1.0
    assert permutation_p(np.asarray([1.0] * 5)) == pytest.approx(2 / 32, abs=0.01)
    assert permutation_p(np.asarray([1.0] * 30)) < 0.001
