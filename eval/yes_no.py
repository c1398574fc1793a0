"""How often an answer leads with yes or no, and how often it should not have: `python -m eval.yes_no --part development`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from rich.console import Console
from rich.table import Table
from scipy.stats import beta

from eval.errors import EvalError
from eval.questions import SHIPPED, Question, load_questions
from eval.system import System
from server.assembly import open_workplace
from server.settings import Settings

FILE = SHIPPED / "yes_no.jsonl"
PARTS = ("development", "reported")
Part = Literal["development", "reported"]


@dataclass(frozen=True, slots=True)
class Lead:
    """What an answer led with, beside what it should have led with; None for no lead."""

    id: str
    given: str | None
    due: str | None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share; 0 of none."""
        return self.count / self.of if self.of else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Its 95 % interval by Clopper and Pearson (1934), which says something of 0 wrong in 30 too."""
        low = beta.ppf(0.025, self.count, self.of - self.count + 1) if self.count else 0.0
        high = beta.ppf(0.975, self.count + 1, self.of - self.count) if self.count < self.of else 1.0
        return float(low), float(high)

    def __str__(self) -> str:
        low, high = self.bounds
        return f"{self.count} of {self.of}, {self.value:.1%} ({low:.1%} to {high:.1%})"


@dataclass(frozen=True, slots=True)
class LeadReport:
    """The leads of a run.

    `wrong` is the share of the leads given that are wrong (another one was due, or none may be given), `found` of the
    leads due that are given, `undue` of the questions on which nothing may be said that get a lead all the same.
    """

    wrong: Share
    found: Share
    undue: Share
    faults: tuple[Lead, ...]

    def table(self, title: str) -> Table:
        """The figures for the terminal."""
        table = Table("measure", "share (95 % interval)", title=title)
        table.add_row("wrong leads, of all leads", str(self.wrong))
        table.add_row("leads given where one is due", str(self.found))
        table.add_row("leads given where none may be", str(self.undue))
        return table


def load_part(part: Part) -> list[Question]:
    """The shipped yes/no questions of one part."""
    return [question for question in load_questions(FILE) if question.raw["part"] == part]


def measure_leads(system: System, questions: Sequence[Question]) -> LeadReport:
    """Ask every question and compare what its answer leads with."""
    leads = [Lead(q.id, system.answer(q.request()).lead, q.raw["lead"]) for q in questions]
    given = [lead for lead in leads if lead.given]
    due = [lead for lead in leads if lead.due]
    silent = [lead for lead in leads if not lead.due]
    faults = tuple(lead for lead in given if lead.given != lead.due)
    return LeadReport(
        wrong=Share(len(faults), len(given)),
        found=Share(sum(lead.given == lead.due for lead in due), len(due)),
        undue=Share(sum(lead.given is not None for lead in silent), len(silent)),
        faults=faults,
    )


def main() -> None:
    """Measure the assistant on one part and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS, default="development")
    parser.add_argument("--json", action="store_true", help="Figures and faults as JSON.")
    options = parser.parse_args()
    questions = load_part(options.part)
    if not questions:
        raise EvalError(f"{FILE} holds no question of the part {options.part!r}.")
    report = measure_leads(open_workplace(Settings()).assistant, questions)
    console = Console()
    if options.json:
        console.print_json(json.dumps(asdict(report)))
        return
    console.print(report.table(f"Leads: {options.part}, {len(questions)} questions"))
    for lead in report.faults:
        console.print(f"{lead.id}: {lead.given} given, {lead.due or 'none'} due")


if __name__ == "__main__":
    main()
