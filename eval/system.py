"""What the evaluation asks of a system under test: an answer, and where it can, its ranked passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from corpus.passage import Passage
from index.hit import Hit
from server.answer import Answer, Request


class System(Protocol):
    """Anything that answers questions."""

    def answer(self, request: Request) -> Answer:
        """One reply; an AssistantError is counted as an outage."""


@runtime_checkable
class Retriever(Protocol):
    """A system that also shows what it found before it answered."""

    def retrieve(self, request: Request, k: int) -> Sequence[Hit]:
        """The k best passages for a request, best first."""


class RetrievingSystem(System, Retriever, Protocol):
    """A system that answers and shows what it found."""


class Passages(Protocol):
    """Where quotes are checked again: the passages as they are held, not as the answer carries them."""

    def passage(self, passage_id: str) -> Passage:
        """One passage; raise StoreError when it is not held."""

    def passages(self) -> Sequence[Passage]:
        """Every passage held."""
