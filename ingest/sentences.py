"""Where sentences end, in English and French, as spans that cut the text without loss of place."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A sentence ends at . ! ? or … (and the quotes or brackets that close with it) before a space and something that opens
# a sentence. It must not end after an abbreviation ("s. 27", "Dr. Wu", "c. 4", "U.S. policy", "art. 3") nor a lone
# initial.
END = re.compile(r"(?:[.!?…]+[\"”’»)\]]*)\s+(?=[\"“«(\[]?[A-ZÀ-Ý0-9•-])|\n+")
ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"«'’])(?:[A-Za-z]|ss|cl|ch|chap|par|para|subs|art|arts|al|Reg|Regs|O\. Reg|Sched|Scheds|No|Nos|no|nos|Dr|Drs|Mr|Mrs|Ms|M|MM|Mme|"
    r"Prof|St|Ste|vs|cf|e\.g|i\.e|etc|p|pp|vol|fig|ed|eds|Inc|Ltd|Co|Corp|Jr|Sr|approx|Règl|Ont|Can|U\.S|U\.K)\.$"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences in order; together they leave out only the white space between sentences.

    >>> [text[a:b] for a, b in sentence_spans(text := "See s. 27. It applies.")]
    ['See s. 27.', 'It applies.']
    """
    return [(start, end) for start, end in _cut(text) if start < end]


def _cut(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in END.finditer(text):
        end = match.start() + len(match[0].rstrip())
        if text[match.start()] == "." and ABBREVIATION.search(text, start, match.start() + 1):
            continue
        if text[match.start()] == "." and _is_list_number(text, start, match.start()):
            continue
        yield _stripped(text, start, end)
        start = match.end()
    yield _stripped(text, start, len(text))


def _is_list_number(text: str, start: int, dot: int) -> bool:
    """Whether all that stands before the dot is a number, as in "3. Building trust."."""
    return text[start:dot].strip().isdigit()


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
