"""How well the passages were found, with documents as units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import AP, RR, R, Success, nDCG

from eval.questions import Question
from index.hit import Hit
from server.readings import normalize

DEPTH = 20
BUDGETS = (2_000, 5_000)
# Names in our files -> measures as ir-measures writes them (https://ir-measur.es).
RANKED = {
    "success_1": Success @ 1,
    "recall_5": R @ 5,
    "recall_10": R @ 10,
    "mrr_10": RR @ 10,
    "ndcg_10": nDCG @ 10,
    "map_10": AP @ 10,
}


def ranking_scores(
    judgments: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Scores by query and measure; a query that found nothing scores 0 rather than being left out.

    `judgments`: grades by query and document id. `rankings`: document ids by query, best first, none twice.
    Sources: recall and average precision (van Rijsbergen, 1979), reciprocal rank (Voorhees, 1999),
    nDCG (Jarvelin and Kekalainen, 2002).
    """
    qrels = [
        ir_measures.Qrel(query, document, grade)
        for query, grades in judgments.items()
        for document, grade in grades.items()
    ]
    run = [
        ir_measures.ScoredDoc(query, document, 1.0 / rank)
        for query, ranking in rankings.items()
        for rank, document in enumerate(ranking, 1)
    ]
    names = {measure: name for name, measure in RANKED.items()}
    scores: dict[str, dict[str, float]] = {query: dict.fromkeys(RANKED, 0.0) for query in judgments}
    for metric in ir_measures.iter_calc(list(names), qrels, run):
        scores[metric.query_id][names[metric.measure]] = float(metric.value)
    return scores


def document_ranking(hits: Sequence[Hit]) -> list[str]:
    """Document ids in the order of their best passage."""
    return list(dict.fromkeys(hit.passage.document_id for hit in hits))


def retrieval_scores(question: Question, hits: Sequence[Hit]) -> dict[str, float]:
    """Every retrieval measure of one answerable question; empty when the question names no document."""
    if not question.answerable or not question.documents:
        return {}
    judgments = {question.id: dict.fromkeys(question.documents, 1)}
    scores = ranking_scores(judgments, {question.id: document_ranking(hits)})[question.id]
    for budget in BUDGETS:
        scores[f"document_in_{budget}"] = document_within(question, hits, budget)
        if question.facts:
            scores[f"facts_in_{budget}"] = facts_within(question, hits, budget)
    return scores


def document_within(question: Question, hits: Sequence[Hit], budget: int) -> float:
    """1 when a right document has a passage, even a part of one, within the first `budget` characters found.

    A budget of characters makes systems with short and with long passages comparable
    (character-level recall: Pipitone and Alami, LegalBench-RAG, 2024).
    """
    return float(any(hit.passage.document_id in question.documents for hit, _ in _within(hits, budget)))


def facts_within(question: Question, hits: Sequence[Hit], budget: int) -> float:
    """The share of the question's facts that the first `budget` characters of the passages found already state."""
    text = normalize(" ".join(text for _, text in _within(hits, budget)))
    return sum(fact.stated_in(text) for fact in question.facts) / len(question.facts)


def _within(hits: Sequence[Hit], budget: int) -> list[tuple[Hit, str]]:
    kept: list[tuple[Hit, str]] = []
    for hit in hits:
        if budget <= 0:
            break
        kept.append((hit, hit.passage.text[:budget]))
        budget -= len(hit.passage.text)
    return kept
