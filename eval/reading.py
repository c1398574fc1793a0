"""The assistant with a reader that judges nothing twice: the evaluation asks for an answer, then for what was found."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace

from server.assistant import Assistant
from server.evidence import PassageReader

KEPT = 16


def reading_once(assistant: Assistant) -> Assistant:
    """The same assistant; what its reader said of the last KEPT questions is kept. Answers and their times stay the same."""
    if assistant.finder.reader is None:
        return assistant
    finder = copy(assistant.finder)
    finder.reader = OnceReader(assistant.finder.reader)
    return replace(assistant, finder=finder)


class OnceReader:
    """The reader inside, asked once for each question with its passages."""

    def __init__(self, inner: PassageReader) -> None:
        self._inner = inner
        self._said: dict[tuple[str, ...], list[float]] = {}

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """For each passage the log odds that it answers the question."""
        key = (question, *passages)
        if key not in self._said:
            while len(self._said) >= KEPT:
                self._said.pop(next(iter(self._said)))
            self._said[key] = self._inner.scores(question, passages)
        return self._said[key]
