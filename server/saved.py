"""Saved questions, and which of them rest on passages whose words, dates or standing have since changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from corpus.passage import Passage
from corpus.store import Store
from server.answer import Answer
from server.concordance import Piece, addresses, touches, word_difference
from server.errors import BadRequest, NotHeld

KIND = "saved_question"


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A passage as a saved answer cited it: its text and dates then, and what was quoted."""

    id: str
    title: str
    address: str
    text: str
    quote: str
    in_force_from: str = ""
    in_force_to: str = ""
    confidence: str = ""
    document_id: str = ""
    authority: str = ""

    @property
    def standing(self) -> tuple[str, str, str]:
        """When the rule held, and how surely it was known."""
        return self.in_force_from, self.in_force_to, self.confidence

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
    """What became of one cited passage: as it was and as it is, and whether the quotation still stands in it.

    Kinds: "changed", its words; "standing", the days on which it held or how surely it is known; "vanished", it is not
    held any more; "official_text", it was our brief, and the law's own words are now held for the same provision.
    """

    kind: Literal["changed", "standing", "vanished", "official_text"]
    cited: CitedPassage
    now: CitedPassage | None
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
            "now": self.now.text if self.now else "",
            "standing_then": _standing(self.cited),
            "standing_now": _standing(self.now) if self.now else None,
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
    """Keep a question with its answer; the same question for the same day and language takes the place of the earlier.

    Raise BadRequest when the answer quotes nothing: no change could ever touch it.
    """
    if not answer.citations:
        raise BadRequest(
            "The answer to this question quotes nothing, so there is nothing to follow; ask it another way.",
            "La réponse à cette question ne cite rien; il n'y a donc rien à suivre. Posez-la autrement.",
        )
    key = f"{answer.question}\n{answer.as_of}\n{answer.language}"
    saved = SavedQuestion(
        hashlib.sha256(key.encode("utf-8")).hexdigest()[:16],
        answer.question,
        answer.as_of,
        answer.language,
        answer.outcome,
        answer.text,
        now.astimezone(UTC).isoformat(timespec="seconds"),
        tuple(_as_cited(c.passage, c.quote) for c in answer.citations),
    )
    body = saved.to_json()
    body["cited"] = [asdict(c) for c in saved.cited]
    body["passage_ids"] = [c.id for c in saved.cited]  # what a check of the sources looks for
    store.put_record(KIND, saved.id, saved.saved_at, body)
    return saved


def _as_cited(passage: Passage, quote: str = "") -> CitedPassage:
    start, end = passage.validity.start, passage.validity.end
    return CitedPassage(
        passage.id,
        passage.title,
        passage.address,
        passage.text,
        quote,
        start.isoformat() if start else "",
        end.isoformat() if end else "",
        passage.confidence or "",
        passage.document_id,
        passage.authority,
    )


def _standing(cited: CitedPassage) -> dict[str, str]:
    start, end, confidence = cited.standing
    return {"in_force_from": start, "in_force_to": end, "confidence": confidence}


def forget_question(store: Store, saved_id: str) -> None:
    """Stop following a saved question; raise NotHeld when there is none of that id."""
    if not store.delete_record(KIND, saved_id):
        raise NotHeld(
            f"There is no saved question {saved_id!r}; `lhsia save` lists them.",
            f"Il n'y a pas de question enregistrée « {saved_id} »; `lhsia save` en donne la liste.",
        )


def saved_questions(store: Store) -> list[SavedQuestion]:
    """Every saved question, oldest first."""
    return [_read(body) for body in store.records(KIND)]


def _read(body: dict[str, Any]) -> SavedQuestion:
    kept = {key: value for key, value in body.items() if key != "passage_ids"}
    cited = tuple(CitedPassage(**passage) for passage in body["cited"])
    return SavedQuestion(**{**kept, "as_of": date.fromisoformat(body["as_of"]), "cited": cited})


def affected(store: Store) -> list[Affected]:
    """The saved questions that cite a passage which changed or vanished, with what changed."""
    saved = saved_questions(store)
    if not saved:
        return []
    held = {passage.id: passage for passage in store.passages()}
    official: dict[str, list[Passage]] = {}
    for passage in held.values():
        if passage.authority == "official":
            official.setdefault(passage.document_id, []).append(passage)
    found = [Affected(question, _changes(question.cited, held, official)) for question in saved]
    return [entry for entry in found if entry.changes]


def _changes(
    cited: Sequence[CitedPassage], held: Mapping[str, Passage], official: Mapping[str, Sequence[Passage]]
) -> tuple[PassageChange, ...]:
    changes = []
    for passage in dict.fromkeys(cited):
        now = held.get(passage.id)
        if now is None:
            changes.append(PassageChange("vanished", passage, None, False, ()))
            continue
        later, stands = _as_cited(now), passage.quote in now.text
        if now.text != passage.text:
            pieces = word_difference(passage.text, now.text)
            changes.append(PassageChange("changed", passage, later, stands, pieces))
        elif passage.authority and later.standing != passage.standing:
            changes.append(PassageChange("standing", passage, later, stands, ()))
        if passage.authority == "brief" and (text := _official(passage, official)):
            changes.append(PassageChange("official_text", passage, _as_cited(text), stands, ()))
    return tuple(changes)


def _official(cited: CitedPassage, official: Mapping[str, Sequence[Passage]]) -> Passage | None:
    """A passage of the law's own words at the provision that a brief restates."""
    places = addresses(cited.address.split("; ")) if cited.address else []
    for passage in official.get(cited.document_id, ()):
        own = addresses(passage.address.split("; ")) if passage.address else []
        if any(touches(place, own) for place in places):
            return passage
    return None
