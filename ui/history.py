"""Conversations as the browser keeps them: plain values, checked when they come back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal, cast

from corpus.catalogue import KINDS
from corpus.passage import Language
from server.answer import Request, Turn
from server.errors import BadRequest
from server.typed_day import typed_day

Mode = Literal["answer", "quotes", "search"]
MODES: tuple[Mode, ...] = ("answer", "quotes", "search")
KEPT = 50
REMEMBERED = 10
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the form sent it, with its limits."""

    question: str
    mode: Mode = "answer"
    as_of: str = ""
    language: str = ""
    kinds: tuple[str, ...] = ()
    document: str = ""

    def request(self, history: tuple[Turn, ...] = ()) -> Request:
        """The question as the assistant takes it; raise BadRequest when its day is none."""
        return Request(
            question=self.question,
            history=history,
            as_of=typed_day(self.as_of) if self.as_of else None,
            language=cast(Language, self.language) if self.language else None,
            kinds=frozenset(self.kinds),
            documents=frozenset([self.document] if self.document else []),
        )


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its reply: an answer as JSON, or the ids of the passages that a search found."""

    asked: Asked
    answer: dict[str, Any] = field(default_factory=dict)
    found: tuple[str, ...] = ()
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """The exchange as the browser keeps it."""
        return asdict(self)


def read_asked(data: object) -> Asked | None:
    """What a form sent; None when there is no question in it, limits that cannot be read are left out."""
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        return None
    question = data["question"].strip()
    if not question:
        return None
    mode = data.get("mode")
    kinds = data.get("kinds") or []
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return Asked(
        question=question,
        mode=mode if mode in MODES else "answer",
        as_of=written_as_iso(data.get("as_of")),
        language=data["language"] if data.get("language") in ("en", "fr") else "",
        kinds=tuple(k for k in kinds if isinstance(k, str) and k in KINDS),
        document=data["document"] if isinstance(data.get("document"), str) else "",
    )


def written_as_iso(value: object) -> str:
    """What a field for a day holds: the day as ISO, or the text as it was typed when it names none."""
    typed = value.strip() if isinstance(value, str) else ""
    try:
        return typed_day(typed).isoformat() if typed else ""
    except BadRequest:
        return typed


def iso_day(value: object) -> str:
    """An ISO day, or "" when the value is none."""
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) and value else ""
    except ValueError:
        return ""


def read_turns(before: object) -> tuple[Turn, ...]:
    """The conversation so far as a form sent it, [question, answer] by exchange; what cannot be read is left out."""
    pairs = before[-REMEMBERED:] if isinstance(before, list) else []
    turns: list[Turn] = []
    for pair in pairs:
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(said, str) for said in pair):
            turns.append(Turn("user", pair[0][:LONGEST]))
            turns += [Turn("assistant", pair[1][:LONGEST])] if pair[1] else []
    return tuple(turns)


def read_number(data: object) -> int:
    """The number that an exchange has in its conversation, from 1."""
    number = data.get("number") if isinstance(data, dict) else None
    return number if isinstance(number, int) and number > 0 else 1


def read_history(stored: object) -> list[Exchange]:
    """The exchanges that a browser kept; what is not whole is dropped."""
    if not isinstance(stored, list):
        return []
    return [exchange for raw in stored[-KEPT:] if (exchange := _exchange(raw)) is not None]


def _exchange(raw: object) -> Exchange | None:
    if not isinstance(raw, dict):
        return None
    asked = read_asked(raw.get("asked"))
    answer = raw.get("answer")
    if asked is None or not isinstance(answer, dict) or (answer and not _is_answer(answer)):
        return None
    found = raw.get("found") if isinstance(raw.get("found"), list) else []
    return Exchange(
        asked, answer, tuple(i for i in found or [] if isinstance(i, str)), str(raw.get("error", ""))
    )


def _is_answer(answer: dict[str, Any]) -> bool:
    """Whether a stored answer has what the page shows of one."""
    texts = ("answer", "outcome", "language", "as_of", "trace_id")
    lists = ("citations", "warnings", "statements", "related")
    return all(isinstance(answer.get(name), str) for name in texts) and all(
        isinstance(answer.get(name), list) for name in lists
    )
