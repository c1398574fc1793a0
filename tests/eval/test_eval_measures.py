from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from corpus.passage import Passage, Validity
from eval.baselines import Baseline, bm25_baseline
from eval.measures.calibration import calibration_error, confidence_earned, reliability, squared_error
from eval.measures.citations import (
    document_cited,
    document_first,
    pinpoint,
    provisions_exist,
    quotes_exact,
)
from eval.measures.dates import date_faults, wrong_date
from eval.measures.facts import facts_early, facts_partial, facts_strict, forbidden_said
from eval.measures.form import percentiles, right_language
from eval.measures.refusals import correct, false_refusal, refusal_precision, refusal_recall
from eval.measures.retrieval import document_within, facts_within, ranking_scores, retrieval_scores
from eval.questions import Question
from index.hit import Hit
from server.answer import Answer, Citation, Notice, Outcome, Statement

TODAY = date(2025, 1, 1)
MakePassage = Callable[..., Passage]
MakeQuestion = Callable[..., Question]


def answered(text: str = "", *cited: Passage, outcome: Outcome = "answered", **fields: Any) -> Answer:
    """An answer of one statement that cites whole passages."""
    citations = tuple(Citation(n, p, p.text, 0, len(p.text)) for n, p in enumerate(cited, 1))
    numbers = tuple(citation.number for citation in citations)
    given: dict[str, Any] = {"language": "en", "as_of": TODAY, "confidence": 0.5, **fields}
    statements = (Statement(text, numbers),) if text else ()
    return Answer("q", "q", outcome=outcome, text=text, statements=statements, citations=citations, **given)


def facts(*patterns: str) -> list[dict[str, Any]]:
    return [{"text": pattern, "any": [pattern]} for pattern in patterns]


def test_facts_strict_wants_all_and_partial_counts_the_share(make_question: MakeQuestion) -> None:
    question = make_question(facts=facts(r"\b60 days", "minister", "lhin", "board"))
    answer = answered("Within 60 days the Minister decides.")
    assert facts_strict(question, answer) == 0.0
    assert facts_partial(question, answer) == 0.5
    assert facts_strict(question, answered("60 days, Minister, LHIN, board")) == 1.0


def test_early_facts_stand_in_the_first_80_words(make_question: MakeQuestion) -> None:
    question = make_question(facts=facts("alpha", "omega"))
    assert facts_early(question, answered("alpha " + "word " * 79 + "omega")) == 0.5


def test_forbidden_statements_count_only_where_some_are_listed(make_question: MakeQuestion) -> None:
    question = make_question(forbidden=facts("90 days"))
    assert forbidden_said(question, answered("It takes 90 days.")) == 1.0
    assert forbidden_said(question, answered("It takes 60 days.")) == 0.0
    assert forbidden_said(make_question(), answered("90 days")) is None


def test_a_refusal_of_an_answerable_question_states_nothing(make_question: MakeQuestion) -> None:
    question = make_question(facts=facts("x"), documents=["act"], pinpoints=["s. 1"])
    refused = answered("Not in the corpus.", outcome="not_in_corpus")
    assert facts_partial(question, refused) == 0.0
    assert document_first(question, refused) == 0.0
    assert pinpoint(question, refused) == 0.0
    assert correct(question, refused) == 0.0
    assert false_refusal(question, refused) == 1.0
    assert refusal_precision(question, refused) == 0.0


def test_a_refusal_of_an_unanswerable_question_is_right(make_question: MakeQuestion) -> None:
    question = make_question(answerable=False)
    refused = answered(outcome="out_of_scope")
    assert (correct(question, refused), refusal_recall(question, refused)) == (1.0, 1.0)
    assert refusal_precision(question, refused) == 1.0
    assert false_refusal(question, refused) is None
    assert refusal_recall(question, answered("Yes.")) == 0.0


def test_an_outage_is_never_a_right_refusal(make_question: MakeQuestion) -> None:
    down = answered(outcome="unavailable")
    assert correct(make_question(answerable=False), down) == 0.0
    assert false_refusal(make_question(), down) == 1.0


