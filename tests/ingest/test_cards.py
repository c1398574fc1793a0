"""Cards say what the store holds and does not hold, and change with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.catalogue import Address, Entry, read_catalogue
from corpus.passage import Confidence, Language, Passage
from corpus.shipped import CATALOGUE
from ingest.cards import CARDS, cards_document

OIL = Entry(
    id="oil-act", kind="statute", authority_level="binding", title_en="Oil Act, 1911", title_fr="Loi de 1911 sur l'huile",
    short_en="Oil Act", short_fr="Loi sur l'huile", publisher="Province", status="in_force", licence_note="none",
    aliases_en=(), citation="S.O. 1911, c. 1", status_note_en="Still law.", status_note_fr="Toujours en vigueur.",
)  # fmt: skip
WICK = replace(
    OIL, id="wick", kind="news", title_en="Wicks", title_fr="Mèches", short_en="Wicks", short_fr="Mèches"
)
CATALOGUED = {"oil-act": OIL, "wick": WICK}


def fact(anchor: str, confidence: Confidence = "seen", language: Language = "en") -> Passage:
    text = f"The fact {anchor}."
    return Passage(
        f"oil-act:{language}:{anchor}", "oil-act", language, "statute", "brief", "Oil Act", text, 0, len(text), 0,
        confidence=confidence, anchor=anchor,
    )  # fmt: skip


FACTS = [fact("a"), fact("b"), fact("c", "recalled"), fact("d", "open"), fact("a", "seen", "fr")]


def cards(held: list[Passage], language: Language = "en") -> dict[str, Passage]:
    return {p.anchor: p for p in cards_document(CATALOGUED, held, language)[1]}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_cards_are_one_document_whose_passages_cut_out_their_own_text(language: Language) -> None:
    document, found = cards_document(read_catalogue(CATALOGUE), FACTS, language)
    assert (document.id, document.language, document.authority) == (CARDS, language, "brief")
    assert all(document.text[p.start : p.end] == p.text for p in found)
    assert len({p.id for p in found}) == len(found) == len(document.root.children)
    assert all(p.questions for p in found)


def test_the_overview_counts_facts_by_how_surely_they_are_known() -> None:
    english, french = cards(FACTS)["all"].text, cards(FACTS, "fr")["all"].text
    assert "2 facts read in their source, 1 not yet checked and 1 open points" in english
    assert "1 faits vérifiés à la source, 0 non encore vérifiés" in french


def test_a_list_on_a_card_is_cut_into_its_items() -> None:
    card = cards(FACTS)["all"]
    assert [card.text[a:b] for a, b in card.items] == ["Statutes (1): Oil Act"]
    french = cards(FACTS, "fr")["all"]
    assert [french.text[a:b] for a, b in french.items][0] == "Lois (1) : Loi sur l'huile"


def test_what_is_not_known_is_listed_and_goes_when_it_is_known() -> None:
    card = cards(FACTS)["unknown"]
    assert [card.text[a:b] for a, b in card.items] == ["The fact d."]
    assert not cards([*FACTS[:3], fact("d", "seen")])["unknown"].items


def test_every_document_of_the_catalogue_has_a_card_that_follows_what_is_held() -> None:
    before = cards(FACTS)["document.oil-act"]
    assert "Oil Act, 1911, S.O. 1911, c. 1" in before.text
    assert "4 passages (read in their source: 2; not yet checked: 1; open points: 1)" in before.text
    assert before.text.endswith("Still law.")
    after = cards([*FACTS, fact("e")])["document.oil-act"]
    assert "5 passages (read in their source: 3" in after.text


def test_uploads_and_official_texts_are_named_while_they_are_held() -> None:
    upload = replace(fact("x"), document_id="notes", authority="upload", title="My notes", confidence=None)
    official = replace(
        fact("y"), authority="official", version="2015", retrieved_at="2026-01-02", confidence=None
    )
    assert cards(FACTS)["official"].text.startswith("No official text is held yet")
    assert "No user has added a document." in cards(FACTS)["official"].text
    with_both = cards([*FACTS, upload, official])
    assert (
        with_both["official"].text
        == "Official text held: Oil Act (en, version 2015, fetched 2026-01-02). Documents added by users: My notes."
    )
    assert "Official text held, en, version 2015, fetched 2026-01-02." in with_both["document.oil-act"].text
    assert "fetched on 2026-01-02" in with_both["age"].text


def test_cards_do_not_count_themselves_and_change_only_with_what_is_held() -> None:
    document, own = cards_document(CATALOGUED, FACTS, "en")
    again, _ = cards_document(CATALOGUED, [*FACTS, *own], "en")
    assert again == document
    changed, _ = cards_document(CATALOGUED, [*FACTS, fact("e")], "en")
    assert changed.source_sha256 != document.source_sha256


def test_a_law_that_is_not_held_officially_says_where_it_stands_and_which_versions_are_known() -> None:
    addresses = (
        Address("en", "html", "https://www.ontario.ca/laws/statute/11o01", True),
        Address("en", "html", "https://www.ontario.ca/laws/statute/11o01/v1", True, "", date(1911, 1, 1), date(1912, 1, 1)),
    )  # fmt: skip
    catalogue = {"oil-act": replace(OIL, addresses=addresses, authors=("A. Lamp",), date="1911-01-01")}
    text = cards_document(catalogue, FACTS, "en")[1][-1].text
    assert "(statute, A. Lamp, Province, 1911-01-01)" in text
    assert "The official text is not held; it stands at https://www.ontario.ca/laws/statute/11o01." in text
    assert "1911-01-01 until 1912-01-01 (https://www.ontario.ca/laws/statute/11o01/v1)" in text


def test_laws_doubts_and_publishers_are_listed() -> None:
    found = cards(FACTS)
    assert [found["laws"].text[a:b] for a, b in found["laws"].items] == [
        "Oil Act, 1911, S.O. 1911, c. 1 (in force)"
    ]
    assert [found["unchecked"].text[a:b] for a, b in found["unchecked"].items] == ["Oil Act: 1"]
    assert [found["origin"].text[a:b] for a, b in found["origin"].items] == ["Province (1)"]
    french = cards(FACTS, "fr")["laws"].text
    assert "Loi de 1911 sur l'huile, L.O. 1911, chap. 1 (en vigueur)" in french


def test_both_languages_have_the_same_cards() -> None:
    assert list(cards(FACTS)) == list(cards(FACTS, "fr"))


def test_a_card_tells_where_a_document_that_is_no_law_stands() -> None:
    address = Address("en", "html", "https://example.org/wicks", official=False)
    catalogued = {"wick": replace(WICK, addresses=(address,))}
    held = [replace(fact("a"), document_id="wick", id="wick:en:a", kind="news")]
    card = {p.anchor: p for p in cards_document(catalogued, held, "en")[1]}["document.wick"]
    assert "Its address: https://example.org/wicks." in card.text
