"""Whether what is cited is law on the day asked about, and what took its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.catalogue import Entry, Replacement
from corpus.passage import Language, Passage
from index.hybrid import addresses_of
from server.answer import Citation, Notice
from server.concordance import KIND_WORDS
from server.knowledge import Knowledge
from server.words import say, written_address, written_day


def status_on(passage: Passage, day: date) -> str:
    """ "in_force", "repealed", "not_in_force" for law on a day; "" for text that is not law or has no dates."""
    if passage.validity.start is None and passage.validity.end is None:
        return ""
    if passage.validity.ended_by(day):
        return "repealed"
    return "not_in_force" if passage.validity.begins_after(day) else "in_force"


def standing_on(passage: Passage, day: date, entry: Entry | None) -> str:
    """As `status_on`, but "end_unknown" where a provision has no end on record and its law as a whole had ended by the day."""
    status = status_on(passage, day)
    return "end_unknown" if status == "in_force" and law_ended(passage, day, entry) else status


def law_ended(passage: Passage, day: date, entry: Entry | None) -> date | None:
    """When the law that a passage without an end of its own belongs to had ended as a whole; None while it had not.

    `entry` is the law's catalogue entry. A passage that begins on that day or later tells what came after, and is left
    alone.
    """
    ended = entry.in_force_to if entry and passage.is_law() and passage.validity.end is None else None
    if ended is None or ended > day or (passage.validity.start and passage.validity.start >= ended):
        return None
    return ended


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
    """One warning per cited section that was not law on the day, or has been replaced since.

    It names the successor, where the concordance has one, and what changed with it.
    """
    notices: dict[str, Notice] = {}
    for citation in citations:
        notice = _notice(citation, day, knowledge, language)
        if notice:
            notices.setdefault(notice.message, notice)
    return list(notices.values())


def _notice(citation: Citation, day: date, knowledge: Knowledge, language: Language) -> Notice | None:
    passage = citation.passage
    start, end = passage.validity.start, passage.validity.end
    where, as_of = place(_section(passage), knowledge, language), written_day(day, language)
    if citation.status == "not_in_force" and start:
        begins = written_day(start, language)
        text = say("warn_not_in_force", language, place=where, as_of=as_of, day=begins)
        return Notice("not_in_force", text)
    if citation.status == "end_unknown" and (
        over := law_ended(passage, day, knowledge.catalogue.get(passage.document_id))
    ):
        law = knowledge.short(passage.document_id, language)
        text = say("warn_end_unknown", language, place=where, law=law, day=written_day(over, language))
        return Notice("end_unknown", text)
    if end is None or citation.status not in ("repealed", "in_force"):
        return None
    row, ended = successor(passage, knowledge), written_day(end, language)
    if row is None:
        text = say("warn_repealed", language, place=where, day=ended)
        return Notice("repealed", text) if citation.status == "repealed" else None
    key, code = ("warn_repealed_successor", "repealed")
    if citation.status == "in_force":
        key, code = ("warn_replaced_since", "superseded")
    text = say(
        key,
        language,
        place=where,
        as_of=as_of,
        day=ended,
        successor=written_successor(row, knowledge, language),
        difference=difference(row, language),
    )
    return Notice(code, text)


def difference(row: Replacement, language: Language) -> str:
    """What changed with a replacement, and whether that was checked, e.g. "Changed: ..."."""
    kind, change = KIND_WORDS[row.kind][language], row.change_fr if language == "fr" else row.change_en
    doubt = f" ({say('recalled_only', language)})" if row.confidence == "recalled" else ""
    colon = " :" if language == "fr" else ":"
    told = f"{colon} {change}" if change else "."
    return f"{kind[0].upper()}{kind[1:]}{told}{doubt}"


def _section(passage: Passage) -> Passage:
    """The passage under the address of its whole section, so that one warning serves all its subsections."""
    match = re.match(r"ss?\. [\d.]+(?:-[\d.]+)?", passage.address)
    return replace(passage, address=match[0]) if match else passage
