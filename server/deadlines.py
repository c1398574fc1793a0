"""When a period ends: the rule, the counting step by step, what is missing, and the date for a calendar.

Days are counted by Ontario's Legislation Act, 2006. A result never hides a gap: a missing date or a period that
the corpus does not hold is listed under `missing`, and a rule that was recalled and not read says so.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from corpus.passage import Language, Passage
from ingest.obligations import Obligation
from server.answer import Citation
from server.errors import BadRequest, NotHeld
from server.facts import Facts, cite_whole
from server.holidays_on import FRENCH, SATURDAY, holiday_name
from server.words import written_address

Effect = Literal["last_day", "day_after"]
ACT_BEGAN = date(2007, 7, 25)
COUNTED_YEARS = frozenset(range(1990, 2100))
WEEKDAYS: dict[Language, list[str]] = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A period and the fact it rests on; `count` is 0 where the corpus does not hold how long it is.

    `effect`: "last_day", the period's last day is the deadline; "day_after", the day after it is the first free day.
    """

    id: str
    title_en: str
    title_fr: str
    trigger_en: str
    trigger_fr: str
    effect: Effect
    document: str
    anchor: str
    count: int = 0
    unit: str = "days"
    missing_anchor: str = ""
    passage_id: str = ""  # instead of an anchor, for a rule that the register read

    def title(self, language: Language) -> str:
        """The rule's title in a language."""
        return self.title_fr if language == "fr" else self.title_en

    def trigger(self, language: Language) -> str:
        """The date that the rule counts from, in a language."""
        return self.trigger_fr if language == "fr" else self.trigger_en