def test_the_document_first_is_that_of_citation_one(
    make_passage: MakePassage, make_question: MakeQuestion
) -> None:
    question = make_question(documents=["act"])
    right, other = make_passage("act", "One."), make_passage("plan", "Two.")
    assert document_first(question, answered("x", right, other)) == 1.0
    assert document_first(question, answered("x", other, right)) == 0.0
    assert document_cited(question, answered("x", other, right)) == 1.0


@pytest.mark.parametrize(
    ("wanted", "address", "text", "right"),
    [
        ("s. 27", "s. 27 (3) (a)", "x", 1.0),
        ("s. 27 (3)", "s. 27", "x", 1.0),
        ("s. 27 (3)", "s. 27 (4)", "x", 0.0),
        ("s. 27", "ss. 25-28", "x", 1.0),
        ("s. 2", "s. 27", "x", 0.0),
        ("s. 27", "LHSIA, s. 27", "x", 1.0),
        ("s. 27", "", "As s. 27 (3) has it, notice is given.", 1.0),
        ("s. 27", "", "Notice is given.", 0.0),
        ("Part V", "Part V", "x", 1.0),
        ("s. 27", "O. Reg. 264/07, s. 2", "x", 0.0),
    ],
)
def test_a_pinpoint_is_met_by_the_place_itself_or_around_or_inside_it(
    make_passage: MakePassage, make_question: MakeQuestion, wanted: str, address: str, text: str, right: float
) -> None:
    question = make_question(documents=["act"], pinpoints=[wanted])
    assert pinpoint(question, answered("x", make_passage("act", text, address=address))) == right
    assert pinpoint(question, answered("x", make_passage("other", text, address=address))) == 0.0


def test_quotes_are_checked_against_the_passage_as_held(make_passage: MakePassage) -> None:
    held = make_passage("act", "The board must publish.")
    store = Baseline("x", [held], lambda _: [1.0])
    assert quotes_exact(answered("x", held), store) == 1.0
    forged = replace(held, text="The board may publish.")
    assert quotes_exact(answered("x", forged), store) == 0.0
    assert quotes_exact(answered("x", make_passage("act", "Unknown.")), store) == 0.0
    assert quotes_exact(answered("x"), store) is None


def test_a_named_provision_must_stand_in_a_cited_passage(make_passage: MakePassage) -> None:
    cited = make_passage("act", "Notice is due.", address="s. 27 (3)")
    assert provisions_exist(answered("Under s. 27, notice is due.", cited)) == 1.0
    assert provisions_exist(answered("Under s. 99, notice is due.", cited)) == 0.0
    assert provisions_exist(answered("Notice is due.", cited)) is None


def test_law_of_another_day_is_a_fault_unless_it_is_said(
    make_passage: MakePassage, make_question: MakeQuestion
) -> None:
    ended = Validity(date(2006, 3, 28), date(2021, 4, 1))
    passage = make_passage("act", "Notice is due.", kind="statute", address="s. 27", validity=ended)
    silent = answered("Notice is due.", passage)
    assert wrong_date(make_question(), silent, TODAY) == 1.0
    assert "s. 27" in date_faults(make_question(), silent, TODAY)[0]
    assert wrong_date(make_question(), replace(silent, warnings=(Notice("repealed", "x"),)), TODAY) == 0.0
    assert wrong_date(make_question(), replace(silent, as_of=date(2018, 6, 1)), TODAY) == 0.0
    assert wrong_date(make_question(), answered("x", replace(passage, kind="news")), TODAY) == 0.0


def test_another_day_than_asked_is_a_fault(make_question: MakeQuestion) -> None:
    question = make_question(as_of="2018-06-01", forbidden=facts("repealed"))
    assert wrong_date(question, answered("In force.", as_of=date(2018, 6, 1)), TODAY) == 0.0
    assert wrong_date(question, answered("In force."), TODAY) == 1.0
    assert wrong_date(question, answered("It was repealed.", as_of=date(2018, 6, 1)), TODAY) == 1.0


