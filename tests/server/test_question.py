"""What kind of answer a question wants, in which language it is asked, and which documents it names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from server.question import Kind, detect_language, read_kind

KINDS: dict[str, Kind] = {
    "What is a health service provider?": "definition",
    "How is integration defined in LHSIA?": "definition",
    "Qu'est-ce qu'un fournisseur de services de santé?": "definition",
    "Que signifie « intégration » dans la LISSL?": "definition",
    "Who identifies integration opportunities?": "who",
    "To whom must notice be given?": "who",
    "Which body funds hospitals?": "who",
    "Qui doit aviser le RLISS?": "who",
    "À qui faut-il donner avis?": "who",
    "What must a LHIN publish before it requires an integration?": "duty",
    "Must we tell the LHIN?": "duty",
    "Que doit publier le RLISS?": "duty",
    "Faut-il aviser le RLISS?": "duty",
    "May the Minister order a merger?": "power",
    "Le ministre peut-il ordonner une fusion?": "power",
    "How long may people comment?": "deadline",
    "How many days does the LHIN have?": "deadline",
    "Quel est le délai pour présenter des observations?": "deadline",
    "Combien de jours le RLISS a-t-il?": "deadline",
    "When did LHSIA come into force?": "when",
    "In which year was Ontario Health created?": "when",
    "À quelle date les RLISS ont-ils fermé?": "when",
    "How many LHINs were there?": "figure",
    "What share of the allocation do the services account for?": "figure",
    "Combien de responsables cliniques des RLISS ont été recrutés?": "figure",
    "What is the web address of the Thriving at Home report?": "corpus",
    "Avez-vous un lien vers la Loi de 2019?": "corpus",
    "Why were the LHINs created?": "reason",
    "Pourquoi les RLISS ont-ils été abolis?": "reason",
    "What replaced s. 27 of LHSIA?": "replaced",
    "Qu'est-ce qui a remplacé l'article 27 de la LISSL?": "replaced",
    "What did the Patients First Act change?": "changed",
    "Qu'est-ce qui a changé avec la Loi de 2016?": "changed",
    "What is the difference between a facilitated and a required integration?": "comparison",
    "Compare LHSIA and the Connecting Care Act": "comparison",
    "Quelle est la différence entre un RLISS et Santé Ontario?": "comparison",
    "Is section 27 still in force?": "status",
    "Has LHSIA been repealed?": "status",
    "La LISSL est-elle toujours en vigueur?": "status",
    "What are the four ways to integrate?": "list",
    "List the kinds of integration decisions": "list",
    "Quels sont les critères?": "list",
    "What documents do you hold?": "corpus",
    "what docs do you have on bundled care": "corpus",
    "Quelles lois le corpus contient-il?": "corpus",
    "Does the Minister have documents on it?": "general",
    "Quels documents contient votre corpus?": "corpus",
    "Que ne savez-vous pas?": "corpus",
    "Where was the pilot?": "where",
    "Où se trouve le projet?": "where",
    "Toronto": "general",
    "": "general",
}
FRENCH = (
    "Qui finance les hôpitaux?",
    "Combien de RLISS y avait-il?",
    "Le délai est de combien de jours?",
    "art. 27 de la LISSL",
    "Qu’est-ce que Santé Ontario?",
    "Et pour les foyers de soins de longue durée?",
    "What, quel est le délai pour les fournisseurs de soins?",
)
ENGLISH = (
    "Who funds hospitals?",
    "s. 27 of LHSIA",
    "What is Santé Ontario called in English?",
    "How many LHINs were there?",
    "LHIN",
    "12345",
    "",
    "\N{GRINNING FACE}",
)


@pytest.mark.parametrize(("question", "kind"), KINDS.items())
def test_a_question_tells_its_kind(question: str, kind: Kind) -> None:
    assert read_kind(question) == kind


@pytest.mark.parametrize("text", FRENCH)
def test_french_is_french(text: str) -> None:
    assert detect_language(text) == "fr"


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_english_and_so_is_what_tells_nothing(text: str) -> None:
    assert detect_language(text) == "en"


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_has_a_kind_and_a_language(text: str) -> None:
    assert read_kind(text)
    assert detect_language(text) in ("en", "fr")
