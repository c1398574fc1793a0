"""Dates and periods in a question: which day's law is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january janvier jan janv",
            "february février fevrier feb févr fevr",
            "march mars mar",
            "april avril apr avr",
            "may mai",
            "june juin jun",
            "july juillet jul juil",
            "august août aout aug",
            "september septembre sept sep",
            "october octobre oct",
            "november novembre nov",
            "december décembre decembre dec déc",
        ),
        1,
    )
    for name in names.split()
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))

# "2018-06-01"; not a range of years such as "2017-18".
ISO_DAY = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
# "1 June 2018", "1er avril 2021", "the 3rd of May, 2015".
DAY_MONTH_YEAR = re.compile(
    rf"\b(\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:of\s+|de\s+)?({MONTH})\.?,?\s+((?:19|20)\d\d)\b", re.I
)
# "June 1, 2018".
MONTH_DAY_YEAR = re.compile(rf"\b({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b", re.I)
# "June 2018", "en juin 2018": the month's first day stands for it.
MONTH_YEAR = re.compile(rf"\b({MONTH})\.?,?\s+((?:19|20)\d\d)\b", re.I)
# A bare year after a word that makes it a time: "in 2008", "en 2008", "back in 2010", "as of 2015", "since 2016".
# A year in an Act's title ("Act, 2006", "Loi de 2006") is a name, not a time.
IN_YEAR = re.compile(
    r"\b(?:in|during|back in|as of|as at|by|circa|around|for the year|since|until|what about|en|durant|pendant|vers|"
    r"au cours de|dès|depuis|jusqu'en|et en)"
    r"\s+(?:the (?:year|summer of|fall of|spring of|winter of)\s+|l'année\s+|early\s+|late\s+|mid-?\s*)?((?:19|20)\d\d)\b"
    r"(?!-|/|,? c\.|, ch\.)",
    re.I,
)
BEFORE_YEAR = re.compile(r"\b(?:before|prior to|avant)\s+((?:19|20)\d\d)\b(?!-|,? c\.)", re.I)
AFTER_YEAR = re.compile(r"\b(?:after|après)\s+((?:19|20)\d\d)\b(?!-|,? c\.)", re.I)
RELATIVE = re.compile(r"\b(before|prior to|until|after|since|following|avant|jusqu'à|après|depuis)\b", re.I)
# Words that mean today whatever other day is named ("what are they called now, after 2024?"), and words that mean it
# only when no other day is ("was it still law in 2010?").
TODAY = re.compile(
    r"\b(today|now|nowadays|currently|presently|at present|these days|"
    r"aujourd'hui|maintenant|actuellement|présentement|de nos jours|à l'heure actuelle)\b",
    re.I,
)
STILL = re.compile(r"\b(current|still|any ?more|any ?longer|actuel(?:le)?s?|encore|toujours)\b", re.I)


@dataclass(frozen=True, slots=True)
class Moment:
    """The day a question speaks of, or `now` when it says today; `text` is what was read."""

    day: date | None = None
    now: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Landmark:
    """An event that people date by, e.g. "before the Patients First Act"."""

    names: tuple[str, ...]
    day: date


LANDMARKS = (
    Landmark(
        ("patients first act", "bill 41", "loi de 2016 donnant la priorité aux patients"), date(2016, 12, 8)
    ),
    Landmark(("connecting care act", "loi de 2019 pour des soins interconnectés"), date(2021, 4, 1)),
    Landmark(("people's health care act", "bill 74"), date(2019, 4, 18)),
    Landmark(
        ("ontario health athome", "convenient care at home act", "santé à domicile ontario"),
        date(2024, 6, 28),
    ),
    Landmark(("lhins were created", "lhsia", "bill 36", "lissl"), date(2006, 3, 28)),
    Landmark(("the repeal", "l'abrogation"), date(2021, 4, 1)),
)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_moment(question: str, landmarks: Sequence[Landmark] = LANDMARKS) -> Moment:
    """The day whose law a question asks about; an empty Moment when it names none.

    >>> read_moment("What did s. 27 require on 1 June 2018?").day
    datetime.date(2018, 6, 1)
    """
    question = question.replace("’", "'")
    if TODAY.search(question):
        return Moment(now=True)
    return (
        _explicit_day(question)
        or _by_landmark(question, landmarks)
        or _explicit_year(question)
        or Moment(now=STILL.search(question) is not None)
    )


def _explicit_day(question: str) -> Moment | None:
    if found := ISO_DAY.search(question):
        day = _day(int(found[1]), int(found[2]), int(found[3]))
    elif found := DAY_MONTH_YEAR.search(question):
        day = _day(int(found[3]), MONTHS[found[2].lower()], int(found[1]))
    elif found := MONTH_DAY_YEAR.search(question):
        day = _day(int(found[3]), MONTHS[found[1].lower()], int(found[2]))
    elif found := MONTH_YEAR.search(question):
        day = _day(int(found[2]), MONTHS[found[1].lower()], 1)
    else:
        return None
    return Moment(day, text=found[0]) if day else None


def _explicit_year(question: str) -> Moment | None:
    if before := BEFORE_YEAR.search(question):
        return Moment(date(int(before[1]) - 1, 12, 31), text=before[0])
    if after := AFTER_YEAR.search(question):
        return Moment(date(int(after[1]) + 1, 1, 1), text=after[0])
    found = IN_YEAR.search(question)
    # The middle of the year: half of the year's law on either side, and no Act here began or ended in July.
    return Moment(date(int(found[1]), 7, 1), text=found[0]) if found else None


def _by_landmark(question: str, landmarks: Sequence[Landmark]) -> Moment | None:
    lowered = question.lower().replace("’", "'")
    for relation in RELATIVE.finditer(lowered):
        rest = lowered[relation.end() : relation.end() + 60].strip()
        for landmark in landmarks:
            if any(re.match(rf"(?:the |la |l'|le |of )*{re.escape(name)}", rest) for name in landmark.names):
                before = relation[1] in ("before", "prior to", "until", "avant", "jusqu'à")
                day = landmark.day.fromordinal(landmark.day.toordinal() - 1) if before else landmark.day
                return Moment(day, text=f"{relation[1]} {rest[:40]}".strip())
    return None
