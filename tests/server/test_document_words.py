"""Which document a question is about, by its words."""

from __future__ import annotations

from hypothesis import given, strategies as st

from corpus.passage import Passage
from index.tokens import tokenize
from server.document_words import FEATURES, DocumentWords
from server.knowledge import shipped_knowledge

CATALOGUE = shipped_knowledge().catalogue


def fact(document_id: str, text: str, number: int = 0) -> Passage:
    return Passage(
        id=f"{document_id}#{number}", document_id=document_id, language="en", kind="brief", authority="brief", title="T",
        text=text, start=0, end=len(text), ordinal=number,
    )  # fmt: skip


def weights(question: str) -> dict[str, float]:
    return dict.fromkeys(tokenize(question, "en"), 1.0)


HELD = (
    fact("ombudsman-lhin-spin-2010", "The Ombudsman looked into engagement."),
    fact("ombudsman-lhin-spin-2010", "The Ombudsman found meetings behind closed doors.", 1),
    fact("lhsia-2006", "The Ombudsman looked into engagement by one network."),
    fact("lhsia-2006", "A provider gives notice of an integration.", 1),
    fact("lhsia-2006", "A network may stop an integration.", 2),
)


def test_the_document_whose_facts_all_hold_the_words_is_more_about_them() -> None:
    words = DocumentWords(HELD, CATALOGUE)
    asked = weights("What did the Ombudsman find?")
    own, other = (
        words.features(d, "en", asked)["document_words"] for d in ("ombudsman-lhin-spin-2010", "lhsia-2006")
    )
    assert own > other > 0


def test_the_names_of_a_document_are_its_own() -> None:
    words = DocumentWords(HELD, CATALOGUE)
    asked = weights("What is the Local Health System Integration Act?")
    assert words.features("lhsia-2006", "en", asked)["title_words"] == 1.0
    assert words.features("ombudsman-lhin-spin-2010", "en", asked)["title_words"] < 1.0


@given(st.text(max_size=80))
def test_any_question_gives_shares(question: str) -> None:
    words = DocumentWords(HELD, CATALOGUE)
    for document in ("lhsia-2006", "a-document-without-an-entry"):
        found = words.features(document, "en", weights(question))
        assert tuple(found) == FEATURES
        assert all(0 <= value <= 1 for value in found.values())
