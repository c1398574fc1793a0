"""Which candidates an answer states, and which of their words: whole facts, whole lists, or the sentences that answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.tokens import tokenize
from ingest.sentences import sentence_spans
from server.evidence import Candidate

# A passage up to this many words is quoted whole; a longer one gives the sentences that answer.
WHOLE = 75
SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an answer says; chosen on the development questions, see docs/evaluation.md."""

    words: int = 130
    statements: int = 6
    within: float = 6.5
    same_words: float = 0.7


@dataclass(frozen=True, slots=True)
class Extract:
    """The words of one candidate that an answer states: `text[start:end]` of its passage."""

    candidate: Candidate
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words."""
        return self.candidate.passage.text[self.start : self.end]

    @property
    def words(self) -> int:
        """How many words they are."""
        return len(self.text.split())


def select(
    ranked: Sequence[Candidate],
    weights: Mapping[str, float],
    limits: Limits = Limits(),
    firsts: Sequence[Candidate] = (),
) -> list[Extract]:
    """The extracts to state, best first: the best candidate always, others that are nearly as good and new.

    `weights` are the question's tokens with their rarity; `firsts` are the best candidates of its parts, stated before
    others. A list is kept whole; it may pass the limit only as the first.
    """
    chosen: list[Extract] = []
    seen: list[frozenset[str]] = []
    used = 0
    asked = {candidate.id for candidate in firsts}
    others = [candidate for candidate in ranked if candidate.id not in asked]
    for candidate in [*firsts, *others]:
        wanted = not chosen or candidate.id in asked
        if not wanted and candidate.score < ranked[0].score - limits.within:
            break
        if len(chosen) == limits.statements:
            break
        extract = cut(candidate, weights)
        tokens = frozenset(tokenize(extract.text, candidate.passage.language))
        if any(_overlap(tokens, other) > limits.same_words for other in seen):
            continue
        if chosen and used + extract.words > limits.words:
            continue
        chosen.append(extract)
        seen.append(tokens)
        used += extract.words
    return chosen


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def cut(candidate: Candidate, weights: Mapping[str, float]) -> Extract:
    """The words of a passage that answer: all of a short one or of a list, else its best run of sentences."""
    passage = candidate.passage
    if passage.authority == "brief" or passage.items or len(passage.text.split()) <= WHOLE:
        return Extract(candidate, 0, len(passage.text))
    spans = sentence_spans(passage.text)
    gains = [
        sum(weights.get(token, 0.0) for token in set(tokenize(passage.text[start:end], passage.language)))
        for start, end in spans
    ]
    best = max(range(len(spans)), key=lambda i: (gains[i], -i))
    first = last = best
    while last - first + 1 < SENTENCES:
        before = gains[first - 1] if first else -1.0
        after = gains[last + 1] if last + 1 < len(spans) else -1.0
        if max(before, after) < 0.5 * gains[best] or max(before, after) <= 0:
            break
        first, last = (first - 1, last) if before > after else (first, last + 1)
    return Extract(candidate, spans[first][0], spans[last][1])
