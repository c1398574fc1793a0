"""Which questions are to be answered yes or no, and what others take for granted."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from server.yes_no import asked_form, premise_of


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Must we give notice?", "Must we give notice?"),
        ("Do we need to tell the LHIN?", "Do we need to tell the LHIN?"),
        ("Can you confirm that a LHIN had to publish its plan?", "a LHIN had to publish its plan?"),
        ("Is it true that LHINs are gone?", "LHINs are gone?"),
        ("LHINs had to publish a plan, right?", "LHINs had to publish a plan?"),
        (
            "After the 2016 changes, were hospices providers?",
            "After the 2016 changes, were hospices providers?",
        ),
        ("Must the plan say what changes and who pays?", ""),
        ("Est-ce que les RLISS existent?", "Est-ce que les RLISS existent?"),
        ("Faut-il donner un avis?", "Faut-il donner un avis?"),
        ("A-t-on besoin d’un avis?", "A-t-on besoin d'un avis?"),
        ("Est-il vrai que les RLISS existent?", "les RLISS existent?"),
        ("Le RLISS devait-il publier un plan, n'est-ce pas?", "Le RLISS devait-il publier un plan?"),
    ],
)
def test_a_yes_no_question_is_known_in_its_many_forms(text: str, form: str) -> None:
    assert asked_form(text) == form


@pytest.mark.parametrize(
    "text",
    [
        "What must we publish?",
        "When did the LHINs end?",
        "Who may ask?",
        "Quel organisme peut-il agir?",
        "Après 2016, par quoi le conseil pouvait-il agir?",
        "Combien de RLISS y avait-il?",
        "notice period",
        "",
    ],
)
def test_other_questions_are_not(text: str) -> None:
    assert asked_form(text) == ""


@pytest.mark.parametrize(
    ("text", "premise"),
    [
        ("Why did the LHIN approve the plan?", "did the LHIN approve the plan?"),
        ("Pourquoi le RLISS a-t-il approuvé le projet?", "le RLISS a-t-il approuvé le projet?"),
        ("In what year was the plan approved?", "was the plan approved?"),
        ("What did the LHIN approve?", ""),
        ("How many LHINs were there?", ""),
    ],
)
def test_what_a_question_takes_for_granted(text: str, premise: str) -> None:
    assert premise_of(text) == premise


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    asked_form(text)
    premise_of(text)
