"""Question files: reading and checking them; what must be said, what must not, and what must be refused."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

from corpus.passage import Language
from eval.errors import EvalError, QuestionsError
from eval.matching import compile_patterns, matches_any
from server.answer import Request, Turn
from server.readings import normalize

Part = Literal["development", "reported", "all"]
SHIPPED = Path(__file__).parent / "questions"
# The first letters of a shipped file's name say which half it belongs to.
PART_PREFIXES = {"development": "dev", "reported": "rep"}


@dataclass(frozen=True, slots=True)
class Claim:
    """Something an answer must say (a fact) or must not say (forbidden), recognised by any of its patterns."""

    text: str
    patterns: tuple[re.Pattern[str], ...]
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()

    def stated_in(self, text: str) -> bool:
        """Whether a text, already normalized, states it."""
        return matches_any(self.patterns, text)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an evaluation set, with what a right answer says and where it is found."""

    id: str
    text: str
    language: Language
    answerable: bool
    audience: str = ""
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    documents: tuple[str, ...] = ()
    pinpoints: tuple[str, ...] = ()
    facts: tuple[Claim, ...] = ()
    forbidden: tuple[Claim, ...] = ()
    difficulty: int = 0
    kind: str = ""
    family: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)

    def request(self) -> Request:
        """The question as a user would send it; its language is left for the system to tell."""
        return Request(question=self.text, history=self.history, as_of=self.as_of)


def load_questions(path: Path) -> list[Question]:
    """Every question of one file; raise EvalError naming the file, QuestionsError also the first line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise EvalError(f"The question file {path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise EvalError(f"The question file {path} is not text in UTF-8 ({error.reason}).") from error
    questions: list[Question] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        question = _read_line(path, number, line)
        if question.id in seen:
            raise QuestionsError(
                path, number, f"the id {question.id!r} stands on line {seen[question.id]} too."
            )
        seen[question.id] = number
        questions.append(question)
    if not questions:
        raise QuestionsError(path, 1, "the file holds no question.")
    return questions


def shipped_files(part: Part = "all", folder: Path = SHIPPED) -> list[Path]:
    """The question files that ship, of one half or of both, ordered by name."""
    prefixes = tuple(PART_PREFIXES.values()) if part == "all" else (PART_PREFIXES[part],)
    return sorted(path for path in folder.glob("*.jsonl") if path.name.startswith(prefixes))


def load_files(paths: Sequence[Path]) -> list[Question]:
    """The questions of several files, in order; an id may stand in one of them only."""
    owners: dict[str, Path] = {}
    questions = []
    for path in paths:
        for question in load_questions(path):
            if question.id in owners:
                raise QuestionsError(path, 1, f"the id {question.id!r} stands in {owners[question.id]} too.")
            owners[question.id] = path
            questions.append(question)
    return questions


def files_sha256(paths: Sequence[Path]) -> dict[str, str]:
    """SHA-256 of each file by its name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def failed_examples(question: Question) -> list[str]:
    """One sentence for each accepted example that no pattern matches and each rejected one that a pattern does."""
    failures = []
    for claim in (*question.facts, *question.forbidden):
        failures += [
            f"{question.id}: {claim.text!r} should accept {example!r}"
            for example in claim.accept
            if not claim.stated_in(normalize(example))
        ]
        failures += [
            f"{question.id}: {claim.text!r} should reject {example!r}"
            for example in claim.reject
            if claim.stated_in(normalize(example))
        ]
    return failures


def _read_line(path: Path, number: int, line: str) -> Question:
    try:
        raw = json.loads(line)
    except ValueError as error:
        raise QuestionsError(path, number, f"this is not JSON ({error}).") from error
    if not isinstance(raw, dict):
        raise QuestionsError(path, number, "a question is a JSON object.")
    try:
        return read_question(raw)
    except (KeyError, TypeError, ValueError, re.error) as error:
        reason = f"the field {error} is missing" if isinstance(error, KeyError) else str(error)
        raise QuestionsError(path, number, f"{reason}.") from error


def read_question(raw: Mapping[str, Any]) -> Question:
    """The question that a JSON object describes; raise KeyError, TypeError, ValueError or re.error."""
    language = raw["language"]
    if language not in ("en", "fr"):
        raise ValueError(f"language is {language!r}, it must be en or fr")
    if not isinstance(raw["answerable"], bool):
        raise TypeError("answerable must be true or false")
    for name in ("id", "question"):
        if not isinstance(raw[name], str) or not raw[name].strip():
            raise ValueError(f"{name} must be a text that is not empty")
    return Question(
        id=raw["id"],
        text=raw["question"],
        language=cast(Language, language),
        answerable=raw["answerable"],
        audience=str(raw.get("audience") or ""),
        history=tuple(_turn(turn) for turn in _objects(raw, "history")),
        as_of=_day(raw.get("as_of")),
        documents=_texts(raw, "documents"),
        pinpoints=_texts(raw, "pinpoints"),
        facts=tuple(_claim(claim, "facts") for claim in _objects(raw, "facts")),
        forbidden=tuple(_claim(claim, "forbidden") for claim in _objects(raw, "forbidden")),
        difficulty=_difficulty(raw.get("difficulty")),
        kind=str(raw.get("kind") or ""),
        family=str(raw.get("family") or ""),
        raw=raw,
    )


def _texts(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = raw.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{name} must be a list of texts")
    return tuple(values)


def _objects(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    values = raw.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise TypeError(f"{name} must be a list of objects")
    return values


def _day(value: Any) -> date | None:
    if not value:
        return None
    if not isinstance(value, str):
        raise TypeError(f"as_of is {value!r}, it must be a day such as 2015-06-01, or null")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"as_of is {value!r}, which is not a day such as 2015-06-01 ({error})") from error


def _difficulty(value: Any) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or value not in (0, 1, 2, 3):
        raise ValueError(f"difficulty is {value!r}, it must be 1, 2 or 3")
    return int(value)


def _turn(raw: Mapping[str, Any]) -> Turn:
    if raw["role"] not in ("user", "assistant"):
        raise ValueError(f"role is {raw['role']!r}, it must be user or assistant")
    if not isinstance(raw["content"], str):
        raise TypeError("the content of a turn of history must be a text")
    return Turn(raw["role"], raw["content"])


def _claim(raw: Mapping[str, Any], name: str) -> Claim:
    expressions = _texts(raw, "any")
    if not expressions:
        raise ValueError(f"an entry of {name} has no expression in 'any'")
    try:
        patterns = compile_patterns(expressions)
    except re.error as error:
        raise ValueError(f"the expression {error.pattern!r} of {name} is malformed ({error.msg})") from error
    return Claim(str(raw["text"]), patterns, _texts(raw, "accept"), _texts(raw, "reject"))
