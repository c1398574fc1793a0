from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from corpus.passage import Language
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
from server.errors import BadRequest, NotHeld
from server.facts import Facts
from server.holidays_on import holiday_name, holidays_of
from server.icalendar_text import calendar_file, escape, fold

ANY_RULE = DeadlineRule("r", "R", "R", "day", "jour", "last_day", "lhsia-2006", "s27.4", 1)


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
    assert sum("est férié" in step.text for step in found.steps) == 3


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


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian computus."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def nth_monday(year: int, month: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7 + 7 * (n - 1))


def expected_holidays(year: int) -> set[date]:
    """The days of s. 88, other than Sundays, worked out without the library."""
    sunday = easter(year)
    victoria = date(year, 5, 24)
    found = {
        date(year, 1, 1), sunday - timedelta(days=2), sunday + timedelta(days=1),
        victoria - timedelta(days=victoria.weekday()), date(year, 7, 1), nth_monday(year, 9, 1),
        nth_monday(year, 10, 2), date(year, 11, 11), date(year, 12, 25), date(year, 12, 26),
    }  # fmt: skip
    if year >= 2008:
        found.add(nth_monday(year, 2, 3))
    for fixed in (date(year, 1, 1), date(year, 7, 1)):
        if fixed.weekday() == 6:
            found.add(fixed + timedelta(days=1))
    if date(year, 12, 25).weekday() >= 5:
        found.add(date(year, 12, 27))
    return found


def test_every_holiday_from_1990_to_2099_is_where_the_calendar_puts_it() -> None:
    for year in range(1990, 2100):
        named = {day for day in holidays_of(year) if day.year == year}
        assert named == expected_holidays(year), year


@settings(max_examples=150, deadline=None)
@given(st.dates(date(1991, 1, 1), date(2097, 1, 1)), st.integers(1, 120))
def test_the_end_is_the_first_day_that_is_no_holiday(facts: Facts, start: date, count: int) -> None:
    found = compute_deadline(replace(ANY_RULE, count=count), start, facts)
    day = start + timedelta(days=count)
    while day.weekday() == 6 or day in expected_holidays(day.year):
        day += timedelta(days=1)
    assert found.day == day
    assert len(found.steps) == 3 + (day - start - timedelta(days=count)).days


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2015, 11, 24), date(2015, 12, 24)),  # Christmas Eve is no holiday
        (date(2015, 11, 25), date(2015, 12, 28)),  # Friday 25th, Saturday 26th, Sunday 27th
        (date(2021, 11, 25), date(2021, 12, 28)),  # Saturday 25th, Sunday 26th, Monday 27th in lieu
        (date(2022, 11, 26), date(2022, 12, 28)),  # Monday 26th, Tuesday 27th in lieu
        (date(2023, 11, 25), date(2023, 12, 27)),
        (date(2022, 12, 2), date(2023, 1, 3)),  # Sunday 1 January, Monday in lieu
        (date(2012, 6, 1), date(2012, 7, 3)),  # Sunday 1 July, Monday in lieu
        (date(2017, 6, 1), date(2017, 7, 3)),  # Saturday 1 July, and no day in lieu
        (date(2016, 1, 30), date(2016, 2, 29)),  # a leap day is a day
        (date(2019, 1, 31), date(2019, 3, 2)),  # February has 28 days; a Saturday is none
    ],
)
def test_thirty_days_over_awkward_days(facts: Facts, start: date, end: date) -> None:
    found = compute_deadline(deadline_rule("lhsia-26-submissions"), start, facts)
    assert found.day == end


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        (date(2015, 1, 31), 1, "months", date(2015, 2, 28)),
        (date(2016, 1, 31), 1, "months", date(2016, 2, 29)),
        (date(2016, 2, 29), 1, "years", date(2017, 2, 28)),
        (date(2016, 2, 29), 12, "months", date(2017, 2, 28)),
        (date(2015, 8, 31), 6, "months", date(2016, 2, 29)),
        (date(2015, 12, 24), 2, "weeks", date(2016, 1, 7)),
    ],
)
def test_month_ends_and_leap_days(start: date, count: int, unit: str, end: date) -> None:
    assert add_period(start, count, unit) == end


def test_every_step_names_a_provision_and_how_surely_it_is_known(facts: Facts) -> None:
    acts: dict[Language, str] = {
        "en": "Legislation Act, 2006, s. 8",
        "fr": "Loi de 2006 sur la législation, art. 8",
    }
    for language, act in acts.items():
        for rule in deadline_rules():
            steps = compute_deadline(rule, date(2016, 10, 26), facts, language).steps
            assert all(
                step.provision and step.url and step.confidence in ("seen", "recalled") for step in steps
            )
            assert not steps or sum(act in step.provision for step in steps) >= 2


def test_months_are_counted_by_a_rule_that_was_not_checked(facts: Facts) -> None:
    found = compute_deadline(replace(ANY_RULE, count=2, unit="months"), date(2015, 1, 31), facts)
    assert found.confidence == "recalled"
    assert any("s. 89 (6)" in warning for warning in found.warnings)


def test_a_period_that_outlives_its_law_is_warned_of(facts: Facts) -> None:
    found = compute_deadline(deadline_rule("lhsia-27-review"), date(2021, 3, 15), facts)
    assert any("ceased to hold on 2021-04-01" in warning for warning in found.warnings)


@pytest.mark.parametrize("start", [date.min, date.max, date(1600, 2, 29), date(2101, 1, 1)])
def test_a_year_beyond_counting_is_one_sentence(facts: Facts, start: date) -> None:
    with pytest.raises(BadRequest, match=r"no day of the calendar|1990 to 2099"):
        compute_deadline(deadline_rule("lhsia-27-review"), start, facts)


def test_family_day_began_in_2008() -> None:
    assert "Family Day" not in holidays_of(2007).values()
    assert "Family Day" in holidays_of(2008).values()


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2008, 1, 1), date(2030, 1, 1)), st.integers(1, 400))
def test_an_end_is_never_a_holiday_and_never_early(facts: Facts, start: date, count: int) -> None:
    found = compute_deadline(replace(ANY_RULE, count=count), start, facts)
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
