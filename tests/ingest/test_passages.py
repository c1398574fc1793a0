from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from corpus.document import Document
from corpus.passage import Passage
from ingest.build import About, build_document
from ingest.passages import LONGEST_LIST, LONGEST_TEXT, passages_of
from ingest.plain import read_plain
from ingest.repeal import days_in, is_repealed
from ingest.sentences import sentence_spans

Made = Callable[..., Document]
FILES = ["lakeshore-act-en.txt", "lakeshore-act-fr.txt", "shore-regulation-en.md", "newsletter-en-fr.txt"]


def by_address(document: Document) -> dict[str, Passage]:
    return {p.address: p for p in passages_of(document)}


def assert_sound(document: Document) -> None:
    passages = passages_of(document)
    assert passages
    assert len({p.id for p in passages}) == len(passages)
    assert [p.ordinal for p in passages] == list(range(len(passages)))
    for passage in passages:
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.text.strip()
        assert len(passage.text) <= LONGEST_LIST
        assert all(0 <= a < b <= len(passage.text) for a, b in passage.items)


@pytest.mark.parametrize("name", FILES)
def test_spans_cut_out_their_own_text(made: Made, name: str) -> None:
    assert_sound(made(name=name))


WORD = st.sampled_from(
    "The board acts. notice; clinic • - 1. (a) (2) Part shore:\n \n\n \n été «conseil» [1] https://a.b".split(
        " "
    )
)


@given(st.lists(WORD, min_size=1, max_size=400).map(" ".join).filter(str.strip))
@settings(max_examples=60, deadline=None)
def test_spans_hold_for_any_text(made: Made, text: str) -> None:
    assert_sound(made("x " + text))


@given(st.integers(1, 60), st.sampled_from(["word ", "Sentence here. ", "a; ", "x" * 700 + " ", "é\n"]))
@settings(max_examples=40, deadline=None)
def test_long_text_is_cut_into_pieces_of_bounded_length(made: Made, times: int, piece: str) -> None:
    document = made("Title of it\n\n" + (piece * times * 20)[:20_000])
    assert_sound(document)
    assert all(len(p.text) <= LONGEST_TEXT for p in passages_of(document) if not p.items)


def test_a_newsletter_in_two_languages_becomes_passages_of_each(made: Made) -> None:
    document = made(name="newsletter-en-fr.txt")
    assert (document.title, document.language) == ("Shoreline Bulletin", "en")
    passages = passages_of(document)
    assert [p.language for p in passages] == ["en", "en", "en", "fr", "fr"]
    assert passages[3].heading_path == ()
    assert passages[4].heading_path == ("Nouvelles cliniques du soir",)
    assert not any("Twitter" in p.text or "Unsubscribe" in p.text for p in passages)
    assert "Twitter" in document.text


@pytest.mark.parametrize(
    ("language", "last"),
    [
        ("en", "visits with a social worker on Tuesdays"),
        ("fr", "des rencontres avec un travailleur social le mardi"),
    ],
)
def test_a_list_stays_whole_with_its_lead_in(made: Made, language: str, last: str) -> None:
    (found,) = [
        p for p in passages_of(made(name="newsletter-en-fr.txt")) if p.items and p.language == language
    ]
    assert len(found.items) == 3
    assert found.text[found.items[-1][0] : found.items[-1][1]] == last
    assert found.text.startswith(("The board has opened", "Le conseil a ouvert"))


def test_a_subsection_is_a_passage_with_headings_and_items(made: Made) -> None:
    passage = by_address(made(name="lakeshore-act-en.txt"))["s. 3 (2)"]
    assert passage.id == "sample:en:s-3-2"
    assert passage.heading_path == (
        "PART II LAKESHORE BOARDS",
        "How boards work",
        "Boards continued",
        "Powers",
    )
    assert passage.text.startswith("(2) A board may, with the approval of the Minister,\n(a) buy")
    items = [passage.text[a:b] for a, b in passage.items]
    assert items[0] == "buy or lease land;"
    assert items[-1] == "make by-laws about its meetings."
    assert len(items) == 12


def test_a_definition_is_a_passage_with_its_lead_in(made: Made) -> None:
    found = by_address(made(name="lakeshore-act-en.txt"))
    passage = found['s. 2 (1) "care provider"']
    assert passage.lead_in == "In this Act,"
    assert passage.text.startswith("“care provider” means,")
    assert "s. 2 (1)" not in found
    assert by_address(made(name="lakeshore-act-fr.txt"))['s. 2 (1) "conseil"'].language == "fr"


def test_a_section_without_subsections_is_a_passage(made: Made) -> None:
    passage = by_address(made(name="shore-regulation-en.md"))["s. 2"]
    assert passage.text.startswith("In this Regulation, working day means")
    assert passage.heading_path == ("Notices", "Definition of working day")


