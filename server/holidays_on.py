"""Ontario's holidays for computing time: the list of s. 88 of the Legislation Act, 2006, with dates from `holidays`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import holidays

# The package's English names of the days that s. 88 lists. Civic Holiday and the National Day for Truth and
# Reconciliation are in the package's list for Ontario, and not in s. 88.
LISTED = frozenset(
    {
        "New Year's Day",
        "Family Day",
        "Good Friday",
        "Easter Monday",
        "Victoria Day",
        "Canada Day",
        "Labour Day",
        "Thanksgiving Day",
        "Remembrance Day",
        "Christmas Day",
        "Boxing Day",
    }
)
FRENCH = {
    "New Year's Day": "jour de l'An",
    "Family Day": "jour de la Famille",
    "Good Friday": "Vendredi saint",
    "Easter Monday": "lundi de Pâques",
    "Victoria Day": "fête de Victoria",
    "Canada Day": "fête du Canada",
    "Labour Day": "fête du Travail",
    "Thanksgiving Day": "jour d'Action de grâces",
    "Remembrance Day": "jour du Souvenir",
    "Christmas Day": "jour de Noël",
    "Boxing Day": "26 décembre",
    "Sunday": "dimanche",
}
SUNDAY = 6
SATURDAY = 5


@lru_cache(maxsize=64)
def holidays_of(year: int) -> dict[date, str]:
    """The named holidays of a year under s. 88, by day, with English names; Sundays are not in the table.

    The days in lieu are those of s. 88 (3) to (5): New Year's Day and Canada Day on a Sunday, Christmas on a
    weekend. The package's own days in lieu, which follow labour law, are left out.
    """
    listed = holidays.country_holidays(
        "CA", subdiv="ON", years=year, categories=("public", "government", "optional"), language="en_CA"
    )
    found: dict[date, str] = {}
    for day, names in listed.items():
        for name in str(names).split("; "):
            if name in LISTED:
                found[day] = name
    for day, name in tuple(found.items()):
        moved = _in_lieu(day, name)
        if moved is not None:
            found.setdefault(moved, name)
    return dict(sorted(found.items()))


def _in_lieu(day: date, name: str) -> date | None:
    if day.weekday() == SUNDAY and name in ("New Year's Day", "Canada Day"):
        return day + timedelta(days=1)
    if day.weekday() in (SATURDAY, SUNDAY) and name == "Christmas Day":
        return day + timedelta(days=2)
    return None


def holiday_name(day: date, proclaimed: Iterable[date] = ()) -> str:
    """The English name of the holiday that a day is, "" when it is none; `proclaimed` are further holidays.

    >>> holiday_name(date(2016, 3, 28)), holiday_name(date(2016, 8, 1))
    ('Easter Monday', '')
    """
    named = holidays_of(day.year).get(day, "")
    if named or day.weekday() == SUNDAY:
        return named or "Sunday"
    return "proclaimed holiday" if day in set(proclaimed) else ""
