"""Saved questions, and which of them rest on passages that have since changed or vanished."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from corpus.passage import Passage
from corpus.store import Store
from server.answer import Answer
from server.concordance import Piece, word_difference

KIND = "saved_question"


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A passage as a saved answer cited it: its text then, and what was quoted."""

    id: str
    title: str
    address: str
    text: str
    quote: str

    @property
    def sha256(self) -> str:
        """The hash by which a change is seen."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question someone follows, with the answer it had."""

    id: str
    question: str
    as_of: date
    language: str
    outcome: str
    answer: str
    saved_at: str
    cited: tuple[CitedPassage, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values, without the passages' whole texts."""
        return {
            "id": self.id,
            "question": self.question,
            "as_of": self.as_of.isoformat(),
            "language": self.language,
            "outcome": self.outcome,
            "answer": self.answer,
            "saved_at": self.saved_at,
            "cited": [{"passage_id": c.id, "sha256": c.sha256, "quote": c.quote} for c in self.cited],
        }


@dataclass(frozen=True, slots=True)
class PassageChange:
    """What became of one cited passage: its words then and now, and whether the quotation still stands in it."""

    kind: Literal["changed", "vanished"]
    cited: CitedPassage
    now: str
    quote_stands: bool
    pieces: tuple[Piece, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "kind": self.kind,
            "passage_id": self.cited.id,
            "title": self.cited.title,
            "address": self.cited.address,
            "quote": self.cited.quote,
            "quote_stands": self.quote_stands,
            "then": self.cited.text,
            "now": self.now,
            "pieces": [{"kind": piece.kind, "text": piece.text} for piece in self.pieces],
        }


@dataclass(frozen=True, slots=True)
class Affected:
    """A saved question whose answer rests on something that changed."""

    saved: SavedQuestion
    changes: tuple[PassageChange, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"saved": self.saved.to_json(), "changes": [change.to_json() for change in self.changes]}


def save_question(store: Store, answer: Answer, now: datetime) -> SavedQuestion:
    """Keep a question with its answer; the same question for the same day and language takes the place of the earlier."""
    key = f"{answer.question}\n{answer.as_of}\n{answer.language}"
    saved = SavedQuestion(
        hashlib.sha256(key.encode("utf-8")).hexdigest()[:16],
        answer.question,
        answer.as_of,
        answer.language,
        answer.outcome,
        answer.text,
        now.astimezone(UTC).isoformat(timespec="seconds"),
        tuple(
            CitedPassage(c.passage.id, c.passage.title, c.passage.address, c.passage.text, c.quote)
            for c in answer.citations
        ),
    )
    body = saved.to_json()
    body["cited"] = [
        {"id": c.id, "title": c.title, "address": c.address, "text": c.text, "quote": c.quote}
        for c in saved.cited
    ]
    body["passage_ids"] = [c.id for c in saved.cited]  # what a check of the sources looks for
    store.put_record(KIND, saved.id, saved.saved_at, body)
    return saved


def saved_questions(store: Store) -> list[SavedQuestion]:
    """Every saved question, oldest first."""
    return [_read(body) for body in store.records(KIND)]


def _read(body: dict[str, Any]) -> SavedQuestion:
    kept = {key: value for key, value in body.items() if key != "passage_ids"}
    cited = tuple(CitedPassage(**passage) for passage in body["cited"])
    return SavedQuestion(**{**kept, "as_of": date.fromisoformat(body["as_of"]), "cited": cited})


def affected(store: Store) -> list[Affected]:
    """The saved questions that cite a passage which changed or vanished, with what changed."""
    held = {passage.id: passage for passage in store.passages()}
    found = [Affected(saved, _changes(saved.cited, held)) for saved in saved_questions(store)]
    return [entry for entry in found if entry.changes]


def _changes(cited: Sequence[CitedPassage], held: dict[str, Passage]) -> tuple[PassageChange, ...]:
    changes = []
    for passage in dict.fromkeys(cited):
        now = held.get(passage.id)
        if now is None:
            changes.append(PassageChange("vanished", passage, "", False, ()))
        elif now.text != passage.text:
            pieces = word_difference(passage.text, now.text)
            changes.append(PassageChange("changed", passage, now.text, passage.quote in now.text, pieces))
    return tuple(changes)
