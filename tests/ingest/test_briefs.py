from datetime import date
from pathlib import Path

import pytest

from corpus.brief import Brief, Fact, Item
from corpus.catalogue import Address, Entry
from corpus.passage import Validity
from ingest.briefs import brief_document, normal_address

OFFICIAL = "https://laws.example.org/shore"
ENTRY = Entry(
    id="shore-act", kind="statute", authority_level="binding", title_en="Shore Act", title_fr="Loi sur le littoral",
    short_en="Shore Act", short_fr="LL", publisher="Province", status="historical", licence_note="none", aliases_en=(),
    in_force_from=date(2011, 1, 1), addresses=(Address("en", "html", OFFICIAL, True),),
)  # fmt: skip
FACTS = (
    Fact("n.1", "A board gives notice before it:", 9, "LHSIA, ss. 27(3)", Validity(None, date(2021, 4, 1)), "seen",
         ("https://blog.example.org",), ("Duties", "Notice"), (Item("merges", "n.1a", "recalled", (OFFICIAL,)), Item("closes"))),
    Fact("n.2", "It waits for thirty days.", 12, heading_path=("Duties",), questions=("How long does it wait?",)),
    Fact("p.1", "A fine may follow.", 14, heading_path=("Penalties",)),
)  # fmt: skip
BRIEF = Brief("shore-act", "en", "Shore", FACTS, Path("shore-act.md"))


def test_one_passage_per_fact_with_everything_it_was_recorded_with() -> None:
    document, passages = brief_document(BRIEF, ENTRY, "0" * 64)
    assert [p.id for p in passages] == ["shore-act:en:n.1", "shore-act:en:n.2", "shore-act:en:p.1"]
    first = passages[0]
    assert first.text == "A board gives notice before it:\n- merges\n- closes"
    assert [first.text[a:b] for a, b in first.items] == ["merges", "closes"]
    assert (first.authority, first.kind, first.title, first.anchor) == (
        "brief",
        "statute",
        "Shore Act",
        "n.1",
    )
    assert (first.confidence, first.validity.end) == ("recalled", date(2021, 4, 1))
    assert first.sources == ("https://blog.example.org", OFFICIAL)
    assert first.url == OFFICIAL
    assert first.address == "LHSIA, s. 27 (3)"
    assert first.heading_path == ("Duties", "Notice")
    assert passages[1].questions == ("How long does it wait?",)
    assert passages[1].url == OFFICIAL
    assert (document.status, document.validity.start) == ("historical", date(2011, 1, 1))


def test_the_document_holds_every_passage_in_its_place() -> None:
    document, passages = brief_document(BRIEF, ENTRY)
    assert all(document.text[p.start : p.end] == p.text for p in passages)
    assert document.text.index("Duties") < document.text.index("Notice") < document.text.index("A board")
    assert document.text.count("Duties") == 1


def test_a_french_brief_has_the_french_title() -> None:
    document, passages = brief_document(Brief("shore-act", "fr", "x", FACTS[1:], Path("shore-act.md")), ENTRY)
    assert document.title == passages[0].title == "Loi sur le littoral"
    assert passages[0].id == "shore-act:fr:n.2"


@pytest.mark.parametrize(
    ("written", "normal"),
    [("", ""), ("s.3", "s. 3"), ("ss. 3, 5", "s. 3; s. 5"), ("the letter", "the letter")],
)
def test_addresses_take_normal_form_where_they_can(written: str, normal: str) -> None:
    assert normal_address(written) == normal
