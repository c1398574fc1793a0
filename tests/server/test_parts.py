"""A question that asks several things is taken apart; one that asks one thing is left whole."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from server.parts import MOST, asking_alone, parts_of

SEVERAL = (
    (
        "How many teams applied, and how many were chosen?",
        ("How many teams applied", "how many were chosen?"),
    ),
    ("When was it decided, and by which court?", ("When was it decided", "by which court?")),
    ("Is LHSIA still law? What replaced it?", ("Is LHSIA still law?", "What replaced it?")),
    (
        "Qui présidait le conseil, et quand a-t-il publié?",
        ("Qui présidait le conseil", "quand a-t-il publié?"),
    ),
    (
        "Quel règlement a suivi et sous quelle loi?",
        ("Quel règlement a suivi", "sous quelle loi?"),
    ),
)
ONE = (
    "Must we tell the LHIN what changes and when it starts?",
    "What are the duties of LHINs and providers?",
    "Our board met in May. Who must be told?",
    "Faut-il dire qui est touché et quand cela commence?",
    "s. 27",
    "",
)


@pytest.mark.parametrize(("question", "parts"), SEVERAL)
def test_each_thing_asked_is_a_part(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize("question", ONE)
def test_one_thing_asked_is_its_own_only_part(question: str) -> None:
    assert parts_of(question) == (question,)


@given(st.text(alphabet=st.sampled_from("who and when what? et, quel ;"), max_size=80))
def test_parts_keep_the_words_and_are_few(question: str) -> None:
    parts = parts_of(question)
    assert 1 <= len(parts) <= MOST
    assert all(part in question for part in parts)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Item 4 of the agenda. Who gets the notice? We meet on Thursday.", "Who gets the notice?"),
        ("Which judges sat on OPSEU v. Central East LHIN?", ""),
        ("Our two boards voted last week to share one kitchen. Whom must we tell?", ""),
        ("Who gets the notice?", ""),
        ("No question here.", ""),
    ],
)
def test_short_remarks_around_a_question_can_be_left_out(text: str, asked: str) -> None:
    assert asking_alone(text) == asked
