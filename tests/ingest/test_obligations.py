from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from corpus.passage import Language, Passage
from ingest.grammar_actors import normal_actors, same_actor
from ingest.obligations import Obligation, extract_obligations


def passage(text: str, language: Language = "en", **changes: object) -> Passage:
    plain = Passage("p", "notes", language, "statute", "upload", "Notes", text, 0, len(text), 0)
    return replace(plain, **changes)  # type: ignore[arg-type]


def rows(text: str, language: Language = "en", **changes: object) -> list[tuple[str, str]]:
    return [(row.actor, row.modality) for row in extract_obligations(passage(text, language, **changes))]


def one(text: str, language: Language = "en") -> Obligation:
    found = extract_obligations(passage(text, language))
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "actor", "modality"),
    [
        ("The operator shall also keep a list.", "The operator", "must"),
        ("Notice must be given by the operator to the agency.", "the operator", "must"),
        ("Notice must be given within 30 days.", "", "must"),
        ("The notice must be accompanied by a certificate.", "", "must"),
        ("The board may not sit in private.", "The board", "must_not"),
        ("No person shall obstruct an inspector.", "No person", "must_not"),
        ("No officer shall be required to answer.", "No officer", "need_not"),
        ("Subject to subsection (2), the chair, if asked, must resign.", "the chair", "must"),
        ("If the provider stops, it must tell the network.", "provider", "must"),
        ("The Act requires each LHIN, every year, to publish a plan.", "each LHIN", "must"),
        ("Section 4 lets a LHIN fund a provider.", "a LHIN", "may"),
        ("An HSP had to notify the LHIN.", "An HSP", "must"),
        ("LHINs were not allowed to close a hospital.", "LHINs", "must_not"),
        ("A partner did not have to agree.", "A partner", "need_not"),
        ("Members are entitled to be paid.", "Members", "may"),
        ("Organizations with more than 1,000 staff must report.", "Organizations with more than 1,000 staff", "must"),
    ],
)  # fmt: skip
def test_english_rules(text: str, actor: str, modality: str) -> None:
    assert rows(text) == [(actor, modality)]


@pytest.mark.parametrize(
    ("text", "actor", "modality"),
    [
        ("Le conseil doit également publier le plan.", "Le conseil", "must"),
        ("L'avis doit être donné par l'exploitant.", "l'exploitant", "must"),
        ("Le RLISS est tenu de se conformer à la directive.", "Le RLISS", "must"),
        ("Nul ne peut entraver l'enquête.", "Nul", "must_not"),
        ("Le conseil ne peut siéger que pour voter.", "Le conseil", "may"),
        (
            "Le FSS ne pouvait aller de l'avant, à moins que le RLISS ne l'indique.",
            "Le FSS",
            "must_not",
        ),
        ("Il est interdit à l'exploitant de fermer.", "l'exploitant", "must_not"),
        ("L'exploitant n'est pas tenu de répondre.", "L'exploitant", "need_not"),
        ("La loi permettait au ministre de nommer un enquêteur.", "au ministre", "may"),
    ],
)
def test_french_rules(text: str, actor: str, modality: str) -> None:
    assert rows(text, "fr") == [(actor, modality)]


@pytest.mark.parametrize(
    "text",
    [
        "A person who fails to reply shall be deemed to have refused.",
        "This Part shall not apply to a municipal home.",
        "This section shall for the purposes of the Act be construed as remedial.",
        "This Act may be cited as the Clinics Act.",
        "“Record” means anything that may be read.",
        "The fee that must be paid is set out below.",
        "It may be that no notice was sent.",
        "Wait times may have fallen.",
        "Critics said that the agency must be rebuilt.",
    ],
)
def test_what_binds_nobody_gives_no_row(text: str) -> None:
    assert rows(text) == []


def test_french_deeming_gives_no_row() -> None:
    assert rows("La personne qui ne répond pas est réputée avoir refusé.", "fr") == []
    assert rows("La loi doit être interprétée selon la Charte.", "fr") == []


def test_each_item_of_a_duty_list_is_a_row_quoted_from_its_own_line() -> None:
    text = "The LHIN shall,\n(a) prepare a plan;\n(b) send it to the Minister within 30 days."
    found = extract_obligations(passage(text))
    assert [row.quote for row in found] == ["prepare a plan;", "send it to the Minister within 30 days."]
    assert [row.actor for row in found] == ["The LHIN", "The LHIN"]
    assert found[1].deadline == "within 30 days"
    assert found[1].lead_in == "The LHIN shall,"


def test_items_that_are_conditions_leave_one_row() -> None:
    text = "The board may act if\n(a) a member asks; or\n(b) the Minister agrees."
    assert rows(text) == [("The board", "may")]


def test_an_item_with_its_own_modal_keeps_the_subject_of_the_lead_in() -> None:
    text = "An order\n(a) is exempt from section 3; and\n(b) must be published by the Minister."
    assert rows(text) == [("the Minister", "must")]


def test_a_list_in_one_line_is_cut_at_its_marks() -> None:
    text = "The network shall, (a) keep a list; (b) post it; and (c) send it on."
    assert len(rows(text)) == 3


def test_the_lead_in_of_a_passage_gives_the_subject_of_its_item() -> None:
    assert rows("keep a list of members", lead_in="The registrar shall,") == [("The registrar", "must")]


def test_two_modals_share_a_subject() -> None:
    found = rows("An investigator shall not use force and shall leave when asked.")
    assert found == [("An investigator", "must_not"), ("An investigator", "must")]


def test_the_parts_of_a_rule() -> None:
    row = one(
        "If a home closes, the operator shall give notice to the agency within 30 days, unless it is exempt."
    )
    assert (row.action, row.object) == ("give", "notice to the agency")
    assert row.deadline == "within 30 days"
    assert row.condition == "If a home closes"
    assert row.exception == "unless it is exempt"
    assert row.addressee == "the agency"


def test_a_section_number_does_not_cut_the_object() -> None:
    assert one("No one can give a s. 27 notice.").object == "a s. 27 notice"


def test_past_tense_is_told_apart() -> None:
    assert one("The LHIN had to publish it.").tense == "past"
    assert one("The LHIN must publish it.").tense == "present"
    assert one("Le RLISS devait la publier.", "fr").tense == "past"


def test_open_points_give_no_rows() -> None:
    assert rows("The LHIN must act within 60 days.", confidence="open") == []


def test_a_coordination_of_actors_has_all_their_classes() -> None:
    row = one("The Act obliges Ontario Health, every HSP and every OHT to look for opportunities.")
    assert row.actor_classes == ("ontario_health", "hsp", "oht")


def test_an_actor_that_is_described_by_another_has_one_class() -> None:
    assert normal_actors("an HSP funded by the LHIN and the Ministry") == ("hsp",)


def test_actors_are_compared_by_body_or_by_head() -> None:
    assert same_actor("the local health integration network", "LHINs")
    assert same_actor("A person who receives a notice", "person")
    assert not same_actor("the registrar", "the director")
    assert not same_actor("", "the director")


WORDS = st.lists(
    st.sampled_from(
        "The A board person shall must may not be given to by if , ; ( ) (a) \n who that doit peut ne Nul : 27 s.".split(
            " "
        )
    ),
    max_size=30,
)


@settings(max_examples=120, deadline=None)
@given(WORDS, st.sampled_from(["en", "fr"]))
def test_quotes_are_always_exact(words: list[str], language: Language) -> None:
    text = " ".join(words)
    for row in extract_obligations(passage(text, language)):
        assert row.quote
        assert text[row.start : row.end] == row.quote