def test_a_long_list_is_cut_between_items_and_keeps_its_lead_in(made: Made) -> None:
    items = "\n".join(
        f"- item number {n} asks a clinic for a report about its work in the year before" for n in range(90)
    )
    document = made(f"Reports of clinics\n\nEach year a clinic reports the following:\n\n{items}")
    passages = passages_of(document)
    assert len(passages) > 3
    assert passages[0].text.startswith("Each year a clinic")
    assert all(p.lead_in == "Each year a clinic reports the following:" for p in passages[1:])
    assert all(p.text.startswith("- item number") for p in passages[1:])
    assert sum(len(p.items) for p in passages) == 90


def test_short_pieces_join_their_neighbour(made: Made) -> None:
    document = made(
        "Notice of change here\n\nThe board gives notice to every clinic on the shore before it acts.\n\nThank you.\n\nBoard office."
    )
    (passage,) = passages_of(document)
    assert passage.text.endswith("Thank you.\n\nBoard office.")


def test_what_is_said_twice_is_one_passage(made: Made) -> None:
    said = "The board gives notice to every clinic on the shore before it acts on a plan."
    passages = passages_of(
        made(
            f"Notices of the board\n\n{said}\n\nThe clinic answers it within twenty days of the notice.\n\n{said}"
        )
    )
    assert [p.text for p in passages].count(said) == 1


def test_ids_do_not_depend_on_what_else_the_document_says(made: Made) -> None:
    first = "The board gives notice to every clinic on the shore before it acts on a plan."
    second = "The clinic answers the notice of the board within twenty days of getting it."
    before = passages_of(made(f"Notices of the board\n\n{second}"))
    after = passages_of(made(f"Notices of the board\n\n{first}\n\n{second}"))
    assert before[0].id == after[1].id
    assert before[0].id != passages_of(made(f"Notices\n\n{second}", document_id="other"))[0].id


@pytest.mark.parametrize(
    ("stated", "text", "title"),
    [
        ("Shore plan", "Notice\n\nThe board acts.", "Notice"),
        ("Shore plan", "x" * 200, "Shore plan"),
        ("untitled", "x" * 200, "plan.pdf"),
        ("Microsoft Word - plan.docx", "The board acts.", "The board acts."),
    ],
)
def test_the_title_is_the_first_heading_the_stated_one_or_the_file_name(
    stated: str, text: str, title: str
) -> None:
    about = About("sample", "upload", "upload", "0" * 64, file_name="plan.pdf")
    assert build_document(replace(read_plain(text), title=stated), about).title == title


def test_a_document_of_one_line_is_one_passage(made: Made) -> None:
    assert [p.text for p in passages_of(made("Hello"))] == ["Hello"]


def test_provisions_say_when_they_ended(made: Made) -> None:
    document = made(name="lakeshore-act-en.txt")
    found = by_address(document)
    day = date(2021, 4, 1)
    assert found["s. 5"].validity.end == day
    assert found["ss. 6-8"].validity.end == day
    assert found["s. 3 (3)"].validity.end is None
    assert found["s. 4"].validity.end is None
    assert document.warnings == (
        "Repealed by the document's own words, on a day it does not give: s. 3 (3), s. 5.1.",
    )
    assert by_address(made(name="lakeshore-act-fr.txt"))["s. 4"].validity.end == day


@pytest.mark.parametrize(
    ("text", "repealed"),
    [
        ("27 Repealed: 2019, c. 5.", True),
        ("(3) [Repealed, 2018, c. 12, s. 2]", True),
        ("5.1 Abrogé : 2016, chap. 30.", True),
        ("b) Abrogée : 2016, chap. 30.", True),
        ("4 Spent: 2016, c. 30.", True),
        ("27 The repealed Act applies.", False),
        ("Repealed provisions continue to apply.", False),
        ("3 The Minister may repeal it.", False),
    ],
)
def test_repeal_is_told_from_talk_of_repeal(text: str, repealed: bool) -> None:
    assert is_repealed(text) is repealed


def test_days_in_both_languages() -> None:
    text = "On April 1, 2021, then le 1er avril 2022, then 28/06/2024, 2024-12-31 and February 30, 2020."
    assert days_in(text) == [date(2021, 4, 1), date(2022, 4, 1), date(2024, 6, 28), date(2024, 12, 31)]


def test_sentences_do_not_end_at_abbreviations() -> None:
    text = "See s. 27 of the Act, e.g. O. Reg. 515/09. It (cl. 3) applies to Dr. Wu. “Really?” Oui. L'art. 3 aussi."
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "See s. 27 of the Act, e.g. O. Reg. 515/09.", "It (cl. 3) applies to Dr. Wu.", "“Really?”", "Oui.", "L'art. 3 aussi.",
    ]  # fmt: skip
