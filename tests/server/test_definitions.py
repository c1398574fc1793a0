"""Questions about an acronym are answered with the glossary."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from server.answer import Request
from server.assembly import Workplace
from server.definitions import term_asked
from server.knowledge import shipped_knowledge

KNOWLEDGE = shipped_knowledge()


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What does LHIN stand for?", "lhin"),
        ("What is an HSP?", "hsp"),
        ("Hi, can you tell me what HSPs are please?", "hsp"),
        ("What's SAA short for?", "saa"),
        ("CCAC?", "ccac"),
        ("Que veut dire l'acronyme RLISS, au long?", "lhin"),
        ("C'est quoi un CASC?", "ccac"),
        ("Qu'est-ce qu'un FSS?", "hsp"),
        ("définition d'ESO", "oht"),
        ("What is the French title of the Connecting Care Act, 2019?", "cca"),
        ("How do we write LHIN in a French letter?", "lhin"),
        ('Need the official French for "health service provider", thanks', "hsp"),
        ("Comment dit-on « Ontario Health Team » en français?", "oht"),
        ("Our letterhead needs the French title of the statute that set up Ontario Health.", ""),
        ("Who translated the title of LHSIA into French?", ""),
        ("Must an HSP serve people in French?", ""),
        ("What must an HSP do?", ""),
        ("Which LHIN was the smallest?", ""),
        ("Who is the CEO of the LHIN?", ""),
        ("What does it stand for?", ""),
        ("What does XYZ mean?", ""),
        ("", ""),
    ],
)
def test_only_a_question_that_asks_no_more_asks_for_the_term(question: str, term: str) -> None:
    assert term_asked(question, KNOWLEDGE) == term


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert term_asked(text, KNOWLEDGE) in {"", *(term.id for term in KNOWLEDGE.glossary)}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What does OHT stand for?", "Ontario Health Team"),
        ("What is an HSP?", "health service provider"),
        ("Que veut dire RLISS?", "réseau local d'intégration des services de santé"),
        ("C'est quoi un FSS?", "fournisseur de services de santé"),
        (
            'What do I put in French for "health service provider"? The official French.',
            "fournisseur de services de santé",
        ),
    ],
)
def test_the_answer_begins_with_the_words_in_full(
    real_workplace: Workplace, question: str, words: str
) -> None:
    answer = real_workplace.assistant.answer(Request(question))
    assert answer.outcome == "answered"
    assert answer.citations[0].passage.document_id == "terms"
    assert words in answer.statements[0].text
