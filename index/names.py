"""Documents called by their title in a question."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from index.tokens import fold

SHORTEST = 2
PLAIN = re.compile(r"[^\W_]+")


class TitleNames:
    """Finds whole titles of documents in a text, whatever their case, accents and punctuation; the longest wins."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        """`titles` maps titles to document ids; titles of one word are left out, they are ordinary words too often."""
        self._by_length: dict[int, dict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
        for title, document_id in titles.items():
            words = tuple(PLAIN.findall(fold(title)))
            if len(words) >= SHORTEST:
                self._by_length[len(words)][words].add(document_id)

    def find(self, text: str) -> tuple[tuple[str, ...], str]:
        """Ids of the documents named, and the text without their titles.

        >>> TitleNames({"Accessible Canada Act": "a"}).find("Section 5 of the Accessible Canada Act")
        (('a',), 'Section 5 of the  ')
        """
        words = list(PLAIN.finditer(text))
        folded = [fold(word[0]) for word in words]
        found: list[str] = []
        rest, taken = text, [False] * len(words)
        for length in sorted(self._by_length, reverse=True):
            for start in range(len(words) - length + 1):
                key = tuple(folded[start : start + length])
                if any(taken[start : start + length]) or key not in self._by_length[length]:
                    continue
                found += sorted(self._by_length[length][key])
                taken[start : start + length] = [True] * length
                begin, end = words[start].start(), words[start + length - 1].end()
                rest = rest[:begin] + " " * (end - begin) + rest[end:]
        return tuple(dict.fromkeys(found)), re.sub(r" {3,}", "  ", rest)
