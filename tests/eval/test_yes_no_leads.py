"""The yes/no questions that ship, and the measure over them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from eval.yes_no import Part, Share, load_part, measure_leads
from server.answer import Answer, Lead, Request


class Fixed:
    """A system that leads every answer with the same word."""

    def __init__(self, lead: Lead | None) -> None:
        self.lead = lead

    def answer(self, request: Request) -> Answer:
        day = request.as_of or date(2026, 11, 30)
        return replace(Answer(request.question, "", "en", day, "answered", "Text."), lead=self.lead)


def test_no_fault_in_few_leads_is_not_taken_for_certainty() -> None:
    low, high = Share(0, 30).bounds
    assert low == 0.0
    assert 0.10 < high < 0.13
    assert Share(0, 0).value == 0.0


def test_either_part_has_leads_due_and_questions_on_which_none_may_be_given() -> None:
    families = []
    parts: tuple[Part, ...] = ("development", "reported")
    for part in parts:
        questions = load_part(part)
        leads = [q.raw["lead"] for q in questions]
        assert min(leads.count(kind) for kind in ("yes", "no", None)) >= 40
        assert sum(q.language == "fr" for q in questions) >= 0.2 * len(questions)
        families.append({q.family for q in questions})
    assert not families[0] & families[1]


def test_silence_is_never_wrong_and_finds_nothing() -> None:
    report = measure_leads(Fixed(None), load_part("development"))
    assert (report.wrong.of, report.found.count, report.undue.count, report.faults) == (0, 0, 0, ())


def test_the_same_lead_everywhere_is_wrong_where_another_or_none_is_due() -> None:
    questions = load_part("development")
    report = measure_leads(Fixed("yes"), questions)
    due = [q.raw["lead"] for q in questions]
    assert report.wrong.value == 1 - due.count("yes") / len(due)
    assert report.undue.value == 1.0
    assert len(report.faults) == len(due) - due.count("yes")
