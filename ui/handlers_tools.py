"""What the pages of obligations, deadlines, walk-through, changes and quality do: from a service and values to HTML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from corpus.errors import AssistantError
from corpus.passage import LAW_KINDS, Language, Passage
from server.answer import Request
from server.changes import what_changed
from server.checklist import Situation, checklist
from server.concordance import Direction, compare, look_up
from server.deadlines import compute_deadline
from server.errors import BadRequest
from server.obligations import RegisterQuery
from server.problems import problem_of
from server.saved import affected, saved_questions
from server.service import Service
from server.typed_day import typed_day
from server.walkthrough import Role, walk
from ui.history import written_as_iso
from ui.markup import text
from ui.quality import own_quality, recorded_quality
from ui.render_quality import quality_html
from ui.render_records import concordance_html, replaced_html, saved_html
from ui.render_tools import (
    changes_html,
    checklist_html,
    deadlines_html,
    obligations_html,
    walk_start_html,
    walk_step_html,
)
from ui.words import word


@dataclass(frozen=True)
class Tools:
    """The working pages of one language."""

    service: Service
    language: Language

    def obligations(self, data: object) -> str:
        """The register, filtered as the form says."""
        values = texts(data) or {"as_of": self.service.today().isoformat()}
        query = RegisterQuery(
            actor=values.get("actor", ""),
            modality=values.get("modality", ""),
            document=values.get("document", ""),
            has_deadline=True if values.get("has_deadline") else None,
            text=values.get("text", ""),
            language=self.language,
            kind=values.get("kind", ""),
        )
        try:
            query = replace(query, as_of=day(values.get("as_of")))
            rows = self.service.snapshot().find_obligations(query)
        except AssistantError as error:
            return failed(error, self.language) + obligations_html(query, (), self._laws(), self.language)
        return obligations_html(query, rows, self._laws(), self.language)

    def _laws(self) -> list[tuple[str, str]]:
        holdings = self.service.snapshot().holdings.values()
        return sorted((h.id, h.title(self.language)) for h in holdings if h.main.kind in LAW_KINDS)

    def deadlines(self, data: object) -> str:
        """The rule chosen, counted from the day given."""
        values = texts(data)
        held = self.service.snapshot()
        rules, chosen = held.deadline_rules(self.language), values.get("rule", "")
        trigger = written_as_iso(values.get("trigger"))
        try:
            found = None
            if chosen:
                found = compute_deadline(held.deadline_rule(chosen), day(trigger), held.facts, self.language)
        except AssistantError as error:
            return failed(error, self.language) + deadlines_html(rules, chosen, trigger, None, self.language)
        return deadlines_html(rules, chosen, trigger, found, self.language)

    def walk(self, data: object) -> str:
        """The next step of a walk-through: its beginning, a question, or the checklist."""
        values = walk_state(data)
        role: Role = "funder" if values.get("role") == "funder" else "provider"
        as_of = written_as_iso(values.get("as_of")) or self.service.today().isoformat()
        if "role" not in values:
            return walk_start_html(as_of, role, self.language)
        answers = [a for a in values.get("answers") or [] if isinstance(a, str)]
        try:
            dates = {rule: found for rule, value in values["dates"].items() if (found := day(value))}
            written = {rule: found.isoformat() for rule, found in dates.items()}
            state = {"role": role, "as_of": as_of, "answers": answers, "dates": written}
            held, on = self.service.snapshot(), typed_day(as_of)
            step = walk(on, answers, held.facts, self.language)
            if not step.end:
                return walk_step_html(step, state, self.language)
            situation = Situation(role, on, self.language, dates)
            ready = checklist(answers, situation, held.facts, held.obligations)
            return checklist_html(ready, state, self.language)
        except AssistantError as error:
            return failed(error, self.language) + walk_start_html(as_of, role, self.language)

    def changes(self, data: object) -> str:
        """The rules of two days compared."""
        values = texts(data)
        shown = {"from": "2018-06-01", "to": self.service.today().isoformat(), "actor": "hsp", **values}
        if not values:
            return changes_html(shown, None, self.language)
        query = RegisterQuery(actor=shown["actor"], language=self.language)
        rows, table = self.service.snapshot().obligations, self.service.workplace.knowledge.concordance
        try:
            found = what_changed(rows, table, typed_day(shown["from"]), typed_day(shown["to"]), query)
        except AssistantError as error:
            return failed(error, self.language) + changes_html(shown, None, self.language)
        return changes_html(shown, found, self.language)

    def concordance(self, data: object) -> str:
        """What replaced a provision, or what it replaced, with both texts."""
        values, held = texts(data), self.service.snapshot()
        rows, laws = self.service.workplace.knowledge.concordance, self._laws()
        document, address = values.get("document", ""), values.get("address", "")
        direction: Direction = "replaces" if values.get("direction") == "replaces" else "replaced_by"
        if not (document and address):
            return concordance_html(values, laws, None, rows, self.language)
        try:
            found = look_up(rows, document, address, direction, self.language)
        except AssistantError as error:
            page = concordance_html(values, laws, None, rows, self.language)
            return failed(error, self.language) + page
        pairs = [compare(row, held.passages, self.language) for row in found]
        return concordance_html(values, laws, pairs, rows, self.language)

    def saved(self, data: object) -> str:
        """The questions that are followed, after saving the one that the form has."""
        values, problem = texts(data), ""
        if values.get("question"):
            try:
                self.service.save(Request(values["question"], as_of=day(values.get("as_of"))))
            except AssistantError as error:
                problem = failed(error, self.language)
        store = self.service.workplace.store
        return problem + saved_html(saved_questions(store), affected(store), self.language)

    def quality(self) -> str:
        """How good the answers are, in plain words."""
        every, reported = recorded_quality()
        return quality_html(every, reported, own_quality(self.service.workplace.settings.home), self.language)


def replaced_with(service: Service, passage: Passage, language: Language) -> str:
    """What took the place of a passage's provision, both texts side by side, as HTML; "" when nothing did."""
    held, rows = service.snapshot(), service.workplace.knowledge.concordance
    if not passage.address or not passage.is_law() or passage.validity.end is None:
        return ""
    try:
        found = look_up(rows, passage.document_id, passage.address, "replaced_by", language)
    except BadRequest:  # a place that is no provision, e.g. a page
        return ""
    names = {key: holding.title(language) for key, holding in held.holdings.items()}
    return replaced_html([compare(row, held.passages, language) for row in found], names, language)


