"""Provisions named in running text are read to one normal form, in English and French."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from corpus.citation import find_references, normal_address

ENGLISH = {
    "What does s. 27 say?": ["s. 27"],
    "section 27(3)": ["s. 27 (3)"],
    "s.27(3)": ["s. 27 (3)"],
    "under subsection 27 (3)": ["s. 27 (3)"],
    "clause 26(2)(b) of the Act": ["s. 26 (2) (b)"],
    "s. 3(1)(a)(ii)": ["s. 3 (1) (a) (ii)"],
    "§ 27": ["s. 27"],
    "Sec. 12 and sec. 14": ["s. 12", "s. 14"],
    "sections 25 to 28": ["s. 25", "s. 26", "s. 27", "s. 28"],
    "ss. 19-21.2": ["s. 19", "s. 20", "s. 21", "s. 21.2"],
    "sections 16.4, 27 and 28.1": ["s. 16.4", "s. 27", "s. 28.1"],
    "ss. 25, 26 or 27": ["s. 25", "s. 26", "s. 27"],
    "section 35 or section 35.1": ["s. 35", "s. 35.1"],
    "Does LHSIA 27(3) still hold?": ["s. 27 (3)"],
    "s. 27.0.1 (1)": ["s. 27.0.1 (1)"],
    "Part III of the Act": ["Part III"],
    "s. 1000": ["s. 1000"],
    "S.O. 2006, c. 4, s. 27": ["s. 27"],
}
FRENCH = {
    "Que dit l'article 27?": ["s. 27"],
    "Que dit l’article 27 (3)?": ["s. 27 (3)"],
    "en vertu de l'art. 27": ["s. 27"],
    "art. 27 (3) de la LISSL": ["s. 27 (3)"],
    "Que prévoit l'art. 27 (3) a)?": ["s. 27 (3) (a)"],
    "art. 27 (3) a)": ["s. 27 (3) (a)"],
    "l'alinéa 27 (3) a)": ["s. 27 (3) (a)"],
    "le par. 27 (3)": ["s. 27 (3)"],
    "articles 25 à 27": ["s. 25", "s. 26", "s. 27"],
    "articles 25 et 26": ["s. 25", "s. 26"],
    "la partie III de la Loi": ["Part III"],
}
NOTHING = (
    "in 2015 there were 14 LHINs",
    "$27 (3) million",
    "page 12 of the 2015 plan",
    "the LHINs 27 of them",
    "chapter 4",
    "",
)


@pytest.mark.parametrize(("text", "addresses"), [*ENGLISH.items(), *FRENCH.items()])
def test_a_provision_is_read_as_people_write_it(text: str, addresses: list[str]) -> None:
    assert [reference.address for reference in find_references(text)] == addresses


@pytest.mark.parametrize("text", NOTHING)
def test_a_number_that_is_no_provision_is_left_alone(text: str) -> None:
    assert find_references(text) == []


@pytest.mark.parametrize(
    "text",
    ["O. Reg. 515/09", "Ontario Regulation 515/09", "Règl. de l'Ont. 515/09", "le règlement 515/09"],
)
def test_a_regulation_is_read_in_every_spelling(text: str) -> None:
    (reference,) = find_references(text)
    assert (reference.address, reference.regulation) == ("", "O. Reg. 515/09")


def test_a_range_names_a_limited_number_of_sections() -> None:
    addresses = [reference.address for reference in find_references("ss. 1-999")]
    assert addresses[0] == "s. 1"
    assert len(addresses) < 20


def test_references_come_in_the_order_of_the_text_with_what_was_read() -> None:
    text = "Compare s. 35 with O. Reg. 279/07 and section 27 (3)."
    found = find_references(text)
    assert [r.address or r.regulation for r in found] == ["s. 35", "O. Reg. 279/07", "s. 27 (3)"]
    assert all(text[r.start : r.start + len(r.text)] == r.text for r in found)


NUMBERS = st.integers(1, 99).map(str) | st.tuples(st.integers(1, 99), st.integers(1, 9)).map(
    lambda pair: f"{pair[0]}.{pair[1]}"
)
LEVELS = st.lists(st.integers(1, 30).map(str) | st.sampled_from(["a", "b", "c.1", "ii", "iv"]), max_size=3)


@settings(max_examples=60)
@given(NUMBERS, LEVELS, st.sampled_from(["s. ", "section ", "art. ", "clause "]), st.booleans())
def test_any_address_is_read_back_from_any_sentence(
    number: str, levels: list[str], word: str, spaced: bool
) -> None:
    gap = " " if spaced else ""
    written = number + "".join(f"{gap}({level})" for level in levels)
    (reference,) = find_references(f"What did {word}{written} require of us?")
    assert reference.address == " ".join([f"s. {number}", *(f"({level})" for level in levels)])
    assert reference.address == normal_address(number, "".join(f"({level})" for level in levels))


@settings(max_examples=80)
@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for reference in find_references(text):
        assert text[reference.start : reference.start + len(reference.text)] == reference.text
