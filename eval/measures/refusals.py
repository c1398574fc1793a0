"""Whether the system refuses what it cannot know, and only that."""

from __future__ import annotations

from eval.measures.facts import facts_strict, forbidden_claims
from eval.questions import Question
from server.answer import Answer

REFUSALS = frozenset({"not_in_corpus", "out_of_scope", "needs_clarification"})


def is_refusal(answer: Answer) -> bool:
    """Whether the answer declines; an outage ("unavailable") is a failure, never a right refusal."""
    return answer.outcome in REFUSALS


def refusal_precision(question: Question, answer: Answer) -> float | None:
    """Of the questions that were refused, the share that has no answer in the corpus; None for an answered one.

    Source: precision and recall of abstention, as for the no-answer questions of SQuAD 2.0 (Rajpurkar et al., 2018).
    """
    return float(not question.answerable) if is_refusal(answer) else None


def refusal_recall(question: Question, answer: Answer) -> float | None:
    """Of the questions that have no answer, the share that was refused; None for an answerable one.

    Source: as for `refusal_precision`.
    """
    return None if question.answerable else float(is_refusal(answer))


def false_refusal(question: Question, answer: Answer) -> float | None:
    """Of the answerable questions, the share that got no answer (outages included); None for an unanswerable one.

    Source: over-abstention in selective answering (El-Yaniv and Wiener, 2010: one less the coverage).
    """
    if not question.answerable:
        return None
    return float(is_refusal(answer) or answer.outcome == "unavailable")


def correct(question: Question, answer: Answer) -> float:
    """1 when the question was handled rightly: answered with all facts and nothing forbidden, or refused where due.

    A refusal beside which the facts happen to stand is still a refusal. An answerable question without listed facts counts
    as right when it is answered. Source: accuracy with a no-answer option, as for SQuAD 2.0 (Rajpurkar et al., 2018).
    """
    if forbidden_claims(question, answer):
        return 0.0
    if not question.answerable:
        return float(is_refusal(answer))
    if false_refusal(question, answer):
        return 0.0
    strict = facts_strict(question, answer)
    return 1.0 if strict is None else strict
