"""How text becomes tokens, and what a document or a translation is found by."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from corpus.passage import Language
from index.names import TitleNames
from index.tokens import question_tokens, tokenize
from index.translate import learn

PAIRS = [
    ("The harbour is closed.", "Le port est fermé."),
    ("The harbour master gives notice.", "Le maître du port donne un avis."),
    ("Notice of closing", "Avis de fermeture"),
    ("A boat is sold.", "Un bateau est vendu."),
    ("The boat enters the harbour.", "Le bateau entre dans le port."),
    ("The notice names a boat.", "L'avis nomme un bateau."),
] * 3


@pytest.mark.parametrize(("text", "language", "tokens"), [
    ("l'avis d’un fournisseur qu'il exige", "fr", ["avis", "fournisseur", "exig"]),
    ("Avis, AVIS, avis", "fr", ["avis", "avis", "avis"]),
    ("Santé sante", "fr", ["sant", "sant"]),
    ("s. 27 (3) (a) and section 5.1", "en", ["§27", "§27.3", "§27.3.a", "§5.1"]),
    ("l'article 27 (3)", "fr", ["§27", "§27.3"]),
    ("O. Reg. 515/09", "en", ["§o.reg.515/09"]),
    ("the provider's 2.5 % of the", "en", ["provid", "2.5"]),
    ("", "en", []),
])  # fmt: skip
def test_tokens(text: str, language: Language, tokens: list[str]) -> None:
    assert tokenize(text, language) == tokens


@given(st.text(max_size=60), st.sampled_from(["en", "fr"]))
@settings(max_examples=80, deadline=None)
def test_tokens_hold_no_space(text: str, language: Language) -> None:
    assert all(token and not any(c.isspace() for c in token) for token in tokenize(text, language))


@given(st.text("abéçx '’-.27", max_size=40), st.sampled_from(["en", "fr"]))
@settings(max_examples=80, deadline=None)
def test_case_does_not_matter(text: str, language: Language) -> None:
    assert tokenize(text.upper(), language) == tokenize(text, language)


def test_a_question_is_read_in_the_language_of_its_stop_words() -> None:
    own, others = question_tokens("Quels sont les avis que doit donner le fournisseur ?", ("en", "fr"))
    assert own == tokenize("avis doit donner fournisseur", "fr")
    assert not set(others) & {"les", "le", "que", "sont"}


def test_titles_are_found_whole_and_longest_first() -> None:
    names = TitleNames({"Harbours Act": "a", "Fishing Harbours Act": "b", "Harbours": "c"})
    assert names.find("What does the FISHING HARBOURS ACT say of harbours?")[0] == ("b",)
    assert names.find("section 5 of the Harbours Act") == (("a",), "section 5 of the  ")
    assert names.find("harbours and acts") == ((), "harbours and acts")


def test_translations_are_learned_from_pairs() -> None:
    table = learn(PAIRS)
    assert table.translate("the boat in the harbour", "en") == "bateau port"
    assert table.translate("le bateau zibeline", "fr") == "bateau zibeline".replace("bateau", "boat")
    words = table.expand("avis", "fr", weight=0.5)
    assert max(words, key=lambda word: words[word]) == "notice"
    assert all(0 < weight <= 0.5 for weight in words.values())


def test_the_same_pairs_give_the_same_table_and_none_an_empty_one() -> None:
    assert learn(PAIRS) == learn(iter(PAIRS))
    assert learn([]).expand("boat", "en") == {}
    assert learn([]).translate("boat", "en") == "boat"
