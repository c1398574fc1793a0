"""Questions to choose from when one is unclear: those that hold its telling word, or ask for the same kind of thing."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.passage import Passage
from index.tokens import tokenize
from server.question import KIND_PATTERNS, Question, read_kind

CHOICES = 4


def fitting_choices(question: Question, passages: Sequence[Passage]) -> list[str]:
    """Questions that the passages answer and that an unclear one may mean, one of each document; none where none fits.

    "Who approves?" gives questions with that word, first those that ask who; "Deadline?" those that ask for a deadline.
    """
    words = _telling_words(question)
    if not words and question.kind == "general":
        return []
    found: dict[str, tuple[int, str]] = {}
    for passage in passages:
        if passage.language != question.language:
            continue
        for asked in passage.questions:
            rank = _rank(asked, question, words)
            if rank and rank > found.get(passage.document_id, (0, ""))[0]:
                found[passage.document_id] = (rank, asked)
    best_first = sorted(found.values(), key=lambda choice: -choice[0])
    return [asked for _, asked in best_first[:CHOICES]]


def _rank(asked: str, question: Question, words: frozenset[str]) -> int:
    """2 for a question of the same words and kind, 1 for one of the same words, 0 for one that does not fit."""
    same_kind = read_kind(asked) == question.kind
    if not asked.rstrip().endswith("?") or (not words and not same_kind):
        return 0
    shared = words & set(tokenize(asked, question.language))
    return 0 if words and not shared else 1 + same_kind


def _telling_words(question: Question) -> frozenset[str]:
    """The telling words of a question without those that only say which kind of answer it wants ("how long", "délai")."""
    pattern = next((pattern for kind, pattern in KIND_PATTERNS if kind == question.kind), None)
    text = pattern.sub(" ", question.asked) if pattern else question.asked
    return frozenset(tokenize(text, question.search_language))
