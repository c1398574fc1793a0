"""Whether the answer says what it must, and nothing that it must not."""

from __future__ import annotations

from collections.abc import Sequence

from eval.matching import matched_text
from eval.questions import Claim, Question
from server.answer import Answer

EARLY_WORDS = 80


def stated_facts(question: Question, answer: Answer) -> list[bool]:
    """For each fact, whether the answer's first 250 words state it (DESIGN's matching rule)."""
    text = matched_text(answer.text)
    return [fact.stated_in(text) for fact in question.facts]


def facts_strict(question: Question, answer: Answer) -> float | None:
    """1 when every fact is stated, else 0; None when the question has no facts.

    Source: nugget evaluation of answers (Voorhees, TREC 2003 question answering track), with automatic matching.
    """
    return float(all(stated_facts(question, answer))) if question.facts else None


def facts_partial(question: Question, answer: Answer) -> float | None:
    """The share of the facts that are stated; None when the question has no facts.

    Source: nugget recall (Voorhees, TREC 2003 question answering track), all nuggets counting the same.
    """
    stated = stated_facts(question, answer)
    return sum(stated) / len(stated) if stated else None


def facts_early(question: Question, answer: Answer) -> float | None:
    """The share of the facts stated in the answer's first 80 words; None when the question has no facts.

    It tells an answer from a heap of passages in which the answer also stands.
    Source: our own; a limit on length as in the allowance of the TREC 2003 nugget measure.
    """
    if not question.facts:
        return None
    text = matched_text(answer.text, EARLY_WORDS)
    return sum(fact.stated_in(text) for fact in question.facts) / len(question.facts)


def forbidden_claims(question: Question, answer: Answer) -> Sequence[Claim]:
    """The forbidden statements that the answer makes."""
    text = matched_text(answer.text)
    return [claim for claim in question.forbidden if claim.stated_in(text)]


def forbidden_said(question: Question, answer: Answer) -> float | None:
    """1 when the answer makes at least one forbidden statement, else 0; None when none is listed.

    Source: our own; the wrong answers that a question invites are listed beforehand, as in TruthfulQA (Lin et al., 2022).
    """
    return float(bool(forbidden_claims(question, answer))) if question.forbidden else None
