"""The yes or no that a fact gives, and what it leaves open: from the questions that its brief marks, by likeness and guards.

A wrong "yes" does harm and a missing one little, so a question takes the verdict of a known question only when no guard
(`guards.py`) finds what may part the two.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.passage import Passage, Verdict
from index.hit import Vectors
from server.answer import Lead
from server.answer_type import kinds
from server.currency import standing_on
from server.evidence import EvidenceFinder
from server.guards import Reading, parted, read, telling_words
from server.question import Question
from server.question_words import GONE
from server.yes_no import asked_form, premise_of

Settled = Literal["yes", "no", ""]


@dataclass(frozen=True, slots=True)
class Limits:
    """How alike two questions must be, chosen on the development questions; see docs/evaluation.md.

    `cosine` of their vectors; of their telling words' weight, `added` is what may stand in the narrower and not in the
    wider one, `left` the other way round; both are wider where the cosine is at least `sure`. `unheld` is the weight of
    words that neither the fact nor its questions have; `premise` is the cosine for what a question only takes for granted.
    """

    cosine: float = 0.65
    added: float = 0.4
    left: float = 0.6
    sure: float = 0.87
    sure_added: float = 0.6
    sure_left: float = 0.8
    unheld: float = 4.5
    premise: float = 0.75


class Verdicts:
    """What a fact says on a question, by the questions that its brief marks: yes, no, or that the answer is not known."""

    def __init__(self, finder: EvidenceFinder, limits: Limits = Limits()) -> None:
        """`finder` has the facts in both languages and the vectors of their questions."""
        self._finder = finder
        self._limits = limits

    def lead(self, question: Question, passages: Sequence[Passage]) -> Lead | None:
        """Yes or no, where the first fact settles a yes/no question, and no fact stated beside it says the contrary."""
        if question.background:
            return None
        if form := asked_form(question.asked):
            verdicts = [self._on_day(form, passage, question) for passage in passages]
            said = verdicts[0] if not {*verdicts} - {"", verdicts[0]} else ""
            return said or None
        premise = premise_of(question.asked)
        denied = bool(premise) and self._on_day(premise, passages[0], question, premise=True) == "no"
        return "otherwise" if denied else None

    def leaves_open(self, question: Question, passage: Passage) -> bool:
        """Whether all that the passage says on the question is that the answer is not known.

        A fact may say one thing and leave another open ("approved, with no date given"): its question that is nearest to the
        one asked decides, where the brief marks any as open, and one of these asks for the same kind of thing; else the fact's confidence.
        """
        known = self._finder.twin(passage, question.search_language) or passage
        if "open" not in known.verdicts:
            return known.confidence == "open"
        cosines = self._cosines(known, self._finder.searched(question))
        rows = [i for i, v in enumerate(known.verdicts) if question.yes_no or v not in ("yes", "no")]
        nearest = max(rows, key=lambda row: float(cosines[row]))
        if known.verdicts[nearest] != "open":
            return False
        asked = kinds(question.asked)
        return any(
            asked == kinds(text) or asked & kinds(text)
            for text, verdict in zip(known.questions, known.verdicts, strict=True)
            if verdict == "open"
        )

    def _on_day(self, asked: str, passage: Passage, question: Question, *, premise: bool = False) -> Settled:
        """What a fact says on a yes/no question, by its brief's questions in the language in which it was asked.

        The day that the question names is left out where the fact is law of that day: it is answered by its law.
        """
        known = self._finder.twin(passage, question.search_language) or passage
        entry = self._finder.knowledge.catalogue.get(passage.document_id)
        standing = standing_on(passage, question.as_of, entry)
        if standing == "not_in_force" or known.language != question.search_language:
            return ""
        if standing == "in_force" and passage.is_law() and question.moment.text:
            asked = asked.replace(question.moment.text, " ")
        ended = standing in ("repealed", "end_unknown")
        return self._settled(asked, known, question.as_of, ended, premise=premise)

    def _cosines(self, passage: Passage, asked: str) -> Vectors:
        """How near a question is to each of the passage's own."""
        near: Vectors = self._finder.index.question_vectors(passage) @ self._finder.index.embed(asked)
        return near

    def _settled(
        self, asked: str, passage: Passage, day: date, ended: bool, *, premise: bool = False
    ) -> Settled:
        """The verdict of a fact on a yes/no question in its language, "" for none.

        `ended` says that its law had ended by the day; `premise` that the question is only what another takes for granted.
        """
        if not any(passage.verdicts) or passage.confidence != "seen":
            return ""
        reading = read(asked, passage.language)
        held = " ".join((passage.context, passage.address, passage.text))
        least = self._limits.premise if premise else self._limits.cosine
        cosines = self._cosines(passage, asked)
        found: set[Settled] = {
            verdict
            for question, verdict, cosine in zip(passage.questions, passage.verdicts, cosines, strict=True)
            if (verdict == "yes" or verdict == "no")
            and not parted(reading, known := read(question, passage.language), verdict, held, ended)
            and self._alike(reading, known, verdict, float(cosine), least)
        }
        if len(found) != 1 or self._unheld(reading, held, passage) > self._limits.unheld:
            return ""
        verdict = found.pop()
        return "" if verdict == "yes" and not reading.past and (ended or _gone(reading, day)) else verdict

    def _alike(self, asked: Reading, known: Reading, verdict: Verdict, cosine: float, least: float) -> bool:
        """Whether the words are near enough: a yes may not be made narrower, a no not wider."""
        limits = self._limits
        if cosine < least:
            return False
        more = self._share(asked.words - known.words, asked.words)
        less = self._share(known.words - asked.words, known.words)
        added, left = (more, less) if verdict == "yes" else (less, more)
        if cosine >= limits.sure:
            return added <= limits.sure_added and left <= limits.sure_left
        return added <= limits.added and left <= limits.left

    def _share(self, words: Collection[str], all_words: Collection[str]) -> float:
        return self._weight(words) / max(1.0, self._weight(all_words))

    def _weight(self, words: Collection[str]) -> float:
        return sum(self._finder.vocabulary.weight(word) for word in words)

    def _unheld(self, asked: Reading, held: str, passage: Passage) -> float:
        """The weight of the asked words that the fact and its questions lack; without bound where no passage has one."""
        missing = asked.words - telling_words(f"{held} {' '.join(passage.questions)}", passage.language)
        return self._weight(missing) if all(map(self._finder.vocabulary.known, missing)) else math.inf


def _gone(asked: Reading, day: date) -> bool:
    return any(day >= since for body, since in GONE.items() if body in asked.actors)
