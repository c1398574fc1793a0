"""The answer's form: its language and its length."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eval.questions import Question
from server.answer import Answer
from server.question import detect_language


def right_language(question: Question, answer: Answer) -> float:
    """1 when the answer says it is in the question's language, and its words are.

    Source: our own; the words are read by the function words of either language (`server.question.detect_language`).
    """
    text = " ".join(statement.text for statement in answer.statements) or answer.text
    return float(answer.language == question.language and detect_language(text) == question.language)


def words(answer: Answer) -> float:
    """How many words the answer's text has, parted by white space (DESIGN asks for fewer than 180)."""
    return float(len(answer.text.split()))


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """Mean, median, 95th percentile (linear, Hyndman and Fan's type 7) and maximum, rounded to a tenth; empty for no values."""
    if not values:
        return {}
    array = np.asarray(values, dtype=np.float64)
    median, p95 = np.percentile(array, [50, 95])
    figures = {"mean": array.mean(), "p50": median, "p95": p95, "max": array.max()}
    return {name: round(float(value), 1) for name, value in figures.items()}
