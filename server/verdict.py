"""The yes or no that a fact gives: from the brief's questions that it is known to settle, by likeness and hard guards.

A wrong "yes" does harm and a missing one little, so a question takes the verdict of a known question only when no guard
finds what may part the two: numbers, days, provisions, time, negation, force, who acts, places, and the words by which
rules are turned round ("optional", "only", "before", "without").
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from corpus.citation import find_references
from corpus.passage import Language, Passage, Verdict
from index.hybrid import SearchIndex
from index.tokens import tokenize
from server.evidence import Vocabulary
from server.places import places
from server.question_words import (
    ALIKE,
    ATTRIBUTED,
    COUNTED,
    EMPTY,
    EXCEPTED,
    FUNDED,
    GONE,
    LAW_YEAR,
    NETWORKS,
    NOTHING,
    NOW,
    OBLIGES,
    PAST,
    PERMITS,
    PRESENT,
    TIMED_YEAR,
    TURNS,
    UNGUARDED,
    US,
    YEAR,
)
from server.readings import Quantity, days, normalize, quantities
from server.wording import ACTORS

Settled = Literal["yes", "no", ""]


@dataclass(frozen=True, slots=True)
class Limits:
    """How alike two questions must be, chosen on the development questions; see docs/evaluation.md.

    `cosine` of their vectors; of their telling words' weight, `added` is what may stand in the narrower and not in the
    wider one, `left` the other way round; both are wider where the cosine is at least `sure`. `unheld` is the weight of
    words that neither the fact nor its questions have; `premise` is the cosine for what a question only takes for granted.
    """

    cosine: float = 0.65
    added: float = 0.4
    left: float = 0.6
    sure: float = 0.87
    sure_added: float = 0.6
    sure_left: float = 0.8
    unheld: float = 4.5
    premise: float = 0.75


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a question decides whether another one asks the same."""

    text: str
    quantities: frozenset[Quantity]
    years: frozenset[str]
    times: frozenset[str]
    days: frozenset[str]
    provisions: frozenset[str]
    force: str
    past: bool
    turns: frozenset[str]
    actors: tuple[str, ...]
    us: bool
    places: frozenset[str]
    words: frozenset[str]


class Verdicts:
    """Finds the yes or no that a fact gives on a question, from the questions that its brief says it settles."""

    def __init__(self, index: SearchIndex, vocabulary: Vocabulary, limits: Limits = Limits()) -> None:
        """`vocabulary` weighs the words."""
        self._index = index
        self._vocabulary = vocabulary
        self._limits = limits

    def of(self, asked: str, passage: Passage, day: date, ended: bool, *, premise: bool = False) -> Settled:
        """The fact's verdict on a yes/no question in its language, "" for none.

        `ended` says that its law had ended by the day; `premise` that the question is only what another takes for granted.
        """
        if not any(passage.verdicts) or passage.confidence != "seen":
            return ""
        reading = read(asked, passage.language)
        held = " ".join((passage.context, passage.address, passage.text))
        least = self._limits.premise if premise else self._limits.cosine
        vectors = self._index.question_vectors(passage)
        cosines = vectors @ self._index.embed(asked)
        found: set[Settled] = {
            verdict
            for question, verdict, cosine in zip(passage.questions, passage.verdicts, cosines, strict=True)
            if (verdict == "yes" or verdict == "no")
            and not parted(reading, known := read(question, passage.language), verdict, held, ended)
            and self._alike(reading, known, verdict, float(cosine), least)
        }
        if len(found) != 1 or self._unheld(reading, held, passage) > self._limits.unheld:
            return ""
        verdict = found.pop()
        return "" if verdict == "yes" and not reading.past and (ended or _gone(reading, day)) else verdict

    def _alike(self, asked: Reading, known: Reading, verdict: Verdict, cosine: float, least: float) -> bool:
        """Whether the words are near enough: a yes may not be made narrower, a no not wider."""
        limits = self._limits
        if cosine < least:
            return False
        more = self._share(asked.words - known.words, asked.words)
        less = self._share(known.words - asked.words, known.words)
        added, left = (more, less) if verdict == "yes" else (less, more)
        if cosine >= limits.sure:
            return added <= limits.sure_added and left <= limits.sure_left
        return added <= limits.added and left <= limits.left

    def _share(self, words: Collection[str], all_words: Collection[str]) -> float:
        return self._weight(words) / max(1.0, self._weight(all_words))

    def _weight(self, words: Collection[str]) -> float:
        return sum(self._vocabulary.weight(word) for word in words)

    def _unheld(self, asked: Reading, held: str, passage: Passage) -> float:
        """The weight of the asked words that the fact and its questions lack; without bound where no passage has one."""
        missing = asked.words - telling_words(f"{held} {' '.join(passage.questions)}", passage.language)
        return self._weight(missing) if all(map(self._vocabulary.known, missing)) else math.inf


def _gone(asked: Reading, day: date) -> bool:
    return any(day >= since for body, since in GONE.items() if body in asked.actors)


@lru_cache(maxsize=20_000)
def read(text: str, language: Language) -> Reading:
    """A question as the guards see it."""
    plain = NETWORKS.sub(r"\1 LHIN", FUNDED.sub(" ", normalize(text)))
    found, without_days = days(plain)
    times = frozenset(
        match["year"]
        for match in TIMED_YEAR.finditer(without_days)
        if not LAW_YEAR.search(without_days[: match.start("year")])
    )
    numbers = [
        q for q in quantities(plain) if q.unit or not (q.value == 2 or YEAR.fullmatch(f"{q.value:.0f}"))
    ]
    said = ATTRIBUTED.sub(" ", plain)
    bare = UNGUARDED.sub(" ", NOTHING.sub(" ", said))
    return Reading(
        text=plain,
        quantities=frozenset(numbers),
        years=frozenset(YEAR.findall(without_days)) - times,
        times=times,
        days=found,
        provisions=_provisions(plain),
        force=_force(said),
        past=_past(said),
        turns=frozenset(name for name, pattern in TURNS.items() if pattern.search(bare)),
        actors=_actors(said),
        us=US.search(plain) is not None,
        places=places(plain),
        words=telling_words(plain, language),
    )


