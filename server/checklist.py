"""What a role must do for a kind of integration, by when, and what to keep: the end of a walk-through, and its table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from corpus.passage import ALWAYS, Language, Passage, Validity
from ingest.grammar_lexicon import Modality
from ingest.obligations import Obligation
from server.answer import Citation
from server.deadlines import Deadline, DeadlineRule, compute_deadline, deadline_rule, deadline_rules
from server.errors import BadRequest
from server.facts import Facts
from server.obligations import BOM, safe_cell
from server.walkthrough import ItemText, Role, cite, in_language, items, tree_for, walk
from server.words import written_address


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
        raise BadRequest(
            f"The walk is not finished; the next question is: {step.text}",
            f"Le parcours n'est pas terminé; la question suivante est : {step.text}",
        )
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
    citation = cite(item.cites, facts, language, number)
    return ChecklistItem(
        number,
        in_language(item.en, item.fr, language),
        in_language(item.evidence_en, item.evidence_fr, language),
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
        who = ", ".join(CLASS_WORDS[name][language] for name in rule.actor_classes if name in CLASS_WORDS)
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
