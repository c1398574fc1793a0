"""A day as people type or copy it: in figures from the year down, or in words, in English or French."""

from __future__ import annotations

import re
from datetime import date

from server.dates import MONTH, MONTHS
from server.errors import BadRequest

YEARS = range(1800, 2200)
WEEKDAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)[,\s]\s*",
    re.I,
)
YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/. ])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
RUN_TOGETHER = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)")
DAY_MONTH_YEAR = re.compile(
    rf"(?:le\s+|the\s+)?(?P<day>\d{{1,2}})\s*(?:er|st|nd|rd|th)?[\s-]+(?:of\s+|de\s+)?(?P<name>{MONTH})\.?,?[\s-]+(?P<year>\d{{4}})",
    re.I,
)
MONTH_DAY_YEAR = re.compile(
    rf"(?P<name>{MONTH})\.?\s+(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", re.I
)
YEAR_LAST = re.compile(r"(?P<first>\d{1,2})([-/. ])(?P<second>\d{1,2})\2(?P<year>\d{4})")


def typed_day(text: str) -> date:
    """The day that a text names; raise BadRequest with what is wrong and how to write it.

    >>> typed_day("le mercredi 15 mars 2017"), typed_day("March 15, 2017"), typed_day("2017/3/15")
    (datetime.date(2017, 3, 15), datetime.date(2017, 3, 15), datetime.date(2017, 3, 15))
    """
    if not text.strip():
        raise BadRequest(
            "Give a day, e.g. 2017-03-15 or March 15, 2017.",
            "Indiquez une date, p. ex. 2017-03-15 ou 15 mars 2017.",
        )
    plain = " ".join(re.sub(r"[\u2010-\u2015]", "-", text).split())
    plain = WEEKDAY.sub(
        "", plain.removeprefix("le ") if WEEKDAY.match(plain.removeprefix("le ")) else plain, count=1
    )
    for form in (YEAR_FIRST, RUN_TOGETHER, DAY_MONTH_YEAR, MONTH_DAY_YEAR):
        if found := form.fullmatch(plain):
            parts = found.groupdict()
            month = MONTHS[parts["name"].lower()] if "name" in parts else int(parts["month"])
            return _day(text, int(parts["year"]), month, int(parts["day"]))
    if found := YEAR_LAST.fullmatch(plain):
        return _year_last(text, int(found["first"]), int(found["second"]), int(found["year"]))
    raise _refused(text, "is not a day", "n'est pas une date")


def _year_last(text: str, first: int, second: int, year: int) -> date:
    """A day in figures with the year last: only when no one could read it another way."""
    if first > 12 or first == second:
        return _day(text, year, second, first)
    if second > 12:
        return _day(text, year, first, second)
    raise _refused(text, "can be read in two ways", "peut se lire de deux façons")


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise _refused(text, "does not exist in the calendar", "n'existe pas au calendrier") from None
    if year not in YEARS:
        raise _refused(text, "is not in this age", "n'est pas de notre époque")
    return found


def _refused(text: str, why: str, pourquoi: str) -> BadRequest:
    shown = text.strip()[:40]
    return BadRequest(
        f"“{shown}” {why}; write a day as 2017-03-15 or March 15, 2017.",
        f"« {shown} » {pourquoi}; écrivez une date comme 2017-03-15 ou 15 mars 2017.",
    )
