"""Which kind of integration is this, and what must we do: decision trees kept as data, ending in a checklist."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from corpus.passage import Language, Validity
from server.answer import Citation
from server.deadlines import deadline_rules
from server.errors import AnswerError, BadRequest
from server.facts import Facts, cite_whole

Role = Literal["provider", "funder"]
ROLES: tuple[Role, ...] = ("provider", "funder")


class WalkthroughError(AnswerError):
    """The decision trees are not sound: a branch leads nowhere, or a citation does not exist."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question and where it leads."""

    id: str
    en: str
    fr: str
    next: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a tree with its answers, and the fact that makes it matter ("document anchor")."""

    tree: str
    id: str
    question_en: str
    question_fr: str
    cites: str
    answers: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class End:
    """The kind of integration that a path leads to, and the item ids of the checklist for each role."""

    tree: str
    id: str
    title_en: str
    title_fr: str
    cites: str
    provider: tuple[str, ...]
    funder: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemText:
    """One thing to do as the data has it."""

    id: str
    en: str
    fr: str
    evidence_en: str
    evidence_fr: str
    cites: str
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """One decision tree and the days whose law it follows."""

    id: str
    title_en: str
    title_fr: str
    validity: Validity
    first: str
    questions: Mapping[str, Question]
    ends: Mapping[str, End]


@dataclass(frozen=True, slots=True)
class Branch:
    """One answer that may be given next, and the provision that it leads to, with its dates."""

    id: str
    text: str
    citation: Citation

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"id": self.id, "text": self.text, "citation": self.citation.to_json()}


@dataclass(frozen=True, slots=True)
class Step:
    """Where a walk stands: the question to answer next, or the end that was reached."""

    tree: str
    text: str
    citation: Citation
    choices: tuple[Branch, ...] = ()
    end: str = ""
    path: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values; `path` holds the questions and answers so far, in words."""
        return {
            "tree": self.tree,
            "text": self.text,
            "citation": self.citation.to_json(),
            "choices": [choice.to_json() for choice in self.choices],
            "end": self.end or None,
            "path": [{"question": question, "answer": answer} for question, answer in self.path],
        }


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("server").joinpath("data/walkthrough.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def trees() -> tuple[Tree, ...]:
    """The trees that ship."""
    data = _data()
    return tuple(
        Tree(
            raw["id"],
            raw["title_en"],
            raw["title_fr"],
            Validity(raw["start"], raw.get("end")),
            raw["first"],
            {n["id"]: _question(n) for n in data["nodes"] if n["tree"] == raw["id"]},
            {e["id"]: _end(e) for e in data["ends"] if e["tree"] == raw["id"]},
        )
        for raw in data["trees"]
    )


def _question(raw: dict[str, Any]) -> Question:
    return Question(**{**raw, "answers": tuple(Choice(**choice) for choice in raw["answers"])})


def _end(raw: dict[str, Any]) -> End:
    return End(**{**raw, "provider": tuple(raw["provider"]), "funder": tuple(raw["funder"])})


@lru_cache(maxsize=1)
def items() -> dict[str, ItemText]:
    """The items of all checklists by id."""
    return {raw["id"]: ItemText(**raw) for raw in _data()["items"]}


def tree_for(day: date) -> Tree:
    """The tree of the law in force on a day; raise BadRequest before LHSIA."""
    for tree in trees():
        if tree.validity.holds_on(day):
            return tree
    raise BadRequest(
        f"No integration law of this corpus was in force on {day}; LHSIA began on 2006-03-28.",
        f"Aucune loi sur l'intégration de ce corpus n'était en vigueur le {day}; la LISSL a commencé le 2006-03-28.",
    )


def walk(day: date, answers: Sequence[str], facts: Facts, language: Language = "en") -> Step:
    """Follow the answers (ids of choices, in order) and give the next question or the end reached.

    Raise BadRequest for an answer that the question does not have, or one too many.
    """
    tree = tree_for(day)
    place, path = tree.first, []
    for answer in answers:
        question = tree.questions.get(place)
        if question is None:
            raise BadRequest(
                f"The walk already ended at {place!r}; the answer {answer!r} is one too many.",
                f"Le parcours s'est déjà terminé à « {place} »; la réponse « {answer} » est de trop.",
            )
        choice = next((choice for choice in question.answers if choice.id == answer), None)
        if choice is None:
            known = ", ".join(choice.id for choice in question.answers)
            raise BadRequest(
                f"The question {place!r} has no answer {answer!r}; choose one of {known}.",
                f"La question « {place} » n'a pas de réponse « {answer} »; choisissez parmi {known}.",
            )
        path.append(
            (
                in_language(question.question_en, question.question_fr, language),
                in_language(choice.en, choice.fr, language),
            )
        )
        place = choice.next
    if place in tree.ends:
        end = tree.ends[place]
        title = in_language(end.title_en, end.title_fr, language)
        return Step(tree.id, title, cite(end.cites, facts, language), (), end.id, tuple(path))
    question = tree.questions[place]
    choices = tuple(_branch(tree, choice, facts, language) for choice in question.answers)
    text = in_language(question.question_en, question.question_fr, language)
    return Step(tree.id, text, cite(question.cites, facts, language), choices, "", tuple(path))


def _branch(tree: Tree, choice: Choice, facts: Facts, language: Language) -> Branch:
    leads_to = tree.questions.get(choice.next) or tree.ends[choice.next]
    return Branch(
        choice.id, in_language(choice.en, choice.fr, language), cite(leads_to.cites, facts, language)
    )


def in_language(english: str, french: str, language: Language) -> str:
    """The words of one language."""
    return french if language == "fr" else english


def cite(place: str, facts: Facts, language: Language, number: int = 1) -> Citation:
    """A citation of the fact that the data names as "document anchor"."""
    document, anchor = place.split()
    return cite_whole(facts.get(document, anchor, language), number)


def check_trees(facts: Facts) -> None:
    """Raise WalkthroughError unless every branch reaches an end, without a circle, and every citation is held."""
    rules = {rule.id for rule in deadline_rules()}
    for tree in trees():
        for path in _paths(tree, tree.first, ()):
            if path[-1] not in tree.ends:
                raise WalkthroughError(f"In the tree {tree.id!r}, {' > '.join(path)} does not reach an end.")
        reached = {place for path in _paths(tree, tree.first, ()) for place in path}
        idle = sorted((set(tree.questions) | set(tree.ends)) - reached)
        if idle:
            raise WalkthroughError(f"In the tree {tree.id!r}, nothing leads to {idle[0]!r}.")
    for place in _citations():
        document, anchor = place.split()
        if not facts.holds(document, anchor):
            raise WalkthroughError(f"The walk-through cites {place!r}, which the corpus does not hold.")
    for item in items().values():
        if item.deadline and item.deadline not in rules:
            raise WalkthroughError(f"The item {item.id!r} names the unknown deadline rule {item.deadline!r}.")


def _paths(tree: Tree, place: str, before: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    path = (*before, place)
    question = tree.questions.get(place)
    if question is None or place in before:
        yield path
        return
    for choice in question.answers:
        yield from _paths(tree, choice.next, path)


def _citations() -> Iterator[str]:
    for tree in trees():
        yield from (question.cites for question in tree.questions.values())
        for end in tree.ends.values():
            yield end.cites
            yield from (items()[key].cites for key in (*end.provider, *end.funder))
