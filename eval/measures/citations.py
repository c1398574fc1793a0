"""Whether the answer rests on the right place, quotes it exactly, and names provisions that exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from corpus.address import Address, covers, parse_all
from corpus.citation import Reference, find_references
from corpus.errors import AddressError, StoreError
from corpus.passage import Passage
from eval.questions import Question
from eval.system import Passages
from server.answer import Answer, Citation


def document_first(question: Question, answer: Answer) -> float | None:
    """1 when the first citation is to an acceptable document, else 0; None when the question names no document.

    Source: precision at 1 (Manning, Raghavan and Schuetze, 2008, ch. 8), taken over citations in place of search results.
    """
    if not question.answerable or not question.documents:
        return None
    first = min(answer.citations, key=lambda citation: citation.number, default=None)
    return float(first is not None and first.passage.document_id in question.documents)


def document_cited(question: Question, answer: Answer) -> float | None:
    """1 when any citation is to an acceptable document, else 0; None when the question names no document.

    Source: success at k (Manning, Raghavan and Schuetze, 2008, ch. 8), k being all the citations of the answer.
    """
    if not question.answerable or not question.documents:
        return None
    return float(any(citation.passage.document_id in question.documents for citation in answer.citations))


def pinpoint(question: Question, answer: Answer) -> float | None:
    """1 when a citation to an acceptable document leads to one of the pinpoints; None when the question has none.

    A citation leads to "s. 27" when its address is that section, lies inside it, or is a run of sections around it;
    a citation without an address does when the words that it quotes name the section.
    Source: our own, after the pinpoint reference of legal citation (McGill Guide to Legal Citation).
    """
    if not question.answerable or not question.pinpoints:
        return None
    wanted = [address for text in question.pinpoints for address in read_addresses(text)]
    cited = [
        c for c in answer.citations if not question.documents or c.passage.document_id in question.documents
    ]
    return float(any(_leads_to(citation, wanted) for citation in cited))


def quotes_exact(answer: Answer, held: Passages) -> float | None:
    """The share of quotes that are, character for character, in the passage as held; None without a citation.

    Source: rule 1 of this project; stricter than the n-gram overlap of quoting measures (as in Weller et al., 2024).
    """
    if not answer.citations:
        return None
    return sum(is_exact(citation, held) for citation in answer.citations) / len(answer.citations)


def is_exact(citation: Citation, held: Passages) -> bool:
    """Whether the passage held under the citation's id has the quote at the offsets given."""
    try:
        passage = held.passage(citation.passage.id)
    except StoreError:
        return False
    quote = citation.quote
    return bool(quote.strip()) and passage.text[citation.start : citation.end] == quote


def unknown_provisions(answer: Answer) -> list[str]:
    """Provisions that the answer names and that no passage it cites names or stands at."""
    cited = [reference for citation in answer.citations for reference in _named(citation.passage)]
    named = [reference for statement in answer.statements for reference in find_references(statement.text)]
    return [reference.text for reference in named if not any(_same(reference, known) for known in cited)]


def provisions_exist(answer: Answer) -> float | None:
    """1 when every provision named in a statement is named in, or is the address of, a passage it cites.

    None when no statement names a provision. A section counts as named when one of its subsections is.
    Source: our own, against invented citations (measured for legal tools by Magesh et al., 2024).
    """
    if not any(find_references(statement.text) for statement in answer.statements):
        return None
    return float(not unknown_provisions(answer))


def read_addresses(text: str) -> tuple[Address, ...]:
    """The addresses in a text such as "s. 27 (3)"; one that the reader cannot take whole is searched for references."""
    try:
        return parse_all(text)
    except AddressError:
        found: list[Address] = []
        for reference in find_references(text):
            found += [] if reference.regulation else _parsed(reference.address)
        return tuple(found)


def _parsed(text: str) -> Iterable[Address]:
    try:
        return parse_all(text)
    except AddressError:
        return ()


def _leads_to(citation: Citation, wanted: Iterable[Address]) -> bool:
    passage = citation.passage
    places = (
        read_addresses(passage.address) if passage.address else read_addresses(_references(citation.quote))
    )
    return any(_meets(want, place) for want in wanted for place in places)


def _references(text: str) -> str:
    return ", ".join(reference.address for reference in find_references(text) if reference.address)


def _meets(want: Address, place: Address) -> bool:
    """Whether a place is the one wanted, inside it, or a provision around it (not a whole instrument)."""
    if not (want.instrument and place.instrument):
        want, place = replace(want, instrument=""), replace(place, instrument="")
    return covers(want, place) or bool((place.section or place.part) and covers(place, want))


def _named(passage: Passage) -> list[Reference]:
    return find_references(f"{passage.address} {passage.context} {passage.text}")


def _same(named: Reference, known: Reference) -> bool:
    if named.regulation or known.regulation:
        return named.regulation == known.regulation
    return known.address == named.address or known.address.startswith(f"{named.address} ")
