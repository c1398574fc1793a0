"""The rule by which an answer states a fact: the same for every system and every language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from server.readings import normalize

MATCHED_WORDS = 250


def matched_text(text: str, words: int = MATCHED_WORDS) -> str:
    """The part of an answer that counts: its first words (250 by the rule), normalized."""
    return " ".join(normalize(text).split(" ")[:words])


def compile_patterns(expressions: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """The expressions, ignoring case; raise re.error for one that is malformed."""
    return tuple(re.compile(expression, re.IGNORECASE) for expression in expressions)


def matches_any(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    """Whether one of the patterns is found in a text that is already normalized."""
    return any(pattern.search(text) for pattern in patterns)