@dataclass(frozen=True, slots=True)
class ComputationRule:
    """One rule of the Legislation Act, 2006 for counting time, and how surely it is known."""

    id: str
    provision: str
    text_en: str
    text_fr: str
    confidence: str
    seen_at: str
    url: str

    def text(self, language: Language) -> str:
        """The rule in a language."""
        return self.text_fr if language == "fr" else self.text_en


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the count: what was done, the day reached, and the provision that it rests on.

    `url` is the official address of the provision, `seen_at` the page on which the rule was read, "" where it was not.
    """

    text: str
    day: date
    provision: str
    url: str
    confidence: str
    seen_at: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a period, or what is missing to find it; `day` is None exactly when something is missing.

    `confidence` is the weakest of what the date rests on.
    """

    rule_id: str
    title: str
    language: Language
    trigger: date | None
    day: date | None
    steps: tuple[Step, ...]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]
    confidence: str
    citations: tuple[Citation, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values, days as ISO dates."""
        return {
            "rule_id": self.rule_id,
            "title": self.title,
            "trigger": _iso(self.trigger),
            "day": _iso(self.day),
            "steps": [{**asdict(step), "day": step.day.isoformat()} for step in self.steps],
            "missing": list(self.missing),
            "warnings": list(self.warnings),
            "confidence": self.confidence,
            "citations": [citation.to_json() for citation in self.citations],
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("server").joinpath("data/deadline_rules.toml").read_text(encoding="utf-8"))


def deadline_rules() -> tuple[DeadlineRule, ...]:
    """The rules that ship, in file order."""
    return tuple(DeadlineRule(**raw) for raw in _data()["rules"])


def deadline_rule(rule_id: str) -> DeadlineRule:
    """One rule by id; raise NotHeld naming those there are."""
    for rule in deadline_rules():
        if rule.id == rule_id:
            return rule
    known = ", ".join(rule.id for rule in deadline_rules())
    raise NotHeld(
        f"There is no deadline rule {rule_id!r}; choose one of {known}.",
        f"Il n'y a pas de délai « {rule_id} »; choisissez parmi {known}.",
    )


def computation_rules() -> dict[str, ComputationRule]:
    """The counting rules by id."""
    return {raw["id"]: ComputationRule(**raw) for raw in _data()["computation"]}


NUMBERS = {"thirty": 30, "sixty": 60, "ninety": 90, "trente": 30, "soixante": 60, "fifteen": 15, "quinze": 15, "ten": 10, "dix": 10}  # fmt: skip
PERIOD = re.compile(
    r"(?P<count>\d+|"
    + "|".join(NUMBERS)
    + r")[\s-]+(?P<unit>days?|months?|weeks?|years?|jours?|mois|semaines?|ans?|années?)"
    r"(?:\s+(?:after|of|from|following|après|de|du|suivant)\s+(?P<trigger>.+))?",
    re.I,
)
UNITS = {"day": "days", "jou": "days", "mon": "months", "moi": "months", "wee": "weeks", "sem": "weeks", "yea": "years", "an": "years", "ans": "years", "ann": "years"}  # fmt: skip


def rule_from_obligation(row: Obligation) -> DeadlineRule | None:
    """The deadline that a row of the register states as a period, e.g. "within 30 days of its publication"; else None."""
    found = PERIOD.search(row.deadline)
    if found is None or "before" in row.deadline or "avant" in row.deadline:
        return None
    written = found["count"].lower()
    trigger = re.split(r"\s(?:to|and|pour|et)\s", found["trigger"] or "")[0].strip()
    if re.match(
        r"(?:LHSIA|LISSL|ss?\.|l['’]art|art\.)", trigger
    ):  # "the 60 days of s. 27": a place, not an event
        trigger = ""
    return DeadlineRule(
        id=f"register:{row.id}",
        title_en=row.quote,
        title_fr=row.quote,
        passage_id=row.passage_id,
        trigger_en=f"date of {trigger}" if trigger else "date from which the period runs",
        trigger_fr=f"date de {trigger}" if trigger else "date à partir de laquelle le délai court",
        effect="last_day",
        document=row.document_id,
        anchor=row.anchor,
        count=NUMBERS.get(written) or int(written),
        unit=UNITS[found["unit"].lower()[:3]],
    )


def compute_deadline(
    rule: DeadlineRule,
    trigger: date | None,
    facts: Facts,
    language: Language = "en",
    proclaimed: Iterable[date] = (),
) -> Deadline:
    """Count a rule's period from a day; `proclaimed` are holidays fixed by proclamation, which no list foresees.

    Raise BadRequest when the period begins or ends in a year whose holidays cannot be listed.
    """
    passage = (
        facts.by_id(rule.passage_id) if rule.passage_id else facts.get(rule.document, rule.anchor, language)
    )
    citations = [cite_whole(passage)]
    if rule.missing_anchor:
        citations.append(cite_whole(facts.get(rule.document, rule.missing_anchor, language), 2))
    missing = _missing(rule, trigger, language)
    steps: tuple[Step, ...] = ()
    if trigger is not None and not missing:
        steps = tuple(_Count(rule, passage, language, frozenset(proclaimed)).steps(trigger))
    day = steps[-1].day if steps else None
    return Deadline(
        rule.id,
        rule.title(language),
        language,
        trigger,
        day,
        steps,
        missing,
        tuple(_warnings(rule, passage, trigger, day, language)),
        _weakest([passage.confidence or "seen", *(step.confidence for step in steps)]),
        tuple(citations),
    )


def _weakest(confidences: Iterable[str]) -> str:
    return "recalled" if "recalled" in set(confidences) else "seen"


def _missing(rule: DeadlineRule, trigger: date | None, language: Language) -> tuple[str, ...]:
    found = []
    if trigger is None:
        found.append(rule.trigger(language))
    if rule.count <= 0:
        found.append(_say("no_period", language))
    return tuple(found)


def _warnings(
    rule: DeadlineRule, passage: Passage, trigger: date | None, day: date | None, language: Language
) -> list[str]:
    """What a reader must know before relying on the date."""
    found, place, validity = [], passage.address or passage.title, passage.validity
    if passage.confidence == "recalled":
        found.append(_say("recalled", language))
    if trigger is not None and trigger < ACT_BEGAN:
        found.append(_say("before_act", language))
    if day is not None and rule.unit in ("months", "years"):
        found.append(_say("unchecked", language, place=_act(computation_rules()["months"], language)))
    if trigger is not None and not validity.holds_on(trigger):
        found.append(_say("not_law", language, place=place, day=trigger.isoformat()))
    elif day is not None and validity.end is not None and validity.ended_by(day):
        found.append(_say("ended", language, place=place, day=validity.end.isoformat()))
    if day is not None and rule.effect == "last_day" and day.weekday() == SATURDAY:
        closed = computation_rules()["closed"]
        found.append(f"{closed.text(language)} ({_act(closed, language)}; {_say('by_memory', language)})")
    return found


WORDS: dict[str, dict[Language, str]] = {
    "recalled": {
        "en": "The rule's support is recalled, not read in its source; check it before you rely on the date.",
        "fr": "La règle est citée de mémoire et n'a pas été lue à la source; vérifiez-la avant de vous fier à la date.",
    },
    "before_act": {
        "en": "The Legislation Act, 2006 did not apply yet on the first day; the rules for counting may have differed.",
        "fr": "La Loi de 2006 sur la législation ne s'appliquait pas encore le premier jour; les règles de calcul pouvaient différer.",
    },
    "unchecked": {"en": "Counting by {place} is recalled, not checked.", "fr": "Le calcul selon {place} est fait de mémoire, sans vérification."},
    "no_period": {
        "en": "the length of the period (the corpus does not hold it)",
        "fr": "la durée du délai (le corpus ne la contient pas)",
    },
    "not_law": {"en": "{place} was not law on {day}.", "fr": "{place} n'était pas en vigueur le {day}."},
    "ended": {
        "en": "{place} ceased to hold on {day}, before the period ended; the corpus does not hold what then applied to periods under way.",
        "fr": "{place} a cessé d'avoir effet le {day}, avant la fin du délai; le corpus ne contient pas ce qui s'appliquait alors aux délais en cours.",
    },
    "by_memory": {"en": "recalled, not checked", "fr": "de mémoire, non vérifié"},
    "far": {
        "en": "Periods are counted in the years {first} to {last}; give a day in them.",
        "fr": "Les délais se calculent de {first} à {last}; indiquez un jour de ces années.",
    },
    "start": {"en": "The count starts from {day} ({trigger}).", "fr": "Le compte part du {day} ({trigger})."},
    "reach": {"en": "{count} {unit} later: {day}.", "fr": "{count} {unit} plus tard : {day}."},
    "holiday": {"en": "{day} is a holiday ({name}); the limit moves to the next day.", "fr": "Le {day} est férié ({name}); le délai passe au jour suivant."},
    "end": {"en": "{day} is not a holiday: the period ends on it.", "fr": "Le {day} n'est pas férié : le délai prend fin ce jour-là."},
    "free": {"en": "The first day after the period is {day}.", "fr": "Le premier jour après le délai est le {day}."},
}  # fmt: skip
UNIT_WORDS: dict[str, dict[Language, tuple[str, str]]] = {
    "days": {"en": ("day", "days"), "fr": ("jour", "jours")},
    "weeks": {"en": ("week", "weeks"), "fr": ("semaine", "semaines")},
    "months": {"en": ("month", "months"), "fr": ("mois", "mois")},
    "years": {"en": ("year", "years"), "fr": ("an", "ans")},
}
ACT: dict[Language, str] = {"en": "Legislation Act, 2006", "fr": "Loi de 2006 sur la législation"}


def _say(key: str, language: Language, **values: object) -> str:
    return WORDS[key][language].format(**values)


def _act(rule: ComputationRule, language: Language) -> str:
    return f"{ACT[language]}, {written_address(rule.provision, language)}"


def written_day(day: date, language: Language) -> str:
    """A day with its weekday, e.g. "Monday 2014-03-31"."""
    return f"{WEEKDAYS[language][day.weekday()]} {day.isoformat()}"


@dataclass(frozen=True, slots=True)
class _Count:
    """The count of one rule's period, each step with the provision that it rests on."""

    rule: DeadlineRule
    passage: Passage
    language: Language
    proclaimed: frozenset[date]

    def steps(self, trigger: date) -> list[Step]:
        """From the day of the event to the deadline."""
        rule, language = self.rule, self.language
        day = add_period(trigger, rule.count, rule.unit)
        if not {trigger.year, day.year} <= COUNTED_YEARS:
            span = {"first": min(COUNTED_YEARS), "last": max(COUNTED_YEARS)}
            raise BadRequest(_say("far", "en", **span), _say("far", "fr", **span))
        start = _say("start", language, day=written_day(trigger, language), trigger=rule.trigger(language))
        unit = UNIT_WORDS[rule.unit][language][rule.count != 1]
        reach = _say("reach", language, count=rule.count, unit=unit, day=written_day(day, language))
        between = computation_rules()["months" if rule.unit in ("months", "years") else "between"]
        steps = [
            self._counted(f"{start} {between.text(language)}", trigger, between),
            self._ruled(reach, day),
            *self._moved(day),
        ]
        day = steps[-1].day
        steps.append(self._counted(_say("end", language, day=written_day(day, language)), day, "holidays"))
        if rule.effect == "day_after":
            day += timedelta(days=1)
            steps.append(self._ruled(_say("free", language, day=written_day(day, language)), day))
        return steps

    def _moved(self, day: date) -> Iterator[Step]:
        """One step for each holiday on which the period would end."""
        while name := holiday_name(day, self.proclaimed):
            shown = FRENCH.get(name, name) if self.language == "fr" else name
            text = _say("holiday", self.language, day=written_day(day, self.language), name=shown)
            day += timedelta(days=1)
            yield self._counted(text, day, "holiday")

    def _counted(self, text: str, day: date, rule: ComputationRule | str) -> Step:
        """A step by a rule of the Legislation Act."""
        known = computation_rules()[rule] if isinstance(rule, str) else rule
        return Step(text, day, _act(known, self.language), known.url, known.confidence, known.seen_at)

    def _ruled(self, text: str, day: date) -> Step:
        """A step by the rule whose period is counted."""
        passage = self.passage
        place = written_address(passage.address, self.language)
        provision = ", ".join(part for part in (passage.title, place) if part)
        return Step(text, day, provision, passage.url, passage.confidence or "seen", passage.url)


def add_period(start: date, count: int, unit: str) -> date:
    """The last day of a period: the first day is left out, the last is counted.

    >>> add_period(date(2014, 1, 24), 60, "days"), add_period(date(2015, 1, 31), 1, "months")
    (datetime.date(2014, 3, 25), datetime.date(2015, 2, 28))
    """
    if count < 0:
        raise BadRequest(
            f"A period cannot have {count} {unit}.",
            f"Un délai ne peut pas compter {count} {UNIT_WORDS[unit]['fr'][count != 1]}.",
        )
    try:
        if unit in ("days", "weeks"):
            return start + timedelta(days=count * (7 if unit == "weeks" else 1))
        months = start.year * 12 + start.month - 1 + count * (12 if unit == "years" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError) as error:
        raise BadRequest(
            f"{count} {unit} after {start} is no day of the calendar.",
            f"Le calendrier n'a pas de jour {count} {UNIT_WORDS[unit]['fr'][count != 1]} après le {start}.",
        ) from error
