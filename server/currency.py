"""Whether what is cited is law on the day asked about, and what took its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.catalogue import Replacement
from corpus.passage import Language, Passage
from index.hybrid import addresses_of
from server.answer import Citation, Notice
from server.knowledge import Knowledge
from server.words import say, written_address, written_day


def status_on(passage: Passage, day: date) -> str:
    """ "in_force", "repealed", "not_in_force" for law on a day; "" for text that is not law or has no dates."""
    if passage.validity.start is None and passage.validity.end is None:
        return ""
    if passage.validity.ended_by(day):
        return "repealed"
    return "not_in_force" if passage.validity.begins_after(day) else "in_force"


def successor(passage: Passage, knowledge: Knowledge) -> Replacement | None:
    """The concordance row that says what took the place of a passage's provision."""
    for address in sorted(addresses_of(passage), key=len, reverse=True):
        rows = [row for row in knowledge.replacements(passage.document_id, address) if row.to_document]
        if rows:
            return rows[0]
    return None


def place(passage: Passage, knowledge: Knowledge, language: Language) -> str:
    """How a warning names a passage's place, e.g. "LHSIA, s. 27 (3)"."""
    name = knowledge.short(passage.document_id, language)
    return f"{name}, {written_address(passage.address, language)}" if passage.address else name


def written_successor(row: Replacement, knowledge: Knowledge, language: Language) -> str:
    """How a warning names the replacing provision."""
    addresses = ", ".join(written_address(address, language) for address in row.to_address)
    return f"{knowledge.short(row.to_document, language)}, {addresses}"


def currency_notices(
    citations: Sequence[Citation], day: date, knowledge: Knowledge, language: Language
) -> list[Notice]:
    """One warning per cited provision that was not law on the day, with its successor where the concordance has one."""
    notices: dict[str, Notice] = {}
    for citation in citations:
        passage = citation.passage
        where = place(_section(passage), knowledge, language)
        if citation.status == "repealed" and passage.validity.end:
            ended = written_day(passage.validity.end, language)
            row = successor(passage, knowledge)
            text = (
                say(
                    "warn_repealed_successor",
                    language,
                    place=where,
                    day=ended,
                    successor=written_successor(row, knowledge, language),
                )
                if row
                else say("warn_repealed", language, place=where, day=ended)
            )
            notices.setdefault(f"repealed {where}", Notice("repealed", text))
        elif citation.status == "not_in_force" and passage.validity.start:
            text = say(
                "warn_not_in_force",
                language,
                place=where,
                as_of=written_day(day, language),
                day=written_day(passage.validity.start, language),
            )
            notices.setdefault(f"not_in_force {where}", Notice("not_in_force", text))
    return list(notices.values())


def _section(passage: Passage) -> Passage:
    """The passage under the address of its whole section, so that one warning serves all its subsections."""
    match = re.match(r"ss?\. [\d.]+(?:-[\d.]+)?", passage.address)
    return replace(passage, address=match[0]) if match else passage
