"""Names of laws and terms are found in questions, in both languages, and lead to what replaced them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from server.knowledge import Knowledge, Names, fold, shipped_knowledge

INSTRUMENTS = {
    "What does LHSIA say?": ["lhsia-2006"],
    "Que dit la LISSL?": ["lhsia-2006"],
    "the Local Health System Integration Act, 2006": ["lhsia-2006"],
    "the Patients First Act": ["patients-first-act-2016"],
    "Who introduced Bill 41?": ["patients-first-act-2016"],
    "the Connecting Care Act": ["connecting-care-act-2019"],
    "la Loi de 2019 pour des soins interconnectés": ["connecting-care-act-2019"],
    "the People’s Health Care Act": ["peoples-health-care-act-2019"],
    "from LHSIA to the Connecting Care Act": ["lhsia-2006", "connecting-care-act-2019"],
    "the Act": [],
    "alhsian": [],
    "": [],
}
TERMS = {
    "How many LHINs were there?": ["lhin"],
    "Combien de RLISS y avait-il?": ["lhin"],
    "an HSP's board": ["hsp"],
    "health service providers": ["hsp"],
    "l’équipe Santé Ontario": ["oht"],
    "Santé Ontario": ["ontario-health"],
}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return shipped_knowledge()


@pytest.mark.parametrize(("question", "ids"), INSTRUMENTS.items())
def test_instruments_are_found_by_every_name(knowledge: Knowledge, question: str, ids: list[str]) -> None:
    assert [mention.key for mention in knowledge.instruments.find(question)] == ids


@pytest.mark.parametrize(("question", "ids"), TERMS.items())
def test_terms_are_found_in_both_languages(knowledge: Knowledge, question: str, ids: list[str]) -> None:
    assert [mention.key for mention in knowledge.terms.find(question)] == ids


def test_every_document_is_found_by_its_own_titles(knowledge: Knowledge) -> None:
    for entry in knowledge.catalogue.values():
        for title in (entry.title_en, entry.title_fr):
            assert entry.id in {m.key for m in knowledge.instruments.find(f"About {title}, please")}, title


def test_the_longest_name_wins_and_no_name_is_found_inside_a_word() -> None:
    names = Names({"oil": ("oil",), "oil lamp": ("lamp",), "Huile": ("oil",)})
    assert [m.key for m in names.find("Oil lamps, huile and oil; soil")] == ["lamp", "oil", "oil"]
    assert Names({}).find("oil") == []


def test_a_mention_says_where_it_stands_in_the_folded_text() -> None:
    names = Names({"équipe": ("team",)})
    (mention,) = names.find("L’Équipe")
    assert fold("L’Équipe")[mention.start : mention.end] == "equipe"


def test_a_term_brings_its_names_in_the_other_language(knowledge: Knowledge) -> None:
    english = knowledge.expansions("What must a LHIN publish?")
    assert "RLISS" in english
    assert all(0 < weight <= 1 for weight in english.values())
    assert "LHIN" in knowledge.expansions("Que doit publier le RLISS?")
    assert knowledge.expansions("Who?") == {}


def test_a_section_leads_to_what_replaced_it(knowledge: Knowledge) -> None:
    (row,) = knowledge.replacements("lhsia-2006", "s. 27")
    assert (row.to_document, row.to_address) == ("connecting-care-act-2019", ("s. 35",))
    assert knowledge.replacements("lhsia-2006", "s. 999") == []
    assert knowledge.replacements("connecting-care-act-2019", "s. 35") == []


def test_an_answer_names_a_document_shortly(knowledge: Knowledge) -> None:
    assert (knowledge.short("lhsia-2006", "en"), knowledge.short("lhsia-2006", "fr")) == ("LHSIA", "LISSL")
    assert knowledge.short("my-upload", "en") == "my-upload"


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
