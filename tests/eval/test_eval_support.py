from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.passage import Passage
from eval.support import text_faults
from server.readings import Quantity, days, quantities

MakePassage = Callable[..., Passage]
SOURCE = (
    "Under s. 27 (3), a health service provider must give the LHIN notice 60 days before it integrates services. "
    "The LHIN may issue a decision, but shall not require a religious organization to act against its religion. "
    "The rule held from 1 April 2007."
)


def test_reads_numbers_units_and_days_in_both_languages() -> None:
    assert quantities("sixty days; 65 %; soixante jours; 1 234 personnes; s. 27 (3); 2018/19; 30 or 60 days") == [
        Quantity(60, "day"), Quantity(65, "percent"), Quantity(60, "day"), Quantity(1234, ""),
        Quantity(201819, "span"), Quantity(30, "day"), Quantity(60, "day"),
    ]  # fmt: skip
    found, rest = days("on 1 April 2021, le 1er mai 2019, in March 2017")
    assert found == {"2021-04-01", "2019-05-01", "2017-03"}
    assert not any(character.isdigit() for character in rest)


@pytest.mark.parametrize(
    "text",
    [
        "A provider must give the LHIN notice sixty days before it integrates services.",
        "Section 27 requires a provider to give the LHIN notice 60 days before integrating services.",
        "The LHIN may issue a decision.",
        "The LHIN shall not require a religious organization to act against its religion.",
        "**The rule held** from April 2007. [1]",
        "Yes, a provider must give the LHIN notice 60 days before it integrates services.",
        "No, the LHIN shall not require a religious organization to act against its religion.",
    ],
)
def test_accepts_what_the_source_says(make_passage: MakePassage, text: str) -> None:
    assert text_faults(text, [make_passage("act", SOURCE)], "en") == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("A provider must give the LHIN notice 90 days before it integrates services.", "number"),
        ("A provider must give the LHIN notice 60 months before it integrates services.", "number"),
        ("A provider must not give the LHIN notice 60 days before it integrates services.", "negation"),
        ("A provider may give the LHIN notice 60 days before it integrates services.", "permission"),
        ("The LHIN must issue a decision.", "duty"),
        (
            "The LHIN must give the health service provider notice before it integrates services.",
            "another actor",
        ),
        ("The Minister may issue a decision.", "actor minister"),
        ("Under s. 28, a provider must give the LHIN notice.", "provision"),
        ("The rule held from 1 May 2007.", "date"),
        ("The LHIN may borrow money for lighthouse repairs abroad.", "too few words"),
    ],
)
def test_rejects_what_the_source_does_not_say(make_passage: MakePassage, text: str, fault: str) -> None:
    faults = text_faults(text, [make_passage("act", SOURCE)], "en")
    assert any(fault in found for found in faults), faults


COPIED = (
    "The corpus is open to residents, is not a charity and is not paid for by the province. "
    "After 2004, the Minister appointed a supervisor in place of the LHIN under an Act of 2003. "
    "An investigator could enter the premises and could require documents."
)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("The corpus is open to residents, is a charity and is not paid for by the province.", "negation"),
        ("After 2004, the LHIN appointed a supervisor in place of the Minister under an Act of 2003.", "another actor"),
        ("After 2003, the Minister appointed a supervisor in place of the LHIN under an Act of 2004.", "number"),
        ("An investigator must enter the premises and could require documents.", "duty"),
    ],
)  # fmt: skip
def test_a_copy_is_compared_word_by_word(make_passage: MakePassage, text: str, fault: str) -> None:
    """Each word of the altered copies stands in the source, at another place."""
    source = make_passage("act", COPIED)
    assert text_faults(COPIED, [source], "en") == []
    faults = text_faults(text, [source], "en")
    assert any(fault in found for found in faults), faults


def test_a_copy_may_leave_out_a_clause(make_passage: MakePassage) -> None:
    source = make_passage(
        "act", "The board must keep a register of piers, but may not publish it without leave of the court."
    )
    assert text_faults("The board must keep a register of piers.", [source], "en") == []
    assert text_faults(
        "The board must keep a register of piers, but may publish it without leave of the court.",
        [source],
        "en",
    ) == ["negation"]


def test_checks_french_words_against_a_french_source(make_passage: MakePassage) -> None:
    text = "Le fournisseur doit donner un avis au RLISS dans les soixante jours."
    source = make_passage("loi", text, language="fr")
    assert text_faults("Le fournisseur doit donner un avis au RLISS dans les 60 jours.", [source], "fr") == []
    assert text_faults("Le fournisseur peut donner un avis au RLISS.", [source], "fr") != []
    assert text_faults("Le fournisseur ne doit pas donner un avis au RLISS.", [source], "fr") == ["negation"]


def test_an_item_is_read_with_the_words_that_lead_into_its_list(make_passage: MakePassage) -> None:
    source = make_passage("act", "The board must keep:\n- a register of piers\n- a list of lanterns")
    assert text_faults("The board must keep a list of lanterns.", [source], "en") == []
    assert text_faults("The board may keep a list of lanterns.", [source], "en") != []