def texts(data: object) -> dict[str, str]:
    """The fields of a form that hold text."""
    values: Mapping[object, object] = data if isinstance(data, dict) else {}
    return {str(k): v.strip() for k, v in values.items() if isinstance(v, str)}


def walk_state(data: object) -> dict[str, Any]:
    """How far a walk-through has come: what a step sends, or a checklist's form with the days typed into it."""
    values: dict[str, Any] = dict(data) if isinstance(data, dict) else {}
    typed = {str(key)[5:]: value for key, value in values.items() if str(key).startswith("date:")}
    if isinstance(values.get("state"), str):
        try:
            state = json.loads(values["state"])
        except ValueError:
            state = {}
        values = state if isinstance(state, dict) else {}
    dates = values.get("dates")
    return {**values, "dates": {**(dates if isinstance(dates, dict) else {}), **typed}}


def day(value: object) -> date | None:
    """The day that a field holds; None for an empty one; raise BadRequest for what is no day."""
    typed = value.strip() if isinstance(value, str) else ""
    return typed_day(typed) if typed else None


def failed(error: AssistantError, language: Language) -> str:
    """A banner that says why something did not work."""
    return f'<p class="banner banner-unavailable" role="alert">{text(word("failed", language, reason=problem_of(error, language).detail))}</p>'
