"""The networks that a text names, in both languages."""

from __future__ import annotations

import pytest

from server.places import NAMES, places


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Central LHIN", {"central"}),
        ("the Central East LHIN", {"central east"}),
        ("Toronto Central LHIN's page", {"toronto central"}),
        ("le RLISS du Centre", {"central"}),
        ("le RLISS du Centre-Est", {"central east"}),
        ("le RLISS du Centre-Toronto", {"toronto central"}),
        ("Érié St-Clair et Sud-Est", {"erie st. clair", "south east"}),
        ("HNHB LHIN", {"hamilton niagara haldimand brant"}),
        ("a central idea", set()),
    ],
)
def test_a_name_is_known_and_not_taken_for_a_longer_one(text: str, named: set[str]) -> None:
    assert places(text) == named


def test_there_are_fourteen() -> None:
    assert len(NAMES) == 14
