"""Whether a cited rule is law on the day asked about, and what took its place, in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from corpus.passage import ALWAYS, Language, Passage, Validity
from server.answer import Citation
from server.currency import currency_notices, place, standing_on, status_on, successor
from server.knowledge import Knowledge, shipped_knowledge

LHSIA = Validity(date(2006, 3, 28), date(2021, 4, 1))
SINCE_2021 = Validity(date(2021, 4, 1))
TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return shipped_knowledge()


def rule(address: str, validity: Validity, document_id: str = "lhsia-2006") -> Passage:
    return Passage(
        f"{document_id}:{address}", document_id, "en", "statute", "brief", "Act", "Words.", 0, 6, 0, address,
        validity=validity,
    )  # fmt: skip


def messages(
    knowledge: Knowledge, *cited: Passage, day: date = TODAY, language: Language = "en"
) -> list[tuple[str, str]]:
    citations = [Citation(n, p, p.text, 0, 6, status_on(p, day)) for n, p in enumerate(cited, 1)]
    return [(notice.code, notice.message) for notice in currency_notices(citations, day, knowledge, language)]


@pytest.mark.parametrize(
    ("validity", "day", "status"),
    [
        (LHSIA, date(2006, 3, 27), "not_in_force"),
        (LHSIA, date(2006, 3, 28), "in_force"),
        (LHSIA, date(2021, 3, 31), "in_force"),
        (LHSIA, date(2021, 4, 1), "repealed"),
        (SINCE_2021, TODAY, "in_force"),
        (Validity(None, date(2021, 4, 1)), date(1900, 1, 1), "in_force"),
        (ALWAYS, TODAY, ""),
    ],
)
def test_the_status_turns_on_the_day_itself(validity: Validity, day: date, status: str) -> None:
    assert status_on(rule("s. 27", validity), day) == status


OPEN = Validity(date(2006, 3, 28))


@pytest.mark.parametrize(
    ("validity", "day", "standing"),
    [
        (OPEN, date(2015, 1, 1), "in_force"),
        (OPEN, TODAY, "end_unknown"),
        (LHSIA, TODAY, "repealed"),
        (SINCE_2021, TODAY, "in_force"),
    ],
)
def test_a_provision_without_an_end_is_not_current_once_its_law_has_ended(
    knowledge: Knowledge, validity: Validity, day: date, standing: str
) -> None:
    assert standing_on(rule("s. 5", validity), day, knowledge.catalogue["lhsia-2006"]) == standing


def test_its_warning_says_since_when_the_law_as_a_whole_has_ended(knowledge: Knowledge) -> None:
    passage = rule("s. 5", OPEN)
    citation = Citation(
        1, passage, passage.text, 0, 6, standing_on(passage, TODAY, knowledge.catalogue["lhsia-2006"])
    )
    (notice,) = currency_notices([citation], TODAY, knowledge, "en")
    assert notice.code == "end_unknown"
    assert "LHSIA, s. 5" in notice.message
    assert "April 1, 2021" in notice.message


@settings(max_examples=60)
@given(st.none() | DAYS, st.none() | DAYS, DAYS)
def test_only_a_rule_that_holds_is_in_force(start: date | None, end: date | None, day: date) -> None:
    validity = Validity(start, end)
    assert (status_on(rule("s. 1", validity), day) in ("in_force", "")) == validity.holds_on(day)


def test_a_repealed_rule_is_warned_of_with_its_successor(knowledge: Knowledge) -> None:
    ((code, message),) = messages(knowledge, rule("s. 27 (3) (a)", LHSIA))
    assert code == "repealed"
    assert message.startswith("LHSIA, s. 27 ceased to hold on April 1, 2021")
    assert "Connecting Care Act, s. 35" in message
    ((_, french),) = messages(knowledge, rule("s. 27", LHSIA), language="fr")
    assert "LISSL, art. 27" in french
    assert "1er avril 2021" in french
    assert "art. 35" in french


def test_a_repealed_rule_without_a_successor_is_warned_of_alone(knowledge: Knowledge) -> None:
    assert successor(rule("s. 999", LHSIA), knowledge) is None
    assert messages(knowledge, rule("s. 999", LHSIA)) == [
        ("repealed", "LHSIA, s. 999 ceased to hold on April 1, 2021.")
    ]


def test_a_rule_that_is_not_law_yet_is_warned_of(knowledge: Knowledge) -> None:
    cited = rule("s. 35", SINCE_2021, "connecting-care-act-2019")
    ((code, message),) = messages(knowledge, cited, day=date(2015, 7, 1))
    assert code == "not_in_force"
    assert "July 1, 2015" in message
    assert "April 1, 2021" in message


def test_one_warning_serves_a_section_and_each_section_has_its_own(knowledge: Knowledge) -> None:
    cited = [rule(address, LHSIA) for address in ("s. 27 (1)", "s. 27 (3) (a)", "s. 24")]
    assert [code for code, _ in messages(knowledge, *cited)] == ["repealed", "repealed"]


def test_law_in_force_and_undated_text_need_no_warning(knowledge: Knowledge) -> None:
    assert messages(knowledge, rule("s. 35", SINCE_2021), rule("", ALWAYS)) == []
    assert messages(knowledge, rule("s. 999", LHSIA), day=date(2015, 7, 1)) == []


def test_a_rule_of_the_day_asked_about_that_was_replaced_since_says_by_what(knowledge: Knowledge) -> None:
    ((code, message),) = messages(knowledge, rule("s. 27", LHSIA), day=date(2015, 7, 1))
    assert code == "superseded"
    assert "held on July 1, 2015 and ceased to hold on April 1, 2021" in message
    assert "Connecting Care Act, s. 35. Changed:" in message
    ((_, french),) = messages(knowledge, rule("s. 29", LHSIA), day=date(2015, 7, 1), language="fr")
    assert "non vérifié" in french


@pytest.mark.parametrize(
    ("address", "to"),
    [
        ("s. 27", "s. 35"),
        ("s. 27 (3)", "s. 35"),
        ("s. 24", "s. 30"),
        ("s. 25 (1)", "s. 31"),
        ("s. 20", "s. 22"),
    ],
)
def test_the_successor_is_the_concordances(knowledge: Knowledge, address: str, to: str) -> None:
    row = successor(rule(address, LHSIA), knowledge)
    assert row is not None
    assert (row.to_document, row.to_address) == ("connecting-care-act-2019", (to,))


def test_a_place_is_named_in_the_language_asked_for(knowledge: Knowledge) -> None:
    assert place(rule("s. 27 (3) (a)", LHSIA), knowledge, "en") == "LHSIA, s. 27 (3) (a)"
    assert place(rule("s. 27 (3) (a)", LHSIA), knowledge, "fr") == "LISSL, art. 27 (3) a)"
    assert place(rule("", LHSIA), knowledge, "fr") == "LISSL"
