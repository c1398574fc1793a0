"""The day whose law a question asks about, as people write it in English and French."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from server.dates import MONTHS, Landmark, read_moment
from server.words import written_day

DAYS = {
    "What did s. 27 require on 1 June 2018?": date(2018, 6, 1),
    "As of June 1, 2018, who decided?": date(2018, 6, 1),
    "as of 2018-06-01": date(2018, 6, 1),
    "on the 3rd of May, 2015": date(2015, 5, 3),
    "on Dec. 8, 2016": date(2016, 12, 8),
    "on Sept 3 2014": date(2014, 9, 3),
    "Qui finançait les FSS le 3 mai 2015?": date(2015, 5, 3),
    "au 1er avril 2021": date(2021, 4, 1),
    "le 31 décembre 2016": date(2016, 12, 31),
    "le 8 déc. 2016": date(2016, 12, 8),
    "Who funded hospitals in June 2018?": date(2018, 6, 1),
    "en mars 2017": date(2017, 3, 1),
    "before the Patients First Act": date(2016, 12, 7),
    "avant la Loi de 2016 donnant la priorité aux patients": date(2016, 12, 7),
    "after the Patients First Act, who assessed patients?": date(2016, 12, 8),
    "prior to the People’s Health Care Act": date(2019, 4, 17),
    "before the Connecting Care Act, 2019": date(2021, 3, 31),
    "Before the repeal, was notice needed?": date(2021, 3, 31),
    "avant l’abrogation": date(2021, 3, 31),
}
YEARS = {
    "Who funded hospitals in 2008?": 2008,
    "Back in 2010, who decided?": 2010,
    "Qui décidait en 2010?": 2010,
    "in the year 2012": 2012,
    "au cours de 2013": 2013,
    "the law as of 2015": 2015,
    "Et en 2015?": 2015,
    "in early 2017": 2017,
}
NO_DAY = (
    "Local Health System Integration Act, 2006",
    "Connecting Care Act, 2019",
    "la Loi de 2006 sur l'intégration du système de santé local",
    "S.O. 2006, c. 4",
    "the share in 2017-18",
    "How many days is the notice?",
    "What may the Minister do?",
    "on 30 February 2018",
    "on 2018-13-45",
    "",
)


@pytest.mark.parametrize(("question", "day"), DAYS.items())
def test_a_day_is_read(question: str, day: date) -> None:
    moment = read_moment(question)
    assert moment.day == day
    assert moment.text


@pytest.mark.parametrize(("question", "year"), YEARS.items())
def test_a_year_stands_for_a_day_in_it(question: str, year: int) -> None:
    day = read_moment(question).day
    assert day is not None
    assert day.year == year


@pytest.mark.parametrize("question", NO_DAY)
def test_a_year_in_a_name_or_an_impossible_day_is_no_time(question: str) -> None:
    assert read_moment(question).day is None


@pytest.mark.parametrize(
    "question",
    ["What is the law today?", "Is it still in force?", "Who decides currently?", "Qui décide aujourd'hui?", "La LISSL est-elle toujours en vigueur?", "Qui finance actuellement les FSS?"],
)  # fmt: skip
def test_today_is_read(question: str) -> None:
    moment = read_moment(question)
    assert moment.now
    assert moment.day is None


def test_other_landmarks_can_be_given() -> None:
    flood = (Landmark(("the flood", "l'inondation"), date(2011, 3, 1)),)
    assert read_moment("before the flood", flood).day == date(2011, 2, 28)
    assert read_moment("depuis l'inondation", flood).day == date(2011, 3, 1)
    assert read_moment("before the flood").day is None


@settings(max_examples=60)
@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.sampled_from(["en", "fr", "iso"]))
def test_any_day_is_read_back_as_it_is_written(day: date, form: str) -> None:
    written = day.isoformat() if form == "iso" else written_day(day, "fr" if form == "fr" else "en")
    assert read_moment(f"What was the law on {written}?").day == day


@settings(max_examples=40)
@given(st.sampled_from(sorted(MONTHS)), st.integers(1, 28), st.integers(2000, 2030))
def test_every_name_of_a_month_is_read(name: str, number: int, year: int) -> None:
    assert read_moment(f"as of {number} {name} {year}").day == date(year, MONTHS[name], number)


@settings(max_examples=80)
@given(st.text(max_size=120))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_moment(text)