def _force(text: str) -> str:
    """ "must", "may" or "" by the first word of force."""
    first = [(m.start(), name) for name, p in (("must", OBLIGES), ("may", PERMITS)) if (m := p.search(text))]
    return min(first)[1] if first else ""


def _past(text: str) -> bool:
    past, present = PAST.search(text), PRESENT.search(text)
    return past is not None and (present is None or past.start() <= present.start())


def _actors(text: str) -> tuple[str, ...]:
    """The actors named, in the order of their first mention."""
    found = [(match.start(), name) for name in COUNTED if (match := ACTORS[name].search(text))]
    return tuple(name for _, name in sorted(found))


def _provisions(text: str) -> frozenset[str]:
    return frozenset(r.address or r.regulation for r in find_references(text))


@lru_cache(maxsize=2_000)
def telling_words(text: str, language: Language) -> frozenset[str]:
    """The telling words of a text, those that say the same as one; no numbers, actors, provisions."""
    for name in COUNTED:
        text = ACTORS[name].sub(" ", text)
    alike, empty = _alike_tokens(language), frozenset(tokenize(EMPTY[language], language))
    tokens = (alike.get(token, token) for token in tokenize(text, language))
    return frozenset(t for t in tokens if t not in empty and not any(c.isdigit() for c in t) and t[0] != "§")


@lru_cache(maxsize=2)
def _alike_tokens(language: Language) -> dict[str, str]:
    """Each token of a group of words that say the same, and the token that stands for the group."""
    groups = [
        [token for word in group.split() for token in tokenize(word, language)] for group in ALIKE[language]
    ]
    return {token: group[0] for group in groups for token in group}


def parted(asked: Reading, known: Reading, verdict: Verdict, held: str, ended: bool) -> str:
    """What keeps a question from having the verdict of a known one, "" for nothing.

    `held` is the fact's text in context; `ended` says that its law has ended.
    """
    checks = (
        ("numbers", asked.quantities != known.quantities),
        ("days", asked.days != known.days),
        ("times", not _same_times(asked, known, held)),
        ("provisions", not _same_provisions(asked, known, held)),
        ("force", not _follows(asked.force, known.force, verdict)),
        ("tense", asked.past != known.past and not _tense_is_nothing(asked, known, ended)),
        ("turns", not _same_turns(asked.turns, known.turns, verdict)),
        ("actors", not _same_actors(asked, known, held)),
        ("places", asked.places != known.places),
    )
    return next((name for name, apart in checks if apart), "")


def _same_times(asked: Reading, known: Reading, held: str) -> bool:
    """The same years; one that only the asked question has must be the one that the fact tells, or name a thing in it."""
    mine, theirs = asked.times | asked.years, known.times | known.years
    if mine == theirs:
        return True
    if known.times - mine or (asked.years and known.years and not asked.years & known.years):
        return False
    told = set(YEAR.findall(held))
    return asked.years - theirs <= told and (not asked.times - theirs or asked.times - theirs == told)


def _same_provisions(asked: Reading, known: Reading, held: str) -> bool:
    """Every provision that is asked about stands in, or around, one of the known question's or else of the fact's."""
    named = known.provisions or _provisions(held)
    return all(any(_within(one, other) or _within(other, one) for other in named) for one in asked.provisions)


def _within(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other} ")


FORCE = {"must": 2, "": 1, "may": 0}


def _follows(asked: str, known: str, verdict: Verdict) -> bool:
    """A yes goes from what must be to what is and to what may be, a no the other way."""
    return FORCE[asked] <= FORCE[known] if verdict == "yes" else FORCE[asked] >= FORCE[known]


def _tense_is_nothing(asked: Reading, known: Reading, ended: bool) -> bool:
    """Whether a difference of tense means nothing: neither question is about what still is, nor about a body that is gone."""
    if asked.past:
        return ended or not NOW.search(known.text)
    return not ended and not NOW.search(asked.text) and not GONE.keys() & {*asked.actors, *known.actors}


def _same_turns(asked: frozenset[str], known: frozenset[str], verdict: Verdict) -> bool:
    """A yes for all is one for each and for some, a no for some is one for all; the other words must be the same."""
    wide = {"all", "each"}
    if asked - wide != known - wide:
        return False
    if verdict == "yes":
        return "all" not in asked or bool(known & wide)
    return "all" not in known or bool(asked & wide)


def _same_actors(asked: Reading, known: Reading, held: str) -> bool:
    """The same actors in the same order; "we" may be the provider, and a hospital is one where the fact makes no exception."""
    mine, theirs = _named(asked, known), _named(known, asked)
    if "hospital" in mine and "hospital" not in theirs and "provider" in theirs and "provider" not in mine:
        if ACTORS["hospital"].search(held) or EXCEPTED.search(held):
            return False
        mine[mine.index("hospital")] = "provider"
    if asked.us and "provider" not in mine and "provider" in theirs:
        theirs.remove("provider")
    if known.us and "provider" not in theirs and "provider" in mine:
        mine.remove("provider")
    return mine == theirs


def _named(one: Reading, other: Reading) -> list[str]:
    """The actors of a question; a network that is named by its place needs no other name."""
    same_place = bool(one.places) and one.places == other.places
    return [actor for actor in one.actors if not (same_place and actor == "lhin")]
