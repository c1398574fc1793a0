"""One answer scored: every measure that applies to it, and the evidence for what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from eval.measures.calibration import confidence_earned, squared_error
from eval.measures.citations import (
    document_cited,
    document_first,
    is_exact,
    pinpoint,
    provisions_exist,
    quotes_exact,
    unknown_provisions,
)
from eval.measures.dates import date_faults, wrong_date
from eval.measures.facts import (
    facts_early,
    facts_partial,
    facts_strict,
    forbidden_claims,
    forbidden_said,
    stated_facts,
)
from eval.measures.form import right_language, words
from eval.measures.refusals import (
    correct,
    false_refusal,
    refusal_precision,
    refusal_recall,
)
from eval.measures.retrieval import retrieval_scores
from eval.questions import Question
from eval.support import support_faults, supported_share
from eval.system import Passages
from index.hit import Hit
from server.answer import Answer


@dataclass(frozen=True, slots=True)
class Measure:
    """One column of the tables: its key in the files, its title, and which way is better."""

    name: str
    title: str
    better: Literal["high", "low", "neither"] = "high"
    headline: bool = False
    share: bool = True


MEASURES: tuple[Measure, ...] = (
    Measure("correct", "Handled rightly", headline=True),
    Measure("facts_strict", "All facts stated", headline=True),
    Measure("facts_partial", "Share of facts stated", headline=True),
    Measure("facts_early", "Share of facts in the first 80 words", headline=True),
    Measure("document_first", "Right document first", headline=True),
    Measure("document_cited", "Right document cited"),
    Measure("pinpoint", "Right provision cited", headline=True),
    Measure("supported", "Statements that follow from their citation", headline=True),
    Measure("quotes_exact", "Quotes exact", headline=True),
    Measure("provisions_exist", "Provisions named exist", headline=True),
    Measure("wrong_date", "Law of the wrong day", "low", headline=True),
    Measure("forbidden_said", "Forbidden statement made", "low", headline=True),
    Measure("refusal_precision", "Refusals that were right", headline=True),
    Measure("refusal_recall", "Unanswerable questions refused", headline=True),
    Measure("false_refusal", "Answerable questions refused", "low", headline=True),
    Measure("brier", "Brier score of the confidence", "low", headline=True, share=False),
    Measure("language", "In the question's language", headline=True),
    Measure("words", "Words in the answer", "neither", share=False),
    Measure("success_1", "Right document found first"),
    Measure("recall_5", "Recall of documents at 5"),
    Measure("recall_10", "Recall of documents at 10"),
    Measure("mrr_10", "Mean reciprocal rank at 10", share=False),
    Measure("ndcg_10", "nDCG at 10", share=False),
    Measure("map_10", "Mean average precision at 10", share=False),
    Measure("document_in_2000", "Right document in 2,000 characters"),
    Measure("document_in_5000", "Right document in 5,000 characters"),
    Measure("facts_in_2000", "Facts in 2,000 characters found"),
    Measure("facts_in_5000", "Facts in 5,000 characters found"),
)
BY_NAME = {measure.name: measure for measure in MEASURES}
HEADLINE = tuple(measure for measure in MEASURES if measure.headline)

Scores = dict[str, float]


def score_answer(
    question: Question, answer: Answer, held: Passages, *, today: date, hits: Sequence[Hit] | None = None
) -> Scores:
    """Every measure that applies to the question and its answer, by name; `hits` adds the retrieval measures.

    `today` is the day that the system takes for today.
    """
    earned = confidence_earned(question, answer)
    values = {
        "correct": correct(question, answer),
        "facts_strict": facts_strict(question, answer),
        "facts_partial": facts_partial(question, answer),
        "facts_early": facts_early(question, answer),
        "forbidden_said": forbidden_said(question, answer),
        "document_first": document_first(question, answer),
        "document_cited": document_cited(question, answer),
        "pinpoint": pinpoint(question, answer),
        "quotes_exact": quotes_exact(answer, held),
        "provisions_exist": provisions_exist(answer),
        "supported": supported_share(answer),
        "refusal_precision": refusal_precision(question, answer),
        "refusal_recall": refusal_recall(question, answer),
        "false_refusal": false_refusal(question, answer),
        "brier": squared_error(answer.confidence, earned),
        "earned": float(earned),
        "wrong_date": wrong_date(question, answer, today),
        "language": right_language(question, answer),
        "words": words(answer),
    }
    scores = {name: value for name, value in values.items() if value is not None}
    return scores | (retrieval_scores(question, hits) if hits is not None else {})


def evidence(question: Question, answer: Answer, held: Passages, *, today: date) -> dict[str, Any]:
    """What went wrong, for a person to judge; only the kinds of fault that were found."""
    stated = stated_facts(question, answer)
    unsupported = [(s.text, support_faults(s, answer)) for s in answer.statements]
    found = {
        "missing": [fact.text for fact, said in zip(question.facts, stated, strict=True) if not said],
        "forbidden": [claim.text for claim in forbidden_claims(question, answer)],
        "dates": date_faults(question, answer, today),
        "unsupported": [{"text": text, "why": faults} for text, faults in unsupported if faults],
        "inexact": [c.number for c in answer.citations if not is_exact(c, held)],
        "unknown_provisions": unknown_provisions(answer),
    }
    return {name: value for name, value in found.items() if value}
