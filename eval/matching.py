"""The rule by which an answer states a fact: the same for every system and every language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MATCHED_WORDS = 250

SINGLE_QUOTES = re.compile("[\u2018\u2019\u201a\u201b]")
DOUBLE_QUOTES = re.compile("[\u201c\u201d\u201e\u201f\u00ab\u00bb]")
HYPHENS = re.compile("[\u2010-\u2015\u2212]")


def normalize(text: str) -> str:
    """The text after NFKC, with straight quotes, plain hyphens and single spaces.

    >>> normalize("65\u202f%  of\u00a0the LHIN\u2019s \u201cplan\u201d")
    '65 % of the LHIN\\'s "plan"'
    """
    text = unicodedata.normalize("NFKC", text)
    text = HYPHENS.sub("-", DOUBLE_QUOTES.sub('"', SINGLE_QUOTES.sub("'", text)))
    return " ".join(text.split())


def matched_text(text: str, words: int = MATCHED_WORDS) -> str:
    """The part of an answer that counts: its first words (250 by the rule), normalized."""
    return " ".join(normalize(text).split(" ")[:words])


def compile_patterns(expressions: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """The expressions, ignoring case; raise re.error for one that is malformed."""
    return tuple(re.compile(expression, re.IGNORECASE) for expression in expressions)


def matches_any(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    """Whether one of the patterns is found in a text that is already normalized."""
    return any(pattern.search(text) for pattern in patterns)
