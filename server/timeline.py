"""The dated events of bodies and laws, read from the shipped brief `timeline`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from corpus.passage import Language, Passage
from server.dates import read_moment
from server.readings import YEAR

DOCUMENT = "timeline"


@dataclass(frozen=True, slots=True)
class Event:
    """One dated event; `day` is the first day that its words name (ISO; "" when they name none)."""

    passage: Passage
    day: str
    year: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "passage_id": self.passage.id,
            "day": self.day,
            "year": self.year,
            "period": self.passage.heading_path[-1] if self.passage.heading_path else "",
            "text": self.passage.text,
            "language": self.passage.language,
            "confidence": self.passage.confidence,
            "sources": list(self.passage.sources),
        }


def events(passages: Iterable[Passage], language: Language) -> list[Event]:
    """The timeline's events in one language, in the brief's order, which is that of the days."""
    return [
        _event(passage)
        for passage in passages
        if passage.document_id == DOCUMENT and passage.language == language and passage.confidence != "open"
    ]


def _event(passage: Passage) -> Event:
    moment = read_moment(passage.text, landmarks=())
    found = YEAR.search(passage.text)
    year = str(moment.day.year) if moment.day else found[0] if found else ""
    return Event(passage, moment.day.isoformat() if moment.day else "", year)
