"""What kind of thing a question asks for, and whether a passage offers it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from corpus.passage import Passage, Validity
from index.tokens import tokenize
from server.answer import Request
from server.answer_type import FIT, asks_names, fit_features, kinds
from server.knowledge import shipped_knowledge
from server.question import Question, Standalone, read_question

KNOWLEDGE = shipped_knowledge()
TODAY = date(2026, 11, 30)
TEXT = "The plan of 2012 set aside $2 million and named 14 networks, which meet every month."


def asked(text: str) -> Question:
    return read_question(Request(text), Standalone(text, text), KNOWLEDGE, TODAY)


def fit(question: Question, of: Passage) -> dict[str, float]:
    return fit_features(question, of, frozenset(tokenize(" ".join((of.text, *of.questions)), of.language)))


def passage(
    text: str = TEXT, *questions: str, kind: str = "brief", validity: Validity | None = None
) -> Passage:
    return Passage(
        id="p", document_id="plan", language="en", kind=kind, authority="brief", title="Plan", text=text, start=0,
        end=len(text), ordinal=0, questions=questions, validity=validity or Validity(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much did the programme cost?", "money"),
        ("Quel était le budget du programme?", "money"),
        ("What percentage of patients went home?", "share"),
        ("Combien d'équipes ont été choisies?", "count"),
        ("Who chaired the panel?", "who"),
        ("Quels hôpitaux ont participé?", "name"),
        ("What is the fine for not giving notice?", "sanction"),
        ("Peut-on interjeter appel de la décision?", "appeal"),
        ("Pourquoi le RLISS a-t-il refusé?", "reason"),
        ("How often does the board meet?", "often"),
    ],
)
def test_a_question_tells_what_it_asks_for(question: str, kind: str) -> None:
    assert kind in kinds(question)


@pytest.mark.parametrize(
    ("question", "name", "value"),
    [
        ("What did the plan cost?", "things_unmet", 0.0),
        ("What percentage of the money was spent?", "things_unmet", 1.0),
        ("How many networks did it name?", "count_met", 1.0),
        ("How many hospitals did it name?", "count_unmet", 1.0),
        ("How often do the networks meet?", "things_unmet", 0.0),
        ("What penalty did the plan set?", "things_unmet", 1.0),
        ("What did the plan of 2012 set aside?", "year_missing", 0.0),
        ("What did the plan of 2019 set aside?", "year_missing", 1.0),
        ("What did the third plan set aside?", "ordinal_missing", 1.0),
        ("Which networks were named?", "focus_missing", 0.0),
        ("What conclusions did the plan draw?", "focus_missing", 1.0),
        ("Quelles ont été les conclusions du plan?", "focus_missing", 1.0),
        ("Which 14 networks were they?", "list_short", 1.0),
        ("Can you name the five networks?", "list_short", 1.0),
        ("Which networks met in the 14 years?", "list_short", 0.0),
    ],
)
def test_a_passage_offers_it_by_the_form_of_its_text(question: str, name: str, value: float) -> None:
    assert fit(asked(question), passage())[name] == value


def test_a_fact_offers_what_its_own_questions_ask_for() -> None:
    question = asked("Why did the plan come out?")
    assert fit(question, passage(TEXT, "What did the plan set aside?"))["reason_unmet"] == 1.0
    assert fit(question, passage(TEXT, "Why was the plan drawn up?"))["reason_unmet"] == 0.0


def test_law_that_holds_on_the_day_needs_no_year() -> None:
    law = passage("A provider gives notice.", kind="statute", validity=Validity(date(2006, 3, 28), None))
    question = asked("Did a provider have to give notice in 2012?")
    assert fit(question, law)["year_missing"] == 0.0


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_words_give_every_feature_within_bounds(question: str, text: str) -> None:
    features = fit(asked(question), passage(text or "x", question))
    assert tuple(features) == FIT
    assert all(0 <= value <= 60 for value in features.values())


def test_a_list_that_is_long_enough_is_not_short() -> None:
    listing = passage("The plan named networks in Ottawa, Sudbury and Windsor.")
    assert fit(asked("Which three networks did it name?"), listing)["list_short"] == 0.0
    assert fit(asked("Quels sont les huit réseaux nommés?"), listing)["list_short"] == 1.0


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who else sat on the panel?", True),
        ("Which hospitals took part?", True),
        ("Qui siégeait au comité avec lui?", True),
        ("How many hospitals took part?", False),
        ("Combien de temps le RLISS avait-il?", False),
    ],
)
def test_a_question_tells_whether_names_are_wanted(question: str, expected: bool) -> None:
    assert asks_names(asked(question)) is expected