@pytest.mark.parametrize("text", ["And today?", "Est-ce la même loi aujourd’hui?", "What must we do now?"])
def test_a_question_about_the_present_is_answered_as_of_today(make_question: MakeQuestion, text: str) -> None:
    question = make_question(question=text)
    assert wrong_date(question, answered("x"), TODAY) == 0.0
    assert wrong_date(question, answered("x", as_of=date(2016, 7, 1)), TODAY) == 1.0
    assert wrong_date(make_question(), answered("x", as_of=date(2016, 7, 1)), TODAY) == 0.0


def test_brier_and_reliability_by_hand() -> None:
    assert squared_error(0.8, True) == pytest.approx(0.04)
    assert squared_error(0.8, False) == pytest.approx(0.64)
    bins = reliability([0.05, 0.91, 0.99, 1.0], [False, True, True, False])
    assert [(b.low, b.n) for b in bins] == [(0.0, 1), (0.9, 3)]
    assert bins[1].right == pytest.approx(2 / 3)
    assert calibration_error(bins) == pytest.approx((0.05 + 3 * abs((0.91 + 0.99 + 1) / 3 - 2 / 3)) / 4)


def test_confidence_is_earned_by_a_right_answer_and_by_an_answer_that_was_withheld(
    make_question: MakeQuestion,
) -> None:
    due, none = make_question(facts=facts("alpha")), make_question(answerable=False)
    refused = answered("No.", outcome="not_in_corpus")
    assert confidence_earned(due, answered("alpha"))
    assert not confidence_earned(due, answered("beta"))
    assert confidence_earned(due, refused)
    assert not confidence_earned(none, refused)
    assert not confidence_earned(none, answered("alpha"))


def test_language_is_read_from_the_words_not_only_the_label(make_question: MakeQuestion) -> None:
    french = make_question(language="fr")
    assert right_language(french, answered("Le conseil doit publier son plan.", language="fr")) == 1.0
    assert right_language(french, answered("The board must publish its plan.", language="fr")) == 0.0
    assert right_language(french, answered("Le conseil doit publier son plan.", language="en")) == 0.0


def test_percentiles_by_hand() -> None:
    assert percentiles([1.0, 2.0, 3.0]) == {"mean": 2.0, "p50": 2.0, "p95": 2.9, "max": 3.0}
    assert percentiles([]) == {}


def test_ranking_measures_by_hand_and_an_empty_ranking_scores_zero() -> None:
    scores = ranking_scores({"a": {"x": 1, "y": 1}, "b": {"x": 1}}, {"a": ["z", "x", "w", "y"]})
    assert scores["a"]["mrr_10"] == pytest.approx(0.5)
    assert scores["a"]["map_10"] == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert scores["a"]["recall_5"] == 1.0
    assert scores["a"]["success_1"] == 0.0
    ideal = 1 + 1 / math.log2(3)
    assert scores["a"]["ndcg_10"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal)
    assert set(scores["b"].values()) == {0.0}


def test_recall_at_a_budget_of_characters(make_passage: MakePassage, make_question: MakeQuestion) -> None:
    question = make_question(documents=["act"], facts=facts("alpha", "omega"))
    hits = [
        Hit(make_passage("plan", "x" * 1_990), 2.0, 1, {}),
        Hit(make_passage("act", "alpha bc then omega"), 1.0, 2, {}),
    ]
    assert facts_within(question, hits, 2_000) == 0.5
    assert document_within(question, hits, 2_000) == 1.0
    assert document_within(question, hits, 1_990) == 0.0
    scores = retrieval_scores(question, hits)
    assert (scores["facts_in_2000"], scores["facts_in_5000"], scores["mrr_10"]) == (0.5, 1.0, 0.5)
    assert retrieval_scores(make_question(answerable=False), hits) == {}


def test_bm25_by_hand(make_passage: MakePassage) -> None:
    passages = [make_passage("", text) for text in ("pier pier", "pier lantern", "lantern sails")]
    ranking = bm25_baseline(passages)
    scores = ranking._rank("pier")
    weight = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    assert scores == pytest.approx([weight * 2 * 2.2 / (2 + 1.2), weight * 2.2 / (1 + 1.2), 0.0])
