"""Days as people type them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, strategies as st

from server.errors import BadRequest
from server.typed_day import typed_day
from server.words import written_day

DAY = date(2017, 3, 15)
DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2017-03-15", " 2017-3-15 ", "2017/03/15", "2017 03 15", "2017.03.15", "20170315", "2017–03–15",
        "15 mars 2017", "15 MARS 2017", "le 15 mars 2017", "mercredi 15 mars 2017", "le mercredi 15 mars 2017",
        "March 15, 2017", "march 15 2017", "Mar. 15th, 2017", "Wednesday, March 15, 2017", "15 March 2017",
        "the 15th of March 2017", "15-Mar-2017", "15/03/2017", "03/15/2017", "15\u00a0mars\u00a02017",
    ],
)  # fmt: skip
def test_the_ways_people_write_a_day(text: str) -> None:
    assert typed_day(text) == DAY


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" ", "Give a day"),
        ("soon", "is not a day"),
        ("2017", "is not a day"),
        ("March 2017", "is not a day"),
        ("2017-3", "is not a day"),
        ("2017-02-30", "does not exist"),
        ("2017-13-01", "does not exist"),
        ("31 avril 2020", "does not exist"),
        ("03/04/2017", "two ways"),
        ("0217-03-15", "is not in this age"),
    ],
)
def test_what_is_no_day_is_one_sentence_in_both_languages(text: str, why: str) -> None:
    with pytest.raises(BadRequest, match=why) as caught:
        typed_day(text)
    assert str(caught.value).endswith("2017-03-15 or March 15, 2017.")
    assert caught.value.french.endswith("2017-03-15 ou 15 mars 2017.")


@given(DAYS)
def test_every_day_that_the_page_shows_can_be_typed(day: date) -> None:
    assert typed_day(day.isoformat()) == day
    assert typed_day(written_day(day, "en")) == day
    assert typed_day(written_day(day, "fr")) == day


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    with suppress(BadRequest):
        assert typed_day(text).year in range(1800, 2200)
