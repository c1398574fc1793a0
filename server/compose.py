"""Extracts to an answer: statements with citations, the answer first, lists whole, history marked as history; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.passage import Language, Passage
from server.answer import Citation, Lead, Notice, Statement
from server.currency import currency_notices, law_ended, place, standing_on, status_on, successor
from server.knowledge import Knowledge
from server.question import Question
from server.selection import Extract
from server.words import say, written_day

# The status of a citation that tells what holds today beside the law of the day asked about.
SUCCESSOR = "successor"
PassageByAnchor = Callable[[str, str, Language], Passage | None]


@dataclass(frozen=True, slots=True)
class Composition:
    """An answer's text, statements, citations and warnings."""

    text: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes answers out of extracts; `find` gives a brief's fact by document, anchor and language."""

    knowledge: Knowledge
    find: PassageByAnchor

    def compose(
        self, question: Question, extracts: Sequence[Extract], before: str = "", lead: Lead | None = None
    ) -> Composition:
        """The answer that extracts make, after what stands `before` them; every statement is a quote with its citation.

        `lead` opens the first statement.
        """
        citations: list[Citation] = []
        statements: list[Statement] = []
        blocks: list[str] = [before] if before else []
        opens = f"**{self._lead(lead, question, extracts)}** " if lead else ""
        if opening := self._opening(question, extracts):
            blocks.append(opening)
        for heading, group in self._groups(question, extracts):
            if heading:
                blocks.append(f"**{heading}**")
            for extract in group:
                self._add(
                    extract.candidate.passage,
                    extract.start,
                    extract.end,
                    question.as_of,
                    citations,
                    statements,
                )
                blocks.append(f"{opens}{_marked(statements[-1])}")
                opens = ""
        if current := self._current_law(question, extracts):
            self._add(current, 0, len(current.text), question.as_of, citations, statements)
            citations[-1] = replace(citations[-1], status=SUCCESSOR)
            blocks.append(f"{say('today_lead', question.language)} {_marked(statements[-1])}")
        notices = self.notices(question, citations, statements)
        return Composition("\n\n".join(blocks), tuple(statements), tuple(citations), tuple(notices))

    def _opening(self, question: Question, extracts: Sequence[Extract]) -> str:
        """What a reader must know before the first statement: that it is history, or as of which day it holds."""
        if not extracts:
            return ""
        first = extracts[0].candidate.passage
        status = status_on(first, question.as_of)
        if (
            status == "repealed"
            and first.validity.end
            and question.kind not in ("changed", "replaced", "status")
        ):
            where = place(first, self.knowledge, question.language)
            day = written_day(first.validity.end, question.language)
            return f"*{say('history_lead', question.language, old=where, day=day)}*"
        over = law_ended(first, question.as_of, self.knowledge.catalogue.get(first.document_id))
        if status == "in_force" and over:
            law = self.knowledge.short(first.document_id, question.language)
            return f"*{say('end_unknown_lead', question.language, law=law, day=written_day(over, question.language))}*"
        dated = [status_on(e.candidate.passage, question.as_of) for e in extracts]
        if question.historical and "in_force" in dated:
            return f"*{say('as_of_lead', question.language, day=written_day(question.as_of, question.language))}*"
        return ""

    def _lead(self, lead: Lead, question: Question, extracts: Sequence[Extract]) -> str:
        """The words of a lead; a yes on law that has ended says until when."""
        end = extracts[0].candidate.passage.validity.end
        if lead == "yes" and end and end <= question.as_of:
            return say("lead_yes_until", question.language, day=written_day(end, question.language))
        return say(f"lead_{lead}", question.language)

    def _groups(self, question: Question, extracts: Sequence[Extract]) -> list[tuple[str, list[Extract]]]:
        """Side by side by document for a comparison of documents, one group otherwise."""
        named = [d for d in question.documents if any(e.candidate.passage.document_id == d for e in extracts)]
        if question.kind != "comparison" or len(named) < 2:
            return [("", list(extracts))]
        groups: dict[str, list[Extract]] = {}
        for extract in extracts:
            groups.setdefault(extract.candidate.passage.document_id, []).append(extract)
        return [(self.knowledge.short(d, question.language), group) for d, group in groups.items()]

    def _current_law(self, question: Question, extracts: Sequence[Extract]) -> Passage | None:
        """The fact that says what replaced the first statement's provision, unless it is stated already."""
        if not extracts or question.kind in ("changed", "replaced"):
            return None
        first = extracts[0].candidate.passage
        if first.validity.end is None or not first.is_law() or first.validity.begins_after(question.as_of):
            return None
        row = successor(first, self.knowledge)
        if row is None:
            return None
        number = self.knowledge.concordance.index(row) + 1
        fact = self.find(row.to_document, f"conc.{number}", question.language)
        stated = {extract.candidate.passage.id for extract in extracts}
        return fact if fact and fact.id not in stated else None

    def _add(
        self,
        passage: Passage,
        start: int,
        end: int,
        day: date,
        citations: list[Citation],
        statements: list[Statement],
    ) -> None:
        number, entry = len(citations) + 1, self.knowledge.catalogue.get(passage.document_id)
        quote = passage.text[start:end]
        citations.append(Citation(number, passage, quote, start, end, standing_on(passage, day, entry)))
        statements.append(Statement(quote, (number,)))

    def notices(
        self, question: Question, citations: Sequence[Citation], statements: Sequence[Statement]
    ) -> list[Notice]:
        """Warnings about currency, confidence, language and authority of what is cited."""
        language = question.language
        found = currency_notices(citations, question.as_of, self.knowledge, language)
        recalled = [str(c.number) for c in citations if c.passage.confidence == "recalled"]
        if recalled:
            found.append(Notice("recalled", say("warn_recalled", language, numbers=", ".join(recalled))))
        foreign = [str(c.number) for c in citations if c.passage.language != language]
        if foreign:
            found.append(
                Notice("other_language", say("warn_other_language", language, numbers=", ".join(foreign)))
            )
        found += self._superseded(citations, language)
        law = [c for c in citations if c.passage.is_law()]
        if law and all(c.passage.authority == "brief" for c in law):
            found.append(Notice("brief_only", say("warn_brief_only", language)))
        return found

    def _superseded(self, citations: Sequence[Citation], language: Language) -> list[Notice]:
        notices = []
        for document_id in dict.fromkeys(c.passage.document_id for c in citations):
            entry = self.knowledge.catalogue.get(document_id)
            if entry is None or entry.status != "superseded":
                continue
            later = [self.knowledge.short(other, language) for other in entry.superseded_by]
            by = f" {'par' if language == 'fr' else 'by'} {', '.join(later)}" if later else ""
            notices.append(
                Notice("superseded", say("warn_superseded", language, title=entry.short(language), by=by))
            )
        return notices


def _marked(statement: Statement) -> str:
    """A statement with its citation mark: after the lead-in of a list, else at the end."""
    marks = "".join(f" [{number}]" for number in statement.citations)
    first, newline, rest = statement.text.partition("\n")
    return f"{first}{marks}\n{rest}" if newline else f"{statement.text}{marks}"
