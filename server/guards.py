"""What may part two yes/no questions that look alike, so that the answer to one is not the answer to the other.

Numbers, days, provisions, time, negation, force, who acts, places, and the words by which rules are turned round
("optional", "only", "before", "without").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from corpus.citation import find_references
from corpus.passage import Language, Verdict
from index.tokens import tokenize
from server.places import places
from server.question_words import (
    ALIKE,
    ATTRIBUTED,
    COMPARED,
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
)
from server.readings import YEAR, Quantity, days, normalize, quantities
from server.wording import ACTORS


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
    found = [(match.start(), name) for name in COMPARED if (match := ACTORS[name].search(text))]
    return tuple(name for _, name in sorted(found))


def _provisions(text: str) -> frozenset[str]:
    return frozenset(r.address or r.regulation for r in find_references(text))


@lru_cache(maxsize=2_000)
def telling_words(text: str, language: Language) -> frozenset[str]:
    """The telling words of a text, those that say the same as one; no numbers, actors, provisions."""
    for name in COMPARED:
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
