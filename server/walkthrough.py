"""Which kind of integration is this, and what must we do: decision trees kept as data, ending in a checklist."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from corpus.passage import ALWAYS, Language, Passage, Validity
from ingest.grammar_lexicon import Modality
from ingest.obligations import Obligation
from server.answer import Citation
from server.deadlines import Deadline, DeadlineRule, compute_deadline, deadline_rule, deadline_rules
from server.errors import AnswerError, BadRequest
from server.facts import Facts, cite_whole
from server.obligations import BOM, safe_cell
from server.words import written_address

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


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to do, by when, what to keep, and the fact it rests on.

    `rules` are the register's rows of that fact, none where it tells how something was done and binds nobody.
    `warnings` say what a reader must know before relying on the item.
    """

    number: int
    text: str
    evidence: str
    deadline: Deadline | None
    citation: Citation
    rules: tuple[Obligation, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "number": self.number,
            "text": self.text,
            "evidence": self.evidence,
            "deadline": self.deadline.to_json() if self.deadline else None,
            "citation": self.citation.to_json(),
            "rules": [rule.to_json() for rule in self.rules],
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a role must do for a kind of integration under the law of a day."""

    title: str
    role: Role
    as_of: date
    language: Language
    path: tuple[tuple[str, str], ...]
    items: tuple[ChecklistItem, ...]
    citation: Citation

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "title": self.title,
            "role": self.role,
            "as_of": self.as_of.isoformat(),
            "language": self.language,
            "path": [{"question": question, "answer": answer} for question, answer in self.path],
            "items": [item.to_json() for item in self.items],
            "citation": self.citation.to_json(),
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
    raise BadRequest(f"No integration law of this corpus was in force on {day}; LHSIA began on 2006-03-28.")


def walk(day: date, answers: Sequence[str], facts: Facts, language: Language = "en") -> Step:
    """Follow the answers (ids of choices, in order) and give the next question or the end reached.

    Raise BadRequest for an answer that the question does not have, or one too many.
    """
    tree = tree_for(day)
    place, path = tree.first, []
    for answer in answers:
        question = tree.questions.get(place)
        if question is None:
            raise BadRequest(f"The walk already ended at {place!r}; the answer {answer!r} is one too many.")
        choice = next((choice for choice in question.answers if choice.id == answer), None)
        if choice is None:
            known = ", ".join(choice.id for choice in question.answers)
            raise BadRequest(f"The question {place!r} has no answer {answer!r}; choose one of {known}.")
        path.append(
            (_in(question.question_en, question.question_fr, language), _in(choice.en, choice.fr, language))
        )
        place = choice.next
    if place in tree.ends:
        end = tree.ends[place]
        title = _in(end.title_en, end.title_fr, language)
        return Step(tree.id, title, _cite(end.cites, facts, language), (), end.id, tuple(path))
    question = tree.questions[place]
    choices = tuple(_branch(tree, choice, facts, language) for choice in question.answers)
    text = _in(question.question_en, question.question_fr, language)
    return Step(tree.id, text, _cite(question.cites, facts, language), choices, "", tuple(path))


def _branch(tree: Tree, choice: Choice, facts: Facts, language: Language) -> Branch:
    leads_to = tree.questions.get(choice.next) or tree.ends[choice.next]
    return Branch(choice.id, _in(choice.en, choice.fr, language), _cite(leads_to.cites, facts, language))


def _in(english: str, french: str, language: Language) -> str:
    return french if language == "fr" else english


def _cite(place: str, facts: Facts, language: Language, number: int = 1) -> Citation:
    document, anchor = place.split()
    return cite_whole(facts.get(document, anchor, language), number)


@dataclass(frozen=True, slots=True)
class Situation:
    """Who asks, under the law of which day, in which language, and the dates known, by deadline rule id.

    A date given for one rule serves every rule that counts from the same event.
    """

    role: Role
    day: date
    language: Language = "en"
    dates: Mapping[str, date] | None = None

    def trigger(self, rule: DeadlineRule) -> date | None:
        """The day from which a rule counts here, None when it is not known."""
        known = self.dates or {}
        same_event = (
            known[r.id] for r in deadline_rules() if r.id in known and r.trigger_en == rule.trigger_en
        )
        return known.get(rule.id) or next(same_event, None)


def checklist(
    answers: Sequence[str], situation: Situation, facts: Facts, register: Iterable[Obligation] = ()
) -> Checklist:
    """The checklist at the end of a path, its items with their rules of the register.

    Raise BadRequest when the answers stop short of an end.
    """
    language = situation.language
    step = walk(situation.day, answers, facts, language)
    if not step.end:
        raise BadRequest(f"The walk is not finished; the next question is: {step.text}")
    end = tree_for(situation.day).ends[step.end]
    wanted = end.provider if situation.role == "provider" else end.funder
    rules: dict[str, list[Obligation]] = {}
    for rule in register:
        rules.setdefault(rule.passage_id, []).append(rule)
    found = (_item(items()[key], number, situation, facts) for number, key in enumerate(wanted, 1))
    rows = tuple(replace(item, rules=tuple(rules.get(item.citation.passage.id, ()))) for item in found)
    return Checklist(step.text, situation.role, situation.day, language, step.path, rows, step.citation)


def _item(item: ItemText, number: int, situation: Situation, facts: Facts) -> ChecklistItem:
    language = situation.language
    deadline = None
    if item.deadline:
        rule = deadline_rule(item.deadline)
        deadline = compute_deadline(rule, situation.trigger(rule), facts, language)
    citation = _cite(item.cites, facts, language, number)
    return ChecklistItem(
        number,
        _in(item.en, item.fr, language),
        _in(item.evidence_en, item.evidence_fr, language),
        deadline,
        citation,
        warnings=tuple(_item_warnings(citation.passage, deadline, situation)),
    )


def _item_warnings(passage: Passage, deadline: Deadline | None, situation: Situation) -> Iterator[str]:
    """What is not law on the day, what was not checked, and what is unsure about the date."""
    french, day = situation.language == "fr", situation.day
    if not passage.validity.holds_on(day):
        place = written_address(passage.address, situation.language)
        yield f"{place} n'était pas en vigueur le {day}." if french else f"{place} was not law on {day}."
    dated = deadline.warnings if deadline and deadline.day else ()
    if passage.confidence == "recalled" and not dated:
        yield (
            "Cité de mémoire, non vérifié à la source."
            if french
            else "Recalled, not read in its source; check it before you rely on it."
        )
    yield from dated


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


HEADINGS: dict[Language, tuple[str, ...]] = {
    "en": ("No.", "What to do", "By when", "Evidence to keep", "Duty", "Source", "In force", "Confidence", "Note", "Done"),
    "fr": ("No", "À faire", "Échéance", "Preuve à conserver", "Obligation", "Source", "En vigueur", "Confiance", "Remarque", "Fait"),
}  # fmt: skip
ROLE_NAMES: dict[Role, dict[Language, str]] = {
    "provider": {"en": "provider", "fr": "fournisseur"},
    "funder": {"en": "funder", "fr": "bailleur de fonds"},
}
MODALITY_WORDS: dict[Modality, dict[Language, str]] = {
    "must": {"en": "must", "fr": "doit"},
    "must_not": {"en": "must not", "fr": "ne doit pas"},
    "may": {"en": "may", "fr": "peut"},
    "need_not": {"en": "need not", "fr": "n'est pas tenu"},
}
CLASS_WORDS: dict[str, dict[Language, str]] = {
    "lhin": {"en": "LHIN", "fr": "RLISS"},
    "hsp": {"en": "provider", "fr": "fournisseur"},
    "oht": {"en": "Ontario Health Team", "fr": "équipe Santé Ontario"},
    "ontario_health": {"en": "Ontario Health", "fr": "Santé Ontario"},
    "minister": {"en": "Minister", "fr": "ministre"},
    "person": {"en": "anyone", "fr": "quiconque"},
}
CONFIDENCE_WORDS: dict[str, dict[Language, str]] = {
    "seen": {"en": "seen", "fr": "lu à la source"},
    "recalled": {"en": "recalled", "fr": "de mémoire"},
    "open": {"en": "open", "fr": "non établi"},
    "": {"en": "official", "fr": "officiel"},
}


def checklist_rows(found: Checklist) -> list[tuple[str, ...]]:
    """The table of a checklist, headings first, as both exports show it."""
    rows = [HEADINGS[found.language]]
    for item in found.items:
        passage, language = item.citation.passage, found.language
        place = written_address(passage.address, language)
        rows.append(
            (
                str(item.number),
                item.text,
                _when(item.deadline, language),
                item.evidence,
                duty(item.rules, language),
                ", ".join(part for part in (passage.title, place) if part),
                _in_force(passage.validity),
                CONFIDENCE_WORDS[passage.confidence or ""][language],
                " ".join(item.warnings),
                "",
            )
        )
    return rows


def duty(rules: Iterable[Obligation], language: Language) -> str:
    """Whom the register's rules bind and how, e.g. "provider: must; LHIN: may"; "" where they name nobody."""
    found = []
    for rule in rules:
        known = (CLASS_WORDS[name][language] for name in rule.actor_classes if name in CLASS_WORDS)
        who = ", ".join(known) or rule.actor
        if who:
            colon = " :" if language == "fr" else ":"
            found.append(f"{who}{colon} {MODALITY_WORDS[rule.modality][language]}")
    return "; ".join(dict.fromkeys(found))


def _in_force(validity: Validity) -> str:
    """The first and the last day as a table shows them, "" for what has no dates."""
    if validity == ALWAYS:
        return ""
    last = validity.end - timedelta(days=1) if validity.end else ""
    return f"{validity.start or ''} – {last}".strip()


def _when(deadline: Deadline | None, language: Language) -> str:
    if deadline is None:
        return ""
    if deadline.day is not None:
        return deadline.day.isoformat()
    words = {"en": "missing: ", "fr": "manque : "}[language]
    return words + "; ".join(deadline.missing)


def checklist_csv(found: Checklist) -> str:
    """The checklist as CSV."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    for row in checklist_rows(found):
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue()
