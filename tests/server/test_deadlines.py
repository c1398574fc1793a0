from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from ingest.obligations import register
from server.deadlines import (
    ACT_BEGAN,
    DeadlineRule,
    add_period,
    compute_deadline,
    deadline_rule,
    deadline_rules,
    rule_from_obligation,
)
from server.errors import NotHeld
from server.facts import Facts
from server.holidays_on import holiday_name, holidays_of
from server.icalendar_text import calendar_file, escape, fold


def test_sixty_days_after_a_notice_end_on_the_sixtieth_day(facts: Facts) -> None:
    found = compute_deadline(deadline_rule("lhsia-27-review"), date(2014, 1, 24), facts)
    assert found.day == date(2014, 3, 25)
    assert found.missing == ()
    assert found.steps[0].provision == "Legislation Act, 2006, s. 89 (3)"
    assert all(citation.is_exact() for citation in found.citations)


def test_a_period_that_ends_on_easter_monday_moves_on(facts: Facts) -> None:
    found = compute_deadline(deadline_rule("lhsia-26-submissions"), date(2016, 2, 27), facts)
    assert found.day == date(2016, 3, 29)
    assert any("Easter Monday" in step.text for step in found.steps)


def test_a_run_of_holidays_is_stepped_over_day_by_day(facts: Facts) -> None:
    start = date(2016, 12, 25) - timedelta(days=30)
    found = compute_deadline(deadline_rule("lhsia-26-submissions"), start, facts, "fr")
    assert found.day == date(2016, 12, 28)
    assert sum("férié" in step.text for step in found.steps) == 3


def test_saturday_is_no_holiday_but_the_office_may_be_closed(facts: Facts) -> None:
    found = compute_deadline(deadline_rule("lhsia-26-submissions"), date(2015, 5, 7), facts)
    assert found.day == date(2015, 6, 6)
    assert any("not open" in warning for warning in found.warnings)


def test_the_first_free_day_is_the_day_after(facts: Facts) -> None:
    found = compute_deadline(deadline_rule("lhsia-27-proceed"), date(2015, 5, 7), facts)
    assert found.day == date(2015, 7, 7)
    assert found.confidence == "recalled"
    assert any("recalled" in warning for warning in found.warnings)


def test_a_missing_date_is_named(facts: Facts) -> None:
    found = compute_deadline(deadline_rule("lhsia-27-review"), None, facts)
    assert found.day is None
    assert found.missing == ("date of notice to the LHIN",)


def test_a_period_that_the_corpus_does_not_hold_is_missing_and_never_guessed(facts: Facts) -> None:
    found = compute_deadline(deadline_rule("cca-35-notice"), date(2026, 1, 5), facts)
    assert found.day is None
    assert "does not hold" in found.missing[0]
    assert [c.passage.anchor for c in found.citations] == ["s35.2", "not-verified.1"]


def test_a_date_outside_the_rules_validity_is_warned_of(facts: Facts) -> None:
    found = compute_deadline(deadline_rule("lhsia-27-review"), date(2022, 1, 4), facts)
    assert any("was not law" in warning for warning in found.warnings)


def test_a_date_before_the_legislation_act_is_warned_of(facts: Facts) -> None:
    found = compute_deadline(deadline_rule("lhsia-27-review"), ACT_BEGAN - timedelta(days=1), facts)
    assert any("Legislation Act" in warning for warning in found.warnings)


def test_every_rule_rests_on_a_fact_that_is_held(facts: Facts) -> None:
    for rule in deadline_rules():
        for language in ("en", "fr"):
            assert compute_deadline(rule, None, facts, language).citations


def test_an_unknown_rule_names_the_known_ones() -> None:
    with pytest.raises(NotHeld, match="lhsia-27-review"):
        deadline_rule("no-such-rule")


def test_the_register_gives_rules_too(facts: Facts) -> None:
    rows = register(p for p in facts.passages if p.anchor == "s26.7" and p.language == "en")
    rule = next(rule for row in rows if (rule := rule_from_obligation(row)))
    assert (rule.count, rule.unit, rule.trigger_en) == (30, "days", "date of its publication")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2012, 7, 2), "Canada Day"),
        (date(2023, 1, 2), "New Year's Day"),
        (date(2021, 12, 27), "Christmas Day"),
        (date(2022, 12, 27), "Christmas Day"),
        (date(2021, 11, 11), "Remembrance Day"),
        (date(2016, 8, 1), ""),  # Civic Holiday
        (date(2022, 9, 30), ""),  # National Day for Truth and Reconciliation
        (date(2023, 7, 3), ""),  # Canada Day on a Saturday gives no day in lieu
        (date(2015, 6, 7), "Sunday"),
        (date(2015, 6, 6), ""),
    ],
)
def test_the_list_of_section_88(day: date, name: str) -> None:
    assert holiday_name(day) == name


def test_a_proclaimed_holiday_counts_when_it_is_given() -> None:
    assert holiday_name(date(2022, 9, 19), [date(2022, 9, 19)]) == "proclaimed holiday"


def test_family_day_began_in_2008() -> None:
    assert "Family Day" not in holidays_of(2007).values()
    assert "Family Day" in holidays_of(2008).values()


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2008, 1, 1), date(2030, 1, 1)), st.integers(1, 400))
def test_an_end_is_never_a_holiday_and_never_early(facts: Facts, start: date, count: int) -> None:
    rule = DeadlineRule("r", "R", "R", "day", "jour", "last_day", "lhsia-2006", "s27.4", count)
    found = compute_deadline(rule, start, facts)
    assert found.day is not None
    assert holiday_name(found.day) == ""
    assert timedelta(0) <= found.day - (start + timedelta(days=count)) <= timedelta(days=4)


@given(st.dates(date(2008, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_months_keep_the_day_number_or_end_the_month(start: date, count: int) -> None:
    end = add_period(start, count, "months")
    assert (end.year - start.year) * 12 + end.month - start.month == count
    assert end.day == start.day or (end + timedelta(days=1)).month != end.month


def test_the_calendar_file_has_one_event_per_date_found(facts: Facts) -> None:
    rules = ("lhsia-27-review", "cca-35-notice")
    found = [compute_deadline(deadline_rule(rule), date(2014, 1, 24), facts) for rule in rules]
    text = calendar_file(found, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert text.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20140325\r\n" in text
    assert "DTSTAMP:20260102T030405Z\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@given(st.text(max_size=300))
def test_folding_loses_nothing(text: str) -> None:
    line = f"SUMMARY:{escape(text)}"
    folded = fold(line)
    assert folded.replace("\r\n ", "") == line
    assert all(len(part.encode("utf-8", "surrogatepass")) <= 75 for part in folded.split("\r\n"))
