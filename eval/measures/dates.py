"""Whether law is told as of the day that was asked about."""

from __future__ import annotations

import re
from datetime import date

from eval.measures.facts import forbidden_claims
from eval.questions import Question
from server.answer import Answer, Citation
from server.readings import normalize

# Warnings that tell the reader that a cited rule does not hold on the day in question.
TELLING_WARNINGS = frozenset({"repealed", "not_in_force", "not_yet_in_force", "superseded", "historical"})
CURRENT_STATUSES = frozenset({"", "in_force", "current"})
TIMED_KINDS = frozenset({"status", "replaced"})
# Words by which a question asks about the present, whatever day the talk before it was about.
PRESENT = re.compile(
    r"\b(?:today|now|nowadays|currently|at present|these days|aujourd'hui|maintenant|actuellement|de nos jours)\b",
    re.IGNORECASE,
)


def day_asked(question: Question, today: date) -> date | None:
    """The day that the question is about: the one given, today when it says so, or None when it names no day."""
    if question.as_of is not None:
        return question.as_of
    return today if PRESENT.search(normalize(question.text)) else None


def date_faults(question: Question, answer: Answer, today: date) -> list[str]:
    """Each way in which the answer tells law of the wrong day, as a short sentence."""
    faults = []
    day = day_asked(question, today)
    if day not in (None, answer.as_of):
        faults.append(f"asked as of {day}, answered as of {answer.as_of}")
    warned = any(warning.code in TELLING_WARNINGS for warning in answer.warnings)
    for citation in answer.citations:
        if not warned and _told_as_current(citation, answer):
            passage = citation.passage
            faults.append(
                f"{passage.document_id} {passage.address} did not hold on {answer.as_of}, and no warning says so"
            )
    if question.as_of is not None or question.kind in TIMED_KINDS:
        faults += [f"says: {claim.text}" for claim in forbidden_claims(question, answer)]
    return faults


def wrong_date(question: Question, answer: Answer, today: date) -> float:
    """1 when the answer presents law of another day as that of the day asked about, else 0.

    That is: it takes another day than the one asked about, or cites law that did not hold on its day without saying so,
    or makes the forbidden statement of a question about a day or about what is still in force.
    Source: rule 2 of this project; law of a point in time as in Akoma Ntoso (OASIS, 2018).
    """
    return float(bool(date_faults(question, answer, today)))


def _told_as_current(citation: Citation, answer: Answer) -> bool:
    passage = citation.passage
    held = passage.validity.holds_on(answer.as_of)
    return passage.is_law() and not held and citation.status in CURRENT_STATUSES
